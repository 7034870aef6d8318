package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
)

const (
	// PageSize is how many events a page shows.
	PageSize = 50
	// ExportMost is how many events can be taken away at once.
	ExportMost = 200_000

	exportBatch = 500
	// lookAgain is after how long looking at the same thing is recorded again: paging through a list and
	// reloading it is one look.
	lookAgain = time.Hour
	namesFor  = time.Minute
)

// The kinds of record under which looking at the trail is itself recorded.
const (
	TrailKind = "trail" // a list; its number is a digest of the filter
	EventKind = "event" // one event; its number is the event's uid
)

// Trail are the use cases by which auditors read what happened.
type Trail struct {
	d *db.DB

	mu     sync.Mutex
	kinds  Kinds
	readAt time.Time
}

// NewTrail gives the use cases on this database.
func NewTrail(d *db.DB) *Trail { return &Trail{d: d} }

// Filter is what the trail is narrowed to; zero values do not narrow.
type Filter struct {
	// People are who acted; an empty list that is not nil finds nothing.
	People       []int64
	Role         auth.Role
	Kind         string
	RecordKind   string
	RecordNumber string
	From, To     time.Time // To not included
}

// Page is one page of the trail, newest first, with the places before and after it.
type Page struct {
	Events []audit.Told
	// People are those who acted and those whom the changes name.
	People     map[int64]org.Person
	Prev, Next *db.Cursor
}

// Kinds are the kinds of events and of records that occur in the trail.
type Kinds struct{ Events, Records []string }

// List gives a page of the trail.
func (t *Trail) List(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor) (Page, error) {
	if err := a.Require(auth.TrailRead); err != nil {
		return Page{}, err
	}
	if err := t.looked(ctx, a, "trail.viewed", audit.Ref{Kind: TrailKind, Number: f.digest()}, f.changes()); err != nil {
		return Page{}, err
	}
	rows, err := list(ctx, t.d, f, at, PageSize+1)
	if err != nil {
		return Page{}, err
	}
	more := len(rows) > PageSize
	rows = rows[:min(len(rows), PageSize)]
	back := at != nil && at.Before
	if back {
		slices.Reverse(rows)
	}
	p, err := t.tell(ctx, a, rows)
	if err != nil || len(rows) == 0 {
		return p, err
	}
	if back || more {
		p.Next = place(rows[len(rows)-1], false)
	}
	if at != nil && (!back || more) {
		p.Prev = place(rows[0], true)
	}
	return p, nil
}

func place(r audit.Row, before bool) *db.Cursor {
	return &db.Cursor{Key: strconv.FormatInt(r.AtUS, 10), ID: r.ID, Before: before}
}

// tell puts rows into words as far as the database can, with identities masked.
func (t *Trail) tell(ctx context.Context, a auth.Actor, rows []audit.Row) (Page, error) {
	told, err := audit.Tell(t.d.Read(ctx), rows)
	if err != nil {
		return Page{}, err
	}
	about, err := t.aboutReader(ctx, a, rows)
	if err != nil {
		return Page{}, err
	}
	named := map[int64]bool{}
	for i := range told {
		named[told[i].ActorID] = true
		for j, c := range told[i].Changes {
			if strings.HasSuffix(c.Field, "_id") {
				note(named, c.Before)
				note(named, c.After)
			}
			if told[i].RecordKind == complaint.Kind {
				told[i].Changes[j] = complaint.TrailChange(c, about[told[i].RecordID])
			}
		}
		if told[i].RecordKind == complaint.Kind && about[told[i].RecordID] {
			told[i].Reason = ""
		}
	}
	delete(named, 0)
	ids := make([]int64, 0, len(named))
	for id := range named {
		ids = append(ids, id)
	}
	people, err := org.PeopleByID(t.d.Read(ctx), ids)
	return Page{Events: told, People: people}, err
}

func note(named map[int64]bool, v any) {
	if id, ok := v.(int64); ok {
		named[id] = true
	}
}

// aboutReader tells which complaints among the rows are about the reader.
func (t *Trail) aboutReader(ctx context.Context, a auth.Actor, rows []audit.Row) (map[int64]bool, error) {
	var ids []int64
	for _, r := range rows {
		if r.RecordKind == complaint.Kind {
			ids = append(ids, r.RecordID)
		}
	}
	return complaint.AboutActor(t.d.Read(ctx), a, ids)
}

