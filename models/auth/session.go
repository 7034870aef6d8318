package auth

import (
	"context"
	"time"

	"bihuan/models/db"
	"bihuan/models/fault"
)

const (
	// seldom is how often a session in use is written, at most.
	seldom = time.Minute
	// touchPatience is how long a page waits for that write; a page is worth more than the minute.
	touchPatience = 250 * time.Millisecond
)

// Resolve tells who a token stands for, in two statements. A token that is unknown, idle for too long,
// too old, or of a person who has left gives a NotFound fault.
func (s *Accounts) Resolve(ctx context.Context, token string) (Session, error) {
	if token == "" {
		return Session{}, fault.NotFound("fault.session_gone")
	}
	now := s.db.Now()
	q := s.db.Read(ctx)
	row, err := findSession(q, hashToken(token), false, now, today(s.db, now))
	if err != nil {
		return Session{}, err
	}
	grants, err := findGrants(q, row.PersonID)
	if err != nil {
		return Session{}, err
	}
	if now.Sub(row.SeenAt) >= seldom {
		s.touch(ctx, row.ID)
	}
	actor := Actor{PersonID: row.PersonID, AccountID: row.AccountID, Name: row.Name, Number: row.Number, DepartmentID: row.DepartmentID, Grants: grants}
	if row.Department != nil {
		actor.Department = *row.Department
	}
	return Session{ID: row.ID, AccountID: row.AccountID, Actor: actor, Language: row.Language, Theme: row.Theme, Density: row.Density,
		CSRFKey: csrfKey(token)}, nil
}

// ActorOf is a person with the rights held now, for work that a person started and a job carries out. A person
// without an active account gives a NotFound fault.
func (s *Accounts) ActorOf(ctx context.Context, personID int64) (Actor, error) {
	q := s.db.Read(ctx)
	account, err := findAccount(q, "person_id = ? AND state = ?", personID, Active)
	if err != nil {
		return Actor{}, err
	}
	o, err := findOwner(q, personID)
	if err != nil {
		return Actor{}, err
	}
	grants, err := findGrants(q, personID)
	if err != nil {
		return Actor{}, err
	}
	return Actor{PersonID: personID, AccountID: account.ID, Name: o.Name, Number: o.Number, DepartmentID: o.DepartmentID, Grants: grants}, nil
}

// touch moves the idle time-out on. It may fail: the next request tries again.
func (s *Accounts) touch(ctx context.Context, id int64) {
	ctx, cancel := context.WithTimeout(apart(ctx), touchPatience)
	defer cancel()
	_ = s.db.InTx(ctx, func(tx *db.Tx) error {
		idle, _, err := findTimes(tx.DB)
		if err != nil {
			return err
		}
		return touchSession(tx, id, idle)
	})
}

// apart gives a context whose transactions are not bound to the form that was sent: a refused sign-in
// may be sent again, and no session hangs on a form.
func apart(ctx context.Context) context.Context { return db.WithOnce(ctx, "", 0) }
