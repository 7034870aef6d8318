package locale

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Time is short: "14:05" today, "11-21 14:05" this year, "2025-11-21" before.
func Time(ctx context.Context, t time.Time) string { return From(ctx).Time(t) }

// FullTime is the whole instant to the second, for the tip over a short one.
func FullTime(ctx context.Context, t time.Time) string { return From(ctx).FullTime(t) }

// Date is the day alone, always with its year.
func Date(ctx context.Context, t time.Time) string { return From(ctx).Date(t) }

// Number groups the digits by three.
func Number(ctx context.Context, n int64) string { return From(ctx).Number(n) }

// Percent shows a share of one with at most one decimal.
func Percent(ctx context.Context, share float64) string { return From(ctx).Percent(share) }

// Money shows integer fen as yuan.
func Money(ctx context.Context, fen int64) string { return From(ctx).Money(fen) }

// Duration shows the two largest units: "3 小时 20 分", "1 天 2 小时".
func Duration(ctx context.Context, d time.Duration) string { return From(ctx).Duration(d) }

// Remaining tells what is left until a deadline: "还有 3 小时 20 分".
func Remaining(ctx context.Context, d time.Duration) string {
	l := From(ctx)
	return l.T("ui.clock.remaining", "d", l.Duration(d))
}

// Late tells how far a deadline has passed: "迟 1 天 2 小时".
func Late(ctx context.Context, d time.Duration) string {
	l := From(ctx)
	return l.T("ui.clock.late", "d", l.Duration(d))
}

// Time is short: "14:05" today, "11-21 14:05" this year, "2025-11-21" before.
func (l *Locale) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(l.zone)
	now := l.now().In(l.zone)
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("01-02 15:04")
	}
	return t.Format(time.DateOnly)
}

// FullTime is the whole instant to the second with its weekday.
func (l *Locale) FullTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(l.zone)
	return t.Format(time.DateTime) + " " + l.weekday(t.Weekday())
}

// Date is the day alone.
func (l *Locale) Date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(l.zone).Format(time.DateOnly)
}

func (l *Locale) weekday(day time.Weekday) string {
	return l.T("ui.weekday." + strconv.Itoa(int(day)))
}

// Number groups the digits by three.
func (l *Locale) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Percent shows a share of one with at most one decimal.
func (l *Locale) Percent(share float64) string {
	text := strconv.FormatFloat(share*100, 'f', 1, 64)
	return strings.TrimSuffix(text, ".0") + "%"
}

// Money shows integer fen as yuan.
func (l *Locale) Money(fen int64) string {
	sign := ""
	if fen < 0 {
		sign = "-"
	}
	yuan, rest := fen/100, fen%100
	if yuan < 0 {
		yuan = -yuan
	}
	if rest < 0 {
		rest = -rest
	}
	cents := strconv.FormatInt(rest, 10)
	if rest < 10 {
		cents = "0" + cents
	}
	return sign + "¥" + l.Number(yuan) + "." + cents
}

// Duration shows the two largest units; under a minute it says so.
func (l *Locale) Duration(d time.Duration) string {
	if d < 0 {
		d = -d
	}
	days := int64(d / (24 * time.Hour))
	hours := int64(d % (24 * time.Hour) / time.Hour)
	minutes := int64(d % time.Hour / time.Minute)
	switch {
	case days > 0:
		return l.units("ui.span.days", days, "ui.span.hours", hours)
	case hours > 0:
		return l.units("ui.span.hours", hours, "ui.span.minutes", minutes)
	case minutes > 0:
		return l.T("ui.span.minutes", "n", minutes)
	}
	return l.T("ui.span.moment")
}

func (l *Locale) units(large string, n int64, small string, m int64) string {
	text := l.T(large, "n", n)
	if m > 0 {
		text += " " + l.T(small, "n", m)
	}
	return text
}

// quality reads one part of an Accept-Language header.
func quality(part string) (string, float64) {
	name, rest, _ := strings.Cut(strings.TrimSpace(part), ";")
	q := 1.0
	if value, ok := strings.CutPrefix(strings.TrimSpace(rest), "q="); ok {
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			q = n
		}
	}
	return strings.TrimSpace(name), q
}
