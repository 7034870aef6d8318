package complaint

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// StateMark is the chip of a state.
func StateMark(ctx context.Context, state string) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "complaint.state."+state), Tone: ui.ToneAccent}
	switch state {
	case "registered":
		m.Tone, m.Icon = ui.ToneNeutral, "inbox"
	case "replied", "follow_up":
		m.Icon = "send"
	case "closed":
		m.Tone, m.Icon = ui.ToneGood, "circle-check"
	case "not_accepted", "merged":
		m.Tone, m.Icon = ui.ToneMuted, "ban"
	default:
		m.Icon = "circle-dot"
	}
	return m
}

func marks(ctx context.Context, state string, paused, urgent bool) []ui.Mark {
	list := []ui.Mark{StateMark(ctx, state)}
	if paused {
		list = append(list, ui.Mark{Text: locale.T(ctx, "complaint.paused"), Tone: ui.ToneMuted, Icon: "player-pause"})
	}
	if urgent {
		list = append(list, urgentMark(ctx))
	}
	return list
}

func urgentMark(ctx context.Context) ui.Mark {
	return ui.Mark{Text: locale.T(ctx, "complaint.urgent"), Tone: ui.ToneLate, Icon: "alert-triangle", Title: locale.T(ctx, "complaint.urgent.hint")}
}

// label is the name of a field of the record, as forms, lists and the timeline
// show it.
func label(ctx context.Context, field string) string { return locale.T(ctx, "field.complaint."+field) }
