package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bihuan/models/db"
)

// TestMain lets the test's own binary be the portal that is measured.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "portal" {
		main()
		return
	}
	os.Exit(m.Run())
}

// Every page answers what is asked of it, on a small firm; how fast is for the command to say.
func TestEveryPageIsMeasured(t *testing.T) {
	dir := t.TempDir()
	s := &store{dialect: db.SQLite, rows: 3000, policies: 40, folder: dir, dsn: "sqlite:" + filepath.Join(dir, "bihuan.db")}
	if err := loadAll(t.Context(), []*store{s}); err != nil {
		t.Fatal(err)
	}
	defer s.raw.Close()
	c := &runCmd{Rows: 3000, Seconds: 0.1, Connections: 4}
	r, err := c.drive(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.pages {
		if f.timing.n == 0 {
			t.Errorf("%s was not answered", f.page)
		}
		if f.statements == 0 {
			t.Errorf("%s: no statements were counted", f.page)
		}
	}
	var table strings.Builder
	r.print(&table, r)
	if !strings.Contains(table.String(), "| register |") {
		t.Errorf("no line for registering:\n%s", table.String())
	}
	if r.memory == 0 {
		t.Error("no memory was read")
	}
}

func TestLoadedRowsAreWhatTheDatabaseKeeps(t *testing.T) {
	address, stop, err := startMariaDB(t.TempDir())
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("skipped on MariaDB: %v", err)
	}
	defer stop()
	c := &runCmd{Rows: 1000, Policies: 20}
	stores, err := c.mysqlStores(t.Context(), t.TempDir(), address)
	if err != nil {
		t.Fatal(err)
	}
	if err := loadAll(t.Context(), stores); err != nil {
		t.Fatal(err)
	}
	defer stores[0].raw.Close()
	for table, want := range map[string]int{"complaints": 1000, "complainants": 1000, "actions": actionsOf(1000), "links": actionsOf(1000), "people": allPeople, "policies": 20, "policy_editions": 20 * editionsEach, "sign_campaigns": 20, "departments": departments + 1} {
		var n int
		if err := stores[0].raw.QueryRow("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil || n != want {
			t.Errorf("%s: %d rows, want %d, %v", table, n, want, err)
		}
	}
}
