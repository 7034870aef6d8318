package org

import (
	"context"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// MoveInput is a new department or post from a day on.
type MoveInput struct {
	DepartmentID int64
	PostID       int64
	On           string
	Reason       string
}

// LeaveInput is a person's last day. EndNow ends the access at once, not after that day.
type LeaveInput struct {
	On     string
	Reason string
	EndNow bool
}

// Move gives a person another department or post from a day on. A day to come is only noted; Daily carries
// the move out when it has come. The day of the present assignment corrects that assignment.
func (o *Organisation) Move(ctx context.Context, actor auth.Actor, id int64, version int, in MoveInput) error {
	if err := checkStep(in.On, in.Reason); err != nil {
		return err
	}
	return o.edit(ctx, actor, id, func(tx *db.Tx, p Person) (audit.Event, error) {
		if err := actor.RequireIn(auth.PeopleWrite, in.DepartmentID); err != nil {
			return audit.Event{}, err
		}
		return o.move(tx, p, version, in)
	})
}

func (o *Organisation) move(tx *db.Tx, p Person, version int, in MoveInput) (audit.Event, error) {
	if p.LeftOn != "" {
		return audit.Event{}, fault.Conflict("fault.person_left", "name", p.Name)
	}
	department, post, err := place(tx, in.DepartmentID, in.PostID)
	if err != nil {
		return audit.Event{}, err
	}
	all, err := findAssignments(tx.DB, p.ID)
	if err != nil {
		return audit.Event{}, err
	}
	if len(all) == 0 || in.On < all[0].FromOn {
		return audit.Event{}, dayFault("invalid.move_before", in.On, all)
	}
	last := all[0]
	if last.DepartmentID == in.DepartmentID && last.PostID == in.PostID {
		var c fault.Check
		c.Add("department", "invalid.move_same")
		return audit.Event{}, c.Err()
	}
	if in.On == last.FromOn {
		err = updateAssignment(tx, last.ID, map[string]any{"department_id": in.DepartmentID, "post_id": in.PostID, "reason": in.Reason})
	} else {
		if err = updateAssignment(tx, last.ID, map[string]any{"to_on": dayBefore(in.On)}); err == nil {
			err = insertAssignment(tx, &Assignment{PersonID: p.ID, DepartmentID: in.DepartmentID, PostID: in.PostID, FromOn: in.On, Reason: in.Reason})
		}
	}
	if err != nil {
		return audit.Event{}, err
	}
	event := audit.Event{Kind: "person.move_planned", Reason: in.Reason}
	columns := map[string]any{}
	if in.On <= o.day(tx.Now) {
		event.Kind = "person.moved"
		columns["department_id"], columns["post_id"] = in.DepartmentID, in.PostID
	}
	if err := updatePerson(tx, p.ID, version, columns); err != nil {
		return event, err
	}
	names, err := namesOf(tx, last)
	event.Changes = append(changed(audit.Change{Field: "department", Before: names.department, After: department},
		audit.Change{Field: "post", Before: names.post, After: post}), audit.Change{Field: "on", After: in.On})
	return event, err
}

type placeNames struct{ department, post string }

// namesOf names the department and post of an assignment, closed ones too.
func namesOf(tx *db.Tx, a Assignment) (n placeNames, err error) {
	d, err := findDepartment(tx.DB, a.DepartmentID)
	if err != nil && !fault.Is(err, fault.NotFoundKind) {
		return n, err
	}
	n.department = d.Name
	if a.PostID == 0 {
		return n, nil
	}
	p, err := findPost(tx.DB, a.PostID)
	if err != nil && !fault.Is(err, fault.NotFoundKind) {
		return n, err
	}
	n.post = p.Name
	return n, nil
}

// DropMove takes back a move whose day has not come.
func (o *Organisation) DropMove(ctx context.Context, actor auth.Actor, id int64, version int) error {
	return o.edit(ctx, actor, id, func(tx *db.Tx, p Person) (audit.Event, error) {
		all, err := findAssignments(tx.DB, p.ID)
		if err != nil {
			return audit.Event{}, err
		}
		if len(all) < 2 || all[0].FromOn <= o.day(tx.Now) {
			return audit.Event{}, fault.Conflict("fault.no_planned_move")
		}
		if err := deleteAssignments(tx, p.ID, all[1].FromOn); err != nil {
			return audit.Event{}, err
		}
		if err := updateAssignment(tx, all[1].ID, map[string]any{"to_on": ""}); err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Kind: "person.move_dropped", Changes: []audit.Change{{Field: "on", Before: all[0].FromOn}}}, updatePerson(tx, p.ID, version, map[string]any{})
	})
}

