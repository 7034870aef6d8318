package search

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ranked is how many hits Best gives at most, and how many documents it reads for them.
const Ranked = 200

// InTitle is the least score of a hit from Best in whose title all the words stand.
const InTitle = 3.0

// What else a hit's score is made of; see Best.
const (
	inText   = 1.0
	together = 1.0
	halfway  = 200 // characters with which a text is worth half of what the shortest is
)

// phraseMarks are the pairs of signs between which a person writes what is to stand exactly so.
const phraseMarks = "\"\"“”「」『』《》"

// Best gives the records that Find finds, the best of them first; words between quotation marks or 《》 have to stand
// there as they are written. A word counts 3 in the title, 1 in the text and nothing where only its pairs of
// characters are scattered about; the mean of the words is taken, 1 added where several stand one after another, and
// up to 1 for being short. Equals come newest first, so the order is the same each time.
//
// Of many matches it looks at Ranked: those with the words in their titles, then those with the words one after
// another, then the newest. A caller that shows pages takes them from the one list. Without words the newest are given.
func (ix *Index) Best(ctx context.Context, q Query) ([]Hit, error) {
	ix.freshen(ctx)
	wanted := parseWords(q.Words)
	ids, err := ix.likeliest(ctx, q, wanted)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	docs, err := ix.sources[q.Kind].load(ctx, ids)
	if err != nil {
		return nil, errors.Join(errSource, err)
	}
	hits := make([]Hit, 0, len(docs))
	for _, d := range docs {
		if score, ok := wanted.score(d); ok {
			hits = append(hits, Hit{d.ID, score})
		}
	}
	slices.SortFunc(hits, better)
	if q.Limit > 0 {
		hits = hits[:min(q.Limit, len(hits))]
	}
	return hits, nil
}

// likeliest gives up to Ranked records among which the best are.
func (ix *Index) likeliest(ctx context.Context, q Query, wanted wanted) ([]int64, error) {
	q.Limit = Ranked + 1
	all, err := ix.matching(ctx, q)
	if err != nil || len(all) <= Ranked {
		return all, err
	}
	q.Limit = Ranked
	var ids []int64
	take := func(more []int64) {
		for _, id := range more {
			if len(ids) < Ranked && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if len(wanted.words) > 0 {
		inTitles := q
		inTitles.Titles = true
		titled, err := ix.matching(ctx, inTitles)
		if err != nil {
			return nil, err
		}
		take(titled)
	}
	if len(wanted.words) > 1 && len(ids) < Ranked {
		joined := q
		joined.Words += " " + wanted.joined()
		adjoining, err := ix.matching(ctx, joined)
		if err != nil {
			return nil, err
		}
		take(adjoining)
	}
	take(all)
	return ids, nil
}

// wanted is what a person typed, folded and without white space.
type wanted struct {
	words   []string
	phrases []string // those of the words that were put between quotation marks
}

// Words are the words of what a person typed as Best looks for them: what stands between quotation marks is one.
func Words(typed string) []string { return parseWords(typed).words }

// parseWords splits at white space outside quotation marks. A mark that is never closed reaches to the end.
func parseWords(typed string) wanted {
	var w wanted
	add := func(s string, phrase bool) {
		if s = compact(Fold(s)); len(pieces(s)) == 0 {
			return
		}
		w.words = append(w.words, s)
		if phrase {
			w.phrases = append(w.phrases, s)
		}
	}
	start, next, closing := 0, 0, rune(0)
	for at := 0; at < len(typed); at = next {
		r, n := utf8.DecodeRuneInString(typed[at:])
		next = at + n
		switch {
		case r == closing:
			add(typed[start:at], true)
			start, closing = next, 0
		case closing != 0:
		case unicode.IsSpace(r):
			add(typed[start:at], false)
			start = next
		case closes(r) != 0:
			add(typed[start:at], false)
			start, closing = next, closes(r)
		}
	}
	add(typed[start:], closing != 0)
	return w
}

// closes gives the sign that ends what r opens, 0 where r opens nothing.
func closes(r rune) rune {
	signs := []rune(phraseMarks)
	for i := 0; i < len(signs); i += 2 {
		if signs[i] == r {
			return signs[i+1]
		}
	}
	return 0
}

func (w wanted) joined() string { return strings.Join(w.words, "") }

// score rates a document; false where a phrase does not stand in it.
func (w wanted) score(d Document) (float64, bool) {
	title, text := compact(Fold(d.Title)), compact(Fold(d.Text))
	stands := func(s string) bool { return strings.Contains(title, s) || strings.Contains(text, s) }
	for _, p := range w.phrases {
		if !stands(p) {
			return 0, false
		}
	}
	if len(w.words) == 0 {
		return 0, true
	}
	var sum float64
	for _, s := range w.words {
		switch {
		case strings.Contains(title, s):
			sum += InTitle
		case strings.Contains(text, s):
			sum += inText
		}
	}
	score := sum / float64(len(w.words))
	if len(w.words) > 1 && stands(w.joined()) {
		score += together
	}
	length := utf8.RuneCountInString(text)
	if length == 0 || score >= InTitle {
		length = utf8.RuneCountInString(title)
	}
	return score + halfway/float64(halfway+length), true
}

// compact leaves out white space, which in Chinese text means nothing and stands where lines were broken.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
