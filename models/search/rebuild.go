package search

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"golang.org/x/sync/errgroup"
)

const (
	rebuildBatch = 500
	bulkCommit   = 40 // batches
)

// Rebuild builds the file anew from the sources and exchanges it when it is complete; until then the old
// one answers and is kept up to date. progress, where not nil, is told how many of how many ids were read.
func (ix *Index) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	p, err := ix.build(ctx, progress)
	if err != nil {
		return err
	}
	select {
	case ix.work <- struct{}{}:
		defer func() { <-ix.work }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return ix.exchange(p)
}

func (ix *Index) fresh() string { return ix.path + ".new" }

// build writes a complete file beside the one in use and tells which changes it surely holds.
func (ix *Index) build(ctx context.Context, progress func(done, total int64)) (p place, err error) {
	if !ix.building.CompareAndSwap(false, true) {
		return p, errBuilding
	}
	defer ix.building.Store(false)
	o, err := readOrigin(ctx, ix.d)
	if err != nil {
		return p, err
	}
	// What changes from here on, or may not be committed yet, is read again afterwards.
	var newest []change
	if err := ix.d.Read(ctx).Order("id DESC").Limit(1).Find(&newest).Error; err != nil {
		return p, err
	}
	p.low = o.PrunedTo
	if len(newest) > 0 {
		p.high = newest[0].ID
		if p, err = p.settle(ctx, ix.d); err != nil {
			return p, err
		}
	}
	p.high, p.holes = p.low, nil
	s, err := createSide(ix.fresh(), ix.kinds())
	if err != nil {
		return p, err
	}
	if err := ix.fillAll(ctx, s, progress); err != nil {
		return p, errors.Join(err, s.close(), removeSide(s.path))
	}
	if err := s.finish(ctx, ix.kinds(), o.Origin, p); err != nil {
		return p, errors.Join(err, removeSide(s.path))
	}
	return p, nil
}

// exchange puts the built file in the place of the old one; the caller holds work.
func (ix *Index) exchange(p place) error {
	defer ix.Kick()
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.side != nil {
		old := ix.side
		ix.side = nil
		if err := old.close(); err != nil {
			ix.log().Warn("old search index was not closed well", "error", err)
		}
	}
	// What SQLite keeps beside a file must not be taken for that of its successor.
	if err := errors.Join(removeSide(ix.path), os.Rename(ix.fresh(), ix.path), syncFolder(ix.path)); err != nil {
		return err
	}
	s, err := openSide(ix.path)
	ix.side, ix.place, ix.attached = s, p, err == nil
	return err
}

func (ix *Index) fillAll(ctx context.Context, s *side, progress func(done, total int64)) error {
	var total, done int64
	lasts := map[string]int64{}
	for _, kind := range ix.kinds() {
		last, err := ix.sources[kind].last(ctx)
		if err != nil {
			return errors.Join(errSource, err)
		}
		lasts[kind] = last
		total += last
	}
	for _, kind := range ix.kinds() {
		err := ix.fill(ctx, s, kind, lasts[kind], func(n int64) {
			done += n
			if progress != nil {
				progress(done, total)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// row is a document ready to be written.
type row struct {
	id   int64
	body string
}

// fill reads a kind's documents, cuts them and writes them, each step in its own goroutine.
func (ix *Index) fill(ctx context.Context, s *side, kind string, last int64, step func(n int64)) error {
	g, working := errgroup.WithContext(ctx)
	loaded, cut := make(chan []Document, 2), make(chan []row, 2)
	common := map[string]int64{}
	g.Go(func() error {
		defer close(loaded)
		ids := make([]int64, 0, rebuildBatch)
		for id := int64(1); id <= last; id++ {
			if ids = append(ids, id); len(ids) < rebuildBatch && id < last {
				continue
			}
			docs, err := ix.sources[kind].load(working, ids)
			if err != nil {
				return errors.Join(errSource, err)
			}
			select {
			case loaded <- docs:
			case <-working.Done():
				return working.Err()
			}
			ids = make([]int64, 0, rebuildBatch)
		}
		return nil
	})
	g.Go(func() error {
		defer close(cut)
		b := newBag()
		for docs := range loaded {
			rows := make([]row, len(docs))
			for i, d := range docs {
				rows[i] = row{d.ID, body(b, d)}
				count(common, b, d)
			}
			select {
			case cut <- rows:
			case <-working.Done():
				return working.Err()
			}
		}
		return nil
	})
	g.Go(func() error { return s.bulk(working, kind, cut, step) })
	if err := g.Wait(); err != nil {
		return err
	}
	return s.update(ctx, func(tx *sql.Tx) error {
		insert, err := tx.PrepareContext(ctx, "INSERT INTO df_"+kind+" (term, n) VALUES (?, ?)")
		if err != nil {
			return err
		}
		for term, n := range common {
			if _, err := insert.ExecContext(ctx, term, n); err != nil {
				return err
			}
		}
		return nil
	})
}

func count(common map[string]int64, b *bag, d Document) {
	n := weigh(d.ID)
	if n == 0 {
		return
	}
	b.reset()
	telling(b, Fold(d.Text))
	for _, t := range b.terms {
		if _, known := common[t]; !known {
			t = string(append([]byte{}, t...)) // not to keep the whole text in memory
		}
		common[t] += n
	}
}

// bulk writes batches until the channel is closed.
func (s *side) bulk(ctx context.Context, kind string, batches <-chan []row, step func(n int64)) error {
	for more := true; more; {
		err := s.update(ctx, func(tx *sql.Tx) error {
			insert, err := tx.PrepareContext(ctx, "INSERT INTO ft_"+kind+" (rowid, body) VALUES (?, ?)")
			if err != nil {
				return err
			}
			for range bulkCommit {
				rows, ok := <-batches
				if !ok {
					more = false
					return nil
				}
				for _, r := range rows {
					if _, err := insert.ExecContext(ctx, r.id, r.body); err != nil {
						return err
					}
				}
				step(rebuildBatch)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
