package job

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	mrand "math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"

	"bihuan/models/db"
	"bihuan/models/fault"
)

// Handler carries out one attempt at a job. Its context ends when the lease is lost or the portal stops.
type Handler func(ctx context.Context, run *Run) error

// TidyKind is the job by which the runner removes what ended long ago.
const TidyKind = "job.tidy"

// Runner claims jobs and carries them out. Set it up with Handle and Every before Start.
type Runner struct {
	d     *db.DB
	log   *slog.Logger
	owner string

	handlers map[string]Handler
	kinds    []string
	every    []every

	lease    time.Duration
	poll     time.Duration
	attempts int
	backoff  func(attempt int) time.Duration

	kick     chan struct{}
	slots    chan struct{}
	stop     context.CancelFunc      // ends the claiming
	abort    context.CancelCauseFunc // ends the running handlers
	looped   chan struct{}
	working  sync.WaitGroup
	schedule gocron.Scheduler
}

// NewRunner gives a runner of up to four jobs at once, with its house-keeping set up.
func NewRunner(d *db.DB, log *slog.Logger) *Runner {
	id := make([]byte, 8)
	_, _ = rand.Read(id)
	r := &Runner{d: d, log: log, owner: hex.EncodeToString(id), handlers: map[string]Handler{}, lease: time.Minute, poll: 2 * time.Second,
		attempts: 5, backoff: delay, kick: make(chan struct{}, 1), slots: make(chan struct{}, 4)}
	r.Handle(TidyKind, func(ctx context.Context, _ *Run) error { return tidy(ctx, d) })
	r.Every(TidyKind, 24*time.Hour)
	return r
}

// delay grows fourfold from ten seconds, with a tenth of chance so that jobs that failed together part.
func delay(attempt int) time.Duration {
	wait := min(10*time.Second<<(2*min(attempt-1, 6)), time.Hour)
	return wait + mrand.N(wait/10)
}

// Handle says who carries out jobs of a kind. A kind that no handler is set for stays queued.
func (r *Runner) Handle(kind string, h Handler) {
	if _, twice := r.handlers[kind]; twice {
		panic("job: two handlers for " + kind)
	}
	r.handlers[kind] = h
	r.kinds = append(r.kinds, kind)
}

// Kick makes the runner look for jobs at once; call it after the commit that enqueued one.
func (r *Runner) Kick() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

// Start begins to claim jobs. Their contexts carry the values of ctx; its end is that of the claiming.
func (r *Runner) Start(ctx context.Context) error {
	claiming, stop := context.WithCancel(ctx)
	working, abort := context.WithCancelCause(context.WithoutCancel(ctx))
	r.stop, r.abort, r.looped = stop, abort, make(chan struct{})
	if err := r.startClock(claiming); err != nil {
		stop()
		return err
	}
	go r.loop(claiming, working)
	return nil
}

// Stop ends the claiming and waits for the running jobs. When ctx ends before they do, they are cancelled
// and put back into the queue for another instance or the next start.
func (r *Runner) Stop(ctx context.Context) error {
	if r.stop == nil {
		return nil
	}
	r.stop()
	<-r.looped
	err := r.schedule.Shutdown()
	idle := make(chan struct{})
	go func() { r.working.Wait(); close(idle) }()
	select {
	case <-idle:
		return err
	case <-ctx.Done():
	}
	r.abort(errStopping)
	select {
	case <-idle:
		return err
	case <-time.After(5 * time.Second):
		return errors.Join(err, errors.New("job: a handler does not heed its context"))
	}
}

func (r *Runner) loop(claiming, working context.Context) {
	defer close(r.looped)
	for claiming.Err() == nil {
		r.fill(claiming, working)
		select {
		case <-claiming.Done():
		case <-r.kick:
		case <-time.After(r.poll + mrand.N(r.poll/4)):
		}
	}
}

// fill claims jobs until every slot works or nothing is due.
func (r *Runner) fill(claiming, working context.Context) {
	for {
		free := cap(r.slots) - len(r.slots)
		if free == 0 {
			return
		}
		found, err := due(claiming, r.d, r.kinds, 2*cap(r.slots))
		if err != nil {
			if claiming.Err() == nil {
				r.log.Warn("jobs cannot be read", "error", err)
			}
			return
		}
		begun := 0
		for i := range found {
			if begun == free {
				break
			}
			won, err := r.take(claiming, working, found[i])
			if err != nil {
				r.log.Warn("job cannot be claimed", "job", found[i].ID, "error", err)
				return
			}
			if won {
				begun++
			}
		}
		if begun == 0 && len(found) < 2*cap(r.slots) {
			return
		}
	}
}

func (r *Runner) take(claiming, working context.Context, j Job) (bool, error) {
	exhausted := j.Attempts >= r.attempts
	won, err := claim(claiming, r.d, &j, r.owner, r.lease)
	if err != nil || !won {
		return false, err
	}
	r.slots <- struct{}{}
	r.working.Go(func() {
		defer func() { <-r.slots; r.Kick() }()
		r.work(working, j, exhausted)
	})
	return true, nil
}

// work carries out one attempt. exhausted says that all attempts ended without a word, as when the job
// kills its process: it is not tried again.
func (r *Runner) work(parent context.Context, j Job, exhausted bool) {
	ctx, lose := context.WithCancelCause(parent)
	defer lose(nil)
	run := &Run{ID: j.ID, Kind: j.Kind, PersonID: j.PersonID, Attempt: j.Attempts, runner: r, job: j, lose: lose}
	log := r.log.With("job", j.ID, "kind", j.Kind, "attempt", j.Attempts)
	var err error
	if exhausted {
		err = errors.New("every attempt ended without an answer")
	} else {
		beating, endBeat := context.WithCancel(ctx)
		var beat sync.WaitGroup
		beat.Go(func() { run.heartbeat(beating) })
		err = r.call(ctx, run)
		endBeat()
		beat.Wait()
	}
	cause := context.Cause(ctx)
	if errors.Is(cause, ErrLeaseLost) || errors.Is(err, ErrLeaseLost) {
		log.Warn("job was taken over by another instance", "error", err)
		return
	}
	if err != nil && errors.Is(cause, errStopping) {
		err = errStopping
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	state, endErr := run.end(ending, err)
	switch {
	case endErr != nil:
		log.Error("job's end cannot be written; its lease will run out", "error", endErr)
	case err != nil && !errors.Is(err, errStopping):
		log.Warn("job failed", "state", state, "error", err)
	}
}

func (r *Runner) call(ctx context.Context, run *Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("job panicked", "job", run.ID, "kind", run.Kind, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
			err = fault.Wrap(fault.UnavailableKind, fmt.Errorf("panic: %v", p), "fault.job_broken")
		}
	}()
	return r.handlers[run.Kind](ctx, run)
}
