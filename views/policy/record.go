package policy

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (r Record) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: r.Title, Number: r.Number, Marks: r.Marks, Back: &ui.Link{Label: locale.T(ctx, "policy.title"), Href: Home}, Actions: r.Actions}
	if len(r.Menu) > 0 {
		h.Menu = &ui.ActionMenu{Actions: r.Menu}
	}
	return h
}

func editionColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "field.policy.edition")}, {Label: locale.T(ctx, "field.policy.summary"), Class: "cell-main"},
		{Label: locale.T(ctx, "policy.edition.days"), Class: "cell-time"}, {Label: locale.T(ctx, "policy.edition.see"), Hidden: true}}
}

// short is the beginning of the hash, by which people compare it with a printed copy.
func (e EditionRow) short() string { return e.Hash[:min(12, len(e.Hash))] }

func remarks(groups []CommentGroup) int {
	n := 0
	for _, g := range groups {
		n += len(g.Comments)
	}
	return n
}
