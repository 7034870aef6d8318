// Package orgtest gives tests a small firm: departments in a tree, and people with accounts and roles.
package orgtest

import (
	"fmt"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
)

// The departments that every firm has; Service, Support and Store lie below Root.
const (
	Root int64 = iota + 1
	Service
	Support
	Store
)

// Firm is a firm in a test's database.
type Firm struct {
	t testing.TB
	d *db.DB
}

// New makes the firm in an empty database.
func New(t testing.TB, d *db.DB) *Firm {
	t.Helper()
	f := &Firm{t: t, d: d}
	f.Found(0, "某某公司")
	for _, name := range []string{"售后部", "客服部", "仓储部"} {
		f.Found(Root, name)
	}
	return f
}

// Found makes a department below another one and gives its id.
func (f *Firm) Found(parent int64, name string) int64 {
	f.t.Helper()
	row := org.Department{ParentID: parent, Name: name, Path: "/", Version: 1}
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		if parent != 0 {
			var above org.Department
			if err := tx.Take(&above, parent).Error; err != nil {
				return err
			}
			row.Path = above.Path
		}
		row.CreatedAt, row.UpdatedAt = tx.Now, tx.Now
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		return tx.Model(&row).UpdateColumn("path", fmt.Sprintf("%s%d/", row.Path, row.ID)).Error
	})
	return row.ID
}

// Employ makes a person without an account and gives his id.
func (f *Firm) Employ(name string, department int64) int64 {
	f.t.Helper()
	p := org.Person{Number: name, NumberKey: name, Name: name, DepartmentID: department, JoinedOn: "2020-01-01", Version: 1}
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		p.CreatedAt, p.UpdatedAt = tx.Now, tx.Now
		if err := tx.Create(&p).Error; err != nil {
			return err
		}
		return tx.Create(&org.Assignment{PersonID: p.ID, DepartmentID: department, FromOn: p.JoinedOn, CreatedAt: tx.Now}).Error
	})
	return p.ID
}

// Hire makes a person with an active account who holds a role in departments (none: the whole firm); a person
// without a role is an employee, as everybody but auditors is besides.
func (f *Firm) Hire(name string, department int64, role auth.Role, in ...int64) auth.Actor {
	f.t.Helper()
	a := auth.Actor{PersonID: f.Employ(name, department), Name: name, DepartmentID: department, RequestID: "test"}
	a.AccountID = a.PersonID
	if role != auth.Auditor {
		a.Grants = append(a.Grants, auth.Grant{Role: auth.Employee})
	}
	places := in
	if role != "" {
		a.Grants = append(a.Grants, auth.Grant{Role: role, Scope: auth.Scope{All: len(in) == 0, Departments: in}})
		if len(in) == 0 {
			places = []int64{0}
		}
	}
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		account := auth.Account{ID: a.AccountID, PersonID: a.PersonID, Login: name, State: auth.Active, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		if err := tx.Create(&account).Error; err != nil {
			return err
		}
		for _, d := range places {
			if err := tx.Create(&auth.RoleGrant{PersonID: a.PersonID, Role: role, DepartmentID: d, GrantedAt: tx.Now}).Error; err != nil {
				return err
			}
		}
		return nil
	})
	return a
}

// Lead makes somebody the head of a department.
func (f *Firm) Lead(department int64, head auth.Actor) {
	f.t.Helper()
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		return tx.Model(&org.Department{}).Where("id = ?", department).UpdateColumn("head_id", head.PersonID).Error
	})
}

// Unmake takes every role from a person, who stays an employee.
func (f *Firm) Unmake(a auth.Actor) {
	f.t.Helper()
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		return tx.Where("person_id = ?", a.PersonID).Delete(&auth.RoleGrant{}).Error
	})
}

// Leave takes a person's account away.
func (f *Firm) Leave(a auth.Actor) {
	f.t.Helper()
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		return db.Changed(tx.Model(&auth.Account{}).Where("person_id = ?", a.PersonID).UpdateColumns(map[string]any{"state": auth.Disabled}))
	})
}