// Leave notes a person's last day. After it, or at once where EndNow is set, account, sessions and roles end.
func (o *Organisation) Leave(ctx context.Context, actor auth.Actor, id int64, version int, in LeaveInput) error {
	if err := checkStep(in.On, in.Reason); err != nil {
		return err
	}
	return o.edit(ctx, actor, id, func(tx *db.Tx, p Person) (audit.Event, error) { return o.leave(tx, actor, p, version, in) })
}

func (o *Organisation) leave(tx *db.Tx, actor auth.Actor, p Person, version int, in LeaveInput) (audit.Event, error) {
	if p.LeftOn != "" {
		return audit.Event{}, fault.Conflict("fault.person_left", "name", p.Name)
	}
	if in.On < p.JoinedOn {
		return audit.Event{}, dayFault("invalid.leave_before", p.JoinedOn, nil)
	}
	all, err := findAssignments(tx.DB, p.ID)
	if err != nil {
		return audit.Event{}, err
	}
	// What was planned after the last day will not come.
	if err := deleteAssignments(tx, p.ID, in.On); err != nil {
		return audit.Event{}, err
	}
	for _, a := range all {
		if a.FromOn <= in.On {
			if err := updateAssignment(tx, a.ID, map[string]any{"to_on": in.On}); err != nil {
				return audit.Event{}, err
			}
			break
		}
	}
	if err := updatePerson(tx, p.ID, version, map[string]any{"left_on": in.On}); err != nil {
		return audit.Event{}, err
	}
	if in.EndNow || in.On < o.day(tx.Now) {
		if err := depart(tx, actor, p.ID, in.Reason); err != nil {
			return audit.Event{}, err
		}
	}
	return audit.Event{Kind: "person.left", Reason: in.Reason, Changes: []audit.Change{{Field: "left_on", Before: "", After: in.On}}}, nil
}

// depart takes from a person who has left what he held: departments that he headed, roles, the account.
func depart(tx *db.Tx, actor auth.Actor, id int64, reason string) error {
	if err := vacate(tx, actor, id); err != nil {
		return err
	}
	return auth.EndAccess(tx, actor, id, reason)
}

// Rejoin takes somebody on again who left, or, where the last day has not passed, takes the leaving back.
func (o *Organisation) Rejoin(ctx context.Context, actor auth.Actor, id int64, version int, in MoveInput) error {
	return o.edit(ctx, actor, id, func(tx *db.Tx, p Person) (audit.Event, error) {
		if p.LeftOn == "" {
			return audit.Event{}, fault.Conflict("fault.person_present", "name", p.Name)
		}
		if p.LeftOn >= o.day(tx.Now) {
			return o.stay(tx, p, version, in.Reason)
		}
		if err := checkStep(in.On, in.Reason); err != nil {
			return audit.Event{}, err
		}
		if in.On <= p.LeftOn {
			return audit.Event{}, dayFault("invalid.rejoin_before", p.LeftOn, nil)
		}
		if in.On > o.day(tx.Now) {
			var c fault.Check
			c.Add("on", "invalid.day_future")
			return audit.Event{}, c.Err()
		}
		if err := actor.RequireIn(auth.PeopleWrite, in.DepartmentID); err != nil {
			return audit.Event{}, err
		}
		department, post, err := place(tx, in.DepartmentID, in.PostID)
		if err != nil {
			return audit.Event{}, err
		}
		err = insertAssignment(tx, &Assignment{PersonID: p.ID, DepartmentID: in.DepartmentID, PostID: in.PostID, FromOn: in.On, Reason: in.Reason})
		if err == nil {
			err = updatePerson(tx, p.ID, version, map[string]any{"left_on": "", "department_id": in.DepartmentID, "post_id": in.PostID})
		}
		return audit.Event{Kind: "person.rejoined", Reason: in.Reason, Changes: []audit.Change{{Field: "left_on", Before: p.LeftOn, After: ""},
			{Field: "department", After: department}, {Field: "post", After: post}, {Field: "on", After: in.On}}}, err
	})
}

