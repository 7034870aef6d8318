package job

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

func quick(t *testing.T, d *db.DB) *Runner {
	t.Helper()
	r := NewRunner(d, slog.New(slog.DiscardHandler))
	r.every = nil
	r.poll = 5 * time.Millisecond
	return r
}

func start(t *testing.T, r *Runner) {
	t.Helper()
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := r.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

func enqueue(t *testing.T, d *db.DB, n New) int64 {
	t.Helper()
	var id int64
	err := d.InTx(context.Background(), func(tx *db.Tx) (err error) {
		id, err = Enqueue(tx, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func read(t *testing.T, d *db.DB, id int64) Job {
	t.Helper()
	var j Job
	if err := d.Read(context.Background()).Where("id = ?", id).Take(&j).Error; err != nil {
		t.Fatal(err)
	}
	return j
}

// wait reads the job until it satisfies ok.
func wait(t *testing.T, d *db.DB, id int64, ok func(Job) bool) Job {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		j := read(t, d, id)
		if ok(j) {
			return j
		}
		if time.Now().After(deadline) {
			t.Fatalf("job stays %s after %d attempts", j.State, j.Attempts)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestTwoRunnersDoEachJobOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		const jobs = 200
		var times [jobs]atomic.Int32
		var left sync.WaitGroup
		left.Add(jobs)
		ids := make([]int64, jobs)
		for i := range jobs {
			ids[i] = enqueue(t, d, New{Kind: "count", Args: i})
		}
		for range 2 {
			r := quick(t, d)
			r.Handle("count", func(_ context.Context, run *Run) error {
				var i int
				if err := run.Args(&i); err != nil {
					return err
				}
				if times[i].Add(1) == 1 {
					left.Done()
				}
				return run.Result(map[string]int{"i": i})
			})
			start(t, r)
		}
		left.Wait()
		for i, id := range ids {
			j := wait(t, d, id, Job.Over)
			var result struct{ I int }
			if err := j.Read(&result); err != nil || j.State != Done || result.I != i || j.Attempts != 1 || times[i].Load() != 1 {
				t.Fatalf("job %d: state %s, result %s, %d attempts, done %d times, %v", i, j.State, j.Result, j.Attempts, times[i].Load(), err)
			}
		}
	})
}

func TestJobOfACrashedWorkerIsTakenOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		id := enqueue(t, d, New{Kind: "work"})
		j := read(t, d, id)
		if won, err := claim(context.Background(), d, &j, "crashed", time.Minute); err != nil || !won {
			t.Fatal(won, err)
		}
		r := quick(t, d)
		r.Handle("work", func(context.Context, *Run) error { return nil })
		start(t, r)
		time.Sleep(50 * time.Millisecond)
		if j := read(t, d, id); j.State != Running || j.LeaseOwner != "crashed" {
			t.Fatalf("taken over before its lease ran out: %s", j.State)
		}
		clock.Advance(2 * time.Minute)
		if j := wait(t, d, id, Job.Over); j.State != Done || j.Attempts != 2 {
			t.Fatalf("%s after %d attempts", j.State, j.Attempts)
		}
	})
}

func TestWorkerThatLostItsLeaseIsCancelledAndCannotCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		id := enqueue(t, d, New{Kind: "work"})
		slow, fast := quick(t, d), quick(t, d)
		slow.lease = time.Hour              // beats too seldom to notice by itself
		slow.slots = make(chan struct{}, 1) // and does not take its own job over
		working, over := make(chan struct{}), make(chan error, 1)
		slow.Handle("work", func(ctx context.Context, run *Run) error {
			close(working)
			for read(t, d, id).Attempts < 2 {
				time.Sleep(time.Millisecond)
			}
			err := d.InTx(ctx, func(tx *db.Tx) error {
				if err := run.Guard(tx); err != nil {
					return err
				}
				return tx.Create(&Job{Kind: "effect", State: Queued, RunAt: tx.Now, CreatedAt: tx.Now}).Error
			})
			<-ctx.Done()
			over <- errors.Join(err, context.Cause(ctx))
			return nil
		})
		fast.Handle("work", func(context.Context, *Run) error { return nil })
		start(t, slow)
		<-working
		start(t, fast)
		clock.Advance(2 * time.Hour)
		if err := <-over; !errors.Is(err, ErrLeaseLost) {
			t.Fatalf("the slow worker was told %v", err)
		}
		if j := wait(t, d, id, Job.Over); j.State != Done || j.Attempts != 2 {
			t.Fatalf("%s after %d attempts", j.State, j.Attempts)
		}
		var effects int64
		if err := d.Read(context.Background()).Model(&Job{}).Where("kind = ?", "effect").Count(&effects).Error; err != nil || effects != 0 {
			t.Fatalf("%d effects of the worker that lost its lease, %v", effects, err)
		}
	})
}

func TestHeartbeatKeepsALongJob(t *testing.T) {
	d, _ := dbtest.One(t)
	r := quick(t, d)
	r.lease = 30 * time.Millisecond
	id := enqueue(t, d, New{Kind: "long"})
	var before, after time.Time
	r.Handle("long", func(ctx context.Context, run *Run) error {
		before = *read(t, d, id).LeaseUntil
		time.Sleep(100 * time.Millisecond)
		after = *read(t, d, id).LeaseUntil
		return run.Progress(ctx, 7, 7)
	})
	start(t, r)
	j := wait(t, d, id, Job.Over)
	if !after.After(before) || j.State != Done || j.Done != 7 || j.Total != 7 {
		t.Fatalf("lease went from %s to %s; %s %d/%d", before, after, j.State, j.Done, j.Total)
	}
}

