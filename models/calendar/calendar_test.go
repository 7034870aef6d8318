package calendar

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"bihuan/models/fault"
)

func starter(t testing.TB, change ...func(*Document)) *Calendar {
	t.Helper()
	doc := Starter()
	for _, f := range change {
		f(&doc)
	}
	c, err := Compile(doc)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads a local time of the calendar.
func at(t testing.TB, c *Calendar, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, c.Location())
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func local(c *Calendar, v time.Time) string { return v.In(c.Location()).Format("2006-01-02 15:04") }

func TestDeadlinesOnTrueDates(t *testing.T) {
	c := starter(t)
	for _, tt := range []struct {
		name, start string
		amount      int64
		unit        Unit
		due, soon   string
	}{
		{"within a day over the lunch break", "2025-11-19 11:00", 2, WorkingHours, "2025-11-19 14:00", "2025-11-19 13:36"},
		{"used up at the break", "2025-11-19 10:00", 2, WorkingHours, "2025-11-19 12:00", "2025-11-19 11:36"},
		{"at night counts from the morning", "2025-11-18 23:30", 60, WorkingMinutes, "2025-11-19 10:00", "2025-11-19 09:48"},
		{"Friday evening", "2025-11-21 17:00", 2, WorkingHours, "2025-11-24 10:00", "2025-11-24 09:36"},
		{"over National Day to the make-up Saturday", "2025-09-30 17:00", 24, WorkingHours, "2025-10-11 17:00", "2025-10-11 11:12"},
		{"make-up Sunday before National Day", "2025-09-26 17:30", 1, WorkingHours, "2025-09-28 09:30", "2025-09-28 09:18"},
		{"over Spring Festival with make-up Sunday", "2025-01-24 18:00", 16, WorkingHours, "2025-01-27 18:00", "2025-01-27 14:48"},
		{"over New Year", "2025-12-31 17:00", 9, WorkingHours, "2026-01-04 18:00", "2026-01-04 16:12"},
		{"day of the start is not counted", "2025-11-19 09:00", 1, WorkingDays, "2025-11-20 18:00", "2025-11-20 14:48"},
		{"seven working days over National Day", "2025-09-30 09:00", 7, WorkingDays, "2025-10-16 18:00", "2025-10-15 13:12"},
		{"from a Saturday", "2025-11-22 10:00", 1, WorkingDays, "2025-11-24 18:00", "2025-11-24 16:24"},
		{"elapsed hours run through the weekend", "2025-11-21 17:00", 48, ElapsedHours, "2025-11-23 17:00", "2025-11-23 07:24"},
		{"elapsed days are not moved off a holiday", "2025-09-30 09:00", 7, ElapsedDays, "2025-10-07 09:00", "2025-10-05 23:24"},
		{"elapsed minutes", "2025-11-21 23:50", 20, ElapsedMinutes, "2025-11-22 00:10", "2025-11-22 00:06"},
		{"batch of the same day", "2025-11-21 09:59", 1, Batch, "2025-11-21 10:00", "2025-11-21 09:59"},
		{"batch at its very minute is the next one", "2025-11-21 10:00", 1, Batch, "2025-11-21 16:30", "2025-11-21 15:24"},
		{"batch after the last of Friday", "2025-11-21 16:31", 1, Batch, "2025-11-24 10:00", "2025-11-24 09:30"},
		{"third batch", "2025-11-21 09:00", 3, Batch, "2025-11-24 10:00", "2025-11-21 17:12"},
		{"batch on a make-up Saturday", "2025-10-10 17:00", 1, Batch, "2025-10-11 10:00", "2025-10-11 09:36"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, err := c.Deadline(at(t, c, tt.start), Target{tt.amount, tt.unit}, nil, 0, DefaultSoon)
			if err != nil {
				t.Fatal(err)
			}
			if got := local(c, d.Due); got != tt.due {
				t.Errorf("due %s, want %s", got, tt.due)
			}
			if got := local(c, d.Soon); got != tt.soon {
				t.Errorf("soon %s, want %s", got, tt.soon)
			}
		})
	}
}

