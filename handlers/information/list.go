package information

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"bihuan/handlers/home"
	"bihuan/handlers/list"
	"bihuan/handlers/policynav"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	model "bihuan/models/control"
	"bihuan/models/org"
	"bihuan/models/search"
	"bihuan/models/terms"
	homeview "bihuan/views/home"
	view "bihuan/views/information"
	listview "bihuan/views/list"
	navview "bihuan/views/policynav"
	"bihuan/views/ui"
)

// conditions are the parameters that narrow the list.
var conditions = []string{"q", "department", "owner", "channel", "frequency", "retention", "secrecy", "policy"}

// list is the list of items with the views kept of it.
func (p *pages) list() list.List {
	return list.List{Kind: model.ItemKind, Path: view.Home, Right: auth.InformationRead, Columns: view.Columns, Names: conditions, Views: p.SavedViews, Page: p.listPage}
}

func filter(a list.Address) model.ItemFilter {
	return model.ItemFilter{View: model.ListView(a.Get("view")), Text: a.Get("q"), Department: a.ID("department"), Owner: a.ID("owner"), Channel: a.Get("channel"),
		Frequency: a.Get("frequency"), Retention: a.Get("retention"), Secrecy: a.Get("secrecy"), Policy: a.Get("policy")}
}

// usualView is the list that opens without a choice.
func usualView(name string) string {
	if slices.Contains(model.ItemViews, model.ListView(name)) {
		return name
	}
	return string(model.ViewAll)
}

// listPage is the list at an address.
func (p *pages) listPage(c *web.Context, a list.Address, save listview.SaveView) (templ.Component, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	a = a.With("view", usualView(a.Get("view")))
	found, err := p.Information.List(c.Ctx(), c.Actor(), filter(a), a.Cursor())
	if err != nil {
		return nil, err
	}
	counts, err := p.Information.Counts(c.Ctx(), c.Actor())
	if err != nil {
		return nil, err
	}
	owners, err := p.owners(c, a, found.Rows)
	if err != nil {
		return nil, err
	}
	var tabs []list.Tab
	for _, v := range model.ItemViews {
		tabs = append(tabs, list.Tab{Name: string(v), Label: w.T("information.tab." + string(v)), Count: counts[v]})
	}
	l := view.List{}
	if l.Page, err = p.list().Begin(c, a, save, tabs, model.CountCap); err != nil {
		return nil, err
	}
	for _, r := range found.Rows {
		l.Rows = append(l.Rows, row(w, r))
	}
	l.Page.Rows, l.Pages, l.Filter = len(l.Rows), a.Pages(found.Prev, found.Next), bar(w, a, owners)
	if found.Cut {
		l.Note = w.T("information.list.cut", "n", search.LookedAt)
	}
	if err := p.frame(c, w, a, &l); err != nil {
		return nil, err
	}
	return view.ListPage(l), nil
}

// frame is the head of the list, and what stands there when there is nothing.
func (p *pages) frame(c *web.Context, w record.Words, a list.Address, l *view.List) error {
	l.Head = ui.Head{Title: w.T("information.title"), Menu: &ui.ActionMenu{Actions: a.Exports(c)}}
	l.Views = policynav.Switch(c, navview.Information)
	l.NoMatch = w.T("information.list.no_match")
	l.Empty = ui.Nothing{Icon: "database", Title: w.T("information.list.empty"), Text: w.T("information.list.empty.text")}
	all := a.Get("view") == string(model.ViewAll)
	if !all {
		l.Empty = ui.Nothing{Icon: "circle-check", Title: w.T("information.list.empty." + a.Get("view"))}
	}
	if !c.Can(auth.InformationWrite) {
		return nil
	}
	l.Head.Actions = []ui.Action{{Label: w.T("information.add"), Href: view.New, Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}
	l.Head.Menu.Actions = append(l.Head.Menu.Actions, ui.Action{Label: w.T("information.import"), Href: view.ImportHome, Icon: "file-import"})
	if !all || len(l.Rows) > 0 {
		return nil
	}
	empty, err := p.Information.Empty(c.Ctx())
	if err != nil || !empty {
		return err
	}
	l.Empty.Text = w.T("information.starter.text")
	l.Empty.Actions = []ui.Action{{Label: w.T("control.starter"), Href: view.Starter, Icon: "download", Tone: ui.TonePrimary, Post: true, Confirm: w.T("information.starter.sure")},
		{Label: w.T("information.add"), Href: view.New, Icon: "plus"}}
	return nil
}

func row(w record.Words, r model.ItemRow) view.Row {
	return view.Row{Number: r.Number, Title: r.Title, Texts: map[string]string{
		view.ColSource: r.Source, view.ColChannel: w.Term(terms.CollectChannel, r.Channel), view.ColCollector: strings.Trim(r.Collector+" · "+r.CollectorName, " ·"),
		view.ColFrequency: w.Term(terms.Frequency, r.Frequency), view.ColKeeper: r.Keeper, view.ColRetention: w.Term(terms.Retention, r.Retention), view.ColPurpose: r.Purpose,
		view.ColSecrecy: w.Term(terms.Secrecy, r.Secrecy), view.ColDepartment: w.Tree.Name(r.DepartmentID), view.ColOwner: r.OwnerName,
		view.ColClauses: strings.Join(r.Clauses, " "), view.ColReviewed: r.ReviewedOn}}
}

// owners are the people to choose an owner from.
func (p *pages) owners(c *web.Context, a list.Address, rows []model.ItemRow) ([]ui.Option, error) {
	known := map[int64]string{}
	for _, r := range rows {
		known[r.OwnerID] = r.OwnerName
	}
	return a.Owners(c, p.Organisation, func(department int64) ([]org.Person, error) {
		return p.Information.Able(c.Ctx(), c.Actor(), department)
	}, known)
}

// bar is the filter bar of the list with its chips.
func bar(w record.Words, a list.Address, owners []ui.Option) listview.Filter {
	term := func(name string) listview.Field {
		return listview.Choice(name, label(w, name), w.Options(fields.Terms[name], a.Get(name)))
	}
	return a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("information.filter.q"), Max: 100}},
		listview.Choice("department", label(w, "department_id"), w.Departments(a.ID("department"))),
		listview.Choice("owner", label(w, "owner_id"), owners), term("channel"), term("frequency"),
	}, []listview.Field{term("retention"), term("secrecy"), {Kind: listview.Text, Field: ui.Field{Name: "policy", Label: w.T("control.filter.policy"), Max: 20}}})
}

