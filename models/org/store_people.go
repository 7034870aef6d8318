package org

import (
	"errors"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

func insertPerson(tx *db.Tx, p *Person) error {
	p.NumberKey, p.Version, p.CreatedAt, p.UpdatedAt = NumberKey(p.Number), 1, tx.Now, tx.Now
	return numberTaken(tx.Create(p).Error)
}

func updatePerson(tx *db.Tx, id int64, version int, columns map[string]any) error {
	columns["version"], columns["updated_at"] = version+1, tx.Now
	return numberTaken(db.Changed(tx.Model(&Person{}).Where("id = ? AND version = ?", id, version).UpdateColumns(columns)))
}

func numberTaken(err error) error {
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		var c fault.Check
		c.Add("number", "invalid.number_taken")
		return c.Err()
	}
	return err
}

// findAssignments lists the posts of a person, the latest first.
func findAssignments(q *gorm.DB, personID int64) ([]Assignment, error) {
	var rows []Assignment
	err := q.Where("person_id = ?", personID).Order("from_on DESC").Find(&rows).Error
	return rows, err
}

func insertAssignment(tx *db.Tx, a *Assignment) error {
	a.CreatedAt = tx.Now
	return tx.Create(a).Error
}

func updateAssignment(tx *db.Tx, id int64, columns map[string]any) error {
	return tx.Model(&Assignment{}).Where("id = ?", id).UpdateColumns(columns).Error
}

func deleteAssignments(tx *db.Tx, personID int64, after string) error {
	return tx.Where("person_id = ? AND from_on > ?", personID, after).Delete(&Assignment{}).Error
}

// dueMoves lists the people whose assignment of today differs from what their row says.
func dueMoves(q *gorm.DB, today string, limit int) ([]int64, error) {
	var ids []int64
	err := q.Table("assignments s").Joins("JOIN people p ON p.id = s.person_id").
		Where("s.from_on <= ? AND (s.to_on = '' OR s.to_on >= ?) AND p.left_on = ''", today, today).
		Where("s.department_id <> p.department_id OR s.post_id <> p.post_id").Order("p.id").Limit(limit).Pluck("p.id", &ids).Error
	return ids, err
}

// dueLeavers lists the people whose last day has passed but whose access has not ended.
func dueLeavers(q *gorm.DB, today string, limit int) ([]int64, error) {
	var ids []int64
	err := q.Table("people p").Joins("LEFT JOIN accounts a ON a.person_id = p.id AND a.state = ?", auth.Active).
		Joins("LEFT JOIN role_grants g ON g.person_id = p.id").Joins("LEFT JOIN departments h ON h.head_id = p.id").
		Where("p.left_on <> '' AND p.left_on < ? AND (a.id IS NOT NULL OR g.id IS NOT NULL OR h.id IS NOT NULL)", today).
		Distinct().Order("p.id").Limit(limit).Pluck("p.id", &ids).Error
	return ids, err
}

// listPeople narrows people to what the scope covers and the filter asks for.
func listPeople(q *gorm.DB, scope auth.Scope, f PeopleFilter, within []int64, today string) *gorm.DB {
	q = q.Table("people")
	if !scope.All {
		q = q.Where("department_id IN ?", append([]int64{0}, scope.Departments...))
	}
	if within != nil {
		q = q.Where("department_id IN ?", within)
	}
	if f.PostID != 0 {
		q = q.Where("post_id = ?", f.PostID)
	}
	switch f.State {
	case StateAll:
	case StateLeft:
		q = q.Where("left_on <> '' AND left_on < ?", today)
	default:
		q = q.Where("(left_on = '' OR left_on >= ?)", today)
	}
	if words := sought(f.Words); words != "" {
		begins, anywhere, ends := db.LikePrefix(NumberKey(words)), "%"+db.LikePrefix(words), "%"+strings.TrimSuffix(db.LikePrefix(words), "%")
		q = q.Where("(number_key LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!' OR phone LIKE ? ESCAPE '!')", begins, anywhere, ends)
	}
	return q
}

