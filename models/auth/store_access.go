package auth

import (
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/db"
	"bihuan/models/fault"
)

// RoleGrant is a role that a person holds.
type RoleGrant struct {
	ID           int64
	PersonID     int64
	Role         Role
	DepartmentID int64 // 0: the whole firm
	GrantedBy    int64
	GrantedAt    time.Time
}

func findRoleGrants(q *gorm.DB, where string, args ...any) ([]RoleGrant, error) {
	var rows []RoleGrant
	err := q.Where(where, args...).Order("role, department_id").Find(&rows).Error
	return rows, err
}

func insertGrant(tx *db.Tx, g *RoleGrant) error { return tx.Create(g).Error }

func deleteGrant(tx *db.Tx, id int64) error {
	return db.Changed(tx.Where("id = ?", id).Delete(&RoleGrant{}))
}

func findHoldings(q *gorm.DB, scope Scope, person int64) ([]Holding, error) {
	q = q.Table("role_grants g").Select("g.*, p.name, p.number, COALESCE(a.state, '') AS state").
		Joins("JOIN people p ON p.id = g.person_id").Joins("LEFT JOIN accounts a ON a.person_id = g.person_id")
	if person != 0 {
		q = q.Where("g.person_id = ?", person)
	}
	if !scope.All {
		q = q.Where("p.department_id IN ?", append([]int64{0}, scope.Departments...))
	}
	var rows []Holding
	err := q.Order("g.role, g.department_id, p.number_key").Find(&rows).Error
	return rows, err
}

// plainEmployee finds the first person with an account and without a role.
func plainEmployee(q *gorm.DB) (owner, bool, error) {
	var rows []owner
	err := q.Table("people p").Select("p.id, p.number, p.name").Joins("JOIN accounts a ON a.person_id = p.id AND a.state = ?", Active).
		Joins("LEFT JOIN role_grants g ON g.person_id = p.id").Where("g.id IS NULL AND p.left_on = ''").Order("p.id").Limit(1).Find(&rows).Error
	if len(rows) == 0 {
		return owner{}, false, err
	}
	return rows[0], true, err
}

// countAdministrators tells whether the person is an administrator, and how many others can sign in. It makes
// other transactions that count them wait.
func countAdministrators(tx *db.Tx, but int64) (held bool, others int, err error) {
	var ids []int64
	err = tx.Table("role_grants g").Joins("JOIN accounts a ON a.person_id = g.person_id").Clauses(clause.Locking{Strength: "UPDATE"}).
		Where("g.role = ? AND a.state = ?", Administrator, Active).Pluck("g.person_id", &ids).Error
	for _, id := range ids {
		if id == but {
			held = true
		} else {
			others++
		}
	}
	return held, others, err
}

func departmentName(q *gorm.DB, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	var names []string
	err := q.Table("departments").Where("id = ?", id).Pluck("name", &names).Error
	if err == nil && len(names) == 0 {
		err = fault.NotFound("fault.department_gone")
	}
	if err != nil {
		return "", err
	}
	return names[0], nil
}

func insertAccount(tx *db.Tx, a *Account) error {
	err := tx.Create(a).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.Conflict("fault.account_exists")
	}
	return err
}

func renameLogin(tx *db.Tx, person int64, login string) error {
	return tx.Model(&Account{}).Where("person_id = ?", person).UpdateColumns(map[string]any{"login": login, "updated_at": tx.Now}).Error
}

// accountLink is a row of account_links.
type accountLink struct {
	ID        int64
	AccountID int64
	TokenHash string
	IssuedBy  int64
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// linkRow is a link with whom it belongs to.
type linkRow struct {
	ID        int64
	AccountID int64
	PersonID  int64
	Password  string
	Name      string
	Number    string
}

func findLink(q *gorm.DB, hash string, now time.Time) (linkRow, error) {
	var row linkRow
	err := q.Table("account_links l").Select("l.id, l.account_id, a.person_id, a.password, p.name, p.number").
		Joins("JOIN accounts a ON a.id = l.account_id").Joins("JOIN people p ON p.id = a.person_id").
		Where("l.token_hash = ? AND l.used_at IS NULL AND l.expires_at > ? AND a.state = ?", hash, now, Active).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, fault.NotFound("fault.link_gone")
	}
	return row, err
}

func replaceLink(tx *db.Tx, l accountLink) error {
	if err := dropLinks(tx, l.AccountID); err != nil {
		return err
	}
	return tx.Create(&l).Error
}

// spendLink marks a link as used; of two at once one is told that it is gone.
func spendLink(tx *db.Tx, id int64) error {
	res := tx.Model(&accountLink{}).Where("id = ? AND used_at IS NULL", id).UpdateColumn("used_at", tx.Now)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.NotFound("fault.link_gone")
	}
	return res.Error
}

func dropLinks(tx *db.Tx, account int64) error {
	return tx.Where("account_id = ? AND used_at IS NULL", account).Delete(&accountLink{}).Error
}

func deleteDevices(tx *db.Tx, account int64) error {
	return tx.Where("account_id = ?", account).Delete(&knownDevice{}).Error
}

// sessionsShown is how many open sessions a person is shown, the last used first.
const sessionsShown = 20

func findSessions(q *gorm.DB, account int64, now time.Time) ([]SessionInfo, error) {
	var rows []SessionInfo
	err := q.Model(&storedSession{}).Where("account_id = ? AND pending = ? AND idle_until > ? AND expires_at > ?", account, false, now, now).
		Order("seen_at DESC, id DESC").Limit(sessionsShown).Find(&rows).Error
	return rows, err
}

func countRecovery(q *gorm.DB, account int64) (int, error) {
	var n int64
	err := q.Model(&recoveryCode{}).Where("account_id = ? AND used_at IS NULL", account).Count(&n).Error
	return int(n), err
}

func replaceRecovery(tx *db.Tx, account int64, hashes []string) error {
	if err := tx.Where("account_id = ?", account).Delete(&recoveryCode{}).Error; err != nil || len(hashes) == 0 {
		return err
	}
	rows := make([]recoveryCode, len(hashes))
	for i, h := range hashes {
		rows[i] = recoveryCode{AccountID: account, CodeHash: h}
	}
	return tx.Create(&rows).Error
}

func dropStale(tx *db.Tx, devices, throttles time.Time) error {
	if err := tx.Where("seen_at < ?", devices).Delete(&knownDevice{}).Error; err != nil {
		return err
	}
	if err := tx.Where("expires_at < ? OR used_at IS NOT NULL", tx.Now).Delete(&accountLink{}).Error; err != nil {
		return err
	}
	return tx.Where("failed_at < ?", throttles).Delete(&signInThrottle{}).Error
}
