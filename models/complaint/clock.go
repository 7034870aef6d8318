package complaint

import (
	"slices"
	"time"

	"bihuan/models/auth"
	"bihuan/models/calendar"
)

// clockKinds in the order in which their targets usually come.
var clockKinds = []ClockKind{AcknowledgeClock, RespondClock, ResolveClock}

// useClocks reads the clocks of the round and demands that the next deadline be set anew.
func (w *work) useClocks() error {
	if w.have {
		return nil
	}
	w.have = true
	if w.c.ID == 0 {
		return nil
	}
	all, err := loadClocks(w.tx.DB, w.c.ID)
	w.clocks = slices.DeleteFunc(all, func(k Clock) bool { return k.Round != w.c.Round })
	return err
}

// meet stops clocks of the round at this instant.
func (w *work) meet(kinds ...ClockKind) error {
	if err := w.useClocks(); err != nil {
		return err
	}
	for i := range w.clocks {
		k := &w.clocks[i]
		if k.MetAt != nil || !slices.Contains(kinds, k.Kind) {
			continue
		}
		k.MetAt = at(w.tx.Now)
		err := w.tx.Model(&Clock{}).Where("complaint_id = ? AND round = ? AND kind = ?", k.ComplaintID, k.Round, k.Kind).
			UpdateColumns(map[string]any{"met_at": w.tx.Now}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// settleClocks reckons what must be reckoned and sets when the complaint is due next.
func (w *work) settleClocks() error {
	c := w.c
	if w.reckon && c.ID != 0 {
		if err := w.reckonClocks(); err != nil {
			return err
		}
	}
	if !w.have {
		return nil
	}
	c.NextClock, c.NextDueAt, c.NextSoonAt, c.RemindAt = "", Never, Never, Never
	if c.Closed || c.PausedAt != nil {
		return nil
	}
	for _, k := range w.clocks {
		if k.MetAt != nil {
			continue
		}
		if k.DueAt.Before(c.NextDueAt) {
			c.NextClock, c.NextDueAt, c.NextSoonAt = k.Kind, k.DueAt, k.SoonAt
		}
		if k.Told < len(k.Reminders) && k.Reminders[k.Told].At.Before(c.RemindAt) {
			c.RemindAt = k.Reminders[k.Told].At
		}
	}
	return nil
}

// reckonClocks reckons the running clocks of the round anew, and starts those that are missing: in the first
// round from the receipt, in later ones (without a second acknowledgement) from now.
func (w *work) reckonClocks() error {
	if err := w.useClocks(); err != nil {
		return err
	}
	class, err := w.class()
	if err != nil {
		return err
	}
	cal, err := w.cs.Calendars.CurrentIn(w.tx.DB)
	if err != nil {
		return err
	}
	pauses, err := w.pauses()
	if err != nil {
		return err
	}
	for _, kind := range clockKinds {
		if kind == AcknowledgeClock && w.c.Round > 1 {
			continue
		}
		i := slices.IndexFunc(w.clocks, func(k Clock) bool { return k.Kind == kind })
		if i >= 0 && w.clocks[i].MetAt != nil {
			continue
		}
		k := Clock{ComplaintID: w.c.ID, Round: w.c.Round, Kind: kind, StartedAt: w.tx.Now}
		if i >= 0 {
			k = w.clocks[i]
		}
		if w.c.Round == 1 {
			k.StartedAt = w.c.ReceivedAt
		}
		if err := k.reckon(cal, class, pauses, w.c.DepartmentID); err != nil {
			return err
		}
		k.retell(w.tx.Now)
		if err := w.keepClock(k, i); err != nil {
			return err
		}
	}
	return nil
}

func (w *work) keepClock(k Clock, i int) error {
	if i < 0 {
		w.clocks = append(w.clocks, k)
		return w.tx.Create(&k).Error
	}
	w.clocks[i] = k
	return w.tx.Model(&k).Select("amount", "unit", "started_at", "due_at", "soon_at", "calendar_version", "explanation", "reminders", "told").UpdateColumns(&k).Error
}

// pauses are the ended pauses of the complaint; one that lasts stops every clock, so nothing is reckoned meanwhile.
func (w *work) pauses() ([]calendar.Pause, error) {
	var rows []Pause
	if err := w.tx.Where("complaint_id = ? AND ended_at IS NOT NULL", w.c.ID).Find(&rows).Error; err != nil {
		return nil, err
	}
	pauses := make([]calendar.Pause, len(rows))
	for i, p := range rows {
		pauses[i] = calendar.Pause{From: p.StartedAt, To: *p.EndedAt}
	}
	return pauses, nil
}

// reckon sets the clock's deadline, its explanation and the instants at which people are reminded of it.
func (k *Clock) reckon(cal *calendar.Calendar, class DeadlineClass, pauses []calendar.Pause, department int64) error {
	target := class.target(k.Kind)
	d, err := cal.Deadline(k.StartedAt, target, pauses, department, class.SoonPercent)
	if err != nil {
		return err
	}
	k.Amount, k.Unit, k.DueAt, k.SoonAt, k.CalendarVersion, k.Explanation = target.Amount, target.Unit, d.Due, d.Soon, d.Version, d.Explanation
	k.Reminders = make([]plannedReminder, 0, len(class.Reminders))
	for _, r := range class.Reminders {
		instant := d.Due
		switch {
		case r.Hours > 0:
			instant, err = cal.Add(d.Due, time.Duration(r.Hours)*time.Hour, department)
		case r.Percent < 100:
			var share calendar.Deadline
			share, err = cal.Deadline(k.StartedAt, target, pauses, department, r.Percent)
			instant = share.Soon
		}
		if err == nil {
			instant, err = cal.Next(instant, department)
		}
		if err != nil {
			return err
		}
		k.Reminders = append(k.Reminders, plannedReminder{At: instant, To: r.To})
	}
	slices.SortStableFunc(k.Reminders, func(a, b plannedReminder) int { return a.At.Compare(b.At) })
	return nil
}

// retell sets how many of reminders reckoned anew count as told: those whose time is past. Where that are more
// than were told, the last of them is told still, lest a clock that the change made late goes unnoticed.
func (k *Clock) retell(now time.Time) {
	told := k.Told
	k.Told = 0
	k.passOver(now)
	if k.Told > told {
		k.Told--
	}
}

// relief demands a supervisor and a reason for what gives more time to a complaint of which a clock is late.
func (w *work) relief(reason string) error {
	if err := w.useClocks(); err != nil {
		return err
	}
	now := w.tx.Now
	if w.c.PausedAt != nil {
		now = *w.c.PausedAt
	}
	if !slices.ContainsFunc(w.clocks, func(k Clock) bool { return k.MetAt == nil && k.Late(now) }) {
		return nil
	}
	w.check.Required("reason", reason)
	return w.a.RequireIn(auth.ComplaintAssign, w.c.DepartmentID)
}

// passOver counts reminders whose time is past as told: nobody is to be told now what was due long before an import.
func (k *Clock) passOver(now time.Time) {
	for k.Told < len(k.Reminders) && k.Reminders[k.Told].At.Before(now) {
		k.Told++
	}
}
