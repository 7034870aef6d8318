package job

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Jobs are the use cases by which people look at their own work.
type Jobs struct{ d *db.DB }

// NewJobs gives the use cases on d.
func NewJobs(d *db.DB) *Jobs { return &Jobs{d: d} }

// Get gives a job of the actor's own.
func (js *Jobs) Get(ctx context.Context, a auth.Actor, id int64) (Job, error) {
	if err := a.Require(auth.JobRead); err != nil {
		return Job{}, err
	}
	var j Job
	err := js.own(ctx, a).Where("id = ?", id).Take(&j).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Job{}, fault.NotFound("fault.job_gone")
	}
	return j, err
}

// Latest lists the actor's own newest jobs, of one kind where kind is set.
func (js *Jobs) Latest(ctx context.Context, a auth.Actor, kind string, limit int) ([]Job, error) {
	if err := a.Require(auth.JobRead); err != nil {
		return nil, err
	}
	q := js.own(ctx, a)
	if kind != "" {
		q = q.Where("kind = ?", kind)
	}
	var found []Job
	err := q.Order("id DESC").Limit(limit).Find(&found).Error
	return found, err
}

func (js *Jobs) own(ctx context.Context, a auth.Actor) *gorm.DB {
	q := js.d.Read(ctx)
	if a.IsSystem() {
		return q
	}
	// 0 is the portal itself: an account without a person owns nothing.
	return q.Where("person_id = ? AND person_id <> 0", a.PersonID)
}
