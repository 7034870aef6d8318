package control

import (
	"context"
	"strings"

	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Controls are the use cases on controls.
type Controls struct {
	d *db.DB
	Parts
	rules db.Cache[[]Rule]
}

// New gives the use cases on this database, names controls to the search index, lets them take part in chains and
// judge the effect of actions.
func New(d *db.DB, p Parts) *Controls {
	if p.ExportRows == 0 {
		p.ExportRows = 100_000
	}
	cs := &Controls{d: d, Parts: p}
	p.Index.Source(Kind, cs.documents, cs.last)
	p.Links.Join(link.Kind{Name: Kind, Prefix: Prefix, Read: auth.ControlRead, Cards: cs.cards, Origin: cs.origin})
	p.Actions.Measured(action.Indicator{Key: Indicator, Check: checkMeasure, Count: cs.countFailures})
	return cs
}

// work is one step being taken on one control.
type work struct {
	step
	cs    *Controls
	c     *Control
	was   Control
	rules []Rule
	kind  string // of the event
}

// ground is what every use case that writes reads first.
func (cs *Controls) ground(ctx context.Context, a auth.Actor, right auth.Permission) (w work, err error) {
	if w.step, err = cs.begin(ctx, a, right); err != nil {
		return w, err
	}
	w.cs, w.d = cs, cs.d
	w.rules, err = cs.Rules(ctx)
	return w, err
}

// take takes one step of a control in a transaction: it checks right, version and state, lets fn do what is peculiar
// to the step, and writes.
func (cs *Controls) take(ctx context.Context, ground work, ref Ref, s Step, kind string, fn func(w *work) error) error {
	defer cs.Index.Kick()
	return cs.d.InTx(ctx, func(tx *db.Tx) error {
		c, err := load(tx.DB, ground.a, ref.Number)
		if err != nil {
			return err
		}
		if err := c.entitled(ground.a, s); err != nil {
			return err
		}
		if err := version(ref.Version, c.Version); err != nil {
			return err
		}
		if err := c.may(ground.a, s); err != nil {
			return err
		}
		w := ground
		w.tx, w.c, w.was, w.kind = tx, c, *c, kind
		if err := fn(&w); err != nil {
			return err
		}
		return w.finish()
	})
}

// finish writes what the step changed.
func (w *work) finish() error {
	if err := w.Check.Err(); err != nil {
		return err
	}
	c := w.c
	c.Version++
	if err := db.Changed(w.tx.Model(&Control{}).Where("id = ? AND version = ?", c.ID, w.was.Version).UpdateColumns(change.Columns(&w.was, c))); err != nil {
		return err
	}
	if c.DueOn != w.was.DueOn {
		w.Changes = append(w.Changes, audit.Change{Field: "due_on", Before: w.was.DueOn, After: c.DueOn})
	}
	return w.tell()
}

// tell writes the event, the search change and the notices.
func (w *work) tell() error {
	c := w.c
	if err := w.a.Record(w.tx, audit.Event{Kind: w.kind, Reason: w.Reason, Changes: w.Changes, Record: audit.Ref{Kind: Kind, ID: c.ID, Number: c.Number}}); err != nil {
		return err
	}
	if err := search.Put(w.tx, Kind, c.ID); err != nil {
		return err
	}
	return w.notices.Send(w.tx, Kind, c.Number)
}

// Add enters a control into the register and gives its number.
func (cs *Controls) Add(ctx context.Context, a auth.Actor, in Facts) (string, error) {
	ground, err := cs.ground(ctx, a, auth.ControlWrite)
	if err != nil {
		return "", err
	}
	refs, err := cs.clausesOf(ctx, a, in.Clauses, &ground.Check)
	if err != nil {
		return "", err
	}
	defer cs.Index.Kick()
	var number string
	err = cs.d.InTx(ctx, func(tx *db.Tx) error {
		w := ground
		w.tx = tx
		number, err = w.add(in, refs)
		return err
	})
	return number, err
}

func (w *work) add(in Facts, refs []link.Ref) (string, error) {
	w.c, w.kind = &Control{Version: 1, AddedAt: w.tx.Now}, "control.added"
	c := w.c
	if err := w.facts(in); err != nil {
		return "", err
	}
	if err := w.Check.Err(); err != nil {
		return "", err
	}
	if err := w.turn(); err != nil {
		return "", err
	}
	var err error
	if c.Number, err = w.tx.NextNumber(Prefix); err != nil {
		return "", err
	}
	if err := w.tx.Create(c).Error; err != nil {
		return "", err
	}
	if err := w.setClauses(c.ref(), refs); err != nil {
		return "", err
	}
	w.Note("due_on", c.DueOn)
	w.notices.Tell("control_assigned", []int64{c.OwnerID}, w.a.PersonID)
	return c.Number, w.tell()
}

// CheckFacts tells what is wrong with the facts of a control, for a form whose people were not all found.
func (cs *Controls) CheckFacts(ctx context.Context, a auth.Actor, in Facts) error {
	w, err := cs.ground(ctx, a, auth.ControlWrite)
	if err != nil {
		return err
	}
	w.c = &Control{}
	w.said(in)
	if _, err := cs.clausesOf(ctx, a, in.Clauses, &w.Check); err != nil {
		return err
	}
	return w.Check.Err()
}

// said checks what is said about the control, but for who owns it.
func (w *work) said(in Facts) {
	c := w.c
	w.Check.Required("title", in.Title)
	w.Check.Line("title", in.Title, maxTitle)
	w.NeedText("text", in.Text, maxText)
	w.terms.Check(&w.Check, "area", terms.ControlArea, in.Area, c.Area, true)
	w.department(in.DepartmentID, c.DepartmentID, auth.ControlWrite)
	if in.Cycle != c.Cycle {
		in.Cycle.check(&w.Check)
	}
	if rule, ok := book.Find(w.rules, in.Rule); !ok || !rule.Active && in.Rule != c.Rule {
		w.Check.Add("rule", "invalid.choice")
	}
	switch latest := w.latestStart(); {
	case in.StartedOn == "":
		w.Check.Add("started_on", "invalid.required")
	case !validDay(in.StartedOn):
		w.Check.Add("started_on", "invalid.date")
	case in.StartedOn > latest:
		w.Check.Add("started_on", "invalid.control_start_far", "day", latest)
	}
}

// latestStart is the last day on which a control can start: a year from now.
func (w *work) latestStart() string {
	today, err := calendar.ParseDate(w.today)
	if err != nil {
		return w.today
	}
	return (today + 366).String()
}

// facts checks and sets what is said about the control.
func (w *work) facts(in Facts) error {
	c := w.c
	w.said(in)
	if err := w.owner(in.OwnerID, c.OwnerID, auth.ControlCheck); err != nil {
		return err
	}
	w.Code("title", &c.Title, in.Title)
	w.Text("text", &c.Text, in.Text)
	w.Code("area", &c.Area, in.Area)
	change.Value(&w.Set, "department_id", &c.DepartmentID, in.DepartmentID)
	change.Value(&w.Set, "owner_id", &c.OwnerID, in.OwnerID)
	change.Value(&w.Set, "cycle_amount", &c.Cycle.Amount, in.Cycle.Amount)
	w.Code("cycle_unit", (*string)(&c.Cycle.Unit), string(in.Cycle.Unit))
	w.Code("rule", &c.Rule, in.Rule)
	change.Value(&w.Set, "evidence", &c.Evidence, in.Evidence)
	w.Code("started_on", &c.StartedOn, in.StartedOn)
	return nil
}

// turn sets the due day of the present cycle with the calendar as it is.
func (w *work) turn() error {
	cal, err := w.cs.Calendars.CurrentIn(w.tx.DB)
	if err != nil {
		return err
	}
	rule, ok := book.Find(w.rules, w.c.Rule)
	if !ok && len(w.rules) == 0 {
		return fault.Conflict("fault.control_no_rule")
	} else if !ok {
		rule = w.rules[0]
	}
	return w.c.turn(cal, rule, w.tx.Now)
}

// Edit changes the facts of a control. A new cycle runs from the last check, or from the start.
func (cs *Controls) Edit(ctx context.Context, a auth.Actor, ref Ref, in Facts) error {
	ground, err := cs.ground(ctx, a, Rights[EditStep])
	if err != nil {
		return err
	}
	refs, err := cs.clausesOf(ctx, a, in.Clauses, &ground.Check)
	if err != nil {
		return err
	}
	now, err := load(cs.d.Read(ctx), a, ref.Number)
	if err != nil {
		return err
	}
	if refs, err = cs.kept(ctx, cs.d.Read(ctx), a, now.ref(), refs); err != nil {
		return err
	}
	return cs.take(ctx, ground, ref, EditStep, "control.edited", func(w *work) error {
		c := w.c
		w.Check.Text("reason", in.Reason, maxLine)
		w.Reason = strings.TrimSpace(in.Reason)
		if err := w.facts(in); err != nil || !w.Check.OK() {
			return err
		}
		if c.Cycle != w.was.Cycle || c.StartedOn != w.was.StartedOn || c.Rule != w.was.Rule || c.DepartmentID != w.was.DepartmentID {
			if err := w.turn(); err != nil {
				return err
			}
		}
		if w.was.Late(w.tx.Now) && c.DueOn > w.was.DueOn {
			w.Check.Required("reason", in.Reason)
		}
		if !w.Check.OK() {
			return nil
		}
		if err := w.setClauses(c.ref(), refs); err != nil {
			return err
		}
		if len(w.Changes) == 0 {
			return fault.Invalid("fault.control_unchanged")
		}
		if c.OwnerID != w.was.OwnerID {
			w.notices.Tell("control_assigned", []int64{c.OwnerID, w.was.OwnerID}, w.a.PersonID)
		}
		return nil
	})
}

// Retire takes a control out of use, with the reason. Its checks stay.
func (cs *Controls) Retire(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	ground, err := cs.ground(ctx, a, Rights[RetireStep])
	if err != nil {
		return err
	}
	return cs.take(ctx, ground, ref, RetireStep, "control.retired", func(w *work) error {
		w.because(reason)
		w.c.Closed = true
		now := w.tx.Now
		w.c.RetiredAt = &now
		w.c.rest()
		w.notices.Tell("control_retired", []int64{w.c.OwnerID}, w.a.PersonID)
		return nil
	})
}

// Resume takes a retired control into use again, from today on.
func (cs *Controls) Resume(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	ground, err := cs.ground(ctx, a, Rights[ResumeStep])
	if err != nil {
		return err
	}
	return cs.take(ctx, ground, ref, ResumeStep, "control.resumed", func(w *work) error {
		w.because(reason)
		w.c.Closed, w.c.RetiredAt = false, nil
		w.Code("started_on", &w.c.StartedOn, w.today)
		w.notices.Tell("control_assigned", []int64{w.c.OwnerID}, w.a.PersonID)
		return w.turn()
	})
}
