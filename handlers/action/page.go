package action

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/terms"
	view "bihuan/views/action"
	"bihuan/views/locale"
	loopview "bihuan/views/loop"
	policyview "bihuan/views/policy"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

func (m *matter) record() (view.Record, error) {
	v := m.v
	r := view.Record{Number: v.Number, Title: v.Title, State: string(v.State), Outcome: string(v.Outcome), Round: v.Round, Ineffective: v.Ineffective,
		Clocks: m.clockLines(), Steps: m.stepper(), Opened: m.opened(), Finding: v.Finding, Cause: v.Cause, Report: v.Report,
		Measures: m.measureRows(), Evidence: m.evidenceRows(), Facts: m.factList(), Proof: m.proofFacts(), Chain: m.chain()}
	for _, k := range slices.Backward(v.Checks) {
		r.Checks = append(r.Checks, m.judged(k))
	}
	if m.undecided() && !v.Closed {
		r.Later = m.T("action.effect.later")
	}
	if v.Effect != nil {
		e := m.effect("preview", v.Measure, *v.Effect)
		e.Title = m.T("action.effect.preview")
		r.Judging = &e
	}
	return r, nil
}

// clock is the chip of a clock.
func (w words) clock(kind action.ClockKind, due, soon time.Time, met *time.Time) record.Clock {
	return record.Clock{Label: w.T("action.clock." + string(kind)), Due: due, Soon: soon, Met: met}
}

// clockLines are the clocks of the round, each with the sentence that explains it. The day of the effect is chosen, not reckoned.
func (m *matter) clockLines() []views.ClockLine {
	var out []views.ClockLine
	for _, k := range m.v.Clocks {
		clock := m.clock(k.Kind, k.DueAt, k.SoonAt, k.MetAt)
		if k.Kind == action.CheckClock {
			out = append(out, views.ClockLine{Clock: m.Clock(clock), Why: m.T("action.clock.check.why", "day", m.v.CheckOn)})
			continue
		}
		out = append(out, m.ClockLine(clock, k.Explanation))
	}
	return out
}

// due is the place of the stepper at which an action of a state stands: what is to be done now.
var due = map[action.State]int{action.Opened: 1, action.Planned: 2, action.Doing: 2, action.Reported: 4, action.Verified: 5, action.Closed: 6}

// passed are the instants at which the places of the stepper were reached in this round.
func (m *matter) passed() []*time.Time {
	v := m.v
	var checked *time.Time
	if v.Outcome == action.Effective {
		checked = v.ClosedAt
	}
	return []*time.Time{&v.RoundAt, v.PlannedAt, v.ReportedAt, v.ReportedAt, v.VerifiedAt, checked}
}

func (m *matter) stepper() []ui.Step {
	passed, now := m.passed(), due[m.v.State]
	if m.v.State == action.Doing && m.openMeasures() == 0 {
		now = 3
	}
	out := make([]ui.Step, len(action.StepperKeys))
	for i, key := range action.StepperKeys {
		s := ui.Step{Label: m.T("action.stage." + key), State: ui.StepTodo}
		if at := passed[i]; at != nil {
			s.Note = m.Minute(*at)
		}
		switch {
		case i == now:
			s.State = ui.StepCurrent
		case i < now && (passed[i] != nil || i == 2 && now == 3):
			s.State = ui.StepDone
		case i < now:
			s.State = ui.StepSkipped
		}
		out[i] = s
	}
	return out
}

