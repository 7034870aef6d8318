package policy

import (
	"context"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
)

// Ask asks that a person or a department need not follow a clause until a day.
func (ps *Policies) Ask(ctx context.Context, a auth.Actor, ref Ref, in ExceptionInput) error {
	return ps.step(ctx, a, ref, AskStep, "policy.exception_asked", func(w *work) error {
		w.p.Stage = w.was.Stage
		w.NeedText("reason", in.Reason, maxText)
		w.NeedText("measures", in.Measures, maxText)
		if in.DepartmentID == 0 && in.PersonID == 0 {
			w.Check.Add("department_id", "invalid.required")
		}
		w.tree.Check(&w.Check, "department_id", in.DepartmentID)
		if in.PersonID != 0 {
			if err := w.person("person_id", in.PersonID); err != nil {
				return err
			}
		}
		w.checkSpan(&in)
		label, err := w.labelIn(w.p.CurrentID, in.Key)
		if err != nil || !w.Check.OK() {
			return err
		}
		e := Exception{PolicyID: w.p.ID, Key: in.Key, Label: label, State: Asked, DepartmentID: in.DepartmentID, PersonID: in.PersonID, Reason: strings.TrimSpace(in.Reason),
			Measures: strings.TrimSpace(in.Measures), FromOn: in.FromOn, UntilOn: in.UntilOn, AskedBy: w.a.PersonID, AskedAt: w.tx.Now}
		w.Note("clause", label)
		w.Note("until_on", in.UntilOn)
		w.tell("policy_exception_asked", w.p.OwnerID)
		return w.tx.Create(&e).Error
	})
}

// checkSpan demands a span that is not over yet and no longer than two years: what is to hold for ever is a revision.
func (w *work) checkSpan(in *ExceptionInput) {
	in.FromOn, in.UntilOn = strings.TrimSpace(in.FromOn), strings.TrimSpace(in.UntilOn)
	from, ok := dayAt(in.FromOn, w.ps.d.Zone())
	if !ok {
		w.Check.Add("from_on", "invalid.day")
	}
	until, ok2 := dayAt(in.UntilOn, w.ps.d.Zone())
	switch {
	case !ok2:
		w.Check.Add("until_on", "invalid.day")
	case in.UntilOn < w.today() || in.UntilOn < in.FromOn:
		w.Check.Add("until_on", "invalid.policy_until_past")
	case ok && until.After(from.AddDate(2, 0, 0)):
		w.Check.Add("until_on", "invalid.policy_until_far")
	}
}

// Answer grants an exception or does not. Nobody answers what he asked for himself, or what is for himself.
func (ps *Policies) Answer(ctx context.Context, a auth.Actor, ref Ref, in AnswerInput) error {
	return ps.step(ctx, a, ref, AnswerStep, "policy.exception_answered", func(w *work) error {
		w.p.Stage = w.was.Stage
		e, err := w.exception(in, Asked)
		if err != nil {
			return err
		}
		if w.a.PersonID == e.AskedBy || w.a.PersonID == e.PersonID {
			return fault.Refused("fault.policy_exception_own")
		}
		if e.State = NotGranted; in.Grant {
			e.State, e.TellOn = Granted, e.soon(w.ps.d.Zone())
			if e.UntilOn < w.today() {
				return fault.Conflict("fault.policy_exception_over")
			}
		}
		return w.endException(e, in)
	})
}

// EndException takes a granted exception back before its last day.
func (ps *Policies) EndException(ctx context.Context, a auth.Actor, ref Ref, in AnswerInput) error {
	return ps.step(ctx, a, ref, EndStep, "policy.exception_ended", func(w *work) error {
		w.p.Stage = w.was.Stage
		w.Check.Required("note", in.Note)
		e, err := w.exception(in, Granted)
		if err != nil {
			return err
		}
		e.State, e.TellOn = EndedBefore, ""
		return w.endException(e, in)
	})
}

func (w *work) exception(in AnswerInput, state ExceptionState) (Exception, error) {
	w.Check.Text("note", in.Note, maxText)
	if !in.Grant {
		w.Check.Required("note", in.Note)
	}
	if err := w.Check.Err(); err != nil {
		return Exception{}, err
	}
	var all []Exception
	if err := w.tx.Where("id = ? AND policy_id = ?", in.ID, w.p.ID).Limit(1).Find(&all).Error; err != nil {
		return Exception{}, err
	}
	if len(all) == 0 {
		return Exception{}, fault.NotFound("fault.policy_exception_gone")
	}
	if all[0].State != state {
		return Exception{}, fault.Conflict("fault.policy_exception_answered")
	}
	return all[0], nil
}

func (w *work) endException(e Exception, in AnswerInput) error {
	w.Reason = strings.TrimSpace(in.Note)
	w.Note("clause", e.Label)
	w.Note("exception", string(e.State))
	people := []int64{e.AskedBy}
	if e.PersonID != 0 {
		people = append(people, e.PersonID)
	}
	w.tell("policy_exception_answered", people...)
	return w.tx.Model(&Exception{}).Where("id = ?", e.ID).UpdateColumns(map[string]any{"state": e.State, "tell_on": e.TellOn, "approver_id": w.a.PersonID, "decided_at": w.tx.Now, "note": w.Reason}).Error
}

// Cite says that a record of another domain, which the actor may see, points at a clause.
func (ps *Policies) Cite(ctx context.Context, a auth.Actor, in CiteInput) error {
	if err := a.Require(auth.PolicyCite); err != nil {
		return err
	}
	from, err := ps.Links.Origin(ctx, a, in.Kind, in.Number)
	if err != nil {
		return err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return err
	}
	return ps.d.InTx(ctx, func(tx *db.Tx) error {
		l, err := load(tx.DB, a, g, in.Clause)
		if err != nil {
			return err
		}
		w := ps.begin(tx, a, g, l, "policy.cited")
		w.NeedText("reason", in.Reason, maxLine)
		c, err := findClause(tx.DB, l.ID, in.Clause)
		if err != nil {
			return err
		}
		w.Reason = strings.TrimSpace(in.Reason)
		w.Note("record", from.Number)
		w.Note("clause", strings.TrimSpace(c.Number+" "+c.Label))
		if err := w.Check.Err(); err != nil {
			return err
		}
		if err := link.Add(tx, a, from.Ref, link.Ref{Kind: Record, ID: c.ID, Number: c.Number}); err != nil {
			return err
		}
		if in.Kind != Record {
			w.tell("policy_cited", l.OwnerID)
		}
		return w.finish()
	})
}
