package search

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Ranked is how many records Likely gives at most.
const Ranked = 200

// What a score is made of; see Rank.
const (
	inTitle  = 3.0
	inText   = 1.0
	together = 1.0
	halfway  = 200 // characters with which a text is worth half of what the shortest is
)

// phraseMarks are the pairs of signs between which a person writes what is to stand exactly so.
const phraseMarks = "\"\"“”「」『』《》"

// Likely gives up to Ranked records among which the best of those are that Find finds, in no order that means
// something: all of them where there are not more; otherwise those with the words in their titles, then those with the
// words one after another, then the newest. Rank tells which are the best. Without words it gives the newest.
func (ix *Index) Likely(ctx context.Context, q Query) ([]int64, error) {
	ix.freshen(ctx)
	w := parseWords(q.Words)
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
	if len(w.words) > 0 {
		named := q
		named.Titles = true
		titled, err := ix.matching(ctx, named)
		if err != nil {
			return nil, err
		}
		take(titled)
	}
	if len(w.words) > 1 && len(ids) < Ranked {
		joined := q
		joined.Words += " " + w.joined()
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

// Rank orders documents by how well they answer the words, the best first. Those in which a phrase does not stand, which
// is what is written between quotation marks or 《》, are left out. A word counts 3 in the title, 1 in the text and nothing
// where only its pairs of characters are scattered about; the mean of the words is taken, 1 added where several stand one
// after another, and up to 1 for being short. Equals come newest first, so the order is the same each time.
func Rank(words string, docs []Document) []Hit {
	w := parseWords(words)
	hits := make([]Hit, 0, len(docs))
	for _, d := range docs {
		if score, ok := w.score(d); ok {
			hits = append(hits, Hit{d.ID, score})
		}
	}
	slices.SortFunc(hits, better)
	return hits
}

// Words are the words of what a person typed as Rank looks for them: what stands between quotation marks is one.
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
			sum += inTitle
		case strings.Contains(text, s):
			sum += inText
		}
	}
	score := sum / float64(len(w.words))
	if len(w.words) > 1 && stands(w.joined()) {
		score += together
	}
	length := utf8.RuneCountInString(text)
	if length == 0 || score >= inTitle {
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
