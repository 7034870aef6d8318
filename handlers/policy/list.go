package policy

import (
	"maps"
	"slices"

	"github.com/a-h/templ"

	"bihuan/handlers/list"
	"bihuan/handlers/policynav"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/search"
	"bihuan/models/terms"
	listview "bihuan/views/list"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// conditions are the parameters that narrow the list.
var conditions = []string{"q", "kind", "category", "department", "owner", "state", "stage", "secrecy"}

// list is the list of policies with the views kept of it.
func (p *pages) list() list.List {
	return list.List{Kind: policy.Record, Path: view.Home, Right: auth.PolicyRead, Columns: view.Columns, Names: conditions, Views: p.SavedViews, Page: p.listPage}
}

// filter is what the use case takes.
func filter(a list.Address) policy.Filter {
	return policy.Filter{View: policy.ListView(a.Get("view")), Text: a.Get("q"), Kind: a.Get("kind"), Category: a.Get("category"), Department: a.ID("department"), Owner: a.ID("owner"),
		State: policy.State(a.Get("state")), Stage: policy.Stage(a.Get("stage")), Secrecy: a.Get("secrecy"), Sort: policy.Sort(a.Get("sort"))}
}

// usualView is the list that opens without a choice: who only reads looks at what holds now, and so does everybody.
func usualView(name string) string {
	if slices.Contains(policy.ListViews, policy.ListView(name)) {
		return name
	}
	return string(policy.ViewInForce)
}

// listPage is the list at an address.
func (p *pages) listPage(c *web.Context, a list.Address, save listview.SaveView) (templ.Component, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	actor := c.Actor()
	a = a.With("view", usualView(a.Get("view")))
	found, err := p.Policies.List(c.Ctx(), actor, filter(a), a.Cursor())
	if err != nil {
		return nil, err
	}
	counts, err := p.Policies.Counts(c.Ctx(), actor)
	if err != nil {
		return nil, err
	}
	shelf, err := p.shelf(c, w, a)
	if err != nil {
		return nil, err
	}
	l := view.List{}
	if l.Page, err = p.list().Begin(c, a, save, w.tabs(actor, counts), policy.CountCap); err != nil {
		return nil, err
	}
	known := map[int64]string{}
	for _, r := range found.Rows {
		known[r.OwnerID] = r.OwnerName
		l.Rows = append(l.Rows, w.row(c, r))
	}
	l.Page.Rows, l.Pages, l.Sorts = len(l.Rows), a.Pages(found.Prev, found.Next), sorts(a)
	l.Filter, l.Side = w.bar(c, a, known), shelf
	w.frame(c, a, counts[policy.ViewAll] == 0, &l)
	if found.Cut {
		l.Note = w.T("policy.list.cut", "n", search.LookedAt)
	}
	return view.ListPage(l), nil
}

// tabs are the lists that the reader has: those of who works on policies only for them.
func (w words) tabs(a auth.Actor, counts map[policy.ListView]int64) []list.Tab {
	var tabs []list.Tab
	for _, v := range policy.ListViews {
		if (v == policy.ViewMine || v == policy.ViewReview) && !a.Can(auth.PolicyWrite) && counts[v] == 0 {
			continue
		}
		tabs = append(tabs, list.Tab{Name: string(v), Label: w.T("policy.tab." + string(v)), Count: counts[v]})
	}
	return tabs
}

// shelf is the classification as a filter, with how many policies in force lie in each category and those below it.
func (p *pages) shelf(c *web.Context, w words, a list.Address) (templ.Component, error) {
	counts, err := p.Policies.CategoryCounts(c.Ctx(), c.Actor())
	if err != nil {
		return nil, err
	}
	var total int64
	for _, n := range counts {
		total += n
	}
	branches := []view.Branch{{Label: w.T("policy.shelf.all"), Href: a.Href("category", ""), Count: list.Capped(c, total, policy.CountCap+1), Depth: 1, Active: a.Get("category") == ""}}
	for _, t := range w.Terms.List(terms.PolicyCategory) {
		var n int64
		for _, code := range policy.CategoriesBelow(w.Terms, t.Code) {
			n += counts[code]
		}
		branches = append(branches, view.Branch{Label: t.Name(w.Tag), Href: a.Href("category", t.Code), Count: list.Capped(c, n, policy.CountCap+1), Depth: w.Terms.Depth(t) + 1,
			Active: a.Get("category") == t.Code})
	}
	return view.Shelf(branches), nil
}

// categories are the categories as options, each below its own.
func (w words) categories(now string) []ui.Option {
	all := w.Options(terms.PolicyCategory, now)
	for i, o := range all {
		if t, ok := w.Terms.Get(terms.PolicyCategory, o.Value); ok && t.Parent != "" {
			all[i].Label = w.Term(terms.PolicyCategory, t.Parent) + " › " + o.Label
		}
	}
	return all
}

// frame is the head of the list, and what stands there when there is nothing.
func (w words) frame(c *web.Context, a list.Address, bare bool, l *view.List) {
	l.Head = ui.Head{Title: w.T("policy.title"), Actions: []ui.Action{{Label: w.T("policy.search.title"), Href: view.SearchPath, Icon: "search"}}}
	l.Head.Menu = &ui.ActionMenu{Actions: a.Exports(c)}
	l.Views = policynav.Switch(c, "policies")
	l.Empty = ui.Nothing{Icon: "book", Title: w.T("policy.list.empty"), Text: w.T("policy.list.empty.text")}
	l.NoMatch = w.T("policy.list.no_match")
	if !c.Can(auth.PolicyWrite) {
		return
	}
	l.Head.Actions = append([]ui.Action{{Label: w.T("policy.begin.write"), Href: view.Home + "/new", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}, l.Head.Actions...)
	l.Head.Menu.Actions = append([]ui.Action{{Label: w.T("policy.begin.adopt"), Href: view.Home + "/adopt", Icon: "stack-2"}}, l.Head.Menu.Actions...)
	if bare {
		l.Empty = view.Begin(w.Ctx)
	}
}

func (w words) label(field string) string { return w.T("field.policy." + field) }

// bar is the filter bar of the list with its chips. The shelf at the side chooses the category; on a phone it is a choice
// as any other.
func (w words) bar(c *web.Context, a list.Address, known map[int64]string) listview.Filter {
	var kinds []ui.Option
	for _, k := range w.kinds {
		if k.Active || k.Code == a.Get("kind") {
			kinds = append(kinds, ui.Option{Value: k.Code, Label: k.Name(w.Tag)})
		}
	}
	stages := record.Keyed(w.Words, "policy.stage.", []policy.Stage{policy.Drafting, policy.Reviewing, policy.Approving, policy.Approved})
	var owners []org.Person
	for _, id := range slices.Sorted(maps.Keys(known)) {
		owners = append(owners, org.Person{ID: id, Name: known[id]})
	}
	return a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("policy.filter.q"), Max: 100}},
		listview.Choice("kind", w.label("kind"), kinds),
		listview.Choice("category", w.label("category"), w.categories(a.Get("category"))),
		listview.Choice("department", w.label("department_id"), w.Departments(a.ID("department"))),
	}, []listview.Field{
		listview.Choice("state", w.label("state"), record.Keyed(w.Words, "policy.state.", []policy.State{policy.Unissued, policy.InForce, policy.Retired})),
		listview.Choice("stage", w.label("stage"), stages),
		listview.Choice("owner", w.label("owner_id"), a.People("owner", c.Actor(), owners, known)),
		listview.Choice("secrecy", w.label("secrecy"), w.Options(terms.Secrecy, a.Get("secrecy"))),
	})
}

