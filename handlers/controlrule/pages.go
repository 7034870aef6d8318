package controlrule

import (
	"net/http"
	"slices"
	"strconv"

	"bihuan/handlers/clock"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/control"
	"bihuan/models/fault"
	clockview "bihuan/views/clock"
	view "bihuan/views/controlrule"
	"bihuan/views/locale"
)

func (p pages) list(c *web.Context) error {
	all, err := p.controls.Rules(c.Ctx())
	if err != nil {
		return err
	}
	page := view.List{MayEdit: c.Actor().Can(auth.TermsWrite)}
	for _, r := range all {
		page.Rules = append(page.Rules, view.Rule{ID: r.Code, Name: r.Name(string(c.Locale().Tag())), Href: ruleHref(r.Code), Active: r.Active, Soon: r.SoonPercent,
			Reminders: clock.Reminders(r.Reminders)})
	}
	return c.Render(http.StatusOK, view.ListPage(page))
}

func formOf(r control.Rule) clock.Form {
	f := clock.Form{Version: r.Version, Position: r.Position, NameZh: r.NameZh, NameEn: r.NameEn, Active: r.Active, Soon: strconv.Itoa(r.SoonPercent)}
	f.Remind(r.Reminders)
	return f
}

// page shows the form; r is the rule as it is kept, its code empty for a new one.
func page(c *web.Context, f clock.Form, r control.Rule) clockview.Form {
	v := f.Page(control.Levels)
	v.Kind, v.Action, v.Home = "control_rule", home+"/add", home
	if r.Code != "" {
		v.Action, v.ID, v.Name = ruleHref(r.Code), r.Code, r.Name(string(c.Locale().Tag()))
	}
	return v
}

// find gives the rule of the address.
func (p pages) find(c *web.Context) (control.Rule, error) {
	all, err := p.controls.Rules(c.Ctx())
	if err != nil {
		return control.Rule{}, err
	}
	i := slices.IndexFunc(all, func(r control.Rule) bool { return r.Code == c.Param("code") })
	if i < 0 {
		return control.Rule{}, fault.NotFound("fault.control_rule_gone")
	}
	return all[i], nil
}

func (p pages) add(c *web.Context) error {
	all, err := p.controls.Rules(c.Ctx())
	if err != nil {
		return err
	}
	starter := control.Rule{Active: true, SoonPercent: calendar.DefaultSoon}
	for _, r := range all {
		starter.Position = max(starter.Position, r.Position)
	}
	starter.Position += 10
	return c.Render(http.StatusOK, view.FormPage(page(c, formOf(starter), control.Rule{})))
}

func (p pages) edit(c *web.Context) error {
	r, err := p.find(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.FormPage(page(c, formOf(r), r)))
}

func (p pages) saveNew(c *web.Context) error { return p.keep(c, control.Rule{}) }

func (p pages) save(c *web.Context) error {
	r, err := p.find(c)
	if err != nil {
		return err
	}
	return p.keep(c, r)
}

// keep saves what was typed over the rule kept, which is empty for a new one.
func (p pages) keep(c *web.Context, kept control.Rule) error {
	var f clock.Form
	if err := c.Bind(&f); err != nil {
		return err
	}
	in := control.Rule{ID: kept.ID, Code: kept.Code, Version: f.Version, Position: f.Place(), NameZh: f.NameZh, NameEn: f.NameEn, Active: f.Active,
		SoonPercent: int(clock.Number(f.Soon)), Reminders: f.Reminders()}
	err := p.controls.SaveRule(c.Ctx(), c.Actor(), in)
	return clock.Answer(c, err, home, in.Name(string(c.Locale().Tag())), func(status int, mistakes map[string]string) error {
		v := page(c, f, kept)
		v.Errors = mistakes
		return c.Render(status, view.FormPage(v))
	}, func() error { return p.lost(c, f) })
}

// lost shows what somebody else saved beside what was typed, and lets the form be saved on top of it.
func (p pages) lost(c *web.Context, mine clock.Form) error {
	r, err := p.find(c)
	if err != nil {
		return err
	}
	mine.Version = r.Version
	my := page(c, mine, r)
	my.Lost = clockview.Compare(locale.With(c.Ctx(), c.Locale()), my, page(c, formOf(r), r))
	return c.Render(http.StatusConflict, view.FormPage(my))
}
