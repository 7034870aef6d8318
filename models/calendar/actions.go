package calendar

import (
	"context"
	"strconv"
	"sync"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
)

const (
	maxNote     = 200
	maxDocument = 1 << 20
	// maxKept bounds the versions kept ready; deadlines of old records name old ones.
	maxKept = 32
)

// Calendars are the use cases on the working calendar.
type Calendars struct {
	d    *db.DB
	mu   sync.Mutex
	kept map[int64]*Calendar
}

// New gives the use cases on this database.
func New(d *db.DB) *Calendars { return &Calendars{d: d, kept: map[int64]*Calendar{}} }

// Current gives the newest calendar with one short statement. When the office works is no secret, so it
// asks for no right.
func (s *Calendars) Current(ctx context.Context) (*Calendar, error) {
	return s.CurrentIn(s.d.Read(ctx))
}

// CurrentIn is Current through a given handle, so that it can be used within a transaction.
func (s *Calendars) CurrentIn(q *gorm.DB) (*Calendar, error) {
	version, err := newest(q)
	if err != nil {
		return nil, err
	}
	return s.in(q, version)
}

// ByVersion gives the calendar that a stored deadline names.
func (s *Calendars) ByVersion(ctx context.Context, version int64) (*Calendar, error) {
	return s.in(s.d.Read(ctx), version)
}

// in takes a version from those kept ready or from the database. Versions never change.
func (s *Calendars) in(q *gorm.DB, version int64) (*Calendar, error) {
	s.mu.Lock()
	c := s.kept[version]
	s.mu.Unlock()
	if c != nil {
		return c, nil
	}
	c, err := load(q, version)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) >= maxKept {
		clear(s.kept)
	}
	s.kept[version] = c
	return c, nil
}

// History lists versions, newest first, at most limit, older than before where it is not 0.
func (s *Calendars) History(ctx context.Context, a auth.Actor, before int64, limit int) ([]Version, error) {
	if err := a.Require(auth.SettingsRead); err != nil {
		return nil, err
	}
	return history(s.d.Read(ctx), before, min(max(limit, 1), 200))
}

// Version tells who stored a version, when and why.
func (s *Calendars) Version(ctx context.Context, a auth.Actor, id int64) (Version, error) {
	if err := a.Require(auth.SettingsRead); err != nil {
		return Version{}, err
	}
	return version(s.d.Read(ctx), id)
}

// Difference tells what a version changed against the one before it.
func (s *Calendars) Difference(ctx context.Context, a auth.Actor, version int64) ([]audit.Change, error) {
	if err := a.Require(auth.SettingsRead); err != nil {
		return nil, err
	}
	after, err := s.ByVersion(ctx, version)
	if err != nil || version <= 1 {
		return nil, err
	}
	before, err := s.ByVersion(ctx, version-1)
	if err != nil {
		return nil, err
	}
	tree, err := departments(s.d.Read(ctx))
	if err != nil {
		return nil, err
	}
	return Changes(before.doc, after.doc, tree.Name), nil
}

// Save stores a document as the next version. base is the version that was edited; where it is not the
// newest any more the result is a Conflict.
func (s *Calendars) Save(ctx context.Context, a auth.Actor, doc Document, note string, base int64) (*Calendar, error) {
	return s.change(ctx, a, note, func(current *Calendar) (Document, error) {
		if current.version != base {
			return Document{}, fault.Conflict("fault.stale")
		}
		return doc, nil
	})
}

// Restore stores an older version again as the newest one.
func (s *Calendars) Restore(ctx context.Context, a auth.Actor, version int64, note string) (*Calendar, error) {
	if err := a.Require(auth.CalendarWrite); err != nil {
		return nil, err
	}
	old, err := s.ByVersion(ctx, version)
	if err != nil {
		return nil, err
	}
	return s.change(ctx, a, note, func(*Calendar) (Document, error) { return old.doc, nil })
}

// SetDay sets one own day of the firm (department 0) or of a department, or takes it out where day is nil.
// It stands by itself, so it is laid over the newest version.
func (s *Calendars) SetDay(ctx context.Context, a auth.Actor, department int64, date Date, day *Day, note string) (*Calendar, error) {
	if err := a.Require(auth.CalendarWrite); err != nil {
		return nil, err
	}
	if day != nil {
		var c fault.Check
		checkDay(&c, "date", "name", "hours", date, *day)
		if err := c.Err(); err != nil {
			return nil, err
		}
	}
	return s.change(ctx, a, note, func(current *Calendar) (Document, error) {
		return current.doc.WithDay(department, date, day), nil
	})
}

// ImportHolidays puts a year's notice into the newest version, in place of the one it had.
func (s *Calendars) ImportHolidays(ctx context.Context, a auth.Actor, y Year, note string) (*Calendar, error) {
	if len(y.Days) == 0 {
		return nil, fault.Invalid("fault.holidays_empty", "year", y.Year)
	}
	return s.change(ctx, a, note, func(current *Calendar) (Document, error) {
		return current.doc.WithHolidays(y), nil
	})
}

func (s *Calendars) change(ctx context.Context, a auth.Actor, note string, edit func(current *Calendar) (Document, error)) (*Calendar, error) {
	if err := a.Require(auth.CalendarWrite); err != nil {
		return nil, err
	}
	var c fault.Check
	c.Required("note", note)
	c.Line("note", note, maxNote)
	if err := c.Err(); err != nil {
		return nil, err
	}
	var saved *Calendar
	err := s.d.InTx(ctx, func(tx *db.Tx) error {
		current, err := s.CurrentIn(tx.DB)
		if err != nil {
			return err
		}
		doc, err := edit(current)
		if err != nil {
			return err
		}
		if err := doc.Validate(); err != nil {
			return err
		}
		tree, err := departments(tx.DB)
		if err != nil {
			return err
		}
		if err := known(current.doc, doc, tree); err != nil {
			return err
		}
		changes := Changes(current.doc, doc, tree.Name)
		if len(changes) == 0 {
			return fault.Invalid("fault.calendar_unchanged")
		}
		if saved, err = insert(tx, doc, current.version, a.PersonID, note); err != nil {
			return err
		}
		return a.Record(tx, audit.Event{Kind: "calendar.changed", Reason: note, Changes: changes,
			Record: audit.Ref{Kind: "calendar", ID: saved.version, Number: strconv.FormatInt(saved.version, 10)}})
	})
	if err != nil {
		return nil, err
	}
	return saved, nil
}

// known refuses days of departments that do not exist; a department that has days keeps them when it closes.
func known(before, after Document, tree org.Tree) error {
	for id := range after.Departments {
		_, had := before.Departments[id]
		if _, ok := tree.Get(id); !ok && !had {
			return fault.NotFound("fault.department_gone")
		}
	}
	return nil
}
