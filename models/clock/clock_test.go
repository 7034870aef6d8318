package clock_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/fault"
)

func starter(t testing.TB) *calendar.Calendar {
	t.Helper()
	c, err := calendar.Compile(calendar.Starter())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func at(t testing.TB, c *calendar.Calendar, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, c.Location())
	if err != nil {
		t.Fatal(err)
	}
	return v.UTC()
}

func TestRemindersOnTrueDates(t *testing.T) {
	c := starter(t)
	k := clock.Time{StartedAt: at(t, c, "2025-11-19 09:00")}
	err := k.Reckon(c, calendar.Target{Amount: 2, Unit: calendar.WorkingDays}, nil, 0, 80, []clock.Reminder{{Days: 3, To: clock.Head}, {Percent: 50, To: clock.Owner},
		{Percent: 100, To: clock.Supervisor}, {Hours: 2, To: clock.Supervisor}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range k.Reminders {
		got = append(got, r.At.In(c.Location()).Format("01-02 15:04")+" "+r.To)
	}
	// Due at the end of Friday: what falls there is told on Monday morning; three full working days later is Thursday.
	want := []string{"11-20 14:00 owner", "11-24 09:00 supervisor", "11-24 11:00 supervisor", "11-27 09:00 head"}
	if due := k.DueAt.In(c.Location()).Format("01-02 15:04"); due != "11-21 18:00" || !slices.Equal(got, want) {
		t.Errorf("due %s, reminders %q, want %q", due, got, want)
	}
	if k.Late(k.DueAt) || !k.Late(k.DueAt.Add(time.Minute)) {
		t.Error("late begins after the due instant")
	}
	met := k.DueAt.Add(-time.Hour)
	if k.MetAt = &met; k.Late(k.DueAt.AddDate(1, 0, 0)) {
		t.Error("what was met in time is never late")
	}
	if _, ok := k.Next(); ok {
		t.Error("what was met reminds nobody")
	}
}

// reminders draws a list that CheckReminders lets pass.
func reminders(t *rapid.T) []clock.Reminder {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) clock.Reminder {
		r := clock.Reminder{To: rapid.SampledFrom([]string{clock.Owner, clock.Supervisor, clock.Head}).Draw(t, "to")}
		switch rapid.IntRange(0, 2).Draw(t, "by") {
		case 0:
			r.Percent = rapid.IntRange(1, 100).Draw(t, "percent")
		case 1:
			r.Hours = rapid.IntRange(1, 100).Draw(t, "hours")
		default:
			r.Days = rapid.IntRange(1, 20).Draw(t, "days")
		}
		return r
	}), 0, 8).Draw(t, "reminders")
}

func reckoned(t *rapid.T, c *calendar.Calendar, k *clock.Time) {
	target := calendar.Target{Amount: rapid.Int64Range(1, 30).Draw(t, "amount"), Unit: rapid.SampledFrom(calendar.Units).Draw(t, "unit")}
	list := reminders(t)
	var check fault.Check
	if clock.CheckReminders(&check, "reminders", list, clock.Owner, clock.Supervisor, clock.Head); !check.OK() {
		t.Fatalf("%v: %v", list, check.Err())
	}
	if err := k.Reckon(c, target, nil, 0, calendar.DefaultSoon, list); err != nil {
		t.Fatal(err)
	}
	if len(k.Reminders) != len(list) {
		t.Fatalf("%d reminders of %d", len(k.Reminders), len(list))
	}
}

func TestRemindersArePlannedInOrderAndInWorkingTime(t *testing.T) {
	c := starter(t)
	begin := at(t, c, "2025-01-01 00:00")
	rapid.Check(t, func(t *rapid.T) {
		k := clock.Time{StartedAt: begin.Add(time.Duration(rapid.IntRange(0, 500*24*60).Draw(t, "minute")) * time.Minute)}
		reckoned(t, c, &k)
		for i, r := range k.Reminders {
			if !c.Working(r.At, 0) || r.At.Before(k.StartedAt) {
				t.Fatalf("reminder at %s of a time from %s", r.At, k.StartedAt)
			}
			if i > 0 && r.At.Before(k.Reminders[i-1].At) {
				t.Fatalf("%v is out of order", k.Reminders)
			}
		}
	})
}

