// Package dbtest gives tests an empty, migrated database of each dialect: a SQLite file and a
// database on a private MariaDB. Where MariaDB is not installed that half is skipped with a word;
// under CI=true a skip is a failure.
package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/db"
)

// Clock is a clock that a test sets. Its zero value is not ready; use NewClock.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock gives a clock that stands at now.
func NewClock(now time.Time) *Clock { return &Clock{now: now} }

// Now tells the time and moves on by a millisecond, so that no two readings are alike.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Set moves the clock to now.
func (c *Clock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// Advance moves the clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Start is the instant at which the clocks of Each and One stand: Friday 2026-03-06 10:00 in Shanghai, a working hour.
var Start = time.Date(2026, 3, 6, 2, 0, 0, 0, time.UTC)

// Each runs fn as a subtest on both databases, with a clock that the test may set.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB, clock *Clock)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		d, clock := One(t)
		fn(t, d, clock)
	})
	t.Run("mariadb", func(t *testing.T) {
		d, clock := MariaDB(t)
		fn(t, d, clock)
	})
}

var template struct {
	sync.Once
	path string
	err  error
}

// One gives a migrated SQLite database of its own.
func One(t testing.TB) (*db.DB, *Clock) {
	t.Helper()
	template.Do(func() {
		var dir string
		if dir, template.err = os.MkdirTemp("", "bihuan-dbtest-"); template.err != nil {
			return
		}
		path := filepath.Join(dir, "template.db")
		d, err := db.Open(context.Background(), "sqlite:"+path, db.Options{})
		if err == nil {
			_, err = d.Migrate(context.Background())
		}
		if err == nil {
			err = d.CopyTo(context.Background(), path+".copy")
		}
		if err == nil {
			err = d.Close()
		}
		template.path, template.err = path+".copy", err
	})
	if template.err != nil {
		t.Fatal(template.err)
	}
	raw, err := os.ReadFile(template.path)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+path, false)
}

// MariaDB gives a migrated database of its own on the private MariaDB.
func MariaDB(t testing.TB) (*db.DB, *Clock) {
	t.Helper()
	return open(t, NewDatabase(t), true)
}

// NewDatabase makes an empty database on the private MariaDB and gives its address.
func NewDatabase(t testing.TB) string {
	t.Helper()
	root, err := Server()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("MariaDB is needed under CI: %v", err)
		}
		t.Skipf("skipped on MariaDB: %v", err)
	}
	random := make([]byte, 6)
	_, _ = rand.Read(random)
	name := "bh_" + hex.EncodeToString(random)
	ctx := context.Background()
	admin, err := db.Open(ctx, root, db.Options{Connections: 1})
	if err != nil {
		t.Fatal(err)
	}
	if err := admin.Exec(ctx, "CREATE DATABASE "+name+" CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = admin.Exec(ctx, "DROP DATABASE "+name)
		_ = admin.Close()
	})
	return strings.Replace(root, "/mysql?", "/"+name+"?", 1)
}

func open(t testing.TB, dsn string, migrate bool) (*db.DB, *Clock) {
	t.Helper()
	clock := NewClock(Start)
	d, err := db.Open(context.Background(), dsn, db.Options{Now: clock.Now, Connections: 12, BeforeCommit: demandEvent})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if migrate {
		if _, err := d.Migrate(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return d, clock
}

// technical are the tables that hold no business record: what happens in them needs no event of its own.
var technical = []string{"sequences", "once_keys", "events", "event_values", "schema_migrations", // the trail and the plumbing
	"sessions", "devices", "sign_in_throttles", // signing in leaves its own events where it matters
	"jobs", "search_changes", "search_origins", "notifications", // work and notices that a step, which has its event, brought about
	"account_links", // what ran out is forgotten; giving and using a link leave events of the account
	"saved_views",   // one's own saved lists
	"sign_reading"}  // what a reader's screen has shown, until it is signed

// demandEvent refuses a transaction that changed a business row and told nothing of it. As every test's
// database carries it, the whole suite proves that no use case changes anything unseen.
func demandEvent(w db.Written) error {
	if w["events"] > 0 {
		return nil
	}
	for table := range w {
		if !slices.Contains(technical, table) {
			return fmt.Errorf("a transaction changed %s without an event", table)
		}
	}
	return nil
}

// Seed writes what a test stands on, without an event for each row as use cases would leave.
func Seed(t testing.TB, d *db.DB, fns ...func(tx *db.Tx) error) {
	t.Helper()
	err := d.InTx(context.Background(), func(tx *db.Tx) error {
		for _, fn := range fns {
			if err := fn(tx); err != nil {
				return err
			}
		}
		return SayNothing(tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// SayNothing satisfies the demand for an event and leaves no trace; for tests of rows below the use cases.
func SayNothing(tx *db.Tx) error {
	const uid = "seed"
	row := map[string]any{"uid": uid, "at_us": 0, "kind": uid, "actor_id": 0, "actor_role": uid, "record_kind": uid, "record_id": 0, "record_number": uid, "canonical": []byte{}}
	if err := tx.Table("events").Create(row).Error; err != nil {
		return err
	}
	return tx.Table("events").Where("uid = ?", uid).Delete(nil).Error
}
