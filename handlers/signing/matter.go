package signing

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/signing"
	"bihuan/views/locale"
	views "bihuan/views/record"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// stepForm holds the fields of every step's form; each step reads its own.
type stepForm struct {
	Person   string `form:"person"`
	Why      string `form:"why"`
	SignedOn string `form:"signed_on"`
	Note     string `form:"note"`
	Reason   string `form:"reason"`
}

func (p *pages) steps() []record.Step[stepForm] {
	end := func(cancel bool) func(stepForm) signing.EndInput {
		return func(f stepForm) signing.EndInput { return signing.EndInput{Cancel: cancel, Reason: f.Reason} }
	}
	return []record.Step[stepForm]{
		{Name: signing.RemindStep, Right: auth.SignExcuse, Do: p.remind},
		{Name: signing.EnterStep, Right: auth.SignExcuse, Files: true, Do: p.enter},
		{Name: signing.ExcuseStep, Right: auth.SignExcuse, Do: p.excuse},
		{Name: signing.CloseStep, Right: auth.SignManage, Do: record.Do(p.Signings.End, end(false))},
		{Name: signing.CancelStep, Right: auth.SignManage, Danger: true, Do: record.Do(p.Signings.End, end(true))},
	}
}

func (p *pages) remind(c *web.Context, ref record.Ref, _ stepForm) error {
	told, err := p.Signings.RemindNow(c.Ctx(), c.Actor(), ref.Number)
	if err == nil {
		c.Flash("info", "signing.reminded", "n", told)
	}
	return err
}

// person finds the person whom a form names.
func (p *pages) person(c *web.Context, field, text string) (int64, error) {
	var check fault.Check
	id, err := record.FindPerson(c, p.Organisation, &check, field, text, 0, "")
	if err == nil && id == 0 {
		check.Add(field, "invalid.required")
	}
	if err != nil {
		return 0, err
	}
	return id, check.Err()
}

func (p *pages) excuse(c *web.Context, ref record.Ref, f stepForm) error {
	id, err := p.person(c, "person", f.Person)
	if err != nil {
		return err
	}
	return p.Signings.Excuse(c.Ctx(), c.Actor(), ref.Number, signing.ExcuseInput{PersonID: id, Why: f.Why})
}

func (p *pages) enter(c *web.Context, ref record.Ref, f stepForm) error {
	id, err := p.person(c, "person", f.Person)
	if err != nil {
		return err
	}
	v, err := p.Signings.ByNumber(c.Ctx(), c.Actor(), ref.Number)
	if err != nil {
		return err
	}
	files, err := record.Uploads(c, p.Files)
	if err != nil {
		return err
	}
	_, err = p.Signings.Enter(c.Ctx(), c.Actor(), signing.EnterInput{Number: v.PolicyNumber, PersonID: id, SignedOn: f.SignedOn, Note: f.Note, Files: files})
	return err
}

// matter is one campaign as read for its page. It tells the shared pages of records what they need to know.
type matter struct {
	words
	p     *pages
	c     *web.Context
	v     signing.View
	posts []org.Post
}

func (p *pages) read(c *web.Context) (record.Record, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	v, err := p.Signings.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return nil, err
	}
	w.People = v.People
	m := &matter{words: w, p: p, c: c, v: v}
	if len(v.Audience.Posts) > 0 {
		m.posts, err = p.Organisation.Posts(c.Ctx())
	}
	return m, err
}

// Ref names the campaign.
func (m *matter) Ref() record.Ref { return record.Ref{Number: m.v.Number, Version: m.v.Version} }

// Options are the steps of the campaign.
func (m *matter) Options() []fault.Option { return m.v.Steps }

// Usual are the steps that the campaign waits for.
func (m *matter) Usual() []string {
	if m.v.Sum.Sum().Due == 0 {
		return nil
	}
	return []string{signing.RemindStep}
}

// Later tells whether a step that is not possible now may still come.
func (m *matter) Later(o fault.Option) bool {
	return m.v.State == signing.Open && o.Step == signing.RemindStep
}

// Quiet says what the campaign waits for.
func (m *matter) Quiet() string {
	switch {
	case m.v.State != signing.Open:
		return m.T("signing.next.over")
	case m.v.Sum.Sum().Due == 0:
		return m.T("signing.next.all")
	}
	return m.T("signing.next.waits", "n", m.v.Sum.Sum().Due)
}

// Fill is what a step's form begins with.
func (m *matter) Fill(step string) views.Values {
	values := views.Values{}
	if step == signing.EnterStep {
		values.Set("signed_on", m.p.Organisation.Today())
	}
	if step == signing.EnterStep || step == signing.ExcuseStep {
		values.Set("person", m.c.QueryParam("person"))
	}
	return values
}

// Fields are the controls of a step's form.
func (m *matter) Fields(step string, values views.Values) ([]views.Control, error) {
	s := views.NewSheet(m.Ctx, signing.Record, values, nil)
	if step == signing.RemindStep && m.v.RemindedAt != nil {
		return []views.Control{s.Telling(m.T("signing.reminded.last", "time", m.Minute(*m.v.RemindedAt)))}, nil
	}
	return view.Fields(s, step), nil
}

