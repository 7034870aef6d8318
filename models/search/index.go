package search

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"bihuan/models/db"
	"bihuan/models/fault"
)

// Document is a record as it is to be found.
type Document struct {
	ID int64
	// Title, where a record has one, ranks above Text; it need not be repeated there.
	Title string
	Text  string
	// Tokens are what a search can be narrowed to, as "d7" for department 7. Lower case.
	Tokens []string
}

// Load gives the documents of these ids; ids without one are removed from the index.
type Load func(ctx context.Context, ids []int64) ([]Document, error)

// Last gives the highest id in use, 0 where there is none; a rebuild reads up to it.
type Last func(ctx context.Context) (int64, error)

type source struct {
	load Load
	last Last
}

// Index is this instance's index. It is safe for concurrent use.
type Index struct {
	// Log takes what goes wrong in the background; slog.Default where nil.
	Log *slog.Logger

	path    string
	d       *db.DB
	sources map[string]source

	mu   sync.RWMutex // held for writing while the file is exchanged
	side *side        // nil where there is no usable file

	work     chan struct{} // holds a value while somebody catches up
	place    place         // guarded by work, as are the next two
	attached bool          // the file was found to serve this database
	settledA time.Time

	building atomic.Bool
	kicks    atomic.Int64 // how often somebody said that there are changes
	taken    atomic.Int64 // up to which of these they have been taken in
	wake     chan struct{}
}

var (
	kindName    = regexp.MustCompile(`^[a-z][a-z_]{0,29}$`)
	errBuilding = fault.Wrap(fault.UnavailableKind, errors.New("search: the index is being built"), "fault.search_building")
)

const (
	inlineRebuild = 2000
	idle          = 2 * time.Second
	settleEvery   = time.Minute
)

// Open opens the index file, or makes ready to build it. Name all kinds with Source before the first use.
func Open(path string, d *db.DB) (*Index, error) {
	ix := &Index{path: path, d: d, sources: map[string]source{}, work: make(chan struct{}, 1), wake: make(chan struct{}, 1)}
	ix.kicks.Store(1)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := removeSide(path + ".new"); err != nil {
		return nil, err
	}
	s, err := openSide(path)
	switch {
	case err == nil:
		ix.side = s
	case !damaged(err):
		return nil, err
	default:
		if err := removeSide(path); err != nil {
			return nil, err
		}
	}
	return ix, nil
}

// Close releases the file.
func (ix *Index) Close() error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.side == nil {
		return nil
	}
	s := ix.side
	ix.side = nil
	return s.close()
}

// Source says where the documents of a kind come from. kind is lower-case letters and underscores.
func (ix *Index) Source(kind string, load Load, last Last) {
	if !kindName.MatchString(kind) {
		panic("search: bad kind " + kind)
	}
	ix.sources[kind] = source{load, last}
}

func (ix *Index) kinds() []string { return slices.Sorted(maps.Keys(ix.sources)) }

// Kick says that changes were committed: the next Find takes them in first, and Run does so at once.
func (ix *Index) Kick() {
	ix.kicks.Add(1)
	select {
	case ix.wake <- struct{}{}:
	default:
	}
}

// Building tells whether a rebuild is under way.
func (ix *Index) Building() bool { return ix.building.Load() }

// Run keeps the file up to date until ctx ends.
func (ix *Index) Run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := ix.CatchUp(ctx); err != nil && ctx.Err() == nil {
			ix.log().Warn("search index is behind", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-ix.wake:
		case <-time.After(idle + rand.N(idle/4)):
		}
	}
}

func (ix *Index) log() *slog.Logger {
	if ix.Log != nil {
		return ix.Log
	}
	return slog.Default()
}

// Query is a search in the records of one kind.
type Query struct {
	Kind string
	// Words are what a person typed; a record has to hold all of them.
	Words string
	// Titles tells that they have to stand in the title.
	Titles bool
	// AnyToken narrows to records with at least one of these tokens. nil does not narrow; an empty list finds nothing.
	AnyToken []string
	// Narrow holds further lists, each of which narrows as AnyToken does.
	Narrow [][]string
	// Without leaves records with any of these tokens out. Where most records have a token it is much cheaper to leave
	// the others out than to demand it.
	Without []string
	// Before, where not 0, gives records with a lower id only.
	Before int64
	Limit  int
}

// Find gives the ids of records, newest first. Where the index is being built it gives an Unavailable fault.
func (ix *Index) Find(ctx context.Context, q Query) ([]int64, error) {
	ix.freshen(ctx)
	return ix.matching(ctx, q)
}

// freshen takes in what was said to have changed.
func (ix *Index) freshen(ctx context.Context) {
	if ix.kicks.Load() > ix.taken.Load() {
		if err := ix.catchUp(ctx, inlineRebuild); err != nil && !fault.Is(err, fault.UnavailableKind) {
			ix.log().Warn("search index is behind", "error", err)
		}
	}
}

// matching gives the newest records that hold the words.
func (ix *Index) matching(ctx context.Context, q Query) ([]int64, error) {
	narrow := q.Narrow
	if q.AnyToken != nil {
		narrow = append(slices.Clone(narrow), q.AnyToken)
	}
	if slices.ContainsFunc(narrow, func(tokens []string) bool { return len(tokens) == 0 }) {
		return nil, nil
	}
	mark := ""
	if q.Titles {
		mark = titleMark
	}
	expression := match(q.Words, mark, narrow, q.Without)
	if _, known := ix.sources[q.Kind]; expression == "" || !known {
		return nil, nil
	}
	statement := "SELECT rowid FROM ft_" + q.Kind + " WHERE ft_" + q.Kind + " MATCH ?"
	args := []any{expression}
	if q.Before > 0 {
		statement, args = statement+" AND rowid < ?", append(args, q.Before)
	}
	if q.Limit <= 0 || q.Limit > 1000 {
		q.Limit = 1000
	}
	var found []int64
	err := ix.use(func(s *side) (err error) {
		found, err = s.ids(ctx, statement+" ORDER BY rowid DESC LIMIT ?", append(args, q.Limit)...)
		return err
	})
	return found, err
}

// use runs fn on the file and sees to it that a damaged one is replaced.
func (ix *Index) use(fn func(s *side) error) error {
	ix.mu.RLock()
	s := ix.side
	if s == nil {
		ix.mu.RUnlock()
		return errBuilding
	}
	err := fn(s)
	ix.mu.RUnlock()
	if damaged(err) && !errors.Is(err, sql.ErrNoRows) {
		ix.log().Error("search index is damaged and will be rebuilt", "error", err)
		ix.drop(s)
		ix.Kick()
		return errBuilding
	}
	return err
}

// drop gives up the file s, unless it was exchanged already.
func (ix *Index) drop(s *side) {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.side != s {
		return
	}
	ix.side = nil
	if err := errors.Join(s.close(), removeSide(ix.path)); err != nil {
		ix.log().Warn("damaged search index cannot be removed", "error", err)
	}
}
