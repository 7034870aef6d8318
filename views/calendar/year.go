package calendar

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func years(ctx context.Context, p Year) []ui.Action {
	var list []ui.Action
	if p.Prev != "" {
		list = append(list, ui.Action{Label: year(p.Year - 1), Href: p.Prev, Icon: "chevron-left", Small: true})
	}
	if p.Next != "" {
		list = append(list, ui.Action{Label: year(p.Year + 1), Href: p.Next, Icon: "chevron-right", Small: true})
	}
	return list
}

func dayClass(work bool) string {
	if work {
		return "day-make_up day-work"
	}
	return "day-holiday"
}

func runSign(ctx context.Context, work bool) string {
	if work {
		return locale.T(ctx, "calendar.sign.make_up")
	}
	return locale.T(ctx, "calendar.sign.holiday")
}

func workTone(work bool) string {
	if work {
		return ui.ToneWarn
	}
	return ui.ToneGood
}

func ownColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Key: "date", Label: locale.T(ctx, "calendar.date"), Class: "cell-id"},
		{Key: "department", Label: locale.T(ctx, "calendar.department")},
		{Key: "kind", Label: locale.T(ctx, "calendar.kind")},
		{Key: "name", Label: locale.T(ctx, "calendar.name"), Class: "cell-main"},
		{Key: "hours", Label: locale.T(ctx, "calendar.hours")},
	}
}
