package clause

import "unicode/utf8"

// shortRest is how many characters may stand unchanged between two changes and still be told as changed with them: a lone
// particle kept in the middle of a rewritten phrase makes it hard to read.
const shortRest = 3

// stretch is an edit with what joining it to its neighbour depends on, in characters.
type stretch struct {
	edit
	rest int // unchanged before it
	size int // of the longer side
}

// tidy joins edits with next to nothing between them and writes them out as spans.
func tidy(edits []edit, before, after string) []Span {
	var joined []stretch
	at := 0
	for _, e := range edits {
		s := stretch{edit: e, rest: utf8.RuneCountInString(before[at:e.from])}
		s.size = max(utf8.RuneCountInString(before[e.from:e.to]), utf8.RuneCountInString(after[e.newFrom:e.newTo]))
		at = e.to
		for len(joined) > 0 && joins(joined[len(joined)-1], s) {
			last := joined[len(joined)-1]
			joined = joined[:len(joined)-1]
			s.size += last.size + s.rest
			s.from, s.newFrom, s.rest = last.from, last.newFrom, last.rest
		}
		joined = append(joined, s)
	}
	var spans []Span
	add := func(op, text string) {
		if text != "" {
			spans = append(spans, Span{op, text})
		}
	}
	at = 0
	for _, s := range joined {
		add("=", before[at:s.from])
		add("-", before[s.from:s.to])
		add("+", after[s.newFrom:s.newTo])
		at = s.to
	}
	add("=", before[at:])
	return spans
}

func joins(a, b stretch) bool {
	least := min(a.size, b.size)
	return b.rest <= min(least, shortRest) || 3*b.rest <= least
}
