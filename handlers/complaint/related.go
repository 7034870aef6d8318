package complaint

import (
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/complaint"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
)

// related are the customer's other complaints and those with a like text. The record's page asks for
// them once it stands, for finding alike texts takes longer than the rest of it.
func (p *pages) related(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	found, err := p.Complaints.Related(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return err
	}
	page := view.Related{Number: c.Param("number")}
	if rows := w.relatedRows(found.Earlier); len(rows) > 0 {
		page.Groups = append(page.Groups, view.RelatedGroup{Title: w.T("complaint.related.earlier"), Rows: rows})
	}
	if rows := w.relatedRows(found.Similar); len(rows) > 0 {
		page.Groups = append(page.Groups, view.RelatedGroup{Title: w.T("complaint.related.similar"), Rows: rows})
	}
	return c.Render(http.StatusOK, view.RelatedPage(page))
}

func (w words) relatedRows(rows []complaint.Row) []view.RelatedRow {
	var out []view.RelatedRow
	for _, r := range rows {
		out = append(out, view.RelatedRow{Number: r.Number, Subject: r.Subject, State: string(r.State), Received: locale.Date(w.Ctx, r.ReceivedAt)})
	}
	return out
}
