package clause

import (
	"strings"
	"unicode/utf8"
)

// trust says how surely a line is the head of a part.
type trust int

const (
	never trust = iota // ordinary text
	weak               // 第三条为了: only where it continues the sequence
	soft               // 第三条 规定的: likewise, and it reads like a reference
	sure
)

// head is what a line says when read as the first line of a part.
type head struct {
	kind   Kind
	trust  trust
	level  int // number of # marks, 0 none
	label  string
	title  string
	number Number
	sub    bool   // 分编
	body   int    // where the text begins in the line; its length when the whole line is head
	reopen string // bold that began before the label and goes on in the text
}

// Longest title of a plain line that is read as a heading, in characters.
const longestTitle = 50

// readHead reads one line without looking at its neighbours.
func readHead(text string) head {
	if level, rest := atx(text); level > 0 {
		return readHeading(text, level, rest)
	}
	at := skipBlank(text)
	if at == len(text) {
		return head{}
	}
	bold := emphasis(text[at:])
	inner := at + len(bold)
	inner += skipBlank(text[inner:])
	switch {
	case strings.HasPrefix(text[inner:], "第"):
		return readLabelled(text, inner, bold)
	case strings.HasPrefix(text[inner:], "附"):
		return readAnnex(text, inner)
	}
	return readPoint(text, inner, bold)
}

// emphasis returns the run of up to three * or _ that s begins with.
func emphasis(s string) string {
	n := 0
	for n < len(s) && n < 3 && (s[n] == '*' || s[n] == '_') && s[n] == s[0] {
		n++
	}
	return s[:n]
}

// atx reads the marks of a Markdown heading and returns its text without them.
func atx(text string) (int, string) {
	at := 0
	for at < len(text) && at < 4 && text[at] == ' ' {
		at++
	}
	if r, n := utf8.DecodeRuneInString(text[at:]); n > 0 && invisible(r) {
		at += n // a byte order mark
	}
	level := 0
	for at+level < len(text) && text[at+level] == '#' {
		level++
	}
	if at > 3 && text[at-1] == ' ' || level == 0 || level > 6 {
		return 0, ""
	}
	rest := text[at+level:]
	title := trim(rest)
	if closed := strings.TrimRight(title, "#"); closed == "" || blank(lastRune(closed)) {
		title = trim(closed)
	}
	if mark := emphasis(title); mark != "" && len(title) > 2*len(mark) && strings.HasSuffix(title, mark) && strings.Count(title, mark) == 2 {
		title = trim(title[len(mark) : len(title)-len(mark)])
	}
	if skipBlank(rest) == 0 && rest != "" {
		if h := readHead(title); h.trust == never || h.kind == Point {
			return 0, "" // a tag like #1, not a heading
		}
	}
	return level, title
}

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

func readHeading(text string, level int, title string) head {
	h := head{kind: Heading, trust: sure, level: level, title: title, body: len(text)}
	if l, ok := readLabel(title); ok {
		rest := title[l.length:]
		if t := trustOf(rest); t == sure || t == weak && l.kind != Clause {
			h.kind, h.label, h.number, h.sub = l.kind, title[:l.length], l.number, l.sub
			h.title = trim(strings.TrimLeft(trim(rest), "：:、.．*_"))
			return h
		}
		return h
	}
	if a := readAnnex(title, 0); a.trust == sure {
		h.kind, h.label, h.title, h.number = Annex, a.label, a.title, a.number
		return h
	}
	if n, number, ok := pointLabel(title); ok {
		h.label, h.number, h.title = title[:n], number, trim(title[n:])
	}
	return h
}

type label struct {
	kind   Kind
	number Number
	sub    bool
	length int
}

// readLabel reads 第一百二十条之一, 第 12 条, 第一章, 第二节, 第三编, 第一分编 at the beginning of s.
func readLabel(s string) (label, bool) {
	if !strings.HasPrefix(s, "第") {
		return label{}, false
	}
	at := len("第")
	n, at, ok := numeralAt(s, at)
	if !ok {
		return label{}, false
	}
	l := label{number: Number{N: n}}
	for _, unit := range [...]struct {
		text string
		kind Kind
		sub  bool
	}{{"条", Clause, false}, {"條", Clause, false}, {"章", Chapter, false}, {"节", Section, false}, {"節", Section, false},
		{"分编", Book, true}, {"编", Book, false}, {"編", Book, false}} {
		if strings.HasPrefix(s[at:], unit.text) {
			l.kind, l.sub, l.length = unit.kind, unit.sub, at+len(unit.text)
			break
		}
	}
	if l.kind == "" {
		return label{}, false
	}
	if strings.HasPrefix(s[l.length:], "之") {
		if suffix, end, ok := numeralAt(s, l.length+len("之")); ok && suffix > 0 {
			l.number.Suffix = suffix
			l.length = end
			for l.length > 0 && blank(lastRune(s[:l.length])) {
				_, n := utf8.DecodeLastRuneInString(s[:l.length])
				l.length -= n
			}
		}
	}
	return l, true
}

