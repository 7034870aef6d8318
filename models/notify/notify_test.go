package notify_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/notify"
)

var ctx = context.Background()

func person(id int64) auth.Actor {
	return auth.Actor{PersonID: id, Grants: []auth.Grant{{Role: auth.Employee}}}
}

func send(t *testing.T, d *db.DB, notes ...notify.Note) {
	t.Helper()
	err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, n := range notes {
			if err := notify.Send(tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func unread(t *testing.T, b *notify.Inbox, id int64) int {
	t.Helper()
	n, err := b.Unread(ctx, person(id))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestEveryoneSeesOnlyTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		b := notify.New(d)
		at := time.Date(2026, 3, 6, 6, 0, 0, 0, time.UTC)
		send(t, d,
			notify.Note{PersonID: 1, Kind: "complaint_assigned", Args: map[string]string{"number": "TS-2026-000001", "due_at": notify.At(at)}, RecordKind: "complaint", RecordNumber: "TS-2026-000001"},
			notify.Note{PersonID: 2, Kind: "complaint_late"}, notify.Note{PersonID: 0, Kind: "nobody"}, notify.Note{PersonID: 1, Kind: "complaint_late"})
		p, err := b.List(ctx, person(1), nil)
		if err != nil || len(p.Items) != 2 || p.Items[0].Kind != "complaint_late" || p.Next != nil || p.Prev != nil {
			t.Fatalf("%+v, %v", p, err)
		}
		first := p.Items[1]
		if first.Arguments()["due_at"] != "2026-03-06T06:00:00Z" || first.RecordNumber != "TS-2026-000001" || first.Seen || first.CreatedAt.IsZero() {
			t.Fatalf("%+v", first)
		}
		if unread(t, b, 1) != 2 || unread(t, b, 2) != 1 || unread(t, b, 3) != 0 {
			t.Fatal("unread")
		}
		if _, err := b.MarkRead(ctx, person(2), first.ID); !fault.Is(err, fault.NotFoundKind) {
			t.Fatalf("another's notification: %v", err)
		}
		if _, err := b.Get(ctx, person(2), first.ID); !fault.Is(err, fault.NotFoundKind) {
			t.Fatalf("another's notification: %v", err)
		}
		for range 2 {
			if n, err := b.MarkRead(ctx, person(1), first.ID); err != nil || n.RecordKind != "complaint" {
				t.Fatalf("%+v, %v", n, err)
			}
		}
		if unread(t, b, 1) != 1 {
			t.Fatal("one is seen")
		}
		send(t, d, notify.Note{PersonID: 1, Kind: "complaint_late"})
		if err := b.MarkAllRead(ctx, person(1), p.Items[0].ID); err != nil {
			t.Fatal(err)
		}
		if unread(t, b, 1) != 1 || unread(t, b, 2) != 1 {
			t.Fatal("what came after the page was shown stays unread, and others' too")
		}
	})
}

func TestOnceIsOnceForEachPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		b := notify.New(d)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				err := d.InTx(ctx, func(tx *db.Tx) error {
					return errors.Join(notify.Send(tx, notify.Note{PersonID: 1, Kind: "due", Once: "due/7/soon"}), notify.Send(tx, notify.Note{PersonID: 2, Kind: "due", Once: "due/7/soon"}))
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		send(t, d, notify.Note{PersonID: 1, Kind: "due", Once: "due/8/soon"}, notify.Note{PersonID: 2, Kind: "due"}, notify.Note{PersonID: 2, Kind: "due"})
		if unread(t, b, 1) != 2 || unread(t, b, 2) != 3 {
			t.Fatalf("%d and %d", unread(t, b, 1), unread(t, b, 2))
		}
	})
}

func TestPagesGoBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		b := notify.New(d)
		var notes []notify.Note
		for range 2*notify.PageSize + 20 {
			notes = append(notes, notify.Note{PersonID: 1, Kind: "due"}, notify.Note{PersonID: 2, Kind: "due"})
		}
		send(t, d, notes...)
		if unread(t, b, 1) != notify.UnreadMost {
			t.Fatalf("the count ends at %d: %d", notify.UnreadMost, unread(t, b, 1))
		}
		var pages []notify.Page
		for at := (*db.Cursor)(nil); ; {
			p, err := b.List(ctx, person(1), at)
			if err != nil {
				t.Fatal(err)
			}
			pages = append(pages, p)
			if at = p.Next; at == nil {
				break
			}
		}
		if len(pages) != 3 || len(pages[2].Items) != 20 || pages[0].Prev != nil {
			t.Fatalf("%d pages", len(pages))
		}
		for i := 2; i > 0; i-- {
			p, err := b.List(ctx, person(1), pages[i].Prev)
			if err != nil || len(p.Items) != notify.PageSize || p.Items[0].ID != pages[i-1].Items[0].ID || (p.Prev != nil) != (i > 1) || p.Next == nil {
				t.Fatalf("back to page %d: %v %+v", i-1, err, p)
			}
		}
	})
}

func TestOldOnesAreCleaned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		b := notify.New(d)
		send(t, d, notify.Note{PersonID: 1, Kind: "seen"}, notify.Note{PersonID: 1, Kind: "unseen"})
		p, _ := b.List(ctx, person(1), nil)
		if _, err := b.MarkRead(ctx, person(1), p.Items[1].ID); err != nil {
			t.Fatal(err)
		}
		clean := func() int64 {
			n, err := b.Clean(ctx, auth.System("old notifications"))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if clean() != 0 {
			t.Fatal("nothing is old yet")
		}
		clock.Advance(91 * 24 * time.Hour)
		if clean() != 1 {
			t.Fatal("what was seen goes after ninety days")
		}
		clock.Advance(300 * 24 * time.Hour)
		if clean() != 1 {
			t.Fatal("everything goes after a year")
		}
		if _, err := b.Clean(ctx, person(1)); !fault.Is(err, fault.ForbiddenKind) {
			t.Fatalf("an employee cleans: %v", err)
		}
	})
}

func TestLongArgumentsAreCut(t *testing.T) {
	d, _ := dbtest.One(t)
	send(t, d, notify.Note{PersonID: 1, Kind: "x", Args: map[string]string{"subject": strings.Repeat("长", 1000)}})
	p, err := notify.New(d).List(ctx, person(1), nil)
	if err != nil || len([]rune(p.Items[0].Arguments()["subject"])) != 200 {
		t.Fatalf("%v", err)
	}
	err = d.InTx(ctx, func(tx *db.Tx) error { return notify.Send(tx, notify.Note{PersonID: 1}) })
	if err == nil {
		t.Fatal("a note without a kind")
	}
}

// The counter counts the inner query of the capped count too.
func TestTheBellIsOneStatement(t *testing.T) {
	d, _ := dbtest.One(t)
	send(t, d, notify.Note{PersonID: 1, Kind: "x"})
	counted, n := db.CountStatements(ctx)
	if _, err := notify.New(d).Unread(counted, person(1)); err != nil || n.Load() > 2 {
		t.Fatalf("%d statements, %v", n.Load(), err)
	}
}
