package complaint

import (
	"errors"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

// me is the actor's person in conditions; a job has none, and 0 stands for "unassigned" in the columns.
func me(a auth.Actor) int64 {
	if a.PersonID == 0 {
		return -1
	}
	return a.PersonID
}

// visible keeps the complaints that the actor may see: those of the departments in scope, those handled by
// the actor, those the actor took first.
func visible(q *gorm.DB, a auth.Actor) *gorm.DB {
	s := a.Scope(auth.ComplaintRead)
	if s.All {
		return q
	}
	return q.Where("(complaints.department_id IN ? OR complaints.handler_id = ? OR complaints.first_contact_id = ?)", s.Departments, me(a), me(a))
}

// notAbout leaves out the complaints about the actor, whose texts and callers the actor must not find.
func notAbout(q *gorm.DB, a auth.Actor) *gorm.DB {
	return q.Where("complaints.complained_person_id <> ?", me(a))
}

func load(q *gorm.DB, a auth.Actor, number string) (*Complaint, error) {
	var c Complaint
	err := visible(q, a).Where("complaints.number = ?", number).Take(&c).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.NotFound("fault.complaint_gone", "number", number)
	}
	return &c, err
}

func loadComplainant(q *gorm.DB, id int64) (Complainant, error) {
	var p Complainant
	return p, q.Where("complaint_id = ?", id).Take(&p).Error
}

// loadClocks reads the clocks of a complaint in the order of rounds and targets.
func loadClocks(q *gorm.DB, id int64) ([]Clock, error) {
	var clocks []Clock
	return clocks, q.Where("complaint_id = ?", id).Order("round, kind").Find(&clocks).Error
}

func loadRemedies(q *gorm.DB, id int64) ([]Remedy, error) {
	var remedies []Remedy
	return remedies, q.Where("complaint_id = ?", id).Order("id").Find(&remedies).Error
}

func loadFollowUps(q *gorm.DB, id int64) ([]FollowUp, error) {
	var all []FollowUp
	return all, q.Where("complaint_id = ?", id).Order("id").Find(&all).Error
}
