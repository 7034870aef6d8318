package clock

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Span is a time allowed in words.
func Span(ctx context.Context, t Target) string {
	return t.Amount + " " + locale.T(ctx, "calendar.unit."+t.Unit)
}

// Told is who is reminded when, in words.
func Told(ctx context.Context, list []Reminder) string {
	var parts []string
	for _, r := range list {
		if r.When != "" {
			parts = append(parts, locale.T(ctx, "clock.reminder."+r.When, "n", number(r.Amount), "who", locale.Key("clock.to."+r.To)))
		}
	}
	return strings.Join(parts, " · ")
}

// number lets a text choose between one and several; what is no number stays as it was typed.
func number(typed string) any {
	if n, err := strconv.Atoi(typed); err == nil {
		return n
	}
	return typed
}

// Mark tells whether a rule is in use.
func Mark(ctx context.Context, active bool) ui.Mark {
	if active {
		return ui.Mark{Text: locale.T(ctx, "clock.active"), Tone: ui.ToneGood, Icon: "check"}
	}
	return ui.Mark{Text: locale.T(ctx, "clock.inactive"), Tone: ui.ToneMuted, Icon: "ban"}
}

// Label names a field of the form.
func (f Form) Label(ctx context.Context, field string) string {
	return locale.T(ctx, "field."+f.Kind+"."+field)
}

// Title is the page's title: that of a new rule, or what is changed.
func (f Form) Title(ctx context.Context, add string) string {
	if f.Name == "" {
		return locale.T(ctx, add)
	}
	return locale.T(ctx, "clock.edit", "name", f.Name)
}

// Compare sets what the reader typed beside what somebody else saved, but for the fields that only one kind has.
func Compare(ctx context.Context, mine, theirs Form) []ui.Comparison {
	lines := []ui.Comparison{
		{Label: mine.Label(ctx, "name_zh"), Yours: mine.NameZh, Theirs: theirs.NameZh},
		{Label: mine.Label(ctx, "name_en"), Yours: mine.NameEn, Theirs: theirs.NameEn},
		{Label: mine.Label(ctx, "active"), Yours: Mark(ctx, mine.Active).Text, Theirs: Mark(ctx, theirs.Active).Text},
	}
	for i, t := range mine.Targets {
		lines = append(lines, ui.Comparison{Label: mine.Label(ctx, t.Name), Yours: Span(ctx, t), Theirs: Span(ctx, theirs.Targets[i])})
	}
	return append(lines, ui.Comparison{Label: mine.Label(ctx, "soon_percent"), Yours: mine.Soon, Theirs: theirs.Soon},
		ui.Comparison{Label: mine.Label(ctx, "reminders"), Yours: Told(ctx, mine.Reminders), Theirs: Told(ctx, theirs.Reminders)})
}

// options are choices named under a family of keys.
func options(ctx context.Context, family string, values []string) []ui.Option {
	list := make([]ui.Option, len(values))
	for i, v := range values {
		list[i] = ui.Option{Value: v, Label: locale.T(ctx, family+v)}
	}
	return list
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
