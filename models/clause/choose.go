package clause

import (
	"strings"
	"unicode/utf8"
)

// chooseClauses decides which lines that begin with 第X条 are clauses and not references; it reports whether any is.
func (p *parser) chooseClauses() bool {
	var found []int
	for i, h := range p.heads {
		if h.kind == Clause && h.trust != never {
			found = append(found, i)
		}
	}
	var last Number
	from, any := 0, false
	for k, i := range found {
		for ; from < i; from++ {
			if p.heads[from].kind == Annex && p.isHead(from) && !p.dangling(from) {
				last = Number{}
			}
		}
		h := p.heads[i]
		first := last == Number{} && h.number == Number{N: 1}
		follows := first || h.number.next(last)
		var ok bool
		switch h.trust {
		case sure:
			ok = follows || h.level > 0 || !p.dangling(i)
		case soft:
			ok = follows
		case weak:
			ok = p.weakClause(found[k:], last, follows)
		}
		if !ok {
			p.heads[i] = head{}
			continue
		}
		last, any = h.number, true
	}
	return any
}

// How far a label without a blank after it may jump ahead, and how many labels are looked at to judge it.
const (
	longestJump = 5
	lookAhead   = 8
)

// jumps reports whether a number lies a little ahead of another: clauses in between were deleted.
func jumps(last, number Number) bool {
	return last.Before(number) && number.N-last.N <= longestJump
}

// weakClause judges 「第三条为了」 by the labels around it: it must continue the sequence, and the real 第三条 must not come yet.
func (p *parser) weakClause(found []int, last Number, follows bool) bool {
	h := p.heads[found[0]]
	if !follows && !jumps(last, h.number) && last != (Number{}) {
		return false
	}
	for k := 1; k < len(found) && k <= lookAhead; k++ {
		next := p.heads[found[k]]
		switch {
		case next.trust == sure && next.number == h.number:
			return false
		case h.number.Before(next.number):
			return follows || next.number.next(h.number)
		case !follows && last.Before(next.number):
			return false
		}
	}
	return follows
}

// shortestBroken is how long a line must be to have been broken by an editor, in characters.
const shortestBroken = 20

// dangling reports whether the line goes on with a sentence that the line before it began.
func (p *parser) dangling(i int) bool {
	if p.blank(i-1) || p.isHead(i-1) && p.heads[i-1].kind != Clause {
		return false
	}
	text := trim(p.text(i - 1))
	return utf8.RuneCountInString(text) >= shortestBroken && !strings.ContainsRune("。；：！？.;:!?）)》>”\"’」』】*_|`-=~…\\", lastRune(text))
}

// choosePoints keeps 一、二、三、 of a document without clauses, numbered anew below each heading.
func (p *parser) choosePoints() {
	var kept []int
	last := 0
	for i := range p.heads {
		h := &p.heads[i]
		switch {
		case h.trust == never:
		case h.kind != Point:
			last = 0
		case h.number.N > last && h.number.N <= last+3 && (last > 0 || h.number.N == 1):
			last = h.number.N
			kept = append(kept, i)
		default:
			*h = head{}
		}
	}
	if len(kept) == 1 {
		p.heads[kept[0]] = head{}
	}
}

// chooseHeadings decides about plain lines that look like 「第一章 总则」 or 「附件：…」.
func (p *parser) chooseHeadings() {
	last := map[Kind]int{}
	for i := range p.heads {
		h := &p.heads[i]
		switch h.kind {
		case Annex:
			if h.level == 0 && p.dangling(i) {
				*h = head{}
			}
		case Book, Chapter, Section:
			follows := h.number.N == last[h.kind]+1 || h.number.N == 1
			if h.trust == weak && !follows || h.level == 0 && h.trust != never && !follows && p.dangling(i) {
				*h = head{}
			}
			if h.trust != never {
				last[h.kind] = h.number.N
			}
		}
	}
}

// contents finds the table of contents and takes its lines out of the text proper, so that no chapter stands twice.
func (p *parser) contents(at int) {
	count := map[entry]int{}
	for i := at; i < len(p.lines); i++ {
		if e := p.entry(i); e.kind != "" {
			count[e]++
		}
	}
	for i := at; i < len(p.lines); i++ {
		switch {
		case p.contentsTitle(i):
			p.takeContents(i, i+1, count)
			return
		case p.heads[i].kind == Clause && p.isHead(i):
			return
		case p.startsContents(i, count):
			p.takeContents(i, i, count)
			return
		}
	}
}

// entry is a line of a table of contents as it can be recognised in the text.
type entry struct {
	kind   Kind
	number Number
	title  string
}

func (p *parser) entry(i int) entry {
	h := p.heads[i]
	if h.trust == never {
		h = readHead(strings.TrimLeft(p.text(i), " \t-*+[>　"))
		if h.trust == never || h.level > 0 {
			return entry{}
		}
	}
	title := h.title
	if n := strings.IndexAny(title, "]("); n >= 0 && !strings.HasPrefix(strings.TrimLeft(p.text(i), " \t"), "第") {
		title = title[:n] // a link: [第一章 总则](#…)
	}
	switch h.kind {
	case Book, Chapter, Section, Annex:
		return entry{h.kind, h.number, essence(withoutPage(title))}
	}
	return entry{}
}

// withoutPage cuts the dots and the page number off a line of a table of contents.
func withoutPage(s string) string {
	t := strings.TrimRight(s, "0123456789０１２３４５６７８９ \t　")
	if cut := strings.TrimRight(t, ".…·．・-—_ \t　"); len(cut) < len(t) || len(t) < len(s) {
		return cut
	}
	return s
}

func (p *parser) contentsTitle(i int) bool {
	text := trim(strings.Trim(trim(p.text(i)), "#*_ 　"))
	if len(text) > 24 {
		return false
	}
	switch essence(text) {
	case "目录", "目次", "目錄":
		return true
	}
	return false
}

// startsContents finds a list of chapters without the word 目录: nothing between them, and all of them come again.
func (p *parser) startsContents(i int, count map[entry]int) bool {
	e := p.entry(i)
	if e.kind == "" || e.kind == Annex || count[e] < 2 || e.number.N != 1 {
		return false
	}
	next := i + 1
	for next < len(p.lines) && p.blank(next) {
		next++
	}
	return next < len(p.lines) && p.entry(next).kind != ""
}

func (p *parser) takeContents(start, from int, count map[entry]int) {
	seen := map[entry]bool{}
	end := start + 1
	var first entry
	for i := from; i < len(p.lines); i++ {
		if p.blank(i) {
			continue
		}
		e := p.entry(i)
		paged := len(withoutPage(trim(p.text(i)))) < len(trim(p.text(i)))
		listed := strings.ContainsRune("-*+[", rune(strings.TrimLeft(p.text(i), " \t　")[0])) && !p.isHead(i)
		again := e.kind != "" && count[e] > 1 || e.kind != "" && count[e] == 1 && paged && p.heads[i].level == 0
		if seen[e] && e.kind != "" && e.kind == first.kind || !again && !listed && !(paged && p.heads[i].level == 0) {
			break
		}
		if first.kind == "" {
			first = e
		}
		seen[e] = true
		end = i + 1
	}
	if end == start+1 && p.heads[start].level > 0 {
		return // an ordinary heading 目录 with nothing that we know below it
	}
	for i := start; i < end; i++ {
		p.heads[i], p.regions[i] = head{}, contents
	}
}
