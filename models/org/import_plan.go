package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

// PlanImport tells what taking a table over would do, without doing it.
func (o *Organisation) PlanImport(ctx context.Context, actor auth.Actor, t Table, opts ImportOptions) (Plan, error) {
	if err := actor.Require(auth.PeopleWrite); err != nil {
		return Plan{}, err
	}
	return o.plan(o.db.Read(ctx), actor, t, opts, o.Today())
}

// planner holds what rows are measured against.
type planner struct {
	opts   ImportOptions
	zone   *time.Location
	tree   Tree
	posts  map[string]Post
	people map[string]Person
	starts map[int64]string // when the latest assignment began
	lines  map[string]int   // where a number was first seen in the table
	plan   Plan
}

func (o *Organisation) plan(q *gorm.DB, actor auth.Actor, t Table, opts ImportOptions, today string) (Plan, error) {
	if opts.On == "" {
		opts.On = today
	}
	var c fault.Check
	checkDay(&c, "on", opts.On)
	if err := c.Err(); err != nil {
		return Plan{}, err
	}
	p := planner{opts: opts, zone: o.db.Zone(), posts: map[string]Post{}, lines: map[string]int{}}
	p.plan.Ignored = t.Ignored
	var err error
	if p.tree, err = readTree(q); err != nil {
		return Plan{}, err
	}
	posts, err := findPosts(q)
	if err != nil {
		return Plan{}, err
	}
	for _, post := range posts {
		p.posts[post.Name] = post
	}
	keys := make([]string, 0, len(t.rows))
	for _, row := range t.rows {
		keys = append(keys, NumberKey(row.cells[colNumber]))
	}
	if p.people, err = byNumbers(q, keys); err != nil {
		return Plan{}, err
	}
	if p.starts, err = latestStarts(q, p.people); err != nil {
		return Plan{}, err
	}
	for _, row := range t.rows {
		p.plan.add(p.row(row))
	}
	if !opts.Leavers {
		return p.plan, nil
	}
	return p.plan, p.leavers(q, actor, today)
}

// leavers adds all who are employed but not in the table, except who imports it.
func (p *planner) leavers(q *gorm.DB, actor auth.Actor, today string) error {
	listed := make(map[string]bool, len(p.lines))
	for key := range p.lines {
		listed[key] = true
	}
	rest, err := presentExcept(q, listed, today)
	if err != nil {
		return err
	}
	for _, person := range rest {
		if person.ID == actor.PersonID {
			continue
		}
		row := PlanRow{Kind: RowLeaver, Number: person.Number, Name: person.Name, person: person, leftOn: p.opts.On}
		if p.opts.On < person.JoinedOn {
			row.Kind = RowBad
			row.fail(colLeft, "invalid.leave_before", "day", person.JoinedOn)
		}
		p.plan.add(row)
	}
	return nil
}

func (r *PlanRow) fail(field, key string, args ...any) {
	r.Kind = RowBad
	r.Faults = append(r.Faults, RowFault{Field: field, Message: fault.Message{Key: key, Args: args}})
}

// row measures one row.
func (p *planner) row(t tableRow) PlanRow {
	row := PlanRow{Line: t.line, Number: t.cells[colNumber], Name: t.cells[colName]}
	key := NumberKey(row.Number)
	if first, seen := p.lines[key]; seen && key != "" {
		row.fail(colNumber, "invalid.import_twice", "line", first)
		return row
	}
	p.lines[key] = t.line
	old, known := p.people[key]
	row.person = old
	row.input = p.input(t, old, known, &row)
	left, ok := parseDay(t.cells[colLeft], p.zone)
	if !ok {
		row.fail(colLeft, "invalid.day")
	}
	row.leftOn = left
	if f := fault.Of(row.input.check()); f != nil {
		for _, field := range slices.Sorted(keysOf(f.Fields)) {
			if field == "department" && row.place.department != "" || failed(row, field) {
				continue
			}
			row.fail(field, f.Fields[field].Key, f.Fields[field].Args...)
		}
	}
	if left != "" && left < row.input.JoinedOn {
		row.fail(colLeft, "invalid.leave_before", "day", row.input.JoinedOn)
	}
	if known {
		p.compare(&row)
	} else if row.Kind == "" {
		row.Kind = RowNew
		row.Diffs = p.diffs(Person{}, row)
	}
	return row
}

func keysOf(m map[string]fault.Message) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func failed(row PlanRow, field string) bool {
	return slices.ContainsFunc(row.Faults, func(f RowFault) bool { return f.Field == field })
}

