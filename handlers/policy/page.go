package policy

import (
	"slices"
	"strings"
	"time"

	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/policy"
	"bihuan/models/terms"
	actionview "bihuan/views/action"
	loopview "bihuan/views/loop"
	view "bihuan/views/policy"
	views "bihuan/views/record"
	signview "bihuan/views/signing"
	"bihuan/views/ui"
)

func (m *matter) record() (view.Record, error) {
	v := m.v
	r := view.Record{Number: v.Number, Title: v.Title, Marks: []ui.Mark{m.stateMark(v.State)}, Clocks: m.clockLines(), Steps: m.stepper(), Open: m.open(), Comments: m.commentGroups(),
		Editions: m.editionRows(), Exceptions: m.exceptionRows(), Reviews: m.reviewRows(), Facts: m.factList()}
	if v.Open != nil && v.State != policy.Unissued {
		mark := m.stageMark(v.Stage)
		mark.Text = m.T("policy.mark.open", "stage", mark.Text)
		r.Marks = append(r.Marks, mark)
	}
	if v.CurrentID != 0 || v.Open != nil {
		r.Actions = append(r.Actions, ui.Action{Label: m.T("policy.read"), Href: view.Path(v.Number), Icon: "book"})
	}
	if m.can(policy.WriteStep) || m.can(policy.DraftStep) {
		r.Actions = append(r.Actions, ui.Action{Label: m.T("policy.import.button"), Href: view.Home + "/import?number=" + v.Number, Icon: "file-import"})
	}
	r.Menu = m.signing()
	d := loop.Draw(m.c, m.Words, v.Chain)
	if v.State == policy.InForce && m.c.Can(auth.ActionOpen) {
		d.Open = actionview.OpenFrom(policy.Record, v.Number)
	}
	r.Chain = loopview.Card(d)
	return r, nil
}

// signing leads to who was bound by the policy and had read it, and to the questions of its test.
func (m *matter) signing() []ui.Action {
	var out []ui.Action
	if m.c.Can(auth.SignRead) && m.v.CurrentID != 0 {
		out = append(out, ui.Action{Label: m.T("signing.bound.link"), Href: signview.At(m.v.Number, "bound"), Icon: "users"})
	}
	if m.c.Can(auth.PolicyWrite) {
		out = append(out, ui.Action{Label: m.T("signing.question.link"), Href: signview.At(m.v.Number, "questions"), Icon: "help-circle"})
	}
	return out
}

// clockLines are the clocks that run, each with the sentence that explains it. The day of the periodic review follows
// from the cycle and is told, not reckoned.
func (m *matter) clockLines() []views.ClockLine {
	var out []views.ClockLine
	for _, k := range m.v.Clocks {
		clock := record.Clock{Label: m.T("policy.clock." + string(k.Kind)), Due: k.DueAt, Soon: k.SoonAt, Met: k.MetAt}
		if k.Kind == policy.PeriodClock {
			out = append(out, views.ClockLine{Clock: m.Clock(clock), Why: m.T("policy.clock.period.why", "day", m.v.ReviewOn, "n", m.v.ReviewMonths)})
			continue
		}
		out = append(out, m.ClockLine(clock, k.Explanation))
	}
	return out
}

// due is the place of the stepper at which an edition of a stage stands.
var due = map[policy.Stage]int{policy.Drafting: 0, policy.Reviewing: 1, policy.Approving: 2, policy.Approved: 3}

// stepper is the way of the open edition; where none is open, that of the one in force.
func (m *matter) stepper() []ui.Step {
	e, now := m.v.Open, len(policy.StepperKeys)
	if e == nil {
		if e = m.current(); e == nil {
			return nil
		}
	} else {
		now = due[e.Stage]
	}
	begun := e.CreatedAt
	passed := []*time.Time{&begun, e.SentAt, e.ProposedAt, e.ApprovedAt, e.InForceAt}
	out := make([]ui.Step, len(policy.StepperKeys))
	for i, key := range policy.StepperKeys {
		s := ui.Step{Label: m.T("policy.stage." + key), State: ui.StepTodo}
		if passed[i] != nil {
			s.Note = m.Minute(*passed[i])
		}
		switch {
		case i == now:
			s.State = ui.StepCurrent
		case i < now && passed[i] == nil:
			s.State = ui.StepSkipped
		case i < now:
			s.State = ui.StepDone
		}
		out[i] = s
	}
	if m.v.State == policy.Retired && m.v.Open == nil {
		out[len(out)-1].State = ui.StepSkipped
	}
	return out
}

