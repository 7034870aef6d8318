package signing

import (
	"time"

	"bihuan/handlers/record"
	"bihuan/handlers/trail"
	"bihuan/handlers/web"
	"bihuan/models/signing"
	"bihuan/views/ui"
)

// fields says what stands behind the fields of campaigns and signatures.
var fields = &record.Fields{Keys: map[string]string{"state": "signing.state.", "cause": "signing.cause."}, People: signing.PersonFields, Ticks: []string{"passed", "active"}}

// words put signing into the reader's language.
type words struct{ record.Words }

func (p *pages) words(c *web.Context) (w words, err error) {
	w.Words, err = record.NewWords(c, p.Terms, p.Organisation, fields)
	return w, err
}

// due is the chip of a time to sign by; soon it is when two days are left.
func (w words) due(at time.Time) ui.Clock {
	return w.Clock(record.Clock{Label: w.T("signing.clock"), Due: at, Soon: at.Add(-48 * time.Hour)})
}

// kinds are the records whose events the trail tells in this package's words.
var kinds = []string{signing.Record, signing.SignatureRecord, signing.QuizRecord, signing.QuestionRecord, signing.ListRecord}

// Voices tell of campaigns, signatures, tests and reading lists in the trail.
func (parts Parts) Voices() []trail.Voice {
	voices := make([]trail.Voice, len(kinds))
	for i, kind := range kinds {
		voices[i] = trail.Voice{Kind: kind, Words: func(c *web.Context) (record.Value, error) {
			w, err := (&pages{Parts: parts}).words(c)
			return w.Value, err
		}}
	}
	return voices
}
