package clause

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// frontMatter takes YAML between two lines of --- at the very beginning and returns the first line after it.
func (p *parser) frontMatter() int {
	if len(p.lines) == 0 || strings.TrimRight(strings.TrimPrefix(p.text(0), "\uFEFF"), " \t") != "---" {
		return 0
	}
	for i := 1; i < len(p.lines); i++ {
		text := strings.TrimRight(p.text(i), " \t")
		switch {
		case text == "---" || text == "...":
			if i == 1 {
				return 0
			}
			for j := 0; j <= i; j++ {
				p.regions[j] = frontMatter
			}
			return i + 1
		case text == "" || strings.ContainsRune(" \t-#", rune(text[0])) || strings.Contains(text, ":"):
		default:
			return 0
		}
	}
	return 0
}

// header finds the title line, the lines of history below it and the mark INFO END.
func (p *parser) header(at int) {
	for at < len(p.lines) && (p.blank(at) || p.regions[at] == contents) {
		at++
	}
	if at == len(p.lines) {
		return
	}
	first := at
	for first < len(p.lines) && !p.isHead(first) {
		first++
	}
	if at == first && p.isTitle(first) || at < first && p.plainTitle(at, first) {
		p.title = plain(p.heads[at].title)
		if !p.isHead(at) {
			p.title = plain(trim(p.text(at)))
		}
		end := at + 1
		if end < len(p.lines) && p.heads[at].level > 0 && atxLevel(p.text(at)) == 0 {
			end++ // its underline
		}
		for i := at; i < end; i++ {
			p.regions[i], p.heads[i] = titleLine, head{}
		}
		at = end
	}
	end := at
	past := false
	for i := at; i < len(p.lines) && !p.isHead(i) && p.regions[i] == proper; i++ {
		text := trim(p.text(i))
		switch {
		case strings.HasPrefix(text, "<!--") && strings.Contains(text, "INFO END"):
			end, past = i+1, true
		case text == "":
		case !past && isHistory(text):
			if end == i || p.blankBetween(end, i) {
				end = i + 1
			}
		}
	}
	for i := at; i < end; i++ {
		p.regions[i] = history
	}
}

func atxLevel(text string) int { level, _ := atx(text); return level }

func (p *parser) blankBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if !p.blank(i) {
			return false
		}
	}
	return true
}

// isTitle reports whether the first heading of the document is its title and not its first section.
func (p *parser) isTitle(first int) bool {
	h := p.heads[first]
	if h.kind != Heading || h.label != "" || h.title == "" {
		return false
	}
	empty, next := true, first+1
	if atxLevel(p.text(first)) == 0 {
		next++
	}
	for next < len(p.lines) && !p.isHead(next) {
		empty = empty && (p.blank(next) || p.regions[next] == contents || isHistory(trim(p.text(next))))
		next++
	}
	if next == len(p.lines) {
		return h.level == 1
	}
	if kind := p.heads[next].kind; empty && (kind == Book || kind == Chapter) {
		return true
	}
	if h.level != 1 {
		return false
	}
	for i := next; i < len(p.lines); i++ {
		if o := p.heads[i]; o.trust != never && o.kind == Heading && o.level == 1 && o.label == "" {
			return empty && p.heads[next].level == 1
		}
	}
	return true
}

// plainTitle reports whether a line before the first part, without # marks, is the title.
func (p *parser) plainTitle(at, first int) bool {
	if first == len(p.lines) || p.heads[first].kind == Heading || !p.blank(at+1) && at+1 < first && !isHistory(trim(p.text(at+1))) {
		return false
	}
	text := trim(p.text(at))
	return utf8.RuneCountInString(text) <= longestTitle && !strings.ContainsAny(text, "。；：，！？|<>`") && !isHistory(text) &&
		!strings.ContainsRune("-+>~=", rune(text[0]))
}

// plain takes emphasis off a title.
func plain(title string) string {
	return trim(strings.Trim(trim(title), "*_"))
}

var (
	dated  = regexp.MustCompile(`^[（(【]?\s*(?:根据|自|经)?\s*[0-9０-９〇○零一二三四五六七八九]{4}\s*年\s*[0-9０-９一二三四五六七八九十]{1,3}\s*月\s*[0-9０-９一二三四五六七八九十]{1,3}\s*日`)
	events = regexp.MustCompile(`通过|公布|发布|修订|修正|修改|施行|实施|批准|印发|废止|决定|会议|令`)
)

// isHistory reports whether a line tells when the text was adopted or changed.
func isHistory(text string) bool {
	if len(text) > 1500 || !dated.MatchString(text) || !events.MatchString(text) {
		return false
	}
	return !strings.HasSuffix(text, "。") || strings.HasPrefix(text, "（") || strings.HasPrefix(text, "(")
}