// exported are the columns of an exported list.
var exported = []string{view.ColTitle, view.ColSource, view.ColChannel, view.ColCollector, view.ColFrequency, view.ColKeeper, view.ColRetention, view.ColPurpose, view.ColSecrecy,
	view.ColDepartment, view.ColOwner, view.ColClauses, view.ColReviewed}

// export sends every item of a list, as its reader sees it.
func (p *pages) export(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := p.list().Read(c.QueryParams())
	head := []any{label(w, "number"), label(w, "state")}
	for _, field := range exported {
		head = append(head, label(w, field))
	}
	return list.Export(c, list.Format(c), w.T("information.export.name"), head, func(line func(cells ...any) error) error {
		n, capped, err := p.Information.Export(c.Ctx(), c.Actor(), filter(a.With("view", usualView(a.Get("view")))), func(r model.ItemRow) error {
			v := row(w, r)
			v.Texts[view.ColTitle] = r.Title
			cells := []any{r.Number, w.T("information.state." + string(r.State()))}
			for _, field := range exported {
				cells = append(cells, v.Texts[field])
			}
			return line(cells...)
		})
		if err != nil || !capped {
			return err
		}
		return line(w.T("control.export.capped", "n", n))
	})
}

// desk answers to a search; items lay nothing on the desk.
type desk struct{ *pages }

// Desk gives what items answer to a search.
func (parts Parts) Desk() home.Source { return desk{&pages{Parts: parts}} }

// Desk is empty: nothing of items is due.
func (d desk) Desk(*web.Context) (home.Part, error) { return home.Part{}, nil }

// Found are the items that words find.
func (d desk) Found(c *web.Context, text string, most int) (home.Found, error) {
	if !c.Can(auth.InformationRead) {
		return home.Found{}, nil
	}
	found, err := d.Information.Find(c.Ctx(), c.Actor(), text, most)
	if err != nil || len(found) == 0 {
		return home.Found{}, err
	}
	w, err := d.words(c)
	if err != nil {
		return home.Found{}, err
	}
	out := home.Found{Domain: w.T("information.title")}
	hits := homeview.Hits{Title: w.T("home.search.words.title")}
	if strings.EqualFold(found[0].Number, text) {
		out.Exact, hits.Title = view.Path(found[0].Number), w.T("home.search.number")
	}
	for _, r := range found {
		hit := homeview.Hit{Number: r.Number, Href: view.Path(r.Number), Title: r.Title, State: view.StateMark(w.Ctx, string(r.State())),
			Note: strings.Trim(w.Tree.Name(r.DepartmentID)+" · "+r.OwnerName, " ·")}
		if pieces := search.Place(r.Purpose, text); pieces != nil {
			hit.Snippet = home.Pieces(pieces)
		}
		hits.Hits = append(hits.Hits, hit)
	}
	if len(found) >= most {
		hits.More = &ui.Link{Label: w.T("home.search.more"), Href: view.Home + "?" + url.Values{"view": {string(model.ViewAll)}, "q": {text}}.Encode()}
	}
	out.Groups = []homeview.Hits{hits}
	return out, nil
}
