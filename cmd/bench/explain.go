package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// explain prints how the server answered each statement of each page, as its own log of slow statements tells:
// for this every statement counts as slow.
func (s *store) explain(all []page) error {
	file := filepath.Join(s.folder, "statements.log")
	if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	err := run(s.raw, "SET GLOBAL log_output = 'FILE'", "SET GLOBAL slow_query_log_file = '"+file+"'", "SET GLOBAL long_query_time = 0",
		"SET GLOBAL log_slow_verbosity = 'query_plan,explain'", "SET GLOBAL slow_query_log = 1")
	if err != nil {
		return err
	}
	defer func() { _ = run(s.raw, "SET GLOBAL slow_query_log = 0") }()
	// The settings reach new connections only.
	p, err := startPortal(s, "")
	if err != nil {
		return err
	}
	defer p.stop()
	told := map[string]bool{}
	for _, page := range all {
		v, err := p.enter(page.people[0])
		if err != nil {
			return err
		}
		w := &worker{visitor: v, rng: rand.New(rand.NewPCG(1, 5)), address: p.address}
		before, err := size(file)
		if err != nil {
			return err
		}
		if err := page.ask(w); err != nil {
			return err
		}
		_ = w.conn.Close()
		fmt.Printf("\n#### %s\n", page.name)
		if err := tell(file, before, told); err != nil {
			return err
		}
	}
	return nil
}

func size(file string) (int64, error) {
	info, err := os.Stat(file)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// tell prints the statements that the log took up since, each shape once.
func tell(file string, since int64, told map[string]bool) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(since, io.SeekStart); err != nil {
		return err
	}
	raw, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	for _, entry := range strings.Split(string(raw), "# User@Host")[1:] {
		var plan, query []string
		for line := range strings.Lines(entry) {
			switch line = strings.TrimRight(line, "\n"); {
			case strings.HasPrefix(line, "# explain:"), strings.HasPrefix(line, "# Query_time"):
				plan = append(plan, strings.TrimPrefix(line, "# "))
			case !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "SET timestamp") && !strings.HasPrefix(line, "use ") && line[:min(1, len(line))] != ":":
				query = append(query, line)
			}
		}
		text := strings.Join(strings.Fields(strings.Join(query, " ")), " ")
		shape := text[:min(len(text), 120)]
		if !strings.HasPrefix(text, "SELECT") || told[shape] {
			continue
		}
		told[shape] = true
		fmt.Printf("\n    %s\n", text[:min(len(text), 600)])
		for _, line := range plan {
			fmt.Printf("      %s\n", line)
		}
	}
	return nil
}
