package action

import (
	"bihuan/handlers/record"
	"bihuan/handlers/trail"
	"bihuan/handlers/web"
	"bihuan/models/action"
)

// Voice tells of actions in the trail.
func (parts Parts) Voice() trail.Voice {
	return trail.Voice{Kind: action.Kind, Words: func(c *web.Context) (record.Value, error) {
		w, err := (&pages{Parts: parts}).words(c)
		return w.Value, err
	}}
}
