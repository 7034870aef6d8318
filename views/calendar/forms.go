package calendar

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func noticeColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Key: "year", Label: locale.T(ctx, "calendar.year.column"), Class: "cell-main"},
		{Key: "off", Label: locale.T(ctx, "calendar.days_off"), Class: "cell-num"},
		{Key: "work", Label: locale.T(ctx, "calendar.kind.make_up"), Class: "cell-num"},
		{Key: "papers", Label: locale.T(ctx, "calendar.source")},
	}
}

func versionColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Key: "version", Label: locale.T(ctx, "calendar.version.column"), Class: "cell-id"},
		{Key: "note", Label: locale.T(ctx, "calendar.note"), Class: "cell-main"},
		{Key: "author", Label: locale.T(ctx, "calendar.author")},
		{Key: "at", Label: locale.T(ctx, "calendar.at"), Class: "cell-time"},
	}
}

func noteOrStarter(ctx context.Context, v Version) string {
	if v.Note == "" {
		return locale.T(ctx, "calendar.starter")
	}
	return v.Note
}

func authorOrSystem(ctx context.Context, v Version) string {
	if v.Author == "" {
		return locale.T(ctx, "ui.timeline.system")
	}
	return v.Author
}
