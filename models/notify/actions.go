package notify

import (
	"context"
	"slices"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// Inbox is what a person was told.
type Inbox struct{ d *db.DB }

// New gives the use cases on this database.
func New(d *db.DB) *Inbox { return &Inbox{d: d} }

const (
	// PageSize is how many notifications a page shows.
	PageSize = 50
	// UnreadMost is where counting ends: the bell shows no greater number.
	UnreadMost = 100
	// seenFor and keptFor are how long a notification is kept once seen, and at most.
	seenFor = 90 * 24 * time.Hour
	keptFor = 365 * 24 * time.Hour
)

// Page is one page of an inbox, newest first, with the places before and after it.
type Page struct {
	Items      []Notification
	Prev, Next *db.Cursor
}

// List gives a page of the actor's notifications.
func (b *Inbox) List(ctx context.Context, actor auth.Actor, at *db.Cursor) (Page, error) {
	if err := actor.Require(auth.HomeRead); err != nil {
		return Page{}, err
	}
	items, err := list(b.d.Read(ctx), actor, at, PageSize+1)
	if err != nil {
		return Page{}, err
	}
	more := len(items) > PageSize
	items = items[:min(len(items), PageSize)]
	back := at != nil && at.Before
	if back {
		slices.Reverse(items)
	}
	p := Page{Items: items}
	if len(items) == 0 {
		return p, nil
	}
	if back || more {
		p.Next = &db.Cursor{ID: items[len(items)-1].ID}
	}
	if at != nil && (!back || more) {
		p.Prev = &db.Cursor{ID: items[0].ID, Before: true}
	}
	return p, nil
}

// Unread counts what the actor has not seen, up to UnreadMost.
func (b *Inbox) Unread(ctx context.Context, actor auth.Actor) (int, error) {
	if err := actor.Require(auth.HomeRead); err != nil {
		return 0, err
	}
	n, err := db.CappedCount(unseen(b.d.Read(ctx), actor), UnreadMost)
	return int(n), err
}

// Get gives one of the actor's notifications.
func (b *Inbox) Get(ctx context.Context, actor auth.Actor, id int64) (Notification, error) {
	if err := actor.Require(auth.HomeRead); err != nil {
		return Notification{}, err
	}
	return get(b.d.Read(ctx), actor, id)
}

// MarkRead notes that the actor has seen one notification, and gives it.
func (b *Inbox) MarkRead(ctx context.Context, actor auth.Actor, id int64) (Notification, error) {
	if err := actor.Require(auth.HomeRead); err != nil {
		return Notification{}, err
	}
	var n Notification
	err := b.d.InTx(ctx, func(tx *db.Tx) (err error) {
		if n, err = get(tx.DB, actor, id); err != nil || n.Seen {
			return err
		}
		return unseen(tx.DB, actor).Where("id = ?", id).UpdateColumn("seen", true).Error
	})
	return n, err
}

// MarkAllRead notes that the actor has seen all up to the newest that his page showed.
func (b *Inbox) MarkAllRead(ctx context.Context, actor auth.Actor, newest int64) error {
	if err := actor.Require(auth.HomeRead); err != nil {
		return err
	}
	return b.d.InTx(ctx, func(tx *db.Tx) error {
		return unseen(tx.DB, actor).Where("id <= ?", newest).UpdateColumn("seen", true).Error
	})
}

// Clean removes what was seen and is older than ninety days, and everything older than a year. It tells how many went.
func (b *Inbox) Clean(ctx context.Context, actor auth.Actor) (int64, error) {
	if err := actor.Require(auth.AccountWrite); err != nil {
		return 0, err
	}
	var removed int64
	for {
		var n int64
		err := b.d.InTx(ctx, func(tx *db.Tx) (err error) {
			n, err = remove(tx, tx.Now.Add(-seenFor), tx.Now.Add(-keptFor), batch)
			return err
		})
		removed += n
		if err != nil || n < batch {
			return removed, err
		}
	}
}

// batch is how many rows one transaction removes, so that none is long.
const batch = 1000
