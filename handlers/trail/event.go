package trail

import (
	"io"
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/evidence"
	"bihuan/views/locale"
	view "bihuan/views/trail"
	"bihuan/views/ui"
)

func (p *pages) show(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	proof, err := p.trail.Get(c.Ctx(), c.Actor(), c.Param("uid"))
	if err != nil {
		return err
	}
	w = w.knowing(proof.People)
	e := proof.Event
	page := view.Event{Row: row(c, w, e, 0), UID: e.UID, Leaf: proof.Leaf, Canonical: string(e.Canonical), Download: view.Home + "/" + e.UID + "/canonical",
		Sealed: w.t("trail.unsealed")}
	if e.Seq != nil {
		page.Sealed = locale.Number(w.ctx, *e.Seq)
	}
	page.Facts = w.facts(page.Row, e)
	for _, m := range proof.Commitments {
		label := w.t("trail.reason")
		if m.Path != audit.ReasonPath {
			label = w.field(e, m.Field)
		}
		page.Commitments = append(page.Commitments, view.Commitment{Field: label, Path: m.Path, Hash: m.Hash, Salt: m.Salt, Value: m.Value, State: string(m.Bond), Masked: m.Masked})
	}
	return c.Render(http.StatusOK, view.EventPage(page))
}

func (w words) facts(r view.Row, e audit.Told) []ui.Fact {
	who := r.Who
	if who == "" {
		who = w.t("ui.timeline.system")
	}
	facts := []ui.Fact{
		{Label: w.t("trail.at"), Value: locale.FullTime(w.ctx, r.At), Tip: r.At.UTC().Format("2006-01-02T15:04:05.000000Z")},
		{Label: w.t("trail.who"), Value: who}, {Label: w.t("trail.filter.role"), Value: r.Role},
		{Label: w.t("trail.record"), Value: r.Record + " " + r.Number, Href: r.RecordHref},
		{Label: w.t("trail.kind"), Part: view.Code(e.Kind)}, {Label: w.t("trail.request"), Value: e.Request}, {Label: w.t("trail.uid"), Part: view.Code(e.UID)},
	}
	if e.Account != 0 {
		facts = append(facts, ui.Fact{Label: w.t("trail.account"), Value: strconv.FormatInt(e.Account, 10)})
	}
	return facts
}

// canonical sends the very bytes that are hashed.
func (p *pages) canonical(c *web.Context) error {
	var proof evidence.Proof
	proof, err := p.trail.Get(c.Ctx(), c.Actor(), c.Param("uid"))
	if err != nil {
		return err
	}
	return c.Attachment(proof.Event.UID+".json", "application/json", func(w io.Writer) error {
		_, err := w.Write(proof.Event.Canonical)
		return err
	})
}
