package org

import (
	"context"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// PersonInput is what is told of a person when he joins, or corrected later. Department and post are
// changed by Move only.
type PersonInput struct {
	Number       string
	Name         string
	DepartmentID int64
	PostID       int64
	Phone        string
	Email        string
	JoinedOn     string
}

func (in *PersonInput) trim() {
	for _, s := range []*string{&in.Number, &in.Name, &in.Phone, &in.Email, &in.JoinedOn} {
		*s = strings.TrimSpace(*s)
	}
}

const (
	maxPhone = 40
	maxEmail = 254
)

func (in PersonInput) check() error {
	var c fault.Check
	checkNumber(&c, in.Number)
	checkName(&c, "name", in.Name)
	c.Line("phone", in.Phone, maxPhone)
	c.Phone("phone", in.Phone)
	c.Line("email", in.Email, maxEmail)
	c.Email("email", in.Email)
	checkDay(&c, "joined_on", in.JoinedOn)
	if in.DepartmentID == 0 {
		c.Add("department", "invalid.required")
	}
	return c.Err()
}

func checkDay(c *fault.Check, field, s string) {
	c.Required(field, s)
	if !validDay(s) {
		c.Add(field, "invalid.day")
	}
}

// Register takes a new person on, with the first department and post from the day of joining.
func (o *Organisation) Register(ctx context.Context, actor auth.Actor, in PersonInput) (Person, error) {
	in.trim()
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return Person{}, err
	}
	if err := in.check(); err != nil {
		return Person{}, err
	}
	var p Person
	err := o.db.InTx(ctx, func(tx *db.Tx) (err error) {
		p, err = register(tx, actor, in)
		return err
	})
	return p, err
}

// RegisterAll takes many people on in a transaction that does more, as demonstration data and imports do.
func RegisterAll(tx *db.Tx, actor auth.Actor, all []PersonInput) ([]Person, error) {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return nil, err
	}
	people := make([]Person, 0, len(all))
	for _, in := range all {
		in.trim()
		if err := in.check(); err != nil {
			return nil, err
		}
		p, err := register(tx, actor, in)
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, nil
}

func register(tx *db.Tx, actor auth.Actor, in PersonInput) (Person, error) {
	department, post, err := place(tx, in.DepartmentID, in.PostID)
	if err != nil {
		return Person{}, err
	}
	if err := actor.RequireIn(auth.PeopleWrite, in.DepartmentID); err != nil {
		return Person{}, err
	}
	p := Person{Number: in.Number, Name: in.Name, DepartmentID: in.DepartmentID, PostID: in.PostID, Phone: in.Phone, Email: in.Email, JoinedOn: in.JoinedOn}
	if err := insertPerson(tx, &p); err != nil {
		return Person{}, err
	}
	if err := insertAssignment(tx, &Assignment{PersonID: p.ID, DepartmentID: p.DepartmentID, PostID: p.PostID, FromOn: p.JoinedOn}); err != nil {
		return Person{}, err
	}
	return p, actor.Record(tx, audit.Event{Kind: "person.registered", Record: p.ref(), Changes: changed(
		audit.Change{Field: "number", After: p.Number}, audit.Change{Field: "name", After: audit.Personal(p.Name)},
		audit.Change{Field: "department", After: department}, audit.Change{Field: "post", Before: "", After: post},
		audit.Change{Field: "phone", Before: audit.Personal(""), After: audit.Personal(p.Phone)},
		audit.Change{Field: "email", Before: audit.Personal(""), After: audit.Personal(p.Email)},
		audit.Change{Field: "joined_on", After: p.JoinedOn})})
}

func (p Person) ref() audit.Ref { return audit.Ref{Kind: "person", ID: p.ID, Number: p.Number} }

