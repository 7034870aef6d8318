// Package list holds what every list does: reading its address, tabs, views kept under names, the choice of
// columns, sorting, paging and export. A domain says what its list is and gives one page.
//
//	p.lists = list.List{Kind: action.Kind, Path: "/actions", Right: auth.ActionRead, Columns: view.Columns, // views/list.Column
//		Names: []string{"q", "state", "from", "to"}, Days: []string{"from", "to"}, Views: p.SavedViews, Page: p.listPage}
//	p.lists.Register(r) // GET /actions, POST /actions/views, POST /actions/views/:id/delete
//
//	func (p *pages) listPage(c *web.Context, a list.Address, save listview.SaveView) (templ.Component, error) {
//		a = a.With("view", usualView(a.Get("view"), c.Actor()))
//		found, err := p.Actions.List(c.Ctx(), c.Actor(), filter(c, a), a.Cursor()) // a.Get, a.ID, a.Day
//		l := view.List{}                                                            // embeds listview.Page
//		l.Page, err = p.lists.Begin(c, a, save, []list.Tab{{Name: "mine", Label: w.T("action.tab.mine"), Count: n}}, action.CountCap)
//		l.Page.Rows, l.Pages = len(found.Rows), a.Pages(found.Prev, found.Next)
//		l.Sorts = a.Heads(list.Order{Column: "due", Name: "due", Direction: "asc"}, list.Order{…}, "from", "to") // what is due first is the usual order
//		l.Filter = a.Filter([]listview.Field{{Kind: listview.Select, Field: ui.Field{Name: "state", Label: …, Options: …}}}, more)
//		l.Head, l.Empty, l.NoMatch = …        // and, where wanted, l.Views, l.Note and l.Bulk
//		return view.ListPage(l), err          // @list.Frame(l.Page) { for … { @list.Row(l.Page, r.spec(), r.cell) } }
//	}
//
// An export: list.Export(c, list.Format(c), name, head, func(row func(cells ...any) error) error { … }), its links are a.Exports(c).
package list
