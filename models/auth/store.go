package auth

import (
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/db"
	"bihuan/models/fault"
)

// storedSession is a row of sessions.
type storedSession struct {
	ID        int64
	AccountID int64
	TokenHash string
	Pending   bool
	CreatedAt time.Time
	SeenAt    time.Time
	IdleUntil time.Time
	ExpiresAt time.Time
	IP        string `gorm:"column:ip"`
	Agent     string
}

// TableName is where sessions are stored.
func (storedSession) TableName() string { return "sessions" }

// sessionRow is a session with the account and person behind it.
type sessionRow struct {
	ID           int64
	AccountID    int64
	SeenAt       time.Time
	PersonID     int64
	Language     string
	Theme        string
	Density      string
	Name         string
	Number       string
	DepartmentID int64
	Department   *string
}

func findSession(q *gorm.DB, hash string, pending bool, now time.Time, day string) (sessionRow, error) {
	var row sessionRow
	err := q.Table("sessions s").
		Select("s.id, s.account_id, s.seen_at, a.person_id, a.language, a.theme, a.density, p.name, p.number, p.department_id, d.name AS department").
		Joins("JOIN accounts a ON a.id = s.account_id").Joins("JOIN people p ON p.id = a.person_id").
		Joins("LEFT JOIN departments d ON d.id = p.department_id").
		Where("s.token_hash = ? AND s.pending = ? AND s.idle_until > ? AND s.expires_at > ?", hash, pending, now, now).
		Where("a.state = ? AND (p.left_on = '' OR p.left_on >= ?)", Active, day).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, fault.NotFound("fault.session_gone")
	}
	return row, err
}

// findGrants reads the roles of a person with the departments below each spelled out.
func findGrants(q *gorm.DB, person int64) ([]Grant, error) {
	var rows []struct {
		Role         Role
		DepartmentID int64
		Below        *int64
	}
	err := q.Table("role_grants g").Select("g.role, g.department_id, b.id AS below").
		Joins("LEFT JOIN departments top ON top.id = g.department_id").
		Joins("LEFT JOIN departments b ON b.path LIKE CONCAT(top.path, '%')").
		Where("g.person_id = ?", person).Order("g.role, g.department_id, b.id").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	var grants []Grant
	for _, r := range rows {
		i := slices.IndexFunc(grants, func(g Grant) bool { return g.Role == r.Role })
		if i < 0 {
			grants = append(grants, Grant{Role: r.Role})
			i = len(grants) - 1
		}
		g := &grants[i]
		g.All = g.All || r.DepartmentID == 0
		if r.Below != nil && !slices.Contains(g.Departments, *r.Below) {
			g.Departments = append(g.Departments, *r.Below)
		}
	}
	for i := range grants {
		if grants[i].All {
			grants[i].Departments = nil
		}
	}
	if !slices.ContainsFunc(grants, func(g Grant) bool { return g.Role == Auditor }) {
		grants = append(grants, Grant{Role: Employee, Scope: Scope{All: true}})
	}
	return grants, nil
}

// owner is the person behind an account, as far as this package needs to know.
type owner struct {
	ID           int64
	Number       string
	Name         string
	DepartmentID int64
	LeftOn       string
}

// TableName is where people are stored; package org owns the table.
func (owner) TableName() string { return "people" }

func findOwner(q *gorm.DB, person int64) (owner, error) {
	var o owner
	err := q.Where("id = ?", person).Take(&o).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return o, fault.NotFound("fault.person_gone")
	}
	return o, err
}

// lockOwner reads the person and makes other transactions about the same person's access wait.
func lockOwner(tx *db.Tx, person int64) (owner, error) {
	return findOwner(tx.Clauses(clause.Locking{Strength: "UPDATE"}), person)
}

func findAccount(q *gorm.DB, where string, args ...any) (Account, error) {
	var a Account
	err := q.Where(where, args...).Take(&a).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return a, fault.NotFound("fault.account_gone")
	}
	return a, err
}

// firmTimes are the time-outs that the firm set.
type firmTimes struct {
	IdleMinutes  int
	SessionHours int
}

const (
	defaultIdleMinutes  = 30
	defaultSessionHours = 12
)

