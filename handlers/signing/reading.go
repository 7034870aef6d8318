package signing

import (
	"net/http"

	"bihuan/handlers/policynav"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/db"
	"bihuan/models/signing"
	policyview "bihuan/views/policy"
	navview "bihuan/views/policynav"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// mine is the reader's own reading list with what he signed.
func (p *pages) mine(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	items, err := p.Signings.Mine(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	var at *db.Cursor
	if cursor, ok := db.DecodeCursor(c.QueryParam("at")); ok {
		at = &cursor
	}
	signed, err := p.Signings.MySignatures(c.Ctx(), c.Actor(), at)
	if err != nil {
		return err
	}
	m := view.Mine{Views: policynav.Switch(c, navview.Signing), Head: ui.Head{Title: w.T("signing.mine"), Lead: w.T("signing.mine.lead")}, Pages: ui.Pages{Prev: mineAt(signed.Prev), Next: mineAt(signed.Next)}}
	for _, r := range items {
		m.Items = append(m.Items, w.item(r))
	}
	for _, s := range signed.Rows {
		m.Signed = append(m.Signed, w.signature(s))
	}
	return c.Render(http.StatusOK, view.MinePage(m))
}

func mineAt(at *db.Cursor) string {
	if at == nil {
		return ""
	}
	return view.Reading + "?at=" + at.Encode()
}

func (w words) item(r signing.Item) view.Item {
	out := view.Item{Number: r.PolicyNumber, Title: r.PolicyTitle, Why: w.T("signing.cause." + string(r.Cause)), Clock: w.due(r.DueAt), Test: r.Test, Late: r.Late(w.Now), Next: w.next(r)}
	if max(r.EditionNo, r.CurrentNo) > 0 {
		out.Version = w.T("signing.version", "version", r.Label())
	}
	if r.Position > 0 {
		out.Why = w.T("signing.mine.place", "n", r.Position)
	}
	return out
}

// next is the way to read and sign a policy; before its effect it can be read only.
func (w words) next(r signing.Item) ui.Action {
	a := ui.Action{Label: w.T("signing.mine.go"), Href: view.Text(r.PolicyNumber) + "#sign", Small: true, Tone: ui.TonePrimary, Icon: "book"}
	if w.Now.Before(r.StartsAt) {
		a.Label, a.Tone = w.T("signing.mine.read"), ""
		a.Href = policyview.EditionPath(r.PolicyNumber, r.EditionNo)
	}
	return a
}

func (w words) signature(s signing.SignedItem) view.Signed {
	out := view.Signed{Number: s.PolicyNumber, Title: s.PolicyTitle, Version: s.Label(), Href: policyview.EditionPath(s.PolicyNumber, s.EditionNo), When: w.Minute(s.SignedAt), Hash: s.Hash, Holds: s.Holds()}
	switch {
	case s.EnteredBy != 0:
		out.How = w.T("signing.entered", "name", s.EntererName, "day", s.SignedOn)
		out.Files = record.Attachments(view.Reading+"/"+web.FormID(s.ID), s.Files)
	case s.Score != signing.NoScore:
		out.How = w.T("signing.quiz.passed", "score", s.Score)
	}
	return out
}

// paper sends a file of a signature made on paper.
func (p *pages) paper(c *web.Context) error {
	a, err := p.Signings.Paper(c.Ctx(), c.Actor(), web.ReadID(c.Param("id")), web.ReadID(c.Param("file")))
	if err != nil {
		return err
	}
	return record.Download(c, p.Files, a)
}
