package control

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bihuan/handlers/list"
	"bihuan/handlers/policynav"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/control"
	"bihuan/models/terms"
	actionview "bihuan/views/action"
	view "bihuan/views/control"
	listview "bihuan/views/list"
	"bihuan/views/locale"
	navview "bihuan/views/policynav"
	"bihuan/views/ui"
)

// checkList reads the addresses of the list of checks.
var checkList = list.List{Path: view.Checks, Names: []string{"control", "area", "department", "result", "kept", "from", "to"}, Days: []string{"from", "to"}}

// checks lists the checks of all controls, or of one.
func (p *pages) checks(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := checkList.Read(c.QueryParams())
	f := control.CheckFilter{Control: a.Get("control"), Area: a.Get("area"), Department: a.ID("department"), Result: control.Result(a.Get("result")), Kept: control.Kept(a.Get("kept")),
		DueFrom: a.Get("from"), DueTo: a.Get("to")}
	found, err := p.Controls.Checks(c.Ctx(), c.Actor(), f, a.Cursor())
	if err != nil {
		return err
	}
	page := view.CheckList{Head: ui.Head{Title: w.T("control.checks"), Lead: w.T("control.checks.lead"), Actions: w.places(view.Checks)}, Views: policynav.Switch(c, navview.Controls),
		Control: f.Control != "", Pages: a.Pages(found.Prev, found.Next), Filter: w.checkBar(a)}
	for _, r := range found.Rows {
		row := w.check(r.Check, r.Number, map[int64]string{r.PersonID: r.PersonName, r.RecorderID: r.RecorderName})
		row.Title = r.Title
		if r.ActionNumber != "" {
			row.Action = &ui.Link{Label: r.ActionNumber, Href: actionview.Path(r.ActionNumber)}
		}
		page.Rows = append(page.Rows, row)
	}
	return c.Render(http.StatusOK, view.ChecksPage(page))
}

func (w words) checkBar(a list.Address) listview.Filter {
	return a.Filter([]listview.Field{
		{Kind: listview.Hidden, Field: ui.Field{Name: "control", Label: w.T("kind.control")}},
		listview.Choice("result", w.label("result"), record.Keyed(w.Words, "control.result.", append(slices.Clone(control.Results), control.NotPassed))),
		listview.Choice("kept", w.T("control.filter.kept"), record.Keyed(w.Words, "control.kept.", []control.Kept{control.InTime, control.Late})),
		listview.Choice("area", w.label("area"), w.areas(a.Get("area"))),
		listview.Choice("department", w.label("department_id"), w.Departments(a.ID("department"))),
	}, []listview.Field{listview.Day("from", w.T("control.filter.from")), listview.Day("to", w.T("control.filter.to"))})
}

// summary tells how the checks that were due in a period were kept; without a choice this year up to today.
func (p *pages) summary(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	today := p.Organisation.Today()
	period := control.Period{From: c.QueryParam("from"), To: c.QueryParam("to")}
	if period == (control.Period{}) {
		period = control.Period{From: today[:len("2006")] + "-01-01", To: today}
	}
	page := view.Kept{Head: ui.Head{Title: w.T("control.kept"), Lead: w.T("control.kept.lead"), Actions: w.places(view.Summary)}, Views: policynav.Switch(c, navview.Controls),
		From: period.From, To: period.To}
	s, err := p.Controls.Summary(c.Ctx(), c.Actor(), period)
	if page.Errors = web.FieldErrors(c, err); page.Errors != nil {
		return c.Render(http.StatusUnprocessableEntity, view.KeptPage(page))
	}
	if err != nil {
		return err
	}
	k := keeping{words: w, period: period}
	if s.Total.Due() > 0 {
		page.Figures = k.figures(s.Total)
		page.Tables = []view.KeptTable{
			{ID: "areas", Title: w.T("control.kept.areas"), By: w.label("area"), Rows: k.rows(s.ByArea, w.area)},
			{ID: "departments", Title: w.T("control.kept.departments"), By: w.label("department_id"), Rows: k.rows(s.ByDepartment, func(t control.Tally) string { return w.Tree.Name(t.DepartmentID) })},
		}
	}
	return c.Render(http.StatusOK, view.KeptPage(page))
}

// area is an area at its place in the tree.
func (w words) area(t control.Tally) string {
	term, _ := w.Terms.Get(terms.ControlArea, t.Area)
	return strings.Repeat("　", w.Terms.Depth(term)) + w.Term(terms.ControlArea, t.Area)
}

// keeping puts the tallies of a period into words, each count with the way to what it counts.
type keeping struct {
	words
	period control.Period
}

func (k keeping) rows(all []control.Tally, name func(control.Tally) string) []view.KeptRow {
	rows := make([]view.KeptRow, len(all))
	for i, t := range all {
		rows[i] = view.KeptRow{Name: name(t), Due: locale.Number(k.Ctx, t.Due()), Share: int((t.Share() + 5) / 10), Label: share(t),
			InTime: k.count(t, t.InTime, view.Checks, "kept", string(control.InTime)), Late: k.count(t, t.Late, view.Checks, "kept", string(control.Late)),
			Missing: k.missing(t), Bad: k.count(t, t.InTime+t.Late-t.Passed, view.Checks, "result", string(control.NotPassed))}
	}
	return rows
}

// share is the share of checks in time: "87.5%".
func share(t control.Tally) string {
	return strconv.FormatFloat(float64(t.Share())/10, 'f', 1, 64) + "%"
}

// count is a number that leads to the checks that it counts.
func (k keeping) count(t control.Tally, n int64, path, name, value string) ui.Link {
	l := ui.Link{Label: locale.Number(k.Ctx, n)}
	if n == 0 {
		return l
	}
	l.Href = path + "?" + k.query(t, name, value)
	return l
}

// missing leads to the controls whose check was due in the period and is missing; those of today are not late yet.
func (k keeping) missing(t control.Tally) ui.Link {
	return k.count(t, t.Missing, view.Home, "view", string(control.ViewOverdue))
}

func (k keeping) query(t control.Tally, name, value string) string {
	q := url.Values{"from": {k.period.From}, "to": {k.period.To}, name: {value}}
	if t.Area != "" {
		q.Set("area", t.Area)
	}
	if t.DepartmentID != 0 {
		q.Set("department", web.FormID(t.DepartmentID))
	}
	return q.Encode()
}

func (k keeping) figures(t control.Tally) []ui.Stat {
	figure := func(key string, l ui.Link, tone string) ui.Stat {
		s := ui.Stat{Label: k.T("control.kept." + key), Value: l.Label, Href: l.Href}
		if l.Href != "" {
			s.Tone = tone
		}
		return s
	}
	return []ui.Stat{{Label: k.T("control.kept.share"), Value: share(t), Note: k.T("control.kept.of", "n", t.InTime, "due", t.Due())},
		figure("in_time", k.count(t, t.InTime, view.Checks, "kept", string(control.InTime)), ""), figure("late", k.count(t, t.Late, view.Checks, "kept", string(control.Late)), ui.ToneWarn),
		figure("missing", k.missing(t), ui.ToneLate)}
}
