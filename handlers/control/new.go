package control

import (
	"net/http"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/control"
	"bihuan/models/fault"
	view "bihuan/views/control"
	views "bihuan/views/record"
)

// new is the form of a new control.
func (p *pages) new(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := c.Actor()
	values := views.Values{}
	for name, value := range map[string]string{"department_id": web.FormID(a.DepartmentID), "cycle": "1", "cycle_unit": string(control.Months), "evidence": "1",
		"started_on": p.Organisation.Today(), "clauses": c.QueryParam("clause")} {
		values.Set(name, value)
	}
	for _, r := range w.rules {
		if r.Active {
			values.Set("rule", r.Code)
			break
		}
	}
	return p.renderNew(c, http.StatusOK, w, values, nil)
}

func (p *pages) renderNew(c *web.Context, status int, w words, values views.Values, errs map[string]string) error {
	s := views.NewSheet(w.Ctx, control.Kind, values, w.facts(values))
	people, err := p.able(c, web.ReadID(values.Get("department_id")))
	if err != nil {
		return err
	}
	return c.Render(status, view.OpenPage(view.Open{What: view.What(s), Who: view.Who(s), When: view.When(s), Errors: errs, People: people}))
}

// add enters the control; a refused one comes back as it was typed.
func (p *pages) add(c *web.Context) error {
	var f FactsForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	in, err := p.found(c, f, control.View{})
	number := ""
	if err == nil {
		number, err = p.Controls.Add(c.Ctx(), c.Actor(), in)
	}
	if err == nil {
		c.Flash("success", "control.added.done", "number", number)
		return c.SeeOther(view.Path(number))
	}
	errs := web.FieldErrors(c, err)
	if errs == nil && fault.Is(err, fault.ConflictKind) {
		errs = map[string]string{"": record.Reason(c, err)} // what was typed is not lost
	}
	if errs == nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	return p.renderNew(c, http.StatusUnprocessableEntity, w, record.Sent(c), errs)
}
