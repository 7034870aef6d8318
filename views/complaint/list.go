package complaint

import (
	"context"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (r Row) spec(selectable bool) ui.RowSpec {
	return ui.RowSpec{Href: r.Href(), Name: r.Number, Value: r.Number, Selectable: selectable, Late: r.Clock.State == ui.ClockLate}
}

func (r Row) cell(column string) templ.Component { return cell(r, column) }

func (r Row) text(column string) string {
	switch column {
	case ColNumber:
		return r.Number
	case ColSeverity:
		return r.Severity
	case ColComplainant:
		return r.Complainant
	case ColChannel:
		return r.Channel
	case ColType:
		return r.Type
	case ColDepartment:
		return r.Department
	case ColHandler:
		return r.Handler
	case ColFirst:
		return r.First
	}
	return ""
}

// RowMark is the state of a complaint in a list; one whose clock stands still
// says so instead of its step.
func RowMark(ctx context.Context, state string, paused bool) ui.Mark {
	if paused {
		return ui.Mark{Text: locale.T(ctx, "complaint.paused"), Tone: ui.ToneMuted, Icon: "player-pause", Title: locale.T(ctx, "complaint.state."+state)}
	}
	return StateMark(ctx, state)
}

func (r Row) missing(ctx context.Context, column string) string {
	if column == ColHandler {
		return locale.T(ctx, "complaint.unassigned")
	}
	return locale.T(ctx, "ui.none")
}
