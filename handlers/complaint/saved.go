package complaint

import (
	"net/http"
	"net/url"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	view "bihuan/views/complaint"
)

// saveView keeps the list shown under a name.
func (p *pages) saveView(c *web.Context) error {
	var form struct {
		Name  string `form:"name"`
		Query string `form:"query"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	values, err := url.ParseQuery(form.Query)
	if err != nil {
		return fault.Invalid("fault.form")
	}
	q, err := readQuery(values)
	if err != nil {
		return err
	}
	_, err = p.SavedViews.Save(c.Ctx(), c.Actor(), complaint.Kind, form.Name, q.values().Encode())
	if errs := web.FieldErrors(c, err); errs != nil {
		c.Request().URL.RawQuery = form.Query
		page, err := p.listPage(c, view.SaveView{Open: true, Name: form.Name, Errors: errs})
		if err != nil {
			return err
		}
		return c.Render(http.StatusUnprocessableEntity, view.ListPage(page))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "complaint.view.kept")
	return c.SeeOther(q.href())
}

// deleteView forgets a list kept under a name.
func (p *pages) deleteView(c *web.Context) error {
	if err := p.SavedViews.Delete(c.Ctx(), c.Actor(), number(c.Param("id"))); err != nil {
		return err
	}
	c.Flash("success", "complaint.view.forgotten")
	return c.SeeOther("/complaints")
}

// assignMany gives the selected complaints to one handler and tells which were refused.
func (p *pages) assignMany(c *web.Context) error {
	var form struct {
		Numbers []string `form:"id"`
		Handler string   `form:"handler"`
		Reason  string   `form:"reason"`
		Back    string   `form:"back"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	back := web.LocalPath(form.Back)
	if !strings.HasPrefix(back, "/complaints") {
		back = "/complaints"
	}
	if len(form.Numbers) == 0 || number(form.Handler) == 0 {
		c.Flash("warning", "complaint.bulk.none")
		return c.SeeOther(back)
	}
	results, err := p.Complaints.BulkAssign(c.Ctx(), c.Actor(), form.Numbers, complaint.AssignInput{HandlerID: number(form.Handler), Reason: form.Reason})
	if err != nil {
		return err
	}
	p.tellBulk(c, results)
	return c.SeeOther(back)
}

// tellBulk says how many were assigned, and for each reason of refusal how many were not.
func (p *pages) tellBulk(c *web.Context, results []complaint.BulkResult) {
	done := 0
	refused := map[string]int{}
	for _, r := range results {
		if r.Err == nil {
			done++
			continue
		}
		refused[record.Reason(c, r.Err)]++
	}
	if done > 0 {
		c.Flash("success", "complaint.bulk.done", "n", done)
	}
	for why, n := range refused {
		c.Flash("warning", "complaint.bulk.part", "n", n, "why", why)
	}
}
