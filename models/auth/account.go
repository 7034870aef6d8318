package auth

import (
	"time"

	"bihuan/models/db"
)

// States of an account.
const (
	Active   = "active"
	Disabled = "disabled"
)

// Account is what a person signs in with. An account without a password waits for its first one-time link.
type Account struct {
	ID           int64
	PersonID     int64
	Login        string // employee number in lower case
	Password     string // PHC string of argon2id, empty before the first link is used
	PasswordAt   *time.Time
	State        string
	TotpSecret   string // base32, empty where there is no second factor
	TotpPending  string // shown for enrolment, not yet confirmed
	TotpStep     int64  // the last time step whose code was used
	Language     string // empty: as the browser says
	Theme        string
	Density      string
	LastSignInAt *time.Time
	Version      int
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// TwoFactor tells whether a one-time code is asked at sign-in.
func (a Account) TwoFactor() bool { return a.TotpSecret != "" }

// Session is who a token stands for.
type Session struct {
	ID        int64
	AccountID int64
	Actor     Actor
	Language  string
	Theme     string
	Density   string
	CSRFKey   []byte
}

// Limits are the numbers that the sign-in keeps to. Zero values mean the defaults.
type Limits struct {
	Hasher Hasher
	// Demo lets a visitor enter as one of the demonstration people without a password.
	Demo bool
	// LinkLife is how long a one-time link works; 24 hours where 0.
	LinkLife time.Duration
	// Delay slows an attempt down while an account is under attack; it waits where nil. Tests replace it.
	Delay func(time.Duration)
}

// Accounts are the use cases of signing in, sessions, roles and the accounts behind them.
type Accounts struct {
	db     *db.DB
	limits Limits
}

// New gives the use cases on a database.
func New(d *db.DB, l Limits) *Accounts {
	if l.LinkLife == 0 {
		l.LinkLife = 24 * time.Hour
	}
	if l.Delay == nil {
		l.Delay = time.Sleep
	}
	return &Accounts{db: d, limits: l}
}

// Demo tells whether visitors may enter as demonstration people.
func (s *Accounts) Demo() bool { return s.limits.Demo }

// today is the present day where the firm is.
func today(d *db.DB, now time.Time) string { return now.In(d.Zone()).Format(time.DateOnly) }
