package calendar

import (
	"context"
	"strconv"
	"strings"
	"time"

	"bihuan/views/locale"
)

const (
	// Up to so many weekends are named by their days, more are counted.
	fewWeekends = 2
	mostRuns    = 6
	day         = 24 * time.Hour
)

// Sentence puts an explanation into words: "24 个工作小时，从 09-30 20:00 起算；暂停 6 小时 20 分；跳过 10-01 至 10-08 国庆节".
func Sentence(ctx context.Context, e Explanation) string {
	e.From = e.From.In(locale.From(ctx).Zone())
	parts := []string{locale.T(ctx, "calendar.why.target", "target", Amount(ctx, e.Amount, e.Unit), "from", shortDate(e, e.From)+" "+e.From.Format("15:04"))}
	if e.PausedMinutes > 0 {
		parts = append(parts, locale.T(ctx, "calendar.why.paused", "span", span(ctx, e.PausedMinutes)))
	}
	if skipped := skips(ctx, e); skipped != "" {
		parts = append(parts, locale.T(ctx, "calendar.why.skipped", "days", skipped))
	}
	if len(e.MakeUp) > 0 {
		parts = append(parts, locale.T(ctx, "calendar.why.make_up", "n", len(e.MakeUp), "days", makeUps(ctx, e)))
	}
	if e.Unannounced > 0 {
		parts = append(parts, locale.T(ctx, "calendar.why.unannounced", "year", e.Unannounced))
	}
	return strings.Join(parts, locale.T(ctx, "calendar.why.join"))
}

// Amount is a target in words: "24 个工作小时".
func Amount(ctx context.Context, amount int64, unit string) string {
	return locale.T(ctx, "calendar.amount."+unit, "n", amount)
}

// span is counted time in hours and minutes. It has no days: a day of working time is not 24 hours.
func span(ctx context.Context, minutes int64) string {
	var parts []string
	if h := minutes / 60; h > 0 {
		parts = append(parts, locale.T(ctx, "ui.span.hours", "n", h))
	}
	if m := minutes % 60; m > 0 {
		parts = append(parts, locale.T(ctx, "ui.span.minutes", "n", m))
	}
	return strings.Join(parts, " ")
}

func skips(ctx context.Context, e Explanation) string {
	var parts []string
	var weekends, weekendDays, more int
	for _, s := range e.Skipped {
		if s.Kind == Weekend {
			weekends++
			weekendDays += days(s)
		}
	}
	for _, s := range e.Skipped {
		switch {
		case s.Kind == Weekend && weekends > fewWeekends:
		case len(parts) == mostRuns:
			more += days(s)
		default:
			parts = append(parts, strings.TrimSpace(run(ctx, e, s.From, s.To)+" "+skipName(ctx, s)))
		}
	}
	if weekends > fewWeekends {
		parts = append(parts, locale.T(ctx, "calendar.why.weekends", "n", weekendDays))
	}
	if more += e.MoreSkipped; more > 0 {
		parts = append(parts, locale.T(ctx, "calendar.why.more", "n", more))
	}
	return strings.Join(parts, locale.T(ctx, "calendar.why.list"))
}

func days(s Skip) int { return int(s.To.Sub(s.From)/day) + 1 }

func skipName(ctx context.Context, s Skip) string {
	if name := HolidayName(ctx, s.Name); name != "" {
		return name
	}
	return locale.T(ctx, "calendar.why.kind."+s.Kind)
}

func makeUps(ctx context.Context, e Explanation) string {
	var parts []string
	for i, d := range e.MakeUp {
		if i == mostRuns {
			parts = append(parts, locale.T(ctx, "calendar.why.more", "n", len(e.MakeUp)-i))
			break
		}
		parts = append(parts, shortDate(e, d))
	}
	return strings.Join(parts, locale.T(ctx, "calendar.why.list"))
}

// run is one day, or the first and the last of several.
func run(ctx context.Context, e Explanation, from, to time.Time) string {
	if from.Equal(to) {
		return shortDate(e, from)
	}
	return locale.T(ctx, "calendar.range", "from", shortDate(e, from), "to", shortDate(e, to))
}

// shortDate leaves the year out where it is that of the start.
func shortDate(e Explanation, d time.Time) string {
	if d.Year() == e.From.Year() {
		return d.Format("01-02")
	}
	return d.Format(time.DateOnly)
}

// holidays are the names that the State Council's notices use.
var holidays = map[string]string{
	"元旦": "new_year", "春节": "spring_festival", "清明节": "qingming", "劳动节": "labour_day", "端午节": "dragon_boat",
	"中秋节": "mid_autumn", "国庆节": "national_day",
}

// HolidayName gives the name of a public holiday, or of two that fall together, in the reader's
// language. Any other name is shown as it was entered.
func HolidayName(ctx context.Context, name string) string {
	parts := strings.Split(name, "、")
	for i, p := range parts {
		key, ok := holidays[p]
		if !ok {
			return name
		}
		parts[i] = locale.T(ctx, "calendar.holiday."+key)
	}
	return strings.Join(parts, locale.T(ctx, "calendar.holiday.join"))
}

func versionNumber(id int64) string { return strconv.FormatInt(id, 10) }
