package control

import (
	"slices"

	"github.com/a-h/templ"

	"bihuan/handlers/list"
	"bihuan/handlers/policynav"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/org"
	"bihuan/models/search"
	"bihuan/models/terms"
	view "bihuan/views/control"
	listview "bihuan/views/list"
	navview "bihuan/views/policynav"
	"bihuan/views/ui"
)

// conditions are the parameters that narrow the list; conditionDays hold a day.
var (
	conditions    = []string{"q", "area", "department", "owner", "result", "policy", "from", "to"}
	conditionDays = []string{"from", "to"}
)

// list is the list of controls with the views kept of it.
func (p *pages) list() list.List {
	return list.List{Kind: control.Kind, Path: view.Home, Right: auth.ControlRead, Columns: view.Columns, Names: conditions, Days: conditionDays,
		Views: p.SavedViews, Page: p.listPage}
}

// filter is what the use case takes. What makes no sense in an address narrows nothing.
func filter(a list.Address) control.Filter {
	return control.Filter{View: control.ListView(a.Get("view")), Text: a.Get("q"), Area: a.Get("area"), Department: a.ID("department"), Owner: a.ID("owner"),
		Result: control.Result(a.Get("result")), Policy: a.Get("policy"), DueFrom: a.Get("from"), DueTo: a.Get("to")}
}

// usualView is the list that opens without a choice: one's own for who checks and does not manage.
func usualView(name string, a auth.Actor) string {
	switch {
	case slices.Contains(control.ListViews, control.ListView(name)):
		return name
	case a.Can(auth.ControlCheck) && !a.Can(auth.ControlWrite):
		return string(control.ViewMine)
	}
	return string(control.ViewAll)
}

// listPage is the list at an address.
func (p *pages) listPage(c *web.Context, a list.Address, save listview.SaveView) (templ.Component, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	actor := c.Actor()
	a = a.With("view", usualView(a.Get("view"), actor))
	found, err := p.Controls.List(c.Ctx(), actor, filter(a), a.Cursor())
	if err != nil {
		return nil, err
	}
	counts, err := p.Controls.Counts(c.Ctx(), actor)
	if err != nil {
		return nil, err
	}
	owners, err := p.owners(c, a, found.Rows)
	if err != nil {
		return nil, err
	}
	l := view.List{}
	if l.Page, err = p.list().Begin(c, a, save, w.tabs(actor, counts), control.CountCap); err != nil {
		return nil, err
	}
	for _, r := range found.Rows {
		l.Rows = append(l.Rows, w.row(r))
	}
	l.Page.Rows, l.Pages = len(l.Rows), a.Pages(found.Prev, found.Next)
	l.Filter = w.bar(a, owners)
	if err := p.frame(c, w, a, &l); err != nil {
		return nil, err
	}
	if found.Cut {
		l.Note = w.T("control.list.cut", "n", search.LookedAt)
	}
	return view.ListPage(l), nil
}

// quietViews are the lists that are good to be empty, each with words of its own.
var quietViews = []string{string(control.ViewMine), string(control.ViewSoon), string(control.ViewOverdue), string(control.ViewRetired)}

// frame is the head of the list, and what stands there when there is nothing.
func (p *pages) frame(c *web.Context, w words, a list.Address, l *view.List) error {
	l.Head = ui.Head{Title: w.T("control.title"), Actions: w.places(view.Home), Menu: &ui.ActionMenu{Actions: a.Exports(c)}}
	l.Views = policynav.Switch(c, navview.Controls)
	l.NoMatch = w.T("control.list.no_match")
	l.Empty = ui.Nothing{Icon: "shield-check", Title: w.T("control.list.empty"), Text: w.T("control.list.empty.text")}
	quiet := slices.Contains(quietViews, a.Get("view"))
	if quiet {
		l.Empty = ui.Nothing{Icon: "circle-check", Title: w.T("control.list.empty." + a.Get("view"))}
	}
	if !c.Can(auth.ControlWrite) {
		return nil
	}
	add := ui.Action{Label: w.T("control.add"), Href: view.New, Icon: "plus", Tone: ui.TonePrimary, Key: "c"}
	l.Head.Actions = append([]ui.Action{add}, l.Head.Actions...)
	if quiet || len(l.Rows) > 0 {
		return nil
	}
	empty, err := p.Controls.Empty(c.Ctx())
	if err != nil || !empty {
		return err
	}
	l.Empty.Text = w.T("control.starter.text")
	l.Empty.Actions = []ui.Action{{Label: w.T("control.starter"), Href: view.Starter, Icon: "download", Tone: ui.TonePrimary, Post: true, Confirm: w.T("control.starter.sure")}, {Label: w.T("control.add"), Href: view.New, Icon: "plus"}}
	return nil
}

