package action

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func measureColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: label(ctx, "measure"), Class: "cell-main"}, {Label: label(ctx, "measure_due_on"), Class: "cell-time"}, {Label: locale.T(ctx, "action.measure.state")}}
}

func evidenceColumns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: label(ctx, "file"), Class: "cell-main"}, {Label: label(ctx, "happened_on"), Class: "cell-time"}, {Label: label(ctx, "received_on"), Class: "cell-time"},
		{Label: locale.T(ctx, "action.evidence.by"), Class: "cell-wide"}}
}

// doneMark says when a measure was carried out, in red where that was too late.
func doneMark(ctx context.Context, m MeasureRow) ui.Mark {
	if m.Late {
		return ui.Mark{Text: locale.T(ctx, "action.measure.done_late", "day", m.DoneOn), Tone: ui.ToneLate, Icon: "clock-exclamation"}
	}
	return ui.Mark{Text: locale.T(ctx, "action.measure.done_on", "day", m.DoneOn), Tone: ui.ToneGood, Icon: "check"}
}
