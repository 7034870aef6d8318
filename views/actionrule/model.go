package actionrule

import (
	"context"

	"bihuan/views/clock"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

const home = "/settings/action-rules"

// Rule is one line of the list.
type Rule struct {
	ID, Name, Href       string
	Finish, Verify       clock.Target
	CheckDays, LeastDays int
	Reminders            []clock.Reminder
	Active               bool
}

// List is the page of all rules.
type List struct {
	MayEdit bool
	Rules   []Rule
}

// Form adds or changes a rule.
type Form struct {
	clock.Form
	CheckDays, LeastDays string
}

func field(ctx context.Context, name string) string {
	return locale.T(ctx, "field.action_rule."+name)
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "clock.name")}, {Label: field(ctx, "finish")}, {Label: field(ctx, "verify")}, {Label: locale.T(ctx, "action_rule.effect")},
		{Label: field(ctx, "least_days"), Class: "cell-num cell-wide"}, {Label: field(ctx, "reminders")}, {Label: locale.T(ctx, "clock.state")}}
}

func actions(ctx context.Context, p List) []ui.Action {
	if !p.MayEdit {
		return nil
	}
	return []ui.Action{{Label: locale.T(ctx, "action_rule.add"), Href: home + "/add", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}
}
