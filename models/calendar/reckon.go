package calendar

import (
	"time"

	"bihuan/models/fault"
)

const (
	microsPerSecond = 1_000_000
	microsPerMinute = 60 * microsPerSecond
	// horizonDays bounds every walk: 200 years.
	horizonDays   = 200 * 366
	horizonMicros = horizonDays * secondsPerDay * microsPerSecond
)

// ErrTooFar says that a reckoning would leave the 200 years that the calendar looks ahead, or the
// years 1 to 9999.
var ErrTooFar = fault.Invalid("fault.calendar_too_far")

// check keeps instants within the years in which microseconds and days can be reckoned with.
func check(t time.Time) (int64, error) {
	if y := t.UTC().Year(); y < 1 || y > 9999 {
		return 0, ErrTooFar
	}
	return t.UnixMicro(), nil
}

func instantOf(us int64) time.Time { return time.UnixMicro(us).UTC() }

// Add gives the first instant at which amount of working time has passed since from. An amount that
// is used up at the end of a working span ends there, not at the start of the next one. With an
// amount of 0 it gives the next working instant; a negative amount is an error.
func (c *Calendar) Add(from time.Time, amount time.Duration, department int64) (time.Time, error) {
	a, err := check(from)
	if err != nil {
		return time.Time{}, err
	}
	if amount < 0 {
		return time.Time{}, fault.Invalid("fault.calendar_amount")
	}
	end, ok := c.add(a, amount.Microseconds(), department)
	if !ok {
		return time.Time{}, ErrTooFar
	}
	return instantOf(end), nil
}

// Between is the working time from one instant to another, 0 when they are reversed. More than 200
// years after from nothing is counted.
func (c *Calendar) Between(from, to time.Time, department int64) time.Duration {
	a, err1 := check(from)
	b, err2 := check(to)
	if err1 != nil || err2 != nil {
		return 0
	}
	return time.Duration(c.between(a, b, department)) * time.Microsecond
}

// Next is the first working instant that is not before from.
func (c *Calendar) Next(from time.Time, department int64) (time.Time, error) {
	return c.Add(from, 0, department)
}

// Working tells whether the instant is in working time.
func (c *Calendar) Working(at time.Time, department int64) bool {
	next, err := c.Next(at, department)
	return err == nil && next.Equal(at.Truncate(time.Microsecond))
}

// NextBatch is the first batch window strictly after from.
func (c *Calendar) NextBatch(from time.Time, department int64) (time.Time, error) {
	a, err := check(from)
	if err != nil {
		return time.Time{}, err
	}
	due, ok := c.batch(a, 1, department, nil)
	if !ok {
		return time.Time{}, ErrTooFar
	}
	return instantOf(due), nil
}

func (c *Calendar) add(a, amount int64, department int64) (int64, bool) {
	first := c.dateAt(a)
	for d := first; d < first+horizonDays; d++ {
		for _, s := range c.Day(d, department).Hours {
			from, to := max(c.instant(d, s.From), a), c.instant(d, s.To)
			if to <= from {
				continue
			}
			if amount <= to-from {
				return from + amount, true
			}
			amount -= to - from
		}
	}
	return 0, false
}

func (c *Calendar) between(a, b int64, department int64) int64 {
	b = min(b, a+horizonMicros)
	var sum int64
	for d := c.dateAt(a); a < b && c.instant(d, 0) < b; d++ {
		for _, s := range c.Day(d, department).Hours {
			from, to := max(c.instant(d, s.From), a), min(c.instant(d, s.To), b)
			sum += max(to-from, 0)
		}
	}
	return sum
}

// dayEnd is the end of working hours of the n-th working day after the day of a.
func (c *Calendar) dayEnd(a, n int64, department int64) (int64, bool) {
	first := c.dateAt(a) + 1
	for d := first; d < first+horizonDays; d++ {
		h := c.Day(d, department).Hours
		if len(h) == 0 {
			continue
		}
		end := c.instant(d, h[len(h)-1].To)
		if c.instant(d, h[0].From) >= end { // a clock change swallowed the day
			continue
		}
		if n--; n == 0 {
			return end, true
		}
	}
	return 0, false
}

// batch is the n-th batch window after a that falls into working time and into no pause.
func (c *Calendar) batch(a, n int64, department int64, pauses []stretch) (int64, bool) {
	first := c.dateAt(a)
	for d := first; d < first+horizonDays; d++ {
		h := c.Day(d, department).Hours
		if len(h) == 0 {
			continue
		}
		for _, m := range c.doc.Batches {
			at := c.instant(d, m)
			if at <= a || !h.holds(m) || pausedAt(pauses, at) {
				continue
			}
			if n--; n == 0 {
				return at, true
			}
		}
	}
	return 0, false
}
