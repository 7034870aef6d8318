package job

import (
	"context"
	"fmt"
	"time"

	"github.com/go-co-op/gocron/v2"

	"bihuan/models/db"
)

type every struct {
	kind     string
	interval time.Duration
}

// Every makes a job of the kind once per interval. All instances do so; the slot of time is part of the
// job's key, so together they make one. A slot in which no instance ran is left out.
func (r *Runner) Every(kind string, interval time.Duration) {
	r.every = append(r.every, every{kind: kind, interval: interval})
}

// startClock sets the clock: each schedule ticks now and then just after the beginning of each slot.
func (r *Runner) startClock(ctx context.Context) error {
	var err error
	if r.schedule, err = gocron.NewScheduler(gocron.WithLocation(time.UTC)); err != nil {
		return err
	}
	for _, e := range r.every {
		tick := func() {
			if err := r.tick(ctx, e); err != nil && ctx.Err() == nil {
				r.log.Warn("scheduled job cannot be made", "kind", e.kind, "error", err)
			}
		}
		now := time.Now()
		next := now.Truncate(e.interval).Add(e.interval + min(e.interval/20, time.Second))
		_, err := r.schedule.NewJob(gocron.DurationJob(e.interval), gocron.NewTask(tick),
			gocron.WithStartAt(gocron.WithStartDateTime(next)), gocron.WithSingletonMode(gocron.LimitModeReschedule))
		if err != nil {
			return fmt.Errorf("job: schedule of %s: %w", e.kind, err)
		}
		r.working.Go(tick)
	}
	r.schedule.Start()
	return nil
}

func (r *Runner) tick(ctx context.Context, e every) error {
	key := fmt.Sprintf("%s@%d", e.kind, r.d.Now().Truncate(e.interval).UnixMilli())
	if id, err := withKey(r.d.Read(ctx), key); err != nil || id != 0 {
		return err
	}
	err := r.d.InTx(ctx, func(tx *db.Tx) error {
		_, err := Enqueue(tx, New{Kind: e.kind, Key: key})
		return err
	})
	if err == nil {
		r.Kick()
	}
	return err
}
