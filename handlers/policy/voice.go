package policy

import (
	"bihuan/handlers/record"
	"bihuan/handlers/trail"
	"bihuan/handlers/web"
	"bihuan/models/policy"
)

// Voice tells of policies in the trail.
func (parts Parts) Voice() trail.Voice {
	return trail.Voice{Kind: policy.Record, Words: func(c *web.Context) (record.Value, error) {
		w, err := (&pages{Parts: parts}).words(c)
		return w.Value, err
	}}
}
