package notify_test

import (
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/notify"
)

func TestNoticesReachEachPersonOnceWhoCanSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		dbtest.Seed(t, d, func(tx *db.Tx) error {
			for id, state := range map[int64]string{1: auth.Active, 2: auth.Active, 3: auth.Disabled} {
				login := string(rune('a' + id))
				if err := tx.Create(&auth.Account{PersonID: id, Login: login, State: state, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}).Error; err != nil {
					return err
				}
			}
			return nil
		})
		var ns notify.Notices
		ns.Tell("assigned", []int64{1, 2, 0, 3, 4, 9}, 9)
		ns.Tell("closed", []int64{1})
		mine := func(n notify.Note) bool { return n.PersonID == 2 }
		if got := ns.Take(mine); got.Kind != "assigned" || ns.Has(mine) || ns.Take(mine).Kind != "" {
			t.Errorf("took %+v", got)
		}
		for _, c := range []string{"respond", "resolve", "respond"} {
			ns.Remind(notify.Note{Kind: "late", Args: map[string]string{"clock": c}, Once: c}, []int64{2, 4})
		}
		ns.Able(4) // an account that the caller saw already
		ctx, statements := db.CountStatements(ctx)
		if err := d.InTx(ctx, func(tx *db.Tx) error { return ns.Send(tx, "action", "ZG-2026-000001") }); err != nil {
			t.Fatal(err)
		}
		// One to find out who can sign in, and one for each of: 1 assigned, 2 and 4 late twice, 4 assigned.
		if statements.Load() != 7 {
			t.Errorf("%d statements", statements.Load())
		}
		b := notify.New(d)
		for id, want := range map[int64]int{1: 1, 2: 2, 3: 0, 4: 3, 9: 0} {
			if got := unread(t, b, id); got != want {
				t.Errorf("%d was told %d times, want %d", id, got, want)
			}
		}
		p, err := b.List(ctx, person(2), nil)
		if err != nil || p.Items[0].RecordKind != "action" || p.Items[0].RecordNumber != "ZG-2026-000001" || p.Items[0].Arguments()["number"] != "ZG-2026-000001" || p.Items[0].Arguments()["clock"] == "" {
			t.Errorf("%+v, %v", p.Items, err)
		}
		var none notify.Notices
		if err := d.InTx(ctx, func(tx *db.Tx) error { return none.Send(tx, "action", "") }); err != nil {
			t.Errorf("nothing to tell: %v", err)
		}
	})
}
