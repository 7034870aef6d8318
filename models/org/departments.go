package org

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// maxDepth is how deep the tree may be; paths of twelve large ids still fit their column.
const maxDepth = 10

// DepartmentInput is what is told of a department.
type DepartmentInput struct {
	ParentID int64
	Name     string
	HeadID   int64
	Position int
}

func (in *DepartmentInput) check() error {
	in.Name = strings.TrimSpace(in.Name)
	var c fault.Check
	checkName(&c, "name", in.Name)
	if strings.ContainsAny(in.Name, "/\\>") {
		c.Add("name", "invalid.department_name")
	}
	between(&c, "position", in.Position, 0, 9999)
	return c.Err()
}

func departmentRef(d Department) audit.Ref {
	return audit.Ref{Kind: "department", ID: d.ID, Number: d.Name}
}

// AddDepartment adds a department below another.
func (o *Organisation) AddDepartment(ctx context.Context, actor auth.Actor, in DepartmentInput) (Department, error) {
	var d Department
	defer o.forget()
	err := o.db.InTx(ctx, func(tx *db.Tx) (err error) {
		d, err = AddDepartment(tx, actor, in)
		return err
	})
	return d, err
}

// AddDepartment adds a department in a transaction that does more.
func AddDepartment(tx *db.Tx, actor auth.Actor, in DepartmentInput) (Department, error) {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return Department{}, err
	}
	if err := in.check(); err != nil {
		return Department{}, err
	}
	tree, err := lockTree(tx)
	if err != nil {
		return Department{}, err
	}
	if err := in.fits(tx, tree, 1); err != nil {
		return Department{}, err
	}
	parent, _ := tree.Get(in.ParentID)
	d, err := insertDepartment(tx, Department{ParentID: in.ParentID, Name: in.Name, HeadID: in.HeadID, Position: in.Position}, parent.Path)
	if err != nil {
		return d, err
	}
	head, err := personName(tx, in.HeadID)
	if err != nil {
		return d, err
	}
	return d, actor.Record(tx, audit.Event{Kind: "department.added", Record: departmentRef(d), Changes: []audit.Change{
		{Field: "name", After: d.Name}, {Field: "parent", After: parent.Name}, {Field: "head", After: audit.Personal(head)}}})
}

// fits checks the parent and the head against the tree; height is how deep the moved part itself is.
func (in DepartmentInput) fits(tx *db.Tx, tree Tree, height int) error {
	var c fault.Check
	parent, ok := tree.Get(in.ParentID)
	switch {
	case !ok || parent.Closed:
		c.Add("parent", "invalid.department_closed")
	case strings.Count(parent.Path, "/")-1+height > maxDepth:
		c.Add("parent", "invalid.department_depth", "max", maxDepth)
	}
	if in.HeadID != 0 {
		head, err := findPerson(tx.DB, in.HeadID)
		if err != nil && !fault.Is(err, fault.NotFoundKind) {
			return err
		}
		if err != nil || head.LeftOn != "" {
			c.Add("head", "invalid.head_left")
		}
	}
	return c.Err()
}

func personName(tx *db.Tx, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	people, err := PeopleByID(tx.DB, []int64{id})
	return people[id].Name, err
}

// ChangeDepartment renames, moves, or gives a department another head. The root keeps its place.
func (o *Organisation) ChangeDepartment(ctx context.Context, actor auth.Actor, id int64, version int, in DepartmentInput) error {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	defer o.forget()
	return o.db.InTx(ctx, func(tx *db.Tx) error {
		tree, err := lockTree(tx)
		if err != nil {
			return err
		}
		old, ok := tree.Get(id)
		if !ok {
			return fault.NotFound("fault.department_gone")
		}
		if old.ParentID == 0 {
			in.ParentID = 0
		} else if err := in.fits(tx, tree, tree.height(id)); err != nil {
			return err
		}
		parent, _ := tree.Get(in.ParentID)
		if strings.HasPrefix(parent.Path, old.Path) {
			var c fault.Check
			c.Add("parent", "invalid.department_cycle")
			return c.Err()
		}
		err = updateVersion(tx, &Department{}, id, version, map[string]any{"parent_id": in.ParentID, "name": in.Name, "head_id": in.HeadID, "position": in.Position})
		if err != nil {
			return err
		}
		if in.ParentID != old.ParentID {
			leaf := strings.TrimPrefix(old.Path, tree.byID[old.ParentID].Path)
			if err := moveSubtree(tx, old.Path, parent.Path+leaf); err != nil {
				return err
			}
		}
		return recordDepartment(tx, actor, tree, old, in)
	})
}

func recordDepartment(tx *db.Tx, actor auth.Actor, tree Tree, old Department, in DepartmentInput) error {
	before, err := personName(tx, old.HeadID)
	if err != nil {
		return err
	}
	after, err := personName(tx, in.HeadID)
	if err != nil {
		return err
	}
	return actor.Record(tx, audit.Event{Kind: "department.changed", Record: departmentRef(old), Changes: changed(
		audit.Change{Field: "name", Before: old.Name, After: in.Name},
		audit.Change{Field: "parent", Before: tree.Name(old.ParentID), After: tree.Name(in.ParentID)},
		audit.Change{Field: "head", Before: audit.Personal(before), After: audit.Personal(after)},
		audit.Change{Field: "position", Before: old.Position, After: in.Position})})
}

// vacate leaves the departments that a person headed without a head.
func vacate(tx *db.Tx, actor auth.Actor, personID int64) error {
	headed, err := findHeaded(tx.DB, personID)
	if err != nil || len(headed) == 0 {
		return err
	}
	tree, err := lockTree(tx)
	if err != nil {
		return err
	}
	for _, d := range headed {
		if err := updateVersion(tx, &Department{}, d.ID, d.Version, map[string]any{"head_id": 0}); err != nil {
			return err
		}
		without := DepartmentInput{ParentID: d.ParentID, Name: d.Name, Position: d.Position}
		if err := recordDepartment(tx, actor, tree, d, without); err != nil {
			return err
		}
	}
	return nil
}

