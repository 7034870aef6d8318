package control

import (
	"errors"

	"gorm.io/gorm"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/file"
)

// visible keeps the records of a register (controls, or items) that the actor may see with a right: those of the
// departments in scope, and those that he owns.
func visible(q *gorm.DB, a auth.Actor, right auth.Permission) *gorm.DB {
	s := a.Scope(right)
	if s.All {
		return q
	}
	return q.Where("(department_id IN ? OR owner_id = ?)", s.Departments, me(a))
}

// load reads a control that the actor may see.
func load(q *gorm.DB, a auth.Actor, number string) (*Control, error) {
	var c Control
	err := visible(q, a, auth.ControlRead).Where("number = ?", number).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = fault.NotFound("fault.control_gone", "number", number)
	}
	return &c, err
}

// stands keeps the checks that no other one supersedes.
const stands = "NOT EXISTS (SELECT 1 FROM control_checks s WHERE s.supersedes = control_checks.id)"

// standing is a check of a control that none supersedes.
func standing(q *gorm.DB, control, id int64) (Check, error) {
	var k Check
	err := q.Where("id = ? AND control_id = ? AND "+stands, id, control).Take(&k).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = fault.Conflict("fault.control_check_superseded")
	}
	return k, err
}

// lastCheck is the last check of a control that happened up to a day; a zero one where there is none.
func lastCheck(q *gorm.DB, control int64, upTo string) (Check, error) {
	var found []Check
	err := q.Where("control_id = ? AND happened_on <= ? AND "+stands, control, upTo).Order("happened_on DESC, id DESC").Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return Check{}, err
	}
	return found[0], nil
}

// loadChecks reads the last checks of a control, those superseded among them, at most most, with their files.
func loadChecks(q *gorm.DB, control int64, most int) ([]Check, error) {
	var all []Check
	err := q.Where("control_id = ?", control).Order("happened_on DESC, id DESC").Limit(most).Find(&all).Error
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, complete(q, all)
}

// complete adds their files to checks, and by which one each is superseded.
func complete(q *gorm.DB, all []Check) error {
	place := make(map[int64]int, len(all))
	ids := make([]int64, len(all))
	for i, k := range all {
		place[k.ID], ids[i] = i, k.ID
	}
	var files []file.Attachment
	if err := q.Where("record_kind = ? AND record_id IN ?", CheckKind, ids).Order("id").Find(&files).Error; err != nil {
		return err
	}
	for _, f := range files {
		k := &all[place[f.RecordID]]
		k.Files = append(k.Files, f)
	}
	var later []Check
	if err := q.Select("id", "supersedes").Where("supersedes IN ?", ids).Find(&later).Error; err != nil {
		return err
	}
	for _, l := range later {
		all[place[*l.Supersedes]].SupersededBy = l.ID
	}
	return nil
}

// ledTo gives the number back where the control led to the action of that number and it counts still; empty otherwise.
func ledTo(q *gorm.DB, control int64, number string) (string, error) {
	if number == "" {
		return "", nil
	}
	var found []string
	err := q.Table("links").Where("from_kind = ? AND from_id = ? AND to_kind = ? AND to_number = ? AND ended = ?", Kind, control, action.Kind, number, false).
		Limit(1).Pluck("to_number", &found).Error
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}
