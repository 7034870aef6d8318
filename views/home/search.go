package home

import (
	"context"
	"strconv"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (f Found) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: locale.T(ctx, "home.search.title")}
	if f.Words != "" {
		h.Title = locale.T(ctx, "home.search.for", "words", f.Words)
	}
	return h
}

func count(n int) string { return strconv.Itoa(n) }
