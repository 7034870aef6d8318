package calendar

import (
	"slices"
	"time"

	"bihuan/models/fault"
)

// Unit is what a target is counted in.
type Unit string

// The units of targets; the package's documentation says how each counts.
const (
	WorkingMinutes Unit = "working_minutes"
	WorkingHours   Unit = "working_hours"
	WorkingDays    Unit = "working_days"
	ElapsedMinutes Unit = "elapsed_minutes"
	ElapsedHours   Unit = "elapsed_hours"
	ElapsedDays    Unit = "elapsed_days"
	Batch          Unit = "batch"
)

// Units are all units in the order in which they are offered.
var Units = []Unit{WorkingHours, WorkingDays, WorkingMinutes, ElapsedHours, ElapsedDays, ElapsedMinutes, Batch}

// Elapsed tells whether the unit runs day and night.
func (u Unit) Elapsed() bool { return u == ElapsedMinutes || u == ElapsedHours || u == ElapsedDays }

// minutes of one unit; 0 where that depends on the calendar.
func (u Unit) minutes() int64 {
	switch u {
	case WorkingMinutes, ElapsedMinutes:
		return 1
	case WorkingHours, ElapsedHours:
		return 60
	case ElapsedDays:
		return minutesPerDay
	}
	return 0
}

// Target is a time allowed, as data.
type Target struct {
	Amount int64 `json:"amount"`
	Unit   Unit  `json:"unit"`
}

const (
	maxTargetMinutes = 10 * 366 * minutesPerDay
	maxTargetCount   = 10 * 366
)

// Validate tells what is wrong with the target, by the fields amount and unit. No target is longer
// than ten years.
func (t Target) Validate() error {
	var c fault.Check
	limit := int64(maxTargetCount)
	if m := t.Unit.minutes(); m > 0 {
		limit = maxTargetMinutes / m
	}
	if t.Amount < 1 || t.Amount > limit {
		c.Add("amount", "invalid.calendar_amount", "max", limit)
	}
	if !slices.Contains(Units, t.Unit) {
		c.Add("unit", "invalid.choice")
	}
	return c.Err()
}

// Pause is a stretch in which the clock stands still; it includes From and ends before To.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// DefaultSoon is the share of the counted time, in percent, after which a deadline is near.
const DefaultSoon = 80

// Deadline is when a target is used up.
type Deadline struct {
	Due time.Time `json:"due"`
	// Soon is when the given share of the counted time is used up; never after Due.
	Soon time.Time `json:"soon"`
	// Version of the calendar it was reckoned with.
	Version     int64       `json:"version"`
	Explanation Explanation `json:"explanation"`
}

// Deadline reckons when a target that began at start is used up. Pauses may overlap and come in any
// order; parts before start and after the due instant do not matter; each must have ended (for a pause
// that lasts pass the present instant: the result is the deadline if it went on now). soon is a
// percentage from 1 to 100.
func (c *Calendar) Deadline(start time.Time, target Target, pauses []Pause, department int64, soon int) (Deadline, error) {
	a, err := check(start)
	if err != nil {
		return Deadline{}, err
	}
	if err := target.Validate(); err != nil {
		return Deadline{}, err
	}
	if soon < 1 || soon > 100 {
		return Deadline{}, fault.Invalid("fault.calendar_soon")
	}
	stops, err := stretches(a, pauses)
	if err != nil {
		return Deadline{}, err
	}
	k := clock{calendar: c, start: a, pauses: stops, department: department, elapsed: target.Unit.Elapsed()}
	due, budget, ok := k.due(target)
	if !ok {
		return Deadline{}, ErrTooFar
	}
	near, ok := k.advance(budget * int64(soon) / 100)
	if !ok || near > due {
		near = due
	}
	return Deadline{Due: instantOf(due), Soon: instantOf(near), Version: c.version, Explanation: k.explain(target, due)}, nil
}

// Counted is how much of a target's time was used between start and at: working time, or elapsed
// time for an elapsed unit, without the pauses.
func (c *Calendar) Counted(start, at time.Time, unit Unit, pauses []Pause, department int64) (time.Duration, error) {
	a, err1 := check(start)
	b, err2 := check(at)
	if err1 != nil || err2 != nil {
		return 0, ErrTooFar
	}
	stops, err := stretches(a, pauses)
	if err != nil {
		return 0, err
	}
	k := clock{calendar: c, start: a, pauses: stops, department: department, elapsed: unit.Elapsed()}
	return time.Duration(k.counted(a, b)-k.paused(b)) * time.Microsecond, nil
}

// stretch is a pause in microseconds.
type stretch struct{ from, to int64 }

// stretches puts pauses in order, joins those that touch and cuts off what lies before start.
func stretches(start int64, pauses []Pause) ([]stretch, error) {
	if len(pauses) == 0 {
		return nil, nil
	}
	all := make([]stretch, 0, len(pauses))
	for _, p := range pauses {
		if p.To.IsZero() || p.To.Before(p.From) {
			return nil, fault.Invalid("fault.calendar_pause")
		}
		from, err1 := check(p.From)
		to, err2 := check(p.To)
		if err1 != nil || err2 != nil {
			return nil, ErrTooFar
		}
		if from = max(from, start); from < to {
			all = append(all, stretch{from, to})
		}
	}
	slices.SortFunc(all, func(x, y stretch) int {
		if x.from < y.from {
			return -1
		}
		return 1
	})
	joined := all[:0]
	for _, s := range all {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined, nil
}

// pausedAt tells whether what happens at an instant is lost in a pause. What happens at the first
// instant of a pause is not: until then the clock ran.
func pausedAt(pauses []stretch, at int64) bool {
	return slices.ContainsFunc(pauses, func(s stretch) bool { return s.from < at && at <= s.to })
}