// People finds who is meant by a name or an employee number, also those who left.
func (t *Trail) People(ctx context.Context, a auth.Actor, words string) ([]org.Person, error) {
	if err := a.Require(auth.TrailRead); err != nil {
		return nil, err
	}
	return peopleNamed(t.d.Read(ctx), words)
}

// Kinds lists what can be filtered by. It is read once a minute at most.
func (t *Trail) Kinds(ctx context.Context, a auth.Actor) (Kinds, error) {
	if err := a.Require(auth.TrailRead); err != nil {
		return Kinds{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.d.Now(); t.readAt.IsZero() || now.Sub(t.readAt) > namesFor {
		events, err := distinct(t.d, t.d.Read(ctx), "kind", "events_kind_at")
		if err != nil {
			return Kinds{}, err
		}
		records, err := distinct(t.d, t.d.Read(ctx), "record_kind", "events_record_kind_at")
		if err != nil {
			return Kinds{}, err
		}
		t.kinds, t.readAt = Kinds{events, records}, now
	}
	return t.kinds, nil
}

// Export gives every event of a filter, newest first, a batch at a time. It is recorded each time, before
// the first event is given.
func (t *Trail) Export(ctx context.Context, a auth.Actor, f Filter, each func(Page) error) error {
	if err := a.Require(auth.TrailRead); err != nil {
		return err
	}
	n, err := count(ctx, t.d, f, ExportMost+1)
	if err != nil {
		return err
	}
	if n > ExportMost {
		return fault.Invalid("fault.trail_too_many", "max", ExportMost)
	}
	changes := append(f.changes(), audit.Change{Field: "rows", After: n})
	if err := t.record(ctx, a, "trail.exported", audit.Ref{Kind: TrailKind, Number: f.digest()}, changes); err != nil {
		return err
	}
	var at *db.Cursor
	for left := int(n); left > 0; {
		rows, err := list(ctx, t.d, f, at, min(exportBatch, left))
		if err != nil || len(rows) == 0 {
			return err
		}
		p, err := t.tell(ctx, a, rows)
		if err != nil {
			return err
		}
		if err := each(p); err != nil {
			return err
		}
		left -= len(rows)
		at = place(rows[len(rows)-1], false)
	}
	return nil
}

// looked records that somebody looked, unless the same look was recorded within the last hour.
func (t *Trail) looked(ctx context.Context, a auth.Actor, kind string, what audit.Ref, changes []audit.Change) error {
	recorded, err := lately(t.d.Read(ctx), a.PersonID, kind, what, t.d.Now().Add(-lookAgain))
	if err != nil || recorded {
		return err
	}
	return t.record(ctx, a, kind, what, changes)
}

func (t *Trail) record(ctx context.Context, a auth.Actor, kind string, what audit.Ref, changes []audit.Change) error {
	return t.d.InTx(ctx, func(tx *db.Tx) error {
		return a.Record(tx, audit.Event{Kind: kind, Record: what, Changes: changes})
	})
}

// changes tells in an event what was looked at.
func (f Filter) changes() []audit.Change {
	var out []audit.Change
	add := func(field, value string) {
		if value != "" {
			out = append(out, audit.Change{Field: field, After: value})
		}
	}
	if len(f.People) == 1 {
		out = append(out, audit.Change{Field: "person_id", After: f.People[0]})
	} else if f.People != nil {
		ids := make([]string, len(f.People))
		for i, id := range f.People {
			ids[i] = strconv.FormatInt(id, 10)
		}
		out = append(out, audit.Change{Field: "people", After: strings.Join(ids, " ")})
	}
	add("role", string(f.Role))
	add("kind", f.Kind)
	add("record_kind", f.RecordKind)
	add("record_number", f.RecordNumber)
	add("from", instant(f.From))
	add("to", instant(f.To))
	return out
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// digest tells one filter from another.
func (f Filter) digest() string {
	var b strings.Builder
	for _, c := range f.changes() {
		b.WriteString(c.Field + "\x00")
		if s, ok := c.After.(string); ok {
			b.WriteString(s)
		} else if n, ok := c.After.(int64); ok {
			b.WriteString(strconv.FormatInt(n, 10))
		}
		b.WriteByte(0)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:8])
}

// gone is the answer for an event that is not there.
func gone(err error) error {
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return fault.NotFound("fault.event_gone")
	}
	return err
}
