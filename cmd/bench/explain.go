package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
)

// explain prints how the server answers each statement of each page. The statements are those that the portal
// sends, read out of the server's own log.
func (s *store) explain(p *portal, all []page, visitors map[int64]*visitor) error {
	ctx := context.Background()
	conn, err := s.raw.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := run(s.raw, "SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = 1"); err != nil {
		return err
	}
	defer func() { _ = run(s.raw, "SET GLOBAL general_log = 0") }()
	told := map[string]bool{}
	for _, page := range all {
		if page.form != nil || visitors[page.people[0]] == nil {
			continue
		}
		if err := run(s.raw, "TRUNCATE mysql.general_log"); err != nil {
			return err
		}
		w := &worker{visitor: visitors[page.people[0]], rng: rand.New(rand.NewPCG(1, 5)), address: p.address}
		if err := page.ask(w); err != nil {
			return err
		}
		_ = w.conn.Close()
		statements, err := logged(s.raw)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stdout, "\n#### %s\n", page.name)
		for _, q := range statements {
			shape := strings.Join(strings.Fields(q), " ")
			if shape = shape[:min(len(shape), 220)]; told[shape] {
				continue
			}
			told[shape] = true
			fmt.Fprintf(os.Stdout, "\n`%s …`\n", shape)
			if err := explained(ctx, conn, q); err != nil {
				return err
			}
		}
	}
	return nil
}

func logged(d *sql.DB) ([]string, error) {
	rows, err := d.Query("SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE command_type IN ('Query', 'Execute') ORDER BY event_time")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var q string
		if err := rows.Scan(&q); err != nil {
			return nil, err
		}
		if strings.HasPrefix(q, "SELECT") && (strings.Contains(q, "complain") || strings.Contains(q, "events")) && !strings.Contains(q, "general_log") {
			all = append(all, q)
		}
	}
	return all, rows.Err()
}

func explained(ctx context.Context, conn *sql.Conn, q string) error {
	rows, err := conn.QueryContext(ctx, "EXPLAIN "+q)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, kind, table, how, possible, key, length, ref, n, extra sql.NullString
		if err := rows.Scan(&id, &kind, &table, &how, &possible, &key, &length, &ref, &n, &extra); err != nil {
			return err
		}
		fmt.Fprintf(os.Stdout, "    %-14s %-12s %-8s key=%s rows=%s %s\n", kind.String, table.String, how.String, key.String, n.String, extra.String)
	}
	return rows.Err()
}
