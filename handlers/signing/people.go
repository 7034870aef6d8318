package signing

import (
	"net/http"
	"net/url"
	"slices"

	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/signing"
	listview "bihuan/views/list"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

const (
	late   = "late"
	ticked = "1"
)

// peopleAddress reads the address of a campaign's people.
func peopleAddress(number string) list.List {
	return list.List{Path: view.Path(number) + "/people", Names: []string{"q", "state", "department", "joined"}}
}

func peopleFilter(a list.Address) signing.PeopleFilter {
	f := signing.PeopleFilter{Department: a.ID("department"), Name: a.Get("q"), Joined: a.Get("joined") == ticked}
	switch s := a.Get("state"); {
	case s == late:
		f.Late = true
	case slices.Contains(signing.DutyStates, signing.DutyState(s)):
		f.State = signing.DutyState(s)
	}
	return f
}

// people lists the people of a campaign.
func (p *pages) people(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	number := c.Param("number")
	v, err := p.Signings.Campaign(c.Ctx(), c.Actor(), number)
	if err != nil {
		return err
	}
	a := peopleAddress(number).Read(c.QueryParams())
	found, err := p.Signings.People(c.Ctx(), c.Actor(), number, peopleFilter(a), a.Cursor())
	if err != nil {
		return err
	}
	page := view.People{Number: number, Title: v.Title, Pages: a.Pages(found.Prev, found.Next),
		Head: ui.Head{Title: w.T("signing.people"), Number: number, Count: v.Title, Back: &ui.Link{Label: v.Number, Href: view.Path(number)}, Menu: &ui.ActionMenu{Actions: exports(c, number, a.Query())}}}
	states := append([]ui.Option{{Value: late, Label: w.T("signing.duty.late")}}, record.Keyed(w.Words, "signing.duty.", signing.DutyStates)...)
	page.Filter = a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("signing.people.q"), Max: 60}},
		listview.Choice("state", w.T("signing.people.state"), states), listview.Choice("department", w.T("signing.people.department"), w.Departments(a.ID("department"))),
		{Kind: listview.Check, Field: ui.Field{Name: "joined", Label: w.T("signing.people.joined"), Options: []ui.Option{{Value: ticked, Label: w.Yes(true)}}}},
	}, nil)
	for _, r := range found.Rows {
		page.Rows = append(page.Rows, w.duty(c, v, r))
	}
	return c.Render(http.StatusOK, view.PeoplePage(page))
}

// duty is one person of a campaign.
func (w words) duty(c *web.Context, v signing.Campaign, r signing.DutyRow) view.Person {
	out := view.Person{Name: r.PersonName, Number: r.PersonNumber, Department: w.Tree.Name(r.DepartmentID), Joined: r.Joined, Mark: view.DutyMark(w.Ctx, string(r.State), r.Late(w.Now)), Clock: ui.Clock{State: ui.ClockNone}}
	switch {
	case r.State == signing.Due:
		out.Clock = w.due(r.DueAt)
	case r.SignedAt != nil:
		out.When = w.Minute(*r.SignedAt)
	case r.SettledAt != nil:
		out.When = w.Minute(*r.SettledAt)
	}
	switch {
	case r.State == signing.Excused:
		out.How = w.T("signing.people.excused", "name", r.ExcuserName, "why", r.Why)
	case r.OnPaper:
		out.How = w.T("signing.people.paper")
	case r.State == signing.Signed && r.Score != signing.NoScore:
		out.How = w.T("signing.quiz.passed", "score", r.Score)
	}
	if r.State == signing.Due && v.State == signing.Open && r.PersonID != c.Actor().PersonID && c.Actor().CanIn(auth.SignExcuse, r.DepartmentID) {
		who := url.QueryEscape(record.Named(r.PersonName, r.PersonNumber))
		for _, step := range []string{signing.ExcuseStep, signing.EnterStep} {
			out.Steps = append(out.Steps, ui.Link{Label: w.T("campaign.step." + step), Href: view.Path(v.Number) + "?step=" + step + "&person=" + who + "#next"})
		}
		if v.Quiz.Draw > 0 {
			out.Steps = append(out.Steps, ui.Link{Label: w.T("signing.test.grant"), Href: view.At(v.PolicyNumber, "quiz") + "?grant=" + who + "#grant"})
		}
	}
	return out
}

// exports lead to the people of a campaign in each form.
func exports(c *web.Context, number, query string) []ui.Action {
	out := make([]ui.Action, 0, 2)
	for _, form := range []string{"csv", "xlsx"} {
		values, _ := url.ParseQuery(query) // what was read once reads again
		if values == nil {
			values = url.Values{}
		}
		values.Set("format", form)
		out = append(out, ui.Action{Label: c.T("list.export." + form), Href: view.Path(number) + "/export?" + values.Encode(), Icon: "file-export", Small: true, Tone: ui.ToneQuiet})
	}
	return out
}

// exportPeople sends the people of a campaign, as its reader sees them.
func (p *pages) exportPeople(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	number := c.Param("number")
	v, err := p.Signings.Campaign(c.Ctx(), c.Actor(), number)
	if err != nil {
		return err
	}
	a := peopleAddress(number).Read(c.QueryParams())
	var head []any
	for _, key := range []string{"name", "number", "department", "state", "joined", "due", "signed_at", "score", "how"} {
		head = append(head, w.T("signing.people."+key))
	}
	return list.Export(c, list.Format(c), number, head, func(row func(cells ...any) error) error {
		n, capped, err := p.Signings.Export(c.Ctx(), c.Actor(), number, peopleFilter(a), func(r signing.DutyRow) error {
			d := w.duty(c, v, r)
			var score any
			if r.Score != signing.NoScore {
				score = r.Score
			}
			return row(r.PersonName, r.PersonNumber, d.Department, d.Mark.Text, w.Yes(r.Joined), r.DueAt, list.Instant(r.SignedAt), score, d.How)
		})
		if err != nil || !capped {
			return err
		}
		return row(w.T("signing.export.capped", "n", n))
	})
}
