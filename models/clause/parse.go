package clause

import "strings"

// region says to which stretch outside the text proper a line belongs.
type region int

const (
	proper region = iota
	frontMatter
	titleLine
	history
	contents
)

type parser struct {
	source  string
	lines   []line
	heads   []head // of lines that begin a part; trust never elsewhere
	regions []region
	title   string
}

// Parse divides a policy's text into its parts. They partition the source: the first starts at 0, each ends where the next
// starts, the last ends with the source; only an empty source has none. Keys are left 0, Carry gives them.
func Parse(source string) []Part {
	p := &parser{source: source, lines: splitLines(source)}
	n := len(p.lines)
	p.heads, p.regions = make([]head, n), make([]region, n)
	at := p.frontMatter()
	skip := verbatim(source, p.lines[at:])
	for i := at; i < n; i++ {
		if !skip[i-at] {
			p.heads[i] = readHead(p.text(i))
		}
	}
	p.underlined(at)
	p.contents(at)
	if p.chooseClauses() {
		p.drop(Point)
	} else {
		p.choosePoints()
	}
	p.chooseHeadings()
	p.header(at)
	return nest(p.parts())
}

func (p *parser) text(i int) string { return p.source[p.lines[i].start:p.lines[i].end] }

func (p *parser) blank(i int) bool { return i < 0 || i >= len(p.lines) || isBlank(p.text(i)) }

func (p *parser) isHead(i int) bool { return p.heads[i].trust != never }

func (p *parser) drop(kind Kind) {
	for i := range p.heads {
		if p.heads[i].kind == kind {
			p.heads[i] = head{}
		}
	}
}

// underlined finds headings of the form "title" with a line of === or --- below.
func (p *parser) underlined(at int) {
	for i := at; i+1 < len(p.lines); i++ {
		level := underline(p.text(i + 1))
		if level == 0 || p.isHead(i) || p.blank(i) || i > 0 && !p.blank(i-1) {
			continue
		}
		title := trim(p.text(i))
		if len(title) > 3*longestTitle || strings.ContainsAny(title, "|。；") || underline(title) > 0 || strings.ContainsRune("<>-*+`~", rune(title[0])) {
			continue
		}
		p.heads[i] = head{kind: Heading, trust: sure, level: level, title: title}
	}
}

func underline(text string) int {
	text = strings.TrimRight(text, " \t")
	switch {
	case len(text) >= 3 && strings.Trim(text, "=") == "":
		return 1
	case len(text) >= 3 && strings.Trim(text, "-") == "":
		return 2
	}
	return 0
}

// parts cuts the source where heads and regions begin.
func (p *parser) parts() []cut {
	var cuts []cut
	add := func(i int, c cut) {
		c.Start = p.lines[i].start
		cuts = append(cuts, c)
	}
	was := contents // as if something stood before the first line: text there is a preamble
	for i := range p.lines {
		now := p.regions[i]
		h := p.heads[i]
		switch {
		case now != proper:
			if now != was || i == 0 {
				add(i, cut{Part: Part{Kind: Meta, Title: p.titleOf(now)}})
			}
		case h.trust != never:
			add(i, cut{Part: Part{Kind: h.kind, Label: h.label, Title: h.title, Number: h.number}, level: h.level, sub: h.sub})
		case was != proper && p.blank(i):
			continue // blank lines stay with what is before them
		case was != proper:
			add(i, cut{Part: Part{Kind: Preamble}})
		}
		was = now
	}
	if len(cuts) == 0 && p.source != "" {
		cuts = append(cuts, cut{Part: Part{Kind: Preamble}})
	}
	for i := range cuts {
		cuts[i].End = len(p.source)
		if i == 0 {
			cuts[i].Start = 0
		} else {
			cuts[i-1].End = cuts[i].Start
		}
	}
	return cuts
}

func (p *parser) titleOf(r region) string {
	switch r {
	case titleLine:
		return p.title
	case contents:
		return "目录"
	}
	return ""
}

// cut is a part with what only its depth depends on.
type cut struct {
	Part
	level int
	sub   bool
}

// rank orders the named levels of a law; 0 for headings without one.
func (c cut) rank() int {
	switch {
	case c.Kind == Book && !c.sub:
		return 1
	case c.Kind == Book:
		return 2
	case c.Kind == Chapter:
		return 3
	case c.Kind == Section:
		return 4
	}
	return 0
}

// inside reports whether heading c stands below heading over.
func (c cut) inside(over cut) bool {
	switch {
	case c.Kind == Annex:
		return false
	case over.Kind == Annex:
		return c.level == 0 || over.level == 0 || c.level >= over.level
	case c.rank() > 0 && over.rank() > 0:
		return c.rank() > over.rank()
	case c.level > 0 && over.level > 0:
		return c.level > over.level
	case c.rank() > 0:
		return over.level == 1
	}
	return true
}

// nest gives headings their depth: # marks and the names of levels tell it, relative to what stands above.
func nest(cuts []cut) []Part {
	parts := make([]Part, len(cuts))
	var open []cut
	for i, c := range cuts {
		switch c.Kind {
		case Book, Chapter, Section, Heading, Annex:
			for len(open) > 0 && !c.inside(open[len(open)-1]) {
				open = open[:len(open)-1]
			}
			open = append(open, c)
			c.Depth = len(open)
		}
		parts[i] = c.Part
	}
	return parts
}

// Body returns a part's text without its label, its title and the marks of a heading, trimmed.
func (p Part) Body(source string) string {
	if p.Start < 0 || p.End > len(source) || p.Start >= p.End {
		return ""
	}
	text := source[p.Start:p.End]
	if p.Kind == Meta || p.Kind == Preamble {
		return trim(text)
	}
	text = text[skipLines(text):]
	first := text
	if n := strings.IndexAny(text, "\r\n"); n >= 0 {
		first = text[:n]
	}
	rest := strings.TrimLeft(text[len(first):], "\r\n")
	h := readHead(first)
	switch p.Kind {
	case Clause, Point:
		if h.level > 0 || h.kind != p.Kind {
			return trim(rest)
		}
		return trim(h.reopen + first[h.body:] + text[len(first):])
	case Annex:
		if h.level == 0 && h.kind == Annex && h.body < len(first) {
			return trim(first[h.body:] + text[len(first):])
		}
	}
	if h.level == 0 {
		below, after, _ := strings.Cut(rest, "\n")
		if underline(strings.TrimRight(below, "\r")) > 0 {
			rest = after
		}
	}
	return trim(rest)
}

// skipLines returns where the first line with text begins.
func skipLines(text string) int {
	lead := skipBlank(text)
	return strings.LastIndexAny(text[:lead], "\r\n") + 1
}
