package complaint

import (
	"context"
	"slices"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/terms"
)

// Accept takes the complaint up.
func (cs *Complaints) Accept(ctx context.Context, a auth.Actor, ref Ref, in AcceptInput) error {
	return cs.step(ctx, a, ref, AcceptStep, "complaint.accepted", func(w *work) error {
		w.c.AcceptedAt = at(w.tx.Now)
		if in.Take && w.c.HandlerID == 0 && a.PersonID != 0 {
			change.Value(&w.Set, "handler_id", &w.c.HandlerID, a.PersonID)
		}
		return nil
	})
}

// NotAccept ends the complaint at once: the complainant is told why and where to turn to.
func (cs *Complaints) NotAccept(ctx context.Context, a auth.Actor, ref Ref, in NotAcceptInput) error {
	return cs.step(ctx, a, ref, NotAcceptStep, "complaint.not_accepted", func(w *work) error {
		w.term("reason", terms.NotAcceptReason, in.Reason, "", true)
		w.term("recourse", terms.Recourse, in.Recourse, "", true)
		w.NeedText("text", in.Text, maxText)
		w.Code("not_accept_reason", &w.c.NotAcceptReason, in.Reason)
		w.Code("recourse", &w.c.Recourse, in.Recourse)
		w.Text("reply", &w.c.Reply, in.Text)
		return w.end(NotAcceptedOutcome)
	})
}

// end sets how and when the complaint ended and stops all clocks.
func (w *work) end(o Outcome) error {
	w.Note("outcome", string(o))
	w.c.Outcome, w.c.ClosedAt = o, at(w.tx.Now)
	w.tell("complaint_closed", w.c.FirstContactID, w.c.HandlerID)
	return w.meet(clockKinds...)
}

// Acknowledge notes that the complainant was told that the complaint arrived.
func (cs *Complaints) Acknowledge(ctx context.Context, a auth.Actor, ref Ref, in AcknowledgeInput) error {
	return cs.step(ctx, a, ref, AcknowledgeStep, "complaint.acknowledged", func(w *work) error {
		w.term("channel", terms.Channel, in.Channel, "", true)
		w.Check.Text("text", in.Text, maxText)
		w.Note("acknowledge_channel", in.Channel)
		w.Reason = strings.TrimSpace(in.Text)
		w.c.AcknowledgedAt = at(w.tx.Now)
		return w.meet(AcknowledgeClock)
	})
}

// Assess makes the initial assessment, or revises it; the deadline class moves the clocks, from the receipt on.
func (cs *Complaints) Assess(ctx context.Context, a auth.Actor, ref Ref, in AssessInput) error {
	classes, err := cs.Classes(ctx)
	if err != nil {
		return err
	}
	return cs.step(ctx, a, ref, AssessStep, "complaint.assessed", func(w *work) error {
		c := w.c
		w.term("severity", terms.Severity, in.Severity, c.Severity, true)
		w.term("complexity", terms.Complexity, in.Complexity, c.Complexity, true)
		w.term("impact", terms.Impact, in.Impact, c.Impact, true)
		w.Check.Text("action_text", in.ActionText, maxText)
		if in.ImmediateAction {
			w.Check.Required("action_text", in.ActionText)
		}
		if class, ok := findClass(classes, in.DeadlineClass); !ok || !class.Active && in.DeadlineClass != c.DeadlineClass {
			w.Check.Add("deadline_class", "invalid.choice")
		}
		w.Code("severity", &c.Severity, in.Severity)
		w.Code("complexity", &c.Complexity, in.Complexity)
		w.Code("impact", &c.Impact, in.Impact)
		change.Value(&w.Set, "immediate_action", &c.ImmediateAction, in.ImmediateAction)
		w.Text("action_text", &c.ActionText, in.ActionText)
		w.reckon = c.DeadlineClass != in.DeadlineClass && w.Check.OK()
		if err := w.checkClass(classes, in.DeadlineClass); err != nil {
			return err
		}
		w.Code("deadline_class", &c.DeadlineClass, in.DeadlineClass)
		if c.AssessedAt == nil {
			c.AssessedAt = at(w.tx.Now)
		}
		return nil
	})
}

