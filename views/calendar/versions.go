package calendar

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func newestMark(ctx context.Context, newest bool) []ui.Mark {
	if !newest {
		return nil
	}
	return []ui.Mark{{Text: locale.T(ctx, "calendar.newest"), Tone: ui.ToneAccent}}
}
