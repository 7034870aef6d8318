package action

import (
	"context"
	"slices"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Open opens an action and gives its number. A source that the actor may not see is refused like one that is not there.
func (as *Actions) Open(ctx context.Context, a auth.Actor, in OpenInput) (string, error) {
	if err := a.Require(auth.ActionOpen); err != nil {
		return "", err
	}
	source := link.Ref{}
	if in.Source.Number != "" {
		o, err := as.Links.Origin(ctx, a, in.Source.Kind, in.Source.Number)
		if err != nil {
			return "", err
		}
		source = o.Ref
	}
	o, err := as.Opening(ctx)
	if err != nil {
		return "", err
	}
	defer as.Index.Kick()
	var number string
	err = as.d.InTx(ctx, func(tx *db.Tx) error {
		number, err = o.Open(tx, a, in, source)
		return err
	})
	return number, err
}

// Opening opens actions in the transactions of other use cases, which so leave nothing half done.
type Opening struct {
	as *Actions
	ground
}

// Opening reads what opening an action needs. It takes connections of its own, so it is called before the transaction.
func (as *Actions) Opening(ctx context.Context) (Opening, error) {
	g, err := as.ground(ctx)
	return Opening{as, g}, err
}

// Open opens an action that a record led to (none where source is zero; the record's own use case has checked that the
// actor may see it), and gives its number. In.Source is not looked at.
func (o Opening) Open(tx *db.Tx, a auth.Actor, in OpenInput, source link.Ref) (string, error) {
	if err := a.Require(auth.ActionOpen); err != nil {
		return "", err
	}
	c := Action{Version: 1, State: Opened, Round: 1, SourceKind: source.Kind, SourceNumber: source.Number, OpenerID: a.PersonID,
		OpenedAt: tx.Now, RoundAt: tx.Now, NextDueAt: Never, NextSoonAt: Never, RemindAt: Never}
	w := &work{as: o.as, tx: tx, a: a, c: &c, terms: o.terms, tree: o.tree, rules: o.rules, kind: "action.opened"}
	if err := w.facts(in.Facts); err != nil {
		return "", err
	}
	if err := w.part(in.Part); err != nil {
		return "", err
	}
	if err := w.insert(source); err != nil {
		return "", err
	}
	w.tell("action_opened", c.OwnerID)
	w.tell("action_opened", w.team.coworkers...)
	return c.Number, w.send()
}

// CheckFacts tells what is wrong with the facts of a new action, for a form whose people were not all found.
func (as *Actions) CheckFacts(ctx context.Context, in Facts) error {
	g, err := as.ground(ctx)
	if err != nil {
		return err
	}
	w := &work{as: as, c: &Action{}, terms: g.terms, tree: g.tree, rules: g.rules}
	if err := w.facts(in); err != nil {
		return err
	}
	return w.Check.Err()
}

// facts checks and sets what is said about the action.
func (w *work) facts(in Facts) error {
	c := w.c
	w.terms.Check(&w.Check, "kind", terms.ActionKind, in.Kind, c.Kind, true)
	w.NeedText("finding", in.Finding, maxText)
	w.Check.Text("cause", in.Cause, maxText)
	title := strings.TrimSpace(in.Title)
	if title == "" {
		title = change.Cut(strings.Join(strings.Fields(in.Finding), " "), 60)
	}
	w.Check.Line("title", title, maxTitle)
	rule, ok := book.Find(w.rules, in.Priority)
	if !ok || !rule.Active && in.Priority != c.Priority {
		w.Check.Add("priority", "invalid.choice")
	}
	if in.Finish == (calendar.Target{}) {
		in.Finish = rule.Finish
	}
	if ok {
		clock.CheckTarget(&w.Check, "finish", in.Finish)
	}
	w.Code("kind", &c.Kind, in.Kind)
	w.Text("title", &c.Title, title)
	w.Text("finding", &c.Finding, in.Finding)
	w.Text("cause", &c.Cause, in.Cause)
	w.Code("priority", &c.Priority, in.Priority)
	if c.Finish != in.Finish {
		change.Value(&w.Set, "finish_amount", &c.Finish.Amount, in.Finish.Amount)
		w.Code("finish_unit", (*string)(&c.Finish.Unit), string(in.Finish.Unit))
	}
	return w.judgedBy(in.CheckOn, in.Measure)
}

// part checks and sets who has a part in the action. The owner neither verifies nor works along with himself.
func (w *work) part(in Part) error {
	c := w.c
	w.department("department_id", in.DepartmentID)
	if in.DepartmentID == 0 {
		w.Check.Add("department_id", "invalid.required")
	}
	if in.OwnerID == 0 {
		w.Check.Add("owner_id", "invalid.required")
	}
	coworkers := slices.DeleteFunc(distinct(in.Coworkers), func(id int64) bool { return id == in.OwnerID })
	if len(coworkers) > maxPeople {
		w.Check.Add("coworkers", "invalid.action_people", "max", maxPeople)
	}
	now := w.teamWith(in.OwnerID, coworkers)
	if in.VerifierID != 0 && (in.VerifierID == in.OwnerID || slices.Contains(coworkers, in.VerifierID) || slices.Contains(now.former, in.VerifierID)) {
		w.Check.Add("verifier_id", "invalid.action_verifier")
	}
	if !w.Check.OK() {
		return nil
	}
	people := []struct {
		field string
		ids   []int64
	}{{"owner_id", []int64{in.OwnerID}}, {"coworkers", coworkers}, {"verifier_id", []int64{in.VerifierID}}}
	for _, p := range people {
		for _, id := range p.ids {
			if id != c.OwnerID && id != c.VerifierID && !slices.Contains(w.team.coworkers, id) {
				if err := w.person(p.field, id); err != nil {
					return err
				}
			}
		}
	}
	if err := w.able("owner_id", in.OwnerID, c.OwnerID, auth.ActionWork); err != nil {
		return err
	}
	if err := w.able("verifier_id", in.VerifierID, c.VerifierID, auth.ActionVerify); err != nil || !w.Check.OK() {
		return err
	}
	change.Value(&w.Set, "department_id", &c.DepartmentID, in.DepartmentID)
	change.Value(&w.Set, "owner_id", &c.OwnerID, in.OwnerID)
	change.Value(&w.Set, "verifier_id", &c.VerifierID, in.VerifierID)
	return w.setTeam(now)
}

// able demands that who is newly named can sign in and holds the right anywhere.
func (w *work) able(field string, id, before int64, p auth.Permission) error {
	if id == 0 || id == before {
		return nil
	}
	able, err := auth.Able(w.tx.DB, id, p)
	if err == nil && !able {
		w.Check.Add(field, "invalid.action_able")
	}
	return err
}

// teamWith is the team as it is to stand. Who worked on the action once measures were stated stays known as former.
func (w *work) teamWith(owner int64, coworkers []int64) team {
	former := slices.Clone(w.team.former)
	if w.was.PlannedAt != nil {
		former = distinct(append(append(former, w.team.coworkers...), w.was.OwnerID))
	}
	former = slices.DeleteFunc(former, func(id int64) bool { return id == owner || slices.Contains(coworkers, id) })
	return team{coworkers: coworkers, former: former}
}

// setTeam sets who works along and notes who comes and goes.
func (w *work) setTeam(now team) error {
	for _, id := range w.team.coworkers {
		if !slices.Contains(now.coworkers, id) {
			w.Changes = append(w.Changes, audit.Change{Field: "coworker_id", Before: id})
		}
	}
	for _, id := range now.coworkers {
		if !slices.Contains(w.team.coworkers, id) {
			w.Note("coworker_id", id)
		}
	}
	w.team = now
	if w.c.ID == 0 { // a new action writes them after itself
		return nil
	}
	if err := w.tx.Where("action_id = ?", w.c.ID).Delete(&Coworker{}).Error; err != nil {
		return err
	}
	return w.writeTeam()
}

func (w *work) writeTeam() error {
	rows := make([]Coworker, 0, len(w.team.coworkers)+len(w.team.former))
	for _, id := range w.team.coworkers {
		rows = append(rows, Coworker{ActionID: w.c.ID, PersonID: id})
	}
	for _, id := range w.team.former {
		rows = append(rows, Coworker{ActionID: w.c.ID, PersonID: id, Former: true})
	}
	if len(rows) == 0 {
		return nil
	}
	return w.tx.Create(&rows).Error
}

// insert numbers the action and writes it with its clock, co-workers, link, event and search change.
func (w *work) insert(source link.Ref) error {
	if err := w.Check.Err(); err != nil {
		return err
	}
	c := w.c
	if err := w.start(FinishClock, c.Finish); err != nil {
		return err
	}
	w.checkOn()
	if err := w.Check.Err(); err != nil {
		return err
	}
	w.settleClocks()
	var err error
	if c.Number, err = w.tx.NextNumber(Prefix); err != nil {
		return err
	}
	if err := w.tx.Create(c).Error; err != nil {
		return err
	}
	for i := range w.clocks {
		w.clocks[i].ActionID = c.ID
	}
	if err := w.tx.Create(&w.clocks).Error; err != nil {
		return err
	}
	if err := w.writeTeam(); err != nil {
		return err
	}
	if source.Number != "" {
		if err := w.link(source); err != nil {
			return err
		}
	}
	if err := w.record(); err != nil {
		return err
	}
	return search.Put(w.tx, Kind, c.ID)
}

// link ties the action to a record that it comes from.
func (w *work) link(source link.Ref) error {
	w.Note("source", source.Number)
	return link.Add(w.tx, w.a, source, w.ref())
}

func (w *work) ref() link.Ref { return link.Ref{Kind: Kind, ID: w.c.ID, Number: w.c.Number} }

// Link ties an open action to one more record that it comes from.
func (as *Actions) Link(ctx context.Context, a auth.Actor, ref Ref, source link.Ref) error {
	o, err := as.Links.Origin(ctx, a, source.Kind, source.Number)
	if fault.Is(err, fault.NotFoundKind) {
		var c fault.Check
		c.Add("source", "invalid.action_source", "number", source.Number)
		return c.Err()
	}
	if err != nil {
		return err
	}
	return as.step(ctx, a, ref, LinkStep, "action.linked", func(w *work) error {
		if w.c.SourceNumber == "" {
			w.c.SourceKind, w.c.SourceNumber = o.Kind, o.Number
		}
		return w.link(o.Ref)
	})
}

// Edit changes the facts of an action that was not reported done yet. A new time allowed moves the deadline.
func (as *Actions) Edit(ctx context.Context, a auth.Actor, ref Ref, in Facts) error {
	return as.step(ctx, a, ref, EditStep, "action.edited", func(w *work) error {
		c := w.c
		if in.Finish == (calendar.Target{}) {
			in.Finish = c.Finish
		}
		if err := w.facts(in); err != nil || !w.Check.OK() {
			return err
		}
		if c.Finish != w.was.Finish {
			// Later, or by who works on it, more time is an extension, which another one grants with a reason.
			if c.PlannedAt != nil || c.works(w.a.PersonID, w.team) {
				w.Check.Add("finish", "invalid.action_finish")
				return nil
			}
			if err := w.start(FinishClock, c.Finish); err != nil {
				return err
			}
		}
		if c.Finish != w.was.Finish || c.CheckOn != w.was.CheckOn {
			w.checkOn()
		}
		if len(w.Changes) == 0 {
			return fault.Invalid("fault.action_unchanged")
		}
		w.reindex = true
		w.tell("action_edited", c.OwnerID)
		return nil
	})
}

// Assign hands the action to another owner, department, verifier or other co-workers.
func (as *Actions) Assign(ctx context.Context, a auth.Actor, ref Ref, in AssignInput) error {
	return as.step(ctx, a, ref, AssignStep, "action.assigned", func(w *work) error {
		c := w.c
		if c.State != Opened && in.OwnerID != c.OwnerID {
			w.Check.Required("reason", in.Reason)
		}
		w.Check.Text("reason", in.Reason, maxLine)
		w.Reason = strings.TrimSpace(in.Reason)
		team := w.team
		if err := w.part(in.Part); err != nil || !w.Check.OK() {
			return err
		}
		if len(w.Changes) == 0 {
			return fault.Invalid("fault.action_unchanged")
		}
		if (c.State == Reported || c.State == Verified) && (c.OwnerID != w.was.OwnerID || !slices.Equal(w.team.coworkers, team.coworkers)) {
			return fault.Conflict("fault.action_owner_fixed")
		}
		if c.DepartmentID != w.was.DepartmentID && c.State != Reported && c.State != Verified { // it may have days of its own
			if err := w.newDeadline(); err != nil {
				return err
			}
		}
		w.tell("action_assigned", c.OwnerID, w.was.OwnerID, c.VerifierID)
		w.tell("action_assigned", w.team.coworkers...)
		w.reindex = true
		return nil
	})
}
