package org

import (
	"context"
	"slices"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// States by which people are listed.
const (
	StatePresent = ""
	StateLeft    = "left"
	StateAll     = "all"
)

// PeopleFilter says which people a list shows.
type PeopleFilter struct {
	Words        string // beginning of the number, part of the name, end of the phone
	DepartmentID int64  // with those below
	PostID       int64
	State        string
	Cursor       *db.Cursor
	Limit        int
}

// Listed is a person in a list.
type Listed struct {
	Person
	Account string // state, empty where there is none
}

// Page is one page of people by employee number.
type Page struct {
	People []Listed
	Prev   *db.Cursor
	Next   *db.Cursor
	Count  int64 // up to CountCap
}

// CountCap is where lists stop counting.
const CountCap = 1000

const pageSize = 50

// List gives one page of the people whom the actor may read.
func (o *Organisation) List(ctx context.Context, actor auth.Actor, f PeopleFilter) (Page, error) {
	if err := actor.Require(auth.PeopleRead); err != nil {
		return Page{}, err
	}
	if f.Limit <= 0 || f.Limit > 1000 {
		f.Limit = pageSize
	}
	within, err := o.within(ctx, f.DepartmentID)
	if err != nil {
		return Page{}, err
	}
	today := o.Today()
	var page Page
	people, more, err := o.read(ctx, actor, f, within, today)
	if err != nil {
		return Page{}, err
	}
	states, err := accountStates(o.db.Read(ctx), people)
	if err != nil {
		return Page{}, err
	}
	for _, p := range people {
		page.People = append(page.People, Listed{Person: p, Account: states[p.ID]})
	}
	back := f.Cursor != nil && f.Cursor.Before
	if n := len(people); n > 0 {
		if back && more || f.Cursor != nil && !back {
			page.Prev = &db.Cursor{Key: people[0].NumberKey, ID: people[0].ID, Before: true}
		}
		if back || more {
			page.Next = &db.Cursor{Key: people[n-1].NumberKey, ID: people[n-1].ID}
		}
	}
	if page.Count = int64(len(people)); f.Cursor == nil && !more {
		return page, nil
	}
	page.Count, err = db.CappedCount(listPeople(o.db.Read(ctx), actor.Scope(auth.PeopleRead), f, within, today), CountCap)
	return page, err
}

// read gives the rows of a page in reading order, and whether more lie beyond.
func (o *Organisation) read(ctx context.Context, actor auth.Actor, f PeopleFilter, within []int64, today string) ([]Person, bool, error) {
	q := listPeople(o.db.Read(ctx), actor.Scope(auth.PeopleRead), f, within, today)
	people, err := peopleInOrder(o.db.Read(ctx), fromCursor(q, f.Cursor).Limit(f.Limit+1))
	if err != nil {
		return nil, false, err
	}
	more := len(people) > f.Limit
	if more {
		people = people[:f.Limit]
	}
	if f.Cursor != nil && f.Cursor.Before {
		slices.Reverse(people)
	}
	return people, more, nil
}

// Export calls fn with all people of a filter, in portions. Taking personal data away leaves an event.
func (o *Organisation) Export(ctx context.Context, actor auth.Actor, f PeopleFilter, fn func([]Person) error) error {
	if err := actor.Require(auth.PeopleRead); err != nil {
		return err
	}
	within, err := o.within(ctx, f.DepartmentID)
	if err != nil {
		return err
	}
	err = o.db.InTx(ctx, func(tx *db.Tx) error {
		return actor.Record(tx, audit.Event{Kind: "people.exported", Record: audit.Ref{Kind: "firm", ID: firmID, Number: "1"}})
	})
	if err != nil {
		return err
	}
	f.Cursor, f.Limit = nil, 1000
	for {
		people, more, err := o.read(ctx, actor, f, within, o.Today())
		if err != nil {
			return err
		}
		if err := fn(people); err != nil || !more {
			return err
		}
		last := people[len(people)-1]
		f.Cursor = &db.Cursor{Key: last.NumberKey, ID: last.ID}
	}
}

// within lists a department with those below; nil where no department is asked for.
func (o *Organisation) within(ctx context.Context, departmentID int64) ([]int64, error) {
	if departmentID == 0 {
		return nil, nil
	}
	tree, err := o.Departments(ctx)
	return append([]int64{-1}, tree.Below(departmentID)...), err
}

// File is all that is told of one person.
type File struct {
	Person
	Assignments []Assignment // the latest first
}

// OnDay gives the assignment that was held on a day.
func (f File) OnDay(day string) (Assignment, bool) {
	for _, a := range f.Assignments {
		if a.FromOn <= day && (a.ToOn == "" || a.ToOn >= day) {
			return a, true
		}
	}
	return Assignment{}, false
}

// ByNumber gives the file of a person whom the actor may read.
func (o *Organisation) ByNumber(ctx context.Context, actor auth.Actor, number string) (File, error) {
	if err := actor.Require(auth.PeopleRead); err != nil {
		return File{}, err
	}
	p, err := find[Person](o.db.Read(ctx), "fault.person_gone", "number_key = ?", NumberKey(number))
	if err != nil {
		return File{}, err
	}
	if !actor.CanIn(auth.PeopleRead, p.DepartmentID) {
		return File{}, fault.NotFound("fault.person_gone")
	}
	all, err := findAssignments(o.db.Read(ctx), p.ID)
	return File{Person: p, Assignments: all}, err
}

// Headcounts counts those employed today by department (without those below).
func (o *Organisation) Headcounts(ctx context.Context, actor auth.Actor) (departments, posts map[int64]int, err error) {
	if err := actor.Require(auth.PeopleRead); err != nil {
		return nil, nil, err
	}
	if departments, err = headcounts(o.db.Read(ctx), "department_id", o.Today()); err != nil {
		return nil, nil, err
	}
	posts, err = headcounts(o.db.Read(ctx), "post_id", o.Today())
	return departments, posts, err
}

// Choice is somebody who can be named in a form: no more than everybody in the firm knows.
type Choice struct {
	ID           int64
	Number       string
	Name         string
	DepartmentID int64
}

// Choices lists those employed today, by number, for choosing one in a form: all of some departments, or
// those whose number or name begins with the words. Departments nil means anywhere. Anybody may ask, so phones
// are not looked in, and a single character finds only the number that it is.
func (o *Organisation) Choices(ctx context.Context, actor auth.Actor, departments []int64, words string, limit int) ([]Choice, error) {
	if err := actor.Require(auth.HomeRead); err != nil {
		return nil, err
	}
	words = sought(words)
	if words == "" && departments == nil {
		return nil, nil
	}
	q := beginning(listPeople(o.db.Read(ctx), auth.Scope{All: true}, PeopleFilter{}, departments, o.Today()), words)
	people, err := peopleInOrder(o.db.Read(ctx), fromCursor(q, nil).Limit(limit))
	choices := make([]Choice, len(people))
	for i, p := range people {
		choices[i] = Choice{ID: p.ID, Number: p.Number, Name: p.Name, DepartmentID: p.DepartmentID}
	}
	return choices, err
}

// NamesOf reads people for showing their names, whoever asks.
func (o *Organisation) NamesOf(ctx context.Context, ids []int64) (map[int64]Person, error) {
	return PeopleByID(o.db.Read(ctx), ids)
}
