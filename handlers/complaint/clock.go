package complaint

import (
	"bihuan/handlers/calendar"
	"bihuan/models/complaint"
	calview "bihuan/views/calendar"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// nextClock is the chip of a row: the deadline that comes next.
func (w words) nextClock(c complaint.Complaint) ui.Clock {
	switch {
	case c.PausedAt != nil:
		return ui.Clock{State: ui.ClockPaused, Text: w.t("complaint.clock.paused")}
	case c.NextClock == "":
		return ui.Clock{State: ui.ClockNone}
	}
	k := ui.Clock{State: ui.ClockOK, Label: w.t("complaint.clock." + string(c.NextClock)), Title: w.t("complaint.clock.due", "at", locale.FullTime(w.ctx, c.NextDueAt))}
	switch {
	case w.now.After(c.NextDueAt):
		k.State, k.Text = ui.ClockLate, locale.Late(w.ctx, w.now.Sub(c.NextDueAt))
	case w.now.After(c.NextSoonAt):
		k.State, k.Text = ui.ClockSoon, locale.Remaining(w.ctx, c.NextDueAt.Sub(w.now))
	default:
		k.Text = locale.Remaining(w.ctx, c.NextDueAt.Sub(w.now))
	}
	return k
}

// clockLines are the clocks of a record, each with the sentence that explains it.
func (w words) clockLines(v complaint.View) []view.ClockLine {
	var out []view.ClockLine
	for _, k := range v.Clocks {
		line := view.ClockLine{Clock: w.clock(k, v), Why: calview.Sentence(w.ctx, calendar.Explain(k.Explanation))}
		out = append(out, line)
	}
	return out
}

func (w words) clock(k complaint.Clock, v complaint.View) ui.Clock {
	chip := ui.Clock{State: ui.ClockOK, Label: w.t("complaint.clock." + string(k.Kind)), Title: w.t("complaint.clock.due", "at", locale.FullTime(w.ctx, k.DueAt))}
	switch {
	case k.MetAt != nil && k.Late(*k.MetAt):
		chip.State, chip.Text = ui.ClockMissed, w.t("complaint.clock.missed", "d", k.MetAt.Sub(k.DueAt))
	case k.MetAt != nil:
		chip.State, chip.Text = ui.ClockDone, w.t("complaint.clock.met")
	case v.PausedAt != nil:
		chip.State, chip.Text = ui.ClockPaused, w.t("complaint.clock.paused")
	case k.Late(w.now):
		chip.State, chip.Text = ui.ClockLate, locale.Late(w.ctx, w.now.Sub(k.DueAt))
	case w.now.After(k.SoonAt):
		chip.State, chip.Text = ui.ClockSoon, locale.Remaining(w.ctx, k.DueAt.Sub(w.now))
	default:
		chip.Text = locale.Remaining(w.ctx, k.DueAt.Sub(w.now))
	}
	return chip
}