// checkClass demands the right to assign from who gives a complaint more time after a clock ran over.
func (w *work) checkClass(classes []DeadlineClass, code string) error {
	if !w.reckon || w.a.CanIn(auth.ComplaintAssign, w.c.DepartmentID) {
		return nil
	}
	if err := w.useClocks(); err != nil {
		return err
	}
	cal, err := w.cs.Calendars.CurrentIn(w.tx.DB)
	if err != nil {
		return err
	}
	pauses, err := w.pauses()
	if err != nil {
		return err
	}
	class, _ := findClass(classes, code)
	for _, k := range w.clocks {
		if k.MetAt != nil || !k.Late(w.tx.Now) {
			continue
		}
		anew := k
		if err := anew.reckon(cal, class, pauses, w.c.DepartmentID); err != nil {
			return err
		}
		if anew.DueAt.After(k.DueAt) {
			w.Check.Add("deadline_class", "invalid.complaint_class_late")
		}
	}
	return nil
}

// Investigate notes what was found out so far; it may be repeated.
func (cs *Complaints) Investigate(ctx context.Context, a auth.Actor, ref Ref, in InvestigateInput) error {
	return cs.step(ctx, a, ref, InvestigateStep, "complaint.investigated", func(w *work) error {
		c := w.c
		w.NeedText("findings", in.Findings, maxText)
		w.Text("findings", &c.Findings, in.Findings)
		before := *c
		w.Code("failure_type", &c.FailureType, in.FailureType)
		class := c.FailureClass
		c.FailureClass = in.FailureClass
		w.failure(&before)
		found := c.FailureClass
		c.FailureClass = class
		w.Code("failure_class", &c.FailureClass, found)
		w.term("attribution", terms.Attribution, in.Attribution, c.Attribution, false)
		w.Code("attribution", &c.Attribution, in.Attribution)
		w.term("failure_kind", terms.FailureKind, in.FailureKind, c.FailureKind, false)
		w.Code("failure_kind", &c.FailureKind, in.FailureKind)
		if in.Upheld != Undecided && !slices.Contains(Verdicts, in.Upheld) {
			w.Check.Add("upheld", "invalid.choice")
		}
		w.Code("upheld", (*string)(&c.Upheld), string(in.Upheld))
		w.Changes = append(w.Changes, fileChanges(in.Files)...)
		if len(in.Files) == 0 {
			return nil
		}
		return w.attach(in.Files)
	})
}

// Pause stops the clocks while something is waited for.
func (cs *Complaints) Pause(ctx context.Context, a auth.Actor, ref Ref, in PauseInput) error {
	return cs.step(ctx, a, ref, PauseStep, "complaint.paused", func(w *work) error {
		w.term("reason", terms.PauseReason, in.Reason, "", true)
		w.Check.Text("text", in.Text, maxText)
		if !w.Check.OK() {
			return nil
		}
		w.Code("pause_reason", &w.c.PauseReason, in.Reason)
		w.Reason, w.c.PausedAt = strings.TrimSpace(in.Text), at(w.tx.Now)
		if err := w.tx.Create(&Pause{ComplaintID: w.c.ID, Reason: in.Reason, StartedAt: w.tx.Now, StartedBy: a.PersonID}).Error; err != nil {
			return err
		}
		return w.useClocks()
	})
}

// Resume lets the clocks run again, later by what was paused.
func (cs *Complaints) Resume(ctx context.Context, a auth.Actor, ref Ref, note string) error {
	return cs.step(ctx, a, ref, ResumeStep, "complaint.resumed", func(w *work) error {
		w.Check.Text("note", note, maxText)
		w.Reason, w.reckon = strings.TrimSpace(note), true
		return w.endPause()
	})
}

