package action

import (
	"net/http"

	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	"bihuan/models/link"
	view "bihuan/views/action"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// openForm is the form of a new action.
type openForm struct {
	FactsForm
	PartForm
	From   string `form:"from"`
	Number string `form:"number"`
}

// new is the form of a new action, filled with what the record that it comes from tells.
func (p *pages) new(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	values := views.Values{}
	values.Set("finish_unit", string(calendar.WorkingDays))
	for _, r := range w.rules {
		if r.Active {
			values.Set("priority", r.Code)
			break
		}
	}
	source := link.Ref{Kind: c.QueryParam("from"), Number: c.QueryParam("number")}
	if source.Number != "" {
		o, err := p.Links.Origin(c.Ctx(), c.Actor(), source.Kind, source.Number)
		if fault.Is(err, fault.NotFoundKind) {
			return p.renderOpen(c, http.StatusNotFound, w, values, map[string]string{"": record.Reason(c, err)}, link.Ref{})
		}
		if err != nil {
			return err
		}
		p.begin(values, o)
	}
	return p.renderOpen(c, http.StatusOK, w, values, nil, source)
}

// begin fills in what the record that the action comes from tells.
func (p *pages) begin(values views.Values, o link.Origin) {
	for name, value := range map[string]string{"title": o.Title, "finding": o.Finding, "cause": o.Cause, "department_id": web.FormID(o.DepartmentID)} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if all := p.Actions.Indicators(); len(all) > 0 && o.FailureType+o.Attribution != "" {
		values.Set("indicator", all[0])
		values.Set("indicator_type", o.FailureType)
		values.Set("indicator_cause", o.Attribution)
	}
}

func (p *pages) renderOpen(c *web.Context, status int, w words, values views.Values, errs map[string]string, source link.Ref) error {
	s := views.NewSheet(w.Ctx, action.Kind, values, w.facts(values, p.Actions.Indicators()))
	people, err := p.names(c, "", web.ReadID(values.Get("department_id")))
	if err != nil {
		return err
	}
	page := view.Open{What: view.What(s), Who: view.Who(s), Proof: view.Proof(s), Errors: errs, People: people}
	if page.Source, err = loop.Source(c, p.Links, source); err != nil {
		return err
	}
	return c.Render(status, view.OpenPage(page))
}

// open opens the action; a refused one comes back as it was typed.
func (p *pages) open(c *web.Context) error {
	var f openForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	source := link.Ref{Kind: f.From, Number: f.Number}
	number, err := p.openForm(c, f, source)
	if err == nil {
		c.Flash("success", "action.opened.done", "number", number)
		return c.SeeOther(view.Path(number) + "?opened=1")
	}
	errs := web.FieldErrors(c, err)
	if errs == nil && source.Number != "" && fault.Is(err, fault.NotFoundKind) {
		errs = map[string]string{"": record.Reason(c, err)} // what was typed is not lost with its source
	}
	if errs == nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	return p.renderOpen(c, http.StatusUnprocessableEntity, w, record.Sent(c), errs, source)
}

func (p *pages) openForm(c *web.Context, f openForm, source link.Ref) (string, error) {
	part, err := p.part(c, f.PartForm, action.View{})
	if fault.Is(err, fault.InvalidKind) { // what else is wrong is told in the same go
		err = record.Together(err, p.Actions.CheckFacts(c.Ctx(), f.facts()))
	}
	if err != nil {
		return "", err
	}
	return p.Actions.Open(c.Ctx(), c.Actor(), action.OpenInput{Facts: f.facts(), Part: part, Source: source})
}

// opened is what is offered right after an action was opened.
func (m *matter) opened() []ui.Action {
	if m.c.QueryParam("opened") == "" {
		return nil
	}
	offers := []ui.Action{{Label: m.T("action.notice"), Href: view.NoticePath(m.v.Number), Icon: "printer", Small: true}}
	if m.v.SourceNumber != "" && m.c.Can(auth.ActionOpen) {
		another := ui.Action{Label: m.T("action.open.another", "number", m.v.SourceNumber), Href: view.OpenFrom(m.v.SourceKind, m.v.SourceNumber), Icon: "plus", Small: true}
		offers = append([]ui.Action{another}, offers...)
	}
	return offers
}
