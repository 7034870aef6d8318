package policy

import (
	"context"
	"slices"

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

// said are who wrote and who approved a version.
func (e EditionRow) said() []string {
	return slices.DeleteFunc([]string{e.Author, e.Approved}, func(s string) bool { return s == "" })
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
