package notice

import (
	"context"
	"strings"
	"time"

	"bihuan/views/locale"
)

// Item is one notification.
type Item struct {
	ID     string
	Kind   string
	Args   []any // of its text
	Href   string
	At     time.Time
	Unread bool
}

// Day is the notifications of one day.
type Day struct {
	At    time.Time
	Today bool
	Items []Item
}

// Page is a page of the inbox.
type Page struct {
	Unread int
	// Newest is the newest notification of the inbox as the reader sees it; only the first page knows it.
	Newest     string
	Days       []Day
	Prev, Next string
}

func text(ctx context.Context, i Item) string { return locale.T(ctx, "notify."+i.Kind, i.Args...) }

func dayName(ctx context.Context, d Day) string {
	if d.Today {
		return locale.T(ctx, "notify.today")
	}
	return locale.Date(ctx, d.At)
}

// icons are by how the kind of a notice ends, for every domain calls the like by the same word.
var icons = map[string]string{"late": "clock-exclamation", "soon": "clock", "commented": "message-2", "assigned": "user-check", "closed": "circle-check", "ineffective": "circle-x"}

func icon(kind string) string {
	if name, ok := icons[kind[strings.LastIndexByte(kind, '_')+1:]]; ok {
		return name
	}
	return "bell"
}
