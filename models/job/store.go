package job

import (
	"context"
	"time"

	"gorm.io/gorm"

	"bihuan/models/db"
)

const (
	// KeepDone is how long a finished job (and its key) is kept.
	KeepDone = 30 * 24 * time.Hour
	// KeepFailed is how long a failed or dead job is kept.
	KeepFailed = 90 * 24 * time.Hour
	keepOnce   = 7 * 24 * time.Hour
	sweep      = 500
)

// due lists jobs that may be claimed now: queued ones whose time has come, and running ones whose lease ran out.
func due(ctx context.Context, d *db.DB, kinds []string, limit int) ([]Job, error) {
	now := d.Now()
	var lapsed, queued []Job
	err := d.Read(ctx).Where("state = ? AND lease_until < ? AND kind IN ?", Running, now, kinds).
		Order("lease_until").Limit(limit).Find(&lapsed).Error
	if err != nil {
		return nil, err
	}
	err = d.Read(ctx).Where("state = ? AND run_at <= ? AND kind IN ?", Queued, now, kinds).
		Order("run_at, id").Limit(limit).Find(&queued).Error
	return append(lapsed, queued...), err
}

// claim takes a job that due listed; false where somebody else was faster. The attempt number that was
// read is part of the condition, so one claim of several succeeds.
func claim(ctx context.Context, d *db.DB, j *Job, owner string, lease time.Duration) (bool, error) {
	var won bool
	err := d.InTx(ctx, func(tx *db.Tx) error {
		until := tx.Now.Add(lease)
		res := tx.Model(&Job{}).Where("id = ? AND attempts = ?", j.ID, j.Attempts).
			Where("((state = ? AND run_at <= ?) OR (state = ? AND lease_until < ?))", Queued, tx.Now, Running, tx.Now).
			UpdateColumns(map[string]any{"state": Running, "lease_owner": owner, "lease_until": until, "attempts": j.Attempts + 1, "started_at": tx.Now})
		won = res.RowsAffected == 1
		return res.Error
	})
	if won {
		j.State, j.LeaseOwner, j.Attempts = Running, owner, j.Attempts+1
	}
	return won, err
}

// held narrows to the row while this very claim holds it.
func held(q *gorm.DB, j Job) *gorm.DB {
	return q.Model(&Job{}).Where("id = ? AND state = ? AND lease_owner = ? AND attempts = ?", j.ID, Running, j.LeaseOwner, j.Attempts)
}

// update changes a job that this claim holds; ErrLeaseLost where it does not any more.
func update(ctx context.Context, d *db.DB, j Job, columns func(now time.Time) map[string]any) error {
	return d.InTx(ctx, func(tx *db.Tx) error {
		res := held(tx.DB, j).UpdateColumns(columns(tx.Now))
		if res.Error == nil && res.RowsAffected == 0 {
			return ErrLeaseLost
		}
		return res.Error
	})
}

// tidy removes what ended long ago, a few rows at a time so that nobody waits for it.
func tidy(ctx context.Context, d *db.DB) error {
	for state, keep := range map[State]time.Duration{Done: KeepDone, Failed: KeepFailed, Dead: KeepFailed} {
		for {
			var ids []int64
			err := d.Read(ctx).Model(&Job{}).Where("state = ? AND finished_at < ?", state, d.Now().Add(-keep)).
				Order("finished_at").Limit(sweep).Pluck("id", &ids).Error
			if err != nil {
				return err
			}
			if len(ids) == 0 {
				break
			}
			if err := d.InTx(ctx, func(tx *db.Tx) error { return tx.Where("id IN ?", ids).Delete(&Job{}).Error }); err != nil {
				return err
			}
		}
	}
	return d.InTx(ctx, func(tx *db.Tx) error { return tx.ForgetOnceKeys(tx.Now.Add(-keepOnce)) })
}
