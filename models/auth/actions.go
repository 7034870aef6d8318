package auth

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Visit is where a request of somebody not signed in comes from.
type Visit struct {
	IP        string
	Agent     string
	Device    string // what Entry.Device gave this browser before
	RequestID string
}

// Attempt is one try to sign in.
type Attempt struct {
	Visit
	Login    string
	Password string
}

// Entry is a session begun. Where CodeNeeded is set the token only serves EnterCode, for five minutes.
type Entry struct {
	Token      string
	Expires    time.Time
	CodeNeeded bool
	// Device is a lasting cookie by which the browser is known again; empty where the old one stays good.
	Device string
}

// DeviceLife is how long a browser is known after its last sign-in.
const DeviceLife = 180 * 24 * time.Hour

// pendingLife is how long a right password waits for its code.
const pendingLife = 5 * time.Minute

// SignIn checks a password and begins a session. All refusals look alike and cost alike, whether the login
// exists or not.
func (s *Accounts) SignIn(ctx context.Context, in Attempt) (Entry, error) {
	ctx = apart(ctx)
	login := strings.ToLower(strings.TrimSpace(in.Login))
	var c fault.Check
	c.Required("login", login)
	c.Required("password", in.Password)
	if err := c.Err(); err != nil {
		return Entry{}, err
	}
	account, err := findAccount(s.db.Read(ctx), "login = ?", login)
	if err != nil && !fault.Is(err, fault.NotFoundKind) {
		return Entry{}, err
	}
	device, err := s.device(ctx, account.ID, in.Device)
	if err != nil {
		return Entry{}, err
	}
	gates := passwordGates(login, in.IP, device)
	if err := s.attempt(ctx, gates); err != nil {
		return Entry{}, err
	}
	phc := account.Password
	if phc == "" {
		phc = s.limits.Hasher.decoy()
	}
	right := s.limits.Hasher.Matches(phc, in.Password) && account.Password != ""
	var o owner
	if right {
		if o, err = findOwner(s.db.Read(ctx), account.PersonID); err != nil {
			return Entry{}, err
		}
		right = account.State == Active && (o.LeftOn == "" || o.LeftOn >= today(s.db, s.db.Now()))
	}
	if !right {
		return Entry{}, s.refuse(ctx, account, in.Visit, "password")
	}
	return s.enter(ctx, account, o, in.Visit, device != "", account.TwoFactor(), gates, in.Password)
}

// attempt counts a try and waits where the account is under attack.
func (s *Accounts) attempt(ctx context.Context, gates []gate) error {
	var slow time.Duration
	err := s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		slow, err = pass(tx, gates)
		return err
	})
	if err == nil && slow > 0 {
		s.limits.Delay(slow)
	}
	return err
}

// device gives the hash of the device cookie where this account signed in with it before.
func (s *Accounts) device(ctx context.Context, account int64, cookie string) (string, error) {
	if cookie == "" || account == 0 {
		return "", nil
	}
	hash := hashToken(cookie)
	known, err := knowsDevice(s.db.Read(ctx), account, hash, s.db.Now().Add(-DeviceLife))
	if err != nil || !known {
		return "", err
	}
	return hash, nil
}

// refuse leaves the event of a failed sign-in. What was typed is not recorded: people type passwords into
// the wrong field.
func (s *Accounts) refuse(ctx context.Context, a Account, v Visit, step string) error {
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		number, err := ownerNumber(tx.DB, a.PersonID)
		if err != nil {
			return err
		}
		visitor := Actor{RequestID: v.RequestID, note: "sign-in"}
		return visitor.Record(tx, audit.Event{Kind: "account.sign_in_failed", Record: audit.Ref{Kind: "account", ID: a.ID, Number: number},
			Changes: []audit.Change{{Field: "step", After: step}, {Field: "ip", After: audit.Personal(v.IP)}}})
	})
	if err != nil {
		return err
	}
	if step == "code" {
		var c fault.Check
		c.Add("code", "invalid.code")
		return c.Err()
	}
	return fault.Invalid("fault.sign_in_failed")
}

// enter begins the session of somebody whose password is right.
func (s *Accounts) enter(ctx context.Context, a Account, o owner, v Visit, known, pending bool, gates []gate, password string) (Entry, error) {
	token, hash := newToken()
	entry := Entry{Token: token, CodeNeeded: pending}
	phc := ""
	if password != "" && s.limits.Hasher.Outdated(a.Password) {
		phc = s.limits.Hasher.Hash(password)
	}
	err := s.db.InTx(ctx, func(tx *db.Tx) error {
		idle, whole, err := findTimes(tx.DB)
		if err != nil {
			return err
		}
		if pending {
			idle, whole = pendingLife, pendingLife
		}
		entry.Expires = tx.Now.Add(whole)
		row := storedSession{AccountID: a.ID, TokenHash: hash, Pending: pending, CreatedAt: tx.Now, SeenAt: tx.Now,
			IdleUntil: tx.Now.Add(idle), ExpiresAt: entry.Expires, IP: cut(v.IP, 64), Agent: cut(v.Agent, 300)}
		if err := insertSession(tx, &row); err != nil {
			return err
		}
		if err := passed(tx, gates); err != nil {
			return err
		}
		if phc != "" {
			if err := updateAccount(tx, a.ID, map[string]any{"password": phc}); err != nil {
				return err
			}
		}
		if pending {
			return nil
		}
		return s.entered(tx, a, o, v, known, &entry)
	})
	if err != nil {
		return Entry{}, err
	}
	return entry, nil
}