// input puts a row and what is on record together: an empty cell keeps what is known.
func (p *planner) input(t tableRow, old Person, known bool, row *PlanRow) PersonInput {
	in := PersonInput{Number: row.Number, Name: old.Name, DepartmentID: old.DepartmentID, PostID: old.PostID, Phone: old.Phone, Email: old.Email, JoinedOn: old.JoinedOn}
	if known {
		in.Number = old.Number
	}
	for column, to := range map[string]*string{colName: &in.Name, colPhone: &in.Phone, colEmail: &in.Email} {
		if t.cells[column] != "" {
			*to = t.cells[column]
		}
	}
	row.Name = in.Name
	joined, ok := parseDay(t.cells[colJoined], p.zone)
	switch {
	case !ok:
		row.fail(colJoined, "invalid.day")
	case joined != "":
		in.JoinedOn = joined
	case !known:
		in.JoinedOn = p.opts.On
	}
	if name := t.cells[colDepartment]; name != "" {
		in.DepartmentID = p.department(name, row)
	}
	if name := t.cells[colPost]; name != "" {
		in.PostID = p.post(name, row)
	}
	return in
}

// compare tells what a row changes about somebody on record.
func (p *planner) compare(row *PlanRow) {
	old := row.person
	if old.LeftOn != "" && row.leftOn != old.LeftOn {
		row.fail(colNumber, "invalid.import_left", "day", old.LeftOn)
	}
	row.Diffs = p.diffs(old, *row)
	moves := row.input.DepartmentID != old.DepartmentID || row.input.PostID != old.PostID
	if start := p.starts[old.ID]; moves && old.LeftOn == "" && p.opts.On < start {
		row.fail(colDepartment, "invalid.move_before", "day", start)
	}
	if row.Kind != "" {
		return
	}
	row.Kind = RowUnchanged
	if len(row.Diffs) > 0 {
		row.Kind = RowChanged
	}
}

func (p *planner) diffs(old Person, row PlanRow) []Diff {
	in := row.input
	department, post := p.tree.FullName(in.DepartmentID), p.postName(in.PostID)
	if row.place.department != "" {
		department = row.place.department
	}
	if row.place.post != "" {
		post = row.place.post
	}
	all := []Diff{{colName, old.Name, in.Name}, {colDepartment, p.tree.FullName(old.DepartmentID), department}, {colPost, p.postName(old.PostID), post},
		{colPhone, old.Phone, in.Phone}, {colEmail, old.Email, in.Email}, {colJoined, old.JoinedOn, in.JoinedOn}}
	if row.leftOn != "" {
		all = append(all, Diff{colLeft, old.LeftOn, row.leftOn})
	}
	return slices.DeleteFunc(all, func(d Diff) bool { return d.Before == d.After })
}

func (p *planner) postName(id int64) string {
	for name, post := range p.posts {
		if post.ID == id {
			return name
		}
	}
	return ""
}

// toAdd stands for a place that is still to be added.
const toAdd = -1

// department finds a department by its name or by its path below the root, written with / or \ or >.
func (p *planner) department(text string, row *PlanRow) int64 {
	parts := splitPath(text)
	if len(parts) == 1 {
		switch found := p.tree.Find(parts[0]); len(found) {
		case 0:
		case 1:
			return found[0].ID
		default:
			row.fail(colDepartment, "invalid.import_department_many", "name", text)
			return 0
		}
	}
	if id := p.tree.walk(parts); id != 0 {
		return id
	}
	path := strings.Join(p.tree.belowRoot(parts), " / ")
	if !p.opts.CreatePlaces {
		row.fail(colDepartment, "invalid.import_department", "name", text)
		return 0
	}
	in := DepartmentInput{Name: parts[len(parts)-1]}
	if f := fault.Of(in.check()); f != nil {
		row.fail(colDepartment, f.Fields["name"].Key, f.Fields["name"].Args...)
		return 0
	}
	if !slices.Contains(p.plan.Departments, path) {
		p.plan.Departments = append(p.plan.Departments, path)
	}
	row.place.department = path
	return toAdd
}

func (p *planner) post(name string, row *PlanRow) int64 {
	if post, ok := p.posts[name]; ok && !post.Closed {
		return post.ID
	} else if ok || !p.opts.CreatePlaces {
		row.fail(colPost, "invalid.import_post", "name", name)
		return 0
	}
	if f := fault.Of(checkPost(name)); f != nil {
		row.fail(colPost, f.Fields["name"].Key, f.Fields["name"].Args...)
		return 0
	}
	if !slices.Contains(p.plan.Posts, name) {
		p.plan.Posts = append(p.plan.Posts, name)
	}
	row.place.post = name
	return toAdd
}

func splitPath(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(`/\>／＞`, r) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" }); len(parts) == 0 {
		return []string{text}
	}
	return parts
}

// belowRoot takes the root's own name off a path.
func (t Tree) belowRoot(parts []string) []string {
	if len(parts) > 1 && parts[0] == t.Name(t.Root()) {
		return parts[1:]
	}
	return parts
}

// walk follows names down from the root over open departments; 0 where one is missing.
func (t Tree) walk(parts []string) int64 {
	at := t.Root()
	for _, name := range t.belowRoot(parts) {
		i := slices.IndexFunc(t.children[at], func(id int64) bool { return t.byID[id].Name == name && !t.byID[id].Closed })
		if i < 0 {
			return 0
		}
		at = t.children[at][i]
	}
	return at
}
