package terms

import (
	"net/http"
	"strconv"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/terms"
	view "bihuan/views/terms"
	"bihuan/views/ui"
)

type termForm struct {
	Code    string   `form:"code"`
	Parent  string   `form:"parent"`
	NameZh  string   `form:"name_zh"`
	NameEn  string   `form:"name_en"`
	Flags   []string `form:"flag"`
	Version int      `form:"version"`
}

func (f termForm) input() terms.Input {
	in := terms.Input{Code: f.Code, Parent: f.Parent, NameZh: f.NameZh, NameEn: f.NameEn, Flags: map[string]bool{}}
	for _, name := range f.Flags {
		in.Flags[name] = true
	}
	return in
}

func formOf(l terms.List, t terms.Term) termForm {
	return termForm{Code: t.Code, Parent: t.Parent, NameZh: t.NameZh, NameEn: t.NameEn, Flags: flagsOf(l, t), Version: t.Version}
}

// page shows the form; code is empty for a new term.
func (f termForm) page(c *web.Context, l terms.List, set terms.Set, code string) view.Form {
	tag := string(c.Locale().Tag())
	v := view.Form{List: l.Code, ListHref: listHref(l.Code), New: code == "", Code: f.Code, NameZh: f.NameZh, NameEn: f.NameEn, Parent: f.Parent,
		Version: strconv.Itoa(f.Version), HasParent: l.Parent != "", NeedsParent: l.NeedsParent, AllFlags: l.Flags, Flags: append([]string{}, f.Flags...)}
	if v.New {
		v.Action = listHref(l.Code) + "/add"
	} else {
		v.Action, v.Name = termHref(l.Code, code), set.Name(l.Code, code, tag)
	}
	for _, t := range set.Every(l.Parent) {
		if (set.Usable(t) || t.Code == f.Parent) && !below(set, t, l.Code, code) {
			v.Parents = append(v.Parents, ui.Option{Value: t.Code, Label: strings.Repeat("　", set.Depth(t)) + t.Name(tag)})
		}
	}
	return v
}

// below tells whether t is the term itself or stands under it, so that it cannot become its parent.
func below(set terms.Set, t terms.Term, list, code string) bool {
	if t.List != list || code == "" {
		return false
	}
	for t.Code != code {
		parent, ok := set.Get(list, t.Parent)
		if t.Parent == "" || !ok {
			return false
		}
		t = parent
	}
	return true
}

func (p pages) add(c *web.Context) error {
	l, set, err := p.open(c)
	if err != nil {
		return err
	}
	if l.Fixed {
		return fault.Conflict("fault.term_fixed")
	}
	return c.Render(http.StatusOK, view.FormPage(termForm{}.page(c, l, set, "")))
}

func (p pages) saveNew(c *web.Context) error {
	l, set, err := p.open(c)
	if err != nil {
		return err
	}
	var f termForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	_, err = p.lists.Add(c.Ctx(), c.Actor(), l.Code, f.input())
	if fault.Is(err, fault.InvalidKind) {
		page := f.page(c, l, set, "")
		page.Errors = web.FieldErrors(c, err)
		return c.Render(http.StatusUnprocessableEntity, view.FormPage(page))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "terms.changed.added", "name", f.NameZh)
	return c.SeeOther(listHref(l.Code))
}

func (p pages) edit(c *web.Context) error {
	l, set, err := p.open(c)
	if err != nil {
		return err
	}
	t, ok := set.Get(l.Code, c.Param("code"))
	if !ok {
		return fault.NotFound("fault.term_gone")
	}
	return c.Render(http.StatusOK, view.FormPage(formOf(l, t).page(c, l, set, t.Code)))
}

func (p pages) save(c *web.Context) error {
	l, set, err := p.open(c)
	if err != nil {
		return err
	}
	var f termForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	code := c.Param("code")
	err = p.lists.Change(c.Ctx(), c.Actor(), l.Code, code, f.Version, f.input())
	switch {
	case fault.Is(err, fault.InvalidKind):
		page := f.page(c, l, set, code)
		page.Errors = web.FieldErrors(c, err)
		return c.Render(http.StatusUnprocessableEntity, view.FormPage(page))
	case fault.Is(err, fault.ConflictKind):
		return p.lost(c, l, code, f)
	case err != nil:
		return err
	}
	c.Flash("success", "terms.changed.saved", "name", f.NameZh)
	return c.SeeOther(listHref(l.Code))
}

// lost shows what somebody else saved beside what was typed, and lets the form be saved on top of it.
func (p pages) lost(c *web.Context, l terms.List, code string, mine termForm) error {
	set, err := p.lists.All(c.Ctx())
	if err != nil {
		return err
	}
	t, ok := set.Get(l.Code, code)
	if !ok {
		return fault.NotFound("fault.term_gone")
	}
	theirs := formOf(l, t)
	mine.Version = theirs.Version
	page := mine.page(c, l, set, code)
	tag := string(c.Locale().Tag())
	add := func(key, yours, their string) {
		page.Lost = append(page.Lost, ui.Comparison{Label: c.T(key), Yours: yours, Theirs: their})
	}
	add("terms.name_zh", mine.NameZh, theirs.NameZh)
	add("terms.name_en", mine.NameEn, theirs.NameEn)
	if l.Parent != "" {
		add("terms.parent", set.Name(l.Parent, mine.Parent, tag), set.Name(l.Parent, theirs.Parent, tag))
	}
	if len(l.Flags) > 0 {
		add("terms.flags", words(c, mine.Flags), words(c, theirs.Flags))
	}
	return c.Render(http.StatusConflict, view.FormPage(page))
}

func words(c *web.Context, flags []string) string {
	names := make([]string, len(flags))
	for i, f := range flags {
		names[i] = c.T("terms.flag." + f)
	}
	return strings.Join(names, " · ")
}

type stepForm struct {
	Version int  `form:"version"`
	By      int  `form:"by"`
	Active  bool `form:"active"`
}

func (p pages) move(c *web.Context) error {
	var f stepForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	err := p.lists.Move(c.Ctx(), c.Actor(), c.Param("list"), c.Param("code"), f.Version, f.By)
	return p.back(c, err, "terms.changed.moved")
}

func (p pages) switchOn(c *web.Context) error {
	var f stepForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	err := p.lists.Switch(c.Ctx(), c.Actor(), c.Param("list"), c.Param("code"), f.Version, f.Active)
	if f.Active {
		return p.back(c, err, "terms.changed.activated")
	}
	return p.back(c, err, "terms.changed.deactivated")
}

// back leads to the list, which shows what came of a step; a list that others changed meanwhile is simply shown anew.
func (p pages) back(c *web.Context, err error, key string) error {
	if f := fault.Of(err); f != nil && f.Kind == fault.ConflictKind {
		c.Flash("warning", f.Key, f.Args...)
		return c.SeeOther(listHref(c.Param("list")))
	}
	if err != nil {
		return err
	}
	_, set, err := p.open(c)
	if err != nil {
		return err
	}
	c.Flash("success", key, "name", set.Name(c.Param("list"), c.Param("code"), string(c.Locale().Tag())))
	return c.SeeOther(listHref(c.Param("list")))
}
