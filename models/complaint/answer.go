package complaint

import (
	"context"
	"slices"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/terms"
)

// ProposeRemedy proposes one measure; several may be proposed one after the other.
func (cs *Complaints) ProposeRemedy(ctx context.Context, a auth.Actor, ref Ref, in RemedyInput) error {
	return cs.step(ctx, a, ref, ProposeStep, "complaint.remedy_proposed", func(w *work) error {
		w.term("kind", terms.RemedyKind, in.Kind, "", true)
		w.Check.Text("description", in.Description, maxText)
		costs := w.terms.Flag(terms.RemedyKind, in.Kind, terms.Amount)
		switch {
		case in.Amount < 0 || in.Amount > maxAmount:
			w.Check.Add("amount", "invalid.complaint_amount", "max", maxAmount/100)
		case in.Amount > 0 && !costs:
			w.Check.Add("amount", "invalid.complaint_no_amount")
		case in.Amount == 0:
			w.Check.Required("description", in.Description)
		}
		if !w.Check.OK() {
			return nil
		}
		r := Remedy{ComplaintID: w.c.ID, Round: w.c.Round, Kind: in.Kind, Amount: in.Amount, Description: strings.TrimSpace(in.Description),
			State: RemedyProposed, ProposedBy: a.PersonID, ProposedAt: w.tx.Now}
		if err := w.tx.Create(&r).Error; err != nil {
			return err
		}
		w.noteRemedy(r)
		approvers, err := w.supervisors()
		w.tell("complaint_remedy_proposed", approvers...)
		return err
	})
}

// maxAmount bounds a remedy at ten million yuan; more is a slip of the keyboard.
const maxAmount = 10_000_000_00

func (w *work) noteRemedy(r Remedy) {
	w.Note("remedy_kind", r.Kind)
	w.Note("amount", r.Amount)
	if r.Description != "" {
		w.Note("description", audit.Personal(r.Description))
	}
}

// ApproveRemedy lets a proposed remedy be carried out. Nobody approves what he proposed, nor what he handles.
func (cs *Complaints) ApproveRemedy(ctx context.Context, a auth.Actor, ref Ref, remedyID int64) error {
	return cs.step(ctx, a, ref, ApproveStep, "complaint.remedy_approved", func(w *work) error {
		return w.decide(remedyID, RemedyApproved, "")
	})
}

// SendBackRemedy sends a proposed remedy back with the reason.
func (cs *Complaints) SendBackRemedy(ctx context.Context, a auth.Actor, ref Ref, remedyID int64, reason string) error {
	return cs.step(ctx, a, ref, SendBackStep, "complaint.remedy_sent_back", func(w *work) error {
		w.NeedText("reason", reason, maxText)
		return w.decide(remedyID, RemedySentBack, strings.TrimSpace(reason))
	})
}

func (w *work) decide(id int64, state RemedyState, reason string) error {
	if !w.Check.OK() {
		return nil
	}
	all, err := loadRemedies(w.tx.DB, w.c.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(r Remedy) bool { return r.ID == id })
	switch {
	case i < 0:
		return fault.NotFound("fault.complaint_remedy_gone")
	case all[i].State != RemedyProposed || all[i].Round != w.c.Round:
		return fault.Conflict("fault.complaint_remedy_decided")
	case all[i].ProposedBy == w.a.PersonID:
		return fault.Refused("fault.complaint_approve_own")
	}
	r := &all[i]
	r.State = state
	res := w.tx.Model(&Remedy{}).Where("id = ? AND state = ?", id, RemedyProposed).
		UpdateColumns(map[string]any{"state": state, "decided_by": w.a.PersonID, "decided_at": w.tx.Now, "reason": reason})
	if err := db.Changed(res); err != nil {
		return err
	}
	w.c.State = afterDecision(all, w.c.Round)
	w.noteRemedy(*r)
	w.Reason = reason
	w.tell(map[RemedyState]string{RemedyApproved: "complaint_remedy_approved", RemedySentBack: "complaint_remedy_sent_back"}[state], r.ProposedBy, w.c.HandlerID)
	return nil
}

// afterDecision is the state that the remedies of a round leave the complaint in.
func afterDecision(all []Remedy, round int) State {
	state := Investigating
	for _, r := range all {
		switch {
		case r.Round != round:
		case r.State == RemedyProposed:
			return Proposed
		case r.State == RemedyApproved:
			state = Approved
		}
	}
	return state
}

// Reply notes the answer that the complainant was given. It stops the clock of the response, and that of the
// acknowledgement where it still runs.
func (cs *Complaints) Reply(ctx context.Context, a auth.Actor, ref Ref, in ReplyInput) error {
	return cs.step(ctx, a, ref, ReplyStep, "complaint.replied", func(w *work) error {
		c := w.c
		w.term("channel", terms.Channel, in.Channel, "", true)
		w.NeedText("text", in.Text, maxText)
		w.Code("reply_channel", &c.ReplyChannel, in.Channel)
		w.Text("reply", &c.Reply, in.Text)
		c.RepliedAt, c.RepliedBy, c.Attempts = at(w.tx.Now), a.PersonID, 0
		if c.AcknowledgedAt == nil {
			c.AcknowledgedAt = at(w.tx.Now)
		}
		supervisors, err := w.supervisors()
		if err != nil {
			return err
		}
		w.tell("complaint_follow_up_due", slices.DeleteFunc(supervisors, func(p int64) bool { return p == c.HandlerID })...)
		return w.meet(AcknowledgeClock, RespondClock)
	})
}