// open is the edition on its way, with its people.
func (m *matter) open() *view.OpenEdition {
	e := m.v.Open
	if e == nil {
		return nil
	}
	path := view.EditionPath(m.v.Number, e.No)
	out := &view.OpenEdition{Version: m.version(*e), Mark: m.stageMark(e.Stage), Summary: e.Summary, People: m.people(e.ID),
		Actions: []ui.Action{{Label: m.T("policy.read.draft"), Href: path, Small: true, Icon: "book"}}}
	if m.can(policy.WriteStep) {
		out.Actions = append([]ui.Action{{Label: m.T("policy.edit_text"), Href: view.Path(m.v.Number) + "/edit", Small: true, Icon: "pencil", Tone: ui.TonePrimary}}, out.Actions...)
	}
	if m.v.CurrentNo != 0 {
		out.Actions = append(out.Actions, ui.Action{Label: m.T("policy.compare"), Href: view.ComparePath(m.v.Number, m.v.CurrentNo, e.No), Small: true, Icon: "switch-horizontal"})
	}
	fact := func(field, value string) {
		if value != "" {
			out.Facts = append(out.Facts, ui.Fact{Label: m.label(field), Value: value})
		}
	}
	fact("weight", m.T("policy.weight."+string(e.Weight)))
	fact("author_id", m.People[e.AuthorID])
	fact("edited_at", m.Minute(e.EditedAt))
	fact("effect_on", m.day(e.EffectAt))
	if e.Quorum > 0 {
		fact("quorum", m.T("policy.quorum", "n", e.Quorum))
	}
	fact("demands", m.demands(*e))
	return out
}

// demands say what an edition asks of those whom it binds.
func (m *matter) demands(e policy.EditionHead) string {
	d := e.Demands
	if e.ProposedAt == nil {
		d = m.v.Ruled.Demands(e.Weight)
	}
	var out []string
	for _, s := range []struct {
		on  bool
		key string
	}{{d.Resign, "resign"}, {d.Quiz, "quiz"}, {d.Training, "training"}} {
		if s.on {
			out = append(out, m.T("policy.demand."+s.key))
		}
	}
	if len(out) == 0 {
		return m.T("policy.demand.none")
	}
	return strings.Join(out, m.T("record.join"))
}

// people are those who have a part in an edition, with what they said.
func (m *matter) people(edition int64) []view.PersonRow {
	var out []view.PersonRow
	for _, t := range m.v.People {
		if t.EditionID != edition {
			continue
		}
		row := view.PersonRow{Name: m.People[t.PersonID], Part: m.T("policy.part." + string(t.Part)), Note: t.Note, Mark: m.said(t)}
		if t.DecidedAt != nil {
			row.At = m.Minute(*t.DecidedAt)
		}
		out = append(out, row)
	}
	return out
}

// said is the mark of what somebody said.
func (m *matter) said(t policy.Participant) ui.Mark {
	switch {
	case t.Part == policy.Author:
		return ui.Mark{Text: m.T("policy.said.wrote"), Tone: ui.ToneMuted, Icon: "pencil"}
	case t.Decision == policy.Agreed:
		return ui.Mark{Text: m.T("policy.decision.agreed"), Tone: ui.ToneGood, Icon: "check"}
	case t.Decision == policy.Refused:
		return ui.Mark{Text: m.T("policy.decision.refused"), Tone: ui.ToneWarn, Icon: "x"}
	case t.Waiting:
		return ui.Mark{Text: m.T("policy.said.waiting"), Tone: ui.ToneNeutral, Icon: "clock"}
	}
	return ui.Mark{Text: m.T("policy.said.nothing"), Tone: ui.ToneMuted, Icon: "minus"}
}

// commentGroups are the remarks at the open edition, by clause in the order of the first of each.
func (m *matter) commentGroups() []view.CommentGroup {
	var out []view.CommentGroup
	if m.v.Open == nil {
		return nil
	}
	answering := m.can(policy.ResolveStep)
	for _, c := range m.v.Comments {
		href := view.EditionPath(m.v.Number, m.v.Open.No)
		if c.Key != 0 {
			href += "#" + view.PartID(c.Key)
		}
		i := slices.IndexFunc(out, func(g view.CommentGroup) bool { return g.Href == href })
		if i < 0 {
			out = append(out, view.CommentGroup{Label: m.clauseOf(c.Label), Href: href})
			i = len(out) - 1
		}
		out[i].Comments = append(out[i].Comments, m.remark(m.v.Number, c, answering))
	}
	return out
}

func (m *matter) editionRows() []view.EditionRow {
	rows := make([]view.EditionRow, len(m.v.Editions))
	for i, e := range m.v.Editions {
		row := view.EditionRow{Version: m.version(e), Title: e.Title, Summary: e.Summary, Hash: e.Hash, Days: m.days(e), Mark: m.stageMark(e.Stage),
			Read: view.EditionPath(m.v.Number, e.No), Approved: m.approvedBy(e)}
		if e.Weight != "" {
			row.Weight = m.T("policy.weight." + string(e.Weight))
		}
		if name := m.People[e.AuthorID]; name != "" {
			row.Author = m.T("policy.edition.author", "name", name)
		}
		row.Actions = append(row.Actions, ui.Action{Label: m.T("policy.print"), Href: row.Read + "/print", Small: true, Tone: ui.ToneQuiet, Icon: "printer"})
		if i+1 < len(m.v.Editions) {
			row.Actions = append(row.Actions, ui.Action{Label: m.T("policy.compare.before"), Href: view.ComparePath(m.v.Number, m.v.Editions[i+1].No, e.No), Small: true, Tone: ui.ToneQuiet, Icon: "switch-horizontal"})
		}
		rows[i] = row
	}
	return rows
}

