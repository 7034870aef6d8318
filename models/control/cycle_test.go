package control

import (
	"testing"

	"pgregory.net/rapid"

	"bihuan/models/calendar"
)

func starter(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Compile(calendar.Starter())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func date(s string) calendar.Date {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestDueDaysOnTrueDates(t *testing.T) {
	cal := starter(t)
	for _, x := range []struct {
		from       string
		cycle      Cycle
		due, moved string
		why        string
	}{
		{"2026-03-06", Cycle{1, Weeks}, "2026-03-13", "", "Friday to Friday"},
		{"2026-03-06", Cycle{1, Days}, "2026-03-09", "2026-03-07", "no day lies between: the next working day"},
		{"2026-03-06", Cycle{1, Months}, "2026-04-03", "2026-04-06", "Qingming's last day off; the Friday before"},
		{"2025-09-05", Cycle{30, Days}, "2025-09-30", "2025-10-05", "the National Day week"},
		{"2026-01-31", Cycle{1, Months}, "2026-02-28", "", "February's last day is a make-up working Saturday"},
		{"2026-01-30", Cycle{3, Months}, "2026-04-30", "", "a plain quarter"},
		{"2024-02-29", Cycle{1, Years}, "2025-02-28", "", "no leap day"},
		{"2026-03-08", Cycle{2, Weeks}, "2026-03-20", "2026-03-22", "a Sunday to the Friday before"},
	} {
		due, moved := x.cycle.Due(cal, date(x.from), 0)
		if due.String() != x.due || moved != 0 && moved.String() != x.moved || moved == 0 && x.moved != "" {
			t.Errorf("%s + %v (%s): %v moved %v", x.from, x.cycle, x.why, due, moved)
		}
	}
}

// TestACycleIsNeverExceeded: two checks lie further apart than the cycle only where nobody works between.
func TestACycleIsNeverExceeded(t *testing.T) {
	cal := starter(t)
	rapid.Check(t, func(t *rapid.T) {
		c := Cycle{rapid.Int64Range(1, 60).Draw(t, "amount"), rapid.SampledFrom(CycleUnits).Draw(t, "unit")}
		from := date("2025-01-01") + calendar.Date(rapid.IntRange(0, 700).Draw(t, "from"))
		due, moved := c.Due(cal, from, 0)
		plain := c.After(from)
		if due <= from || plain <= from {
			t.Fatalf("%v + %v is due %v", from, c, due)
		}
		if len(cal.Day(due, 0).Hours) == 0 {
			t.Fatalf("%v is off", due)
		}
		if (moved != 0) != (due != plain) || moved != 0 && moved != plain {
			t.Fatalf("%v moved %v", due, moved)
		}
		for d := from + 1; due > plain && d <= plain; d++ {
			if len(cal.Day(d, 0).Hours) > 0 {
				t.Fatalf("%v + %v is due %v, though %v is a working day", from, c, due, d)
			}
		}
	})
}
