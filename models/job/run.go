package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"bihuan/models/db"
	"bihuan/models/fault"
)

// ErrLeaseLost says that another instance took the job over; whoever gets it must stop working on it.
var ErrLeaseLost = errors.New("job: lease lost")

var errStopping = errors.New("job: the portal is stopping")

const reportEvery = 400 * time.Millisecond

// Run is one attempt at a job, as its handler sees it.
type Run struct {
	ID       int64
	Kind     string
	PersonID int64
	Attempt  int

	runner *Runner
	job    Job
	lose   context.CancelCauseFunc

	mu       sync.Mutex
	result   string
	reported time.Time
}

// Args decodes what Enqueue stored.
func (run *Run) Args(v any) error {
	if err := json.Unmarshal([]byte(run.job.Args), v); err != nil {
		return fault.Wrap(fault.InvalidKind, err, "fault.job_args")
	}
	return nil
}

// Progress tells how far the work has come. Calls in quick succession cost nothing. Its error means: stop.
func (run *Run) Progress(ctx context.Context, done, total int64) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	run.mu.Lock()
	quiet := time.Since(run.reported) < reportEvery && done < total
	if !quiet {
		run.reported = time.Now()
	}
	run.mu.Unlock()
	if quiet {
		return nil
	}
	return run.keep(ctx, map[string]any{"done": done, "total": total})
}

// Result sets what the job will show when it ends well; v becomes JSON.
func (run *Run) Result(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	run.mu.Lock()
	defer run.mu.Unlock()
	run.result = string(raw)
	return nil
}

// Guard makes a transaction of the handler valid only while this attempt holds the job: one that lost
// its lease cannot commit any more.
func (run *Run) Guard(tx *db.Tx) error {
	res := held(tx.DB, run.job).UpdateColumns(map[string]any{"lease_until": tx.Now.Add(run.runner.lease)})
	if res.Error == nil && res.RowsAffected == 0 {
		run.lose(ErrLeaseLost)
		return ErrLeaseLost
	}
	return res.Error
}

// keep renews the lease and writes further columns with it.
func (run *Run) keep(ctx context.Context, more map[string]any) error {
	err := update(ctx, run.runner.d, run.job, func(now time.Time) map[string]any {
		columns := map[string]any{"lease_until": now.Add(run.runner.lease)}
		for k, v := range more {
			columns[k] = v
		}
		return columns
	})
	if errors.Is(err, ErrLeaseLost) {
		run.lose(ErrLeaseLost)
	}
	return err
}

// heartbeat renews the lease until ctx ends. While the database does not answer it goes on trying, but
// not beyond the lease: then another instance may have the job.
func (run *Run) heartbeat(ctx context.Context) {
	tick := time.NewTicker(run.runner.lease / 3)
	defer tick.Stop()
	sure := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := run.keep(ctx, nil)
		switch {
		case err == nil:
			sure = time.Now()
		case errors.Is(err, ErrLeaseLost) || ctx.Err() != nil:
			return
		case time.Since(sure) > run.runner.lease:
			run.lose(fmt.Errorf("%w: %w", ErrLeaseLost, err))
			return
		}
	}
}

// end writes how the attempt went.
func (run *Run) end(ctx context.Context, cause error) (State, error) {
	next := State(Done)
	err := update(ctx, run.runner.d, run.job, func(now time.Time) map[string]any {
		columns := map[string]any{"lease_owner": "", "lease_until": nil}
		switch {
		case cause == nil:
			run.mu.Lock()
			columns["result"] = run.result
			run.mu.Unlock()
			columns["error_key"], columns["error_args"], columns["finished_at"] = "", "", now
		case errors.Is(cause, errStopping):
			// Cut short by us, not a fault of the job: it does not count as an attempt.
			next = Queued
			columns["run_at"], columns["attempts"] = now, run.job.Attempts-1
		default:
			columns["error_key"], columns["error_args"] = describe(cause)
			switch {
			case hopeless(cause):
				next, columns["finished_at"] = Failed, now
			case run.job.Attempts >= run.runner.attempts:
				next, columns["finished_at"] = Dead, now
			default:
				next, columns["run_at"] = Queued, now.Add(run.runner.backoff(run.job.Attempts))
			}
		}
		columns["state"] = next
		return columns
	})
	return next, err
}

// hopeless tells whether another attempt would fail the same way.
func hopeless(err error) bool {
	return fault.Is(err, fault.InvalidKind) || fault.Is(err, fault.ForbiddenKind) || fault.Is(err, fault.NotFoundKind)
}

// describe gives what the person is told: a fault's own message, or that the work broke down.
func describe(err error) (key, args string) {
	f := fault.Of(err)
	if f == nil {
		return "fault.job_broken", ""
	}
	texts := make([]string, len(f.Args))
	for i, a := range f.Args {
		texts[i] = fmt.Sprint(a)
	}
	raw, err := json.Marshal(texts)
	if err != nil {
		return f.Key, ""
	}
	return f.Key, string(raw)
}