// approvedBy says who approved an edition, and when.
func (m *matter) approvedBy(e policy.EditionHead) string {
	if e.ApprovedAt == nil {
		return ""
	}
	var ids []int64
	for _, t := range m.v.People {
		if t.EditionID == e.ID && t.Part == policy.Approver && t.Decision == policy.Agreed {
			ids = append(ids, t.PersonID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return m.T("policy.edition.approved", "names", record.Names(m.People, ids), "at", m.Minute(*e.ApprovedAt))
}

func (m *matter) exceptionRows() []view.ExceptionRow {
	today := m.today()
	rows := make([]view.ExceptionRow, len(m.v.Exceptions))
	for i, e := range m.v.Exceptions {
		id := web.FormID(e.ID)
		row := view.ExceptionRow{ID: "exception-" + id, Label: m.clauseOf(e.Label), Href: view.Path(m.v.Number), Whom: m.whom(e), Reason: e.Reason, Measures: e.Measures, Days: e.FromOn + " – " + e.UntilOn,
			Note: e.Note, By: m.T("policy.exception.asked", "name", m.People[e.AskedBy], "at", m.Minute(e.AskedAt)), Mark: m.exceptionMark(e, today)}
		if e.Key != 0 {
			row.Href = view.ClausePath(m.v.Number, e.Key)
		}
		if e.DecidedAt != nil {
			row.By += m.T("record.join") + m.T("policy.exception.decided", "name", m.People[e.ApproverID], "at", m.Minute(*e.DecidedAt))
		}
		step := map[policy.ExceptionState]policy.Step{policy.Asked: policy.AnswerStep, policy.Granted: policy.EndStep}[e.State]
		if step != "" && m.can(step) && (e.State == policy.Asked || e.UntilOn >= today) {
			row.Actions = []ui.Action{{Label: m.T("policy.step." + string(step)), Href: view.RecordPath(m.v.Number) + "?step=" + string(step) + "&exception=" + id + "#next", Small: true}}
		}
		rows[i] = row
	}
	return rows
}

func (m *matter) exceptionMark(e policy.Exception, today string) ui.Mark {
	out := ui.Mark{Text: m.T("policy.exception.state." + string(e.State)), Tone: ui.ToneMuted, Icon: "ban"}
	switch {
	case e.State == policy.Asked:
		out.Tone, out.Icon = ui.ToneWarn, "hand-stop"
	case e.Valid(today):
		out.Tone, out.Icon = ui.ToneGood, "check"
	case e.State == policy.Granted && e.UntilOn < today:
		out.Text, out.Icon = m.T("policy.exception.over"), "clock"
	}
	return out
}

func (m *matter) reviewRows() []view.ReviewRow {
	rows := make([]view.ReviewRow, len(m.v.Reviews))
	for i, r := range m.v.Reviews {
		rows[i] = view.ReviewRow{Day: m.Minute(r.At), Who: m.People[r.PersonID], Result: m.T("policy.revise." + twoWay(r.Revise)), Note: r.Note}
		if r.NextOn != "" {
			rows[i].Next = m.T("policy.review.next", "day", r.NextOn)
		}
	}
	return rows
}

func (m *matter) factList() []ui.Fact {
	v := m.v
	fact := func(field, value string) ui.Fact { return ui.Fact{Label: m.label(field), Value: value} }
	facts := []ui.Fact{fact("kind", m.kind(v.Kind)), fact("category", m.Term(terms.PolicyCategory, v.Category)), fact("owner_id", m.People[v.OwnerID]),
		fact("department_id", m.Tree.Name(v.DepartmentID)), fact("audience", m.Audience(v.Audience, m.posts, m.People)), fact("secrecy", m.Term(terms.Secrecy, v.Secrecy)),
		fact("review_on", v.ReviewOn), fact("review_months", m.months(v.ReviewMonths)), fact("retention", m.Term(terms.Retention, v.Retention))}
	if len(v.Standards) > 0 {
		facts = append(facts, fact("standards", m.standards(v.Standards)))
	}
	if v.Keywords != "" {
		facts = append(facts, fact("keywords", v.Keywords))
	}
	if v.Quiz.Draw > 0 {
		facts = append(facts, fact("quiz_draw", m.T("policy.quiz", "draw", v.Quiz.Draw, "pass", v.Quiz.Pass, "attempts", v.Quiz.Attempts)))
	}
	if v.ReplacedBy != "" {
		facts = append(facts, ui.Fact{Label: m.label("replaced_by"), Value: v.ReplacedBy, Href: view.Path(v.ReplacedBy)})
	}
	if m.c.Can(auth.PolicyWrite) {
		return facts
	}
	return slices.DeleteFunc(facts, func(f ui.Fact) bool { return f.Value == "" })
}

func (w words) months(n int) string {
	if n == 0 {
		return w.T("policy.months.none")
	}
	return w.T("policy.months", "n", n)
}
