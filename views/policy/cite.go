package policy

import (
	"context"
	"net/url"

	"bihuan/views/locale"
	"bihuan/views/loop"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// CitePath is the page on which a record is made to point at a clause.
const CitePath = Home + "/cite"

// CiteFrom leads to choosing the clause that a record is to point at.
func CiteFrom(kind, number string) string {
	return CitePath + "?" + url.Values{"from": {kind}, "number": {number}}.Encode()
}

// Cite is the page on which a clause is chosen for a record, and then why it is cited.
type Cite struct {
	Source *loop.Source
	Search Search  // while none is chosen
	Chosen *Chosen // nil: none yet
	Errors map[string]string
}

// Chosen is the clause to be cited.
type Chosen struct {
	Number string // ZD-2026-000003/12
	Title  string // of the document and of the clause
	Path   string
	Href   string
	Text   string
	Gone   bool // it holds no longer
	Again  string
	Reason string
}

func (c Cite) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: locale.T(ctx, "policy.cite.title"), Lead: locale.T(ctx, "policy.cite.lead")}
	if c.Source != nil && c.Source.Href != "" {
		h.Back = &ui.Link{Label: c.Source.Number, Href: c.Source.Href}
	}
	return h
}

func (c Cite) form() ui.FormSpec {
	return ui.FormSpec{Action: CitePath, ID: "cite", Draft: "cite-" + c.Source.Number}
}

func (c Cite) reason(ctx context.Context) ui.Field {
	return ui.Field{Name: "reason", Label: locale.T(ctx, "policy.cite.reason"), Hint: locale.T(ctx, "policy.cite.reason.hint"), Value: c.Chosen.Reason, Rows: 3, Max: record.MaxReason, Required: true,
		Error: c.Errors["reason"], Focus: true}
}
