package clause

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of the source; end leaves out the line break, next is where the following line begins.
type line struct{ start, end, next int }

func splitLines(source string) []line {
	var lines []line
	for at := 0; at < len(source); {
		n := strings.IndexAny(source[at:], "\r\n")
		if n < 0 {
			lines = append(lines, line{at, len(source), len(source)})
			break
		}
		next := at + n + 1
		if source[at+n] == '\r' && next < len(source) && source[next] == '\n' {
			next++
		}
		lines = append(lines, line{at, at + n, next})
		at = next
	}
	return lines
}

// invisible are characters that Word and web pages leave behind.
func invisible(r rune) bool {
	return r >= 0x200B && r <= 0x200F || r == 0x2060 || r == 0xFEFF || r == 0x00AD
}

func blank(r rune) bool { return unicode.IsSpace(r) || invisible(r) }

func isBlank(s string) bool { return trim(s) == "" }

func trim(s string) string { return strings.TrimFunc(s, blank) }

// entities are how web pages indent a paragraph.
var entities = []string{"&nbsp;", "&emsp;", "&ensp;", "&#12288;", "&#160;", "&#x3000;"}

// skipBlank returns where the text of s begins.
func skipBlank(s string) int {
	at := 0
scan:
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if blank(r) {
			at += n
			continue
		}
		if r == '&' {
			for _, e := range entities {
				if strings.HasPrefix(s[at:], e) {
					at += len(e)
					continue scan
				}
			}
		}
		break
	}
	return at
}

// verbatim marks the lines that belong to a code fence, a table, an HTML comment, table or preformatted block:
// nothing in them is a heading or a clause. What is never closed counts as ordinary text.
func verbatim(source string, lines []line) []bool {
	marks := make([]bool, len(lines))
	fences := fenceLines(source, lines)
	unclosed := map[string]bool{}
	shortest := map[byte]int{}
	for i := 0; i < len(lines); i++ {
		text := source[lines[i].start:lines[i].end]
		end := i
		if f, ok := fences[i]; ok && f.opens && (shortest[f.char] == 0 || f.size < shortest[f.char]) {
			if end = closing(fences, i, len(lines)); end == i {
				shortest[f.char] = f.size
			}
		} else if name := block(text); name != "" && !unclosed[name] {
			at := strings.Index(source[lines[i].start:], name)
			if at < 0 {
				unclosed[name] = true
				continue
			}
			for end+1 < len(lines) && lines[end].next <= lines[i].start+at {
				end++
			}
			if end == i && name == "-->" {
				continue // a comment within one line, INFO END among them
			}
			marks[i] = true
		} else if i+1 < len(lines) && strings.Contains(text, "|") && delimiter(source[lines[i+1].start:lines[i+1].end]) {
			for end+1 < len(lines) && !isBlank(source[lines[end+1].start:lines[end+1].end]) {
				end++
			}
		} else {
			marks[i] = strings.HasPrefix(strings.TrimLeft(text, " \t"), "|")
		}
		for ; i < end; i++ {
			marks[i], marks[i+1] = true, true
		}
	}
	return marks
}

// block returns what closes the HTML block that a line opens.
func block(text string) string {
	text = strings.TrimLeft(text, " \t")
	if !strings.HasPrefix(text, "<") {
		return ""
	}
	head := strings.ToLower(text[:min(len(text), 8)])
	for _, b := range [...][2]string{{"<!--", "-->"}, {"<table", "</table"}, {"<pre", "</pre"}} {
		if strings.HasPrefix(head, b[0]) {
			return b[1]
		}
	}
	return ""
}

// delimiter reports whether a line is the second line of a Markdown table.
func delimiter(text string) bool {
	return strings.Contains(text, "-") && strings.Contains(text, "|") && strings.Trim(text, "|-: \t") == ""
}

type fence struct {
	char          byte
	size          int
	opens, closes bool
}

func fenceLines(source string, lines []line) map[int]fence {
	found := map[int]fence{}
	for i, l := range lines {
		text := strings.TrimLeft(source[l.start:l.end], " \t")
		if text == "" || text[0] != '`' && text[0] != '~' {
			continue
		}
		rest := strings.TrimLeft(text, text[:1])
		if size := len(text) - len(rest); size >= 3 {
			found[i] = fence{text[0], size, text[0] == '~' || !strings.Contains(rest, "`"), isBlank(rest)}
		}
	}
	return found
}

// closing returns the line that closes the fence of line i, or i.
func closing(fences map[int]fence, i, n int) int {
	open := fences[i]
	for j := i + 1; j < n; j++ {
		if f, ok := fences[j]; ok && f.closes && f.char == open.char && f.size >= open.size {
			return j
		}
	}
	return i
}
