package action

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/savedview"
	"bihuan/models/terms"
	view "bihuan/views/action"
)

// Parts are the use cases that the pages of actions call.
type Parts struct {
	Actions      *action.Actions
	Links        *link.Links
	Calendars    *calendar.Calendars
	SavedViews   *savedview.Views
	Organisation *org.Organisation
	Terms        *terms.Lists
	Files        *file.Store
}

type pages struct {
	Parts
	records record.Pages[stepForm]
}

// Routes registers the pages of actions.
func Routes(r *web.Router, parts Parts) {
	p := &pages{Parts: parts}
	p.records = record.Pages[stepForm]{Kind: action.Kind, Home: view.Home, Right: auth.ActionRead, Read: p.read, Steps: p.steps()}
	r.Module(web.Module{Key: "z", Label: "menu.actions", Href: view.Home, Icon: "checklist", Permission: auth.ActionRead, Position: 60})

	p.listRoutes(r)
	r.GET("/actions/new", auth.ActionOpen, p.new)
	r.POST("/actions/new", auth.ActionOpen, p.open)
	r.GET("/actions/people", auth.ActionOpen, p.people)

	p.records.Register(r)
	r.GET("/actions/:number/notice", auth.ActionRead, p.notice)
	r.GET("/actions/:number/files/:id", auth.ActionRead, p.download)
}

// download sends a file of an action.
func (p *pages) download(c *web.Context) error {
	a, err := p.Actions.Attachment(c.Ctx(), c.Actor(), c.Param("number"), web.ReadID(c.Param("id")))
	if err != nil {
		return err
	}
	return record.Download(c, p.Files, a)
}