// Page is the campaign's page.
func (m *matter) Page(next views.Next) (templ.Component, error) {
	v := m.v
	r := view.Record{Number: v.Number, Title: v.Title, State: string(v.State), Next: next, Figures: m.figures(), Facts: m.factList(), Export: exports(m.c, v.Number, "")}
	if k := m.campaignClock(v.Campaign); k.State != ui.ClockNone {
		r.Clock = []views.ClockLine{{Clock: k, Why: m.T("signing.clock.why", "from", m.Minute(v.StartedAt), "time", m.T("signing.allowed."+string(v.Allowed.Unit), "n", v.Allowed.Amount))}}
	}
	for _, d := range v.Departments {
		sum := d.Sum()
		r.Departments = append(r.Departments, view.Department{ID: web.FormID(d.DepartmentID), Name: m.Tree.FullName(d.DepartmentID), Bound: sum.Bound(), Signed: sum.Signed, Late: d.Late, Due: sum.Due,
			Excused: sum.Excused, Gone: sum.Gone, Ended: sum.Ended, Joined: d.Joiner.Bound(), Joiner: d.Joiner.Signed})
	}
	slices.SortFunc(r.Departments, func(a, b view.Department) int { return int(b.Late-a.Late)*1000 + int(b.Due-a.Due) })
	var err error
	r.History, err = story.Timeline(m.c, view.Path(v.Number), m.Value, record.Events{Entries: v.Timeline, People: v.People, More: v.More}, func(before int64) (older record.Events, err error) {
		older.Entries, older.People, older.More, err = m.p.Signings.Timeline(m.c.Ctx(), m.c.Actor(), v.Number, before)
		return older, err
	})
	return view.RecordPage(r), err
}

// story says how the events of campaigns are told.
var story = record.Story{Kind: signing.Record, Begins: []string{"campaign.begun"}, Looks: map[string]record.Look{
	"campaign.begun": {Icon: "plus"}, "campaign.settled": {Icon: "repeat"}, "campaign.reminded": {Icon: "bell", Tone: ui.ToneWarn}, "campaign.excused": {Icon: "user-off", Tone: ui.ToneWarn},
	"campaign.postponed": {Icon: "calendar-event", Tone: ui.ToneWarn}, "campaign.exported": {Icon: "file-export"}, "campaign.closed": {Icon: "circle-check", Tone: ui.ToneGood},
	"campaign.cancelled": {Icon: "ban", Tone: ui.ToneMuted}, "campaign.superseded": {Icon: "history", Tone: ui.ToneMuted}, "campaign.retired": {Icon: "archive", Tone: ui.ToneMuted},
}}

// figures are the totals of what the reader sees, each the door to the people behind it.
func (m *matter) figures() []ui.Stat {
	sum := m.v.Sum.Sum()
	figure := func(key string, n int64, tone string, query url.Values) ui.Stat {
		s := ui.Stat{Label: m.T("signing.figure." + key), Value: locale.Number(m.Ctx, n)}
		if n > 0 {
			s.Tone, s.Href = tone, view.PeoplePath(m.v.Number, query)
		}
		return s
	}
	state := func(s string) url.Values { return url.Values{"state": {s}} }
	return []ui.Stat{figure("signed", sum.Signed, ui.ToneGood, state("signed")), figure("late", m.v.Sum.Late, ui.ToneLate, state("late")), figure("due", sum.Due, "", state("due")),
		figure("excused", sum.Excused, "", state("excused")), figure("joined", m.v.Joiner.Bound(), "", url.Values{"joined": {"1"}}), figure("left", sum.Gone, "", state("left"))}
}

func (m *matter) factList() []ui.Fact {
	v := m.v
	fact := func(field, value string) ui.Fact { return ui.Fact{Label: m.T("field.campaign." + field), Value: value} }
	facts := []ui.Fact{{Label: m.T("field.campaign.policy"), Value: v.PolicyNumber, Href: view.Text(v.PolicyNumber)}, fact("edition_no", m.T("signing.edition", "n", v.EditionNo)),
		fact("cause", m.T("signing.cause."+string(v.Cause))), fact("audience", m.Audience(v.Audience, m.posts, v.People)), fact("begun_at", m.Minute(v.BegunAt))}
	if v.BegunBy != 0 {
		facts = append(facts, fact("begun_by", v.People[v.BegunBy]))
	}
	if v.Cause != signing.Newcomer {
		facts = append(facts, fact("due", m.Minute(v.DueAt)))
	}
	test := m.T("signing.quiz.none")
	if v.Quiz.Draw > 0 {
		test = m.T("signing.quiz.rules", "draw", v.Quiz.Draw, "pass", v.Quiz.Pass)
	}
	facts = append(facts, fact("quiz", test))
	if v.EndedAt != nil {
		facts = append(facts, fact("ended_at", m.Minute(*v.EndedAt)))
	}
	if v.RemindedAt != nil {
		facts = append(facts, fact("reminded_at", m.Minute(*v.RemindedAt)))
	}
	return facts
}
