package clause

import (
	"strconv"
	"strings"
)

// Renumber writes the labels 第X编, 章, 节, 条 of the parts in sequence, in the manner of each label (第三条, 第3条); inserted clauses
// 第三条之一 become clauses of their own. Chapters begin anew in a book where they did, sections in every chapter, clauses in an
// annex with its own. References inside the text stay as they are: References lists them.
func Renumber(source string) string {
	parts := Parse(source)
	var b strings.Builder
	c := counters{}
	for _, p := range parts {
		n := c.next(p)
		text := source[p.Start:p.End]
		at := strings.Index(text, p.Label)
		if n == 0 || p.Label == "" || at < 0 {
			b.WriteString(text)
			continue
		}
		b.WriteString(text[:at])
		b.WriteString(relabel(p.Label, n))
		b.WriteString(text[at+len(p.Label):])
	}
	return b.String()
}

// counters hold the last number given on each level.
type counters struct {
	books, subBooks, chapters, sections, clauses int
}

func (c *counters) next(p Part) int {
	// A level begins anew below a higher one where its first label said so.
	count := func(n *int, anew bool) int {
		if *n < 0 {
			if *n = -*n - 1; anew {
				*n = 0
			}
		}
		*n++
		return *n
	}
	hold := func(n *int) { // the next label on this level may begin anew
		if *n >= 0 {
			*n = -*n - 1
		}
	}
	first := p.Number.N == 1 && p.Number.Suffix == 0
	switch p.Kind {
	case Annex:
		hold(&c.chapters)
		hold(&c.sections)
		hold(&c.clauses)
	case Book:
		if strings.Contains(p.Label, "分编") {
			hold(&c.chapters)
			return count(&c.subBooks, first)
		}
		hold(&c.subBooks)
		hold(&c.chapters)
		return count(&c.books, false)
	case Chapter:
		c.sections = 0
		return count(&c.chapters, first)
	case Section:
		return count(&c.sections, first)
	case Clause:
		return count(&c.clauses, first)
	}
	return 0
}

// relabel writes a label anew with another number, in digits where it had digits.
func relabel(label string, n int) string {
	_, unit, _ := numeralAt(label, len("第"))
	rest := label[unit:]
	if before, _, inserted := strings.Cut(rest, "之"); inserted {
		rest = before
	}
	old := trim(label[len("第"):unit])
	number := Numeral(n)
	switch {
	case strings.Trim(old, "0123456789") == "":
		number = strconv.Itoa(n)
	case strings.Trim(old, "０１２３４５６７８９") == "":
		number = strings.Map(func(r rune) rune { return r - '0' + '０' }, strconv.Itoa(n))
	}
	lead := label[len("第") : len("第")+strings.Index(label[len("第"):], old)]
	trail := label[len("第")+len(lead)+len(old) : unit]
	return "第" + lead + number + trail + rest
}

// Reference is a clause of this policy named inside its text: 第三条, 本办法第三条之一.
type Reference struct {
	Text       string
	Number     Number
	Key        int // the part in which it stands
	Start, End int // bytes
}

// References lists the clauses that the text names, other than as labels: what to look at again after renumbering.
// Clauses of another law (《…》第三条) are left out.
func References(parts []Part, source string) []Reference {
	var found []Reference
	for _, p := range parts {
		if p.Kind == Meta {
			continue
		}
		text := source[p.Start:p.End]
		at := 0
		if n := strings.Index(text, p.Label); p.Label != "" && n >= 0 {
			at = n + len(p.Label)
		}
		foreign := -1 // where a clause of another law ended
		for at < len(text) {
			n := strings.Index(text[at:], "第")
			if n < 0 {
				break
			}
			at += n
			l, ok := readLabel(text[at:])
			if !ok || l.kind != Clause {
				at += len("第")
				continue
			}
			before := strings.TrimRight(text[:at], " \t　")
			if strings.HasSuffix(before, "》") || foreign >= 0 && joint(text[foreign:at]) {
				foreign = at + l.length
			} else {
				found = append(found, Reference{text[at : at+l.length], l.number, p.Key, p.Start + at, p.Start + at + l.length})
			}
			at += l.length
		}
	}
	return found
}

// joint reports whether what stands between two labels makes them one list: 《…》第三条、第四条第二款和第五条.
func joint(between string) bool {
	if len(between) > 60 || strings.ContainsAny(between, "。；\n") || strings.Contains(between, "本") {
		return false
	}
	return strings.Trim(between, "、和与及至或者以第一二三四五六七八九十百款项（）() 　") == ""
}
