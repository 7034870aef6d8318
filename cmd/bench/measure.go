package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/models/db"
)

// figures are what was measured of a page.
type figures struct {
	page       string
	timing     timing
	floor      timing
	statements int64
}

// result is what was measured of a store.
type result struct {
	store   *store
	pages   []figures
	memory  float64
	started time.Duration
	asked   []page
}

// measure drives every store and prints a table for each database.
func (c *runCmd) measure(ctx context.Context, stores []*store) error {
	before := map[db.Dialect]*result{}
	for _, s := range stores {
		fmt.Fprintf(os.Stderr, "%s measuring %s, %d complaints\n", time.Now().Format(time.TimeOnly), s.dialect, s.rows)
		r, err := c.drive(ctx, s)
		if err != nil {
			return fmt.Errorf("%s, %d complaints: %w", s.dialect, s.rows, err)
		}
		if s.rows != c.Rows {
			before[s.dialect] = r
			continue
		}
		r.print(os.Stdout, before[s.dialect])
		if c.Explain && s.dialect == db.MySQL {
			if err := s.explain(r.asked); err != nil {
				return fmt.Errorf("explaining: %w", err)
			}
		}
	}
	return nil
}

// daemon is the process of a database server; nil where the portal is its own.
func (s *store) daemon() *process {
	if s.dialect == db.SQLite {
		return nil
	}
	var file string
	if s.raw.QueryRow("SELECT @@pid_file").Scan(&file) != nil {
		return nil
	}
	raw, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return nil
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		return nil
	}
	return &process{pid}
}

// drive measures all pages of one store.
func (c *runCmd) drive(ctx context.Context, s *store) (*result, error) {
	s.raw.SetMaxOpenConns(c.Connections)
	s.raw.SetMaxIdleConns(c.Connections)
	known, err := s.openNumbers("complaints")
	if err != nil {
		return nil, err
	}
	actions, err := s.openNumbers("actions")
	if err != nil {
		return nil, err
	}
	rules, err := s.policyNumbers()
	if err != nil {
		return nil, err
	}
	profile := ""
	if c.Profile != "" {
		profile = filepath.Join(c.Profile, fmt.Sprintf("%s-%d.pprof", s.dialect, s.rows))
	}
	p, err := startPortal(s, profile)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	r := &result{store: s, started: p.started}
	visitors := map[int64]*visitor{}
	for _, page := range slices.Concat(pages(known), actionPages(actions), policyPages(rules)) {
		if !strings.Contains(page.name, c.Only) {
			continue
		}
		for _, person := range page.people {
			if visitors[person] != nil {
				continue
			}
			if visitors[person], err = p.enter(person); err != nil {
				return nil, err
			}
		}
		f, err := c.one(ctx, s, p, page, visitors)
		if err != nil {
			fmt.Fprintf(os.Stderr, "  %-34s FAILED: %v\n", page.name, err)
		}
		r.pages, r.asked = append(r.pages, f), append(r.asked, page)
		fmt.Fprintf(os.Stderr, "  %-34s %6.0f/s p50 %5.1f p99 %5.1f ms\n", page.name, f.timing.rate(), ms(f.timing.p50), ms(f.timing.p99))
	}
	r.memory = p.process.anonymous()
	return r, nil
}

// one measures one page and its floor.
func (c *runCmd) one(ctx context.Context, s *store, p *portal, page page, visitors map[int64]*visitor) (figures, error) {
	f := figures{page: page.name}
	workers := make([]*worker, c.Connections)
	for i := range workers {
		workers[i] = &worker{visitor: visitors[page.people[i%len(page.people)]], rng: rand.New(rand.NewPCG(uint64(i), 5)), address: p.address}
	}
	// What is kept for two seconds has been read when statements are counted.
	ask := func() error { return page.ask(workers[0]) }
	err := ask()
	if err == nil {
		f.statements, err = p.statements(ask)
	}
	if err != nil {
		return f, err
	}
	daemon := s.daemon()
	if f.timing, err = again(ctx, c.Connections, c.Seconds, p.process, daemon, func(i int) error { return page.ask(workers[i]) }); err != nil {
		return f, err
	}
	for _, w := range workers {
		if w.conn != nil {
			_ = w.conn.Close()
		}
	}
	self := &process{os.Getpid()}
	switch {
	case page.name == registerPage:
		f.floor, err = c.bareRegister(ctx, s, self, daemon)
	case page.floor != "":
		f.floor, err = again(ctx, c.Connections, c.Seconds/2, self, daemon, func(i int) error {
			return read(s.raw, page.floor, page.args(workers[i].person)...)
		})
	}
	return f, err
}

var nextPage = regexp.MustCompile(`href="(/complaints\?[^"]*at=[^"]*)"[^>]*rel="next"|rel="next"[^>]*href="(/complaints\?[^"]*at=[^"]*)"`)

// ask asks for the page once.
func (p page) ask(w *worker) error {
	path := p.path(w)
	var form url.Values
	if p.form != nil {
		form = p.form(w)
	}
	if !p.paged {
		want := http.StatusOK
		if p.name == registerPage {
			want = http.StatusSeeOther
		}
		return w.ask(path, form, want, false)
	}
	if w.next != "" {
		path = w.next
	}
	if err := w.ask(path, nil, http.StatusOK, true); err != nil {
		return err
	}
	m := nextPage.FindSubmatch(w.body)
	if m == nil {
		return fmt.Errorf("%s has no next page", path)
	}
	w.next = strings.ReplaceAll(string(m[1])+string(m[2]), "&amp;", "&")
	return nil
}

// read runs a query and reads all its rows as they come.
func read(d *sql.DB, query string, args ...any) error {
	rows, err := d.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]sql.RawBytes, len(columns))
	to := make([]any, len(columns))
	for i := range values {
		to[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// openNumbers gives some numbers of open complaints or actions of each department.
func (s *store) openNumbers(table string) (map[int64][]string, error) {
	known := map[int64][]string{}
	for d := int64(firstDepartment); d < firstDepartment+departments; d++ {
		rows, err := s.raw.Query("SELECT number FROM "+table+" WHERE department_id = ? AND closed = 0 LIMIT 300", d)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var n string
			if err := rows.Scan(&n); err != nil {
				return nil, err
			}
			known[d] = append(known[d], n)
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return known, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