func findTimes(q *gorm.DB) (idle, whole time.Duration, err error) {
	t := firmTimes{IdleMinutes: defaultIdleMinutes, SessionHours: defaultSessionHours}
	err = q.Table("firms").Select("idle_minutes, session_hours").Where("id = 1").Take(&t).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	return time.Duration(t.IdleMinutes) * time.Minute, time.Duration(t.SessionHours) * time.Hour, err
}

func touchSession(tx *db.Tx, id int64, idle time.Duration) error {
	return tx.Model(&storedSession{}).Where("id = ?", id).
		UpdateColumns(map[string]any{"seen_at": tx.Now, "idle_until": tx.Now.Add(idle)}).Error
}

func deleteSessions(tx *db.Tx, where string, args ...any) (int64, error) {
	res := tx.Where(where, args...).Delete(&storedSession{})
	return res.RowsAffected, res.Error
}

func putThrottle(tx *db.Tx, row signInThrottle) error {
	return tx.Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "key_hash"}},
		DoUpdates: clause.AssignmentColumns([]string{"failures", "failed_at", "blocked_until"})}).Create(&row).Error
}

func dropThrottle(tx *db.Tx, hash string) error {
	return tx.Where("key_hash = ?", hash).Delete(&signInThrottle{}).Error
}

func easeThrottle(tx *db.Tx, hash string) error {
	return tx.Model(&signInThrottle{}).Where("key_hash = ? AND failures > 0", hash).
		UpdateColumn("failures", gorm.Expr("failures - 1")).Error
}

func findThrottles(tx *db.Tx, hashes []string) (map[string]signInThrottle, error) {
	var rows []signInThrottle
	err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("key_hash IN ?", hashes).Order("key_hash").Find(&rows).Error
	found := make(map[string]signInThrottle, len(rows))
	for _, r := range rows {
		found[r.KeyHash] = r
	}
	return found, err
}

func insertSession(tx *db.Tx, row *storedSession) error { return tx.Create(row).Error }

func updateAccount(tx *db.Tx, id int64, columns map[string]any) error {
	columns["updated_at"] = tx.Now
	return tx.Model(&Account{}).Where("id = ?", id).UpdateColumns(columns).Error
}

func ownerNumber(q *gorm.DB, person int64) (string, error) {
	var numbers []string
	err := q.Model(&owner{}).Where("id = ?", person).Pluck("number", &numbers).Error
	if len(numbers) == 0 {
		return "", err
	}
	return numbers[0], err
}

// knownDevice is a row of devices.
type knownDevice struct {
	ID        int64
	AccountID int64
	TokenHash string
	SeenAt    time.Time
}

// TableName is where devices are stored.
func (knownDevice) TableName() string { return "devices" }

func knowsDevice(q *gorm.DB, account int64, hash string, since time.Time) (bool, error) {
	var n int64
	err := q.Model(&knownDevice{}).Where("token_hash = ? AND account_id = ? AND seen_at > ?", hash, account, since).Count(&n).Error
	return n > 0, err
}

func insertDevice(tx *db.Tx, account int64, hash string) error {
	return tx.Create(&knownDevice{AccountID: account, TokenHash: hash, SeenAt: tx.Now}).Error
}

func touchDevice(tx *db.Tx, hash string) error {
	return tx.Model(&knownDevice{}).Where("token_hash = ?", hash).UpdateColumn("seen_at", tx.Now).Error
}

// recoveryCode is a row of recovery_codes.
type recoveryCode struct {
	ID        int64
	AccountID int64
	CodeHash  string
	UsedAt    *time.Time
}

func spendRecovery(tx *db.Tx, account int64, hash string) (bool, error) {
	res := tx.Model(&recoveryCode{}).Where("account_id = ? AND code_hash = ? AND used_at IS NULL", account, hash).UpdateColumn("used_at", tx.Now)
	return res.RowsAffected == 1, res.Error
}

func spendStep(tx *db.Tx, account, step int64) (bool, error) {
	res := tx.Model(&Account{}).Where("id = ? AND totp_step < ?", account, step).UpdateColumn("totp_step", step)
	return res.RowsAffected == 1, res.Error
}

// ActiveOf tells which of these people have an active account.
func ActiveOf(q *gorm.DB, people []int64) ([]int64, error) {
	if len(people) == 0 {
		return nil, nil
	}
	var ids []int64
	return ids, q.Model(&Account{}).Where("person_id IN ? AND state = ?", people, Active).Pluck("person_id", &ids).Error
}
