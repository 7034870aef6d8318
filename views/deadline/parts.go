package deadline

import (
	"context"
	"fmt"
	"strings"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Span is a time allowed in words.
func Span(ctx context.Context, t Target) string {
	return t.Amount + " " + locale.T(ctx, "calendar.unit."+t.Unit)
}

// Reminders is who is reminded when, in words.
func Reminders(ctx context.Context, list []Reminder) string {
	var parts []string
	for _, r := range list {
		if r.When != "" {
			parts = append(parts, locale.T(ctx, "deadline.reminder."+r.When, "n", r.Amount, "who", locale.Key("deadline.to."+r.To)))
		}
	}
	return strings.Join(parts, " · ")
}

// AppliesName is what a class applies to by itself, in words.
func AppliesName(ctx context.Context, applies string) string {
	if applies == "" {
		applies = "chosen"
	}
	return locale.T(ctx, "deadline.applies."+applies)
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "deadline.name")}, {Label: locale.T(ctx, "deadline.applies")}, {Label: locale.T(ctx, "deadline.acknowledge")},
		{Label: locale.T(ctx, "deadline.respond")}, {Label: locale.T(ctx, "deadline.resolve")}, {Label: locale.T(ctx, "deadline.soon_percent"), Class: "cell-num cell-wide"},
		{Label: locale.T(ctx, "deadline.reminders")}, {Label: locale.T(ctx, "deadline.state")}}
}

func mark(ctx context.Context, active bool) ui.Mark {
	if active {
		return ui.Mark{Text: locale.T(ctx, "deadline.active"), Tone: ui.ToneGood, Icon: "check"}
	}
	return ui.Mark{Text: locale.T(ctx, "deadline.inactive"), Tone: ui.ToneMuted, Icon: "ban"}
}

func actions(ctx context.Context, p List) []ui.Action {
	if !p.MayEdit {
		return nil
	}
	return []ui.Action{{Label: locale.T(ctx, "deadline.add"), Href: "/settings/deadlines/add", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}}
}

func title(ctx context.Context, f Form) string {
	if f.Name == "" {
		return locale.T(ctx, "deadline.add")
	}
	return locale.T(ctx, "deadline.edit", "name", f.Name)
}

func unitOptions(ctx context.Context, units []string) []ui.Option {
	options := make([]ui.Option, len(units))
	for i, u := range units {
		options[i] = ui.Option{Value: u, Label: locale.T(ctx, "calendar.unit."+u)}
	}
	return options
}

// options are choices named under a family of keys.
func options(ctx context.Context, family string, values ...string) []ui.Option {
	list := make([]ui.Option, len(values))
	for i, v := range values {
		list[i] = ui.Option{Value: v, Label: locale.T(ctx, family+v)}
	}
	return list
}

func appliesOptions(ctx context.Context) []ui.Option {
	return []ui.Option{{Value: "", Label: AppliesName(ctx, "")}, {Value: "standard", Label: AppliesName(ctx, "standard")}, {Value: "urgent", Label: AppliesName(ctx, "urgent")}}
}

// reminderID gives each control of a reminder an id of its own; the first is where the error summary leads.
func reminderID(part string, i int) string {
	if i == 0 && part == "when" {
		return "f-reminders"
	}
	return fmt.Sprintf("f-reminder-%s-%d", part, i)
}

func checked(b bool) string {
	if b {
		return "1"
	}
	return ""
}

// firstOnly shows a mistake of all reminders at the first.
func firstOnly(i int, mistake string) string {
	if i > 0 {
		return ""
	}
	return mistake
}
