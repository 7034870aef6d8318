package clause

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostEdits bounds the search for the shortest difference between two lists of tokens; beyond it, and beyond a number of steps
// that grows with the text, they are told as replaced.
const mostEdits = 800

// Words tells how a text became another. It looks at paragraphs, then at the sentences of those that changed, then at their words
// (a Chinese character is a word), so that the time stays near linear and what did not change is never torn.
func Words(before, after string) []Span {
	d := &differ{steps: 500_000 + 50*(len(before)+len(after))}
	d.compare(before, after, 0)
	return tidy(d.edits, before, after)
}

// cutters split a text into ever smaller tokens that make it up again.
var cutters = [...]func(string) []string{paragraphs, sentences, words}

func paragraphs(s string) []string { return strings.SplitAfter(s, "\n") }

func sentences(s string) []string {
	var list []string
	start := 0
	for i, r := range s {
		if strings.ContainsRune("。；！？;!?\n", r) {
			_, n := utf8.DecodeRuneInString(s[i:])
			list = append(list, s[start:i+n])
			start = i + n
		}
	}
	return append(list, s[start:])
}

// words keeps Latin words and numbers whole; every other character stands alone.
func words(s string) []string {
	var list []string
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if inWord(r) {
			for n < len(s) {
				r, more := utf8.DecodeRuneInString(s[n:])
				if !inWord(r) {
					break
				}
				n += more
			}
		}
		list = append(list, s[:n])
		s = s[n:]
	}
	return list
}

func inWord(r rune) bool {
	return r < 0x2E80 && r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// edit is a stretch of the text before, in bytes, with what stands in its place after.
type edit struct{ from, to, newFrom, newTo int }

type differ struct {
	edits   []edit
	at, new int // bytes told so far
	steps   int // that may still be taken
}

func (d *differ) keep(text string) { d.at, d.new = d.at+len(text), d.new+len(text) }

func (d *differ) replace(before, after string) {
	e := edit{d.at, d.at + len(before), d.new, d.new + len(after)}
	d.at, d.new = e.to, e.newTo
	if n := len(d.edits); n > 0 && d.edits[n-1].to == e.from && d.edits[n-1].newTo == e.newFrom {
		d.edits[n-1].to, d.edits[n-1].newTo = e.to, e.newTo
		return
	}
	d.edits = append(d.edits, e)
}

// compare writes the difference of two texts as seen at a level of cutters.
func (d *differ) compare(before, after string, level int) {
	switch {
	case before == after:
		d.keep(before)
		return
	case before == "" || after == "" || level == len(cutters):
		d.replace(before, after)
		return
	}
	a, b := cutters[level](before), cutters[level](after)
	var head, tail string
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = before[:len(head)+len(a[0])]
		a, b = a[1:], b[1:]
	}
	before, after = before[len(head):], after[len(head):]
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = before[len(before)-len(tail)-len(a[len(a)-1]):]
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	before, after = before[:len(before)-len(tail)], after[:len(after)-len(tail)]
	d.keep(head)
	d.middle(before, after, a, b, level)
	d.keep(tail)
}

// middle compares what lies between the common beginning and end; a and b are its tokens.
func (d *differ) middle(before, after string, a, b []string, level int) {
	kept, ok := d.common(a, b)
	if !ok {
		d.compare(before, after, level+1)
		return
	}
	i, j, at, to := 0, 0, 0, 0 // tokens and bytes told so far
	bytes := func(tokens []string) (n int) {
		for _, t := range tokens {
			n += len(t)
		}
		return n
	}
	for _, k := range append(kept, [2]int{len(a), len(b)}) {
		gap, put := bytes(a[i:k[0]]), bytes(b[j:k[1]])
		d.compare(before[at:at+gap], after[to:to+put], level+1)
		at, to = at+gap, to+put
		i, j = k[0], k[1]
		if i < len(a) && j < len(b) {
			d.keep(a[i])
			at, to = at+len(a[i]), to+len(b[j])
			i, j = i+1, j+1
		}
	}
}

// common returns the pairs of places of a longest common run of tokens (Myers 1986), or false beyond mostEdits.
func (d *differ) common(a, b []string) ([][2]int, bool) {
	limit := min(len(a)+len(b), mostEdits)
	reach := make([]int, 2*limit+2) // furthest place in a on each diagonal
	var trace [][]int
	for edits := 0; edits <= limit; edits++ {
		trace = append(trace, append([]int(nil), reach[limit-edits:limit+edits+2]...))
		for k := -edits; k <= edits; k += 2 {
			x := 0
			if k == -edits || k != edits && reach[limit+k-1] < reach[limit+k+1] {
				x = reach[limit+k+1]
			} else {
				x = reach[limit+k-1] + 1
			}
			for d.steps--; x < len(a) && x-k < len(b) && a[x] == b[x-k]; d.steps-- {
				x++
			}
			if d.steps < 0 {
				return nil, false
			}
			reach[limit+k] = x
			if x >= len(a) && x-k >= len(b) {
				return walkBack(trace, len(a), len(b)), true
			}
		}
	}
	return nil, false
}

// walkBack reads the kept tokens off the trace of common: trace[d] holds the diagonals -d to d+1 before round d.
func walkBack(trace [][]int, x, y int) [][2]int {
	var kept [][2]int
	for d := len(trace) - 1; d >= 0; d-- {
		reach := func(k int) int { return trace[d][k+d] }
		k := x - y
		from := k - 1
		if k == -d || k != d && reach(k-1) < reach(k+1) {
			from = k + 1
		}
		fromX := 0
		if d > 0 {
			fromX = reach(from)
		} else {
			from = 0
		}
		for x > fromX && y > fromX-from && x > 0 && y > 0 {
			x, y = x-1, y-1
			kept = append(kept, [2]int{x, y})
		}
		x, y = fromX, fromX-from
	}
	slices.Reverse(kept)
	return kept
}
