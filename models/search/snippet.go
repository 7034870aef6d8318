package search

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Segment is a part of a snippet; Hit marks what was looked for.
type Segment struct {
	Text string
	Hit  bool
}

// placeLength is how many characters of a text Place shows.
const placeLength = 90

// Place is the part of a text in which the words stand, nil where none of them does.
func Place(text, words string) []Segment {
	s := Snippet(text, words, placeLength)
	if !slices.ContainsFunc(s, func(s Segment) bool { return s.Hit }) {
		return nil
	}
	return s
}

var breaks = regexp.MustCompile(`[\r\n\t]+`)

// Snippet gives about max characters of text around the words that a person looked for, as it was written,
// with their occurrences marked, on one line. Without an occurrence it is the beginning.
func Snippet(text, words string, max int) []Segment {
	folded, origin := foldWithOrigin(text)
	marks := occurrences(folded, words)
	for i, m := range marks {
		end := m.to
		for int(end) < len(folded) && origin[end] == origin[m.to-1] {
			end++ // a sign that stands for several, as ㎏, is marked whole
		}
		marks[i] = hole{int64(origin[m.from]), int64(origin[end])}
	}
	from, to := window(text, marks, max)
	var out []Segment
	add := func(s string, hit bool) {
		if s = breaks.ReplaceAllString(s, " "); s != "" {
			out = append(out, Segment{s, hit})
		}
	}
	if from > 0 {
		add("…", false)
	}
	at := from
	for _, m := range marks {
		begin, end := int(m.from), min(int(m.to), to)
		if begin < at || begin >= to {
			continue
		}
		add(text[at:begin], false)
		add(text[begin:end], true)
		at = end
	}
	add(text[at:to], false)
	if to < len(text) {
		add("…", false)
	}
	return out
}

// foldWithOrigin folds text and tells for each byte of the result, and its end, where in text it comes from.
func foldWithOrigin(text string) (string, []int) {
	to := folding()
	var out strings.Builder
	origin := make([]int, 0, len(text)+1)
	var it norm.Iter
	it.InitString(norm.NFKC, text)
	for !it.Done() {
		at := it.Pos()
		for _, r := range string(it.Next()) {
			n, _ := out.WriteRune(foldRune(to, r))
			for range n {
				origin = append(origin, at)
			}
		}
	}
	return out.String(), append(origin, len(text))
}

// occurrences lists where the words stand in folded text, in order and apart from each other. Of what stands nowhere
// as a whole its pairs are listed, or its letters and numbers.
func occurrences(folded, words string) []hole {
	var marks []hole
	stands := func(text string, cjk bool) (found bool) {
		for at := 0; ; {
			i := strings.Index(folded[at:], text)
			if i < 0 {
				return found
			}
			begin := at + i
			at = begin + len(text)
			if cjk || startsWord(folded, begin) {
				marks, found = append(marks, hole{int64(begin), int64(at)}), true
			}
		}
	}
	for _, p := range pieces(Fold(words)) {
		switch {
		case stands(p.text, p.cjk):
		case p.cjk:
			pairs(p.text, func(pair string) { stands(pair, true) }, ignore)
		default:
			for _, part := range parts(p.text) {
				if telltale(part) {
					stands(part, false)
				}
			}
		}
	}
	slices.SortFunc(marks, func(a, b hole) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	end := int64(-1)
	return slices.DeleteFunc(marks, func(m hole) bool {
		if m.from < end {
			return true
		}
		end = m.to
		return false
	})
}

// startsWord tells whether a word, or a number inside one, begins at a place.
func startsWord(folded string, at int) bool {
	before, _ := utf8.DecodeLastRuneInString(folded[:at])
	here, _ := utf8.DecodeRuneInString(folded[at:])
	number := func(r rune) bool { return '0' <= r && r <= '9' }
	return at == 0 || classify(before) != wordRune || number(here) != number(before)
}

// window chooses the part of text to show: a little before the first occurrence, at most max characters.
func window(text string, marks []hole, max int) (from, to int) {
	if len(marks) > 0 {
		from = int(marks[0].from)
		for back := max / 4; back > 0 && from > 0; back-- {
			_, n := utf8.DecodeLastRuneInString(text[:from])
			from -= n
		}
	}
	for to = from; max > 0 && to < len(text); max-- {
		_, n := utf8.DecodeRuneInString(text[to:])
		to += n
	}
	// Near the end of the text there is room to show more before.
	for ; max > 0 && from > 0; max-- {
		_, n := utf8.DecodeLastRuneInString(text[:from])
		from -= n
	}
	return from, to
}