// stay takes back a leaving whose day has not passed.
func (o *Organisation) stay(tx *db.Tx, p Person, version int, reason string) (audit.Event, error) {
	all, err := findAssignments(tx.DB, p.ID)
	if err != nil {
		return audit.Event{}, err
	}
	if len(all) > 0 {
		if err := updateAssignment(tx, all[0].ID, map[string]any{"to_on": ""}); err != nil {
			return audit.Event{}, err
		}
	}
	return audit.Event{Kind: "person.stayed", Reason: reason, Changes: []audit.Change{{Field: "left_on", Before: p.LeftOn, After: ""}}},
		updatePerson(tx, p.ID, version, map[string]any{"left_on": ""})
}

// Daily carries out the moves whose day has come and ends the access of those whose last day has passed.
// It may run as often as one likes.
func (o *Organisation) Daily(ctx context.Context) error {
	actor := auth.System("daily")
	today := o.Today()
	const many = 10_000
	movers, err := dueMoves(o.db.Read(ctx), today, many)
	if err != nil {
		return err
	}
	for _, id := range movers {
		if err := o.edit(ctx, actor, id, func(tx *db.Tx, p Person) (audit.Event, error) { return arrive(tx, p, today) }); err != nil {
			return err
		}
	}
	leavers, err := dueLeavers(o.db.Read(ctx), today, many)
	if err != nil {
		return err
	}
	for _, id := range leavers {
		err := o.db.InTx(ctx, func(tx *db.Tx) error { return depart(tx, actor, id, "") })
		if err != nil && !fault.Is(err, fault.ConflictKind) { // the last administrator is kept, and told of on the page of roles
			return err
		}
	}
	return nil
}

// arrive makes the assignment of the day the one that the person's row tells of.
func arrive(tx *db.Tx, p Person, today string) (audit.Event, error) {
	all, err := findAssignments(tx.DB, p.ID)
	if err != nil {
		return audit.Event{}, err
	}
	for _, a := range all {
		if a.FromOn > today {
			continue
		}
		before, err := namesOf(tx, Assignment{DepartmentID: p.DepartmentID, PostID: p.PostID})
		if err != nil {
			return audit.Event{}, err
		}
		after, err := namesOf(tx, a)
		if err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Kind: "person.moved", Reason: a.Reason, Changes: append(changed(
				audit.Change{Field: "department", Before: before.department, After: after.department},
				audit.Change{Field: "post", Before: before.post, After: after.post}), audit.Change{Field: "on", After: a.FromOn})},
			updatePerson(tx, p.ID, p.Version, map[string]any{"department_id": a.DepartmentID, "post_id": a.PostID})
	}
	return audit.Event{}, fault.Conflict("fault.no_planned_move")
}

func checkStep(on, reason string) error {
	var c fault.Check
	checkDay(&c, "on", on)
	c.Line("reason", strings.TrimSpace(reason), auth.MaxReason)
	return c.Err()
}

func dayFault(key, day string, all []Assignment) error {
	if len(all) > 0 {
		day = all[0].FromOn
	}
	var c fault.Check
	c.Add("on", key, "day", day)
	return c.Err()
}
