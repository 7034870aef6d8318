package information

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/control"
	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/trail"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	model "bihuan/models/control"
	"bihuan/models/fault"
	"bihuan/models/terms"
	actionview "bihuan/views/action"
	controlview "bihuan/views/control"
	view "bihuan/views/information"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// fields says what stands behind the fields of items.
var fields = &record.Fields{
	Terms: map[string]string{"channel": terms.CollectChannel, "frequency": terms.Frequency, "retention": terms.Retention, "secrecy": terms.Secrecy},
	Keys:  map[string]string{"view": "information.tab.", "state": "information.state."}, People: model.PersonFields,
}

func (p *pages) words(c *web.Context) (record.Words, error) {
	return record.NewWords(c, p.Terms, p.Organisation, fields)
}

func label(w record.Words, field string) string { return w.T("field.information." + field) }

// matter is one item as read for its page. It tells the shared pages of records what they need to know.
type matter struct {
	record.Words
	p *pages
	c *web.Context
	v model.ItemView
}

func (p *pages) read(c *web.Context) (record.Record, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	v, err := p.Information.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
	w.People = v.People
	return &matter{Words: w, p: p, c: c, v: v}, err
}

// Ref names the item.
func (m *matter) Ref() record.Ref { return record.Ref{Number: m.v.Number, Version: m.v.Version} }

// Options are the steps of the item.
func (m *matter) Options() []fault.Option { return m.v.Steps }

// Usual are the steps that the item waits for: to be reviewed by its owner, once in a year.
func (m *matter) Usual() []string {
	if a := m.c.Actor(); a.PersonID == m.v.OwnerID && m.v.ReviewedOn < m.Now.In(m.c.Locale().Zone()).AddDate(-1, 0, 0).Format(time.DateOnly) {
		return []string{string(model.ReviewStep)}
	}
	return nil
}

// Later tells whether a step that is not possible now may still come.
func (m *matter) Later(fault.Option) bool { return false }

// Quiet says how the item stands.
func (m *matter) Quiet() string {
	switch {
	case m.v.Closed:
		return m.T("information.next.ended")
	case m.v.ReviewedOn == "":
		return m.T("information.next.unreviewed", "owner", m.People[m.v.OwnerID])
	}
	return m.T("information.next.reviewed", "owner", m.People[m.v.OwnerID], "day", m.v.ReviewedOn)
}

// Fill is what a step's form begins with.
func (m *matter) Fill(step string) views.Values {
	values := views.Values{}
	switch model.Step(step) {
	case model.ReviewStep:
		values.Set("reviewed_on", m.Now.In(m.c.Locale().Zone()).Format(time.DateOnly))
	case model.EditStep:
		v := m.v
		for name, value := range map[string]string{"title": v.Title, "purpose": v.Purpose, "department_id": web.FormID(v.DepartmentID), "owner_id": m.People[v.OwnerID],
			"clauses": control.Numbers(v.Clauses), "source": v.Source, "channel": v.Channel, "frequency": v.Frequency, "collector": v.Collector,
			"collector_id": m.People[v.CollectorID], "keeper": v.Keeper, "retention": v.Retention, "secrecy": v.Secrecy} {
			values.Set(name, value)
		}
	}
	return values
}

// Fields are the controls of a step's form.
func (m *matter) Fields(step string, values views.Values) ([]views.Control, error) {
	return view.Fields(views.NewSheet(m.Ctx, model.ItemKind, values, choices(m.Words, values)), step), nil
}

// choices are the options of the facts.
func choices(w record.Words, values views.Values) map[string][]ui.Option {
	out := map[string][]ui.Option{"department": w.Departments(web.ReadID(values.Get("department_id")))}
	for name, list := range fields.Terms {
		out[name] = w.Options(list, values.Get(name))
	}
	return out
}

// Page is the item's page.
func (m *matter) Page(next views.Next) (templ.Component, error) {
	v := m.v
	fact := func(field, value string) ui.Fact { return ui.Fact{Label: label(m.Words, field), Value: value} }
	collector := v.Collector
	if v.CollectorID != 0 {
		collector = strings.TrimSpace(collector + " · " + m.People[v.CollectorID])
	}
	r := view.Record{Number: v.Number, Title: v.Title, State: string(v.State()), Purpose: v.Purpose, Next: next,
		Collect: []ui.Fact{fact("source", v.Source), fact("channel", m.Term(terms.CollectChannel, v.Channel)), fact("collector", collector), fact("frequency", m.Term(terms.Frequency, v.Frequency)),
			fact("keeper", v.Keeper), fact("retention", m.Term(terms.Retention, v.Retention)), fact("secrecy", m.Term(terms.Secrecy, v.Secrecy))},
		Facts: []ui.Fact{fact("department_id", m.Tree.Name(v.DepartmentID)), fact("owner_id", m.People[v.OwnerID])}}
	if len(v.Clauses) > 0 {
		r.Facts = append(r.Facts, ui.Fact{Label: label(m.Words, "clauses"), Part: controlview.ClauseLinks(control.ClauseLinks(m.c, v.Clauses))})
	}
	if v.ReviewedOn != "" {
		r.Facts = append(r.Facts, fact("reviewed_on", v.ReviewedOn), fact("reviewer_id", m.People[v.ReviewerID]))
	}
	r.Facts = append(r.Facts, fact("added_at", m.Minute(v.AddedAt)))
	if v.EndedAt != nil {
		r.Facts = append(r.Facts, fact("ended_at", m.Minute(*v.EndedAt)))
	}
	r.Chain = loop.Draw(m.c, m.Words, v.Chain)
	if m.c.Can(auth.ActionOpen) && !v.Closed {
		r.Chain.Open = actionview.OpenFrom(model.ItemKind, v.Number)
	}
	var err error
	r.History, err = m.timeline()
	return view.RecordPage(r), err
}

// story says how the events of items are told.
var story = record.Story{
	Kind:   model.ItemKind,
	Begins: []string{"information.added"},
	Looks: map[string]record.Look{
		"information.added": {Icon: "plus"}, "information.edited": {Icon: "pencil"}, "information.reviewed": {Icon: "circle-check", Tone: ui.ToneGood},
		"information.ended": {Icon: "ban", Tone: ui.ToneMuted}, "information.resumed": {Icon: "rotate", Tone: ui.ToneWarn},
	},
}

// timeline is what happened, newest first, beginning where the address says.
func (m *matter) timeline() (views.Timeline, error) {
	first := record.Events{Entries: m.v.Timeline, People: m.v.People, More: m.v.More}
	return story.Timeline(m.c, view.Path(m.v.Number), m.Value, first, func(before int64) (older record.Events, err error) {
		older.Entries, older.People, older.More, err = m.p.Information.Timeline(m.c.Ctx(), m.c.Actor(), m.v.Number, before)
		return older, err
	})
}

// Voice tells of items in the trail.
func (parts Parts) Voice() trail.Voice {
	return trail.Voice{Kind: model.ItemKind, Words: func(c *web.Context) (record.Value, error) {
		w, err := (&pages{Parts: parts}).words(c)
		return w.Value, err
	}}
}
