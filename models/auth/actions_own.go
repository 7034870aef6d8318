package auth

import (
	"context"
	"slices"
	"time"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// SessionInfo is one open session, as its owner sees it.
type SessionInfo struct {
	ID        int64
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	IP        string
	Agent     string
}

// Profile is how a person wants to see the portal. Empty means: as the browser says.
type Profile struct {
	Language string
	Theme    string
	Density  string
}

// Mine is a person's own account, as the person sees it.
type Mine struct {
	Account
	Sessions     []SessionInfo
	RecoveryLeft int
}

// Mine reads the actor's own account with its open sessions.
func (s *Accounts) Mine(ctx context.Context, actor Actor) (Mine, error) {
	if err := actor.Require(ProfileWrite); err != nil {
		return Mine{}, err
	}
	q := s.db.Read(ctx)
	a, err := findAccount(q, "id = ?", actor.AccountID)
	if err != nil {
		return Mine{}, err
	}
	m := Mine{Account: a}
	if m.Sessions, err = findSessions(q, a.ID, s.db.Now()); err != nil {
		return Mine{}, err
	}
	if a.TwoFactor() {
		m.RecoveryLeft, err = countRecovery(q, a.ID)
	}
	return m, err
}

// SetProfile keeps the actor's language, theme and density.
func (s *Accounts) SetProfile(ctx context.Context, actor Actor, in Profile) error {
	if err := actor.Require(ProfileWrite); err != nil {
		return err
	}
	var c fault.Check
	c.OneOf("language", in.Language, "", "zh-Hans", "en")
	c.OneOf("theme", in.Theme, "", "light", "dark")
	c.OneOf("density", in.Density, "", "compact", "comfortable")
	if err := c.Err(); err != nil {
		return err
	}
	return s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		changes := slices.DeleteFunc([]audit.Change{
			{Field: "language", Before: a.Language, After: in.Language},
			{Field: "theme", Before: a.Theme, After: in.Theme},
			{Field: "density", Before: a.Density, After: in.Density},
		}, func(c audit.Change) bool { return c.Before == c.After })
		return audit.Event{Kind: "account.profile_changed", Changes: changes},
			updateAccount(tx, a.ID, map[string]any{"language": in.Language, "theme": in.Theme, "density": in.Density})
	})
}

// change runs fn on the actor's own account and records its event.
func (s *Accounts) change(ctx context.Context, actor Actor, fn func(*db.Tx, Account) (audit.Event, error)) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		// A form sent twice leads back to the own settings, not to the person's page, which few may open.
		tx.Made("profile", actor.Number)
		a, err := findAccount(tx.DB, "id = ?", actor.AccountID)
		if err != nil {
			return err
		}
		e, err := fn(tx, a)
		if err != nil {
			return err
		}
		e.Record = audit.Ref{Kind: "account", ID: a.ID, Number: actor.Number}
		return actor.Record(tx, e)
	})
}

// confirm asks the actor's own password again, counted like a sign-in.
func (s *Accounts) confirm(ctx context.Context, actor Actor, field, password string) error {
	if err := actor.Require(ProfileWrite); err != nil {
		return err
	}
	a, err := findAccount(s.db.Read(ctx), "id = ?", actor.AccountID)
	if err != nil {
		return err
	}
	gates := ownGates(a.Login)
	if err := s.attempt(apart(ctx), gates); err != nil {
		return err
	}
	if !s.limits.Hasher.Matches(a.Password, password) {
		if err := s.refuse(apart(ctx), a, Visit{RequestID: actor.RequestID}, "confirmation"); !fault.Is(err, fault.InvalidKind) {
			return err
		}
		var c fault.Check
		c.Add(field, "invalid.password_wrong")
		return c.Err()
	}
	return s.db.InTx(apart(ctx), func(tx *db.Tx) error { return passed(tx, gates) })
}

// ChangePassword sets a new password, asking the current one; all other sessions and open links end.
func (s *Accounts) ChangePassword(ctx context.Context, actor Actor, sessionID int64, current, next string) error {
	var c fault.Check
	c.Required("current", current)
	CheckPassword(&c, "password", next, actor.Number, actor.Name)
	if err := c.Err(); err != nil {
		return err
	}
	if err := s.confirm(ctx, actor, "current", current); err != nil {
		return err
	}
	phc := s.limits.Hasher.Hash(next)
	return s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		if err := setPassword(tx, a.ID, phc); err != nil {
			return audit.Event{}, err
		}
		_, err := deleteSessions(tx, "account_id = ? AND id <> ?", a.ID, sessionID)
		return audit.Event{Kind: "account.password_changed"}, err
	})
}

