package record

import (
	"time"

	"bihuan/handlers/calendar"
	model "bihuan/models/calendar"
	calview "bihuan/views/calendar"
	"bihuan/views/locale"
	view "bihuan/views/record"
	"bihuan/views/ui"
)

// Clock is one deadline as a page shows it.
type Clock struct {
	Label     string // which one, in words
	Due, Soon time.Time
	Met       *time.Time
	Paused    bool
}

// Clock is the chip of a deadline.
func (w Words) Clock(k Clock) ui.Clock {
	chip := ui.Clock{State: ui.ClockOK, Label: k.Label, Title: w.T("record.clock.due", "at", locale.FullTime(w.Ctx, k.Due))}
	switch {
	case k.Met != nil && k.Met.After(k.Due):
		chip.State, chip.Text = ui.ClockMissed, w.T("record.clock.missed", "d", k.Met.Sub(k.Due))
	case k.Met != nil:
		chip.State, chip.Text = ui.ClockDone, w.T("record.clock.met")
	case k.Paused:
		chip.State, chip.Text = ui.ClockPaused, w.T("record.clock.paused")
	case w.Now.After(k.Due):
		chip.State, chip.Text = ui.ClockLate, locale.Late(w.Ctx, w.Now.Sub(k.Due))
	case w.Now.After(k.Soon):
		chip.State, chip.Text = ui.ClockSoon, locale.Remaining(w.Ctx, k.Due.Sub(w.Now))
	default:
		chip.Text = locale.Remaining(w.Ctx, k.Due.Sub(w.Now))
	}
	return chip
}

// ClockLine is a deadline with the sentence that explains how it was reckoned.
func (w Words) ClockLine(k Clock, e model.Explanation) view.ClockLine {
	return view.ClockLine{Clock: w.Clock(k), Why: calview.Sentence(w.Ctx, calendar.Explain(e))}
}
