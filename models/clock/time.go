package clock

import (
	"time"

	"bihuan/models/calendar"
)

// Time is one running or stopped deadline with all that explains it. Told counts the reminders already sent of those
// that it holds.
type Time struct {
	Amount          int64
	Unit            calendar.Unit
	StartedAt       time.Time
	DueAt           time.Time
	SoonAt          time.Time
	MetAt           *time.Time
	CalendarVersion int64
	Explanation     calendar.Explanation `gorm:"serializer:json"`
	Reminders       []Planned            `gorm:"serializer:json"`
	Told            int
}

// Reckoned are the columns that Reckon and Retell set.
var Reckoned = []string{"amount", "unit", "started_at", "due_at", "soon_at", "calendar_version", "explanation", "reminders", "told"}

// Late tells whether the time ran over, at now where it still runs.
func (k Time) Late(now time.Time) bool {
	if k.MetAt != nil {
		now = *k.MetAt
	}
	return now.After(k.DueAt)
}

// Reckon sets the deadline from StartedAt, its explanation and the instants at which people are reminded of it.
func (k *Time) Reckon(cal *calendar.Calendar, target calendar.Target, pauses []calendar.Pause, department int64, soonPercent int, reminders []Reminder) error {
	d, err := cal.Deadline(k.StartedAt, target, pauses, department, soonPercent)
	if err != nil {
		return err
	}
	k.Amount, k.Unit, k.DueAt, k.SoonAt, k.CalendarVersion, k.Explanation = target.Amount, target.Unit, d.Due, d.Soon, d.Version, d.Explanation
	k.Reminders, err = k.plan(cal, pauses, department, reminders)
	return err
}

// Retell sets how many of reminders reckoned anew count as told: those whose time is past. Where that are more
// than were told, the last of them is told still, lest a time that the change made late goes unnoticed.
func (k *Time) Retell(now time.Time) {
	told := k.Told
	k.Told = 0
	k.PassOver(now)
	if k.Told > told {
		k.Told--
	}
}

// PassOver counts reminders whose time is past as told: nobody is to be told now what was due long before an import.
func (k *Time) PassOver(now time.Time) {
	for k.Told < len(k.Reminders) && k.Reminders[k.Told].At.Before(now) {
		k.Told++
	}
}

// Next is the reminder that comes next; ok is false where the time was met or everybody was told.
func (k Time) Next() (p Planned, ok bool) {
	if k.MetAt != nil || k.Told >= len(k.Reminders) {
		return Planned{}, false
	}
	return k.Reminders[k.Told], true
}
