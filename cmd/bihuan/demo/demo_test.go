package demo_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/cmd/bihuan/demo"
	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// end is when the story of the tests ends: a Wednesday afternoon in Shanghai.
var end = time.Date(2026, 11, 18, 7, 20, 0, 0, time.UTC)

func still(t time.Time) func() time.Time { return func() time.Time { return t } }

// opener opens a database file; the first time it is new.
func opener(path string) demo.Opener { return at("sqlite:" + path) }

// at opens the database of an address and brings its schema up to date.
func at(address string) demo.Opener {
	return func(ctx context.Context, now func() time.Time) (*db.DB, error) {
		d, err := db.Open(ctx, address, db.Options{Now: now, Connections: 4})
		if err == nil {
			_, err = d.Migrate(ctx)
		}
		return d, err
	}
}

// files is a folder for what shows that something was done.
func files(t *testing.T) *file.Store {
	t.Helper()
	store, err := file.New(t.TempDir(), file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func load(t *testing.T, o demo.Options) (demo.Opener, *file.Store, demo.Result) {
	t.Helper()
	open, store := opener(filepath.Join(t.TempDir(), "demo.db")), files(t)
	r, err := demo.Load(t.Context(), open, store, o)
	if err != nil {
		t.Fatal(err)
	}
	return open, store, r
}

func TestTheDemonstrationFirm(t *testing.T) {
	last := 0
	open, store, r := load(t, demo.Options{Now: end, Seed: 1, Progress: func(done, _ int) { last = done }})
	if r.Departments != 6 || r.People != 60 || r.Policies != 10 || r.Complaints < 290 || r.Complaints > 330 || r.Actions < 40 || r.Actions > 60 || last != r.Complaints {
		t.Errorf("loaded %+v, progress ended at %d", r, last)
	}
	d, err := open(t.Context(), still(end))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	t.Run("rows", func(t *testing.T) { checkRows(t, d, r) })
	t.Run("states", func(t *testing.T) { checkStates(t, d) })
	t.Run("trail", func(t *testing.T) {
		checkTrail(t, d, complaint.Kind, "registered", "acknowledged", "accepted", "not_accepted", "assessed", "assigned", "transferred", "investigated", "remedy_proposed",
			"remedy_approved", "remedy_sent_back", "replied", "followed_up", "closed", "reopened", "paused", "resumed", "commented", "revealed")
		checkTrail(t, d, action.Kind, "opened", "planned", "plan_sent_back", "started", "measure_done", "evidence_added", "extended", "reported", "returned", "verified",
			"proved", "not_proved", "cancelled", "linked")
	})
	t.Run("actions", func(t *testing.T) { checkActions(t, d) })
	t.Run("evidence", func(t *testing.T) { checkEvidence(t, d, store) })
	t.Run("effects", func(t *testing.T) { checkEffects(t, d) })
	t.Run("chains", func(t *testing.T) { checkChains(t, d) })
	t.Run("policies", func(t *testing.T) { checkPolicies(t, d) })
	t.Run("signatures", func(t *testing.T) { checkSignatures(t, d) })
	t.Run("registers", func(t *testing.T) { checkRegisters(t, d, store) })
	t.Run("loop", func(t *testing.T) { checkLoop(t, d) })
	t.Run("rules trail", func(t *testing.T) { checkRulesTrail(t, d) })
	t.Run("desks", func(t *testing.T) { checkDesks(t, d) })
	t.Run("texts", func(t *testing.T) { checkTexts(t, d) })
	t.Run("again", func(t *testing.T) {
		if _, err := demo.Load(t.Context(), open, files(t), demo.Options{Now: end}); !errors.Is(err, demo.ErrTaken) {
			t.Errorf("loading twice: %v", err)
		}
		if state, err := demo.Look(t.Context(), d); err != nil || state != demo.Loaded {
			t.Errorf("state %v, %v", state, err)
		}
	})
}

func count(t *testing.T, d *db.DB, model any, where string, args ...any) int64 {
	t.Helper()
	var n int64
	if err := d.Read(t.Context()).Model(model).Where(where, args...).Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func checkRows(t *testing.T, d *db.DB, r demo.Result) {
	for _, c := range []struct {
		what  string
		got   int64
		least int64
		most  int64
	}{
		{"departments below the firm", count(t, d, &org.Department{}, "parent_id <> 0"), 6, 6},
		{"people", count(t, d, &org.Person{}, "1 = 1"), 60, 60},
		{"names", distinctNames(t, d), 60, 60},
		{"leavers", count(t, d, &org.Person{}, "left_on <> ''"), 2, 2},
		{"headed departments", count(t, d, &org.Department{}, "head_id <> 0"), 7, 7},
		{"past posts", count(t, d, &org.Assignment{}, "to_on <> ''"), 15, 60},
		{"accounts with a password", count(t, d, &auth.Account{}, "password <> ''"), 1, 1},
		{"complaints", count(t, d, &complaint.Complaint{}, "1 = 1"), int64(r.Complaints), int64(r.Complaints)},
		{"second rounds", count(t, d, &complaint.Complaint{}, "round > 1"), 10, 100},
		{"paused now", count(t, d, &complaint.Complaint{}, "paused_at IS NOT NULL"), 1, 20},
		{"late now", count(t, d, &complaint.Complaint{}, "closed = ? AND next_due_at < ?", false, end), 4, 10},
		{"actions", count(t, d, &action.Action{}, "1 = 1"), int64(r.Actions), int64(r.Actions)},
		{"urgent", count(t, d, &complaint.Complaint{}, "urgent_safety = ?", true), 3, 60},
		{"received in the future", count(t, d, &complaint.Complaint{}, "received_at > ?", end), 0, 0},
		{"older than a year", count(t, d, &complaint.Complaint{}, "received_at < ?", end.AddDate(-1, 0, -14)), 0, 0},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("%s: %d, want %d to %d", c.what, c.got, c.least, c.most)
		}
	}
}

func distinctNames(t *testing.T, d *db.DB) int64 {
	var n int64
	if err := d.Read(t.Context()).Model(&org.Person{}).Distinct("name").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func checkStates(t *testing.T, d *db.DB) {
	for _, s := range complaint.States {
		if count(t, d, &complaint.Complaint{}, "state = ?", s) == 0 {
			t.Errorf("no complaint is %s", s)
		}
	}
	for _, o := range []complaint.Outcome{complaint.Resolved, complaint.Unreached, complaint.Withdrawn, complaint.NotAcceptedOutcome} {
		if count(t, d, &complaint.Complaint{}, "outcome = ?", o) == 0 {
			t.Errorf("none ended as %s", o)
		}
	}
}

// checkTrail demands that the steps were taken by people, in roles that may take them, one event after the other.
func checkTrail(t *testing.T, d *db.DB, kind string, steps ...string) {
	var rows []audit.Row
	if err := d.Read(t.Context()).Where("record_kind = ?", kind).Order("id").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	var before time.Time
	for _, r := range rows {
		kinds[r.Kind] = true
		if r.ActorID == 0 || r.ActorRole == string(auth.SystemRole) {
			t.Errorf("%s of %s was taken by nobody", r.Kind, r.RecordNumber)
		}
		if r.At().Before(before) || r.At().After(end) {
			t.Errorf("%s of %s at %s comes after %s", r.Kind, r.RecordNumber, r.At(), before)
		}
		before = r.At()
	}
	for _, k := range steps {
		if !kinds[kind+"."+k] {
			t.Errorf("no event %s.%s", kind, k)
		}
	}
}

// checkDesks demands that the people offered for one-click entry find late, today's and later work.
func checkDesks(t *testing.T, d *db.DB) {
	ctx := t.Context()
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	values, calendars, firm, links := terms.New(d), calendar.New(d), org.New(d), link.New(d)
	as := action.New(d, action.Parts{Terms: values, Calendars: calendars, Org: firm, Index: index, Links: links})
	cs := complaint.New(d, complaint.Parts{Terms: values, Calendars: calendars, Org: firm, Index: index, Links: links, Actions: as})
	accounts := auth.New(d, auth.Limits{Demo: true})
	people, err := accounts.DemoPeople(ctx)
	if err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2026, 11, 19, 0, 0, 0, 0, d.Zone())
	var roles []auth.Role
	for _, p := range people {
		roles = append(roles, p.Role)
		entry, err := accounts.EnterDemo(ctx, p.PersonID, auth.Visit{})
		if err != nil {
			t.Fatal(err)
		}
		session, err := accounts.Resolve(ctx, entry.Token)
		if err != nil {
			t.Fatal(err)
		}
		if p.Role == auth.Employee || p.Role == auth.Handler || p.Role == auth.Supervisor || p.Role == auth.Auditor {
			checkDeskOfActions(t, as, p, session.Actor)
		}
		if p.Role != auth.Handler && p.Role != auth.Supervisor {
			continue
		}
		waiting, err := cs.Waiting(ctx, session.Actor)
		if err != nil {
			t.Fatal(err)
		}
		var late, today, later int
		for _, w := range waiting {
			switch {
			case w.NextDueAt.Before(end):
				late++
			case w.NextDueAt.Before(midnight):
				today++
			default:
				later++
			}
		}
		if late == 0 || today == 0 || later == 0 {
			t.Errorf("%s %s: %d late, %d today, %d later", p.Role, p.Name, late, today, later)
		}
	}
	for _, r := range append([]auth.Role{auth.Employee}, auth.Roles...) {
		if !slices.Contains(roles, r) {
			t.Errorf("nobody to enter as %s", r)
		}
	}
}

// checkTexts demands that every blank in the texts was filled, and that the texts differ.
func checkTexts(t *testing.T, d *db.DB) {
	var all []complaint.Complaint
	if err := d.Read(t.Context()).Find(&all).Error; err != nil {
		t.Fatal(err)
	}
	bodies := map[string]bool{}
	for _, c := range all {
		bodies[c.Body] = true
		for _, text := range []string{c.Subject, c.Body, c.RemedySought, c.Findings, c.Reply, c.Summary} {
			if strings.ContainsAny(text, "{}") {
				t.Errorf("%s: %s", c.Number, text)
			}
		}
	}
	if len(bodies) < 150 {
		t.Errorf("only %d different texts", len(bodies))
	}
	var values []audit.Value
	if err := d.Read(t.Context()).Where("value LIKE ?", "%{%").Limit(3).Find(&values).Error; err != nil || len(values) > 0 {
		t.Error(err, values)
	}
}

func TestTheStoryOnMariaDB(t *testing.T) {
	open := at(dbtest.NewDatabase(t))
	r, err := demo.Load(t.Context(), open, files(t), demo.Options{Now: end, Seed: 1, Complaints: 150})
	if err != nil || r.People != 60 || r.Complaints < 140 || r.Actions < 30 {
		t.Fatalf("loaded %+v, %v", r, err)
	}
	if _, err := demo.Load(t.Context(), open, files(t), demo.Options{Now: end}); !errors.Is(err, demo.ErrTaken) {
		t.Errorf("loading twice: %v", err)
	}
}

// The desks must be as wanted on any day and at any hour, holidays and midnight among them.
func TestStoriesEndAtAnyTime(t *testing.T) {
	zone := time.FixedZone("Asia/Shanghai", 8*60*60)
	for _, now := range []time.Time{
		time.Date(2026, 2, 17, 23, 50, 0, 0, zone), time.Date(2026, 3, 1, 0, 5, 0, 0, zone), time.Date(2026, 10, 5, 6, 30, 0, 0, zone),
		time.Date(2028, 2, 29, 12, 0, 0, 0, zone), time.Date(2026, 3, 31, 9, 15, 0, 0, zone),
	} {
		t.Run(now.Format("2006-01-02 15:04"), func(t *testing.T) {
			open := opener(filepath.Join(t.TempDir(), "demo.db"))
			if _, err := demo.Load(t.Context(), open, files(t), demo.Options{Now: now, Seed: 3, Complaints: 150}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTheSameSeedTellsTheSameStory(t *testing.T) {
	var told [2][]string
	for i := range told {
		open, _, _ := load(t, demo.Options{Now: end, Seed: 7, Complaints: 20})
		d, err := open(t.Context(), still(end))
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		var rows []complaint.Complaint
		if err := d.Read(t.Context()).Order("id").Find(&rows).Error; err != nil {
			t.Fatal(err)
		}
		for _, c := range rows {
			told[i] = append(told[i], c.Number+c.Subject+c.Body+string(c.State)+c.NextDueAt.String())
		}
	}
	if !slices.Equal(told[0], told[1]) {
		t.Error("two stories of one seed differ")
	}
}

func TestABrokenOffLoadIsRefused(t *testing.T) {
	open := opener(filepath.Join(t.TempDir(), "demo.db"))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := demo.Load(ctx, open, files(t), demo.Options{Now: end, Complaints: 20, Progress: func(done, _ int) {
		if done == 5 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("loading went on: %v", err)
	}
	if _, err := demo.Load(t.Context(), open, files(t), demo.Options{Now: end}); !errors.Is(err, demo.ErrInterrupted) {
		t.Errorf("loading into a half loaded database: %v", err)
	}
}
