package org

import (
	"context"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// ApplyImport takes a table over in one transaction, and tells what it did. The table is measured anew, so
// that what changed since a dry run counts. Where a row is faulty nothing is done, unless SkipBad is set.
func (o *Organisation) ApplyImport(ctx context.Context, actor auth.Actor, t Table, opts ImportOptions) (Plan, error) {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return Plan{}, err
	}
	var plan Plan
	defer o.forget()
	err := o.db.InTx(ctx, func(tx *db.Tx) (err error) {
		tx.Made("people", "import")
		today := o.day(tx.Now)
		if opts.On == "" {
			opts.On = today
		}
		if plan, err = o.plan(tx.DB, actor, t, opts, today); err != nil {
			return err
		}
		if plan.Bad > 0 && !opts.SkipBad {
			return fault.Invalid("invalid.import_bad", "n", plan.Bad)
		}
		if plan.Empty() {
			return fault.Invalid("invalid.import_nothing")
		}
		return o.apply(tx, actor, plan, opts)
	})
	return plan, err
}

func (o *Organisation) apply(tx *db.Tx, actor auth.Actor, plan Plan, opts ImportOptions) error {
	departments, err := addDepartments(tx, actor, plan)
	if err != nil {
		return err
	}
	posts := map[string]int64{}
	for _, name := range plan.Posts {
		post, err := AddPost(tx, actor, name)
		if err != nil {
			return err
		}
		posts[name] = post.ID
	}
	for _, row := range plan.Rows {
		if row.place.department != "" {
			row.input.DepartmentID = departments[row.place.department]
		}
		if row.place.post != "" {
			row.input.PostID = posts[row.place.post]
		}
		if err := o.applyRow(tx, actor, row, opts); err != nil {
			return importRowFault(row, err)
		}
	}
	return actor.Record(tx, audit.Event{Kind: "people.imported", Record: audit.Ref{Kind: "firm", ID: firmID, Number: "1"}, Changes: []audit.Change{
		{Field: "new", After: plan.New}, {Field: "changed", After: plan.Changed}, {Field: "left", After: plan.Leavers}}})
}

// importRowFault says in which row a step was refused.
func importRowFault(row PlanRow, err error) error {
	f := fault.Of(err)
	if f == nil {
		return err
	}
	return fault.Wrap(f.Kind, err, "invalid.import_row", "line", row.Line, "number", row.Number)
}

// addDepartments adds the departments of a plan, those above first, and gives their ids by path.
func addDepartments(tx *db.Tx, actor auth.Actor, plan Plan) (map[string]int64, error) {
	ids := map[string]int64{}
	for _, path := range plan.Departments {
		tree, err := readTree(tx.DB)
		if err != nil {
			return nil, err
		}
		parts := splitPath(path)
		for i := range parts {
			if tree.walk(parts[:i+1]) != 0 {
				continue
			}
			parent := tree.Root()
			if i > 0 {
				parent = tree.walk(parts[:i])
			}
			if _, err := AddDepartment(tx, actor, DepartmentInput{ParentID: parent, Name: parts[i]}); err != nil {
				return nil, err
			}
			if tree, err = readTree(tx.DB); err != nil {
				return nil, err
			}
		}
		ids[path] = tree.walk(parts)
	}
	return ids, nil
}

func (o *Organisation) applyRow(tx *db.Tx, actor auth.Actor, row PlanRow, opts ImportOptions) error {
	person := row.person
	var err error
	switch row.Kind {
	case RowNew:
		person, err = register(tx, actor, row.input)
	case RowChanged:
		person, err = o.applyChange(tx, actor, row, opts)
	case RowLeaver:
	default:
		return nil
	}
	if err != nil || row.leftOn == "" || row.leftOn == person.LeftOn {
		return err
	}
	event, err := o.leave(tx, actor, person, person.Version, LeaveInput{On: row.leftOn})
	if err != nil {
		return err
	}
	event.Record = person.ref()
	return actor.Record(tx, event)
}

func (o *Organisation) applyChange(tx *db.Tx, actor auth.Actor, row PlanRow, opts ImportOptions) (Person, error) {
	old, in := row.person, row.input
	person := old
	if changes := changesOf(old, in); len(changes) > 0 {
		var err error
		if person, err = change(tx, old, old.Version, in); err != nil {
			return person, err
		}
		if err := actor.Record(tx, audit.Event{Kind: "person.changed", Record: person.ref(), Changes: changes}); err != nil {
			return person, err
		}
	}
	if in.DepartmentID == old.DepartmentID && in.PostID == old.PostID {
		return person, nil
	}
	event, err := o.move(tx, person, person.Version, MoveInput{DepartmentID: in.DepartmentID, PostID: in.PostID, On: opts.On})
	if err != nil {
		return person, err
	}
	person.Version++
	event.Record = person.ref()
	return person, actor.Record(tx, event)
}
