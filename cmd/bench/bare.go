package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"bihuan/models/db"
)

// row is a row as read back, to be written again under another key.
type row struct {
	table   string
	columns []string
	values  []any
}

func (r row) with(column string, value any) row {
	c := row{r.table, nil, nil}
	for i, name := range r.columns {
		switch {
		case name == "id" && column != "id": // the database gives it
		case name == column:
			c.columns, c.values = append(c.columns, name), append(c.values, value)
		default:
			c.columns, c.values = append(c.columns, name), append(c.values, r.values[i])
		}
	}
	return c
}

func (r row) insert(tx *sql.Tx) (int64, error) {
	res, err := tx.Exec("INSERT INTO "+r.table+" ("+strings.Join(r.columns, ",")+") VALUES ("+strings.TrimSuffix(strings.Repeat("?,", len(r.columns)), ",")+")", r.values...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", r.table, err)
	}
	return res.LastInsertId()
}

// rowsOf reads the rows that belong to something.
func rowsOf(d *sql.DB, table, where string, args ...any) ([]row, error) {
	rows, err := d.Query("SELECT * FROM "+table+" WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var all []row
	for rows.Next() {
		r := row{table, columns, make([]any, len(columns))}
		to := make([]any, len(columns))
		for i := range to {
			to[i] = &r.values[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}

// registered are the rows that the registration of one complaint left.
type registered struct {
	complaint, event, once       row
	complainant, clocks, notices []row
	values, changes              []row
}

func (s *store) lastRegistered() (g registered, err error) {
	get := func(table, where string, args ...any) []row {
		rows, e := rowsOf(s.raw, table, where, args...)
		if e == nil && len(rows) == 0 {
			e = fmt.Errorf("no %s of the last complaint", table)
		}
		if err == nil && e != nil {
			err = e
			rows = []row{{}}
		}
		return rows
	}
	var id, event int64
	var number string
	if err := s.raw.QueryRow("SELECT id, number FROM complaints ORDER BY id DESC LIMIT 1").Scan(&id, &number); err != nil {
		return g, err
	}
	if err := s.raw.QueryRow("SELECT id FROM events WHERE record_kind = 'complaint' AND record_id = ? AND kind = 'complaint.registered'", id).Scan(&event); err != nil {
		return g, err
	}
	g.complaint, g.event = get("complaints", "id = ?", id)[0], get("events", "id = ?", event)[0]
	g.once = get("once_keys", "ref_number = ?", number)[0]
	g.complainant, g.clocks = get("complainants", "complaint_id = ?", id), get("complaint_clocks", "complaint_id = ?", id)
	g.values, g.changes = get("event_values", "event_id = ?", event), get("search_changes", "kind = 'complaint' AND record_id = ?", id)
	g.notices = get("notifications", "record_kind = 'complaint' AND record_number = ?", number)
	return g, err
}

// write writes the rows again, as a transaction that does nothing else would.
func (g registered) write(d *sql.DB, n int64) error {
	tx, err := d.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec("UPDATE sequences SET value = value + 1 WHERE name = 'TS' AND year = ?", time.Now().Year()); err != nil {
		return err
	}
	id, err := g.complaint.with("number", fmt.Sprintf("BX-%d", n)).insert(tx)
	if err != nil {
		return err
	}
	event, err := g.event.with("uid", fmt.Sprintf("bare%028d", n)).insert(tx)
	if err != nil {
		return err
	}
	if _, err := g.once.with("once_key", fmt.Sprintf("bare%d", n)).insert(tx); err != nil {
		return err
	}
	for _, part := range []struct {
		rows   []row
		column string
		value  int64
	}{{g.complainant, "complaint_id", id}, {g.clocks, "complaint_id", id}, {g.values, "event_id", event}, {g.changes, "record_id", id}, {g.notices, "", 0}} {
		for _, r := range part.rows {
			if _, err := r.with(part.column, part.value).insert(tx); err != nil {
				return err
			}
		}
	}
	return tx.Commit()
}

// bareRegister measures how many transactions a second write the rows of a registration and do nothing else.
func (c *runCmd) bareRegister(ctx context.Context, s *store, self, daemon *process) (timing, error) {
	g, err := s.lastRegistered()
	if err != nil {
		return timing{}, err
	}
	d, err := connect(s.dsn, false)
	if err != nil {
		return timing{}, err
	}
	defer d.Close()
	connections := c.Connections
	if s.dialect == db.SQLite {
		connections = 1 // one writer at a time, as the portal does it
	}
	d.SetMaxOpenConns(connections)
	d.SetMaxIdleConns(connections)
	var n atomic.Int64
	n.Store(time.Now().UnixMicro()) // no run uses the keys of another
	return again(ctx, c.Connections, c.Seconds, self, daemon, func(int) error { return g.write(d, n.Add(1)) })
}
