package clause

import (
	"slices"
	"sort"
	"strings"

	"golang.org/x/text/width"
)

// Change says what became of a part.
type Change string

// The changes. A moved or renumbered part may have changed words too: then Words is set.
const (
	Same       Change = "same"
	Changed    Change = "changed"
	Moved      Change = "moved"      // stands elsewhere among the others
	Renumbered Change = "renumbered" // another label in the same place
	New        Change = "new"
	Gone       Change = "gone"
)

// Span is a stretch of a changed text: kept "=", taken out "-" or put in "+".
type Span struct {
	Op   string
	Text string
}

// Pair is a part before and after. Before is nil for a new part, After for one that is gone. Words is set where the text changed;
// its kept and taken out spans make BeforeText, its kept and put in ones AfterText.
type Pair struct {
	Change                Change
	Before, After         *Part
	BeforeText, AfterText string // title of a heading in the first line, then the body
	Words                 []Span
}

// Compare pairs the parts of two texts by their keys, in the reading order of now, what is gone where it stood. Title lines,
// history and front matter have no keys and are left out. Texts whose parts have no keys yet are matched as Carry would.
func Compare(was []Part, wasSource string, now []Part, nowSource string) []Pair {
	was, now = keyed(was, wasSource, now, nowSource)
	place := map[int]int{} // key → place among the old parts
	for i, p := range was {
		if _, twice := place[p.Key]; p.Key > 0 && !twice {
			place[p.Key] = i
		}
	}
	before := make([]int, len(now)) // old place of each new part, -1 none
	taken := make([]bool, len(was))
	for j, p := range now {
		before[j] = -1
		if i, ok := place[p.Key]; ok && p.Kind != Meta && !taken[i] {
			before[j], taken[i] = i, true
		}
	}
	stays := increasing(before)
	var pairs []Pair
	at := 0 // old parts up to here are told
	gone := func(until int) {
		for ; at < until; at++ {
			if p := was[at]; p.Kind != Meta && !taken[at] {
				pairs = append(pairs, Pair{Change: Gone, Before: &was[at], BeforeText: text(p, wasSource)})
			}
		}
	}
	for j := range now {
		p := &now[j]
		switch i := before[j]; {
		case p.Kind == Meta:
		case i < 0:
			pairs = append(pairs, Pair{Change: New, After: p, AfterText: text(*p, nowSource)})
		default:
			if stays[j] {
				gone(i)
			}
			pairs = append(pairs, pairOf(&was[i], text(was[i], wasSource), p, text(*p, nowSource), stays[j]))
		}
	}
	gone(len(was))
	return pairs
}

// keyed returns the parts with keys, giving them where one is missing.
func keyed(was []Part, wasSource string, now []Part, nowSource string) ([]Part, []Part) {
	missing := func(parts []Part) bool {
		return slices.ContainsFunc(parts, func(p Part) bool { return p.Kind != Meta && p.Key == 0 })
	}
	if missing(was) {
		was, _ = Carry(nil, "", was, wasSource, 1)
		now, _ = Carry(was, wasSource, now, nowSource, 1)
	} else if missing(now) {
		now, _ = Carry(was, wasSource, now, nowSource, 1)
	}
	return was, now
}

func pairOf(was *Part, wasText string, now *Part, nowText string, stays bool) Pair {
	pair := Pair{Change: Same, Before: was, After: now, BeforeText: wasText, AfterText: nowText}
	if plainLines(wasText) != plainLines(nowText) {
		pair.Change = Changed
		pair.Words = Words(wasText, nowText)
	}
	switch {
	case !stays:
		pair.Change = Moved
	case was.Number != now.Number || was.Kind != now.Kind || essence(was.Label) != essence(now.Label):
		pair.Change = Renumbered
	}
	return pair
}

// text is what a reader compares: the title, if the part has one, and the body.
func text(p Part, source string) string {
	if p.Title == "" {
		return p.Body(source)
	}
	return strings.TrimRight(p.Title+"\n"+p.Body(source), "\n")
}

// plainLines is a text without what no reader takes for a change: blanks between Chinese characters, blank lines, emphasis,
// invisible characters, half and full width.
func plainLines(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = width.Fold.String(essence(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// increasing marks the members of a longest increasing run of places: what stays while the others moved around it.
func increasing(places []int) []bool {
	var ends []int // ends[k]: index of the smallest last place of a run of k+1
	from := make([]int, len(places))
	for j, place := range places {
		if place < 0 {
			continue
		}
		k := sort.Search(len(ends), func(k int) bool { return places[ends[k]] >= place })
		from[j] = -1
		if k > 0 {
			from[j] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, j)
		} else {
			ends[k] = j
		}
	}
	marks := make([]bool, len(places))
	if len(ends) > 0 {
		for j := ends[len(ends)-1]; j >= 0; j = from[j] {
			marks[j] = true
		}
	}
	return marks
}
