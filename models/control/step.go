package control

import (
	"context"
	"strings"
	"time"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/notify"
	"bihuan/models/org"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Longest values, in characters, as the columns hold them; maxText bounds free text.
const (
	maxTitle = 200
	maxText  = 5_000
	maxLine  = 500
)

// Parts are what both registers stand on.
type Parts struct {
	Terms     *terms.Lists
	Calendars *calendar.Calendars
	Org       *org.Organisation
	Index     *search.Index
	Links     *link.Links
	Actions   *action.Actions
	// ExportRows is how many rows one export may hold; 100,000 where 0.
	ExportRows int
}

// step is one step being taken on a record of either register.
type step struct {
	change.Set
	d       *db.DB
	tx      *db.Tx
	a       auth.Actor
	today   string
	terms   terms.Set
	tree    org.Tree
	notices notify.Notices
}

// because takes a reason that the step demands.
func (s *step) because(reason string) {
	s.NeedText("reason", reason, maxLine)
	s.Reason = strings.TrimSpace(reason)
}

// person checks that somebody exists and is employed today; who stood there before may stay.
func (s *step) person(field string, id, before int64) error {
	if id == before {
		return nil
	}
	return org.CheckPerson(s.tx.DB, &s.Check, field, id, s.today)
}

// owner checks who is to answer for a record: somebody who can sign in and holds the right anywhere.
func (s *step) owner(id, before int64, p auth.Permission) error {
	if id == 0 {
		s.Check.Add("owner_id", "invalid.required")
		return nil
	}
	if err := s.person("owner_id", id, before); err != nil || id == before || !s.Check.OK() {
		return err
	}
	able, err := auth.Able(s.tx.DB, id, p)
	if err == nil && !able {
		s.Check.Add("owner_id", "invalid.control_able")
	}
	return err
}

// department checks the department, in which the actor needs the right.
func (s *step) department(id, before int64, p auth.Permission) {
	s.tree.Check(&s.Check, "department_id", id)
	switch {
	case id == 0:
		s.Check.Add("department_id", "invalid.required")
	case id != before && !s.a.CanIn(p, id):
		s.Check.Add("department_id", "invalid.control_department")
	}
}

// supervisors are those over a department, but for the owner; where there are none, the nearest head.
func (s *step) supervisors(department, owner int64) ([]int64, error) {
	all, err := org.Supervisors(s.tx.DB, department, owner)
	if err != nil || len(all) > 0 {
		return all, err
	}
	return s.head(department, owner)
}

// head is the nearest head above a department who is not the owner; none where nobody is.
func (s *step) head(department, owner int64) ([]int64, error) {
	id, err := org.HeadOver(s.tx.DB, s.tree, department, owner)
	if err != nil || id == 0 {
		return nil, err
	}
	return []int64{id}, nil
}

// pastDay checks a day that is demanded and cannot lie in the future.
func (s *step) pastDay(field, day string) {
	switch {
	case day == "":
		s.Check.Add(field, "invalid.required")
	case !validDay(day):
		s.Check.Add(field, "invalid.date")
	case day > s.today:
		s.Check.Add(field, "invalid.future")
	}
}

func validDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// me is the actor's person in conditions; a job has none, and 0 stands for "nobody" in the columns.
func me(a auth.Actor) int64 {
	if a.PersonID == 0 {
		return -1
	}
	return a.PersonID
}

// begin reads from caches what a step needs before its transaction.
func (p Parts) begin(ctx context.Context, a auth.Actor, right auth.Permission) (s step, err error) {
	if err = a.Require(right); err != nil {
		return s, err
	}
	s.a, s.today = a, p.Org.Today()
	if s.terms, err = p.Terms.All(ctx); err != nil {
		return s, err
	}
	s.tree, err = p.Org.Departments(ctx)
	return s, err
}

// version demands that the person saw the record as it is.
func version(seen, is int64) error {
	if seen != is {
		return fault.Conflict("fault.stale")
	}
	return nil
}
