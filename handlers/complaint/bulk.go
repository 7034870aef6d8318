package complaint

import (
	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/complaint"
)

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
	back := p.lists.Back(form.Back)
	if len(form.Numbers) == 0 || number(form.Handler) == 0 {
		c.Flash("warning", "complaint.bulk.none")
		return c.SeeOther(back)
	}
	results, err := p.Complaints.BulkAssign(c.Ctx(), c.Actor(), form.Numbers, complaint.AssignInput{HandlerID: number(form.Handler), Reason: form.Reason})
	if err != nil {
		return err
	}
	errs := make([]error, len(results))
	for i, r := range results {
		errs[i] = r.Err
	}
	list.TellBulk(c, complaint.Kind, errs)
	return c.SeeOther(back)
}
