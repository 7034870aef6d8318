package auth

import (
	"context"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Link is a one-time link as it is shown once, to the administrator who hands it over.
type Link struct {
	Token   string
	Expires time.Time
}

// LinkOwner is whose link it is, shown above the form for the new password.
type LinkOwner struct {
	Name   string
	Number string
	First  bool // the account has no password yet
}

// AccountOf gives the account of a person; ok is false where there is none.
func (s *Accounts) AccountOf(ctx context.Context, actor Actor, personID int64) (a Account, ok bool, err error) {
	if err := actor.Require(PeopleRead); err != nil {
		return Account{}, false, err
	}
	o, err := findOwner(s.db.Read(ctx), personID)
	if err != nil {
		return Account{}, false, err
	}
	if !actor.CanIn(PeopleRead, o.DepartmentID) {
		return Account{}, false, fault.NotFound("fault.person_gone")
	}
	a, err = findAccount(s.db.Read(ctx), "person_id = ?", personID)
	if fault.Is(err, fault.NotFoundKind) {
		return Account{}, false, nil
	}
	a.Password, a.TotpPending = "", ""
	return a, err == nil, err
}

// CreateAccount opens an account for a person and gives the link by which the person sets the first password.
func (s *Accounts) CreateAccount(ctx context.Context, actor Actor, personID int64) (Link, error) {
	if err := actor.Require(AccountWrite); err != nil {
		return Link{}, err
	}
	var link Link
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		o, err := lockOwner(tx, personID)
		if err != nil {
			return err
		}
		if o.LeftOn != "" && o.LeftOn < today(s.db, tx.Now) {
			return fault.Conflict("fault.person_left", "name", o.Name)
		}
		id, err := OpenAccount(tx, actor, personID, "")
		if err != nil {
			return err
		}
		link, err = s.issue(tx, actor, Account{ID: id, PersonID: personID}, o)
		return err
	})
	return link, err
}

// OpenAccount opens an account in a transaction that does more than that: setting up, demonstration data.
// phc may be empty: then only a link, or demonstration entry, leads into the account.
func OpenAccount(tx *db.Tx, actor Actor, personID int64, phc string) (int64, error) {
	if err := actor.Require(AccountWrite); err != nil {
		return 0, err
	}
	o, err := findOwner(tx.DB, personID)
	if err != nil {
		return 0, err
	}
	a := Account{PersonID: personID, Login: strings.ToLower(o.Number), Password: phc, State: Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if phc != "" {
		a.PasswordAt = &tx.Now
	}
	if err := insertAccount(tx, &a); err != nil {
		return 0, err
	}
	return a.ID, actor.Record(tx, audit.Event{Kind: "account.created", Record: ref(a, o)})
}

// ResetPassword gives a link by which a person sets a new password. The old one stays good until then.
func (s *Accounts) ResetPassword(ctx context.Context, actor Actor, personID int64) (Link, error) {
	if err := actor.Require(AccountWrite); err != nil {
		return Link{}, err
	}
	var link Link
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		o, a, err := lockBoth(tx, personID)
		if err != nil {
			return err
		}
		if a.State != Active {
			return fault.Conflict("fault.account_disabled", "name", o.Name)
		}
		link, err = s.issue(tx, actor, a, o)
		return err
	})
	return link, err
}

func (s *Accounts) issue(tx *db.Tx, actor Actor, a Account, o owner) (Link, error) {
	token, hash := newToken()
	link := Link{Token: token, Expires: tx.Now.Add(s.limits.LinkLife)}
	if err := replaceLink(tx, accountLink{AccountID: a.ID, TokenHash: hash, IssuedBy: actor.PersonID, CreatedAt: tx.Now, ExpiresAt: link.Expires}); err != nil {
		return Link{}, err
	}
	return link, actor.Record(tx, audit.Event{Kind: "account.link_issued", Record: ref(a, o)})
}

