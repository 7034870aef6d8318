package action

import (
	"errors"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

// me is the actor's person in conditions; a job has none, and 0 stands for "nobody" in the columns.
func me(a auth.Actor) int64 {
	if a.PersonID == 0 {
		return -1
	}
	return a.PersonID
}

// visible keeps the actions that the actor may see: those of the departments in scope, and those that the actor
// owns, opened, verifies or works along with.
func visible(q *gorm.DB, a auth.Actor) *gorm.DB {
	s := a.Scope(auth.ActionRead)
	if s.All {
		return q
	}
	return q.Where("(actions.department_id IN ? OR actions.owner_id = ? OR actions.opener_id = ? OR actions.verifier_id = ?"+
		" OR EXISTS (SELECT 1 FROM action_coworkers w WHERE w.person_id = ? AND w.action_id = actions.id))", s.Departments, me(a), me(a), me(a), me(a))
}

func load(q *gorm.DB, a auth.Actor, number string) (*Action, error) {
	var c Action
	err := visible(q, a).Where("actions.number = ?", number).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.NotFound("fault.action_gone", "number", number)
	}
	return &c, err
}

// team is who works on an action besides its owner, and who did so before in this round.
type team struct {
	coworkers, former []int64
}

func loadTeam(q *gorm.DB, id int64) (team, error) {
	var rows []Coworker
	err := q.Where("action_id = ?", id).Order("person_id").Find(&rows).Error
	var t team
	for _, r := range rows {
		if r.Former {
			t.former = append(t.former, r.PersonID)
		} else {
			t.coworkers = append(t.coworkers, r.PersonID)
		}
	}
	return t, err
}

func loadClocks(q *gorm.DB, id int64, round int) ([]Clock, error) {
	var clocks []Clock
	return clocks, q.Where("action_id = ? AND round = ?", id, round).Order("met_at IS NULL, started_at").Find(&clocks).Error
}

func loadMeasures(q *gorm.DB, id int64, round int) ([]PlannedMeasure, error) {
	var all []PlannedMeasure
	return all, q.Where("action_id = ? AND round = ?", id, round).Order("position, id").Find(&all).Error
}

func loadChecks(q *gorm.DB, id int64) ([]Check, error) {
	var all []Check
	return all, q.Where("action_id = ?", id).Order("id").Find(&all).Error
}

// OpenFrom lists the numbers of the actions that a record led to and that are not closed yet. The record's own
// use case has checked that it may be seen.
func OpenFrom(q *gorm.DB, kind string, id int64) ([]string, error) {
	var numbers []string
	err := q.Table("links").Joins("JOIN actions ON actions.id = links.to_id").
		Where("links.from_kind = ? AND links.from_id = ? AND links.to_kind = ? AND actions.closed = ?", kind, id, Kind, false).
		Order("actions.id").Pluck("actions.number", &numbers).Error
	return numbers, err
}

func loadEvidence(q *gorm.DB, id int64) ([]Evidence, error) {
	var all []Evidence
	return all, q.Where("action_id = ?", id).Order("attachment_id").Find(&all).Error
}