// FollowUp notes one attempt to ask the complainant. Where the outcome asks for a second round, the complaint
// is investigated anew with new clocks. Nobody asks about what he took part in.
func (cs *Complaints) FollowUp(ctx context.Context, a auth.Actor, ref Ref, in FollowUpInput) error {
	return cs.step(ctx, a, ref, FollowUpStep, "complaint.followed_up", func(w *work) error {
		c := w.c
		switch took, err := w.tookPart(a.PersonID); {
		case err != nil:
			return err
		case took:
			return fault.Refused("fault.complaint_follow_up_self")
		}
		f := FollowUp{ComplaintID: c.ID, Round: c.Round, Attempt: c.Attempts + 1, PersonID: a.PersonID, At: w.tx.Now, Outcome: in.Outcome,
			Experience: in.Experience, Expectation: in.Expectation, Comment: strings.TrimSpace(in.Comment)}
		f.Reached = w.terms.Flag(terms.FollowUpOutcome, in.Outcome, terms.Reached)
		again := f.Reached && w.terms.Flag(terms.FollowUpOutcome, in.Outcome, terms.SecondRound)
		f.Satisfied = f.Reached && !again
		w.checkFollowUp(f, again)
		if !w.Check.OK() {
			return nil
		}
		if err := w.tx.Create(&f).Error; err != nil {
			return err
		}
		w.Note("follow_up_outcome", f.Outcome)
		w.Note("attempt", f.Attempt)
		if f.Experience > 0 {
			w.Note("experience", f.Experience)
			w.Note("expectation", f.Expectation)
		}
		w.Reason = f.Comment
		switch {
		case again:
			w.tell("complaint_second_round", c.HandlerID)
			return w.newRound(Investigating)
		case !f.Reached:
			c.State = Replied
			change.Value(&w.Set, "attempts", &c.Attempts, f.Attempt)
		}
		return nil
	})
}

func (w *work) checkFollowUp(f FollowUp, again bool) {
	w.term("outcome", terms.FollowUpOutcome, f.Outcome, "", true)
	w.Check.Text("comment", f.Comment, maxText)
	if again {
		w.Check.Required("comment", f.Comment)
	}
	for field, mark := range map[string]int{"experience": f.Experience, "expectation": f.Expectation} {
		if mark < 0 || mark > 5 {
			w.Check.Add(field, "invalid.range", "from", 1, "to", 5)
		}
		if mark > 0 && !f.Reached {
			w.Check.Add(field, "invalid.complaint_not_reached")
		}
	}
	if (f.Experience == 0) != (f.Expectation == 0) {
		w.Check.Add("expectation", "invalid.complaint_both_marks")
	}
}

// newRound begins the complaint anew in a state, with new clocks for the reply and the solution.
func (w *work) newRound(state State) error {
	c := w.c
	c.State, c.Attempts = state, 0
	change.Value(&w.Set, "round", &c.Round, c.Round+1)
	w.clocks, w.have, w.reckon = nil, true, true
	return nil
}

// Outcomes lists how the complaint may be closed now.
func (c *Complaint) Outcomes(class DeadlineClass) []Outcome {
	var all []Outcome
	switch {
	case c.Closed:
		return nil
	case c.PausedAt != nil:
	case c.State == FollowedUp:
		all = append(all, Resolved)
	case c.State == Replied && c.Attempts >= class.FollowUpAttempts:
		all = append(all, Unreached)
	}
	return append(all, Withdrawn)
}

// Close ends the complaint; while it is paused only as withdrawn, which ends the pause too.
func (cs *Complaints) Close(ctx context.Context, a auth.Actor, ref Ref, in CloseInput) error {
	return cs.step(ctx, a, ref, CloseStep, "complaint.closed", func(w *work) error {
		class, err := w.class()
		if err != nil {
			return err
		}
		switch allowed := w.was.Outcomes(class); {
		case slices.Contains(allowed, in.Outcome):
		case w.was.PausedAt != nil:
			return fault.Conflict("fault.complaint_paused")
		case in.Outcome == Resolved:
			return fault.Conflict("fault.complaint_needs_follow_up")
		case in.Outcome == Unreached:
			return fault.Conflict("fault.complaint_needs_attempts", "n", class.FollowUpAttempts, "done", w.c.Attempts)
		default:
			w.Check.Add("outcome", "invalid.choice")
		}
		if err := w.leaveOpen(in.LeaveOpen); err != nil {
			return err
		}
		w.NeedText("summary", in.Summary, maxText)
		w.Text("summary", &w.c.Summary, in.Summary)
		if w.c.PausedAt != nil {
			if err := w.endPause(); err != nil {
				return err
			}
		}
		return w.end(in.Outcome)
	})
}
