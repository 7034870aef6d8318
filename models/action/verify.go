package action

import (
	"context"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/clock"
	"bihuan/models/fault"
)

// Verify confirms that what was reported was done. A kind whose effect is to be proved waits for the chosen day;
// any other is closed.
func (as *Actions) Verify(ctx context.Context, a auth.Actor, ref Ref, in VerifyInput) error {
	return as.step(ctx, a, ref, VerifyStep, "action.verified", func(w *work) error {
		c := w.c
		w.Check.Text("comment", in.Comment, maxLine)
		w.Reason = strings.TrimSpace(in.Comment)
		c.VerifiedAt = at(w.tx.Now)
		if err := w.meet(VerifyClock); err != nil {
			return err
		}
		if !w.proof() {
			w.tell("action_closed", c.OwnerID, c.OpenerID)
			return w.end(Done)
		}
		if in.CheckOn == "" {
			w.Check.Add("check_on", "invalid.required")
		}
		if in.Measure.Indicator == "" {
			w.Check.Add("indicator", "invalid.required")
		}
		if err := w.judgedBy(in.CheckOn, in.Measure); err != nil {
			return err
		}
		if err := w.longEnough(); err != nil || !w.Check.OK() {
			return err
		}
		w.tell("action_verified", c.OwnerID, c.OpenerID)
		return w.startCheck()
	})
}

// judgedBy checks and sets on which day and by what the effect is looked at.
func (w *work) judgedBy(checkOn string, m Measure) error {
	c := w.c
	if checkOn != "" {
		if _, ok := dayAt(checkOn, w.as.d.Zone()); !ok {
			w.Check.Add("check_on", "invalid.date")
		}
	}
	if m.Indicator == "" {
		m = Measure{}
	}
	if m != c.Measure && m.Indicator != "" {
		i, ok := w.as.indicator(m.Indicator)
		if !ok {
			w.Check.Add("indicator", "invalid.choice")
			return nil
		}
		w.department("indicator_department_id", m.IndicatorDepartmentID)
		i.Check(&w.Check, w.terms, m)
	}
	w.Code("check_on", &c.CheckOn, checkOn)
	w.Code("indicator", &c.Indicator, m.Indicator)
	change.Value(&w.Set, "indicator_department_id", &c.IndicatorDepartmentID, m.IndicatorDepartmentID)
	w.Code("indicator_type", &c.IndicatorType, m.IndicatorType)
	w.Code("indicator_cause", &c.IndicatorCause, m.IndicatorCause)
	return nil
}

// longEnough demands a window long enough to prove something, after the verification and after the deadline.
func (w *work) longEnough() error {
	if w.checkOn(); !w.Check.OK() {
		return nil
	}
	rule, err := w.rule()
	if err != nil {
		return err
	}
	start, _ := dayAt(w.c.CheckOn, w.as.d.Zone())
	if e, days := w.c.windows(start, w.as.d.Zone()); days < rule.LeastDays {
		least := e.AfterFrom.In(w.as.d.Zone()).AddDate(0, 0, rule.LeastDays)
		w.Check.Add("check_on", "invalid.action_check_short", "n", rule.LeastDays, "day", day(least, w.as.d.Zone()))
	}
	return nil
}

// windows gives the windows of an effect looked at on a day, and how many whole days each has: those from the day
// after the verification to that day, and as many before the day on which the round began.
func (c *Action) windows(until time.Time, zone *time.Location) (e Effect, days int) {
	midnight := func(t time.Time, more int) time.Time {
		y, m, d := t.In(zone).Date()
		return time.Date(y, m, d+more, 0, 0, 0, 0, zone)
	}
	after := midnight(*c.VerifiedAt, 1)
	days = int(until.Sub(after).Round(24*time.Hour) / (24 * time.Hour))
	return Effect{BeforeFrom: midnight(c.RoundAt, -days).UTC(), BeforeTo: midnight(c.RoundAt, 0).UTC(), AfterFrom: after.UTC(), AfterTo: until.UTC()}, days
}

