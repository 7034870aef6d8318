package action

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// StateMark is the chip of a state; a closed action says how it ended.
func StateMark(ctx context.Context, state, outcome string) ui.Mark {
	if state == "closed" && outcome != "" {
		return ended(ctx, outcome)
	}
	m := ui.Mark{Text: locale.T(ctx, "action.state."+state), Tone: ui.ToneAccent, Icon: "circle-dot"}
	switch state {
	case "opened":
		m.Tone, m.Icon = ui.ToneNeutral, "inbox"
	case "reported":
		m.Icon = "send"
	case "verified":
		m.Icon = "shield-check"
	}
	return m
}

func ended(ctx context.Context, outcome string) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "action.outcome."+outcome), Tone: ui.ToneGood, Icon: "circle-check"}
	if outcome == "cancelled" {
		m.Tone, m.Icon = ui.ToneMuted, "ban"
	}
	return m
}

// IneffectiveMark is the red chip of an action whose effect was not proved.
func IneffectiveMark(ctx context.Context, times int) ui.Mark {
	return ui.Mark{Text: locale.T(ctx, "action.ineffective", "n", times), Tone: ui.ToneLate, Icon: "circle-x", Title: locale.T(ctx, "action.ineffective.hint")}
}

func (r Record) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: r.Title, Number: r.Number, Marks: []ui.Mark{StateMark(ctx, r.State, r.Outcome)}, Back: &ui.Link{Label: locale.T(ctx, "action.title"), Href: Home},
		Actions: []ui.Action{{Label: locale.T(ctx, "action.notice"), Href: NoticePath(r.Number), Icon: "printer"}}}
	if r.Round > 1 {
		h.Marks = append(h.Marks, ui.Mark{Text: locale.T(ctx, "action.round", "n", r.Round), Tone: ui.ToneWarn, Icon: "repeat"})
	}
	if r.Ineffective > 0 {
		h.Marks = append(h.Marks, IneffectiveMark(ctx, r.Ineffective))
	}
	return h
}

// label is the name of a field of the record, as forms, lists and the timeline show it.
func label(ctx context.Context, field string) string { return locale.T(ctx, "field.action."+field) }