// places lead to the other pages across all controls.
func (w words) places(here string) []ui.Action {
	var out []ui.Action
	for _, p := range []ui.Action{{Label: w.T("control.title"), Href: view.Home, Icon: "list"}, {Label: w.T("control.checks"), Href: view.Checks, Icon: "clipboard-check"},
		{Label: w.T("control.kept"), Href: view.Summary, Icon: "chart-bar"}} {
		if p.Href != here {
			out = append(out, p)
		}
	}
	return out
}

// tabs are the lists that the reader has.
func (w words) tabs(a auth.Actor, counts map[control.ListView]int64) []list.Tab {
	var tabs []list.Tab
	for _, v := range control.ListViews {
		if v == control.ViewMine && !a.Can(auth.ControlCheck) {
			continue
		}
		tabs = append(tabs, list.Tab{Name: string(v), Label: w.T("control.tab." + string(v)), Count: counts[v]})
	}
	return tabs
}

func (w words) row(r control.Row) view.Row {
	row := view.Row{Number: r.Number, Title: r.Title, Area: w.Term(terms.ControlArea, r.Area), Department: w.Tree.Name(r.DepartmentID), Owner: r.OwnerName,
		Cycle: w.cycle(r.Cycle), Last: string(r.LastResult), LastOn: r.LastOn, Clock: w.clock(r.Control)}
	for i, n := range r.Clauses {
		if i > 0 {
			row.Clauses += " "
		}
		row.Clauses += n
	}
	return row
}

// owners are the people to choose an owner from.
func (p *pages) owners(c *web.Context, a list.Address, rows []control.Row) ([]ui.Option, error) {
	known := map[int64]string{}
	for _, r := range rows {
		known[r.OwnerID] = r.OwnerName
	}
	return a.Owners(c, p.Organisation, func(department int64) ([]org.Person, error) {
		return p.Controls.Able(c.Ctx(), c.Actor(), department)
	}, known)
}

// bar is the filter bar of the list with its chips.
func (w words) bar(a list.Address, owners []ui.Option) listview.Filter {
	return a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("control.filter.q"), Max: 100}},
		listview.Choice("area", w.label("area"), w.areas(a.Get("area"))),
		listview.Choice("department", w.label("department_id"), w.Departments(a.ID("department"))),
		listview.Choice("owner", w.label("owner_id"), owners),
	}, []listview.Field{
		listview.Choice("result", w.label("last_result"), record.Keyed(w.Words, "control.result.", control.Results)),
		{Kind: listview.Text, Field: ui.Field{Name: "policy", Label: w.T("control.filter.policy"), Max: 20}},
		listview.Day("from", w.T("control.filter.from")), listview.Day("to", w.T("control.filter.to")),
	})
}

// export sends every control of a list, as its reader sees it.
func (p *pages) export(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := p.list().Read(c.QueryParams())
	f := filter(a.With("view", usualView(a.Get("view"), c.Actor())))
	head := make([]any, len(exported))
	for i, field := range exported {
		head[i] = w.label(field)
	}
	return list.Export(c, list.Format(c), w.T("control.export.name"), head, func(row func(cells ...any) error) error {
		n, capped, err := p.Controls.Export(c.Ctx(), c.Actor(), f, func(r control.Row) error {
			v := w.row(r)
			return row(r.Number, w.T("control.state."+string(r.State())), r.Title, v.Area, r.Text, v.Clauses, v.Department, v.Owner, v.Cycle, w.rule(r.Rule), w.Yes(r.Evidence),
				r.StartedOn, r.LastOn, w.Code("result", string(r.LastResult)), r.DueOn)
		})
		if err != nil || !capped {
			return err
		}
		return row(w.T("control.export.capped", "n", n))
	})
}

// exported are the columns of an exported list, by the names of their fields.
var exported = []string{"number", "state", "title", "area", "text", "clauses", "department_id", "owner_id", "cycle", "rule", "evidence", "started_on", "last_on", "last_result", "due"}
