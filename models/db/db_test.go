package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

func TestNumbersHaveNoGapsUnderLoad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		var mu sync.Mutex
		seen := map[string]bool{}
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for i := range 10 {
					var got string
					err := d.InTx(context.Background(), func(tx *db.Tx) (err error) {
						if got, err = tx.NextNumber("TS"); err != nil {
							return err
						}
						if (w+i)%5 == 0 { // a transaction that fails gives its number back
							return errors.New("undone")
						}
						return nil
					})
					if (w+i)%5 == 0 {
						continue
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					seen[got] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if len(seen) != 64 || !seen["TS-2026-000001"] || !seen["TS-2026-000064"] {
			t.Fatalf("%d numbers, want TS-2026-000001 to TS-2026-000064 without gaps", len(seen))
		}
	})
}

func TestTheSameSubmissionIsCarriedOutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		submit := func() error {
			ctx := db.WithOnce(context.Background(), "key-1", 7)
			return d.InTx(ctx, func(tx *db.Tx) error {
				n, err := tx.NextNumber("TS")
				if err != nil {
					return err
				}
				tx.Made("complaint", n)
				return nil
			})
		}
		if err := submit(); err != nil {
			t.Fatal(err)
		}
		err := submit()
		if !fault.Is(err, fault.RepeatedKind) || fault.Of(err).Ref.Number != "TS-2026-000001" {
			t.Fatalf("second submission: %v", err)
		}
	})
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		applied, err := d.Migrate(context.Background())
		if err != nil || len(applied) != 0 {
			t.Fatalf("applied %v, %v", applied, err)
		}
		pending, err := d.Pending(context.Background())
		if err != nil || len(pending) != 0 {
			t.Fatalf("pending %v, %v", pending, err)
		}
	})
}
