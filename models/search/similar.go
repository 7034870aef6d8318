package search

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
)

// Hit is a record that resembles a text, or answers a search.
type Hit struct {
	ID int64
	// Score orders the hits, the best highest. From Similar it is the weighted share of the text's pairs and words that
	// the record holds too, from 0 to 1; what it is from Rank stands there.
	Score float64
}

// better orders hits: the best first, among equals the newest.
func better(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.ID, a.ID)) }

const (
	similarRunes = 2000
	probes       = 32  // terms looked up
	perProbe     = 150 // newest records taken for each
	shortlist    = 200 // records asked for whether the reader may see them
	candidates   = 24  // records read and compared
	leastScore   = 0.3
)

// Similar gives records newer than sinceID that resemble the text, best first. It looks up the rarest pairs
// and words of the text, so its work does not grow with the number of records. visible, where it is not nil, gives
// those of some records that the reader may see; it is asked before the likeliest are compared, so that what he
// may not see does not crowd out what he may. (Narrowing each look-up by tokens cost ten times as much.)
func (ix *Index) Similar(ctx context.Context, kind, text string, sinceID int64, limit int, visible func([]int64) ([]int64, error)) ([]Hit, error) {
	src, known := ix.sources[kind]
	if !known {
		return nil, nil
	}
	terms := newBag()
	telling(terms, Fold(firstRunes(text, similarRunes)))
	if len(terms.terms) < 2 {
		return nil, nil
	}
	var weights map[string]float64
	var likely []int64
	err := ix.use(func(s *side) (err error) {
		if weights, err = s.weights(ctx, kind, terms.terms); err != nil {
			return err
		}
		likely, err = s.likely(ctx, kind, weights, sinceID)
		return err
	})
	if err != nil || len(likely) == 0 {
		return nil, err
	}
	if visible != nil {
		seen, err := visible(likely)
		if err != nil {
			return nil, err
		}
		likely = slices.DeleteFunc(likely, func(id int64) bool { return !slices.Contains(seen, id) })
	}
	docs, err := src.load(ctx, likely[:min(candidates, len(likely))])
	if err != nil {
		return nil, errors.Join(errSource, err)
	}
	var total float64
	for _, w := range weights {
		total += w
	}
	var hits []Hit
	held := newBag()
	for _, d := range docs {
		held.reset()
		telling(held, Fold(d.Text))
		var common float64
		for _, t := range held.terms {
			common += weights[t]
		}
		if score := common / total; score >= leastScore {
			hits = append(hits, Hit{d.ID, score})
		}
	}
	slices.SortFunc(hits, better)
	return hits[:min(limit, len(hits))], nil
}

func firstRunes(s string, n int) string {
	for at := range s {
		if n--; n < 0 {
			return s[:at]
		}
	}
	return s
}

// weights says how telling each term is: the rarer, the more.
func (s *side) weights(ctx context.Context, kind string, terms []string) (map[string]float64, error) {
	var all int64
	if err := s.read.QueryRowContext(ctx, "SELECT coalesce(max(id), 0) FROM ft_"+kind+"_docsize").Scan(&all); err != nil {
		return nil, err
	}
	n := make(map[string]float64, len(terms))
	for chunk := range slices.Chunk(terms, 500) {
		args := make([]any, len(chunk))
		for i, t := range chunk {
			args[i], n[t] = t, 0
		}
		rows, err := s.read.QueryContext(ctx, "SELECT term, n FROM df_"+kind+" WHERE term IN (?"+strings.Repeat(",?", len(chunk)-1)+")", args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var term string
			var in int64
			if err := rows.Scan(&term, &in); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			n[term] = float64(in)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
	}
	for t, in := range n {
		n[t] = math.Log(2 + float64(all)/(in+1))
	}
	return n, nil
}

// likely gives the records that share most of the rarest terms.
func (s *side) likely(ctx context.Context, kind string, weights map[string]float64, sinceID int64) ([]int64, error) {
	terms := make([]string, 0, len(weights))
	for t := range weights {
		terms = append(terms, t)
	}
	slices.SortFunc(terms, func(a, b string) int { return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(a, b)) })
	query, err := s.read.PrepareContext(ctx, "SELECT rowid FROM ft_"+kind+" WHERE ft_"+kind+" MATCH ? AND rowid > ? ORDER BY rowid DESC LIMIT ?")
	if err != nil {
		return nil, err
	}
	defer query.Close()
	share := map[int64]float64{}
	for found, i := 0, 0; i < len(terms) && found < probes && i < 4*probes; i++ {
		rows, err := query.QueryContext(ctx, quote(terms[i]), sinceID, perProbe)
		if err != nil {
			return nil, err
		}
		any := false
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			share[id] += weights[terms[i]]
			any = true
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
		if any {
			found++
		}
	}
	ids := make([]int64, 0, len(share))
	for id := range share {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int64) int { return cmp.Or(cmp.Compare(share[b], share[a]), cmp.Compare(b, a)) })
	return ids[:min(shortlist, len(ids))], nil
}