func TestExplanationOverNationalDay(t *testing.T) {
	c := starter(t)
	start := at(t, c, "2025-09-30 20:00")
	pause := Pause{From: at(t, c, "2025-10-08 15:00"), To: at(t, c, "2025-10-09 16:20")} // 09:00-12:00 and 13:00-16:20 of the 9th
	d, err := c.Deadline(start, Target{24, WorkingHours}, []Pause{pause}, 0, DefaultSoon)
	if err != nil {
		t.Fatal(err)
	}
	if got := local(c, d.Due); got != "2025-10-13 16:20" {
		t.Errorf("due %s", got)
	}
	day := func(d int) Date { return NewDate(2025, 10, d) }
	want := Explanation{
		Unit: WorkingHours, Amount: 24, From: pause.To.UTC(), PausedMinutes: 6*60 + 20,
		Skipped: []Skip{
			{From: day(1), To: day(8), Kind: KindHoliday, Name: "国庆节、中秋节"},
			{From: day(12), To: day(12), Kind: KindWeekend},
		},
		MakeUp: []Date{day(11)},
	}
	if diff := gocmp.Diff(want, d.Explanation); diff != "" {
		t.Error(diff)
	}
	b, err := json.Marshal(d.Explanation)
	if err != nil {
		t.Fatal(err)
	}
	var back Explanation
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(d.Explanation, back); diff != "" {
		t.Errorf("explanation changes on its way through JSON:\n%s", diff)
	}
}

func TestExplanationFlagsUnannouncedYear(t *testing.T) {
	c := starter(t)
	for start, want := range map[string]int{
		"2026-12-21 09:00": 0,
		"2026-12-25 17:00": 2027, // due on 2026-12-30: the notice of 2027 may still speak of it
		"2027-03-01 09:00": 2027,
		"2022-06-01 09:00": 2022,
	} {
		d, err := c.Deadline(at(t, c, start), Target{3, WorkingDays}, nil, 0, DefaultSoon)
		if err != nil {
			t.Fatal(err)
		}
		if d.Explanation.Unannounced != want {
			t.Errorf("%s: flagged %d, want %d (due %s)", start, d.Explanation.Unannounced, want, local(c, d.Due))
		}
	}
	d, err := c.Deadline(at(t, c, "2027-03-01 09:00"), Target{3, ElapsedDays}, nil, 0, DefaultSoon)
	if err != nil || d.Explanation.Unannounced != 0 {
		t.Errorf("an elapsed clock does not depend on holidays: %v %v", d.Explanation, err)
	}
}

func TestLongExplanationIsBounded(t *testing.T) {
	c := starter(t)
	d, err := c.Deadline(at(t, c, "2025-01-02 09:00"), Target{2000, WorkingDays}, nil, 0, DefaultSoon)
	if err != nil {
		t.Fatal(err)
	}
	if e := d.Explanation; len(e.Skipped) != maxListed || e.MoreSkipped == 0 {
		t.Errorf("%d listed, %d more", len(e.Skipped), e.MoreSkipped)
	}
}

func TestPausedWorkingDayMayEndWithinADay(t *testing.T) {
	c := starter(t)
	pauses := []Pause{{From: at(t, c, "2025-11-18 10:00"), To: at(t, c, "2025-11-18 11:30")}}
	d, err := c.Deadline(at(t, c, "2025-11-17 15:00"), Target{2, WorkingDays}, pauses, 0, DefaultSoon)
	if err != nil {
		t.Fatal(err)
	}
	if got := local(c, d.Due); got != "2025-11-20 10:30" {
		t.Errorf("due %s, want one and a half hours after 2025-11-19 18:00", got)
	}
}

func TestBatchInAPauseDoesNotCount(t *testing.T) {
	c := starter(t)
	start := at(t, c, "2025-11-21 09:00")
	for to, want := range map[string]string{
		"2025-11-21 09:59": "2025-11-21 10:00",
		"2025-11-21 10:00": "2025-11-21 16:30",
		"2025-11-22 12:00": "2025-11-24 10:00",
	} {
		d, err := c.Deadline(start, Target{1, Batch}, []Pause{{From: at(t, c, "2025-11-21 09:10"), To: at(t, c, to)}}, 0, DefaultSoon)
		if err != nil {
			t.Fatal(err)
		}
		if got := local(c, d.Due); got != want {
			t.Errorf("paused to %s: due %s, want %s", to, got, want)
		}
	}
}

