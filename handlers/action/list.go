package action

import (
	"slices"

	"github.com/a-h/templ"

	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/search"
	"bihuan/models/terms"
	view "bihuan/views/action"
	"bihuan/views/actionnav"
	listview "bihuan/views/list"
	"bihuan/views/ui"
)

// list is the list of actions with the views kept of it.
func (p *pages) list() list.List {
	return list.List{Kind: action.Kind, Path: view.Home, Right: auth.ActionRead, Columns: view.Columns, Names: conditions, Days: conditionDays,
		Views: p.SavedViews, Page: p.listPage}
}

// listRoutes registers the list of actions and the other views on many of them.
func (p *pages) listRoutes(r *web.Router) {
	p.list().Register(r)
	r.GET(view.Home+"/export", auth.ActionExport, p.export)
	r.GET(view.Board, auth.ActionRead, p.board)
	r.GET(view.Calendar, auth.ActionRead, p.month)
}

// listPage is the list at an address.
func (p *pages) listPage(c *web.Context, a list.Address, save listview.SaveView) (templ.Component, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	actor := c.Actor()
	a = a.With("view", usualView(a.Get("view"), actor))
	found, err := p.Actions.List(c.Ctx(), actor, filter(c, a), a.Cursor())
	if err != nil {
		return nil, err
	}
	counts, err := p.Actions.Counts(c.Ctx(), actor)
	if err != nil {
		return nil, err
	}
	owners, err := p.owners(c, a, found.Rows)
	if err != nil {
		return nil, err
	}
	l := view.List{}
	if l.Page, err = p.list().Begin(c, a, save, w.tabs(actor, counts), action.CountCap); err != nil {
		return nil, err
	}
	for _, r := range found.Rows {
		l.Rows = append(l.Rows, w.row(r))
	}
	l.Page.Rows, l.Pages, l.Sorts = len(l.Rows), a.Pages(found.Prev, found.Next), sorts(a)
	l.Filter = w.bar(a, owners)
	w.frame(c, a, &l)
	if found.Cut {
		l.Note = w.T("action.list.cut", "n", search.LookedAt)
	}
	return view.ListPage(l), nil
}

// frame is the head of the list, and what stands there when there is nothing.
func (w words) frame(c *web.Context, a list.Address, l *view.List) {
	l.Head = w.head(c, "action.list.title")
	if c.Can(auth.ActionExport) {
		l.Head.Menu = &ui.ActionMenu{Actions: a.Exports(c)}
	}
	l.Views = actionnav.Switch(actionnav.List)
	l.Empty = ui.Nothing{Icon: "circle-check", Title: w.T("action.list.empty"), Text: w.T("action.list.empty.text"), Actions: w.begin(c)}
	if key := "action.list.empty." + a.Get("view"); slices.Contains(quietViews, a.Get("view")) {
		l.Empty.Title, l.Empty.Text, l.Empty.Actions = w.T(key), "", nil
	}
	l.NoMatch = w.T("action.list.no_match")
}

// quietViews are the lists that are good to be empty, each with words of its own.
var quietViews = []string{string(action.ViewMine), string(action.ViewVerify), string(action.ViewLate), string(action.ViewIneffective)}

// head is the head of a view on many actions.
func (w words) head(c *web.Context, title string) ui.Head {
	h := ui.Head{Title: w.T(title), Actions: w.begin(c)}
	for i := range h.Actions {
		h.Actions[i].Tone, h.Actions[i].Key = ui.TonePrimary, "c"
	}
	return h
}

// begin is what opens an action, for who may.
func (w words) begin(c *web.Context) []ui.Action {
	if !c.Can(auth.ActionOpen) {
		return nil
	}
	return []ui.Action{{Label: w.T("action.list.open"), Href: view.Home + "/new", Icon: "plus"}}
}

// usualView is the list that opens without a choice.
func usualView(name string, a auth.Actor) string {
	if slices.Contains(action.ListViews, action.ListView(name)) {
		return name
	}
	switch {
	case a.Can(auth.ActionManage):
		return string(action.ViewDepartment)
	case !a.Can(auth.ActionVerify) && list.Departmental(a, auth.ActionRead):
		return string(action.ViewAll)
	}
	return string(action.ViewMine)
}

// tabs are the lists that the reader has.
func (w words) tabs(a auth.Actor, counts map[action.ListView]int64) []list.Tab {
	var tabs []list.Tab
	for _, v := range action.ListViews {
		if v == action.ViewVerify && !a.Can(auth.ActionVerify) || v == action.ViewOpened && !a.Can(auth.ActionOpen) || v == action.ViewDepartment && !list.Departmental(a, auth.ActionRead) {
			continue
		}
		tabs = append(tabs, list.Tab{Name: string(v), Label: w.T("action.tab." + string(v)), Count: counts[v]})
	}
	return tabs
}

func (w words) row(r action.Row) view.Row {
	return view.Row{Number: r.Number, Title: r.Title, State: string(r.State), Outcome: string(r.Outcome), Kind: w.Term(terms.ActionKind, r.Kind), Priority: w.priority(r.Priority),
		Source: r.SourceNumber, Department: w.Tree.Name(r.DepartmentID), Owner: r.OwnerName, Verifier: r.VerifierName,
		Opened: r.OpenedAt, Clock: w.nextClock(r.Action), Ineffective: r.Ineffective}
}

// nextClock is the chip of the clock that runs.
func (w words) nextClock(c action.Action) ui.Clock {
	if c.NextClock == "" {
		return ui.Clock{State: ui.ClockNone}
	}
	return w.Clock(record.Clock{Label: w.T("action.clock." + string(c.NextClock)), Due: c.NextDueAt, Soon: c.NextSoonAt})
}

// sorts are the columns that sort: by what is due next, or by the day of opening.
func sorts(a list.Address) map[string]listview.Sort {
	return a.Heads(list.Order{Column: view.ColDue, Name: string(action.SortDue), Direction: "asc"},
		list.Order{Column: view.ColOpened, Name: string(action.SortOpened), Direction: "desc"}, "from", "to")
}
