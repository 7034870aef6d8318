package org

import (
	"errors"
	"strconv"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// PeopleByID reads the named people; those who do not exist are absent from the map.
func PeopleByID(q *gorm.DB, ids []int64) (map[int64]Person, error) {
	people := make(map[int64]Person, len(ids))
	if len(ids) == 0 {
		return people, nil
	}
	var rows []Person
	if err := q.Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, p := range rows {
		people[p.ID] = p
	}
	return people, nil
}

// Holders lists the people with an active account who hold a role that covers the department: in the
// department itself, in one above it, or in the whole firm.
func Holders(q *gorm.DB, role auth.Role, departmentID int64) ([]int64, error) {
	q = q.Session(&gorm.Session{})
	var path []string
	if err := q.Model(&Department{}).Where("id = ?", departmentID).Pluck("path", &path).Error; err != nil {
		return nil, err
	}
	places := []int64{0}
	if len(path) == 1 {
		places = append(places, above(path[0])...)
	}
	var ids []int64
	err := q.Table("role_grants g").Joins("JOIN accounts a ON a.person_id = g.person_id").
		Where("g.role = ? AND g.department_id IN ? AND a.state = ?", role, places, auth.Active).
		Distinct().Order("g.person_id").Pluck("g.person_id", &ids).Error
	return ids, err
}

// HoldersIn lists the people with an active account who hold one of the roles in one of the departments or in
// the whole firm. With Tree.Above of a department these are the holders whose roles cover it, in one statement.
func HoldersIn(q *gorm.DB, departments []int64, roles ...auth.Role) ([]int64, error) {
	var ids []int64
	err := q.Session(&gorm.Session{}).Table("role_grants g").Joins("JOIN accounts a ON a.person_id = g.person_id").
		Where("g.role IN ? AND g.department_id IN ? AND a.state = ?", roles, append([]int64{0}, departments...), auth.Active).
		Distinct().Order("g.person_id").Pluck("g.person_id", &ids).Error
	return ids, err
}

func find[T any](q *gorm.DB, gone string, where string, args ...any) (T, error) {
	var row T
	err := q.Where(where, args...).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return row, fault.NotFound(gone)
	}
	return row, err
}

func findDepartment(q *gorm.DB, id int64) (Department, error) {
	return find[Department](q, "fault.department_gone", "id = ?", id)
}

func findPost(q *gorm.DB, id int64) (Post, error) {
	return find[Post](q, "fault.post_gone", "id = ?", id)
}

func findPerson(q *gorm.DB, id int64) (Person, error) {
	return find[Person](q, "fault.person_gone", "id = ?", id)
}

// lockPerson reads a person and makes other transactions about the same person wait.
func lockPerson(tx *db.Tx, id int64) (Person, error) {
	return findPerson(tx.Clauses(clause.Locking{Strength: "UPDATE"}), id)
}

// lockTree makes other changes of the tree wait, and gives the tree as it stands.
func lockTree(tx *db.Tx) (Tree, error) {
	res := tx.Model(&Firm{}).Where("id = ?", firmID).UpdateColumn("tree_changes", gorm.Expr("tree_changes + 1"))
	if res.Error != nil {
		return Tree{}, res.Error
	}
	if res.RowsAffected == 0 {
		return Tree{}, fault.Conflict("fault.not_set_up")
	}
	return readTree(tx.DB)
}

// firmID is the id of the one firm.
const firmID = 1

func readTree(q *gorm.DB) (Tree, error) {
	var departments []Department
	if err := q.Find(&departments).Error; err != nil {
		return Tree{}, err
	}
	return NewTree(departments), nil
}

func readFirmName(q *gorm.DB) (string, error) {
	var names []string
	err := q.Model(&Firm{}).Where("id = ?", firmID).Pluck("name", &names).Error
	if len(names) == 0 {
		return "", err
	}
	return names[0], err
}

// insertDepartment adds a department below the path of its parent.
func insertDepartment(tx *db.Tx, d Department, parentPath string) (Department, error) {
	d.Version, d.CreatedAt, d.UpdatedAt = 1, tx.Now, tx.Now
	if err := tx.Create(&d).Error; err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return d, nameTaken()
		}
		return d, err
	}
	d.Path = parentPath + strconv.FormatInt(d.ID, 10) + "/"
	return d, tx.Model(&Department{}).Where("id = ?", d.ID).UpdateColumn("path", d.Path).Error
}

// moveSubtree gives a department and all below it their new paths.
func moveSubtree(tx *db.Tx, oldPath, newPath string) error {
	return tx.Model(&Department{}).Where("path LIKE ?", oldPath+"%").
		UpdateColumn("path", gorm.Expr("CONCAT(?, SUBSTR(path, ?))", newPath, len(oldPath)+1)).Error
}

// updateVersion changes named columns of a row that still has the version its editor saw.
func updateVersion(tx *db.Tx, model any, id int64, version int, columns map[string]any) error {
	columns["version"], columns["updated_at"] = version+1, tx.Now
	err := db.Changed(tx.Model(model).Where("id = ? AND version = ?", id, version).UpdateColumns(columns))
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return nameTaken()
	}
	return err
}

func nameTaken() error {
	var c fault.Check
	c.Add("name", "invalid.name_taken")
	return c.Err()
}

func insertPost(tx *db.Tx, name string) (Post, error) {
	p := Post{Name: name, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	err := tx.Create(&p).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return p, nameTaken()
	}
	return p, err
}

func findPosts(q *gorm.DB) ([]Post, error) {
	var posts []Post
	err := q.Order("closed, name").Find(&posts).Error
	return posts, err
}

// countPresent counts those who have not left, by one column of people.
func countPresent(q *gorm.DB, column string, ids []int64, today string) (int64, error) {
	var n int64
	err := q.Model(&Person{}).Where(column+" IN ? AND (left_on = '' OR left_on >= ?)", ids, today).Count(&n).Error
	return n, err
}

// headcounts counts those who have not left, by one column of people.
func headcounts(q *gorm.DB, column, today string) (map[int64]int, error) {
	var rows []struct {
		ID int64
		N  int
	}
	err := q.Model(&Person{}).Select(column+" AS id, COUNT(*) AS n").Where("left_on = '' OR left_on >= ?", today).Group(column).Find(&rows).Error
	counts := make(map[int64]int, len(rows))
	for _, r := range rows {
		counts[r.ID] = r.N
	}
	return counts, err
}

func findHeaded(q *gorm.DB, personID int64) ([]Department, error) {
	var headed []Department
	err := q.Where("head_id = ?", personID).Order("id").Find(&headed).Error
	return headed, err
}
