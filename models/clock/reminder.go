package clock

import (
	"fmt"
	"slices"
	"time"

	"bihuan/models/calendar"
	"bihuan/models/fault"
)

// The levels that every domain knows: who is to do it, who is in charge of them, who heads the department.
const (
	Owner      = "owner"
	Supervisor = "supervisor"
	Head       = "head"
)

// Reminder tells somebody when a share of the time is used up (Percent; 100 is the due instant), or so many
// working hours (Hours) or working days (Days) after the due instant. Exactly one of them is given.
type Reminder struct {
	Percent int    `json:"percent,omitempty"`
	Hours   int    `json:"hours,omitempty"`
	Days    int    `json:"days,omitempty"`
	To      string `json:"to"`
}

// String is the reminder as events hold it: "80% owner", "8h supervisor", "3d head".
func (r Reminder) String() string {
	switch {
	case r.Hours > 0:
		return fmt.Sprintf("%dh %s", r.Hours, r.To)
	case r.Days > 0:
		return fmt.Sprintf("%dd %s", r.Days, r.To)
	}
	return fmt.Sprintf("%d%% %s", r.Percent, r.To)
}

// Planned is a reminder with its instant reckoned.
type Planned struct {
	At time.Time `json:"at"`
	To string    `json:"to"`
}

const (
	maxReminders = 8
	maxHours     = 2000
	maxDays      = 250
)

// CheckReminders notes what is wrong with a list of reminders to these levels.
func CheckReminders(c *fault.Check, field string, list []Reminder, levels ...string) {
	if len(list) > maxReminders {
		c.Add(field, "invalid.range", "from", 0, "to", maxReminders)
	}
	for _, r := range list {
		c.OneOf(field, r.To, levels...)
		if !r.sound() {
			c.Add(field, "invalid.reminder")
		}
	}
}

// sound tells whether exactly one of the times is given and lies within its bounds.
func (r Reminder) sound() bool {
	bounded := func(n, most int) bool { return n > 0 && n <= most }
	switch {
	case r.Percent != 0:
		return bounded(r.Percent, 100) && r.Hours == 0 && r.Days == 0
	case r.Hours != 0:
		return bounded(r.Hours, maxHours) && r.Days == 0
	}
	return bounded(r.Days, maxDays)
}

// plan gives the instants of reminders of a deadline in order, each in working time.
func (k *Time) plan(cal *calendar.Calendar, pauses []calendar.Pause, department int64, reminders []Reminder) ([]Planned, error) {
	all := make([]Planned, 0, len(reminders))
	for _, r := range reminders {
		at, err := k.instant(cal, pauses, department, r)
		if err == nil {
			at, err = cal.Next(at, department)
		}
		if err != nil {
			return nil, err
		}
		all = append(all, Planned{At: at, To: r.To})
	}
	slices.SortStableFunc(all, func(a, b Planned) int { return a.At.Compare(b.At) })
	return all, nil
}

func (k *Time) instant(cal *calendar.Calendar, pauses []calendar.Pause, department int64, r Reminder) (time.Time, error) {
	switch {
	case r.Hours > 0:
		return cal.Add(k.DueAt, time.Duration(r.Hours)*time.Hour, department)
	case r.Days > 0:
		d, err := cal.Deadline(k.DueAt, calendar.Target{Amount: int64(r.Days), Unit: calendar.WorkingDays}, nil, department, 100)
		return d.Due, err
	case r.Percent < 100:
		d, err := cal.Deadline(k.StartedAt, calendar.Target{Amount: k.Amount, Unit: k.Unit}, pauses, department, r.Percent)
		return d.Soon, err
	}
	return k.DueAt, nil
}