// ReadLink tells whose link it is; a link that is used, old or unknown gives a NotFound fault.
func (s *Accounts) ReadLink(ctx context.Context, token string) (LinkOwner, error) {
	row, err := findLink(s.db.Read(ctx), hashToken(token), s.db.Now())
	if err != nil {
		return LinkOwner{}, err
	}
	return LinkOwner{Name: row.Name, Number: row.Number, First: row.Password == ""}, nil
}

// SetByLink sets the password of the link's owner, spends the link and ends all sessions.
func (s *Accounts) SetByLink(ctx context.Context, token, password, requestID string) error {
	ctx = apart(ctx)
	row, err := findLink(s.db.Read(ctx), hashToken(token), s.db.Now())
	if err != nil {
		return err
	}
	var c fault.Check
	CheckPassword(&c, "password", password, row.Number, row.Name)
	if err := c.Err(); err != nil {
		return err
	}
	phc := s.limits.Hasher.Hash(password)
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := spendLink(tx, row.ID); err != nil {
			return err
		}
		if err := setPassword(tx, row.AccountID, phc); err != nil {
			return err
		}
		if _, err := deleteSessions(tx, "account_id = ?", row.AccountID); err != nil {
			return err
		}
		o, err := findOwner(tx.DB, row.PersonID)
		if err != nil {
			return err
		}
		a := Account{ID: row.AccountID, PersonID: row.PersonID}
		actor, err := actorOf(tx.DB, a, o, requestID)
		if err != nil {
			return err
		}
		return actor.Record(tx, audit.Event{Kind: "account.password_reset", Record: ref(a, o)})
	})
}

// Disable closes an account: its sessions and links end at once, its roles stay on record.
func (s *Accounts) Disable(ctx context.Context, actor Actor, personID int64, reason string) error {
	return s.administer(ctx, actor, personID, reason, func(tx *db.Tx, a Account, o owner) (audit.Event, error) {
		if a.ID == actor.AccountID {
			return audit.Event{}, fault.Conflict("fault.own_account")
		}
		if a.State == Disabled {
			return audit.Event{}, fault.Conflict("fault.account_disabled", "name", o.Name)
		}
		if err := keepAdministrator(tx, personID); err != nil {
			return audit.Event{}, err
		}
		return audit.Event{Kind: "account.disabled"}, shut(tx, a.ID)
	})
}

// Enable opens a closed account again.
func (s *Accounts) Enable(ctx context.Context, actor Actor, personID int64, reason string) error {
	return s.administer(ctx, actor, personID, reason, func(tx *db.Tx, a Account, o owner) (audit.Event, error) {
		if a.State == Active {
			return audit.Event{}, fault.Conflict("fault.account_active", "name", o.Name)
		}
		if o.LeftOn != "" && o.LeftOn < today(s.db, tx.Now) {
			return audit.Event{}, fault.Conflict("fault.person_left", "name", o.Name)
		}
		return audit.Event{Kind: "account.enabled"}, updateAccount(tx, a.ID, map[string]any{"state": Active})
	})
}

// EndSessionsOf signs a person out everywhere.
func (s *Accounts) EndSessionsOf(ctx context.Context, actor Actor, personID int64, reason string) error {
	return s.administer(ctx, actor, personID, reason, func(tx *db.Tx, a Account, _ owner) (audit.Event, error) {
		n, err := deleteSessions(tx, "account_id = ?", a.ID)
		if err == nil {
			err = deleteDevices(tx, a.ID)
		}
		return audit.Event{Kind: "account.sessions_ended", Changes: []audit.Change{{Field: "sessions", After: n}}}, err
	})
}

// DropTwoFactor turns off the second factor of a person who lost it.
func (s *Accounts) DropTwoFactor(ctx context.Context, actor Actor, personID int64, reason string) error {
	return s.administer(ctx, actor, personID, reason, func(tx *db.Tx, a Account, _ owner) (audit.Event, error) {
		if !a.TwoFactor() {
			return audit.Event{}, fault.Conflict("fault.two_factor_off")
		}
		return audit.Event{Kind: "account.two_factor_disabled"}, dropTwoFactor(tx, a.ID)
	})
}

