package signing

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/policy"
	"bihuan/models/signing"
	"bihuan/views/locale"
	policyview "bihuan/views/policy"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// Bar is the foot of a policy's text: what the reader was shown, the test, the signature. It is nil for who signs
// nothing, and for drafts. Signed is the newest edition that the reader signed at all, 0 for none, and when.
func (parts Parts) Bar(c *web.Context, r policy.Reading) (bar templ.Component, signed int, at time.Time, err error) {
	if !c.Actor().Holds(auth.Employee) || r.Edition.InForceAt == nil && r.Edition.Stage != policy.Approved {
		return nil, 0, at, nil
	}
	m, s, err := (&pages{Parts: parts}).barModel(c, r)
	if err != nil {
		return nil, 0, at, err
	}
	if s.Last != nil {
		signed, at = s.Last.EditionNo, s.Last.SignedAt
	}
	return view.Bar(m), signed, at, nil
}

func (p *pages) barModel(c *web.Context, r policy.Reading) (view.BarModel, signing.Standing, error) {
	w, err := p.words(c)
	if err != nil {
		return view.BarModel{}, signing.Standing{}, err
	}
	e := r.Edition
	m := view.BarModel{Policy: r.Number, Edition: e.No, Version: e.Label(), Name: c.Actor().Name}
	s, err := p.Signings.Stand(c.Ctx(), c.Actor(), r.Policy, e)
	if err != nil {
		return m, s, err
	}
	switch {
	case s.Signed != nil && s.Signed.EditionID == e.ID:
		m.Good, m.Said = true, w.T("signing.bar.signed", "day", locale.Date(w.Ctx, s.Signed.SignedAt), "version", e.Label(), "hash", s.Signed.Hash[:16])
	case s.Refusal != nil && s.Refusal.Key == "fault.sign_superseded":
		m.Said = w.T("signing.bar.old")
	case s.Refusal != nil && e.Stage == policy.Approved:
		m.Said = w.T("signing.bar.not_yet", "day", w.effect(e.EditionHead))
	case s.Refusal != nil:
		m.Said = w.T(s.Refusal.Key, s.Refusal.Args...)
	case s.Signed != nil && s.Duty == nil:
		m.Good, m.Said = true, w.T("signing.bar.holds", "day", locale.Date(w.Ctx, s.Signed.SignedAt))
	}
	if s.Refusal != nil && e.Stage == policy.Approved {
		m.Early = true
	}
	for _, k := range s.Chapters {
		part := view.Part{Key: k.Key, Label: k.Label}
		m.Parts = append(m.Parts, part)
		if !slices.Contains(s.Shown, k.Key) {
			m.Unread = append(m.Unread, part)
		}
	}
	if s.Duty != nil {
		due := w.due(s.Duty.DueAt)
		m.Due = &due
	}
	switch {
	case s.Test.Passed != nil:
		m.Passed = w.T("signing.quiz.passed", "score", s.Test.Passed.Score)
	case s.Test.Rules.Draw > 0:
		m.Test = w.T("signing.bar.test", "pass", s.Test.Rules.Pass)
	}
	return m, s, nil
}

// effect is the day of effect of an approved edition.
func (w words) effect(e policy.EditionHead) string {
	if e.EffectAt == nil {
		return ""
	}
	return locale.Date(w.Ctx, *e.EffectAt)
}

type signForm struct {
	Edition int    `form:"edition"`
	Keys    []int  `form:"key"`
	Back    string `form:"back"`
}

// sign signs the edition that the reader saw.
func (p *pages) sign(c *web.Context) error {
	var f signForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	number := c.Param("number")
	s, err := p.Signings.Sign(c.Ctx(), c.Actor(), signing.SignInput{Number: number, EditionNo: f.Edition})
	if err != nil {
		return p.refuse(c, number, err)
	}
	c.Flash("success", "signing.signed.done", "hash", s.Hash[:16])
	if back := web.LocalPath(f.Back); back != "" {
		return c.SeeOther(back)
	}
	return c.SeeOther(view.Text(number) + "#sign")
}

// refuse says why a signature or a test is refused, with the way on.
func (p *pages) refuse(c *web.Context, number string, err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.ConflictKind {
		return err
	}
	on := []ui.Action{{Label: c.T("signing.refused.text"), Href: view.Text(number), Icon: "book", Tone: ui.TonePrimary}}
	switch f.Key {
	case "fault.sign_no_test":
		on = append([]ui.Action{{Label: c.T("signing.quiz.go"), Href: view.At(number, "quiz"), Icon: "clipboard-check", Tone: ui.TonePrimary}}, ui.Action{Label: c.T("signing.refused.text"), Href: view.Text(number), Icon: "book"})
	case "fault.sign_retired", "fault.sign_withdrawn", "fault.sign_already":
		on = append(on, ui.Action{Label: c.T("signing.mine"), Href: view.Reading, Icon: "checks"})
	}
	return c.Render(http.StatusConflict, view.RefusedPage(view.Refused{Title: c.T("signing.refused"), Why: c.T(f.Key, f.Args...), On: on}))
}

// show notes which parts of a text the reader was shown; a script gets the bar, a form goes back to the text.
func (p *pages) show(c *web.Context) error {
	var f signForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	number := c.Param("number")
	if _, err := p.Signings.Show(c.Ctx(), c.Actor(), signing.SignInput{Number: number, EditionNo: f.Edition}, f.Keys); err != nil {
		return p.refuse(c, number, err)
	}
	if !c.HTMX() {
		return c.SeeOther(policyview.EditionPath(number, f.Edition) + "#sign")
	}
	r, err := p.Policies.Text(c.Ctx(), c.Actor(), number, f.Edition)
	if err != nil {
		return err
	}
	m, _, err := p.barModel(c, r)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.Bar(m))
}
