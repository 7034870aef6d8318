package auth

import (
	"context"

	"bihuan/models/fault"
)

// Acting gives the actor for work that a person asked for and that is done later, with the rights held now.
// Somebody who could not sign in any more gives a Forbidden fault.
func (s *Accounts) Acting(ctx context.Context, personID int64) (Actor, error) {
	q := s.db.Read(ctx)
	a, err := findAccount(q, "person_id = ?", personID)
	if err != nil {
		return Actor{}, err
	}
	o, err := findOwner(q, personID)
	if err != nil {
		return Actor{}, err
	}
	if a.State != Active || o.LeftOn != "" && o.LeftOn < today(s.db, s.db.Now()) {
		return Actor{}, fault.Refused("fault.account_disabled", "name", o.Name)
	}
	actor, err := actorOf(q, a, o, "")
	if err != nil {
		return Actor{}, err
	}
	actor.Department, err = departmentName(q, o.DepartmentID)
	return actor, err
}
