package policy

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/job"
	"bihuan/models/notify"
)

// start begins a clock with a target, in place of one of the same kind and round.
func (w *work) start(kind ClockKind, round int, target calendar.Target) error {
	w.reset = true
	cal, err := w.ps.Calendars.CurrentIn(w.tx.DB)
	if err != nil {
		return err
	}
	k := Clock{PolicyID: w.p.ID, Round: round, Kind: kind, Time: clock.Time{StartedAt: w.tx.Now}}
	if err := k.Reckon(cal, target, nil, w.p.DepartmentID, max(w.l.kind.SoonPercent, 1), w.l.kind.Reminders); err != nil {
		if f := fault.Of(err); f != nil { // a time that no calendar holds
			w.Check.Add(string(kind), f.Key, f.Args...)
			return w.Check.Err()
		}
		return err
	}
	k.Retell(w.tx.Now)
	if err := w.meet(kind); err != nil {
		return err
	}
	w.l.clocks = append(w.l.clocks, k)
	if err := w.tx.Where("policy_id = ? AND round = ? AND kind = ?", k.PolicyID, k.Round, k.Kind).Delete(&Clock{}).Error; err != nil {
		return err
	}
	return w.tx.Create(&k).Error
}

// meet stops clocks at this instant.
func (w *work) meet(kinds ...ClockKind) error {
	w.reset = true
	w.l.clocks = slices.DeleteFunc(w.l.clocks, func(k Clock) bool { return slices.Contains(kinds, k.Kind) })
	return w.tx.Model(&Clock{}).Where("policy_id = ? AND kind IN ? AND met_at IS NULL", w.p.ID, kinds).UpdateColumns(map[string]any{"met_at": w.tx.Now}).Error
}

// settleClocks sets when the policy is due next, and when somebody is to be reminded of it.
func (w *work) settleClocks() error {
	p := w.p
	p.NextClock, p.NextDueAt, p.NextSoonAt, p.RemindAt = "", Never, Never, Never
	for _, k := range w.l.clocks {
		if k.DueAt.Before(p.NextDueAt) {
			p.NextClock, p.NextDueAt, p.NextSoonAt = k.Kind, k.DueAt, k.SoonAt
		}
		if r, ok := k.Next(); ok && r.At.Before(p.RemindAt) {
			p.RemindAt = r.At
		}
	}
	return nil
}

// cycleEnd is the day one cycle after the policy was last looked at, in force or taken over: another cycle is no review.
// Empty where it has no cycle.
func (w *work) cycleEnd() string {
	p, last := w.p, w.p.CreatedAt
	for _, t := range []*time.Time{p.InForceAt, p.ReviewedAt} {
		if t != nil && t.After(last) {
			last = *t
		}
	}
	if p.ReviewMonths == 0 {
		return ""
	}
	return last.In(w.ps.d.Zone()).AddDate(0, p.ReviewMonths, 0).Format(time.DateOnly)
}

// nextReview sets the day of the next periodic review, by the cycle where on is empty, and its clock.
func (w *work) nextReview(on string) error {
	p, zone := w.p, w.ps.d.Zone()
	if on == "" && p.ReviewMonths > 0 {
		on = w.tx.Now.In(zone).AddDate(0, p.ReviewMonths, 0).Format(time.DateOnly)
	}
	w.Code("review_on", &p.ReviewOn, on)
	if on == "" {
		return w.meet(PeriodClock)
	}
	begin, ok := dayAt(on, zone)
	if !ok {
		w.Check.Add("next_on", "invalid.day")
		return nil
	}
	minutes := int64((begin.AddDate(0, 0, 1).Sub(w.tx.Now) - 1) / time.Minute)
	var rounds int64
	if err := w.tx.Model(&Clock{}).Where("policy_id = ? AND kind = ?", p.ID, PeriodClock).Count(&rounds).Error; err != nil {
		return err
	}
	return w.start(PeriodClock, int(rounds)+1, calendar.Target{Amount: max(minutes, 1), Unit: calendar.ElapsedMinutes})
}

