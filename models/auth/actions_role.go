package auth

import (
	"context"
	"slices"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// GrantInput is a role to be given, with the reason.
type GrantInput struct {
	PersonID     int64
	Role         Role
	DepartmentID int64 // 0: the whole firm
	Reason       string
}

// Grant gives another person a role. Some roles are always held for the whole firm; an auditor holds no other
// role, so that nobody audits what he did himself; and nobody gives a role to himself, so that managing
// accounts does not open business content.
func (s *Accounts) Grant(ctx context.Context, actor Actor, in GrantInput) error {
	if in.PersonID == actor.PersonID && !actor.IsSystem() {
		return fault.Refused("fault.grant_self")
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error { return GiveRole(tx, actor, in) })
}

// GiveRole is Grant inside a transaction that does more: setting up, demonstration data.
func GiveRole(tx *db.Tx, actor Actor, in GrantInput) error {
	if err := actor.Require(AccountWrite); err != nil {
		return err
	}
	var c fault.Check
	if !in.Role.Valid() {
		c.Add("role", "invalid.choice")
	}
	if slices.Contains(FirmWide, in.Role) {
		in.DepartmentID = 0
	}
	c.Line("reason", in.Reason, MaxReason)
	if err := c.Err(); err != nil {
		return err
	}
	o, err := lockOwner(tx, in.PersonID)
	if err != nil {
		return err
	}
	if o.LeftOn != "" {
		return fault.Conflict("fault.person_left", "name", o.Name)
	}
	department, err := departmentName(tx.DB, in.DepartmentID)
	if err != nil {
		return err
	}
	held, err := findRoleGrants(tx.DB, "person_id = ?", in.PersonID)
	if err != nil {
		return err
	}
	for _, g := range held {
		switch {
		case g.Role == in.Role && g.DepartmentID == in.DepartmentID:
			c.Add("role", "invalid.role_held", "name", o.Name)
		case (g.Role == Auditor) != (in.Role == Auditor):
			c.Add("role", "invalid.role_separation", "name", o.Name)
		}
	}
	if err := c.Err(); err != nil {
		return err
	}
	row := RoleGrant{PersonID: in.PersonID, Role: in.Role, DepartmentID: in.DepartmentID, GrantedBy: actor.PersonID, GrantedAt: tx.Now}
	if err := insertGrant(tx, &row); err != nil {
		return err
	}
	return actor.Record(tx, audit.Event{Kind: "role.granted", Record: audit.Ref{Kind: "person", ID: o.ID, Number: o.Number}, Reason: in.Reason,
		Changes: []audit.Change{{Field: "role", After: string(in.Role)}, {Field: "department", After: department}}})
}

// Revoke takes a role away. The last administrator cannot be revoked.
func (s *Accounts) Revoke(ctx context.Context, actor Actor, grantID int64, reason string) error {
	if err := actor.Require(AccountWrite); err != nil {
		return err
	}
	var c fault.Check
	c.Line("reason", reason, MaxReason)
	if err := c.Err(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		grants, err := findRoleGrants(tx.DB, "id = ?", grantID)
		if err != nil {
			return err
		}
		if len(grants) == 0 {
			return fault.NotFound("fault.grant_gone")
		}
		o, err := lockOwner(tx, grants[0].PersonID)
		if err != nil {
			return err
		}
		if grants[0].Role == Administrator {
			if err := keepAdministrator(tx, o.ID); err != nil {
				return err
			}
		}
		return takeGrant(tx, actor, grants[0], o, reason)
	})
}

func takeGrant(tx *db.Tx, actor Actor, g RoleGrant, o owner, reason string) error {
	department, err := departmentName(tx.DB, g.DepartmentID)
	if err != nil && !fault.Is(err, fault.NotFoundKind) {
		return err
	}
	if err := deleteGrant(tx, g.ID); err != nil {
		return err
	}
	return actor.Record(tx, audit.Event{Kind: "role.revoked", Record: audit.Ref{Kind: "person", ID: o.ID, Number: o.Number}, Reason: reason,
		Changes: []audit.Change{{Field: "role", Before: string(g.Role)}, {Field: "department", Before: department}}})
}

// keepAdministrator refuses what would leave the portal without an administrator who can sign in.
func keepAdministrator(tx *db.Tx, but int64) error {
	held, others, err := countAdministrators(tx, but)
	if err == nil && held && others == 0 {
		return fault.Conflict("fault.last_administrator")
	}
	return err
}

// Holding is one role that somebody holds, for the page of roles.
type Holding struct {
	RoleGrant
	Name   string
	Number string
	State  string // of the account, empty where there is none
}

// Holdings lists who holds which role, among the people whom the actor may read; person 0 means all of them.
func (s *Accounts) Holdings(ctx context.Context, actor Actor, person int64) ([]Holding, error) {
	if err := actor.Require(PeopleRead); err != nil {
		return nil, err
	}
	return findHoldings(s.db.Read(ctx), actor.Scope(PeopleRead), person)
}

// DemoPerson is somebody as whom a visitor of the demonstration may enter.
type DemoPerson struct {
	Role     Role
	PersonID int64
	Name     string
}

// DemoPeople gives one person for each role, where the portal runs as a demonstration.
func (s *Accounts) DemoPeople(ctx context.Context) ([]DemoPerson, error) {
	if !s.limits.Demo {
		return nil, nil
	}
	holdings, err := findHoldings(s.db.Read(ctx), Scope{All: true}, 0)
	if err != nil {
		return nil, err
	}
	var people []DemoPerson
	if p, ok, err := plainEmployee(s.db.Read(ctx)); err != nil {
		return nil, err
	} else if ok {
		people = append(people, DemoPerson{Role: Employee, PersonID: p.ID, Name: p.Name})
	}
	for _, role := range Roles {
		i := slices.IndexFunc(holdings, func(h Holding) bool { return h.Role == role && h.State == Active && alone(holdings, h) })
		if i < 0 {
			i = slices.IndexFunc(holdings, func(h Holding) bool { return h.Role == role && h.State == Active })
		}
		if i >= 0 {
			people = append(people, DemoPerson{Role: role, PersonID: holdings[i].PersonID, Name: holdings[i].Name})
		}
	}
	return people, nil
}

// alone tells whether somebody holds no other role: the one to show a role by.
func alone(all []Holding, h Holding) bool {
	return !slices.ContainsFunc(all, func(o Holding) bool { return o.PersonID == h.PersonID && o.Role != h.Role })
}
