package calendar

import (
	"context"
	"strconv"
	"time"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func editActions(ctx context.Context, h Head) []ui.Action {
	if !h.MayEdit {
		return nil
	}
	return []ui.Action{
		{Label: locale.T(ctx, "calendar.edit.day"), Href: "/settings/calendar/day", Icon: "calendar-event"},
		{Label: locale.T(ctx, "calendar.edit.hours"), Href: "/settings/calendar/hours", Icon: "clock"},
		{Label: locale.T(ctx, "calendar.edit.holidays"), Href: "/settings/calendar/holidays", Icon: "file-import"},
	}
}

// version names the version in force; nothing where none was saved yet.
func version(ctx context.Context, id int64) string {
	if id == 0 {
		return ""
	}
	return locale.T(ctx, "calendar.version", "n", id)
}

// MonthName is the name of a month.
func MonthName(ctx context.Context, month time.Month) string {
	return locale.T(ctx, "calendar.month."+strconv.Itoa(int(month)))
}

// dayKind is the key under which a day is named; own days are told apart by whether they are worked.
func dayKind(d Day) string {
	switch {
	case d.Kind == Special && d.Work:
		return "special_work"
	case d.Kind == Special:
		return "special_off"
	}
	return d.Kind
}

func daySign(ctx context.Context, d Day) string {
	if d.Kind == Workday || d.Kind == Weekend {
		return ""
	}
	return locale.T(ctx, "calendar.sign."+dayKind(d))
}

func dayTitle(ctx context.Context, d Day) string {
	title := locale.T(ctx, "calendar.kind."+dayKind(d))
	if name := HolidayName(ctx, d.Name); name != "" {
		title += " · " + name
	}
	if d.Hours != "" {
		title += " · " + d.Hours
	}
	return title
}

func date(t time.Time) string { return t.Format(time.DateOnly) }

func period(ctx context.Context, from, to time.Time) string {
	if from.Equal(to) {
		return date(from)
	}
	return locale.T(ctx, "calendar.range", "from", date(from), "to", to.Format("01-02"))
}

func workWord(ctx context.Context, work bool) string {
	if work {
		return locale.T(ctx, "calendar.work")
	}
	return locale.T(ctx, "calendar.off")
}

func orUsual(ctx context.Context, work bool, hours string) string {
	if work && hours == "" {
		return locale.T(ctx, "calendar.hours.usual")
	}
	return hours
}

func orFirm(ctx context.Context, department string) string {
	if department == "" {
		return locale.T(ctx, "calendar.firm")
	}
	return department
}

func orOff(ctx context.Context, hours string) string {
	if hours == "" {
		return locale.T(ctx, "calendar.off")
	}
	return hours
}

func year(n int) string { return strconv.Itoa(n) }

func weekFacts(ctx context.Context, p Year) []ui.Fact {
	facts := make([]ui.Fact, 0, len(p.Week)+3)
	for i, hours := range p.Week {
		facts = append(facts, ui.Fact{Label: locale.T(ctx, "ui.weekday."+strconv.Itoa((i+1)%7)), Value: orOff(ctx, hours)})
	}
	return append(facts,
		ui.Fact{Label: locale.T(ctx, "calendar.make_up"), Value: p.MakeUp},
		ui.Fact{Label: locale.T(ctx, "calendar.batches"), Value: p.Batches},
		ui.Fact{Label: locale.T(ctx, "calendar.zone"), Value: p.Zone})
}

func unitOptions(ctx context.Context, units []string) []ui.Option {
	options := make([]ui.Option, len(units))
	for i, u := range units {
		options[i] = ui.Option{Value: u, Label: locale.T(ctx, "calendar.unit."+u)}
	}
	return options
}

func dayKinds(ctx context.Context, set bool) []ui.Option {
	options := []ui.Option{
		{Value: "off", Label: locale.T(ctx, "calendar.off")},
		{Value: "work", Label: locale.T(ctx, "calendar.work"), Hint: locale.T(ctx, "calendar.day.work.hint")},
	}
	if set {
		options = append(options, ui.Option{Value: "usual", Label: locale.T(ctx, "calendar.day.usual"), Hint: locale.T(ctx, "calendar.day.usual.hint")})
	}
	return options
}

func firmFirst(ctx context.Context, departments []ui.Option) []ui.Option {
	return append([]ui.Option{{Value: "", Label: locale.T(ctx, "calendar.firm")}}, departments...)
}
