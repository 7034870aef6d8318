package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"bihuan/models/db"
)

// store is one database of one size.
type store struct {
	dialect  db.Dialect
	rows     int
	policies int
	dsn      string
	folder   string // of the portal: attachments and the search index
	raw      *sql.DB
}

// connect opens a database beside the portal's own layer, with the same settings. While loading nothing is made durable.
func connect(dsn string, loading bool) (*sql.DB, error) {
	if path, ok := strings.CutPrefix(dsn, "sqlite:"); ok {
		settings := "?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=cache_size(-16000)&_pragma=mmap_size(4294967296)&_txlock=immediate"
		if loading {
			settings = "?_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=cache_size(-400000)&_pragma=mmap_size(8589934592)&_pragma=temp_store(MEMORY)&_pragma=wal_autocheckpoint(20000)"
		}
		return sql.Open("sqlite", "file:"+path+settings)
	}
	u, err := url.Parse(dsn)
	if err != nil {
		return nil, err
	}
	settings := "?parseTime=true&loc=UTC&collation=utf8mb4_bin&interpolateParams=true&clientFoundRows=true&time_zone=%27%2B00%3A00%27"
	if loading {
		settings += "&foreign_key_checks=0&unique_checks=0"
	}
	return sql.Open("mysql", "root@unix("+u.Query().Get("socket")+")"+u.Path+settings)
}

// tables are those that are filled; their indexes are made when all rows are in.
var tables = []string{"complaints", "complainants", "complaint_clocks", "events", "event_values", "notifications", "actions", "action_clocks", "links", "link_wants"}

// belongings are filled too, but their indexes stay: foreign keys lean on them.
var belongings = []string{"action_coworkers", "action_measures", "action_evidence", "action_checks", "attachments",
	"policies", "policy_editions", "policy_people", "policy_clauses", "sign_campaigns", "sign_progress", "sign_duties", "sign_signatures"}

// indexes gives statements that take the indexes of the tables away, and that make them again.
func (s *store) indexes(d *sql.DB) (drop, make []string, err error) {
	if s.dialect == db.SQLite {
		rows, err := d.Query("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('" + strings.Join(tables, "','") + "')")
		if err != nil {
			return nil, nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var name, text string
			if err := rows.Scan(&name, &text); err != nil {
				return nil, nil, err
			}
			drop, make = append(drop, "DROP INDEX "+name), append(make, text)
		}
		return drop, make, rows.Err()
	}
	rows, err := d.Query(`SELECT table_name, index_name, non_unique, GROUP_CONCAT(column_name ORDER BY seq_in_index) FROM information_schema.statistics
		WHERE table_schema = DATABASE() AND index_name <> 'PRIMARY' AND table_name IN ('` + strings.Join(tables, "','") + `') GROUP BY 1, 2, 3 ORDER BY 1, 2`)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	dropping, making := map[string][]string{}, map[string][]string{}
	for rows.Next() {
		var table, name, columns string
		var repeats bool
		if err := rows.Scan(&table, &name, &repeats, &columns); err != nil {
			return nil, nil, err
		}
		unique := "UNIQUE "
		if repeats {
			unique = ""
		}
		dropping[table] = append(dropping[table], "DROP INDEX "+name)
		making[table] = append(making[table], fmt.Sprintf("ADD %sINDEX %s (%s)", unique, name, columns))
	}
	for _, t := range tables {
		if len(dropping[t]) > 0 {
			drop = append(drop, "ALTER TABLE "+t+" "+strings.Join(dropping[t], ", "))
			make = append(make, "ALTER TABLE "+t+" "+strings.Join(making[t], ", "))
		}
	}
	return drop, make, rows.Err()
}

// run executes statements one after the other.
func run(d *sql.DB, statements ...string) error {
	for _, s := range statements {
		if _, err := d.Exec(s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// open gives the portal's own handle.
func (s *store) open(ctx context.Context) (*db.DB, error) {
	return db.Open(ctx, s.dsn, db.Options{Connections: 16})
}

// whole tells whether an earlier run left this store loaded to the end.
func (s *store) whole() bool {
	_, err := os.Stat(filepath.Join(s.folder, "loaded"))
	return err == nil
}

func (s *store) markWhole() error {
	return os.WriteFile(filepath.Join(s.folder, "loaded"), nil, 0o600)
}

// share copies the search index of a store that holds the same rows; the two databases then bear the same mark.
func (s *store) share(from *store) error {
	var origin string
	if err := from.raw.QueryRow("SELECT origin FROM search_origins WHERE id = 1").Scan(&origin); err != nil {
		return err
	}
	if _, err := s.raw.Exec("DELETE FROM search_origins"); err != nil {
		return err
	}
	if _, err := s.raw.Exec("INSERT INTO search_origins (id, origin, pruned_to) VALUES (1, ?, 0)", origin); err != nil {
		return err
	}
	var errs []error
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(filepath.Join(from.folder, "search.db"+end))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		errs = append(errs, err, os.WriteFile(filepath.Join(s.folder, "search.db"+end), raw, 0o600))
	}
	return errors.Join(errs...)
}
