package complaint

import (
	"bihuan/handlers/record"
	"bihuan/models/complaint"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// nextClock is the chip of a row: the deadline that comes next.
func (w words) nextClock(c complaint.Complaint) ui.Clock {
	switch {
	case c.PausedAt != nil:
		return ui.Clock{State: ui.ClockPaused, Text: w.T("record.clock.paused")}
	case c.NextClock == "":
		return ui.Clock{State: ui.ClockNone}
	}
	return w.Clock(record.Clock{Label: w.T("complaint.clock." + string(c.NextClock)), Due: c.NextDueAt, Soon: c.NextSoonAt})
}

// clockLines are the clocks of a record, each with the sentence that explains it.
func (w words) clockLines(v complaint.View) []views.ClockLine {
	var out []views.ClockLine
	for _, k := range v.Clocks {
		clock := record.Clock{Label: w.T("complaint.clock." + string(k.Kind)), Due: k.DueAt, Soon: k.SoonAt, Met: k.MetAt, Paused: v.PausedAt != nil}
		out = append(out, w.ClockLine(clock, k.Explanation))
	}
	return out
}
