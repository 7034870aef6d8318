package complaint

import (
	"slices"

	"github.com/a-h/templ"

	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/org"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	listview "bihuan/views/list"
	"bihuan/views/ui"
)

// listPage is the list at an address.
func (p *pages) listPage(c *web.Context, a list.Address, save listview.SaveView) (templ.Component, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	actor := c.Actor()
	a = a.With("view", usualView(a.Get("view"), actor))
	found, err := p.Complaints.List(c.Ctx(), actor, filter(c, a), a.Cursor())
	if err != nil {
		return nil, err
	}
	counts, err := p.Complaints.Counts(c.Ctx(), actor)
	if err != nil {
		return nil, err
	}
	able, err := p.assignees(c, a)
	if err != nil {
		return nil, err
	}
	l := view.List{}
	if l.Page, err = p.lists.Begin(c, a, save, w.tabs(actor, counts), complaint.CountCap); err != nil {
		return nil, err
	}
	known := map[int64]string{}
	for _, r := range found.Rows {
		l.Rows = append(l.Rows, w.row(r))
		known[r.HandlerID] = r.HandlerName
	}
	l.Page.Rows, l.Pages, l.Sorts = len(l.Rows), a.Pages(found.Prev, found.Next), sorts(a)
	l.Filter = w.bar(a, actor, able, known)
	w.frame(c, a, &l)
	if found.Cut {
		l.Note = w.T("complaint.list.cut", "n", complaint.LookedAt)
	}
	if c.Can(auth.ComplaintAssign) {
		l.Bulk = view.AssignBar(view.Assign{People: record.PeopleOptions(able), Back: a.Href()})
	}
	return view.ListPage(l), nil
}

// frame is the head of the list, and what stands there when there is nothing.
func (w words) frame(c *web.Context, a list.Address, l *view.List) {
	l.Head = ui.Head{Title: w.T("complaint.list.title"), Menu: &ui.ActionMenu{}}
	l.Empty = ui.Nothing{Icon: "circle-check", Title: w.T("complaint.list.empty"), Text: w.T("complaint.list.empty.text")}
	l.NoMatch = w.T("complaint.list.no_match")
	if c.Can(auth.ComplaintRegister) {
		register := ui.Action{Label: w.T("complaint.register"), Href: "/complaints/new", Icon: "plus"}
		l.Empty.Actions = []ui.Action{register}
		register.Tone, register.Key = ui.TonePrimary, "c"
		l.Head.Actions = []ui.Action{register}
	}
	if c.Can(auth.ComplaintImport) {
		l.Head.Menu.Actions = append(l.Head.Menu.Actions, ui.Action{Label: w.T("complaint.import"), Href: "/complaints/import", Icon: "file-import"})
	}
	if c.Can(auth.ComplaintExport) {
		l.Head.Menu.Actions = append(l.Head.Menu.Actions, a.Exports(c)...)
	}
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
func (p *pages) assignees(c *web.Context, a list.Address) ([]org.Person, error) {
	if !c.Can(auth.ComplaintAssign) {
		return nil, nil
	}
	department := a.ID("department")
	if department == 0 {
		department = c.Actor().DepartmentID
	}
	return p.Complaints.Assignees(c.Ctx(), c.Actor(), department)
}

func (w words) row(r complaint.Row) view.Row {
	return view.Row{Number: r.Number, Subject: r.Subject, State: string(r.State), Paused: r.PausedAt != nil, Urgent: r.UrgentSafety,
		Severity: w.Term(terms.Severity, r.Severity), Complainant: r.Complainant.Name, Channel: w.Term(terms.Channel, r.Channel),
		Type: w.Term(terms.FailureType, r.FailureType), Department: w.Tree.Name(r.DepartmentID), Handler: r.HandlerName, First: r.FirstContactName,
		Received: r.ReceivedAt, Clock: w.nextClock(r.Complaint)}
}

// tabs are the lists that the reader has.
func (w words) tabs(a auth.Actor, counts map[complaint.ListView]int64) []list.Tab {
	var tabs []list.Tab
	for _, v := range complaint.ListViews {
		if v == complaint.ViewMine && !a.Can(auth.ComplaintHandle) || v == complaint.ViewDepartment && !list.Departmental(a, auth.ComplaintRead) {
			continue
		}
		tabs = append(tabs, list.Tab{Name: string(v), Label: w.T("complaint.tab." + string(v)), Count: counts[v]})
	}
	return tabs
}

// sorts are the columns that sort: by what is due next, or by the day received.
func sorts(a list.Address) map[string]listview.Sort {
	return a.Heads(list.Order{Column: view.ColDue, Name: string(complaint.SortDue), Direction: "asc"},
		list.Order{Column: view.ColReceived, Name: string(complaint.SortReceived), Direction: "desc"}, "from", "to")
}
