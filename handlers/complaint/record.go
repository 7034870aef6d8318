package complaint

import (
	"time"

	"bihuan/handlers/record"
	"bihuan/models/complaint"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	"bihuan/views/ui"
)

func (m *matter) record() view.Record {
	v := m.v
	r := view.Record{Number: v.Number, Subject: v.Subject, State: string(v.State), Paused: v.PausedAt != nil, Urgent: v.UrgentSafety,
		Clocks: m.clockLines(v), Steps: m.stepper(v), Text: v.Body, Wish: v.RemedySought, Facts: m.facts(v), Result: m.result(v), Complainant: m.complainant(v), Recovery: m.recovery(v),
		Files: record.Attachments(view.Path(v.Number), v.Files), Related: !v.About}
	if m.card != nil {
		r.Complainant = *m.card
	}
	return r
}

// due is the place of the stepper at which a complaint of a state stands: what is to be done now.
var due = map[complaint.State]int{complaint.Registered: 1, complaint.Accepted: 2, complaint.Assessed: 3, complaint.Investigating: 3, complaint.Proposed: 4,
	complaint.Approved: 5, complaint.Replied: 6, complaint.FollowedUp: 7, complaint.Closed: 8, complaint.NotAccepted: 8}

func (w words) stepper(v complaint.View) []ui.Step {
	passed := []bool{true, v.AcceptedAt != nil, v.AssessedAt != nil, v.Findings != "" || v.State.Position() > 3, len(v.Remedies) > 0, v.RepliedAt != nil, len(v.FollowUps) > 0, v.Closed}
	notes := map[int]*time.Time{0: &v.RegisteredAt, 1: v.AcceptedAt, 2: v.AssessedAt, 5: v.RepliedAt, 7: v.ClosedAt}
	now := due[v.State]
	out := make([]ui.Step, len(complaint.StepperKeys))
	for i, key := range complaint.StepperKeys {
		s := ui.Step{Label: w.T("complaint.stage." + key), State: ui.StepTodo}
		if at := notes[i]; at != nil {
			s.Note = w.Minute(*at)
		}
		switch {
		case i == now:
			s.State = ui.StepCurrent
		case i < now && (passed[i] || i == 7):
			s.State = ui.StepDone
		case i < now:
			s.State = ui.StepSkipped
		}
		out[i] = s
	}
	return out
}

func (w words) facts(v complaint.View) []ui.Fact {
	fact := func(field, value string) ui.Fact {
		return ui.Fact{Label: w.T("field.complaint." + field), Value: value}
	}
	facts := []ui.Fact{
		fact("received_at", w.Minute(v.ReceivedAt)), fact("channel", w.Term(terms.Channel, v.Channel)), fact("severity", w.Term(terms.Severity, v.Severity)),
		fact("deadline_class", v.DeadlineClass.Name(w.Tag)), fact("failure_type", w.Term(terms.FailureType, v.FailureType)),
		fact("department_id", w.Tree.Name(v.DepartmentID)), fact("handler_id", w.Person(v.HandlerID, "complaint.unassigned")),
		fact("first_contact_id", v.People[v.FirstContactID]), fact("complained_department_id", w.Tree.Name(v.ComplainedDepartmentID)),
		fact("complained_person_id", v.People[v.ComplainedPersonID]), fact("order_number", v.OrderNumber),
	}
	optional := []ui.Fact{
		fact("failure_class", w.Term(terms.FailureClass, v.FailureClass)), fact("source", v.Source), fact("category", v.Category),
		fact("complexity", w.Term(terms.Complexity, v.Complexity)), fact("impact", w.Term(terms.Impact, v.Impact)),
		fact("attribution", w.Term(terms.Attribution, v.Attribution)), fact("failure_kind", w.Term(terms.FailureKind, v.FailureKind)),
		fact("not_accept_reason", w.Term(terms.NotAcceptReason, v.NotAcceptReason)), fact("recourse", w.Term(terms.Recourse, v.Recourse)),
		fact("pause_reason", w.Term(terms.PauseReason, v.PauseReason)),
	}
	for _, f := range optional {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

// result are the long texts that handling brought, in the order in which they came.
func (w words) result(v complaint.View) []ui.Fact {
	var out []ui.Fact
	for _, f := range []struct{ field, text string }{{"action_text", v.ActionText}, {"findings", v.Findings}, {"reply", v.Reply}, {"summary", v.Summary}} {
		if f.text != "" {
			out = append(out, ui.Fact{Label: w.T("field.complaint." + f.field), Value: f.text})
		}
	}
	return out
}

// complainant is the card about who complains; whether it can be revealed, the steps say.
func (m *matter) complainant(v complaint.View) view.Complainant {
	if v.Complainant.Hidden {
		return view.Complainant{Hidden: m.T("complaint.complainant.hidden")}
	}
	card := view.Complainant{Facts: m.who(v.Complainant)}
	if !v.Complainant.Masked {
		return card
	}
	const reveal = string(complaint.RevealStep)
	for _, s := range v.Steps {
		if s.Step == reveal && s.Allowed {
			card.Reveal = &view.Reveal{Path: view.Path(v.Number), Version: v.Version}
		} else if s.Step == reveal {
			card.Why = record.Why(m.c, s)
		}
	}
	return card
}

func (w words) who(p complaint.Complainant) []ui.Fact {
	var facts []ui.Fact
	for _, f := range []struct{ field, value string }{{"name", p.Name}, {"phone", p.Phone}, {"email", p.Email}, {"address", p.Address}, {"customer_no", p.CustomerNo}} {
		facts = append(facts, ui.Fact{Label: w.T("field.complaint." + f.field), Value: f.value})
	}
	return facts
}
