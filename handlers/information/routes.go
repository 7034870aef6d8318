// Package information holds the pages of the register of original information.
package information

import (
	"net/http"

	"bihuan/handlers/control"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	model "bihuan/models/control"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/savedview"
	"bihuan/models/terms"
	view "bihuan/views/information"
	views "bihuan/views/record"
)

// Parts are the use cases that the pages of information items call.
type Parts struct {
	Information  *model.Information
	SavedViews   *savedview.Views
	Organisation *org.Organisation
	Terms        *terms.Lists
	Policies     *policy.Policies
	Files        *file.Store
}

type pages struct {
	Parts
	records record.Pages[stepForm]
}

// Routes registers the pages of information items.
func Routes(r *web.Router, parts Parts) {
	p := &pages{Parts: parts}
	p.records = record.Pages[stepForm]{Kind: model.ItemKind, Home: view.Home, Right: auth.InformationRead, Read: p.read, Steps: p.steps()}
	r.Under(view.Home, "/policies")
	p.list().Register(r)
	r.GET(view.Home+"/export", auth.InformationRead, p.export)
	r.GET(view.New, auth.InformationWrite, p.new)
	r.POST(view.New, auth.InformationWrite, p.add)
	r.POST(view.Starter, auth.InformationWrite, p.adopt)
	r.GET(view.Home+"/people", auth.InformationWrite, p.people)
	r.GET(view.ImportHome, auth.InformationWrite, p.importForm)
	r.POST(view.ImportHome, auth.InformationWrite, p.importTrial)
	r.POST(view.ImportApply, auth.InformationWrite, p.importApply)
	p.records.Register(r)
}

// adopt takes the starter pack over.
func (p *pages) adopt(c *web.Context) error {
	n, err := p.Information.AdoptStarter(c.Ctx(), c.Actor(), control.Adoption(c, p.Policies))
	if err != nil {
		return err
	}
	c.Flash("success", "information.starter.done", "n", n)
	return c.SeeOther(view.Home + "?view=" + string(model.ViewMine))
}

// people offers employees while a name is typed; while nothing is typed yet those of the department.
func (p *pages) people(c *web.Context) error {
	for _, field := range []string{"owner_id", "collector_id"} {
		if _, asked := c.QueryParams()[field]; asked && c.QueryParam(field) == "" {
			names, err := p.able(c, web.ReadID(c.QueryParam("department_id")))
			if err != nil {
				return err
			}
			return c.Render(http.StatusOK, views.PeopleList(names))
		}
	}
	return record.OfferPeople(p.Organisation, "owner_id", "collector_id")(c)
}

// able are the names of those who may answer for an item of a department; nobody where none is chosen yet.
func (p *pages) able(c *web.Context, department int64) ([]string, error) {
	if department == 0 {
		return nil, nil
	}
	people, err := p.Information.Able(c.Ctx(), c.Actor(), department)
	names := make([]string, len(people))
	for i, one := range people {
		names[i] = record.Named(one.Name, one.Number)
	}
	return names, err
}
