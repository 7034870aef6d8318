package markdown

import (
	"html"
	"slices"
	"strings"
	"unicode"
)

// matcher finds defined terms and marked words in the order of the text, the longest first.
type matcher struct {
	terms map[rune][]Term
	marks map[rune][][]rune
	fold  func(rune) rune
	seen  map[string]bool // in this paragraph
}

func newMatcher(o Options) *matcher {
	m := &matcher{terms: map[rune][]Term{}, marks: map[rune][][]rune{}, fold: o.Fold, seen: map[string]bool{}}
	if m.fold == nil {
		m.fold = unicode.ToLower
	}
	for _, t := range o.Terms {
		for _, first := range t.Word {
			m.terms[first] = append(m.terms[first], t)
			break
		}
	}
	for _, of := range m.terms {
		slices.SortStableFunc(of, func(a, b Term) int { return len(b.Word) - len(a.Word) })
	}
	for _, w := range o.Mark {
		letters := m.folded(w)
		if len(letters) > 0 {
			m.marks[letters[0]] = append(m.marks[letters[0]], letters)
		}
	}
	for _, of := range m.marks {
		slices.SortStableFunc(of, func(a, b []rune) int { return len(b) - len(a) })
	}
	return m
}

func (m *matcher) folded(s string) []rune {
	letters := []rune(s)
	for i, r := range letters {
		letters[i] = m.fold(r)
	}
	return letters
}

func (m *matcher) begin() {
	if len(m.seen) > 0 {
		m.seen = map[string]bool{}
	}
}

// term gives the defined term at the beginning of s that was not met in this paragraph.
func (m *matcher) term(s string, first rune) (Term, bool) {
	for _, t := range m.terms[first] {
		if strings.HasPrefix(s, t.Word) {
			met := m.seen[t.Word]
			m.seen[t.Word] = true
			return t, !met
		}
	}
	return Term{}, false
}

// text writes words with their references, terms and marks.
func (p *page) text(s string) {
	if p.within > 0 {
		p.marked(s)
		return
	}
	from := 0
	if p.o.Refs != nil {
		for _, r := range p.o.Refs(s) {
			href, _, ok := address(r.Href)
			if !ok || r.Start < from || r.End <= r.Start || r.End > len(s) {
				continue
			}
			p.termed(s[from:r.Start])
			p.b.WriteString(`<a class="ref"`)
			p.attribute("href", href)
			p.attribute("title", r.Text)
			p.b.WriteString(">")
			p.marked(s[r.Start:r.End])
			p.b.WriteString("</a>")
			from = r.End
		}
	}
	p.termed(s[from:])
}

// termed writes words with their terms and marks.
func (p *page) termed(s string) {
	if len(p.terms.terms) == 0 {
		p.marked(s)
		return
	}
	from, skip := 0, 0
	for at, r := range s {
		if at < skip {
			continue
		}
		t, ok := p.terms.term(s[at:], r)
		if t.Word != "" {
			skip = at + len(t.Word)
		}
		if !ok {
			continue
		}
		p.marked(s[from:at])
		p.term(t)
		from = skip
	}
	p.marked(s[from:])
}

func (p *page) term(t Term) {
	tag := "dfn"
	href, _, ok := address(t.Href)
	if ok {
		tag = "a"
	}
	p.b.WriteString("<" + tag + ` class="term"`)
	if ok {
		p.attribute("href", href)
	}
	p.attribute("title", t.Text)
	p.b.WriteString(">")
	p.marked(t.Word)
	p.b.WriteString("</" + tag + ">")
}

func (p *page) marked(s string) {
	if len(p.terms.marks) == 0 {
		p.b.WriteString(html.EscapeString(s))
		return
	}
	letters := []rune(s)
	folded := p.terms.folded(s)
	from := 0
	for at := 0; at < len(folded); {
		n := 0
		for _, w := range p.terms.marks[folded[at]] {
			if len(w) <= len(folded)-at && slices.Equal(folded[at:at+len(w)], w) {
				n = len(w)
				break
			}
		}
		if n == 0 {
			at++
			continue
		}
		p.b.WriteString(html.EscapeString(string(letters[from:at])))
		p.b.WriteString("<mark>" + html.EscapeString(string(letters[at:at+n])) + "</mark>")
		at += n
		from = at
	}
	p.b.WriteString(html.EscapeString(string(letters[from:])))
}
