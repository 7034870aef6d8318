package complaint

import (
	"slices"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
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
		if r, ok := k.Next(); ok && r.At.Before(c.RemindAt) {
			c.RemindAt = r.At
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
		k := Clock{ComplaintID: w.c.ID, Round: w.c.Round, Kind: kind, Time: clock.Time{StartedAt: w.tx.Now}}
		if i >= 0 {
			k = w.clocks[i]
		}
		if w.c.Round == 1 {
			k.StartedAt = w.c.ReceivedAt
		}
		if err := k.reckon(cal, class, pauses, w.c.DepartmentID); err != nil {
			return err
		}
		k.Retell(w.tx.Now)
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
	return w.tx.Model(&k).Select(clock.Reckoned).UpdateColumns(&k).Error
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

// reckon sets the clock's deadline as its class says.
func (k *Clock) reckon(cal *calendar.Calendar, class DeadlineClass, pauses []calendar.Pause, department int64) error {
	return k.Reckon(cal, class.target(k.Kind), pauses, department, class.SoonPercent, class.Reminders)
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
	w.Check.Required("reason", reason)
	return w.a.RequireIn(auth.ComplaintAssign, w.c.DepartmentID)
}
