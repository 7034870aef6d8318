package list

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/savedview"
	view "bihuan/views/list"
	"bihuan/views/ui"
)

// List is one list of the portal.
type List struct {
	Kind    string          // of its records; views and columns are kept under it
	Path    string          // its address
	Right   auth.Permission // to see it
	Columns []view.Column
	// Names are the parameters of its address besides view and sort; those of Days hold a day.
	Names, Days []string
	Views       *savedview.Views
	// Page gives the page of the list at an address. It begins with List.Begin, which takes save.
	Page func(c *web.Context, a Address, save view.SaveView) (templ.Component, error)
}

// Register puts the list and the views kept of it on the router.
func (l List) Register(r *web.Router) {
	r.GET(l.Path, l.Right, func(c *web.Context) error {
		return l.render(c, http.StatusOK, l.Read(c.QueryParams()), view.SaveView{})
	})
	r.POST(l.Path+"/views", l.Right, l.keep)
	r.POST(l.Path+"/views/:id/delete", l.Right, l.forget)
}

func (l List) render(c *web.Context, status int, a Address, save view.SaveView) error {
	page, err := l.Page(c, a, save)
	if err != nil {
		return err
	}
	return c.Render(status, page)
}

// keep keeps the list shown under a name.
func (l List) keep(c *web.Context) error {
	var form struct {
		Name  string `form:"name"`
		Query string `form:"query"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	values, err := url.ParseQuery(form.Query)
	if err != nil {
		return fault.Invalid("fault.form")
	}
	a := l.Read(values)
	_, err = l.Views.Save(c.Ctx(), c.Actor(), l.Kind, form.Name, a.Query())
	if status, refused := record.Status(err); refused { // the name is the only field: what else is wrong is said there too
		return l.render(c, status, a, view.SaveView{Open: true, Name: form.Name, Errors: map[string]string{"name": record.Reason(c, err)}})
	}
	if err != nil {
		return err
	}
	c.Flash("success", "list.view.kept")
	return c.SeeOther(a.Href())
}

// forget forgets a list kept under a name.
func (l List) forget(c *web.Context) error {
	if err := l.Views.Delete(c.Ctx(), c.Actor(), web.ReadID(c.Param("id"))); err != nil {
		return err
	}
	c.Flash("success", "list.view.forgotten")
	return c.SeeOther(l.Path)
}

// Tab is a list that everybody has; Name stands in the address as view.
type Tab struct {
	Name, Label string
	Count       int64
}

// Begin is the page of the list at an address as far as all lists are alike; the caller adds the rest. Counts
// of tabs were counted up to most.
func (l List) Begin(c *web.Context, a Address, save view.SaveView, tabs []Tab, most int64) (view.Page, error) {
	kept, err := l.Views.Of(c.Ctx(), c.Actor(), l.Kind)
	if err != nil {
		return view.Page{}, err
	}
	p := view.Page{Kind: l.Kind, Path: l.Path, Columns: l.Columns, Shown: l.shown(c, a), Choice: a.Pairs()}
	save.Action, save.Query = l.Path+"/views", a.Query()
	var own []ui.Tab
	for _, v := range kept {
		tab := ui.Tab{Label: v.Name, Href: l.Path + "?" + v.Query, Active: a.Same(v.Query)}
		if tab.Active && save.Delete == nil {
			save.Delete = &ui.Action{Label: c.T("list.view.forget"), Href: l.Path + "/views/" + web.FormID(v.ID) + "/delete", Post: true, Icon: "trash", Tone: ui.ToneQuiet,
				Small: true, Confirm: c.T("list.view.forget.sure", "name", v.Name)}
		}
		own = append(own, tab)
	}
	for _, t := range tabs {
		href := l.Path + "?" + url.Values{viewName: {t.Name}}.Encode()
		p.Tabs = append(p.Tabs, ui.Tab{Label: t.Label, Href: href, Count: Capped(c, t.Count, most), Active: save.Delete == nil && a.Get(viewName) == t.Name})
	}
	p.Tabs, p.Save = append(p.Tabs, own...), save
	return p, nil
}

// Capped is a number that was counted up to most; "" where there is nothing.
func Capped(c *web.Context, n, most int64) string {
	switch {
	case n == 0:
		return ""
	case n >= most:
		return c.Locale().Number(most) + "+"
	}
	return c.Locale().Number(n)
}

const columnsAge = 365 * 24 * time.Hour

// shown are the columns to be shown: a choice in the address is kept in the browser for the next time.
func (l List) shown(c *web.Context, a Address) []string {
	name := "bihuan_" + l.Kind + "_columns"
	chosen := l.known(a.columns)
	if len(a.columns) > 0 {
		c.SetCookie(&http.Cookie{Name: name, Value: strings.Join(chosen, "."), Path: l.Path, MaxAge: int(columnsAge.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode})
	} else if cookie, err := c.Cookie(name); err == nil {
		chosen = l.known(strings.Split(cookie.Value, "."))
	}
	var out []string
	for _, column := range l.Columns {
		if len(chosen) == 0 && column.Usual || len(chosen) > 0 && (column.Fixed || slices.Contains(chosen, column.Key)) {
			out = append(out, column.Key)
		}
	}
	return out
}

func (l List) known(columns []string) []string {
	return slices.DeleteFunc(slices.Clone(columns), func(key string) bool {
		return !slices.ContainsFunc(l.Columns, func(c view.Column) bool { return c.Key == key })
	})
}

// Back is where a step taken on the list's rows leads: to the list as it stood, never elsewhere.
func (l List) Back(to string) string {
	if back := web.LocalPath(to); strings.HasPrefix(back, l.Path) {
		return back
	}
	return l.Path
}
