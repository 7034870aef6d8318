package complaint

import (
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/complaint"
	view "bihuan/views/complaint"
)

// reveal shows the record with who complains in full. It does not lead back to the page: reading it again
// is another look, with another reason.
func (p *pages) reveal(c *web.Context) error {
	var form struct {
		Reason string `form:"reason"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	who, err := p.Complaints.Reveal(c.Ctx(), c.Actor(), c.Param("number"), form.Reason)
	if err != nil {
		return p.refuse(c, complaint.RevealStep, err)
	}
	v, w, err := p.read(c)
	if err != nil {
		return err
	}
	f, err := p.form(c, v, w, "", nil)
	if err != nil {
		return err
	}
	return p.renderRecord(c, http.StatusOK, v, w, f, func(r *view.Record) {
		r.Complainant = view.Complainant{Facts: w.who(who), Revealed: true}
	})
}

func (p *pages) showRefusedReveal(c *web.Context, status int, v complaint.View, w words, refused *refusal) error {
	f, err := p.form(c, v, w, "", nil)
	if err != nil {
		return err
	}
	return p.renderRecord(c, status, v, w, f, func(r *view.Record) {
		if r.Complainant.Reveal == nil {
			r.Complainant.Why = refused.problem
			return
		}
		r.Complainant.Reveal.Errors, r.Complainant.Reveal.Problem = refused.errs, refused.problem
	})
}
