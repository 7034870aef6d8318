package notice

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func head(ctx context.Context, p Page) ui.Head {
	h := ui.Head{Title: locale.T(ctx, "notify.title")}
	if p.Unread == 0 {
		return h
	}
	h.Count = locale.T(ctx, "notify.unread_count", "n", p.Unread)
	if p.Unread >= most {
		h.Count = locale.T(ctx, "notify.unread_many", "n", most-1)
	}
	if p.Newest == "" {
		return h
	}
	h.Actions = []ui.Action{{Label: locale.T(ctx, "notify.read_all"), Href: "/notifications/read", Icon: "checks", Post: true,
		Fields: []ui.Pair{{Name: "newest", Value: p.Newest}}}}
	return h
}

// most is where the count of unread ones ends.
const most = 100

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "notify.column.text")}, {Label: locale.T(ctx, "notify.column.time")}}
}
