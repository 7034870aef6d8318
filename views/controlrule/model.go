package controlrule

import (
	"context"

	"bihuan/views/clock"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

const home = "/settings/control-rules"

// Rule is one line of the list.
type Rule struct {
	ID, Name, Href string
	Soon           int // share of the cycle, in a hundred
	Reminders      []clock.Reminder
	Active         bool
}

// List is the page of all rules.
type List struct {
	MayEdit bool
	Rules   []Rule
}

func field(ctx context.Context, name string) string {
	return locale.T(ctx, "field.control_rule."+name)
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "clock.name")}, {Label: field(ctx, "soon_percent"), Class: "cell-num"}, {Label: field(ctx, "reminders")}, {Label: locale.T(ctx, "clock.state")}}
}

func actions(ctx context.Context, p List) []ui.Action {
	if !p.MayEdit {
		return nil
	}
	return []ui.Action{{Label: locale.T(ctx, "control_rule.add"), Href: home + "/add", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}
}
