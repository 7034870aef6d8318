package control

import (
	"slices"
	"time"

	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/fault"
)

// CycleUnit is what cycles are counted in.
type CycleUnit string

// The units, counted on the calendar.
const (
	Days   CycleUnit = "days"
	Weeks  CycleUnit = "weeks"
	Months CycleUnit = "months"
	Years  CycleUnit = "years"
)

// CycleUnits in the order in which they are offered.
var CycleUnits = []CycleUnit{Days, Weeks, Months, Years}

// most bounds a cycle of each unit: about five years.
var most = map[CycleUnit]int64{Days: 1830, Weeks: 260, Months: 60, Years: 5}

// Cycle is how often a control is checked.
type Cycle struct {
	Amount int64
	Unit   CycleUnit
}

func (c Cycle) check(to *fault.Check) {
	limit, ok := most[c.Unit]
	if !ok {
		to.Add("cycle", "invalid.choice")
		return
	}
	if c.Amount < 1 || c.Amount > limit {
		to.Add("cycle", "invalid.range", "from", 1, "to", limit)
	}
}

// After is the day one cycle after a day. Where a month has no such day it is the month's last.
func (c Cycle) After(from calendar.Date) calendar.Date {
	switch c.Unit {
	case Weeks:
		return from + calendar.Date(7*c.Amount)
	case Months:
		return months(from, int(c.Amount))
	case Years:
		return months(from, 12*int(c.Amount))
	}
	return from + calendar.Date(c.Amount)
}

func months(from calendar.Date, n int) calendar.Date {
	y, m, d := from.Time().Date()
	last := calendar.NewDate(y, m+time.Month(n)+1, 0)
	return min(calendar.NewDate(y, m+time.Month(n), d), last)
}

// farthest is how many days off in a row are looked over for a working day.
const farthest = 366

// Due is the day by which a check is due where the cycle runs from a day: one cycle on or, where nobody of the
// department works then, the last working day before, so that a day off makes nobody late. Where none lies between,
// as in a cycle of one day before a weekend, it is the next working day. Moved is the day that it was moved from.
func (c Cycle) Due(cal *calendar.Calendar, from calendar.Date, department int64) (due, moved calendar.Date) {
	off := func(d calendar.Date) bool { return len(cal.Day(d, department).Hours) == 0 }
	plain := c.After(from)
	if !off(plain) {
		return plain, 0
	}
	for d := plain - 1; d > from; d-- {
		if !off(d) {
			return d, plain
		}
	}
	for d := plain + 1; d < plain+farthest; d++ {
		if !off(d) {
			return d, plain
		}
	}
	return plain, 0 // a calendar without working days moves nothing
}

// turn sets the due day and the clock of the present cycle. Its time runs from the beginning of the base day to the
// end of the due day.
func (c *Control) turn(cal *calendar.Calendar, rule Rule, now time.Time) error {
	c.BaseOn = max(c.StartedOn, c.LastOn)
	from, err := calendar.ParseDate(c.BaseOn)
	if err != nil {
		return err
	}
	due, _ := c.Cycle.Due(cal, from, c.DepartmentID)
	c.DueOn = due.String()
	start, end := midnight(from, cal.Location()), midnight(due+1, cal.Location())
	minutes := int64(end.Sub(start)/time.Minute) - 1 // midnight would be the next day
	c.Time = clock.Time{StartedAt: start.UTC()}
	if err := c.Reckon(cal, calendar.Target{Amount: minutes, Unit: calendar.ElapsedMinutes}, nil, c.DepartmentID, rule.SoonPercent, rule.Reminders); err != nil {
		return err
	}
	if err := c.tellInTime(cal, midnight(due, cal.Location())); err != nil {
		return err
	}
	c.Retell(now)
	c.Turn++
	c.remind()
	return nil
}

// tellInTime moves what is told at the due instant, which is the end of a day, to the first working hour of that day:
// told the next morning it would be too late.
func (c *Control) tellInTime(cal *calendar.Calendar, day time.Time) error {
	late, err := cal.Next(c.DueAt, c.DepartmentID)
	if err != nil {
		return err
	}
	morning, err := cal.Next(day, c.DepartmentID)
	if err != nil {
		return err
	}
	for i := range c.Reminders {
		if c.Reminders[i].At.Equal(late) {
			c.Reminders[i].At = morning
		}
	}
	slices.SortStableFunc(c.Reminders, func(x, y clock.Planned) int { return x.At.Compare(y.At) })
	return nil
}

// remind sets when somebody is to be told next.
func (c *Control) remind() {
	c.RemindAt = Never
	if r, ok := c.Next(); ok && !c.Closed {
		c.RemindAt = r.At
	}
}

// rest ends the clock of a control that is retired.
func (c *Control) rest() {
	c.Time = clock.Time{StartedAt: c.StartedAt, DueAt: Never, SoonAt: Never, Unit: calendar.ElapsedMinutes, Reminders: []clock.Planned{}}
	c.BaseOn, c.DueOn, c.RemindAt = "", "", Never
}

func midnight(d calendar.Date, zone *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone)
}

// Moved tells from which day the due day was moved, being a day off; empty where it was not. It says how the stored
// day came about, whatever the calendar became since.
func (c *Control) Moved() string {
	from, err := calendar.ParseDate(c.BaseOn)
	if err != nil {
		return ""
	}
	if plain := c.Cycle.After(from).String(); plain != c.DueOn {
		return plain
	}
	return ""
}
