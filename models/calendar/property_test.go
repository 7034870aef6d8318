package calendar

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Zones with whole-hour and half-hour changes, changes at midnight, a skipped day, and none at all.
var zones = []string{"Asia/Shanghai", "UTC", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
	"Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns", "Europe/London"}

var (
	firstDay = NewDate(2009, 6, 1)
	lastDay  = NewDate(2027, 6, 1)
)

func genHours(min int) *rapid.Generator[Hours] {
	return rapid.Custom(func(t *rapid.T) Hours {
		marks := rapid.SliceOfNDistinct(rapid.IntRange(0, minutesPerDay), 0, 8, rapid.ID).Draw(t, "marks")
		slices.Sort(marks)
		var h Hours
		for i := 0; i+1 < len(marks); i += 2 {
			h = append(h, Span{Minute(marks[i]), Minute(marks[i+1])})
		}
		if len(h) < min {
			h = Hours{{From: 540, To: 720}}
		}
		return h
	})
}

func genDays(around Date) *rapid.Generator[map[Date]Day] {
	date := rapid.Custom(func(t *rapid.T) Date { return around + Date(rapid.IntRange(-20, 40).Draw(t, "day")) })
	day := rapid.Custom(func(t *rapid.T) Day {
		d := Day{Work: rapid.Bool().Draw(t, "work"), Name: rapid.SampledFrom([]string{"", "国庆节", "盘点"}).Draw(t, "name")}
		if d.Work {
			d.Hours = genHours(0).Draw(t, "hours")
		}
		return d
	})
	return rapid.MapOfN(date, day, 0, 25)
}

// scene is a random calendar with an instant near its special days.
type scene struct {
	c     *Calendar
	dept  int64
	start time.Time
}

func genScene(t *rapid.T) scene {
	around := firstDay + Date(rapid.IntRange(0, int(lastDay-firstDay)).Draw(t, "around"))
	doc := Document{Zone: rapid.SampledFrom(zones).Draw(t, "zone"), MakeUp: genHours(1).Draw(t, "make-up")}
	for i := range doc.Week {
		doc.Week[i] = genHours(0).Draw(t, "week")
	}
	if i := rapid.IntRange(0, 6).Draw(t, "surely"); len(doc.Week[i]) == 0 {
		doc.Week[i] = doc.MakeUp
	}
	for _, h := range doc.Week {
		for _, s := range h {
			if m := s.From; m < minutesPerDay && !slices.Contains(doc.Batches, m) && len(doc.Batches) < 3 {
				doc.Batches = append(doc.Batches, m)
			}
		}
	}
	slices.Sort(doc.Batches)
	doc.Notices = map[int]Notice{around.Year(): {Days: genDays(around).Draw(t, "notice")}}
	doc.Days = genDays(around).Draw(t, "days")
	doc.Departments = map[int64]map[Date]Day{1: genDays(around).Draw(t, "department")}
	c, err := Compile(doc)
	if err != nil {
		t.Fatalf("calendar: %v", err)
	}
	s := scene{c: c, dept: rapid.Int64Range(0, 1).Draw(t, "dept")}
	s.start = instantOf(c.instant(around, 0)).Add(genDuration(10*24*time.Hour).Draw(t, "start"))
	return s
}

func genDuration(max time.Duration) *rapid.Generator[time.Duration] {
	return rapid.Custom(func(t *rapid.T) time.Duration {
		unit := rapid.SampledFrom([]time.Duration{time.Microsecond, time.Minute, time.Hour}).Draw(t, "unit")
		return time.Duration(rapid.Int64Range(0, int64(max/unit)).Draw(t, "n")) * unit
	})
}

func genPauses(start time.Time) *rapid.Generator[[]Pause] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Pause {
		from := start.Add(genDuration(12*24*time.Hour).Draw(t, "from") - 24*time.Hour)
		return Pause{From: from, To: from.Add(genDuration(72*time.Hour).Draw(t, "length"))}
	}), 0, 4)
}

func genTarget() *rapid.Generator[Target] {
	return rapid.Custom(func(t *rapid.T) Target {
		u := rapid.SampledFrom(Units).Draw(t, "unit")
		top := map[Unit]int64{WorkingMinutes: 5000, ElapsedMinutes: 20000, WorkingHours: 80, ElapsedHours: 300}[u]
		return Target{Amount: rapid.Int64Range(1, max(top, 15)).Draw(t, "amount"), Unit: u}
	})
}