// administer runs fn on the account of a person, with a reason, and records its event.
func (s *Accounts) administer(ctx context.Context, actor Actor, personID int64, reason string, fn func(*db.Tx, Account, owner) (audit.Event, error)) error {
	if err := actor.Require(AccountWrite); err != nil {
		return err
	}
	var c fault.Check
	c.Line("reason", reason, MaxReason)
	if err := c.Err(); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		o, a, err := lockBoth(tx, personID)
		if err != nil {
			return err
		}
		e, err := fn(tx, a, o)
		if err != nil {
			return err
		}
		e.Record, e.Reason = ref(a, o), reason
		return actor.Record(tx, e)
	})
}

// MaxReason is how long a reason may be.
const MaxReason = 200

// EndAccess closes the account of a person who leaves and takes the roles away, in the transaction of leaving.
func EndAccess(tx *db.Tx, actor Actor, personID int64, reason string) error {
	o, err := lockOwner(tx, personID)
	if err != nil {
		return err
	}
	grants, err := findRoleGrants(tx.DB, "person_id = ?", personID)
	if err != nil {
		return err
	}
	if len(grants) > 0 {
		if err := keepAdministrator(tx, personID); err != nil {
			return err
		}
	}
	for _, g := range grants {
		if err := takeGrant(tx, actor, g, o, reason); err != nil {
			return err
		}
	}
	a, err := findAccount(tx.DB, "person_id = ?", personID)
	if fault.Is(err, fault.NotFoundKind) || err == nil && a.State == Disabled {
		return nil
	}
	if err != nil {
		return err
	}
	if err := shut(tx, a.ID); err != nil {
		return err
	}
	return actor.Record(tx, audit.Event{Kind: "account.disabled", Record: ref(a, o), Reason: reason})
}

// RenameLogin follows a changed employee number.
func RenameLogin(tx *db.Tx, personID int64, number string) error {
	return renameLogin(tx, personID, strings.ToLower(number))
}

// shut closes an account and all that leads into it.
func shut(tx *db.Tx, account int64) error {
	if err := updateAccount(tx, account, map[string]any{"state": Disabled}); err != nil {
		return err
	}
	if _, err := deleteSessions(tx, "account_id = ?", account); err != nil {
		return err
	}
	if err := deleteDevices(tx, account); err != nil {
		return err
	}
	return dropLinks(tx, account)
}

// setPassword stores a new password; links that were open end.
func setPassword(tx *db.Tx, account int64, phc string) error {
	if err := updateAccount(tx, account, map[string]any{"password": phc, "password_at": tx.Now}); err != nil {
		return err
	}
	return dropLinks(tx, account)
}

// dropTwoFactor forgets the secret and its recovery codes.
func dropTwoFactor(tx *db.Tx, account int64) error {
	if err := updateAccount(tx, account, map[string]any{"totp_secret": "", "totp_pending": ""}); err != nil {
		return err
	}
	return replaceRecovery(tx, account, nil)
}

func lockBoth(tx *db.Tx, personID int64) (owner, Account, error) {
	o, err := lockOwner(tx, personID)
	if err != nil {
		return o, Account{}, err
	}
	a, err := findAccount(tx.DB, "person_id = ?", personID)
	return o, a, err
}

// Tidy forgets what has run out: sessions, links, devices and counts of failed attempts. Nothing that anybody
// could still use changes, so it leaves no event.
func (s *Accounts) Tidy(ctx context.Context) error {
	return s.db.InTx(apart(ctx), func(tx *db.Tx) error {
		if _, err := deleteSessions(tx, "expires_at < ? OR idle_until < ?", tx.Now, tx.Now); err != nil {
			return err
		}
		return dropStale(tx, tx.Now.Add(-DeviceLife), tx.Now.Add(-2*window))
	})
}
