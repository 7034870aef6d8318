package action

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/file"
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

// team is who works on an action besides its owner, and who did so before in this round.
type team struct {
	coworkers, former []int64
}

// loaded is an action with its team and the clocks of its round, the running one last.
type loaded struct {
	Action
	team   team
	clocks []Clock
}

// prefixed are the columns of a row that stands beside others in one answer.
func prefixed(table, prefix string, row any) string {
	var columns []string
	for _, f := range db.Fields(row) {
		columns = append(columns, table+"."+f.DBName+" AS "+prefix+f.DBName)
	}
	return strings.Join(columns, ", ")
}

var wholeColumns = "actions.*, m.person_id AS worker_id, m.former AS worker_former, " + prefixed("k", "clock_", &Clock{})

// load reads an action that the actor may see, with its team and clocks in one statement.
func load(q *gorm.DB, a auth.Actor, number string) (*loaded, error) {
	var rows []struct {
		Action
		WorkerID     int64 // 0 where nobody works along
		WorkerFormer bool
		Clock        Clock `gorm:"embedded;embeddedPrefix:clock_"`
	}
	err := visible(q, a).Table("actions").Select(wholeColumns).Joins("LEFT JOIN action_coworkers m ON m.action_id = actions.id").
		Joins("LEFT JOIN action_clocks k ON k.action_id = actions.id AND k.round = actions.round").Where("actions.number = ?", number).
		Order("k.met_at IS NULL, k.started_at, m.person_id").Find(&rows).Error
	if err == nil && len(rows) == 0 {
		err = fault.NotFound("fault.action_gone", "number", number)
	}
	if err != nil {
		return nil, err
	}
	l := &loaded{Action: rows[0].Action}
	for _, r := range rows {
		switch t := &l.team; {
		case r.WorkerID == 0 || slices.Contains(t.coworkers, r.WorkerID) || slices.Contains(t.former, r.WorkerID):
		case r.WorkerFormer:
			t.former = append(t.former, r.WorkerID)
		default:
			t.coworkers = append(t.coworkers, r.WorkerID)
		}
		if r.Clock.ActionID != 0 && !slices.ContainsFunc(l.clocks, func(k Clock) bool { return k.Kind == r.Clock.Kind }) {
			l.clocks = append(l.clocks, r.Clock)
		}
	}
	return l, nil
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

var shownColumns = "action_evidence.*, " + prefixed("f", "file_", &file.Attachment{})

// loadShown reads the evidence of an action with its files.
func loadShown(q *gorm.DB, id int64) ([]Evidence, error) {
	var rows []struct {
		Evidence
		Attached file.Attachment `gorm:"embedded;embeddedPrefix:file_"`
	}
	err := q.Table("action_evidence").Select(shownColumns).Joins("JOIN attachments f ON f.id = action_evidence.attachment_id").
		Where("action_evidence.action_id = ?", id).Order("action_evidence.attachment_id").Find(&rows).Error
	all := make([]Evidence, len(rows))
	for i, r := range rows {
		all[i] = r.Evidence
		all[i].File = r.Attached
	}
	return all, err
}
