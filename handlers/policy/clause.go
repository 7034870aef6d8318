package policy

import (
	"net/http"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/fault"
	"bihuan/models/policy"
	actionview "bihuan/views/action"
	"bihuan/views/markdown"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// clause is the page of one clause: its text, what it said before, and what points at it.
func (p *pages) clause(c *web.Context) error {
	key := int(web.ReadID(c.Param("key")))
	if key == 0 {
		return fault.NotFound("fault.policy_clause_gone", "number", c.Param("number"))
	}
	v, err := p.Policies.ClauseByKey(c.Ctx(), c.Actor(), c.Param("number"), key)
	if err != nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	page, err := p.clausePage(c, w, v)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.ClausePage(page))
}

func (p *pages) clausePage(c *web.Context, w words, v policy.ClauseView) (view.Clause, error) {
	k := v.Clause
	number, title := v.Policy.Number, v.Policy.Title
	page := view.Clause{Number: number, Title: title, Label: k.Label, Address: k.Number, Gone: !k.InForce, Cite: w.T("policy.cite.form", "title", title, "label", k.Label, "text", markdown.Words(k.Text)),
		Margin: view.Margin{Pointers: pointersOf(c, w, v.Pointers)}}
	if k.Path != "" {
		page.Path = strings.Split(k.Path, " · ")
	}
	if page.Label == "" {
		page.Label = title
	}
	options := markdown.Options{Shift: 2, Picture: picture(number)}
	page.Text = markdown.HTML(k.Text, options)
	page.History = w.history(number, v, options)
	if len(v.History) > 0 {
		page.Actions = append(page.Actions, ui.Action{Label: w.T("policy.clause.read"), Href: clauseHref(v), Icon: "book"})
	}
	if c.Can(auth.ActionOpen) && v.State == policy.InForce && k.InForce {
		page.Actions = append(page.Actions, ui.Action{Label: w.T("action.list.open"), Href: actionview.OpenFrom(policy.Record, k.Number), Icon: "checklist"})
	}
	if c.Can(auth.PolicyCite) && v.State == policy.InForce && k.InForce {
		page.Actions = append(page.Actions, ui.Action{Label: w.T("policy.step.ask"), Href: view.RecordPath(number) + "?step=ask&clause=" + itoa(k.Key) + "#next", Icon: "hand-stop"})
	}
	numbers, err := p.Policies.Titled(c.Ctx(), c.Actor(), titles(k.Text))
	if err != nil {
		return page, err
	}
	for _, f := range (references{numbers: numbers}).find(k.Text) {
		page.Refers = append(page.Refers, ui.Link{Label: k.Text[f.start:f.end], Href: f.href})
	}
	return page, nil
}

// clauseHref leads to where the clause stands in the text: in force, or in the last edition that held it.
func clauseHref(v policy.ClauseView) string {
	anchor := "#" + view.PartID(v.Clause.Key)
	if v.Clause.InForce {
		return view.Path(v.Policy.Number) + anchor
	}
	return view.EditionPath(v.Policy.Number, v.History[0].No) + anchor
}

// history is what the clause said, the newest first, each with the words that changed.
func (w words) history(number string, v policy.ClauseView, o markdown.Options) []view.ClauseEdition {
	out := make([]view.ClauseEdition, len(v.History))
	for i, h := range v.History {
		row := view.ClauseEdition{Version: w.version(h.EditionHead), Days: w.days(h.EditionHead), Label: h.Label, Href: view.EditionPath(number, h.No) + "#" + view.PartID(v.Clause.Key)}
		if i == len(v.History)-1 {
			row.Text = markdown.HTML(h.Text, o)
			row.Mark = &ui.Mark{Text: w.T("policy.clause.first"), Tone: ui.ToneMuted}
		} else {
			for _, s := range clause.Words(markdown.Words(v.History[i+1].Text), markdown.Words(h.Text)) {
				row.Words = append(row.Words, view.Span{Op: s.Op, Text: s.Text})
			}
		}
		out[i] = row
	}
	return out
}
