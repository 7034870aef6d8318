package information

import (
	"net/http"

	"bihuan/handlers/control"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	model "bihuan/models/control"
	"bihuan/models/fault"
	view "bihuan/views/information"
	views "bihuan/views/record"
)

// stepForm holds the fields of every step's form; each step reads its own.
type stepForm struct {
	FactsForm
	ReviewedOn string `form:"reviewed_on"`
	Reason     string `form:"reason"`
}

// FactsForm holds what is said about an item.
type FactsForm struct {
	Title       string `form:"title"`
	Purpose     string `form:"purpose"`
	Department  string `form:"department_id"`
	Owner       string `form:"owner_id"`
	Clauses     string `form:"clauses"`
	Source      string `form:"source"`
	Channel     string `form:"channel"`
	Frequency   string `form:"frequency"`
	Collector   string `form:"collector"`
	CollectorID string `form:"collector_id"`
	Keeper      string `form:"keeper"`
	Retention   string `form:"retention"`
	Secrecy     string `form:"secrecy"`
}

// compared are the facts that are put side by side when two people edited them.
var compared = []string{"title", "purpose", "department_id", "owner_id", "clauses", "source", "channel", "frequency", "collector", "collector_id", "keeper", "retention", "secrecy"}

func (p *pages) steps() []record.Step[stepForm] {
	in := p.Information
	reason := func(f stepForm) string { return f.Reason }
	return []record.Step[stepForm]{
		{Name: "review", Right: auth.InformationRead, Do: record.Do(in.Review, func(f stepForm) string { return f.ReviewedOn })},
		{Name: "edit", Right: auth.InformationWrite, Leaves: true, Compare: compared, Do: p.edit},
		{Name: "end", Right: auth.InformationWrite, Danger: true, Do: record.Do(in.End, reason)},
		{Name: "resume", Right: auth.InformationWrite, Do: record.Do(in.Resume, reason)},
	}
}

func (p *pages) edit(c *web.Context, ref record.Ref, f stepForm) error {
	v, err := p.Information.ByNumber(c.Ctx(), c.Actor(), ref.Number)
	if err != nil {
		return err
	}
	facts, err := p.found(c, f.FactsForm, v)
	if err != nil {
		return err
	}
	return p.Information.Edit(c.Ctx(), c.Actor(), model.Ref(ref), facts)
}

// found gives the facts with their people found; what else is wrong with them is told in the same go where one is not.
func (p *pages) found(c *web.Context, f FactsForm, v model.ItemView) (model.ItemFacts, error) {
	facts := model.ItemFacts{Title: f.Title, Purpose: f.Purpose, DepartmentID: web.ReadID(f.Department), Clauses: control.Separated(f.Clauses), Source: f.Source, Channel: f.Channel,
		Frequency: f.Frequency, Collector: f.Collector, Keeper: f.Keeper, Retention: f.Retention, Secrecy: f.Secrecy}
	var check fault.Check
	var err error
	if facts.OwnerID, err = record.FindPerson(c, p.Organisation, &check, "owner_id", f.Owner, v.OwnerID, v.People[v.OwnerID]); err != nil {
		return facts, err
	}
	if facts.CollectorID, err = record.FindPerson(c, p.Organisation, &check, "collector_id", f.CollectorID, v.CollectorID, v.People[v.CollectorID]); err != nil {
		return facts, err
	}
	if check.OK() {
		return facts, nil
	}
	return facts, record.Together(check.Err(), p.Information.CheckFacts(c.Ctx(), c.Actor(), facts))
}

// new is the form of a new item.
func (p *pages) new(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	values := views.Values{}
	values.Set("department_id", web.FormID(c.Actor().DepartmentID))
	values.Set("clauses", c.QueryParam("clause"))
	return p.renderNew(c, http.StatusOK, w, values, nil)
}

func (p *pages) renderNew(c *web.Context, status int, w record.Words, values views.Values, errs map[string]string) error {
	s := views.NewSheet(w.Ctx, model.ItemKind, values, choices(w, values))
	people, err := p.able(c, web.ReadID(values.Get("department_id")))
	if err != nil {
		return err
	}
	return c.Render(status, view.OpenPage(view.Open{What: view.What(s), How: view.How(s), Keep: view.Keep(s), Errors: errs, People: people}))
}

// add enters the item; a refused one comes back as it was typed.
func (p *pages) add(c *web.Context) error {
	var f FactsForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	facts, err := p.found(c, f, model.ItemView{})
	number := ""
	if err == nil {
		number, err = p.Information.Add(c.Ctx(), c.Actor(), facts)
	}
	if err == nil {
		c.Flash("success", "information.added.done", "number", number)
		return c.SeeOther(view.Path(number))
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
