package terms

import (
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/terms"
	view "bihuan/views/terms"
)

func (p pages) overview(c *web.Context) error {
	set, err := p.lists.All(c.Ctx())
	if err != nil {
		return err
	}
	var lines []view.Line
	for _, l := range terms.All() {
		usable := len(set.List(l.Code))
		lines = append(lines, view.Line{Code: l.Code, Href: listHref(l.Code), Usable: usable, Off: len(set.Every(l.Code)) - usable})
	}
	return c.Render(http.StatusOK, view.Overview(lines))
}

func (p pages) list(c *web.Context) error {
	l, set, err := p.open(c)
	if err != nil {
		return err
	}
	page := view.List{Code: l.Code, Href: listHref(l.Code), Fixed: l.Fixed, MayEdit: c.Actor().Can(auth.TermsWrite),
		Parents: l.Parent != "" && l.Parent != l.Code, Flags: len(l.Flags) > 0}
	tag := string(c.Locale().Tag())
	every := set.Every(l.Code)
	for _, t := range every {
		first, last := place(every, t)
		r := view.Row{Code: t.Code, NameZh: t.NameZh, NameEn: t.NameEn, Name: t.Name(tag), Depth: set.Depth(t), Flags: flagsOf(l, t), State: state(set, t),
			Version: strconv.Itoa(t.Version), Href: termHref(l.Code, t.Code), First: first, Last: last}
		if page.Parents {
			r.Parent = set.Name(l.Parent, t.Parent, tag)
		}
		page.Rows = append(page.Rows, r)
	}
	return c.Render(http.StatusOK, view.OneList(page))
}

// open gives the list of the address.
func (p pages) open(c *web.Context) (terms.List, terms.Set, error) {
	l, ok := terms.Find(c.Param("list"))
	if !ok {
		return terms.List{}, terms.Set{}, fault.NotFound("fault.list_gone")
	}
	set, err := p.lists.All(c.Ctx())
	return l, set, err
}

// place tells whether a term stands first or last among those of its parent.
func place(every []terms.Term, t terms.Term) (first, last bool) {
	var siblings []string
	for _, other := range every {
		if other.Parent == t.Parent {
			siblings = append(siblings, other.Code)
		}
	}
	return siblings[0] == t.Code, siblings[len(siblings)-1] == t.Code
}

func state(set terms.Set, t terms.Term) string {
	switch {
	case !t.Active:
		return view.Inactive
	case !set.Usable(t):
		return view.Hidden
	}
	return view.Active
}

func flagsOf(l terms.List, t terms.Term) []string {
	var set []string
	for _, f := range l.Flags {
		if t.Flag(f) {
			set = append(set, f)
		}
	}
	return set
}
