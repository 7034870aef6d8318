package action

import (
	"net/http"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	views "bihuan/views/record"
)

// PartForm holds who has a part in an action. People are typed by name or number, several with commas between.
type PartForm struct {
	Department string `form:"department_id"`
	Owner      string `form:"owner_id"`
	Coworkers  string `form:"coworkers"`
	Verifier   string `form:"verifier_id"`
}

// offered is how many people are offered while a name is typed.
const offered = 8

// part finds the people whom a form names; v is the action as it stands, empty for a new one.
func (p *pages) part(c *web.Context, f PartForm, v action.View) (action.Part, error) {
	part := action.Part{DepartmentID: web.ReadID(f.Department)}
	var check fault.Check
	var err error
	if part.OwnerID, err = record.FindPerson(c, p.Organisation, &check, "owner_id", f.Owner, v.OwnerID, v.People[v.OwnerID]); err != nil {
		return part, err
	}
	if part.VerifierID, err = record.FindPerson(c, p.Organisation, &check, "verifier_id", f.Verifier, v.VerifierID, v.People[v.VerifierID]); err != nil {
		return part, err
	}
	if part.Coworkers, err = record.FindPeople(c, p.Organisation, &check, "coworkers", f.Coworkers, v.Coworkers, v.People); err != nil {
		return part, err
	}
	return part, check.Err()
}

// people offers names: while nothing is typed yet those who may own actions of the department, then whoever fits.
func (p *pages) people(c *web.Context) error {
	var before, words string
	for _, field := range []string{"owner_id", "verifier_id", "coworkers"} {
		if text := c.QueryParam(field); text != "" {
			words = text
			if field == "coworkers" {
				before, words = record.LastName(text)
			}
		}
	}
	names, err := p.names(c, strings.TrimSpace(words), web.ReadID(c.QueryParam("department_id")))
	if err != nil {
		return err
	}
	for i := range names {
		names[i] = before + names[i]
	}
	return c.Render(http.StatusOK, views.PeopleList(names))
}

func (p *pages) names(c *web.Context, words string, department int64) ([]string, error) {
	var names []string
	if words == "" {
		able, err := p.able(c, department)
		for _, person := range able {
			names = append(names, record.Named(person.Name, person.Number))
		}
		return names, err
	}
	found, err := p.Organisation.Choices(c.Ctx(), c.Actor(), nil, words, offered)
	for _, o := range found {
		names = append(names, record.Named(o.Name, o.Number))
	}
	return names, err
}

// able are those who may own or verify actions of a department; nobody where none is chosen yet.
func (p *pages) able(c *web.Context, department int64) ([]org.Person, error) {
	if department == 0 || !c.Can(auth.ActionOpen) {
		return nil, nil
	}
	return p.Actions.Able(c.Ctx(), c.Actor(), department)
}
