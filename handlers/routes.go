package handlers

import (
	"net/http"

	"bihuan/handlers/account"
	actionpages "bihuan/handlers/action"
	"bihuan/handlers/actionrule"
	calendarpages "bihuan/handlers/calendar"
	complaintpages "bihuan/handlers/complaint"
	controlpages "bihuan/handlers/control"
	"bihuan/handlers/controlrule"
	deadlinepages "bihuan/handlers/deadline"
	homepages "bihuan/handlers/home"
	informationpages "bihuan/handlers/information"
	"bihuan/handlers/loop"
	noticepages "bihuan/handlers/notice"
	"bihuan/handlers/people"
	policypages "bihuan/handlers/policy"
	"bihuan/handlers/policykind"
	"bihuan/handlers/settings"
	signingpages "bihuan/handlers/signing"
	termspages "bihuan/handlers/terms"
	trailpages "bihuan/handlers/trail"
	"bihuan/handlers/web"
	"bihuan/models/evidence"
	"bihuan/static"
)

// register puts every domain's pages on the router. The whole table, with the right each page demands,
// stands in testdata/routes.golden.
func register(r *web.Router, h *House) {
	r.Assets(static.Prefix, static.Handler())
	r.Public(http.MethodGet, "/livez", func(c *web.Context) error { return c.NoContent(http.StatusOK) })
	r.Public(http.MethodGet, "/readyz", h.ready)
	r.Metrics("/metrics")
	account.Routes(r, h.Accounts, h.Organisation, h.SetUp)
	calendarpages.Routes(r, h.Calendars, h.Organisation)
	complaints := complaintpages.Parts{Complaints: h.Complaints, SavedViews: h.SavedViews, Organisation: h.Organisation, Terms: h.Terms, Files: h.Files, Jobs: h.Jobs, Runner: h.Runner}
	complaintpages.Routes(r, complaints)
	actions := actionpages.Parts{Actions: h.Actions, Links: h.Links, Calendars: h.Calendars, SavedViews: h.SavedViews, Organisation: h.Organisation, Terms: h.Terms, Files: h.Files}
	actionpages.Routes(r, actions)
	signings := signingpages.Parts{Signings: h.Signings, Policies: h.Policies, SavedViews: h.SavedViews, Organisation: h.Organisation, Terms: h.Terms, Files: h.Files}
	policies := policypages.Parts{Policies: h.Policies, Links: h.Links, SavedViews: h.SavedViews, Organisation: h.Organisation, Terms: h.Terms, Files: h.Files,
		Sign: signings.Bar, Adopted: h.Signings.AdoptQuestions}
	policypages.Routes(r, policies)
	signingpages.Routes(r, signings)
	policykind.Routes(r, h.Policies)
	controls := controlpages.Parts{Controls: h.Controls, Actions: h.Actions, Policies: h.Policies, SavedViews: h.SavedViews, Organisation: h.Organisation, Terms: h.Terms, Files: h.Files}
	controlpages.Routes(r, controls)
	items := informationpages.Parts{Information: h.Information, Policies: h.Policies, Files: h.Files, SavedViews: h.SavedViews, Organisation: h.Organisation, Terms: h.Terms}
	informationpages.Routes(r, items)
	homepages.Routes(r, complaints.Desk(), actions.Desk(), policies.Desk(), controls.Desk(), items.Desk(), signings.Desk())
	termspages.Routes(r, h.Terms)
	deadlinepages.Routes(r, h.Complaints)
	actionrule.Routes(r, h.Actions)
	controlrule.Routes(r, h.Controls)
	loop.Routes(r, h.Links, h.Organisation)
	noticepages.Routes(r, h.Inbox)
	voices := append(signings.Voices(), complaints.Voice(), actions.Voice(), policies.Voice(), controls.Voice(), items.Voice())
	trailpages.Routes(r, evidence.NewTrail(h.DB), h.Organisation, voices...)
	people.Routes(r, h.Accounts, h.Organisation, h.Files)
	settings.Routes(r, h.Organisation)
}

// ready tells a load balancer whether requests can be answered now.
func (h *House) ready(c *web.Context) error {
	if err := h.DB.Ping(c.Ctx()); err != nil {
		return c.NoContent(http.StatusServiceUnavailable)
	}
	return c.NoContent(http.StatusOK)
}
