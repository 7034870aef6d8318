package docx

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// span is text in one manner.
type span struct {
	text                 string
	bold, italic, strike bool
	href                 string
	mark                 bool // is Markdown already: a picture, the sign of a note
}

// joined puts spans of one manner together; lines are parted, so that no emphasis runs over a line's end.
func joined(spans []span) [][]span {
	lines := [][]span{nil}
	var open span
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			open.text = b.String()
			lines[len(lines)-1] = append(lines[len(lines)-1], open)
			b.Reset()
		}
	}
	for _, s := range spans {
		manner := s
		manner.text = ""
		if open.text = ""; open != manner || s.mark {
			flush()
			open = manner
		}
		for i, piece := range strings.Split(s.text, "\n") {
			if i > 0 {
				flush()
				lines = append(lines, nil)
			}
			b.WriteString(piece)
		}
	}
	flush()
	return lines
}

// words gives the plain text of spans.
func words(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		if !s.mark {
			b.WriteString(s.text)
		}
	}
	return b.String()
}

// plainSpans takes off all emphasis, as headings and labels want it.
func plainSpans(spans []span) []span {
	out := make([]span, len(spans))
	for i, s := range spans {
		s.bold, s.italic = false, false
		out[i] = s
	}
	return out
}

var clauseLabel = regexp.MustCompile(`^[ \t　]*第[一二三四五六七八九十百千零〇○0-9０-９]{1,9}条(?:之[一二三四五六七八九十]{1,3})?[ \t　]*`)

// unlabelled takes the emphasis off the label of a clause, which is how rules are typed: 第一条 in bold.
func unlabelled(spans []span) []span {
	label := clauseLabel.FindString(words(spans))
	if label == "" {
		return spans
	}
	var out []span
	left := len(label)
	for _, s := range spans {
		if s.mark || left == 0 {
			out = append(out, s)
			continue
		}
		n := min(left, len(s.text))
		head := s
		head.text, head.bold, head.italic = s.text[:n], false, false
		out = append(out, head)
		if s.text = s.text[n:]; s.text != "" {
			out = append(out, s)
		}
		left -= n
	}
	return out
}

// markdown writes the lines of a paragraph; where they stand in a table they are kept in one line.
func markdown(spans []span, inTable bool) string {
	var out []string
	for _, line := range joined(spans) {
		text := trimmed(lineMarkdown(line))
		if inTable {
			text = strings.ReplaceAll(text, "|", `\|`)
		} else {
			text = escapedBeginning(text)
		}
		if text != "" {
			out = append(out, text)
		}
	}
	if inTable {
		return strings.Join(out, "<br>")
	}
	return strings.Join(out, "\n")
}

// trimmed takes off spaces of all widths at both ends.
func trimmed(s string) string { return strings.TrimFunc(s, blank) }

func blank(r rune) bool { return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' }

func lineMarkdown(line []span) string {
	var b strings.Builder
	for _, s := range line {
		if s.mark {
			b.WriteString(s.text)
			continue
		}
		lead := s.text[:len(s.text)-len(strings.TrimLeftFunc(s.text, blank))]
		core := trimmed(s.text)
		tail := s.text[len(lead)+len(core):]
		b.WriteString(lead)
		if core != "" {
			b.WriteString(s.around(escaped(core)))
		}
		b.WriteString(tail)
	}
	return b.String()
}

func (s span) around(text string) string {
	switch {
	case s.bold:
		text = "**" + text + "**"
	case s.italic:
		text = "*" + text + "*"
	}
	if s.strike {
		text = "~~" + text + "~~"
	}
	if s.href != "" {
		text = "[" + text + "](" + s.href + ")"
	}
	return text
}

var entity = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)

// escaped puts a backslash before what Markdown would take for a sign. What means nothing to it stays as it is,
// for people read and edit this text: the < before a law's name, an underscore in a file's name.
func escaped(s string) string {
	if !strings.ContainsAny(s, "\\`*_[]<~&!") {
		return s
	}
	var b strings.Builder
	linked := strings.Contains(s, "](")
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(max(r, 0)):])
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		switch r {
		case '\\', '`', '*':
			b.WriteByte('\\')
		case '_':
			if !letter(before) || !letter(next) {
				b.WriteByte('\\')
			}
		case '[':
			if linked || next == '^' {
				b.WriteByte('\\')
			}
		case '<':
			if next == '/' || next == '!' || next == '?' || next < utf8.RuneSelf && unicode.IsLetter(next) {
				b.WriteByte('\\')
			}
		case '~':
			if next == '~' || before == '~' {
				b.WriteByte('\\')
			}
		case '&':
			if entity.MatchString(s[i:]) {
				b.WriteByte('\\')
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

var (
	marked    = regexp.MustCompile(`^(?:#{1,6}(?:\s|$)|>|[-+](?:\s|$)|(?:-\s*){3,}$|=+\s*$|~{3,}|\[[ xX]\]|\|)`)
	delimiter = regexp.MustCompile(`^[\s:|-]*-[\s:|-]*$`)
)

// escapedBeginning keeps a line from being taken for a heading, a list, a quotation or part of a table.
func escapedBeginning(line string) string {
	if marked.MatchString(line) || delimiter.MatchString(line) && strings.Contains(line, "|") {
		return `\` + line
	}
	return line
}

// link gives an address in the form in which Markdown holds it; ok is false for what is no address of the web.
func link(address string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			return "", false
		}
	case "mailto":
	default:
		return "", false
	}
	return strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E", `\`, "%5C", "*", "%2A", "|", "%7C").Replace(u.String()), true
}