// row is one policy. Who may read a text is led to it; a document without one is told of by its life.
func (w words) row(c *web.Context, r policy.Row) view.Row {
	state := w.stateMark(r.State)
	out := view.Row{Number: r.Number, Title: r.Title, Kind: w.kind(r.Kind), State: &state, Owner: r.OwnerName, Department: w.Tree.Name(r.DepartmentID),
		Category: w.Term(terms.PolicyCategory, r.Category), Review: r.ReviewOn, Href: view.Path(r.Number), Changed: r.ChangedAt, Clock: w.nextClock(r.Policy)}
	if r.Edition != "" {
		out.Version = w.T("policy.version", "v", r.Edition)
	}
	if r.InForceAt != nil {
		out.InForce = w.day(r.InForceAt)
	}
	if r.Stage != "" {
		stage := w.stageMark(r.Stage)
		out.Stage = &stage
	}
	if r.CurrentID == 0 {
		out.Href = view.RecordPath(r.Number)
	}
	out.ReviewLate = r.ReviewOn != "" && r.State == policy.InForce && r.ReviewOn < w.today()
	return out
}

// nextClock is the chip of the clock that runs out first.
func (w words) nextClock(p policy.Policy) ui.Clock {
	if p.NextClock == "" {
		return ui.Clock{State: ui.ClockNone}
	}
	return w.Clock(record.Clock{Label: w.T("policy.clock." + string(p.NextClock)), Due: p.NextDueAt, Soon: p.NextSoonAt})
}

// sorts are the columns that sort. What is under way and what is to be reviewed stands by what is due unless asked otherwise.
func sorts(a list.Address) map[string]listview.Sort {
	orders := []list.Order{{Column: view.ColChanged, Name: string(policy.SortChanged), Direction: "desc"}, {Column: view.ColDue, Name: string(policy.SortDue), Direction: "asc"},
		{Column: view.ColTitle, Name: string(policy.SortTitle), Direction: "asc"}}
	if v := policy.ListView(a.Get("view")); v == policy.ViewDrafts || v == policy.ViewReview {
		orders[0], orders[1] = orders[1], orders[0]
	}
	now := a.Get("sort")
	switch {
	case a.Get("q") != "":
		now = ""
	case now == "":
		now = orders[0].Name
	}
	return a.Sorts(now, orders...)
}
