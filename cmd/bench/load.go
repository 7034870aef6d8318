package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/control"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/notify"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/search"
	"bihuan/models/signing"
	"bihuan/models/terms"
)

// filler holds the sinks of a store that is being filled.
type filler struct {
	sinks map[string]sink
	order []string
}

func (f *filler) put(row any) error {
	s, ok := row.(interface{ TableName() string })
	key := fmt.Sprintf("%T", row)
	if ok {
		key = s.TableName()
	}
	k, ok := f.sinks[key]
	if !ok {
		return fmt.Errorf("no sink for %s", key)
	}
	return k.put(row)
}

func (f *filler) close() error {
	for _, key := range f.order {
		if err := f.sinks[key].close(); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// newFiller gives a sink for each table; all of a SQLite file share one connection.
func newFiller(s *store, raw *sql.DB) (*filler, *lite, error) {
	f := &filler{sinks: map[string]sink{}}
	var l *lite
	if s.dialect == db.SQLite {
		var err error
		if l, err = newLite(raw); err != nil {
			return nil, nil, err
		}
	}
	for _, row := range []any{&org.Department{}, &org.Person{}, &org.Assignment{}, &auth.Account{}, &auth.RoleGrant{}, &complaint.Complaint{},
		&complaint.Complainant{}, &complaint.Clock{}, &audit.Row{}, &audit.Value{}, &notify.Notification{}, &action.Action{}, &action.Clock{}, &action.Coworker{},
		&action.PlannedMeasure{}, &action.Evidence{}, &action.Check{}, &file.Attachment{}, &link.Link{}, &want{},
		&policy.Policy{}, &policy.Edition{}, &policy.Participant{}, &policy.Clause{}, &signing.Campaign{}, &signing.Progress{}, &signing.Duty{}, &signing.Signature{}} {
		sh, err := shapeOf(row)
		if err != nil {
			return nil, nil, err
		}
		key := fmt.Sprintf("%T", row)
		if named, ok := row.(interface{ TableName() string }); ok {
			key = named.TableName()
		}
		f.order = append(f.order, key)
		if l == nil {
			f.sinks[key] = &mySink{shape: sh, db: raw}
		} else if f.sinks[key], err = newLiteSink(l, sh); err != nil {
			return nil, nil, err
		}
	}
	return f, l, nil
}

// load fills an empty store: the firm through its use cases, the many rows past them, the search index by its own
// bulk path, or from a store that holds the same rows.
func (s *store) load(ctx context.Context, like *store, say func(format string, args ...any)) error {
	if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	d, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := d.Migrate(ctx); err != nil {
		return err
	}
	organisation := org.New(d)
	_, err = organisation.SetUp(ctx, org.SetUpInput{Firm: "压力测试公司", Name: "管理员", Number: "B00001", Password: "measured-not-guessed-8", StarterPack: true},
		calendar.Seed, terms.Seed, complaint.Seed, action.Seed, policy.Seed, control.Seed)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := s.fill(d, organisation, ctx); err != nil {
		return err
	}
	say("%s, %d complaints and %d policies: rows in %.0f s", s.dialect, s.rows, s.policies, time.Since(began).Seconds())
	if s.raw, err = connect(s.dsn, false); err != nil {
		return err
	}
	began = time.Now()
	if like != nil {
		err = s.share(like)
	} else {
		err = s.index(ctx, d, organisation)
	}
	if err != nil {
		return err
	}
	say("%s, %d complaints: search index in %.0f s", s.dialect, s.rows, time.Since(began).Seconds())
	return s.markWhole()
}

func (s *store) index(ctx context.Context, d *db.DB, o *org.Organisation) error {
	index, err := search.Open(filepath.Join(s.folder, "search.db"), d)
	if err != nil {
		return err
	}
	defer index.Close()
	p := complaint.Parts{Terms: terms.New(d), Calendars: calendar.New(d), Org: o, Index: index, Links: link.New(d)}
	p.Actions = action.New(d, action.Parts{Terms: p.Terms, Calendars: p.Calendars, Org: o, Index: index, Links: p.Links})
	complaint.New(d, p)
	policy.New(d, policy.Parts{Terms: p.Terms, Calendars: p.Calendars, Org: o, Index: index, Links: p.Links})
	registers := control.Parts{Terms: p.Terms, Calendars: p.Calendars, Org: o, Index: index, Links: p.Links, Actions: p.Actions}
	control.New(d, registers)
	control.NewInformation(d, registers)
	return index.Rebuild(ctx, nil)
}

// fill writes the many rows.
func (s *store) fill(d *db.DB, o *org.Organisation, ctx context.Context) error {
	raw, err := connect(s.dsn, true)
	if err != nil {
		return err
	}
	defer raw.Close()
	drop, remake, err := s.indexes(raw)
	if err != nil {
		return err
	}
	if err := run(raw, drop...); err != nil {
		return err
	}
	cal, err := calendar.New(d).Current(ctx)
	if err != nil {
		return err
	}
	f, l, err := newFiller(s, raw)
	if err != nil {
		return err
	}
	firm := newFirm(s.rows, d.Zone(), cal)
	firm.policies = s.policies
	for _, part := range append([]func(func(any) error) error{firm.people, firm.complaints, firm.actions}, firm.policyParts()...) {
		if err := part(f.put); err != nil {
			return err
		}
		// The sinks are closed in between, for a server does not wait long for the rest of a file.
		if err := f.close(); err != nil {
			return err
		}
	}
	if l != nil {
		if err := l.close(); err != nil {
			return err
		}
	}
	for prefix, numbers := range map[string]map[int]int{complaint.Prefix: firm.numbers, action.Prefix: firm.actionNumbers} {
		for year, n := range numbers {
			remake = append(remake, fmt.Sprintf("INSERT INTO sequences (name, year, value) VALUES ('%s', %d, %d)", prefix, year, n))
		}
	}
	for _, prefix := range []string{policy.Prefix, signing.Prefix} {
		remake = append(remake, fmt.Sprintf("INSERT INTO sequences (name, year, value) VALUES ('%s', %d, %d)", prefix, firm.now.In(firm.zone).Year(), firm.policies))
	}
	if s.dialect == db.SQLite {
		remake = append(remake, "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)")
	} else {
		for _, t := range append(slices.Clone(tables), belongings...) {
			remake = append(remake, "ANALYZE TABLE "+t)
		}
	}
	return run(raw, remake...)
}