// A time that is reckoned anew again and again, while people are told of what is due, never tells a past reminder
// twice: each reckoning leaves at most one that is past, and that only where more are past than were told.
func TestRetellNeverTellsThePastTwice(t *testing.T) {
	c := starter(t)
	begin := at(t, c, "2025-03-03 09:00")
	rapid.Check(t, func(t *rapid.T) {
		now := begin
		k := clock.Time{StartedAt: now}
		reckoned(t, c, &k)
		for range rapid.IntRange(1, 6).Draw(t, "turns") {
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(t, "hours")) * time.Hour)
			if rapid.Bool().Draw(t, "remind") {
				for r, ok := k.Next(); ok && !r.At.After(now); r, ok = k.Next() {
					k.Told++
				}
				continue
			}
			told := k.Told
			reckoned(t, c, &k)
			k.Retell(now)
			past := 0
			for _, r := range k.Reminders {
				if r.At.Before(now) {
					past++
				}
			}
			want := past
			if past > told {
				want = past - 1
			}
			if k.Told != want {
				t.Fatalf("told %d, past %d, now counts %d as told", told, past, k.Told)
			}
		}
		if k.PassOver(now); k.Told < len(k.Reminders) && k.Reminders[k.Told].At.Before(now) {
			t.Fatal("what was passed over is told still")
		}
	})
}

func TestATimeMadeLateTellsItsLastLevelOnce(t *testing.T) {
	c := starter(t)
	var k clock.Time
	for _, s := range []string{"2026-03-06 10:00", "2026-03-06 11:00", "2026-03-06 18:00"} {
		k.Reminders = append(k.Reminders, clock.Planned{At: at(t, c, s)})
	}
	if k.Retell(at(t, c, "2026-03-06 12:00")); k.Told != 1 {
		t.Errorf("told %d", k.Told)
	}
}

func TestEachReminderHasOneTime(t *testing.T) {
	for _, c := range []struct {
		r    clock.Reminder
		want string
	}{
		{clock.Reminder{Percent: 100, To: clock.Owner}, ""}, {clock.Reminder{Hours: 8, To: clock.Owner}, ""}, {clock.Reminder{Days: 3, To: clock.Owner}, ""},
		{clock.Reminder{To: clock.Owner}, "invalid.reminder"}, {clock.Reminder{Percent: 101, To: clock.Owner}, "invalid.reminder"},
		{clock.Reminder{Percent: -1, To: clock.Owner}, "invalid.reminder"}, {clock.Reminder{Hours: -1, To: clock.Owner}, "invalid.reminder"},
		{clock.Reminder{Days: 251, To: clock.Owner}, "invalid.reminder"}, {clock.Reminder{Hours: 8, Days: 1, To: clock.Owner}, "invalid.reminder"},
		{clock.Reminder{Percent: 50, Days: 1, To: clock.Owner}, "invalid.reminder"}, {clock.Reminder{Days: 1, To: clock.Head}, "invalid.choice"},
	} {
		var check fault.Check
		clock.CheckReminders(&check, "reminders", []clock.Reminder{c.r}, clock.Owner)
		got := ""
		if f := fault.Of(check.Err()); f != nil {
			got = f.Fields["reminders"].Key
		}
		if got != c.want {
			t.Errorf("%+v: %q, want %q", c.r, got, c.want)
		}
	}
	var check fault.Check
	if clock.CheckReminders(&check, "reminders", make([]clock.Reminder, 9)); fault.Of(check.Err()).Fields["reminders"].Key != "invalid.range" {
		t.Error("nine levels are too many")
	}
	if got := fmt.Sprint([]clock.Reminder{{Percent: 80, To: "handler"}, {Hours: 8, To: clock.Head}, {Days: 3, To: clock.Head}}); got != "[80% handler 8h head 3d head]" {
		t.Errorf("in an event: %s", got)
	}
}