// Review records a periodic look: nothing to change, or that the policy is to be revised, which the next edition does.
func (ps *Policies) Review(ctx context.Context, a auth.Actor, ref Ref, in ReviewInput) error {
	return ps.step(ctx, a, ref, ReviewStep, "policy.reviewed", func(w *work) error {
		w.p.Stage = w.was.Stage
		w.NeedText("note", in.Note, maxText)
		if in.NextOn = strings.TrimSpace(in.NextOn); in.NextOn != "" {
			last := w.tx.Now.In(w.ps.d.Zone()).AddDate(0, maxMonths, 0).Format(time.DateOnly)
			if _, ok := dayAt(in.NextOn, w.ps.d.Zone()); !ok || in.NextOn <= w.today() || in.NextOn > last {
				w.Check.Add("next_on", "invalid.policy_next_review", "from", w.today(), "to", last)
			}
		}
		if !w.Check.OK() {
			return nil
		}
		w.Note("revise", in.Revise)
		w.Reason = strings.TrimSpace(in.Note)
		w.p.ReviewedAt = at(w.tx.Now)
		if err := w.nextReview(in.NextOn); err != nil {
			return err
		}
		r := Review{PolicyID: w.p.ID, EditionID: w.p.CurrentID, At: w.tx.Now, PersonID: w.a.PersonID, Revise: in.Revise, Note: w.Reason, NextOn: w.p.ReviewOn}
		return w.tx.Create(&r).Error
	})
}

// tell adds a notice for people, each once, except the actor.
func (w *work) tell(kind string, people ...int64) { w.notices.Tell(kind, people, w.a.PersonID) }

// RemindJob is the kind of the job that looks at deadlines and at exceptions that end.
const RemindJob = "policy.remind"

// Jobs tells the runner how to switch and to remind.
func (ps *Policies) Jobs(r *job.Runner) {
	r.Handle(SwitchJob, func(ctx context.Context, _ *job.Run) error { return ps.Switch(ctx) })
	r.Every(SwitchJob, clock.LookEvery)
	r.Handle(RemindJob, func(ctx context.Context, _ *job.Run) error { return ps.Remind(ctx) })
	r.Every(RemindJob, clock.LookEvery)
}

// Remind tells people of clocks that run out and of exceptions that end, each level once.
func (ps *Policies) Remind(ctx context.Context) error {
	a := auth.System("deadline reminders")
	g, err := ps.ground(ctx)
	if err != nil {
		return err
	}
	err = clock.Remind(ctx, ps.d, ps.Calendars, "policies", func(cal *calendar.Calendar, number string) error {
		return ps.d.InTx(ctx, func(tx *db.Tx) error { return ps.remind(tx, a, g, cal, number) })
	})
	if err != nil {
		return err
	}
	return ps.tellEnds(ctx, a, g)
}

// remind tells what is to be told of one policy now. It leaves the version alone: what people are typing stays valid.
func (ps *Policies) remind(tx *db.Tx, a auth.Actor, g ground, cal *calendar.Calendar, number string) error {
	l, err := load(tx.DB, a, g, number)
	if err != nil || l.RemindAt.After(tx.Now) {
		return err
	}
	w := ps.begin(tx, a, g, l, "policy.reminded")
	for i := range l.clocks {
		if err := w.remindOf(&l.clocks[i], cal); err != nil {
			return err
		}
	}
	if err := w.settleClocks(); err != nil {
		return err
	}
	res := tx.Model(&Policy{}).Where("id = ? AND version = ?", l.ID, l.Version).UpdateColumns(map[string]any{"remind_at": l.RemindAt})
	if err := db.Changed(res); err != nil || len(w.Changes) == 0 {
		return err
	}
	if err := w.record(); err != nil {
		return err
	}
	return w.notices.Send(tx, Record, l.Number)
}

