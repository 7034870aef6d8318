package action

import (
	"github.com/a-h/templ"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/fault"
	view "bihuan/views/action"
	views "bihuan/views/record"
)

// matter is one action as read for its page. It tells the shared pages of records what they need to know.
type matter struct {
	words
	p *pages
	c *web.Context
	v action.View
}

func (p *pages) read(c *web.Context) (record.Record, error) { return p.matter(c) }

// matter reads the action that the address names, with what puts it into words.
func (p *pages) matter(c *web.Context) (*matter, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	v, err := p.Actions.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
	w.People = v.People
	return &matter{words: w, p: p, c: c, v: v}, err
}

// Ref names the action.
func (m *matter) Ref() record.Ref { return record.Ref{Number: m.v.Number, Version: m.v.Version} }

// Options are the steps of the action. An effect whose day is still to come cannot be judged: the menu says when.
func (m *matter) Options() []fault.Option {
	out := make([]fault.Option, len(m.v.Steps))
	for i, o := range m.v.Steps {
		if o.Step == string(action.CheckStep) && o.Allowed && m.v.Effect == nil {
			o = fault.Option{Step: o.Step, Why: fault.Message{Key: "fault.action_check_early", Args: []any{"day", m.v.CheckOn}}}
		}
		out[i] = o
	}
	return out
}

func (m *matter) can(step action.Step) bool {
	for _, o := range m.Options() {
		if o.Step == string(step) {
			return o.Allowed
		}
	}
	return false
}

// Usual are the steps that the action waits for: while it is carried out, first what is still missing.
func (m *matter) Usual() []string {
	switch {
	case m.v.State != action.Doing:
		return []string{string(action.Awaited[m.v.State])}
	case m.openMeasures() > 0:
		return []string{string(action.MeasureStep)}
	case !m.shown():
		return []string{string(action.EvidenceStep)}
	}
	return []string{string(action.ReportStep)}
}

// openMeasures counts the measures of the round that are not carried out.
func (m *matter) openMeasures() int {
	n := 0
	for _, k := range m.v.Measures {
		if k.DoneOn == "" {
			n++
		}
	}
	return n
}

// shown tells whether something shows what was done in this round.
func (m *matter) shown() bool {
	for _, e := range m.v.Evidence {
		if e.Round == m.v.Round {
			return true
		}
	}
	return false
}

// Later tells whether a step that is not possible now may still come, so that the menu says what it waits for.
func (m *matter) Later(o fault.Option) bool {
	switch action.Step(o.Step) {
	case action.ReopenStep, action.SendBackStep, action.ReturnStep, action.PostponeStep:
		return false
	case action.StartStep, action.MeasureStep, action.EvidenceStep, action.PlanStep, action.ReportStep, action.EditStep, action.ExtendStep:
		if m.v.State.Position() > action.Doing.Position() {
			return false
		}
	case action.VerifyStep:
		if m.v.State.Position() > action.Reported.Position() {
			return false
		}
	}
	return !m.v.Closed && o.Right == ""
}

// Quiet says for whom or what the action waits.
func (m *matter) Quiet() string {
	owner := m.Person(m.v.OwnerID, "action.verifier.none")
	switch m.v.State {
	case action.Closed:
		return m.T("action.ended." + string(m.v.Outcome))
	case action.Opened, action.Planned, action.Doing:
		return m.T("action.next."+string(m.v.State), "owner", owner)
	case action.Verified:
		if m.v.Effect == nil {
			return m.T("action.next.check_on", "day", m.v.CheckOn)
		}
	}
	return m.T("action.next."+string(m.v.State), "verifier", m.Person(m.v.VerifierID, "action.verifier.none"))
}

// Fields are the controls of a step's form.
func (m *matter) Fields(step string, values views.Values) ([]views.Control, error) {
	s := views.NewSheet(m.Ctx, action.Kind, values, m.choices(values))
	if step == string(action.PlanStep) {
		return view.PlanFields(s, m.planRows(values)), nil
	}
	fields := view.Fields(s, step, m.v.Proof)
	if step == string(action.ExtendStep) { // the first asks how much
		fields[0].Hint = m.T("action.extend.hint", "now", m.amount(m.v.Finish))
	}
	return fields, nil
}

// Page is the action's page.
func (m *matter) Page(next views.Next) (templ.Component, error) {
	r, err := m.record()
	if err != nil {
		return nil, err
	}
	r.Next = next
	r.Timeline, err = m.timeline()
	return view.RecordPage(r), err
}
