package action

import (
	"context"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/clock"
	"bihuan/models/link"
)

// Extend gives the round more time, with the reason. A look at the effect that would fall before the new deadline moves by as much.
func (as *Actions) Extend(ctx context.Context, a auth.Actor, ref Ref, in ExtendInput) error {
	return as.step(ctx, a, ref, ExtendStep, "action.extended", func(w *work) error {
		c := w.c
		w.because(in.Reason)
		if in.Amount < 1 || in.Amount > 3650 {
			w.Check.Add("amount", "invalid.range", "from", 1, "to", 3650)
			return nil
		}
		change.Value(&w.Set, "finish_amount", &c.Finish.Amount, c.Finish.Amount+in.Amount)
		clock.CheckTarget(&w.Check, "amount", c.Finish)
		if !w.Check.OK() {
			return nil
		}
		c.Extensions++
		if err := w.newDeadline(); err != nil {
			return err
		}
		w.tell("action_extended", c.OwnerID, c.OpenerID)
		return nil
	})
}

// newDeadline reckons the deadline of the round anew. A look at the effect that would then not come after it moves
// by as much.
func (w *work) newDeadline() error {
	before := w.due()
	if err := w.start(FinishClock, w.c.Finish); err != nil {
		return err
	}
	if start, ok := dayAt(w.c.CheckOn, w.as.d.Zone()); ok && !start.After(w.due()) {
		w.Code("check_on", &w.c.CheckOn, day(start.Add(w.due().Sub(before)).AddDate(0, 0, 1), w.as.d.Zone()))
	}
	return nil
}

// Postpone moves the day on which the effect is looked at, with the reason.
func (as *Actions) Postpone(ctx context.Context, a auth.Actor, ref Ref, in PostponeInput) error {
	return as.step(ctx, a, ref, PostponeStep, "action.postponed", func(w *work) error {
		w.because(in.Reason)
		if _, ok := dayAt(in.CheckOn, as.d.Zone()); !ok {
			w.Check.Add("check_on", "invalid.date")
			return nil
		}
		w.Code("check_on", &w.c.CheckOn, in.CheckOn)
		if err := w.longEnough(); err != nil || !w.Check.OK() {
			return err
		}
		people, err := w.verifiers()
		if err != nil {
			return err
		}
		w.tell("action_postponed", append(people, w.c.OwnerID)...)
		return w.startCheck()
	})
}

// Cancel ends an action that comes to nothing, with the reason. The chains that led to it want another one.
func (as *Actions) Cancel(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return as.step(ctx, a, ref, CancelStep, "action.cancelled", func(w *work) error {
		w.because(reason)
		w.tell("action_cancelled", w.c.OwnerID, w.c.OpenerID, w.c.VerifierID)
		return w.end(Cancelled)
	})
}

// Reopen takes a closed action up again as a new round, with the reason.
func (as *Actions) Reopen(ctx context.Context, a auth.Actor, ref Ref, in ReopenInput) error {
	return as.step(ctx, a, ref, ReopenStep, "action.reopened", func(w *work) error {
		w.because(in.Reason)
		if in.Finish != (calendar.Target{}) {
			clock.CheckTarget(&w.Check, "finish", in.Finish)
		}
		if !w.Check.OK() {
			return nil
		}
		w.Code("outcome", (*string)(&w.c.Outcome), "")
		w.Time("closed_at", &w.c.ClosedAt, nil)
		w.tell("action_reopened", w.c.OwnerID, w.c.OpenerID)
		return w.newRound(in.Finish)
	})
}

// Comment adds a remark to the timeline, at any time.
func (as *Actions) Comment(ctx context.Context, a auth.Actor, number, text string) error {
	return as.step(ctx, a, Ref{Number: number}, CommentStep, "action.commented", func(w *work) error {
		w.NeedText("text", text, maxText)
		w.Note("comment", audit.Personal(strings.TrimSpace(text)))
		w.tell("action_commented", w.c.OwnerID)
		return nil
	})
}

// The thing that the chain of a verified action wants until its effect is proved.
const wantsProof = "proof"

// settleChain keeps the chain's wants and ends in step with the action.
func (w *work) settleChain() error {
	c := w.c
	if c.State == w.was.State && c.DepartmentID == w.was.DepartmentID && c.Kind == w.was.Kind {
		return nil
	}
	if was, is := w.was.Outcome == Cancelled, c.Outcome == Cancelled; was != is {
		if err := link.End(w.tx, w.ref(), is); err != nil {
			return err
		}
	}
	if c.State != Closed && w.proof() && (c.State == Verified || c.Ineffective > 0) {
		return link.Want(w.tx, w.ref(), c.DepartmentID, wantsProof)
	}
	return link.Unwant(w.tx, w.ref(), wantsProof)
}
