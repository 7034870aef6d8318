package auth

import (
	"slices"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Scope is where a permission holds: the whole firm, or some departments (with those below them, already
// spelled out), or, where both are empty, only the actor's own records.
type Scope struct {
	All         bool
	Departments []int64
}

// Has tells whether the scope covers a department.
func (s Scope) Has(department int64) bool {
	return s.All || slices.Contains(s.Departments, department)
}

// Grant is a role held in a scope.
type Grant struct {
	Role Role
	Scope
}

// Actor is who acts in one request. It is a value: changes in rights show at the next request.
type Actor struct {
	PersonID     int64
	AccountID    int64
	Name         string
	Number       string // employee number
	DepartmentID int64
	Department   string
	Grants       []Grant
	RequestID    string
	note         string
}

// System is the actor of jobs and commands; why is kept with each event.
func System(why string) Actor {
	return Actor{Name: "system", note: why, Grants: []Grant{{Role: SystemRole, Scope: Scope{All: true}}}}
}

// IsSystem tells whether a job or command acts, not a person.
func (a Actor) IsSystem() bool { return a.Holds(SystemRole) }

// Holds tells whether the actor has a role anywhere.
func (a Actor) Holds(r Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == r })
}

// Can tells whether the actor has a permission anywhere, be it for own records only.
func (a Actor) Can(p Permission) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role.May(p) })
}

// CanIn tells whether the actor has a permission in a department.
func (a Actor) CanIn(p Permission, department int64) bool { return a.Scope(p).Has(department) }

// Scope tells where the actor has a permission.
func (a Actor) Scope(p Permission) Scope {
	var s Scope
	for _, g := range a.Grants {
		if !g.Role.May(p) || slices.Contains(own[g.Role], p) {
			continue
		}
		s.All = s.All || g.All
		for _, d := range g.Departments {
			if !slices.Contains(s.Departments, d) {
				s.Departments = append(s.Departments, d)
			}
		}
	}
	if s.All {
		s.Departments = nil
	}
	slices.Sort(s.Departments)
	return s
}

// Require gives a Forbidden fault where the actor lacks the permission everywhere.
func (a Actor) Require(p Permission) error {
	if a.Can(p) {
		return nil
	}
	return fault.Forbidden(string(p))
}

// RequireIn gives a Forbidden fault where the actor lacks the permission in the department.
func (a Actor) RequireIn(p Permission, department int64) error {
	if a.CanIn(p, department) {
		return nil
	}
	return fault.Forbidden(string(p))
}

// Record writes the event of what the actor does, in the transaction that does it.
func (a Actor) Record(tx *db.Tx, e audit.Event) error {
	_, err := audit.Append(tx, audit.By{PersonID: a.PersonID, AccountID: a.AccountID, Role: string(a.mainRole()), Request: a.RequestID, Note: a.note}, e)
	return err
}

// mainRole is the weightiest role the actor holds, named in the trail.
func (a Actor) mainRole() Role {
	for _, r := range []Role{SystemRole, Administrator, Auditor, Supervisor, HR, PolicyOwner, Handler, Employee} {
		if a.Holds(r) {
			return r
		}
	}
	return ""
}
