// Package demo fills an empty database with a demonstration firm: departments, people, and a year of
// complaints up to the present day, with the actions that they led to, and the life of its policies (package policies).
//
// Nothing is written past the use cases. Load tells the year as a story: events in a queue by time, a clock
// that jumps from one to the next, and people who take the steps that their roles allow. So every complaint
// has its true timeline, deadlines reckoned by the calendar, notices and numbers. The same seed and the same
// day give the same story.
package demo

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"bihuan/cmd/bihuan/demo/policies"
	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/control"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/search"
	"bihuan/models/signing"
	"bihuan/models/terms"
)

// Opener opens the database that is to be filled, with a clock of the caller's.
type Opener func(ctx context.Context, now func() time.Time) (*db.DB, error)

// Options shape the story; the zero value is the usual one.
type Options struct {
	Now        time.Time // when the story ends; the present where zero
	Seed       uint64
	Complaints int // 300 where 0
	// Progress is told how many of how many complaints were begun.
	Progress func(done, total int)
}

// Result counts what was loaded.
type Result struct{ Departments, People, Complaints, Actions, Policies int }

// State is what stands in a database.
type State int

// The states of a database.
const (
	Empty       State = iota
	Loaded            // the demonstration, whole
	Interrupted       // the demonstration, half
	Taken             // a firm of its own
)

// Faults of loading.
var (
	ErrTaken       = errors.New("the database is not empty: the demonstration loads into an empty one only")
	ErrInterrupted = errors.New("loading the demonstration into this database was interrupted before")
)

// The events that mark the two ends of loading. The first is written together with the firm.
const (
	begunEvent  = "demonstration.begun"
	loadedEvent = "demonstration.loaded"
)

// Look tells what stands in a database.
func Look(ctx context.Context, d *db.DB) (State, error) {
	firm, err := org.New(d).FirmName(ctx)
	if err != nil || firm == "" {
		return Empty, err
	}
	var kinds []string
	err = d.Read(ctx).Model(&audit.Row{}).Where("kind IN ?", []string{begunEvent, loadedEvent}).Distinct().Pluck("kind", &kinds).Error
	return map[int]State{0: Taken, 1: Interrupted, 2: Loaded}[len(kinds)], err
}

// Load tells the story into an empty, migrated database. The files that show what was done go into the store.
func Load(ctx context.Context, open Opener, files *file.Store, o Options) (Result, error) {
	if o.Now.IsZero() {
		o.Now = time.Now()
	}
	if o.Complaints == 0 {
		o.Complaints = 300
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	c := &clock{at: o.Now.AddDate(-1, 0, -13)}
	d, err := open(ctx, c.Now)
	if err != nil {
		return Result{}, err
	}
	defer d.Close()
	switch state, err := Look(ctx, d); {
	case err != nil:
		return Result{}, err
	case state == Interrupted:
		return Result{}, ErrInterrupted
	case state != Empty:
		return Result{}, ErrTaken
	}
	// The story never searches, and the portal builds its own index from the changes written here.
	folder, err := os.MkdirTemp("", "bihuan-demo-")
	if err != nil {
		return Result{}, err
	}
	defer os.RemoveAll(folder)
	index, err := search.Open(filepath.Join(folder, "search.db"), d)
	if err != nil {
		return Result{}, err
	}
	defer index.Close()
	// Value lists are kept for two seconds; by the clock of the story that would be no time at all.
	lists, err := open(ctx, time.Now)
	if err != nil {
		return Result{}, err
	}
	defer lists.Close()
	s := &story{d: d, files: files, clock: c, end: o.Now, rng: mathrand.New(mathrand.NewPCG(o.Seed, 20)), org: org.New(d), accounts: auth.New(d, auth.Limits{}), progress: o.Progress, total: o.Complaints}
	s.calendars = calendar.New(d)
	values, links := terms.New(lists), link.New(d)
	s.actions = action.New(d, action.Parts{Terms: values, Calendars: s.calendars, Org: s.org, Index: index, Links: links})
	s.complaints = complaint.New(d, complaint.Parts{Terms: values, Calendars: s.calendars, Org: s.org, Index: index, Links: links, Actions: s.actions})
	s.policies = policies.Parts{DB: d, Files: files, Policies: policy.New(d, policy.Parts{Terms: values, Calendars: s.calendars, Org: s.org, Index: index, Links: links})}
	s.policies.Signings = signing.New(d, signing.Parts{Policies: s.policies.Policies, Calendars: s.calendars, Org: s.org, Shuffle: mathrand.New(mathrand.NewPCG(o.Seed, 22)).Shuffle})
	registers := control.Parts{Terms: values, Calendars: s.calendars, Org: s.org, Index: index, Links: links, Actions: s.actions}
	s.policies.Controls, s.policies.Information = control.New(d, registers), control.NewInformation(d, registers)
	s.seed = o.Seed
	return s.tell(ctx)
}

// tell runs the story from its first day to its last.
func (s *story) tell(ctx context.Context) (Result, error) {
	steps := []func(context.Context) error{s.found, s.settle, s.cast, s.plan, s.rule, s.run, s.count, s.mark}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return Result{}, err
		}
	}
	return Result{Departments: len(departments), People: len(s.staff), Complaints: s.begun, Actions: s.opened, Policies: s.ruled}, nil
}

// found sets the firm up, with the starter pack and the mark that loading has begun.
func (s *story) found(ctx context.Context) error {
	s.clock.set(s.morning(s.end.AddDate(-1, 0, -12)))
	begin := func(tx *db.Tx) error { return s.note(tx, begunEvent) }
	admin := s.roll()[administratorNumber]
	id, err := s.org.SetUp(ctx, org.SetUpInput{Firm: firmName, Name: admin.name, Number: admin.number, Password: secret(), StarterPack: true},
		calendar.Seed, terms.Seed, complaint.Seed, action.Seed, policy.Seed, control.Seed, begin)
	if err != nil {
		return fmt.Errorf("setting the firm up: %w", err)
	}
	admin.id = id
	s.admin = auth.System("loading the demonstration")
	if s.calendar, err = s.calendars.Current(ctx); err != nil {
		return err
	}
	doc := s.calendar.Document()
	doc.Notices, doc.Days = nil, nil
	doc.Week[time.Saturday], doc.Week[time.Sunday] = doc.Week[time.Monday], doc.Week[time.Monday]
	s.duty, err = calendar.Compile(doc)
	return err
}

// secret is a password that nobody learns: the demonstration is entered without one.
func secret() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// mark notes that loading is complete.
func (s *story) mark(ctx context.Context) error {
	s.clock.set(s.end)
	return s.d.InTx(ctx, func(tx *db.Tx) error { return s.note(tx, loadedEvent) })
}

func (s *story) note(tx *db.Tx, kind string) error {
	return auth.System("loading the demonstration").Record(tx, audit.Event{Kind: kind, Record: audit.Ref{Kind: "firm", ID: 1, Number: "1"}})
}