func must[T any](t *rapid.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestAddAndBetweenAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		amount := genDuration(60*time.Hour).Draw(t, "amount")
		end := must[time.Time](t)(s.c.Add(s.start, amount, s.dept))
		if end.Before(s.start) {
			t.Fatalf("Add went back from %v to %v", s.start, end)
		}
		if got := s.c.Between(s.start, end, s.dept); got != amount {
			t.Fatalf("%v after %v is %v, but between them are %v", amount, s.start, end, got)
		}
		if amount > 0 {
			if earlier := s.c.Between(s.start, end.Add(-time.Microsecond), s.dept); earlier != amount-time.Microsecond {
				t.Fatalf("%v is not the first such instant", end)
			}
		}
		other := s.start.Add(genDuration(20*24*time.Hour).Draw(t, "other"))
		worked := s.c.Between(s.start, other, s.dept)
		if back := must[time.Time](t)(s.c.Add(s.start, worked, s.dept)); worked > 0 && back.After(other) {
			t.Fatalf("the working time up to %v ends after it, at %v", other, back)
		}
	})
}

func TestBetweenIsAdditiveAndMonotonic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		b := s.start.Add(genDuration(10*24*time.Hour).Draw(t, "b"))
		c := b.Add(genDuration(10*24*time.Hour).Draw(t, "c"))
		ab, bc, ac := s.c.Between(s.start, b, s.dept), s.c.Between(b, c, s.dept), s.c.Between(s.start, c, s.dept)
		if ab+bc != ac {
			t.Fatalf("%v + %v != %v", ab, bc, ac)
		}
		if ab > b.Sub(s.start) || bc > c.Sub(b) {
			t.Fatal("more working time than time")
		}
		if s.c.Between(b, s.start, s.dept) != 0 {
			t.Fatal("reversed instants have time between them")
		}
	})
}

func TestAddSplits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		d1, d2 := genDuration(40*time.Hour).Draw(t, "d1"), genDuration(40*time.Hour).Draw(t, "d2")
		mid := must[time.Time](t)(s.c.Add(s.start, d1, s.dept))
		split := must[time.Time](t)(s.c.Add(mid, d2, s.dept))
		whole := must[time.Time](t)(s.c.Add(s.start, d1+d2, s.dept))
		if d2 > 0 && !split.Equal(whole) {
			t.Fatalf("%v then %v ends at %v, both together at %v", d1, d2, split, whole)
		}
	})
}

func TestNextIsWorkingAndNothingIsWorkedBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		next := must[time.Time](t)(s.c.Next(s.start, s.dept))
		if next.Before(s.start) || !s.c.Working(next, s.dept) || s.c.Between(s.start, next, s.dept) != 0 {
			t.Fatalf("next working instant of %v is %v", s.start, next)
		}
		if s.c.Working(s.start, s.dept) != (s.c.Between(s.start, s.start.Add(time.Microsecond), s.dept) > 0) {
			t.Fatal("Working disagrees with Between")
		}
	})
}

func TestBatchWindows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		at := must[time.Time](t)(s.c.NextBatch(s.start, s.dept))
		if !at.After(s.start) || !touchesWork(s, at) {
			t.Fatalf("batch after %v at %v", s.start, at)
		}
		if next := must[time.Time](t)(s.c.NextBatch(at.Add(-time.Microsecond), s.dept)); !next.Equal(at) {
			t.Fatalf("just before %v the next batch is %v", at, next)
		}
	})
}

// touchesWork tells whether an instant is in working time or ends it.
func touchesWork(s scene, at time.Time) bool {
	return s.c.Working(at, s.dept) || s.c.Between(at.Add(-time.Microsecond), at, s.dept) > 0
}

func TestDeadlines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		target := genTarget().Draw(t, "target")
		soon := rapid.IntRange(1, 100).Draw(t, "soon")
		pauses := genPauses(s.start).Draw(t, "pauses")
		kept := slices.Clone(pauses)
		d := must[Deadline](t)(s.c.Deadline(s.start, target, pauses, s.dept, soon))
		free := must[Deadline](t)(s.c.Deadline(s.start, target, nil, s.dept, soon))
		if !slices.Equal(kept, pauses) {
			t.Fatal("the pauses were changed")
		}
		if d.Soon.After(d.Due) || d.Soon.Before(s.start) || d.Explanation.From.Before(s.start) || d.Explanation.From.After(d.Due) {
			t.Fatalf("out of order: %+v", d)
		}
		if d.Due.Before(free.Due) || d.Soon.Before(free.Soon) && target.Unit != Batch {
			t.Fatalf("pauses made it earlier: %v, free %v", d.Due, free.Due)
		}
		if !target.Unit.Elapsed() && !touchesWork(s, d.Due) {
			t.Fatalf("due outside working time: %v", d.Due)
		}
		counted := must[time.Duration](t)(s.c.Counted(s.start, d.Due, target.Unit, pauses, s.dept))
		whole := must[time.Duration](t)(s.c.Counted(s.start, free.Due, target.Unit, nil, s.dept))
		if target.Unit != Batch && counted != whole {
			t.Fatalf("%v counted with pauses, %v without", counted, whole)
		}
		paused := must[time.Duration](t)(s.c.Counted(s.start, d.Due, target.Unit, nil, s.dept)) - counted
		delay := must[time.Duration](t)(s.c.Counted(free.Due, d.Due, target.Unit, nil, s.dept))
		if target.Unit != Batch && delay != paused {
			t.Fatalf("paused %v, later by %v", paused, delay)
		}
		if int64(paused/time.Minute) != d.Explanation.PausedMinutes {
			t.Fatalf("explained %d min of pauses, were %v", d.Explanation.PausedMinutes, paused)
		}
	})
}

