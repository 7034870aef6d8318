package search

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glebarez/go-sqlite" // registers the driver that models/db uses too
)

// shape is raised when the file's shape or the cutting of text changes: files of another one are rebuilt.
const shape = "2"

// side is the index file.
type side struct {
	path  string
	write *sql.DB
	read  *sql.DB
}

func fileURI(path, pragmas string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=mmap_size(8589934592)" + pragmas
}

// openSide opens a finished file; errStale where it is not one of this format.
func openSide(path string) (*side, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	s := &side{path: path}
	// A power failure may lose the last changes but not tear the file: they are read again.
	common := "&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)"
	var err error
	if s.write, err = sql.Open("sqlite", fileURI(path, common+"&_pragma=cache_size(-4000)&_txlock=immediate")); err != nil {
		return nil, err
	}
	s.write.SetMaxOpenConns(1)
	if s.read, err = sql.Open("sqlite", fileURI(path, common+"&_pragma=cache_size(-2000)&_pragma=query_only(1)")); err != nil {
		return nil, errors.Join(err, s.write.Close())
	}
	s.read.SetMaxOpenConns(8)
	s.read.SetMaxIdleConns(8)
	if v, err := s.meta(context.Background(), "format"); err != nil || v != shape {
		return nil, errors.Join(errStale, err, s.close())
	}
	return s, nil
}

var errStale = errors.New("search: the index file is not of this format")

// createSide makes an empty file for bulk writing: nothing is synced until it is finished.
func createSide(path string, kinds []string) (*side, error) {
	if err := removeSide(path); err != nil {
		return nil, err
	}
	write, err := sql.Open("sqlite", fileURI(path, "&_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-16000)"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	s := &side{path: path, write: write, read: write}
	statements := []string{"CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"}
	for _, k := range kinds {
		statements = append(statements,
			"CREATE VIRTUAL TABLE ft_"+k+" USING fts5(body, content='', contentless_delete=1, detail=none, tokenize='ascii')",
			"INSERT INTO ft_"+k+"(ft_"+k+", rank) VALUES ('hashsize', 8388608)",
			// In how many documents a term occurs, estimated: see weigh.
			"CREATE TABLE df_"+k+" (term TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID")
	}
	for _, q := range statements {
		if _, err := write.Exec(q); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	return s, nil
}

// finish brings the file of createSide into its lasting shape and onto the disk.
func (s *side) finish(ctx context.Context, kinds []string, o string, p place) error {
	for _, k := range kinds {
		for _, q := range []string{"INSERT INTO ft_" + k + "(ft_" + k + ") VALUES ('optimize')", "INSERT INTO ft_" + k + "(ft_" + k + ", rank) VALUES ('hashsize', 1048576)"} {
			if _, err := s.write.ExecContext(ctx, q); err != nil {
				return errors.Join(err, s.close())
			}
		}
	}
	err := s.setMeta(ctx, s.write, map[string]string{"origin": o, "kinds": strings.Join(kinds, " "), "format": shape,
		"low": strconv.FormatInt(p.low, 10), "low_at": strconv.FormatInt(p.lowAt.UnixMicro(), 10)})
	if err := errors.Join(err, s.close()); err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (s *side) close() error {
	err := s.write.Close()
	if s.read != s.write {
		err = errors.Join(s.read.Close(), err)
	}
	return err
}

// removeSide removes a file and what SQLite keeps beside it.
func removeSide(path string) error {
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if err := os.Remove(path + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

func syncFolder(path string) error {
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (s *side) meta(ctx context.Context, key string) (value string, err error) {
	err = s.read.QueryRowContext(ctx, "SELECT value FROM meta WHERE key = ?", key).Scan(&value)
	return value, err
}

type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (s *side) setMeta(ctx context.Context, x execer, values map[string]string) error {
	for k, v := range values {
		if _, err := x.ExecContext(ctx, "REPLACE INTO meta (key, value) VALUES (?, ?)", k, v); err != nil {
			return err
		}
	}
	return nil
}

// place reads how far the file has come.
func (s *side) place(ctx context.Context) (p place, err error) {
	low, err := s.meta(ctx, "low")
	if err != nil {
		return p, err
	}
	at, err := s.meta(ctx, "low_at")
	if err != nil {
		return p, err
	}
	us, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		return p, err
	}
	p.lowAt = time.UnixMicro(us).UTC()
	p.low, err = strconv.ParseInt(low, 10, 64)
	p.high = p.low
	return p, err
}

// serves tells whether the file was made for this database and these kinds.
func (s *side) serves(ctx context.Context, o string, kinds []string) (bool, error) {
	have, err := s.meta(ctx, "origin")
	if err != nil || have != o {
		return false, err
	}
	list, err := s.meta(ctx, "kinds")
	return slices.Equal(strings.Fields(list), kinds), err
}

// update is a transaction on the file.
func (s *side) update(ctx context.Context, fn func(tx *sql.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// ids runs a query that gives one column of ids.
func (s *side) ids(ctx context.Context, query string, args ...any) ([]int64, error) {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

// damaged tells whether err means that the file cannot be used any more.
func damaged(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() & 0xff {
		case 11, 26, 14: // corrupt, not a database, cannot open
			return true
		case 1:
			return strings.Contains(lite.Error(), "no such table")
		}
	}
	return errors.Is(err, os.ErrNotExist) || errors.Is(err, sql.ErrNoRows) || errors.Is(err, errStale)
}

// put writes documents and removes those ids for which there is none.
func put(ctx context.Context, tx *sql.Tx, kind string, ids []int64, docs []Document, b *bag) error {
	found := make(map[int64]Document, len(docs))
	for _, d := range docs {
		found[d.ID] = d
	}
	for _, id := range ids {
		d, ok := found[id]
		if !ok {
			if _, err := tx.ExecContext(ctx, "DELETE FROM ft_"+kind+" WHERE rowid = ?", id); err != nil {
				return err
			}
			continue
		}
		var known bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM ft_"+kind+"_docsize WHERE id = ?)", id).Scan(&known); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "REPLACE INTO ft_"+kind+" (rowid, body) VALUES (?, ?)", id, body(b, d)); err != nil {
			return fmt.Errorf("search: %s %d: %w", kind, id, err)
		}
		n := weigh(id)
		if known || n == 0 {
			continue
		}
		b.reset()
		telling(b, Fold(d.Text))
		for _, t := range b.terms {
			if _, err := tx.ExecContext(ctx, "INSERT INTO df_"+kind+" (term, n) VALUES (?, ?) ON CONFLICT (term) DO UPDATE SET n = n + excluded.n", t, n); err != nil {
				return err
			}
		}
	}
	return nil
}

const (
	countAll = 20_000
	oneIn    = 16
)

// weigh says for how many documents this one counts in the estimate of how common its terms are: all of
// the first ones are counted, then one of sixteen, which keeps the counting cheap.
func weigh(id int64) int64 {
	switch {
	case id <= countAll:
		return 1
	case id%oneIn == 0:
		return oneIn
	}
	return 0
}
