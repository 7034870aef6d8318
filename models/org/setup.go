package org

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"unicode"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Lengths of names.
const (
	maxFirmName = 100
	maxName     = 60
)

// SetUpInput is what an empty portal asks for.
type SetUpInput struct {
	Firm        string
	Name        string // of the administrator
	Number      string
	Password    string
	StarterPack bool
	Hasher      auth.Hasher
	RequestID   string
}

// IsSetUp tells whether the portal belongs to a firm.
func (o *Organisation) IsSetUp(ctx context.Context) (bool, error) {
	name, err := o.FirmName(ctx)
	return name != "", err
}

// FirmName is the firm's name, at most two seconds old; empty before the portal is set up.
func (o *Organisation) FirmName(ctx context.Context) (string, error) {
	return o.name.Get(func() (string, error) { return readFirmName(o.db.Read(ctx)) })
}

// SetUp makes the firm, its root department and the first administrator with a password, and, where the
// starter pack is wanted, runs the seeds; all in one transaction. Of two at once one is told that the portal
// is already set up.
func (o *Organisation) SetUp(ctx context.Context, in SetUpInput, seeds ...func(*db.Tx) error) (personID int64, err error) {
	in.Firm, in.Name, in.Number = strings.TrimSpace(in.Firm), strings.TrimSpace(in.Name), strings.TrimSpace(in.Number)
	var c fault.Check
	c.Required("firm", in.Firm)
	c.Line("firm", in.Firm, maxFirmName)
	checkName(&c, "name", in.Name)
	checkNumber(&c, in.Number)
	auth.CheckPassword(&c, "password", in.Password, in.Number, in.Name)
	if err := c.Err(); err != nil {
		return 0, err
	}
	if done, err := o.IsSetUp(ctx); err != nil || done {
		if err == nil {
			err = fault.Conflict("fault.set_up_done")
		}
		return 0, err
	}
	phc := in.Hasher.Hash(in.Password)
	err = o.db.InTx(ctx, func(tx *db.Tx) error {
		actor := auth.System("set-up")
		actor.RequestID = in.RequestID
		personID, err = o.found(tx, actor, in, phc)
		if err != nil || !in.StarterPack {
			return err
		}
		for _, seed := range seeds {
			if err := seed(tx); err != nil {
				return err
			}
		}
		return nil
	})
	o.forget()
	if err != nil {
		return 0, err
	}
	return personID, nil
}

// found writes the firm with its first person.
func (o *Organisation) found(tx *db.Tx, actor auth.Actor, in SetUpInput, phc string) (int64, error) {
	firm := Firm{ID: firmID, Name: in.Firm, IdleMinutes: 30, SessionHours: 12, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.Create(&firm).Error; err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return 0, fault.Conflict("fault.set_up_done")
		}
		return 0, err
	}
	root, err := insertDepartment(tx, Department{Name: cutName(in.Firm)}, "/")
	if err != nil {
		return 0, err
	}
	event := audit.Event{Kind: "firm.set_up", Record: audit.Ref{Kind: "firm", ID: firmID, Number: "1"},
		Changes: []audit.Change{{Field: "name", After: in.Firm}, {Field: "starter_pack", After: in.StarterPack}}}
	if err := actor.Record(tx, event); err != nil {
		return 0, err
	}
	person, err := register(tx, actor, PersonInput{Number: in.Number, Name: in.Name, DepartmentID: root.ID, JoinedOn: o.day(tx.Now)})
	if err != nil {
		return 0, err
	}
	if _, err := auth.OpenAccount(tx, actor, person.ID, phc); err != nil {
		return 0, err
	}
	return person.ID, auth.GiveRole(tx, actor, auth.GrantInput{PersonID: person.ID, Role: auth.Administrator})
}

// FirmInput is what can be changed about the firm.
type FirmInput struct {
	Name         string
	IdleMinutes  int
	SessionHours int
}

// Firm reads the firm and its settings.
func (o *Organisation) Firm(ctx context.Context, actor auth.Actor) (Firm, error) {
	if err := actor.Require(auth.SettingsRead); err != nil {
		return Firm{}, err
	}
	return find[Firm](o.db.Read(ctx), "fault.not_set_up", "id = ?", firmID)
}

// ChangeFirm changes the firm's name and the time-outs of sessions.
func (o *Organisation) ChangeFirm(ctx context.Context, actor auth.Actor, version int, in FirmInput) error {
	if err := actor.Require(auth.FirmWrite); err != nil {
		return err
	}
	in.Name = strings.TrimSpace(in.Name)
	var c fault.Check
	c.Required("name", in.Name)
	c.Line("name", in.Name, maxFirmName)
	between(&c, "idle_minutes", in.IdleMinutes, 5, 8*60)
	between(&c, "session_hours", in.SessionHours, 1, 7*24)
	if err := c.Err(); err != nil {
		return err
	}
	defer o.forget()
	return o.db.InTx(ctx, func(tx *db.Tx) error {
		old, err := find[Firm](tx.DB, "fault.not_set_up", "id = ?", firmID)
		if err != nil {
			return err
		}
		err = updateVersion(tx, &Firm{}, firmID, version, map[string]any{"name": in.Name, "idle_minutes": in.IdleMinutes, "session_hours": in.SessionHours})
		if err != nil {
			return err
		}
		return actor.Record(tx, audit.Event{Kind: "firm.changed", Record: audit.Ref{Kind: "firm", ID: firmID, Number: "1"}, Changes: changed(
			audit.Change{Field: "name", Before: old.Name, After: in.Name},
			audit.Change{Field: "idle_minutes", Before: old.IdleMinutes, After: in.IdleMinutes},
			audit.Change{Field: "session_hours", Before: old.SessionHours, After: in.SessionHours})})
	})
}

func between(c *fault.Check, field string, n, least, most int) {
	if n < least || n > most {
		c.Add(field, "invalid.between", "least", least, "most", most)
	}
}

// changed leaves out the changes that change nothing.
func changed(all ...audit.Change) []audit.Change {
	var out []audit.Change
	for _, c := range all {
		if c.Before != c.After {
			out = append(out, c)
		}
	}
	return out
}

// numbers are letters, digits and a few signs with at least one digit: they stand in addresses, beside words such as "new".
var numberForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`)

func checkNumber(c *fault.Check, number string) {
	c.Required("number", number)
	if !numberForm.MatchString(number) || !strings.ContainsFunc(number, unicode.IsDigit) {
		c.Add("number", "invalid.person_number")
	}
}

func checkName(c *fault.Check, field, name string) {
	c.Required(field, name)
	c.Line(field, name, maxName)
}

func cutName(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), maxName)])
}
