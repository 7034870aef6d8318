package loop

import (
	"net/http"

	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/link"
	"bihuan/models/org"
	actionview "bihuan/views/action"
	listview "bihuan/views/list"
	"bihuan/views/locale"
	view "bihuan/views/loop"
	"bihuan/views/ui"
)

const home = "/chains"

type pages struct {
	links *link.Links
	org   *org.Organisation
	queue list.List
}

// Routes registers the queue of the chains that are not closed.
func Routes(r *web.Router, links *link.Links, organisation *org.Organisation) {
	p := pages{links: links, org: organisation, queue: list.List{Path: home, Names: []string{"wants", "department"}}}
	r.GET(home, auth.ActionRead, p.show)
	r.Under(home, "/actions")
}

func (p pages) show(c *web.Context) error {
	tree, err := p.org.Departments(c.Ctx())
	if err != nil {
		return err
	}
	w := record.Words{Ctx: locale.With(c.Ctx(), c.Locale()), Now: c.Locale().Now(), Tree: tree}
	a := p.queue.Read(c.QueryParams())
	found, err := p.links.Incomplete(c.Ctx(), c.Actor(), link.GapFilter{Wants: a.Get("wants"), Department: a.ID("department")}, a.Cursor())
	if err != nil {
		return err
	}
	filter := a.Filter([]listview.Field{
		{Kind: listview.Select, Field: ui.Field{Name: "wants", Label: w.T("link.wants"), Options: record.Keyed(w, "link.wants.", p.links.Wants())}},
		{Kind: listview.Select, Field: ui.Field{Name: "department", Label: w.T("link.department"), Options: w.Departments(a.ID("department"))}},
	}, nil)
	page := view.Queue{Filter: filter.Filter, Pages: a.Pages(found.Prev, found.Next)}
	for _, f := range filter.Fields {
		page.Fields = append(page.Fields, f.Field)
	}
	for _, g := range found.Rows {
		page.Gaps = append(page.Gaps, gap(c, w, g))
	}
	return c.Render(http.StatusOK, view.QueuePage(page))
}

// gap is one chain with what to do about it.
func gap(c *web.Context, w record.Words, g link.Gap) view.Gap {
	v := view.Gap{Node: Node(c, w, g.Ref, g.Card), Wants: w.T("link.wants." + g.Wants), Department: w.Tree.Name(g.DepartmentID),
		Since: g.Since, Waited: locale.Duration(w.Ctx, w.Now.Sub(g.Since))}
	if g.Tone != link.Late { // how long is left is no matter here, how late it is stands beside the state
		v.Due = nil
	}
	v.Next = ui.Action{Label: w.T("link.next.look"), Href: v.Href, Small: true}
	if g.Wants == action.Kind && c.Can(auth.ActionOpen) {
		v.Next = ui.Action{Label: w.T("link.open"), Href: actionview.OpenFrom(g.Kind, g.Number), Icon: "plus", Small: true}
	}
	return v
}
