package policy

import (
	"net/http"
	"net/url"
	"strings"

	"bihuan/handlers/list"
	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/policy"
	"bihuan/views/markdown"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// citeForm is a clause chosen for a record.
type citeForm struct {
	From   string `form:"from"`
	Number string `form:"number"`
	Clause string `form:"clause"`
	Reason string `form:"reason"`
}

// choose is the page on which a clause is looked for, and where one is chosen the question why it is cited.
func (p *pages) choose(c *web.Context) error {
	f := citeForm{From: c.QueryParam("from"), Number: c.QueryParam("number"), Clause: c.QueryParam("clause")}
	page := view.Cite{}
	var err error
	if page.Source, err = loop.Source(c, p.Links, link.Ref{Kind: f.From, Number: f.Number}); err != nil {
		return err
	}
	switch {
	case page.Source == nil:
		return c.SeeOther(view.SearchPath)
	case page.Source.Href == "":
		return fault.NotFound("fault.link_source_gone", "number", f.Number)
	case f.Clause != "":
		return p.renderChosen(c, http.StatusOK, page, f)
	}
	a := found(view.CitePath).Read(c.QueryParams())
	result, err := p.find(c, a)
	if err != nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	page.Search = w.results(c, a, result)
	w.offer(a, &page.Search, result)
	return c.Render(http.StatusOK, view.CitePage(page))
}

// offer puts beside everything found the way to choose it.
func (w words) offer(a list.Address, s *view.Search, found policy.Found) {
	for i, g := range found.Groups {
		if g.CurrentID != 0 {
			s.Groups[i].Choose = w.choice(a, "policy.cite.whole", g.Number)
		}
		for j, k := range g.Clauses {
			s.Groups[i].Hits[j].Choose = w.choice(a, "policy.cite.this", k.Number)
		}
	}
}

func (w words) choice(a list.Address, key, number string) *ui.Action {
	return &ui.Action{Label: w.T(key), Href: view.CitePath + "?" + a.Query() + "&" + url.Values{"clause": {number}}.Encode(), Icon: "link", Small: true}
}

// renderChosen shows the clause that was chosen and asks why it is cited.
func (p *pages) renderChosen(c *web.Context, status int, page view.Cite, f citeForm) error {
	doc, k, err := p.Policies.Clause(c.Ctx(), c.Actor(), f.Clause)
	if err != nil {
		return err
	}
	page.Chosen = &view.Chosen{Number: k.Number, Title: strings.TrimSpace(doc.Title + " " + k.Label), Path: k.Path, Href: view.At(k.Number), Text: markdown.Words(k.Text),
		Gone: !k.InForce, Reason: f.Reason}
	again := url.Values{"from": {f.From}, "number": {f.Number}}
	if q := c.QueryParam("q"); q != "" {
		again.Set("q", q)
	}
	page.Chosen.Again = view.CitePath + "?" + again.Encode()
	return c.Render(status, view.CitePage(page))
}

// cite makes the record point at the clause and leads back to it; what is refused comes back as it was typed.
func (p *pages) cite(c *web.Context) error {
	var f citeForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	err := p.Policies.Cite(c.Ctx(), c.Actor(), policy.CiteInput{Kind: f.From, Number: f.Number, Clause: f.Clause, Reason: f.Reason})
	if err == nil {
		c.Flash("success", "policy.cite.done", "number", f.Clause)
		return c.SeeOther(c.RecordPath(f.From, f.Number) + "#loop")
	}
	status, refused := record.Status(err)
	if !refused {
		return err
	}
	page := view.Cite{Errors: web.FieldErrors(c, err)}
	if page.Errors == nil {
		page.Errors = map[string]string{"": record.Reason(c, err)}
	}
	source, failed := loop.Source(c, p.Links, link.Ref{Kind: f.From, Number: f.Number})
	if failed != nil || source == nil {
		return err
	}
	page.Source = source
	return p.renderChosen(c, status, page, f)
}
