package org

import (
	"errors"

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