// EndSession ends one of the actor's own sessions.
func (s *Accounts) EndSession(ctx context.Context, actor Actor, sessionID int64) error {
	if err := actor.Require(ProfileWrite); err != nil {
		return err
	}
	return s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		n, err := deleteSessions(tx, "account_id = ? AND id = ?", a.ID, sessionID)
		if err == nil && n == 0 {
			err = fault.NotFound("fault.session_gone")
		}
		return audit.Event{Kind: "account.sessions_ended", Changes: []audit.Change{{Field: "sessions", After: n}}}, err
	})
}

// EndOtherSessions signs the actor out everywhere but in the session kept (0: there too), and forgets the
// browsers that were known.
func (s *Accounts) EndOtherSessions(ctx context.Context, actor Actor, kept int64) error {
	if err := actor.Require(ProfileWrite); err != nil {
		return err
	}
	return s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		n, err := deleteSessions(tx, "account_id = ? AND id <> ?", a.ID, kept)
		if err == nil {
			err = deleteDevices(tx, a.ID)
		}
		return audit.Event{Kind: "account.sessions_ended", Changes: []audit.Change{{Field: "sessions", After: n}}}, err
	})
}

// Enrolment is a second factor that waits for its first code.
type Enrolment struct {
	Secret  string
	Address string // otpauth URL
}

// StartTwoFactor makes a secret for the actor, asking the password. It counts only after ConfirmTwoFactor.
func (s *Accounts) StartTwoFactor(ctx context.Context, actor Actor, password string) error {
	if err := s.confirm(ctx, actor, "password", password); err != nil {
		return err
	}
	secret := newSecret()
	return s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		if a.TwoFactor() {
			return audit.Event{}, fault.Conflict("fault.two_factor_on")
		}
		return audit.Event{Kind: "account.two_factor_started"}, updateAccount(tx, a.ID, map[string]any{"totp_pending": secret})
	})
}

// Enrolment gives the secret that waits for its first code.
func (s *Accounts) Enrolment(ctx context.Context, actor Actor) (Enrolment, error) {
	if err := actor.Require(ProfileWrite); err != nil {
		return Enrolment{}, err
	}
	a, err := findAccount(s.db.Read(ctx), "id = ?", actor.AccountID)
	if err != nil {
		return Enrolment{}, err
	}
	if a.TotpPending == "" {
		return Enrolment{}, fault.NotFound("fault.no_enrolment")
	}
	return Enrolment{Secret: a.TotpPending, Address: totpURL(a.TotpPending, actor.Number)}, nil
}

// ConfirmTwoFactor turns the second factor on with its first code, ends the other sessions and gives the
// recovery codes, which are not kept and cannot be shown again.
func (s *Accounts) ConfirmTwoFactor(ctx context.Context, actor Actor, sessionID int64, code string) ([]string, error) {
	if err := actor.Require(ProfileWrite); err != nil {
		return nil, err
	}
	codes, hashes := newRecovery()
	err := s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		if a.TotpPending == "" {
			return audit.Event{}, fault.NotFound("fault.no_enrolment")
		}
		step := matchStep(a.TotpPending, code, tx.Now, 0)
		if step == 0 {
			var c fault.Check
			c.Add("code", "invalid.code")
			return audit.Event{}, c.Err()
		}
		err := updateAccount(tx, a.ID, map[string]any{"totp_secret": a.TotpPending, "totp_pending": "", "totp_step": step})
		if err == nil {
			err = replaceRecovery(tx, a.ID, hashes)
		}
		if err == nil {
			_, err = deleteSessions(tx, "account_id = ? AND id <> ?", a.ID, sessionID)
		}
		return audit.Event{Kind: "account.two_factor_enabled"}, err
	})
	return codes, err
}

// RenewRecovery replaces the recovery codes, asking the password.
func (s *Accounts) RenewRecovery(ctx context.Context, actor Actor, password string) ([]string, error) {
	if err := s.confirm(ctx, actor, "password", password); err != nil {
		return nil, err
	}
	codes, hashes := newRecovery()
	return codes, s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		if !a.TwoFactor() {
			return audit.Event{}, fault.Conflict("fault.two_factor_off")
		}
		return audit.Event{Kind: "account.recovery_renewed"}, replaceRecovery(tx, a.ID, hashes)
	})
}

// StopTwoFactor turns the actor's second factor off, asking the password.
func (s *Accounts) StopTwoFactor(ctx context.Context, actor Actor, password string) error {
	if err := s.confirm(ctx, actor, "password", password); err != nil {
		return err
	}
	return s.change(ctx, actor, func(tx *db.Tx, a Account) (audit.Event, error) {
		return audit.Event{Kind: "account.two_factor_disabled"}, dropTwoFactor(tx, a.ID)
	})
}
