package notice

import (
	"context"
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

func icon(kind string) string {
	switch kind {
	case "complaint_late":
		return "clock-exclamation"
	case "complaint_soon":
		return "clock"
	case "complaint_commented":
		return "message-2"
	case "complaint_assigned":
		return "user-check"
	case "complaint_closed":
		return "circle-check"
	}
	return "bell"
}
