package action

import (
	"slices"
	"time"

	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/fault"
)

// start begins a clock with a target, or sets the one that runs anew from where it began.
func (w *work) start(kind ClockKind, target calendar.Target) error {
	w.reset = true
	rule, err := w.rule()
	if err != nil {
		return err
	}
	cal, err := w.as.Calendars.CurrentIn(w.tx.DB)
	if err != nil {
		return err
	}
	k := Clock{ActionID: w.c.ID, Round: w.c.Round, Kind: kind, Time: clock.Time{StartedAt: w.tx.Now}}
	i := slices.IndexFunc(w.clocks, func(k Clock) bool { return k.Kind == kind })
	if i >= 0 {
		k.Time = w.clocks[i].Time
		if k.MetAt != nil { // it was met before, and what it was met by was sent back
			k.MetAt = nil
			if kind != FinishClock {
				k.StartedAt, k.Told = w.tx.Now, 0
			}
		}
	}
	if err := k.Reckon(cal, target, nil, w.c.DepartmentID, rule.SoonPercent, rule.Reminders); err != nil {
		if f := fault.Of(err); f != nil { // a time that no calendar holds
			w.Check.Add("finish", f.Key, f.Args...)
			return w.Check.Err()
		}
		return err
	}
	k.Retell(w.tx.Now)
	if i < 0 {
		w.clocks = append(w.clocks, k)
		if w.c.ID == 0 {
			return nil
		}
		return w.tx.Create(&k).Error
	}
	w.clocks[i] = k
	return w.tx.Model(&k).Select(append([]string{"met_at"}, clock.Reckoned...)).UpdateColumns(&k).Error
}

// meet stops a clock of the round at this instant.
func (w *work) meet(kinds ...ClockKind) error {
	w.reset = true
	for i := range w.clocks {
		k := &w.clocks[i]
		if k.MetAt != nil || !slices.Contains(kinds, k.Kind) {
			continue
		}
		k.MetAt = at(w.tx.Now)
		if err := w.tx.Model(k).UpdateColumns(map[string]any{"met_at": w.tx.Now}).Error; err != nil {
			return err
		}
	}
	return nil
}

// settleClocks sets when the action is due next.
func (w *work) settleClocks() {
	c := w.c
	if !w.reset {
		return
	}
	c.NextClock, c.NextDueAt, c.NextSoonAt, c.RemindAt = "", Never, Never, Never
	if c.State == Closed {
		return
	}
	for _, k := range w.clocks {
		if k.MetAt != nil {
			continue
		}
		c.NextClock, c.NextDueAt, c.NextSoonAt = k.Kind, k.DueAt, k.SoonAt
		if r, ok := k.Next(); ok {
			c.RemindAt = r.At
		}
	}
}

// due is the deadline of the round; zero where none is reckoned.
func (w *work) due() time.Time {
	for _, k := range w.clocks {
		if k.Kind == FinishClock {
			return k.DueAt
		}
	}
	return time.Time{}
}

// mostYears is how far ahead a look at an effect may be.
const mostYears = 5

// checkOn demands that the effect is looked at after the deadline, not before, and while somebody remembers it.
func (w *work) checkOn() {
	start, ok := dayAt(w.c.CheckOn, w.as.d.Zone())
	if !ok { // none, or one that was refused already
		return
	}
	if due := w.due(); !due.IsZero() && !start.After(due) {
		w.Check.Add("check_on", "invalid.action_check_before", "due", day(due, w.as.d.Zone()))
	}
	if last := w.tx.Now.AddDate(mostYears, 0, 0); start.After(last) {
		w.Check.Add("check_on", "invalid.action_check_far", "day", day(last, w.as.d.Zone()))
	}
}

// startCheck begins the clock of the look at the effect: it ends with the chosen day.
func (w *work) startCheck() error {
	start, _ := dayAt(w.c.CheckOn, w.as.d.Zone())
	end := start.AddDate(0, 0, 1)
	from := w.tx.Now
	for _, k := range w.clocks {
		if k.Kind == CheckClock {
			from = k.StartedAt
		}
	}
	minutes := int64((end.Sub(from) - 1) / time.Minute) // midnight would be the next day
	return w.start(CheckClock, calendar.Target{Amount: max(minutes, 1), Unit: calendar.ElapsedMinutes})
}