// numeralAt reads a number with up to three blanks on either side and returns where it ends.
func numeralAt(s string, at int) (int, int, bool) {
	skip := func(at int) int {
		for range 3 {
			r, n := utf8.DecodeRuneInString(s[at:])
			if n == 0 || !blank(r) {
				break
			}
			at += n
		}
		return at
	}
	from := skip(at)
	to := from
	for range longestNumeral + 1 {
		r, n := utf8.DecodeRuneInString(s[to:])
		if _, _, ok := digit(r); !ok {
			break
		}
		to += n
	}
	n, ok := ParseNumeral(s[from:to])
	return n, skip(to), ok
}

// readLabelled reads a plain line that begins with 第.
func readLabelled(text string, at int, bold string) head {
	l, ok := readLabel(text[at:])
	if !ok {
		return head{}
	}
	h := head{kind: l.kind, label: text[at : at+l.length], number: l.number, sub: l.sub, body: len(text)}
	end := at + l.length
	rest := text[end:]
	if l.kind != Clause {
		return plainHeading(h, strings.TrimRight(trim(rest), "*_"), rest)
	}
	h.body = end
	h.trust = trustOf(rest)
	if bold == "" {
		h.body += skipBlank(rest)
		if r, n := utf8.DecodeRuneInString(text[h.body:]); strings.ContainsRune("：:、.．", r) && h.trust != never {
			h.body += n
		}
		h.body += skipBlank(text[h.body:])
		return h
	}
	return closeBold(h, text, end, bold)
}

// closeBold finds where bold that began before a clause's label ends: at the label, after a short title, or within the text.
func closeBold(h head, text string, end int, bold string) head {
	length := strings.Index(text[end:], bold)
	if length < 0 {
		h.body, h.reopen = end+skipBlank(text[end:]), bold
		return h
	}
	inner := trim(strings.TrimRight(trim(text[end:end+length]), "：:、."))
	after := text[end+length+len(bold):]
	switch {
	case inner == "":
		h.trust = trustOf(" " + after) // bold sets the label off as a blank would
	case utf8.RuneCountInString(inner) <= longestTitle && !strings.ContainsAny(inner, "。；") && !isBlank(after):
		h.title = inner
	default:
		h.body, h.reopen = end+skipBlank(text[end:]), bold
		return h
	}
	h.body = len(text) - len(after) + skipBlank(after)
	return h
}

// plainHeading judges 「第一章 总则」 without # marks.
func plainHeading(h head, title, rest string) head {
	h.title = trim(title)
	n := utf8.RuneCountInString(h.title)
	spaced := skipBlank(rest) > 0 || rest == ""
	switch {
	case n > longestTitle || n > 0 && strings.ContainsRune("。；，：、！？;,.!?:", lastRune(h.title)) || trustOf(rest) == never:
		h.trust = never
	case trustOf(rest) == soft:
		h.trust = never
	case spaced || n == 0:
		h.trust = sure
	case n <= 30:
		h.trust = weak
	}
	return h
}

// trustOf judges what follows a label: 「第三条、第四条」 and 「第三条第二款」 are references, 「第三条 为了」 is a clause.
func trustOf(rest string) trust {
	text := rest[skipBlank(rest):]
	if text == "" {
		return sure
	}
	for _, link := range hardLinks {
		if strings.HasPrefix(text, link) {
			return never
		}
	}
	r, n := utf8.DecodeRuneInString(text)
	if strings.ContainsRune("、～~—－-", r) && strings.HasPrefix(trim(text[n:]), "第") || r == '第' && inClause(text) {
		return never
	}
	spaced := len(text) < len(rest)
	for _, link := range softLinks {
		if strings.HasPrefix(text, link) {
			if spaced {
				return soft
			}
			return never
		}
	}
	if spaced || strings.ContainsRune("：:【［[〔*_", r) {
		return sure
	}
	return weak
}

// inClause reports whether s begins with 第二款, 第三项 or another label: what follows a label in a reference.
func inClause(s string) bool {
	_, at, ok := numeralAt(s, len("第"))
	if !ok {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[at:])
	return strings.ContainsRune("款项目条章节", r)
}

var (
	hardLinks = []string{"，", ",", "。", "；", ";", "）", ")", "》", "」", "”", "’", "至第", "和第", "与第", "及第", "或第", "到第", "或者第", "以及第",
		"以及本"}
	softLinks = []string{"规定", "所称", "所列", "所述", "所指", "所规定", "中的", "中规定", "中所", "的", "之规定", "和本", "及本", "以及",
		"（一", "（二", "（三", "（四", "(一", "(二", "(三", "(四"}
)