func TestFailingJobIsTriedAgainThenDead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		r := quick(t, d)
		r.attempts = 3
		r.backoff = func(int) time.Duration { return time.Minute }
		r.Handle("broken", func(_ context.Context, run *Run) error {
			if run.Attempt == 2 {
				panic("second attempt")
			}
			return errors.New("no luck")
		})
		start(t, r)
		id := enqueue(t, d, New{Kind: "broken"})
		r.Kick()
		for attempt := 1; attempt < 3; attempt++ {
			j := wait(t, d, id, func(j Job) bool { return j.State == Queued && j.Attempts == attempt })
			if !j.RunAt.After(d.Now()) {
				t.Fatalf("attempt %d: next at %s, not later than now", attempt, j.RunAt)
			}
			clock.Advance(2 * time.Minute)
		}
		j := wait(t, d, id, Job.Over)
		if key, _ := j.Message(); j.State != Dead || j.Attempts != 3 || key != "fault.job_broken" || j.FinishedAt == nil {
			t.Fatalf("%s after %d attempts, %s", j.State, j.Attempts, j.ErrorKey)
		}
	})
}

func TestFaultOfTheInputEndsAtOnceAndIsTold(t *testing.T) {
	d, _ := dbtest.One(t)
	r := quick(t, d)
	r.Handle("import", func(context.Context, *Run) error { return fault.Invalid("fault.sheet_rows", "max", 5000) })
	start(t, r)
	j := wait(t, d, enqueue(t, d, New{Kind: "import"}), Job.Over)
	key, args := j.Message()
	if j.State != Failed || j.Attempts != 1 || key != "fault.sheet_rows" || len(args) != 2 || args[1] != "5000" {
		t.Fatalf("%s, %s %v", j.State, key, args)
	}
}

func TestJobThatKillsItsProcessEveryTimeIsGivenUp(t *testing.T) {
	d, clock := dbtest.One(t)
	id := enqueue(t, d, New{Kind: "deadly"})
	r := quick(t, d)
	for range r.attempts {
		j := read(t, d, id)
		if won, err := claim(context.Background(), d, &j, "killed", time.Minute); err != nil || !won {
			t.Fatal(won, err)
		}
		clock.Advance(2 * time.Minute)
	}
	r.Handle("deadly", func(context.Context, *Run) error { t.Error("was tried once more"); return nil })
	start(t, r)
	if j := wait(t, d, id, Job.Over); j.State != Dead {
		t.Fatal(j.State)
	}
}

func TestOneJobPerKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		var ids [8]int64
		var all sync.WaitGroup
		for i := range ids {
			all.Go(func() { ids[i] = enqueue(t, d, New{Kind: "remind", Key: "remind:TS-2026-000001"}) })
		}
		all.Wait()
		for _, id := range ids {
			if id == 0 || id != ids[0] {
				t.Fatalf("ids %v, want one", ids)
			}
		}
	})
}

func TestScheduleOfSeveralInstancesMakesOneJobPerSlot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		slot := every{kind: "digest", interval: time.Hour}
		for range 3 {
			var all sync.WaitGroup
			for range 2 {
				r := quick(t, d)
				all.Go(func() {
					for range 3 {
						if err := r.tick(context.Background(), slot); err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			clock.Advance(time.Hour)
		}
		var n int64
		if err := d.Read(context.Background()).Model(&Job{}).Count(&n).Error; err != nil || n != 3 {
			t.Fatalf("%d jobs in 3 slots, %v", n, err)
		}
	})
}

func TestScheduleTicks(t *testing.T) {
	d, clock := dbtest.One(t)
	r := quick(t, d)
	ran := make(chan struct{}, 10)
	r.Every("often", 40*time.Millisecond)
	r.Handle("often", func(context.Context, *Run) error {
		clock.Advance(40 * time.Millisecond) // into the next slot
		ran <- struct{}{}
		return nil
	})
	start(t, r)
	for range 3 {
		<-ran
	}
}

func TestStopPutsAnUnfinishedJobBack(t *testing.T) {
	d, _ := dbtest.One(t)
	r := quick(t, d)
	begun := make(chan struct{})
	r.Handle("long", func(ctx context.Context, _ *Run) error { close(begun); <-ctx.Done(); return ctx.Err() })
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	id := enqueue(t, d, New{Kind: "long"})
	<-begun
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	if j := read(t, d, id); j.State != Queued || j.Attempts != 0 || j.LeaseOwner != "" {
		t.Fatalf("%s, %d attempts, owner %q", j.State, j.Attempts, j.LeaseOwner)
	}
}

func TestStopWaitsForRunningJobs(t *testing.T) {
	d, _ := dbtest.One(t)
	r := quick(t, d)
	begun := make(chan struct{})
	r.Handle("short", func(context.Context, *Run) error { close(begun); time.Sleep(50 * time.Millisecond); return nil })
	if err := r.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	id := enqueue(t, d, New{Kind: "short"})
	<-begun
	if err := r.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if j := read(t, d, id); j.State != Done {
		t.Fatal(j.State)
	}
}
