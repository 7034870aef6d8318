package notify

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm/clause"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Note is a notice to be sent to one person.
type Note struct {
	PersonID     int64
	Kind         string // the message is "notify.<kind>"
	Args         map[string]string
	RecordKind   string
	RecordNumber string
	// Once makes a second note with the same value to the same person vanish; "" sends always.
	Once string
}

// Notification is a notice as it lies in the inbox.
type Notification struct {
	ID           int64
	PersonID     int64
	Kind         string
	Args         string
	RecordKind   string
	RecordNumber string
	OnceKey      *string
	CreatedAt    time.Time
	ReadAt       *time.Time
	Unread       bool
}

// Values gives the arguments of the message as name/value pairs.
func (n Notification) Values() []any {
	var m map[string]string
	if json.Unmarshal([]byte(n.Args), &m) != nil {
		return nil
	}
	pairs := make([]any, 0, 2*len(m))
	for name, value := range m {
		pairs = append(pairs, name, value)
	}
	return pairs
}

// Send puts the note into the person's inbox, in the transaction of what it tells of.
func Send(tx *db.Tx, n Note) error {
	if n.PersonID == 0 {
		return nil
	}
	args, err := json.Marshal(n.Args)
	if err != nil {
		return err
	}
	row := Notification{PersonID: n.PersonID, Kind: n.Kind, Args: string(args), RecordKind: n.RecordKind, RecordNumber: n.RecordNumber,
		CreatedAt: tx.Now, Unread: true}
	if n.Once != "" {
		row.OnceKey = &n.Once
	}
	return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

// Inbox is the use cases on one's own notifications.
type Inbox struct{ d *db.DB }

// New gives the use cases on this database.
func New(d *db.DB) *Inbox { return &Inbox{d} }

const (
	// unreadCap bounds what the bell counts.
	unreadCap = 100
	pageSize  = 50
)

// Unread counts what the actor has not read yet, up to 100.
func (x *Inbox) Unread(ctx context.Context, a auth.Actor) (int, error) {
	q := x.d.Read(ctx).Model(&Notification{}).Where("person_id = ? AND unread = ?", a.PersonID, true)
	n, err := db.CappedCount(q, unreadCap)
	return int(n), err
}

// Page is one page of the inbox, newest first.
type Page struct {
	Notifications []Notification
	Next          *db.Cursor
}

// List gives one page of the actor's inbox.
func (x *Inbox) List(ctx context.Context, a auth.Actor, unreadOnly bool, c *db.Cursor) (Page, error) {
	if err := a.Require(auth.HomeRead); err != nil {
		return Page{}, err
	}
	q := x.d.Read(ctx).Where("person_id = ?", a.PersonID)
	if unreadOnly {
		q = q.Where("unread = ?", true)
	}
	var p Page
	if err := db.Keyset(q, "id", true, nil, c).Limit(pageSize + 1).Find(&p.Notifications).Error; err != nil {
		return Page{}, err
	}
	if len(p.Notifications) > pageSize {
		p.Notifications = p.Notifications[:pageSize]
		p.Next = &db.Cursor{ID: p.Notifications[pageSize-1].ID}
	}
	return p, nil
}

// Open marks one of the actor's notifications as read and gives it.
func (x *Inbox) Open(ctx context.Context, a auth.Actor, id int64) (Notification, error) {
	if err := a.Require(auth.HomeRead); err != nil {
		return Notification{}, err
	}
	var n Notification
	err := x.d.InTx(ctx, func(tx *db.Tx) error {
		n = Notification{}
		if err := tx.Where("id = ? AND person_id = ?", id, a.PersonID).Limit(1).Find(&n).Error; err != nil {
			return err
		}
		if n.ID == 0 {
			return fault.NotFound("fault.notification_gone")
		}
		if !n.Unread {
			return nil
		}
		return tx.Model(&Notification{}).Where("id = ?", id).UpdateColumns(map[string]any{"unread": false, "read_at": tx.Now}).Error
	})
	return n, err
}

// ReadAll marks everything in the actor's inbox up to the newest shown as read. Reading one's own
// notices changes no business record, so it leaves no event.
func (x *Inbox) ReadAll(ctx context.Context, a auth.Actor, upTo int64) error {
	if err := a.Require(auth.HomeRead); err != nil {
		return err
	}
	return x.d.InTx(ctx, func(tx *db.Tx) error {
		return tx.Model(&Notification{}).Where("person_id = ? AND unread = ? AND id <= ?", a.PersonID, true, upTo).
			UpdateColumns(map[string]any{"unread": false, "read_at": tx.Now}).Error
	})
}

// keep is how long a notification is kept.
const keep = 365 * 24 * time.Hour

// Tidy removes notifications older than a year.
func (x *Inbox) Tidy(ctx context.Context) error {
	return x.d.InTx(ctx, func(tx *db.Tx) error {
		return tx.Where("created_at < ?", tx.Now.Add(-keep)).Delete(&Notification{}).Error
	})
}