// place checks that a department and a post can be taken, and gives their names.
func place(tx *db.Tx, departmentID, postID int64) (department, post string, err error) {
	var c fault.Check
	d, err := findDepartment(tx.DB, departmentID)
	if err != nil && !fault.Is(err, fault.NotFoundKind) {
		return "", "", err
	}
	if err != nil || d.Closed {
		c.Add("department", "invalid.department_closed")
	}
	var p Post
	if postID != 0 {
		if p, err = findPost(tx.DB, postID); err != nil && !fault.Is(err, fault.NotFoundKind) {
			return "", "", err
		}
		if err != nil || p.Closed {
			c.Add("post", "invalid.post_closed")
		}
	}
	return d.Name, p.Name, c.Err()
}

// Change corrects what is told of a person. Department and post stay.
func (o *Organisation) Change(ctx context.Context, actor auth.Actor, id int64, version int, in PersonInput) (Person, error) {
	in.trim()
	var p Person
	err := o.edit(ctx, actor, id, func(tx *db.Tx, old Person) (audit.Event, error) {
		in.DepartmentID = old.DepartmentID
		if err := in.check(); err != nil {
			return audit.Event{}, err
		}
		var err error
		p, err = change(tx, old, version, in)
		return audit.Event{Kind: "person.changed", Changes: changesOf(old, in)}, err
	})
	return p, err
}

func change(tx *db.Tx, old Person, version int, in PersonInput) (Person, error) {
	err := updatePerson(tx, old.ID, version, map[string]any{"number": in.Number, "number_key": NumberKey(in.Number), "name": in.Name,
		"phone": in.Phone, "email": in.Email, "joined_on": in.JoinedOn})
	if err != nil {
		return old, err
	}
	if in.JoinedOn != old.JoinedOn {
		if err := moveFirst(tx, old, in.JoinedOn); err != nil {
			return old, err
		}
	}
	if NumberKey(in.Number) != old.NumberKey {
		err = auth.RenameLogin(tx, old.ID, in.Number)
	}
	old.Number, old.NumberKey, old.Name, old.Phone, old.Email, old.JoinedOn, old.Version = in.Number, NumberKey(in.Number), in.Name, in.Phone, in.Email, in.JoinedOn, version+1
	return old, err
}

func changesOf(old Person, in PersonInput) []audit.Change {
	return changed(
		audit.Change{Field: "number", Before: old.Number, After: in.Number},
		audit.Change{Field: "name", Before: audit.Personal(old.Name), After: audit.Personal(in.Name)},
		audit.Change{Field: "phone", Before: audit.Personal(old.Phone), After: audit.Personal(in.Phone)},
		audit.Change{Field: "email", Before: audit.Personal(old.Email), After: audit.Personal(in.Email)},
		audit.Change{Field: "joined_on", Before: old.JoinedOn, After: in.JoinedOn})
}

// moveFirst lets the first assignment begin at a corrected day of joining.
func moveFirst(tx *db.Tx, p Person, joinedOn string) error {
	all, err := findAssignments(tx.DB, p.ID)
	if err != nil {
		return err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].FromOn != p.JoinedOn {
			continue
		}
		if all[i].ToOn != "" && joinedOn > all[i].ToOn || p.LeftOn != "" && joinedOn > p.LeftOn || i < len(all)-1 && joinedOn <= all[i+1].ToOn {
			var c fault.Check
			c.Add("joined_on", "invalid.joined_on")
			return c.Err()
		}
		return updateAssignment(tx, all[i].ID, map[string]any{"from_on": joinedOn})
	}
	return nil
}

// edit runs fn on a person whom the actor may edit, and records its event.
func (o *Organisation) edit(ctx context.Context, actor auth.Actor, id int64, fn func(*db.Tx, Person) (audit.Event, error)) error {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return err
	}
	return o.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := lockPerson(tx, id)
		if err != nil {
			return err
		}
		if err := actor.RequireIn(auth.PeopleWrite, p.DepartmentID); err != nil {
			return err
		}
		e, err := fn(tx, p)
		if err != nil {
			return err
		}
		e.Record = p.ref()
		return actor.Record(tx, e)
	})
}
