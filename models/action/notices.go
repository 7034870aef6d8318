package action

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/job"
	"bihuan/models/notify"
	"bihuan/models/org"
)

// note is a notice to be sent when the step succeeds.
type note struct {
	to   int64
	kind string
	args map[string]string
	once string
}

// tell adds a notice for people, each once, except the actor.
func (w *work) tell(kind string, people ...int64) {
	for _, p := range people {
		if p == 0 || p == w.a.PersonID || slices.ContainsFunc(w.notes, func(n note) bool { return n.to == p }) {
			continue
		}
		w.notes = append(w.notes, note{to: p, kind: kind})
	}
}

// send sends the notices to those who can still sign in. A notice names the number only: who may read the action
// by then is asked when it is opened.
func (w *work) send() error {
	if len(w.notes) == 0 {
		return nil
	}
	people := make([]int64, len(w.notes))
	for i, n := range w.notes {
		people[i] = n.to
	}
	able, err := auth.ActiveOf(w.tx.DB, people)
	if err != nil {
		return err
	}
	for _, n := range w.notes {
		if !slices.Contains(able, n.to) {
			continue
		}
		args := map[string]string{"number": w.c.Number}
		for k, v := range n.args {
			args[k] = v
		}
		if err := notify.Send(w.tx, notify.Note{PersonID: n.to, Kind: n.kind, Args: args, RecordKind: Kind, RecordNumber: w.c.Number, Once: n.once}); err != nil {
			return err
		}
	}
	return nil
}

// supervisors are those over the action's department, but for the owner; where there are none, the nearest head.
func (w *work) supervisors() ([]int64, error) {
	all, err := org.Supervisors(w.tx.DB, w.c.DepartmentID, w.c.OwnerID)
	if err != nil || len(all) > 0 {
		return all, err
	}
	head, err := org.HeadOver(w.tx.DB, w.tree, w.c.DepartmentID, w.c.OwnerID)
	return []int64{head}, err
}

// verifiers are who is to verify: the one named while he is there, otherwise the supervisors.
func (w *work) verifiers() ([]int64, error) {
	if id := w.c.VerifierID; id != 0 {
		if able, err := auth.Able(w.tx.DB, id, auth.ActionVerify); err != nil || able {
			return []int64{id}, err
		}
	}
	all, err := w.supervisors()
	return slices.DeleteFunc(all, func(p int64) bool { return w.c.works(p, w.team) }), err
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
		head, err := org.HeadOver(w.tx.DB, w.tree, w.c.DepartmentID, w.c.OwnerID)
		if err != nil || head != 0 {
			return []int64{head}, err
		}
	}
	return w.supervisors()
}

// remindOf tells the levels of one clock whose time has come; of several for one person only the last.
func (w *work) remindOf(k *Clock, cal *calendar.Calendar) error {
	told := k.Told
	for ; k.MetAt == nil && k.Told < len(k.Reminders) && !k.Reminders[k.Told].At.After(w.tx.Now); k.Told++ {
		r := k.Reminders[k.Told]
		people, err := w.recipients(r.To, k.Kind)
		if err != nil {
			return err
		}
		n := note{kind: "action_soon", once: fmt.Sprintf("remind/%s/%d/%s/%d/%d", w.c.Number, k.Round, k.Kind, k.Told, r.At.Unix()),
			args: map[string]string{"clock": string(k.Kind), "due": k.DueAt.In(cal.Location()).Format("2006-01-02 15:04")}}
		if k.Late(w.tx.Now) {
			n.kind = "action_late"
		}
		for _, n.to = range people {
			w.notes = slices.DeleteFunc(w.notes, func(o note) bool { return o.to == n.to })
			w.notes = append(w.notes, n)
		}
		w.Note("clock", string(k.Kind))
		w.Note("to", r.To)
	}
	if k.Told == told {
		return nil
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
	c, err := load(tx.DB, a, number)
	if err != nil || c.RemindAt.After(tx.Now) {
		return err
	}
	t, err := loadTeam(tx.DB, c.ID)
	if err != nil {
		return err
	}
	w := &work{as: as, tx: tx, a: a, c: c, was: *c, team: t, terms: g.terms, tree: g.tree, rules: g.rules, kind: "action.reminded"}
	if err := w.useClocks(); err != nil {
		return err
	}
	for i := range w.clocks {
		if err := w.remindOf(&w.clocks[i], cal); err != nil {
			return err
		}
	}
	if err := w.settleClocks(); err != nil {
		return err
	}
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