// Return sends what was reported back to the owner with the reason.
func (as *Actions) Return(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return as.step(ctx, a, ref, ReturnStep, "action.returned", func(w *work) error {
		w.because(reason)
		w.Time("reported_at", &w.c.ReportedAt, nil)
		if err := w.meet(VerifyClock); err != nil {
			return err
		}
		w.tell("action_returned", w.c.OwnerID)
		return w.newDeadline() // the calendar or the department may have changed since
	})
}

// Judge says whether the effect was proved: then the action is closed, otherwise it is opened anew.
func (as *Actions) Judge(ctx context.Context, a auth.Actor, ref Ref, in CheckInput) error {
	return as.step(ctx, a, ref, CheckStep, map[bool]string{true: "action.proved", false: "action.not_proved"}[in.Effective], func(w *work) error {
		c := w.c
		until, _ := dayAt(c.CheckOn, as.d.Zone())
		if w.tx.Now.Before(until) {
			return fault.Conflict("fault.action_check_early", "day", c.CheckOn)
		}
		effect, err := as.effect(w.tx.DB, w.tree, c)
		if err != nil {
			return err
		}
		w.Check.Text("comment", in.Comment, maxText)
		if in.Effective != effect.Improved() {
			w.Check.Required("comment", in.Comment)
		}
		if in.Finish != (calendar.Target{}) && !in.Effective {
			clock.CheckTarget(&w.Check, "finish", in.Finish)
		}
		if !w.Check.OK() {
			return nil
		}
		w.Reason = strings.TrimSpace(in.Comment)
		w.Note("before_count", effect.BeforeCount)
		w.Note("after_count", effect.AfterCount)
		k := Check{ActionID: c.ID, Round: c.Round, At: w.tx.Now, PersonID: a.PersonID, Effective: in.Effective, Comment: w.Reason, Measure: c.Measure, Effect: effect}
		if err := w.tx.Create(&k).Error; err != nil {
			return err
		}
		if err := w.meet(CheckClock); err != nil {
			return err
		}
		if in.Effective {
			w.tell("action_closed", c.OwnerID, c.OpenerID)
			return w.end(Effective)
		}
		change.Value(&w.Set, "ineffective", &c.Ineffective, c.Ineffective+1)
		supervisors, err := w.supervisors()
		if err != nil {
			return err
		}
		w.tell("action_ineffective", append([]int64{c.OwnerID, c.OpenerID}, supervisors...)...)
		return w.newRound(in.Finish)
	})
}

// end closes the action.
func (w *work) end(o Outcome) error {
	w.Changes = append(w.Changes, audit.Change{Field: "outcome", After: string(o)})
	w.c.State, w.c.Outcome, w.c.ClosedAt = Closed, o, at(w.tx.Now)
	return w.meet(FinishClock, VerifyClock, CheckClock)
}

// newRound takes the action up anew: with new measures, a new deadline and a new day for the effect.
func (w *work) newRound(finish calendar.Target) error {
	c := w.c
	if finish == (calendar.Target{}) {
		rule, err := w.rule()
		if err != nil {
			return err
		}
		finish = rule.Finish
	}
	c.State, c.RoundAt, c.Extensions = Opened, w.tx.Now, 0
	change.Value(&w.Set, "round", &c.Round, c.Round+1)
	c.PlannedAt, c.StartedAt, c.ReportedAt, c.VerifiedAt = nil, nil, nil, nil
	w.Text("report", &c.Report, "")
	w.Code("check_on", &c.CheckOn, "")
	change.Value(&w.Set, "finish_amount", &c.Finish.Amount, finish.Amount)
	w.Code("finish_unit", (*string)(&c.Finish.Unit), string(finish.Unit))
	w.clocks, w.team.former = nil, nil
	if err := w.tx.Where("action_id = ? AND former = ?", c.ID, true).Delete(&Coworker{}).Error; err != nil {
		return err
	}
	return w.start(FinishClock, finish)
}
