package complaint

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/terms"
)

// fields says what stands behind the fields of complaints.
var fields = &record.Fields{
	Terms: map[string]string{
		"channel": terms.Channel, "reply_channel": terms.Channel, "acknowledge_channel": terms.Channel, "severity": terms.Severity,
		"failure_class": terms.FailureClass, "failure_type": terms.FailureType, "attribution": terms.Attribution, "failure_kind": terms.FailureKind,
		"complexity": terms.Complexity, "impact": terms.Impact, "recourse": terms.Recourse, "not_accept_reason": terms.NotAcceptReason,
		"pause_reason": terms.PauseReason, "follow_up_outcome": terms.FollowUpOutcome, "remedy_kind": terms.RemedyKind,
	},
	Keys: map[string]string{"state": "complaint.state.", "upheld": "complaint.upheld.", "outcome": "complaint.outcome.",
		"clock": "complaint.clock.", "to": "complaint.to."},
	People: []string{"handler_id", "complained_person_id", "replied_by"},
	Ticks:  []string{"urgent_safety"},
}

// words put complaints into the reader's language.
type words struct {
	record.Words
	classes []complaint.DeadlineClass
}

func (p *pages) words(c *web.Context) (words, error) {
	var w words
	var err error
	if w.Words, err = record.NewWords(c, p.Terms, p.Organisation, fields); err != nil {
		return w, err
	}
	w.classes, err = p.Complaints.Classes(c.Ctx())
	return w, err
}

// Value is a value of a field, as an event holds it.
func (w words) Value(field string, v any, people map[int64]string) string {
	if _, hidden := v.(complaint.Concealed); hidden {
		return "***"
	}
	if code, ok := v.(string); ok && field == "deadline_class" {
		return w.class(code)
	}
	return w.Words.Value(field, v, people)
}

func (w words) class(code string) string {
	for _, d := range w.classes {
		if d.Code == code {
			return d.Name(w.Tag)
		}
	}
	return code
}

// id and number are how forms send and read ids.
func id(n int64) string { return web.FormID(n) }

func number(s string) int64 { return web.ReadID(s) }