// entered writes what a full sign-in leaves: the device, the time, the event.
func (s *Accounts) entered(tx *db.Tx, a Account, o owner, v Visit, known bool, entry *Entry) error {
	if known {
		if err := touchDevice(tx, hashToken(v.Device)); err != nil {
			return err
		}
	} else {
		token, hash := newToken()
		if err := insertDevice(tx, a.ID, hash); err != nil {
			return err
		}
		entry.Device = token
	}
	if err := updateAccount(tx, a.ID, map[string]any{"last_sign_in_at": tx.Now}); err != nil {
		return err
	}
	actor, err := actorOf(tx.DB, a, o, v.RequestID)
	if err != nil {
		return err
	}
	return actor.Record(tx, audit.Event{Kind: "account.signed_in", Record: ref(a, o),
		Changes: []audit.Change{{Field: "ip", After: audit.Personal(v.IP)}, {Field: "agent", After: audit.Personal(cut(v.Agent, 300))}}})
}

// EnterCode finishes a sign-in with a one-time code or a recovery code. The pending token is spent.
func (s *Accounts) EnterCode(ctx context.Context, pending, code string, v Visit) (Entry, error) {
	ctx = apart(ctx)
	now := s.db.Now()
	row, err := findSession(s.db.Read(ctx), hashToken(pending), true, now, today(s.db, now))
	if err != nil {
		return Entry{}, err
	}
	account, err := findAccount(s.db.Read(ctx), "id = ?", row.AccountID)
	if err != nil {
		return Entry{}, err
	}
	device, err := s.device(ctx, account.ID, v.Device)
	if err != nil {
		return Entry{}, err
	}
	gates := codeGates(account.Login, v.IP, device)
	if err := s.attempt(ctx, gates); err != nil {
		return Entry{}, err
	}
	var right bool
	err = s.db.InTx(ctx, func(tx *db.Tx) (err error) {
		if right, err = useCode(tx, account.ID, code); err != nil || !right {
			return err
		}
		if _, err = deleteSessions(tx, "id = ?", row.ID); err != nil {
			return err
		}
		number, err := ownerNumber(tx.DB, account.PersonID)
		if err != nil {
			return err
		}
		visitor := Actor{RequestID: v.RequestID, note: "sign-in"}
		return visitor.Record(tx, audit.Event{Kind: "account.code_accepted", Record: audit.Ref{Kind: "account", ID: account.ID, Number: number}})
	})
	if err != nil {
		return Entry{}, err
	}
	if !right {
		return Entry{}, s.refuse(ctx, account, v, "code")
	}
	o, err := findOwner(s.db.Read(ctx), account.PersonID)
	if err != nil {
		return Entry{}, err
	}
	return s.enter(ctx, account, o, v, device != "", false, gates, "")
}

// EnterDemo begins a session as a demonstration person, where the portal runs as a demonstration.
func (s *Accounts) EnterDemo(ctx context.Context, personID int64, v Visit) (Entry, error) {
	if !s.limits.Demo {
		return Entry{}, fault.Refused("fault.not_demo")
	}
	ctx = apart(ctx)
	account, err := findAccount(s.db.Read(ctx), "person_id = ? AND state = ?", personID, Active)
	if err != nil {
		return Entry{}, err
	}
	o, err := findOwner(s.db.Read(ctx), personID)
	if err != nil {
		return Entry{}, err
	}
	return s.enter(ctx, account, o, v, false, false, nil, "")
}

// SignOut ends the session of a token. A token that stands for nothing is no fault.
func (s *Accounts) SignOut(ctx context.Context, token, requestID string) error {
	return s.db.InTx(apart(ctx), func(tx *db.Tx) error {
		row, err := findSession(tx.DB, hashToken(token), false, tx.Now, today(s.db, tx.Now))
		if fault.Is(err, fault.NotFoundKind) {
			_, err = deleteSessions(tx, "token_hash = ?", hashToken(token))
			return err
		}
		if err != nil {
			return err
		}
		a, o := Account{ID: row.AccountID, PersonID: row.PersonID}, owner{ID: row.PersonID, Name: row.Name, Number: row.Number, DepartmentID: row.DepartmentID}
		actor, err := actorOf(tx.DB, a, o, requestID)
		if err != nil {
			return err
		}
		if _, err := deleteSessions(tx, "id = ?", row.ID); err != nil {
			return err
		}
		return actor.Record(tx, audit.Event{Kind: "account.signed_out", Record: ref(a, o)})
	})
}

// actorOf builds the actor of somebody who is just signing in or out.
func actorOf(q *gorm.DB, a Account, o owner, requestID string) (Actor, error) {
	grants, err := findGrants(q, o.ID)
	return Actor{PersonID: o.ID, AccountID: a.ID, Name: o.Name, Number: o.Number, DepartmentID: o.DepartmentID, Grants: grants, RequestID: requestID}, err
}

func ref(a Account, o owner) audit.Ref {
	return audit.Ref{Kind: "account", ID: a.ID, Number: o.Number}
}

// cut keeps the first n characters of a text that a browser sent.
func cut(s string, n int) string {
	r := []rune(strings.ToValidUTF8(s, ""))
	return string(r[:min(n, len(r))])
}
