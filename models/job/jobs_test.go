package job

import (
	"context"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

func TestPeopleSeeOnlyTheirOwnJobs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, jobs := context.Background(), NewJobs(d)
		person := func(id int64) auth.Actor {
			return auth.Actor{PersonID: id, Grants: []auth.Grant{{Role: auth.Employee}}}
		}
		id := enqueue(t, d, New{Kind: "export", PersonID: 7})
		enqueue(t, d, New{Kind: "digest"})
		if j, err := jobs.Get(ctx, person(7), id); err != nil || j.Kind != "export" {
			t.Fatal(j, err)
		}
		for _, other := range []auth.Actor{person(8), person(0)} {
			if _, err := jobs.Get(ctx, other, id); !fault.Is(err, fault.NotFoundKind) {
				t.Fatalf("somebody else's job: %v", err)
			}
			if list, err := jobs.Latest(ctx, other, "", 10); err != nil || len(list) != 0 {
				t.Fatalf("somebody else's jobs: %v %v", list, err)
			}
		}
		if _, err := jobs.Get(ctx, auth.Actor{PersonID: 7}, id); !fault.Is(err, fault.ForbiddenKind) {
			t.Fatalf("without a role: %v", err)
		}
		if list, err := jobs.Latest(ctx, person(7), "export", 10); err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
	})
}

func TestTidyRemovesOldEndedJobsOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx := context.Background()
		end := map[State]int64{}
		for _, s := range []State{Queued, Running, Done, Failed, Dead} {
			id := enqueue(t, d, New{Kind: string(s)})
			err := d.InTx(ctx, func(tx *db.Tx) error {
				return tx.Model(&Job{}).Where("id = ?", id).UpdateColumns(map[string]any{"state": s, "finished_at": tx.Now}).Error
			})
			if err != nil {
				t.Fatal(err)
			}
			end[s] = id
		}
		left := func() int64 {
			var n int64
			if err := tidy(ctx, d); err != nil {
				t.Fatal(err)
			}
			if err := d.Read(ctx).Model(&Job{}).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		clock.Advance(KeepDone - time.Hour)
		if n := left(); n != 5 {
			t.Fatalf("%d left before any is old", n)
		}
		clock.Advance(2 * time.Hour)
		if n := left(); n != 4 {
			t.Fatalf("%d left, want all but the done one", n)
		}
		clock.Advance(KeepFailed)
		if n := left(); n != 2 {
			t.Fatalf("%d left, want the queued and the running one", n)
		}
	})
}