// height is how many levels a department and those below it take.
func (t Tree) height(id int64) int {
	top, deepest := strings.Count(t.byID[id].Path, "/"), 0
	for _, below := range t.Below(id) {
		deepest = max(deepest, strings.Count(t.byID[below].Path, "/"))
	}
	return deepest - top + 1
}

// CloseDepartment closes a department that holds neither people nor open departments. Its records stay.
func (o *Organisation) CloseDepartment(ctx context.Context, actor auth.Actor, id int64, version int) error {
	return o.turnDepartment(ctx, actor, id, version, true, func(tx *db.Tx, tree Tree, d Department) error {
		if d.ParentID == 0 {
			return fault.Conflict("fault.department_root")
		}
		for _, below := range tree.Below(id) {
			if below != id && !tree.byID[below].Closed {
				return fault.Conflict("fault.department_open_below", "name", tree.Name(below))
			}
		}
		n, err := countPresent(tx.DB, "department_id", []int64{id}, o.day(tx.Now))
		if err == nil && n > 0 {
			err = fault.Conflict("fault.department_people", "n", n)
		}
		return err
	})
}

// ReopenDepartment opens a closed department again, where the one above it is open.
func (o *Organisation) ReopenDepartment(ctx context.Context, actor auth.Actor, id int64, version int) error {
	return o.turnDepartment(ctx, actor, id, version, false, func(_ *db.Tx, tree Tree, d Department) error {
		if parent, _ := tree.Get(d.ParentID); parent.Closed {
			return fault.Conflict("fault.department_closed_above", "name", parent.Name)
		}
		return nil
	})
}

func (o *Organisation) turnDepartment(ctx context.Context, actor auth.Actor, id int64, version int, closed bool, may func(*db.Tx, Tree, Department) error) error {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return err
	}
	defer o.forget()
	return o.db.InTx(ctx, func(tx *db.Tx) error {
		tree, err := lockTree(tx)
		if err != nil {
			return err
		}
		d, ok := tree.Get(id)
		if !ok {
			return fault.NotFound("fault.department_gone")
		}
		if err := may(tx, tree, d); err != nil {
			return err
		}
		if err := updateVersion(tx, &Department{}, id, version, map[string]any{"closed": closed}); err != nil {
			return err
		}
		kind := "department.reopened"
		if closed {
			kind = "department.closed"
		}
		return actor.Record(tx, audit.Event{Kind: kind, Record: departmentRef(d)})
	})
}

// Posts lists all posts, closed ones last.
func (o *Organisation) Posts(ctx context.Context) ([]Post, error) { return findPosts(o.db.Read(ctx)) }

func postRef(p Post) audit.Ref { return audit.Ref{Kind: "post", ID: p.ID, Number: p.Name} }

func checkPost(name string) error {
	var c fault.Check
	checkName(&c, "name", name)
	return c.Err()
}

// AddPost adds a post.
func (o *Organisation) AddPost(ctx context.Context, actor auth.Actor, name string) (Post, error) {
	var p Post
	err := o.db.InTx(ctx, func(tx *db.Tx) (err error) {
		p, err = AddPost(tx, actor, name)
		return err
	})
	return p, err
}

// AddPost adds a post in a transaction that does more.
func AddPost(tx *db.Tx, actor auth.Actor, name string) (Post, error) {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return Post{}, err
	}
	name = strings.TrimSpace(name)
	if err := checkPost(name); err != nil {
		return Post{}, err
	}
	p, err := insertPost(tx, name)
	if err != nil {
		return p, err
	}
	return p, actor.Record(tx, audit.Event{Kind: "post.added", Record: postRef(p), Changes: []audit.Change{{Field: "name", After: name}}})
}

// RenamePost gives a post another name.
func (o *Organisation) RenamePost(ctx context.Context, actor auth.Actor, id int64, version int, name string) error {
	name = strings.TrimSpace(name)
	return o.changePost(ctx, actor, id, func(tx *db.Tx, p Post) (audit.Event, error) {
		if err := checkPost(name); err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Kind: "post.renamed", Changes: []audit.Change{{Field: "name", Before: p.Name, After: name}}},
			updateVersion(tx, &Post{}, id, version, map[string]any{"name": name})
	})
}

// ClosePost closes a post that nobody holds, or opens it again.
func (o *Organisation) ClosePost(ctx context.Context, actor auth.Actor, id int64, version int, closed bool) error {
	return o.changePost(ctx, actor, id, func(tx *db.Tx, _ Post) (audit.Event, error) {
		kind := "post.reopened"
		if closed {
			kind = "post.closed"
			n, err := countPresent(tx.Session(&gorm.Session{}), "post_id", []int64{id}, o.day(tx.Now))
			if err == nil && n > 0 {
				err = fault.Conflict("fault.post_people", "n", n)
			}
			if err != nil {
				return audit.Event{}, err
			}
		}
		return audit.Event{Kind: kind}, updateVersion(tx, &Post{}, id, version, map[string]any{"closed": closed})
	})
}

func (o *Organisation) changePost(ctx context.Context, actor auth.Actor, id int64, fn func(*db.Tx, Post) (audit.Event, error)) error {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return err
	}
	return o.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := findPost(tx.DB, id)
		if err != nil {
			return err
		}
		e, err := fn(tx, p)
		if err != nil {
			return err
		}
		e.Record = postRef(p)
		return actor.Record(tx, e)
	})
}
