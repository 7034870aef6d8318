package complaint

import (
	"net/http"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
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
	who, refused := p.Complaints.Reveal(c.Ctx(), c.Actor(), c.Param("number"), form.Reason)
	status, shown := http.StatusOK, true
	if refused != nil {
		status, shown = record.Status(refused)
	}
	if !shown {
		return refused
	}
	m, err := p.matter(c)
	if err != nil {
		return err
	}
	if refused == nil {
		m.card = &view.Complainant{Facts: m.who(who), Revealed: true}
	} else {
		m.card = m.refusedReveal(refused)
	}
	return p.records.Render(c, status, m)
}

// refusedReveal is the card with the reason why the complainant is not shown.
func (m *matter) refusedReveal(err error) *view.Complainant {
	card := m.complainant(m.v)
	errs := web.FieldErrors(m.c, err)
	problem := ""
	if errs == nil {
		problem = record.Reason(m.c, err)
	}
	if card.Reveal == nil {
		card.Why = problem
	} else {
		card.Reveal.Errors, card.Reveal.Problem = errs, problem
	}
	return &card
}
