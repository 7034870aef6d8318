package complaint

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/org"
	"bihuan/models/savedview"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (p *pages) list(c *web.Context) error {
	page, err := p.listPage(c, view.SaveView{})
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.ListPage(page))
}

// listPage reads the list that the address names; save is the form for keeping it, where one was refused.
func (p *pages) listPage(c *web.Context, save view.SaveView) (view.List, error) {
	w, err := p.words(c)
	if err != nil {
		return view.List{}, err
	}
	q, err := readQuery(c.QueryParams())
	if err != nil {
		return view.List{}, err
	}
	a := c.Actor()
	q.View = usualView(q.View, a)
	rows, err := p.Complaints.List(c.Ctx(), a, q.filter(w.Now, c.Locale().Zone()), q.cursor())
	if err != nil {
		return view.List{}, err
	}
	counts, err := p.Complaints.Counts(c.Ctx(), a)
	if err != nil {
		return view.List{}, err
	}
	kept, err := p.SavedViews.Of(c.Ctx(), a, complaint.Kind)
	if err != nil {
		return view.List{}, err
	}
	able, err := p.assignees(c, q)
	if err != nil {
		return view.List{}, err
	}
	l := view.List{CanRegister: c.Can(auth.ComplaintRegister), CanImport: c.Can(auth.ComplaintImport), Columns: columns(c, q)}
	l.Tabs, save.Delete = w.tabs(q, a, counts, kept)
	save.Query = q.values().Encode()
	l.Save = save
	known := map[int64]string{}
	for _, r := range rows.Rows {
		l.Rows = append(l.Rows, w.row(r))
		known[r.HandlerID] = r.HandlerName
	}
	l.Filter = w.bar(q, a, able, known)
	if l.Sorts = map[string]view.Sort{view.ColDue: sortOf(q, complaint.SortDue, "asc"), view.ColReceived: sortOf(q, complaint.SortReceived, "desc")}; q.From+q.To != "" {
		l.Sorts = map[string]view.Sort{view.ColReceived: {Href: q.href(), Now: "desc"}} // the only order of a span
	}
	for name, values := range q.values() {
		l.Choice = append(l.Choice, ui.Pair{Name: name, Value: values[0]})
	}
	slices.SortFunc(l.Choice, func(x, y ui.Pair) int { return strings.Compare(x.Name, y.Name) })
	if rows.Next != nil {
		l.Pages.Next = q.href("at", rows.Next.Encode())
	}
	if rows.Cut {
		l.Cut = w.T("complaint.list.cut", "n", complaint.LookedAt)
	}
	if rows.Prev != nil {
		l.Pages.Prev = q.href("at", rows.Prev.Encode())
	}
	if c.Can(auth.ComplaintAssign) {
		l.Assign = &view.Assign{People: record.PeopleOptions(able), Back: q.href()}
	}
	if c.Can(auth.ComplaintExport) {
		l.Exports = w.exports(q)
	}
	return l, nil
}

func readQuery(v url.Values) (query, error) {
	get := func(name string) string { return strings.TrimSpace(strings.ToValidUTF8(v.Get(name), "")) }
	day := func(name string) string {
		if _, ok := dayOf(get(name), time.UTC); !ok {
			return ""
		}
		return get(name)
	}
	return query{View: get("view"), Text: get("q"), State: get("state"), Class: get("class"), Type: get("type"), Channel: get("channel"),
		Severity: get("severity"), Department: get("department"), Handler: get("handler"), Clock: get("clock"), From: day("from"), To: day("to"),
		Sort: get("sort"), At: get("at"), Columns: v["col"]}, nil
}

// usualView is the list that opens without a choice.
func usualView(name string, a auth.Actor) string {
	if slices.Contains(complaint.ListViews, complaint.ListView(name)) {
		return name
	}
	switch {
	case a.Can(auth.ComplaintAssign):
		return string(complaint.ViewDepartment)
	case a.Can(auth.ComplaintHandle):
		return string(complaint.ViewMine)
	}
	return string(complaint.ViewAll)
}

// assignees are those who may handle complaints of the department chosen, or of the reader's own.
func (p *pages) assignees(c *web.Context, q query) ([]org.Person, error) {
	if !c.Can(auth.ComplaintAssign) {
		return nil, nil
	}
	department := number(q.Department)
	if department == 0 {
		department = c.Actor().DepartmentID
	}
	return p.Complaints.Assignees(c.Ctx(), c.Actor(), department)
}

func (w words) row(r complaint.Row) view.Row {
	return view.Row{Number: r.Number, Version: r.Version, Subject: r.Subject, State: string(r.State), Paused: r.PausedAt != nil, Urgent: r.UrgentSafety,
		Severity: w.Term(terms.Severity, r.Severity), Complainant: r.Complainant.Name, Channel: w.Term(terms.Channel, r.Channel),
		Type: w.Term(terms.FailureType, r.FailureType), Department: w.Tree.Name(r.DepartmentID), Handler: r.HandlerName, First: r.FirstContactName,
		Received: r.ReceivedAt, Clock: w.nextClock(r.Complaint)}
}

// tabs are the lists that everybody has and those kept under a name, with the way to forget the one shown.
func (w words) tabs(q query, a auth.Actor, counts map[complaint.ListView]int64, kept []savedview.View) ([]ui.Tab, *ui.Action) {
	now := q.values().Encode()
	var tabs []ui.Tab
	var forget *ui.Action
	for _, v := range kept {
		tab := ui.Tab{Label: v.Name, Href: "/complaints?" + v.Query, Active: same(v.Query, now)}
		if tab.Active && forget == nil {
			forget = &ui.Action{Label: w.T("complaint.view.forget"), Href: "/complaints/views/" + id(v.ID) + "/delete", Post: true, Icon: "trash", Tone: ui.ToneQuiet,
				Small: true, Confirm: w.T("complaint.view.forget.sure", "name", v.Name)}
		}
		tabs = append(tabs, tab)
	}
	var all []ui.Tab
	for _, v := range complaint.ListViews {
		n := counts[v]
		if v == complaint.ViewMine && !a.Can(auth.ComplaintHandle) || v == complaint.ViewDepartment && !departmental(a) {
			continue
		}
		all = append(all, ui.Tab{Label: w.T("complaint.tab." + string(v)), Href: query{View: string(v)}.href(), Count: w.capped(n, complaint.CountCap), Active: forget == nil && q.View == string(v)})
	}
	return append(all, tabs...), forget
}

// departmental tells whether the reader sees the complaints of departments and not only his own.
func departmental(a auth.Actor) bool {
	s := a.Scope(auth.ComplaintRead)
	return s.All || len(s.Departments) > 0
}

func (w words) capped(n, most int64) string {
	switch {
	case n == 0:
		return ""
	case n >= most:
		return locale.Number(w.Ctx, most) + "+"
	}
	return locale.Number(w.Ctx, n)
}

// same compares two queries whatever the order of their parameters.
func same(one, other string) bool {
	a, err := url.ParseQuery(one)
	if err != nil {
		return false
	}
	return a.Encode() == other
}

// sortOf is a column's head: the order it leads to, or the one that is in use.
func sortOf(q query, by complaint.Sort, direction string) view.Sort {
	s := view.Sort{Href: q.href("sort", string(by))}
	if by == complaint.SortDue {
		s.Href = q.href("sort", "")
	}
	if q.Text == "" && (q.Sort == string(by) || by == complaint.SortDue && q.Sort != string(complaint.SortReceived)) {
		s.Now = direction
	}
	return s
}
