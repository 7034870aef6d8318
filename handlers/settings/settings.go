// Package settings serves the overview of all settings and the page of the firm's own.
package settings

import (
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/settings"
)

type pages struct{ org *org.Organisation }

// place is a card of the overview, for those who hold its permission.
type place struct {
	permission auth.Permission
	card       view.Card
}

var places = []place{
	{auth.SettingsRead, view.Card{Href: "/settings/firm", Icon: "building", Title: "settings.firm", Text: "settings.firm.text"}},
	{auth.PeopleRead, view.Card{Href: "/people/departments", Icon: "briefcase", Title: "people.departments", Text: "settings.departments.text"}},
	{auth.PeopleRead, view.Card{Href: "/people/roles", Icon: "shield-check", Title: "people.roles", Text: "settings.roles.text"}},
	{auth.SettingsRead, view.Card{Href: "/settings/calendar", Icon: "calendar", Title: "settings.calendar", Text: "settings.calendar.text"}},
	{auth.SettingsRead, view.Card{Href: "/settings/lists", Icon: "list", Title: "settings.terms", Text: "settings.terms.text"}},
	{auth.SettingsRead, view.Card{Href: "/settings/deadlines", Icon: "clock", Title: "settings.deadlines", Text: "settings.deadlines.text"}},
	{auth.SettingsRead, view.Card{Href: "/settings/action-rules", Icon: "checklist", Title: "settings.action_rules", Text: "settings.action_rules.text"}},
	{auth.SettingsRead, view.Card{Href: "/settings/policy-kinds", Icon: "book", Title: "settings.policy_kinds", Text: "settings.policy_kinds.text"}},
	{auth.SignManage, view.Card{Href: "/settings/reading-lists", Icon: "list-check", Title: "signing.lists", Text: "signing.list.text"}},
	{auth.SettingsRead, view.Card{Href: "/settings/control-rules", Icon: "shield-check", Title: "settings.control_rules", Text: "settings.control_rules.text"}},
}

// Routes registers the pages of settings.
func Routes(r *web.Router, o *org.Organisation) {
	p := pages{org: o}
	r.GET("/settings", auth.SettingsRead, p.overview)
	r.GET("/settings/firm", auth.SettingsRead, p.firm)
	r.POST("/settings/firm", auth.FirmWrite, p.saveFirm)
	r.Module(web.Module{Key: "s", Label: "menu.settings", Href: "/settings", Icon: "settings", Permission: auth.SettingsRead, Position: 90})
	r.Record("firm", func(string) string { return "/settings/firm" })
}

func (p pages) overview(c *web.Context) error {
	var v view.Overview
	for _, place := range places {
		if c.Can(place.permission) {
			v.Cards = append(v.Cards, place.card)
		}
	}
	return c.Render(http.StatusOK, view.OverviewPage(v))
}

func (p pages) firm(c *web.Context) error {
	f, err := p.org.Firm(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	return p.showFirm(c, http.StatusOK, firmForm{Name: f.Name, IdleMinutes: strconv.Itoa(f.IdleMinutes), SessionHours: strconv.Itoa(f.SessionHours), Version: strconv.Itoa(f.Version)}, nil)
}

type firmForm struct {
	Name         string `form:"name"`
	IdleMinutes  string `form:"idle_minutes"`
	SessionHours string `form:"session_hours"`
	Version      string `form:"version"`
}

func (p pages) showFirm(c *web.Context, status int, f firmForm, errs map[string]string) error {
	return c.Render(status, view.FirmPage(view.Firm{Name: f.Name, IdleMinutes: f.IdleMinutes, SessionHours: f.SessionHours, Version: f.Version,
		CanWrite: c.Can(auth.FirmWrite), Errors: errs}))
}

func (p pages) saveFirm(c *web.Context) error {
	var f firmForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	// What is no number is 0, which the use case refuses with its bounds.
	minutes, _ := strconv.Atoi(f.IdleMinutes)
	hours, _ := strconv.Atoi(f.SessionHours)
	version, _ := strconv.Atoi(f.Version)
	err := p.org.ChangeFirm(c.Ctx(), c.Actor(), version, org.FirmInput{Name: f.Name, IdleMinutes: minutes, SessionHours: hours})
	if fault.Is(err, fault.InvalidKind) {
		return p.showFirm(c, http.StatusUnprocessableEntity, f, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "settings.saved")
	return c.SeeOther("/settings")
}