// maxSought is more than any number, name or phone has, in characters.
const maxSought = 100

// sought are the words that people are looked for by, no longer than a pattern may be in a database.
func sought(words string) string {
	r := []rune(strings.TrimSpace(strings.ToValidUTF8(words, "")))
	return string(r[:min(len(r), maxSought)])
}

// beginning keeps the people whose number or name begins with the words.
func beginning(q *gorm.DB, words string) *gorm.DB {
	switch utf8.RuneCountInString(words) {
	case 0:
		return q
	case 1:
		return q.Where("number_key = ?", NumberKey(words))
	}
	return q.Where("(number_key LIKE ? ESCAPE '!' OR name LIKE ? ESCAPE '!')", db.LikePrefix(NumberKey(words)), db.LikePrefix(words))
}

// fromCursor orders people by number, which is unique and so needs no second key.
func fromCursor(q *gorm.DB, c *db.Cursor) *gorm.DB {
	switch {
	case c == nil:
		return q.Order("number_key")
	case c.Before:
		return q.Where("number_key < ?", c.Key).Order("number_key DESC")
	}
	return q.Where("number_key > ?", c.Key).Order("number_key")
}

// peopleInOrder reads the people that a narrowed and ordered query finds. The ids come from an index alone.
func peopleInOrder(q, narrowed *gorm.DB) ([]Person, error) {
	var ids []int64
	if err := narrowed.Pluck("id", &ids).Error; err != nil {
		return nil, err
	}
	found, err := PeopleByID(q, ids)
	if err != nil {
		return nil, err
	}
	people := make([]Person, 0, len(ids))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			people = append(people, p)
		}
	}
	return people, nil
}

// accountStates tells the states of the accounts of people; those without one are absent.
func accountStates(q *gorm.DB, people []Person) (map[int64]string, error) {
	states := map[int64]string{}
	if len(people) == 0 {
		return states, nil
	}
	ids := make([]int64, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	var rows []auth.Account
	if err := q.Select("person_id", "state").Where("person_id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, a := range rows {
		states[a.PersonID] = a.State
	}
	return states, nil
}

// byNumbers reads people by their numbers' keys.
func byNumbers(q *gorm.DB, keys []string) (map[string]Person, error) {
	const chunk = 500
	found := make(map[string]Person, len(keys))
	for from := 0; from < len(keys); from += chunk {
		var rows []Person
		part := keys[from:min(from+chunk, len(keys))]
		if err := q.Session(&gorm.Session{NewDB: true}).Where("number_key IN ?", part).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, p := range rows {
			found[p.NumberKey] = p
		}
	}
	return found, nil
}

// presentExcept lists those who have not left and are not among the numbers.
func presentExcept(q *gorm.DB, listed map[string]bool, today string) ([]Person, error) {
	var rows []Person
	if err := q.Where("left_on = '' OR left_on >= ?", today).Order("number_key").Find(&rows).Error; err != nil {
		return nil, err
	}
	var rest []Person
	for _, p := range rows {
		if !listed[p.NumberKey] && p.LeftOn == "" {
			rest = append(rest, p)
		}
	}
	return rest, nil
}

// latestStarts tells when the latest assignment of each person began.
func latestStarts(q *gorm.DB, people map[string]Person) (map[int64]string, error) {
	const chunk = 500
	ids := make([]int64, 0, len(people))
	for _, p := range people {
		ids = append(ids, p.ID)
	}
	starts := make(map[int64]string, len(ids))
	for from := 0; from < len(ids); from += chunk {
		var rows []struct {
			PersonID int64
			Start    string
		}
		err := q.Session(&gorm.Session{NewDB: true}).Model(&Assignment{}).Select("person_id, MAX(from_on) AS start").
			Where("person_id IN ?", ids[from:min(from+chunk, len(ids))]).Group("person_id").Find(&rows).Error
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			starts[r.PersonID] = r.Start
		}
	}
	return starts, nil
}
