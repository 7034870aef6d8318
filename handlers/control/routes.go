// Package control holds the pages of the register of controls: the list, one control with its checks, the checks of
// all and how they were kept.
package control

import (
	"net/http"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/savedview"
	"bihuan/models/terms"
	view "bihuan/views/control"
	views "bihuan/views/record"
)

// Parts are the use cases that the pages of controls call.
type Parts struct {
	Controls     *control.Controls
	Actions      *action.Actions
	SavedViews   *savedview.Views
	Organisation *org.Organisation
	Terms        *terms.Lists
	Files        *file.Store
	Policies     *policy.Policies
}

type pages struct {
	Parts
	records record.Pages[stepForm]
}

// Routes registers the pages of controls.
func Routes(r *web.Router, parts Parts) {
	p := &pages{Parts: parts}
	p.records = record.Pages[stepForm]{Kind: control.Kind, Home: view.Home, Right: auth.ControlRead, Read: p.read, Steps: p.steps()}
	r.Under(view.Home, "/policies")
	p.list().Register(r)
	r.GET(view.Home+"/export", auth.ControlRead, p.export)
	r.GET(view.New, auth.ControlWrite, p.new)
	r.POST(view.New, auth.ControlWrite, p.add)
	r.POST(view.Starter, auth.ControlWrite, p.adopt)
	r.GET(view.Home+"/people", auth.ControlRead, p.people)
	r.GET(view.Checks, auth.ControlRead, p.checks)
	r.GET(view.Summary, auth.ControlRead, p.summary)
	p.records.Register(r)
	r.GET(view.Path(":number")+"/files/:id", auth.ControlRead, p.download)
}

// download sends what shows a check.
func (p *pages) download(c *web.Context) error {
	f, err := p.Controls.Evidence(c.Ctx(), c.Actor(), c.Param("number"), web.ReadID(c.Param("id")))
	if err != nil {
		return err
	}
	return record.Download(c, p.Files, f)
}

// people offers employees while a name is typed; while nothing is typed yet those who may own a control of the department.
func (p *pages) people(c *web.Context) error {
	for _, field := range []string{"owner_id", "person_id", "action_owner_id"} {
		if _, asked := c.QueryParams()[field]; asked && c.QueryParam(field) == "" {
			names, err := p.able(c, web.ReadID(c.QueryParam("department_id")))
			if err != nil {
				return err
			}
			return c.Render(http.StatusOK, views.PeopleList(names))
		}
	}
	return record.OfferPeople(p.Organisation, "owner_id", "person_id", "action_owner_id")(c)
}

// able are the names of those who may own a control of a department; nobody where none is chosen yet.
func (p *pages) able(c *web.Context, department int64) ([]string, error) {
	if department == 0 {
		return nil, nil
	}
	people, err := p.Controls.Able(c.Ctx(), c.Actor(), department)
	names := make([]string, len(people))
	for i, one := range people {
		names[i] = record.Named(one.Name, one.Number)
	}
	return names, err
}
