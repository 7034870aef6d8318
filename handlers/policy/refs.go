package policy

import (
	"regexp"
	"slices"

	"bihuan/models/clause"
	view "bihuan/views/policy"
)

// reference is a stretch of a text that names a clause, in bytes, with where it leads.
type reference struct {
	start, end int
	href, text string
}

// references finds the clauses that a policy's text names: its own by their numbers, those of others by the title
// before them.
type references struct {
	own     map[clause.Number]clause.Part
	numbers map[string]string // of other policies, by title
}

func newReferences(parts []clause.Part, numbers map[string]string) references {
	own := map[clause.Number]clause.Part{}
	for _, p := range parts {
		if _, twice := own[p.Number]; p.Kind == clause.Clause && !twice {
			own[p.Number] = p
		}
	}
	return references{own: own, numbers: numbers}
}

var (
	// titled is a title with, where there is one, the clause of it that is named.
	titled = regexp.MustCompile(`《([^《》\n]{2,100})》(?:\s*(第[〇零一二三四五六七八九十百千0-9]{1,12}条(?:之[一二三四五六七八九十]{1,3})?))?`)
)

// titles are the titles that a text names, each once.
func titles(text string) []string {
	var out []string
	for _, m := range titled.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// find gives the references in a run of text, in their order.
func (r references) find(text string) []reference {
	var out []reference
	for _, m := range titled.FindAllStringSubmatchIndex(text, -1) {
		number, known := r.numbers[text[m[2]:m[3]]]
		if !known {
			continue
		}
		href := view.Path(number)
		if m[4] >= 0 {
			href = view.LabelPath(number, text[m[4]:m[5]])
		}
		out = append(out, reference{start: m[0], end: m[1], href: href})
	}
	for _, f := range clause.References([]clause.Part{{Kind: clause.Clause, End: len(text)}}, text) {
		if p, ok := r.own[f.Number]; ok {
			out = append(out, reference{start: f.Start, end: f.End, href: "#" + view.PartID(p.Key), text: p.Label})
		}
	}
	slices.SortFunc(out, func(a, b reference) int { return a.start - b.start })
	return out
}
