package deadline

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

const home = "/settings/deadlines"

// AppliesName is what a class applies to by itself, in words.
func AppliesName(ctx context.Context, applies string) string {
	if applies == "" {
		applies = "chosen"
	}
	return locale.T(ctx, "deadline.applies."+applies)
}

func field(ctx context.Context, name string) string {
	return locale.T(ctx, "field.deadline_class."+name)
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "clock.name")}, {Label: field(ctx, "applies")}, {Label: field(ctx, "acknowledge")},
		{Label: field(ctx, "respond")}, {Label: field(ctx, "resolve")}, {Label: field(ctx, "soon_percent"), Class: "cell-num cell-wide"},
		{Label: field(ctx, "reminders")}, {Label: locale.T(ctx, "clock.state")}}
}

func actions(ctx context.Context, p List) []ui.Action {
	if !p.MayEdit {
		return nil
	}
	return []ui.Action{{Label: locale.T(ctx, "deadline.add"), Href: home + "/add", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}
}

func appliesOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "", Label: AppliesName(ctx, "")}, {Value: "standard", Label: AppliesName(ctx, "standard")}, {Value: "urgent", Label: AppliesName(ctx, "urgent")}}
}
