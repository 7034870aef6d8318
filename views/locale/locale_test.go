package locale

import (
	"context"
	"testing"
	"time"
)

var present = time.Date(2026, 5, 20, 6, 5, 0, 0, time.UTC) // 14:05 in Shanghai

func reader(tag string) context.Context {
	return With(context.Background(), New(tag).WithNow(func() time.Time { return present }))
}

func TestTimeIsAsLongAsNeeded(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{present, "14:05"},
		{time.Date(2026, 5, 19, 16, 0, 0, 0, time.UTC), "00:00"}, // today in Shanghai
		{time.Date(2026, 5, 19, 15, 59, 0, 0, time.UTC), "05-19 23:59"},
		{time.Date(2025, 11, 21, 6, 5, 0, 0, time.UTC), "2025-11-21"},
		{time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "2027-01-01"},
		{time.Time{}, ""},
	} {
		if got := Time(reader("zh-Hans"), c.at); got != c.want {
			t.Errorf("Time(%s) = %q, want %q", c.at, got, c.want)
		}
	}
	if got, want := FullTime(reader("en"), present), "2026-05-20 14:05:00 Wed"; got != want {
		t.Errorf("FullTime = %q, want %q", got, want)
	}
}

func TestSpansShowTheTwoLargestUnits(t *testing.T) {
	for _, c := range []struct {
		d           time.Duration
		chinese, en string
	}{
		{200 * time.Minute, "3 小时 20 分", "3 h 20 min"},
		{26 * time.Hour, "1 天 2 小时", "1 d 2 h"},
		{48*time.Hour + 59*time.Minute, "2 天", "2 d"},
		{3 * time.Hour, "3 小时", "3 h"},
		{-40 * time.Minute, "40 分", "40 min"},
		{20 * time.Second, "不到 1 分", "under 1 min"},
	} {
		if got := Duration(reader("zh-Hans"), c.d); got != c.chinese {
			t.Errorf("Duration(%s) = %q, want %q", c.d, got, c.chinese)
		}
		if got := Duration(reader("en"), c.d); got != c.en {
			t.Errorf("Duration(%s) = %q, want %q", c.d, got, c.en)
		}
	}
	if got := Remaining(reader("zh-Hans"), 200*time.Minute); got != "还有 3 小时 20 分" {
		t.Error(got)
	}
	if got := Late(reader("zh-Hans"), 26*time.Hour); got != "迟 1 天 2 小时" {
		t.Error(got)
	}
}

func TestNumbersAndMoney(t *testing.T) {
	ctx := reader("zh-Hans")
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := Number(ctx, n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	for fen, want := range map[int64]string{0: "¥0.00", 5: "¥0.05", -123456: "-¥1,234.56", -7: "-¥0.07"} {
		if got := Money(ctx, fen); got != want {
			t.Errorf("Money(%d) = %q, want %q", fen, got, want)
		}
	}
	if got := Percent(ctx, 28.0/86); got != "32.6%" {
		t.Error(got)
	}
}

func TestTextTakesItsArguments(t *testing.T) {
	l := New("en")
	for _, c := range []struct {
		text string
		args []any
		want string
	}{
		{"{n} {n|day|days}", []any{"n", 1}, "1 day"},
		{"{n} {n|day|days}", []any{"n", int64(12345)}, "12,345 days"},
		{"by {who}", []any{"who", "{n}"}, "by {n}"},
		{"by {who}", nil, "by {who}"},
		{"{k}", []any{"k", Key("ui.close")}, "Close"},
		{"open { brace", []any{"n", 1}, "open { brace"},
	} {
		if got := l.fill(c.text, c.args); got != c.want {
			t.Errorf("%q with %v = %q, want %q", c.text, c.args, got, c.want)
		}
	}
}

func TestMissingKeyIsShownAndReported(t *testing.T) {
	var told string
	before := OnMissing(func(tag Tag, key string) { told = string(tag) + " " + key })
	t.Cleanup(func() { OnMissing(before) })
	if got := T(reader("en"), "no.such"); got != "no.such" || told != "en no.such" {
		t.Errorf("got %q, told %q", got, told)
	}
	if Has(reader("en"), "no.such") || !Has(reader("en"), "ui.close") {
		t.Error("Has is wrong")
	}
}

func TestMatchFollowsTheBrowser(t *testing.T) {
	for header, want := range map[string]Tag{
		"":                               ZhHans,
		"zh-CN,zh;q=0.9,en;q=0.8":        ZhHans,
		"en-GB,en;q=0.9,zh-CN;q=0.8":     En,
		"de-DE, en;q=0.5, zh-Hant;q=0.7": ZhHans,
		"fr":                             ZhHans,
		"en;q=x":                         En,
	} {
		if got := Match(header); got != want {
			t.Errorf("Match(%q) = %s, want %s", header, got, want)
		}
	}
}
