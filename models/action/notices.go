package action

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/job"
	"bihuan/models/org"
)

// tell adds a notice for people, each once, except the actor.
func (w *work) tell(kind string, people ...int64) { w.notices.Tell(kind, people, w.a.PersonID) }

// send sends the notices to those who can still sign in.
func (w *work) send() error { return w.notices.Send(w.tx, Kind, w.c.Number) }

// supervisors are those over the action's department, but for the owner; where there are none, the nearest head.
func (w *work) supervisors() ([]int64, error) {
	all, err := org.Supervisors(w.tx.DB, w.c.DepartmentID, w.c.OwnerID)
	if err != nil || len(all) > 0 {
		return all, err
	}
	return w.head()
}

// head is the nearest head above the action who does not own it; none where nobody is.
func (w *work) head() ([]int64, error) {
	id, err := org.HeadOver(w.tx.DB, w.tree, w.c.DepartmentID, w.c.OwnerID)
	if err != nil || id == 0 {
		return nil, err
	}
	return []int64{id}, nil
}

// verifiers are who is to verify: the one named while he is there, otherwise the supervisors who had no part in it.
// Where nobody is left, the head is told, who can name somebody.
func (w *work) verifiers() ([]int64, error) {
	if id := w.c.VerifierID; id != 0 {
		if able, err := auth.Able(w.tx.DB, id, auth.ActionVerify); err != nil || able {
			return []int64{id}, err
		}
	}
	all, err := w.supervisors()
	all = slices.DeleteFunc(all, func(p int64) bool { return w.c.worked(p, w.team) })
	if err != nil || len(all) > 0 {
		return all, err
	}
	return w.head()
}

// recipients are the people of a level; one that nobody holds falls to the supervisors.
func (w *work) recipients(to string, k ClockKind) ([]int64, error) {
	switch {
	case to == clock.Owner && k != FinishClock:
		return w.verifiers()
	case to == clock.Owner:
		there, err := auth.Able(w.tx.DB, w.c.OwnerID, auth.ActionWork)
		if err != nil || there {
			return []int64{w.c.OwnerID}, err
		}
	case to == clock.Head:
		if heads, err := w.head(); err != nil || len(heads) > 0 {
			return heads, err
		}
	}
	return w.supervisors()
}

// remindOf tells the levels of one clock whose time has come; of several for one person only the last.
func (w *work) remindOf(k *Clock, cal *calendar.Calendar) error {
	told := k.Told
	err := k.Tell(w.tx.Now, clock.Telling{Record: Kind, Number: w.c.Number, Round: k.Round, Clock: string(k.Kind), Zone: cal.Location(),
		People: func(level string) ([]int64, error) { return w.recipients(level, k.Kind) }}, &w.notices, &w.Set)
	if err != nil || k.Told == told {
		return err
	}
	// Another instance may be telling the same: the one that comes second finds other numbers and gives up.
	return db.Changed(w.tx.Model(&Clock{}).Where("action_id = ? AND round = ? AND kind = ? AND told = ?", k.ActionID, k.Round, k.Kind, told).
		UpdateColumns(map[string]any{"told": k.Told}))
}

// RemindJob is the kind of the job that looks at deadlines, each minute.
const RemindJob = "action.remind"

// Jobs tells the runner how to remind.
func (as *Actions) Jobs(r *job.Runner) {
	r.Handle(RemindJob, func(ctx context.Context, _ *job.Run) error { return as.Remind(ctx) })
	r.Every(RemindJob, clock.LookEvery)
}

// Remind tells people of clocks that run out, as the rules say, each level once and in working time only.
func (as *Actions) Remind(ctx context.Context) error {
	a := auth.System("deadline reminders")
	g, err := as.ground(ctx)
	if err != nil {
		return err
	}
	return clock.Remind(ctx, as.d, as.Calendars, "actions", func(cal *calendar.Calendar, number string) error {
		return as.d.InTx(ctx, func(tx *db.Tx) error { return as.remind(tx, a, g, cal, number) })
	})
}

// remind tells what is to be told of one action now. It leaves the version alone: what people are typing stays valid.
func (as *Actions) remind(tx *db.Tx, a auth.Actor, g ground, cal *calendar.Calendar, number string) error {
	l, err := load(tx.DB, a, number)
	if err != nil || l.RemindAt.After(tx.Now) {
		return err
	}
	c := &l.Action
	w := &work{as: as, tx: tx, a: a, c: c, was: *c, team: l.team, clocks: l.clocks, reset: true, terms: g.terms, tree: g.tree, rules: g.rules, kind: "action.reminded"}
	for i := range w.clocks {
		if err := w.remindOf(&w.clocks[i], cal); err != nil {
			return err
		}
	}
	w.settleClocks()
	if err := db.Changed(remembered(tx, c)); err != nil || len(w.Changes) == 0 {
		return err
	}
	if err := w.record(); err != nil {
		return err
	}
	return w.send()
}

func remembered(tx *db.Tx, c *Action) *gorm.DB {
	return tx.Model(&Action{}).Where("id = ? AND version = ?", c.ID, c.Version).UpdateColumns(map[string]any{"remind_at": c.RemindAt})
}
