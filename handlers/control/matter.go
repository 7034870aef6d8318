package control

import (
	"slices"

	"github.com/a-h/templ"

	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/fault"
	"bihuan/models/terms"
	actionview "bihuan/views/action"
	view "bihuan/views/control"
	loopview "bihuan/views/loop"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// matter is one control as read for its page. It tells the shared pages of records what they need to know.
type matter struct {
	words
	p *pages
	c *web.Context
	v control.View
	// priorities are those that an action can have which follows a check.
	priorities []ui.Option
}

func (p *pages) read(c *web.Context) (record.Record, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	v, err := p.Controls.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return nil, err
	}
	w.People = v.People
	m := &matter{words: w, p: p, c: c, v: v}
	rules, err := p.Actions.Rules(c.Ctx())
	for _, r := range rules {
		if r.Active {
			m.priorities = append(m.priorities, ui.Option{Value: r.Code, Label: r.Name(w.Tag)})
		}
	}
	return m, err
}

// Ref names the control.
func (m *matter) Ref() record.Ref { return record.Ref{Number: m.v.Number, Version: m.v.Version} }

// Options are the steps of the control. The check to be corrected is chosen at the check itself.
func (m *matter) Options() []fault.Option { return m.v.Steps }

func (m *matter) can(step control.Step) bool {
	return slices.ContainsFunc(m.v.Steps, func(o fault.Option) bool { return o.Step == string(step) && o.Allowed })
}

// Usual are the steps that the control waits for.
func (m *matter) Usual() []string { return []string{string(control.CheckStep)} }

// Later tells whether a step that is not possible now may still come.
func (m *matter) Later(o fault.Option) bool {
	return !m.v.Closed && o.Right == "" && o.Step == string(control.CorrectStep)
}

// Quiet says for whom the control waits.
func (m *matter) Quiet() string {
	if m.v.Closed {
		return m.T("control.next.retired")
	}
	return m.T("control.next.owner", "owner", m.People[m.v.OwnerID], "due", m.v.DueOn)
}

// Fields are the controls of a step's form.
func (m *matter) Fields(step string, values views.Values) ([]views.Control, error) {
	s := views.NewSheet(m.Ctx, control.Kind, values, m.choices(step, values))
	return view.Fields(s, step, m.v.Evidence, len(m.v.OpenActions) > 0, m.led(values.Get("check_id"))), nil
}

// led is the action that a check led to and that counts still; empty where there is none.
func (m *matter) led(check string) string {
	k, ok := m.corrected(check)
	if !ok || k.ActionNumber == "" {
		return ""
	}
	chain := m.v.Chain
	for _, e := range chain.Edges {
		if chain.Nodes[e.To].Number == k.ActionNumber && !e.Ended {
			return k.ActionNumber
		}
	}
	return ""
}

// Page is the control's page.
func (m *matter) Page(next views.Next) (templ.Component, error) {
	v := m.v
	r := view.Record{Number: v.Number, Title: v.Title, State: string(v.State()), Last: view.ResultMark(m.Ctx, string(v.LastResult)), Text: v.Text,
		Facts: m.factList(), Chain: m.chain(), Next: next}
	if !v.Closed {
		r.Clock = []views.ClockLine{{Clock: m.clock(v.Control), Why: m.why(v.Control)}}
	}
	may := m.can(control.CorrectStep)
	for _, k := range v.Checks {
		row := m.check(k, v.Number, m.People)
		if k.ActionNumber != "" {
			row.Action = &ui.Link{Label: k.ActionNumber, Href: actionview.Path(k.ActionNumber)}
		}
		if may && !row.Superseded {
			row.Correct = &ui.Action{Label: m.T("control.check.correct"), Href: view.Path(v.Number) + "?step=correct&check=" + row.ID + "#next", Small: true, Tone: ui.ToneQuiet, Icon: "pencil"}
		}
		r.Checks = append(r.Checks, row)
	}
	if v.MoreChecks {
		r.All = view.ChecksOf(v.Number)
	}
	var err error
	r.History, err = m.timeline()
	return view.RecordPage(r), err
}

func (m *matter) factList() []ui.Fact {
	v := m.v
	fact := func(field, value string) ui.Fact { return ui.Fact{Label: m.label(field), Value: value} }
	facts := []ui.Fact{fact("area", m.Term(terms.ControlArea, v.Area)), fact("department_id", m.Tree.Name(v.DepartmentID)), fact("owner_id", m.People[v.OwnerID]),
		fact("cycle", m.cycle(v.Cycle)), fact("rule", m.rule(v.Rule)), fact("evidence", m.Yes(v.Evidence)), fact("started_on", v.StartedOn)}
	if v.LastOn != "" {
		facts = append(facts, fact("last_on", v.LastOn))
	}
	if len(v.Clauses) > 0 {
		facts = append(facts, ui.Fact{Label: m.label("clauses"), Part: view.ClauseLinks(ClauseLinks(m.c, v.Clauses))})
	}
	if v.RetiredAt != nil {
		facts = append(facts, fact("retired_at", m.Minute(*v.RetiredAt)))
	}
	return facts
}

// chain is the drawing of what led here and what this led to.
func (m *matter) chain() loopview.Chain {
	d := loop.Draw(m.c, m.Words, m.v.Chain)
	if m.c.Can(auth.ActionOpen) && !m.v.Closed {
		d.Open = actionview.OpenFrom(control.Kind, m.v.Number)
	}
	return d
}