func (w *work) endPause() error {
	w.Code("pause_reason", &w.c.PauseReason, "")
	w.c.PausedAt = nil
	return db.Changed(w.tx.Model(&Pause{}).Where("complaint_id = ? AND ended_at IS NULL", w.c.ID).
		UpdateColumns(map[string]any{"ended_at": w.tx.Now, "ended_by": w.a.PersonID}))
}

// Reopen takes a closed complaint up again as a new round. How the last one ended stays in the timeline only.
func (cs *Complaints) Reopen(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return cs.step(ctx, a, ref, ReopenStep, "complaint.reopened", func(w *work) error {
		w.NeedText("reason", reason, maxText)
		w.Reason = strings.TrimSpace(reason)
		state := w.c.State
		if w.c.AssessedAt == nil {
			state = Accepted
		}
		if w.c.AcceptedAt == nil {
			w.c.AcceptedAt = at(w.tx.Now)
		}
		w.clearEnd()
		w.tell("complaint_reopened", w.c.HandlerID)
		return w.newRound(state)
	})
}

// clearEnd empties what tells how a round was answered and ended, and notes what stood there.
func (w *work) clearEnd() {
	c := w.c
	w.Code("outcome", (*string)(&c.Outcome), "")
	w.Code("not_accept_reason", &c.NotAcceptReason, "")
	w.Code("recourse", &c.Recourse, "")
	w.Code("reply_channel", &c.ReplyChannel, "")
	w.Text("reply", &c.Reply, "")
	w.Text("summary", &c.Summary, "")
	change.Value(&w.Set, "replied_by", &c.RepliedBy, 0)
	w.Time("replied_at", &c.RepliedAt, nil)
	w.Time("closed_at", &c.ClosedAt, nil)
}

// beside does what stands beside the complaint and changes nothing of it: a comment, a file, a look.
func (cs *Complaints) beside(ctx context.Context, a auth.Actor, number string, s Step, kind string, fn func(w *work) error) error {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return err
	}
	return cs.d.InTx(ctx, func(tx *db.Tx) error {
		c, err := load(tx.DB, a, number)
		if err != nil {
			return err
		}
		if err := c.may(a, s); err != nil {
			return err
		}
		w := &work{cs: cs, tx: tx, a: a, c: c, was: *c, kind: kind}
		if err := fn(w); err != nil {
			return err
		}
		if err := w.Check.Err(); err != nil {
			return err
		}
		if err := w.record(); err != nil {
			return err
		}
		return w.send()
	})
}

// Comment adds a remark to the timeline, at any time.
func (cs *Complaints) Comment(ctx context.Context, a auth.Actor, number, text string) error {
	return cs.beside(ctx, a, number, CommentStep, "complaint.commented", func(w *work) error {
		w.NeedText("text", text, maxText)
		w.Note("comment", audit.Personal(strings.TrimSpace(text)))
		w.tell("complaint_commented", w.c.HandlerID)
		return nil
	})
}

// Attach adds files.
func (cs *Complaints) Attach(ctx context.Context, a auth.Actor, number string, files []file.Upload) error {
	return cs.beside(ctx, a, number, AttachStep, "complaint.file_attached", func(w *work) error {
		if len(files) == 0 {
			w.Check.Add("files", "invalid.required")
			return nil
		}
		w.Changes = fileChanges(files)
		return w.attach(files)
	})
}

// Reveal shows the complainant unmasked to somebody in scope who does not handle the complaint; why is kept.
func (cs *Complaints) Reveal(ctx context.Context, a auth.Actor, number, reason string) (Complainant, error) {
	var p Complainant
	err := cs.beside(ctx, a, number, RevealStep, "complaint.revealed", func(w *work) (err error) {
		w.NeedText("reason", reason, maxText)
		w.Reason = strings.TrimSpace(reason)
		p, err = loadComplainant(w.tx.DB, w.c.ID)
		return err
	})
	if err != nil {
		return Complainant{}, err
	}
	return p, nil
}