func (m *matter) factList() []ui.Fact {
	v := m.v
	fact := func(field, value string) ui.Fact { return ui.Fact{Label: m.T("field.action." + field), Value: value} }
	facts := []ui.Fact{
		fact("kind", m.Term(terms.ActionKind, v.Kind)), fact("priority", m.priority(v.Priority)), fact("department_id", m.Tree.Name(v.DepartmentID)),
		fact("owner_id", m.People[v.OwnerID]), fact("coworkers", m.names(v.Coworkers)), fact("verifier_id", m.Person(v.VerifierID, "action.verifier.any")),
		fact("opener_id", m.People[v.OpenerID]), fact("opened_at", m.Minute(v.OpenedAt)), fact("finish", m.amount(v.Finish)),
	}
	if v.SourceNumber != "" {
		facts = append(facts, ui.Fact{Label: m.T("field.action.source"), Value: v.SourceNumber, Href: m.source()})
	}
	if v.Extensions > 0 {
		facts = append(facts, fact("extensions", m.T("action.times", "n", v.Extensions)))
	}
	if v.Cost > 0 {
		facts = append(facts, fact("cost", locale.Money(m.Ctx, v.Cost)))
	}
	return facts
}

// source leads to the record that the action comes from; empty where the reader may not see it.
func (m *matter) source() string {
	for _, n := range m.v.Chain.Nodes {
		if n.Kind == m.v.SourceKind && n.Number == m.v.SourceNumber && !n.Hidden {
			return m.c.RecordPath(n.Kind, n.Number)
		}
	}
	return ""
}

// undecided tells whether an effect is to be proved of which nobody said yet how.
func (m *matter) undecided() bool { return m.v.Proof && m.v.Indicator+m.v.CheckOn == "" }

// proofFacts say by what and when the effect is looked at; nothing where it need not be.
func (m *matter) proofFacts() []ui.Fact {
	if !m.v.Proof || m.undecided() {
		return nil
	}
	return []ui.Fact{{Label: m.T("field.action.indicator"), Value: m.measure(m.v.Measure)}, {Label: m.T("field.action.check_on"), Value: m.v.CheckOn}}
}

// measureRows are the measures of the round, each with how it stands and, where it may be, a button that says it was done.
func (m *matter) measureRows() []view.MeasureRow {
	today, may := m.today(), m.can(action.MeasureStep)
	rows := make([]view.MeasureRow, len(m.v.Measures))
	for i, k := range m.v.Measures {
		row := view.MeasureRow{Measure: k.Measure, DueOn: k.DueOn, DoneOn: k.DoneOn, By: m.People[k.DoneBy], Result: k.Result}
		row.Late = k.DoneOn == "" && k.DueOn < today || k.DoneOn > k.DueOn
		if may && k.DoneOn == "" {
			row.Done = &ui.Action{Label: m.T("action.measure.done"), Post: true, Small: true, Icon: "check", Href: view.Path(m.v.Number) + "/measure",
				Attrs:  templ.Attributes{"aria-label": m.T("action.measure.done") + " " + k.Measure},
				Fields: []ui.Pair{{Name: "version", Value: web.FormID(m.v.Version)}, {Name: "measure_id", Value: web.FormID(k.ID)}, {Name: "done_on", Value: today}}}
		}
		rows[i] = row
	}
	return rows
}

func (m *matter) evidenceRows() []view.EvidenceRow {
	rows := make([]view.EvidenceRow, len(m.v.Evidence))
	for i, e := range m.v.Evidence {
		row := view.EvidenceRow{Title: e.Title, Name: e.File.Name, Href: view.Path(m.v.Number) + "/files/" + web.FormID(e.AttachmentID), Size: record.Size(e.File.Size),
			HappenedOn: e.HappenedOn, ReceivedOn: e.ReceivedOn, By: m.People[e.PersonID]}
		if m.v.Round > 1 {
			row.Round = m.T("action.round", "n", e.Round)
		}
		rows[i] = row
	}
	return rows
}

// chain is the drawing of what led here and what this led to.
func (m *matter) chain() loopview.Chain {
	d := loop.Draw(m.c, m.Words, m.v.Chain)
	if m.c.Can(auth.ActionOpen) {
		d.Open = view.OpenFrom(action.Kind, m.v.Number)
	}
	if m.c.Can(auth.PolicyCite) {
		d.Cite = policyview.CiteFrom(action.Kind, m.v.Number)
	}
	return d
}