func TestDeadlineIsMonotonic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		target := genTarget().Draw(t, "target")
		pauses := genPauses(s.start).Draw(t, "pauses")
		later := s.start.Add(genDuration(5*24*time.Hour).Draw(t, "later"))
		more := Target{Amount: target.Amount + 1, Unit: target.Unit}
		d := must[Deadline](t)(s.c.Deadline(s.start, target, pauses, s.dept, DefaultSoon))
		if l := must[Deadline](t)(s.c.Deadline(s.start, more, pauses, s.dept, DefaultSoon)); l.Due.Before(d.Due) {
			t.Fatalf("%v is due at %v, %v at %v", target, d.Due, more, l.Due)
		}
		// A later start leaves out pauses before it, but never the time that it lost itself.
		if l := must[Deadline](t)(s.c.Deadline(later, target, pauses, s.dept, DefaultSoon)); l.Due.Before(d.Due) && target.Unit != WorkingDays {
			t.Fatalf("from %v due at %v, from %v at %v", s.start, d.Due, later, l.Due)
		}
		free := must[Deadline](t)(s.c.Deadline(s.start, target, nil, s.dept, DefaultSoon))
		if l := must[Deadline](t)(s.c.Deadline(later, target, nil, s.dept, DefaultSoon)); l.Due.Before(free.Due) {
			t.Fatalf("without pauses from %v due at %v, from %v at %v", s.start, free.Due, later, l.Due)
		}
	})
}

func TestExplainedDaysAreTheDaysOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		d := must[Deadline](t)(s.c.Deadline(s.start, Target{rapid.Int64Range(1, 15).Draw(t, "days"), WorkingDays}, nil, s.dept, DefaultSoon))
		e, n, last := d.Explanation, d.Explanation.MoreSkipped, Date(0)
		for _, skip := range e.Skipped {
			if skip.From <= last && last != 0 || skip.To < skip.From {
				t.Fatalf("out of order: %+v", e.Skipped)
			}
			last, n = skip.To, n+int(skip.To-skip.From)+1
		}
		off := 0
		for day := s.c.DateOf(s.start); day <= s.c.DateOf(d.Due); day++ {
			if len(s.c.Day(day, s.dept).Hours) == 0 {
				off++
			}
		}
		if off != n {
			t.Fatalf("%d days off, %d explained", off, n)
		}
	})
}

func TestInstantsNeverRunBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := genScene(t).c
		d := firstDay + Date(rapid.IntRange(0, int(lastDay-firstDay)).Draw(t, "day"))
		m := Minute(rapid.IntRange(0, minutesPerDay-1).Draw(t, "minute"))
		if c.instant(d, m) > c.instant(d, m+1) {
			t.Fatalf("%s %s is after %s", d, m, m+1)
		}
		if c.instant(d, minutesPerDay) != c.instant(d+1, 0) {
			t.Fatalf("the end of %s is not the start of the next day", d)
		}
		if wall := time.Date(d.Time().Year(), d.Time().Month(), d.Time().Day(), 0, int(m), 0, 0, c.loc); wall.Minute() == int(m)%60 && wall.Hour() == int(m)/60 {
			if c.instant(d, m) > wall.UnixMicro() {
				t.Fatalf("%s %s is at %v, later than %v", d, m, instantOf(c.instant(d, m)), wall)
			}
		}
	})
}

func TestDocumentSurvivesJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := genScene(t).c
		b := must[[]byte](t)(json.Marshal(c))
		var back Calendar
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		again := must[[]byte](t)(json.Marshal(&back))
		if diff := gocmp.Diff(string(b), string(again)); diff != "" {
			t.Fatal(diff)
		}
	})
}
