package control

import (
	"context"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/job"
)

// RemindJob is the kind of the job that looks at due days, each minute.
const RemindJob = "control.remind"

// Jobs tells the runner how to remind.
func (cs *Controls) Jobs(r *job.Runner) {
	r.Handle(RemindJob, func(ctx context.Context, _ *job.Run) error { return cs.Remind(ctx) })
	r.Every(RemindJob, clock.LookEvery)
}

// Remind tells people of checks that are due or overdue, as the rules say, each level once and in working time only.
func (cs *Controls) Remind(ctx context.Context) error {
	ground, err := cs.ground(ctx, auth.System("due checks of controls"), auth.ControlRead)
	if err != nil {
		return err
	}
	return clock.Remind(ctx, cs.d, cs.Calendars, "controls", func(cal *calendar.Calendar, number string) error {
		return cs.d.InTx(ctx, func(tx *db.Tx) error {
			w := ground
			w.tx = tx
			return w.remind(cal, number)
		})
	})
}

// remind tells what is to be told of one control now. It leaves the version alone: what people are typing stays valid.
func (w *work) remind(cal *calendar.Calendar, number string) (err error) {
	if w.c, err = load(w.tx.DB, w.a, number); err != nil || w.c.RemindAt.After(w.tx.Now) {
		return err
	}
	c, told := w.c, w.c.Told
	telling := clock.Telling{Record: Kind, Number: c.Number, Round: int(c.Turn), Clock: "check", Zone: cal.Location(), People: w.recipients}
	if err := c.Tell(w.tx.Now, telling, &w.notices, &w.Set); err != nil {
		return err
	}
	c.remind()
	// Another instance may be telling the same: the one that comes second finds other numbers and gives up.
	err = db.Changed(w.tx.Model(&Control{}).Where("id = ? AND version = ? AND told = ?", c.ID, c.Version, told).
		UpdateColumns(map[string]any{"told": c.Told, "remind_at": c.RemindAt}))
	if err != nil || len(w.Changes) == 0 {
		return err
	}
	if err := w.a.Record(w.tx, audit.Event{Kind: "control.reminded", Changes: w.Changes, Record: audit.Ref{Kind: Kind, ID: c.ID, Number: c.Number}}); err != nil {
		return err
	}
	return w.notices.Send(w.tx, Kind, c.Number)
}

// recipients are the people of a level; one that nobody holds falls to the supervisors.
func (w *work) recipients(level string) ([]int64, error) {
	c := w.c
	switch level {
	case clock.Owner:
		there, err := auth.Able(w.tx.DB, c.OwnerID, auth.ControlCheck)
		if err != nil || there {
			return []int64{c.OwnerID}, err
		}
	case clock.Head:
		if heads, err := w.head(c.DepartmentID, c.OwnerID); err != nil || len(heads) > 0 {
			return heads, err
		}
	}
	return w.supervisors(c.DepartmentID, c.OwnerID)
}