func TestDepartmentsOwnDays(t *testing.T) {
	const warehouse = 7
	doc := Starter().
		WithDay(warehouse, NewDate(2025, 10, 2), &Day{Work: true, Name: "值班", Hours: Hours{{From: 600, To: 960}}}).
		WithDay(warehouse, NewDate(2025, 10, 9), &Day{Name: "盘点"}).
		WithDay(0, NewDate(2025, 10, 10), &Day{Name: "公司日"})
	c, err := Compile(doc)
	if err != nil {
		t.Fatal(err)
	}
	start := at(t, c, "2025-09-30 17:30")
	for dept, want := range map[int64]string{0: "2025-10-11 17:30", 8: "2025-10-11 17:30", warehouse: "2025-10-11 17:30"} {
		d, err := c.Deadline(start, Target{14, WorkingHours}, nil, dept, DefaultSoon)
		if dept != warehouse {
			d, err = c.Deadline(start, Target{16, WorkingHours}, nil, dept, DefaultSoon)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := local(c, d.Due); got != want {
			t.Errorf("department %d: due %s, want %s", dept, got, want)
		}
	}
	if i := c.Day(NewDate(2025, 10, 2), warehouse); i.Kind != KindSpecial || i.Hours.Minutes() != 360 {
		t.Errorf("own day: %+v", i)
	}
	if i := c.Day(NewDate(2025, 10, 2), 0); i.Kind != KindHoliday {
		t.Errorf("firm's day: %+v", i)
	}
	back := doc.WithDay(warehouse, NewDate(2025, 10, 2), nil).WithDay(warehouse, NewDate(2025, 10, 9), nil).WithDay(0, NewDate(2025, 10, 10), nil)
	if len(back.Days) != 0 || len(back.Departments) != 0 {
		t.Errorf("days were not taken out: %+v %+v", back.Days, back.Departments)
	}
	if len(doc.Departments[warehouse]) != 2 {
		t.Error("taking out days changed the document it began with")
	}
}

func TestClockChanges(t *testing.T) {
	c := starter(t, func(d *Document) {
		d.Zone = "America/New_York"
		for i := range d.Week {
			d.Week[i] = Hours{{From: 0, To: 150}, {From: 150, To: minutesPerDay}} // 00:00-02:30, 02:30-24:00
		}
		d.Notices = nil
	})
	for date, want := range map[Date]time.Duration{
		NewDate(2025, 3, 8): 24 * time.Hour, NewDate(2025, 3, 9): 23 * time.Hour, NewDate(2025, 11, 2): 25 * time.Hour,
	} {
		from, to := instantOf(c.instant(date, 0)), instantOf(c.instant(date+1, 0))
		if got := c.Between(from, to, 0); got != want {
			t.Errorf("%s holds %v of working time, want %v", date, got, want)
		}
	}
	skipped := NewDate(2011, 12, 30) // Samoa went from the 29th to the 31st
	apia := starter(t, func(d *Document) { d.Zone = "Pacific/Apia" })
	if n := apia.Between(instantOf(apia.instant(skipped, 0)), instantOf(apia.instant(skipped+1, 0)), 0); n != 0 {
		t.Errorf("a day that did not exist holds %v", n)
	}
	if end, _ := apia.dayEnd(apia.instant(skipped-1, 0), 1, 0); apia.dateAt(end) != NewDate(2012, 1, 2) {
		t.Errorf("the working day after 2011-12-29 is %v", apia.dateAt(end))
	}
}

func TestBadTargetsAndTimes(t *testing.T) {
	c := starter(t)
	now := at(t, c, "2025-11-21 09:00")
	for name, f := range map[string]func() error{
		"no amount":    func() error { return second(c.Deadline(now, Target{0, WorkingHours}, nil, 0, 80)) },
		"negative":     func() error { return second(c.Deadline(now, Target{-5, ElapsedDays}, nil, 0, 80)) },
		"huge":         func() error { return second(c.Deadline(now, Target{math.MaxInt64, WorkingHours}, nil, 0, 80)) },
		"unknown unit": func() error { return second(c.Deadline(now, Target{1, "moons"}, nil, 0, 80)) },
		"share 0":      func() error { return second(c.Deadline(now, Target{1, Batch}, nil, 0, 0)) },
		"share 101":    func() error { return second(c.Deadline(now, Target{1, Batch}, nil, 0, 101)) },
		"open pause":   func() error { return second(c.Deadline(now, Target{1, Batch}, []Pause{{From: now}}, 0, 80)) },
		"reversed pause": func() error {
			return second(c.Deadline(now, Target{1, Batch}, []Pause{{From: now, To: now.Add(-1)}}, 0, 80))
		},
		"year 0":       func() error { return second(c.Deadline(time.Time{}.AddDate(-1, 0, 0), Target{1, Batch}, nil, 0, 80)) },
		"year 10000":   func() error { return second(c.Deadline(now.AddDate(9000, 0, 0), Target{1, Batch}, nil, 0, 80)) },
		"negative add": func() error { return second(c.Add(now, -1, 0)) },
		"add too much": func() error { return second(c.Add(now, math.MaxInt64, 0)) },
		"counted":      func() error { return second(c.Counted(now, now.AddDate(9000, 0, 0), Batch, nil, 0)) },
	} {
		if err := f(); !fault.Is(err, fault.InvalidKind) {
			t.Errorf("%s: %v, want an invalid fault", name, err)
		}
	}
	if got := c.Between(now.AddDate(9000, 0, 0), now, 0); got != 0 {
		t.Errorf("Between out of range: %v", got)
	}
	if c.Between(now, now.AddDate(5000, 0, 0), 0) <= 0 {
		t.Error("Between is cut at the horizon, not nothing")
	}
	batchless := starter(t, func(d *Document) { d.Batches = nil })
	if _, err := batchless.NextBatch(now, 0); err != ErrTooFar {
		t.Errorf("no batch windows: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestValidateNamesTheField(t *testing.T) {
	long := make(map[Date]Day, maxDays+1)
	for i := range maxDays + 1 {
		long[NewDate(2000, 1, 1)+Date(i)] = Day{}
	}
	for field, change := range map[string]func(*Document){
		"zone":    func(d *Document) { d.Zone = "../../etc/passwd" },
		"week":    func(d *Document) { d.Week, d.Batches = [7]Hours{}, nil },
		"week_3":  func(d *Document) { d.Week[3] = Hours{{From: 600, To: 700}, {From: 650, To: 720}} },
		"make_up": func(d *Document) { d.MakeUp = nil },
		"batches": func(d *Document) { d.Batches = []Minute{3 * 60} },
		"notices": func(d *Document) { d.Notices[1800] = Notice{} },
		"days":    func(d *Document) { d.Days = long },
		"departments": func(d *Document) {
			*d = d.WithDay(3, NewDate(2025, 1, 1), &Day{Name: strings.Repeat("节", maxName+1)})
		},
	} {
		doc := Starter()
		change(&doc)
		_, err := Compile(doc)
		f := fault.Of(err)
		if f == nil || len(f.Fields) != 1 || f.Fields[field].Key == "" {
			t.Errorf("%s: %+v", field, f)
		}
	}
}

func TestParseHours(t *testing.T) {
	for in, want := range map[string]string{
		"":                           "",
		"9:00-12:00，13：00至18:00":     "09:00-12:00, 13:00-18:00",
		"13:00–18:00; 09:00 ~ 12:00": "09:00-12:00, 13:00-18:00",
		"22:00-24:00":                "22:00-24:00",
	} {
		h, err := ParseHours(in)
		if err != nil || h.String() != want {
			t.Errorf("%q: %v %v, want %s", in, h, err, want)
		}
	}
	for _, in := range []string{"9-12", "12:00-09:00", "09:00-09:00", "09:00-12:00,11:00-13:00", "24:01-24:02", "-1:00-02:00", "+9:00-12:00", "09:60-12:00", "x", strings.Repeat("00:00-00:01,", 13)} {
		if h, err := ParseHours(in); err == nil {
			t.Errorf("%q was read as %v", in, h)
		}
	}
}

func BenchmarkDeadline(b *testing.B) {
	c := starter(b)
	start := at(b, c, "2025-09-30 17:00")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Deadline(start, Target{24, WorkingHours}, nil, 0, DefaultSoon); err != nil {
			b.Fatal(err)
		}
	}
}