// remindOf tells the levels of one clock whose time has come; of several for one person only the last.
func (w *work) remindOf(k *Clock, cal *calendar.Calendar) error {
	told := k.Told
	err := k.Tell(w.tx.Now, clock.Telling{Record: Record, Number: w.p.Number, Round: k.Round, Clock: string(k.Kind), Zone: cal.Location(),
		People: func(level string) ([]int64, error) { return w.recipients(level, k.Kind) }}, &w.notices, &w.Set)
	if err != nil || k.Told == told {
		return err
	}
	// Another instance may be telling the same: the one that comes second finds other numbers and gives up.
	return db.Changed(w.tx.Model(&Clock{}).Where("policy_id = ? AND round = ? AND kind = ? AND told = ?", k.PolicyID, k.Round, k.Kind, told).
		UpdateColumns(map[string]any{"told": k.Told}))
}

// recipients are the people of a level: whose word is waited for, or who keeps the policy; one that nobody holds falls
// to the supervisors.
func (w *work) recipients(to string, k ClockKind) ([]int64, error) {
	switch to {
	case clock.Owner:
		if k == PeriodClock {
			return []int64{w.p.OwnerID}, nil
		}
		var waiting []int64
		for _, t := range w.l.people {
			if t.Waiting {
				waiting = append(waiting, t.PersonID)
			}
		}
		return waiting, nil
	case clock.Head:
		if heads, err := w.head(); err != nil || len(heads) > 0 {
			return heads, err
		}
	}
	return w.supervisors()
}

// mostEnds is how many exceptions' ends are told of at a time; the next look tells of the others.
const mostEnds = 500

// tellEnds tells who asked for an exception and who keeps the policy that it ends soon, and on its last day.
func (ps *Policies) tellEnds(ctx context.Context, a auth.Actor, g ground) error {
	today := day(ps.d.Now(), ps.d.Zone())
	var due []Exception
	err := ps.d.Read(ctx).Table("policy_exceptions e").Select("e.*").Joins("JOIN policies p ON p.id = e.policy_id").
		Where("e.state = ? AND e.tell_on > '' AND e.tell_on <= ? AND p.state = ?", Granted, today, InForce).Order("e.tell_on, e.id").Limit(mostEnds).Find(&due).Error
	if err != nil {
		return err
	}
	for _, e := range due {
		if err := ps.d.InTx(ctx, func(tx *db.Tx) error { return ps.tellEnd(tx, a, g, e, today) }); err != nil && !fault.Is(err, fault.ConflictKind) {
			return err
		}
	}
	return nil
}

// soon is the day on which a fifth of an exception's time is left.
func (e Exception) soon(zone *time.Location) string {
	from, _ := dayAt(e.FromOn, zone)
	until, _ := dayAt(e.UntilOn, zone)
	return day(from.Add(until.Sub(from)*4/5), zone)
}

func (ps *Policies) tellEnd(tx *db.Tx, a auth.Actor, g ground, e Exception, today string) error {
	next := ""
	if today < e.UntilOn {
		next = e.UntilOn
	}
	err := db.Changed(tx.Model(&Exception{}).Where("id = ? AND state = ? AND tell_on = ?", e.ID, Granted, e.TellOn).UpdateColumns(map[string]any{"tell_on": next}))
	if err != nil {
		return err
	}
	var p Policy
	if err := tx.Where("id = ?", e.PolicyID).Take(&p).Error; err != nil {
		return err
	}
	w := ps.begin(tx, a, g, &loaded{Policy: p}, "policy.exception_ending")
	w.Note("until_on", e.UntilOn)
	people := []int64{e.AskedBy, p.OwnerID}
	if e.PersonID != 0 {
		people = append(people, e.PersonID)
	}
	w.notices.Remind(notify.Note{Kind: "policy_exception_ending", Args: map[string]string{"until": e.UntilOn, "clock": "exception"}}, distinct(people))
	if err := w.record(); err != nil {
		return err
	}
	return w.notices.Send(tx, Record, p.Number)
}
