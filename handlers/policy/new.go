package policy

import (
	"net/http"
	"strconv"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
	view "bihuan/views/policy"
	views "bihuan/views/record"
)

// Values with which a new document begins.
const (
	usualSecrecy   = "internal"
	usualRetention = "permanent"
	usualPass      = 80
	usualAttempts  = 3
)

// new asks for the facts of a new document.
func (p *pages) new(c *web.Context) error {
	values, w, err := p.blankFacts(c)
	if err != nil {
		return err
	}
	return p.renderNew(c, http.StatusOK, w, values, nil)
}

// blankFacts are the values with which a new document begins.
func (p *pages) blankFacts(c *web.Context) (views.Values, words, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, w, err
	}
	actor := c.Actor()
	values := views.Values{}
	for name, value := range map[string]string{"department_id": web.FormID(actor.DepartmentID), "owner_id": actor.Name, "secrecy": usualSecrecy, "retention": usualRetention,
		"audience": views.AudienceAll, "quiz_draw": "0", "quiz_pass": strconv.Itoa(usualPass), "quiz_attempts": strconv.Itoa(usualAttempts)} {
		values.Set(name, value)
	}
	for _, k := range w.kinds {
		if k.Active {
			values.Set("kind", k.Code)
			values.Set("review_months", strconv.Itoa(k.ReviewMonths))
			break
		}
	}
	return values, w, nil
}

func (p *pages) renderNew(c *web.Context, status int, w words, values views.Values, errs map[string]string) error {
	posts, err := p.Organisation.Posts(c.Ctx())
	if err != nil {
		return err
	}
	s := views.NewSheet(w.Ctx, policy.Record, values, w.factOptions(values, posts, org.Audience{}))
	return c.Render(status, view.NewPage(view.New{Groups: view.Groups(s), Errors: errs}))
}

// create makes the document and leads to its text.
func (p *pages) create(c *web.Context) error {
	var f FactsForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	number, err := p.createFrom(c, f, "", nil)
	if err == nil {
		c.Flash("success", "policy.created.done", "number", number)
		return c.SeeOther(view.Path(number) + "/edit")
	}
	errs := web.FieldErrors(c, err)
	if errs == nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	return p.renderNew(c, http.StatusUnprocessableEntity, w, record.Sent(c), errs)
}

// createFrom makes the document with the text and the pictures that came along, if any.
func (p *pages) createFrom(c *web.Context, f FactsForm, body string, pictures []file.Upload) (string, error) {
	actor := c.Actor()
	facts, err := p.facts(c, f, actor.PersonID, org.Audience{}, map[int64]string{actor.PersonID: actor.Name})
	if err != nil {
		return "", err
	}
	number, err := p.Policies.Create(c.Ctx(), actor, policy.CreateInput{Facts: facts, Body: body, Files: pictures})
	return number, atFields(err)
}

// adoptForm is the form that takes the starter pack over.
type adoptForm struct {
	Owner      string `form:"owner_id"`
	Department string `form:"department_id"`
}

// adopt asks whose the policies of the starter pack are to be.
func (p *pages) adopt(c *web.Context) error {
	values := views.Values{}
	values.Set("owner_id", c.Actor().Name)
	values.Set("department_id", web.FormID(c.Actor().DepartmentID))
	return p.renderAdopt(c, http.StatusOK, values, nil)
}

func (p *pages) renderAdopt(c *web.Context, status int, values views.Values, errs map[string]string) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	pack, err := policy.Starter()
	if err != nil {
		return err
	}
	s := views.NewSheet(w.Ctx, policy.Record, values, w.factOptions(values, nil, org.Audience{}))
	page := view.Adopt{Fields: view.AdoptFields(s), Errors: errs}
	for _, one := range pack {
		page.Titles = append(page.Titles, one.Title)
	}
	return c.Render(status, view.AdoptPage(page))
}

// takeOver makes drafts of the starter pack.
func (p *pages) takeOver(c *web.Context) error {
	var f adoptForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	var check fault.Check
	actor := c.Actor()
	owner, err := record.FindPerson(c, p.Organisation, &check, "owner_id", f.Owner, actor.PersonID, actor.Name)
	if err != nil {
		return err
	}
	var numbers []string
	if err = check.Err(); err == nil {
		numbers, err = p.Policies.AdoptStarter(c.Ctx(), actor, policy.AdoptInput{OwnerID: owner, DepartmentID: web.ReadID(f.Department)})
	}
	if status, refused := record.Status(err); refused && status != http.StatusForbidden {
		errs := web.FieldErrors(c, err)
		if errs == nil {
			errs = map[string]string{"": record.Reason(c, err)}
		}
		return p.renderAdopt(c, status, record.Sent(c), errs)
	}
	if err == nil && p.Adopted != nil {
		_, err = p.Adopted(c.Ctx(), actor)
	}
	if err != nil {
		return err
	}
	c.Flash("success", "policy.adopted", "n", len(numbers))
	return c.SeeOther(view.Home + "?view=drafts")
}
