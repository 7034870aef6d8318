package search

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"slices"
	"strconv"
	"time"
)

const loadBatch = 200

// CatchUp takes in all changes committed so far. It is cheap where there are none, builds the file where it
// is missing, and returns at once while another goroutine is building it.
func (ix *Index) CatchUp(ctx context.Context) error { return ix.catchUp(ctx, math.MaxInt64) }

// catchUp rebuilds a missing file only up to a number of documents; a bigger one is left to Run.
func (ix *Index) catchUp(ctx context.Context, rebuildUpTo int64) error {
	for mine := false; !mine; {
		if ix.building.Load() && ix.current() == nil {
			return nil
		}
		select {
		case ix.work <- struct{}{}:
			mine = true
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond): // the first build may have begun: do not wait for its end
		}
	}
	defer func() { <-ix.work }()
	upTo := ix.kicks.Load()
	err := ix.takeIn(ctx, rebuildUpTo)
	if err == nil {
		ix.taken.Store(upTo)
	}
	return err
}

func (ix *Index) current() *side {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	return ix.side
}

func (ix *Index) takeIn(ctx context.Context, rebuildUpTo int64) error {
	if err := ix.attach(ctx); err != nil {
		return err
	}
	if ix.current() == nil {
		if err := ix.affordable(ctx, rebuildUpTo); err != nil {
			return err
		}
		p, err := ix.build(ctx, nil)
		if err != nil {
			return err
		}
		if err := ix.exchange(p); err != nil {
			return err
		}
	}
	for {
		rows, err := ix.place.next(ctx, ix.d)
		if err != nil {
			return err
		}
		next := ix.place.after(rows)
		if time.Since(ix.settledA) > settleEvery || len(rows) == readBatch {
			if next, err = next.settle(ctx, ix.d); err != nil {
				return err
			}
			ix.settledA = time.Now()
		}
		if err := ix.apply(ctx, rows, next); err != nil {
			return err
		}
		ix.place = next
		if len(rows) < readBatch {
			return nil
		}
	}
}

// attach makes sure, once, that the file belongs to the database and that no change is missing between the two.
func (ix *Index) attach(ctx context.Context) error {
	s := ix.current()
	if s == nil || ix.attached {
		return nil
	}
	o, err := readOrigin(ctx, ix.d)
	if err != nil {
		return err
	}
	serves, err := s.serves(ctx, o.Origin, ix.kinds())
	var p place
	if err == nil && serves {
		if p, err = s.place(ctx); err == nil {
			if serves, err = p.follows(ctx, ix.d, o); err != nil {
				return err
			}
		}
	}
	if err != nil && !damaged(err) {
		return err
	}
	if err != nil || !serves {
		ix.log().Info("search index does not fit the database and will be rebuilt", "error", err)
		ix.drop(s)
		return nil
	}
	ix.place, ix.attached = p, true
	return nil
}

func (ix *Index) affordable(ctx context.Context, limit int64) error {
	if limit == math.MaxInt64 {
		return nil
	}
	var total int64
	for _, src := range ix.sources {
		last, err := src.last(ctx)
		if err != nil {
			return err
		}
		total += last
	}
	if total > limit {
		return errBuilding
	}
	return nil
}

// apply indexes the changed records and keeps the new place, in one transaction of the file.
func (ix *Index) apply(ctx context.Context, rows []change, next place) error {
	if len(rows) == 0 && next.low == ix.place.low {
		return nil
	}
	changed := map[string][]int64{}
	for _, c := range rows {
		if _, known := ix.sources[c.Kind]; known {
			changed[c.Kind] = append(changed[c.Kind], c.RecordID)
		}
	}
	b := newBag()
	return ix.use(func(s *side) error {
		return s.update(ctx, func(tx *sql.Tx) error {
			for kind, ids := range changed {
				slices.Sort(ids)
				for chunk := range slices.Chunk(slices.Compact(ids), loadBatch) {
					docs, err := ix.sources[kind].load(ctx, chunk)
					if err != nil {
						return errors.Join(errSource, err)
					}
					if err := put(ctx, tx, kind, chunk, docs, b); err != nil {
						return err
					}
				}
			}
			return s.setMeta(ctx, tx, map[string]string{"low": strconv.FormatInt(next.low, 10), "low_at": strconv.FormatInt(next.lowAt.UnixMicro(), 10)})
		})
	})
}

var errSource = errors.New("search: documents cannot be read")
