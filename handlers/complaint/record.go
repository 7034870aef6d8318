package complaint

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	"bihuan/views/ui"
)

// show is the page of one complaint.
func (p *pages) show(c *web.Context) error {
	v, w, err := p.read(c)
	if err != nil {
		return err
	}
	f, err := p.form(c, v, w, complaint.Step(c.QueryParam("step")), nil)
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, v, w, f)
}

// read reads the complaint that the address names, with what puts it into words.
func (p *pages) read(c *web.Context) (complaint.View, words, error) {
	w, err := p.words(c)
	if err != nil {
		return complaint.View{}, w, err
	}
	v, err := p.Complaints.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
	w.people = v.People
	return v, w, err
}

func (p *pages) render(c *web.Context, status int, v complaint.View, w words, f *view.StepForm) error {
	return p.renderRecord(c, status, v, w, f, func(*view.Record) {})
}

// renderRecord answers with the record's page, after change had its say.
func (p *pages) renderRecord(c *web.Context, status int, v complaint.View, w words, f *view.StepForm, change func(*view.Record)) error {
	r := w.record(v)
	r.Next = view.Next{Form: f, Menu: w.menu(v, f)}
	if f == nil {
		r.Next.Quiet = w.quiet(v)
	}
	var err error
	if r.Timeline, err = p.timeline(c, v, w); err != nil {
		return err
	}
	change(&r)
	return c.Render(status, view.RecordPage(r))
}

func (w words) record(v complaint.View) view.Record {
	r := view.Record{Number: v.Number, Subject: v.Subject, State: string(v.State), Paused: v.PausedAt != nil, Urgent: v.UrgentSafety,
		Clocks: w.clockLines(v), Steps: w.stepper(v), Text: v.Body, Wish: v.RemedySought, Facts: w.facts(v), Result: w.result(v), Complainant: w.complainant(v), Loop: w.loop(v), Related: !v.About}
	for _, f := range v.Files {
		r.Files = append(r.Files, ui.Attachment{Name: f.Name, Href: view.Path(v.Number) + "/files/" + id(f.ID), Size: size(f.Size)})
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
		s := ui.Step{Label: w.t("complaint.stage." + key), State: ui.StepTodo}
		if at := notes[i]; at != nil {
			s.Note = w.minute(*at)
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
		return ui.Fact{Label: w.t("field.complaint." + field), Value: value}
	}
	facts := []ui.Fact{
		fact("received_at", w.minute(v.ReceivedAt)), fact("channel", w.term(terms.Channel, v.Channel)), fact("severity", w.term(terms.Severity, v.Severity)),
		fact("deadline_class", v.DeadlineClass.Name(w.tag)), fact("failure_type", w.term(terms.FailureType, v.FailureType)),
		fact("department_id", w.tree.Name(v.DepartmentID)), fact("handler_id", w.person(v.HandlerID, "complaint.unassigned")),
		fact("first_contact_id", v.People[v.FirstContactID]), fact("complained_department_id", w.tree.Name(v.ComplainedDepartmentID)),
		fact("complained_person_id", v.People[v.ComplainedPersonID]), fact("order_number", v.OrderNumber),
	}
	optional := []ui.Fact{
		fact("failure_class", w.term(terms.FailureClass, v.FailureClass)), fact("source", v.Source), fact("category", v.Category),
		fact("complexity", w.term(terms.Complexity, v.Complexity)), fact("impact", w.term(terms.Impact, v.Impact)),
		fact("attribution", w.term(terms.Attribution, v.Attribution)), fact("failure_kind", w.term(terms.FailureKind, v.FailureKind)),
		fact("not_accept_reason", w.term(terms.NotAcceptReason, v.NotAcceptReason)), fact("recourse", w.term(terms.Recourse, v.Recourse)),
		fact("pause_reason", w.term(terms.PauseReason, v.PauseReason)),
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
			out = append(out, ui.Fact{Label: w.t("field.complaint." + f.field), Value: f.text})
		}
	}
	return out
}

func (w words) person(n int64, none string) string {
	if n == 0 {
		return w.t(none)
	}
	return w.people[n]
}

// complainant is the card about who complains; whether it can be revealed, the steps say.
func (w words) complainant(v complaint.View) view.Complainant {
	if v.Complainant.Hidden {
		return view.Complainant{Hidden: w.t("complaint.complainant.hidden")}
	}
	card := view.Complainant{Facts: w.who(v.Complainant)}
	if !v.Complainant.Masked {
		return card
	}
	for _, s := range v.Steps {
		if s.Step == string(complaint.RevealStep) && s.Allowed {
			card.Reveal = &view.StepForm{Step: s.Step, Number: v.Number, Version: v.Version}
		} else if s.Step == string(complaint.RevealStep) {
			card.Why = w.why(s)
		}
	}
	return card
}

func (w words) who(p complaint.Complainant) []ui.Fact {
	var facts []ui.Fact
	for _, f := range []struct{ field, value string }{{"name", p.Name}, {"phone", p.Phone}, {"email", p.Email}, {"address", p.Address}, {"customer_no", p.CustomerNo}} {
		facts = append(facts, ui.Fact{Label: w.t("field.complaint." + f.field), Value: f.value})
	}
	return facts
}

// size is a file's size as people say it.
func size(n int64) string {
	switch {
	case n >= 1<<20:
		return strings.TrimSuffix(strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64), ".0") + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n, 10) + " B"
}
