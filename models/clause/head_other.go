package clause

import (
	"strings"
	"unicode/utf8"
)

// readAnnex reads 附件, 附件一, 附录 2, 附：… that stands in a line of its own.
func readAnnex(text string, at int) head {
	s := text[at:]
	var word string
	for _, w := range [...]string{"附件", "附录", "附表", "附图", "附"} {
		if strings.HasPrefix(s, w) {
			word = w
			break
		}
	}
	if word == "" {
		return head{}
	}
	h := head{kind: Annex, trust: sure, label: word, body: len(text)}
	rest := s[len(word):]
	if word != "附" {
		if n, end, ok := numeralAt(s, len(word)); ok {
			h.number.N = n
			h.label, rest = trim(s[:end]), s[end:]
		} else if letter := trim(rest); letter != "" && letter[0] >= 'A' && letter[0] <= 'Z' {
			end := strings.IndexByte(rest, letter[0]) + 1
			h.label, rest = word+rest[:end], rest[end:]
		}
	}
	rest = strings.TrimRight(trim(rest), "*_")
	title := strings.TrimLeft(rest, "：:、.．*_")
	marked := len(title) < len(rest) || len(s) > len(h.label) && skipBlank(s[len(h.label):]) > 0
	h.title = trim(title)
	switch {
	case h.title == "" && word == "附" && len(rest) == 0:
		return head{}
	case h.title == "":
	case !marked || word == "附" && len(title) == len(rest):
		return head{}
	case utf8.RuneCountInString(h.title) > longestTitle || strings.ContainsAny(h.title, "。；"):
		if len(title) == len(rest) {
			return head{}
		}
		h.body, h.title = strings.LastIndex(text, h.title), "" // 附：a whole text in one line
	}
	return h
}

// pointLabel reads 一、 or 十二、 and returns its length.
func pointLabel(s string) (int, Number, bool) {
	if r, _ := utf8.DecodeRuneInString(s); r < 0x80 || r >= '０' && r <= '９' {
		return 0, Number{}, false // 1、 is an ordinary list
	}
	n, at, ok := numeralAt(s, 0)
	if !ok || n == 0 || !strings.HasPrefix(s[at:], "、") {
		return 0, Number{}, false
	}
	return at + len("、"), Number{N: n}, true
}

// readPoint reads 「一、…」; whether it is a point is decided for the whole document.
func readPoint(text string, at int, bold string) head {
	n, number, ok := pointLabel(text[at:])
	if !ok {
		return head{}
	}
	h := head{kind: Point, trust: sure, label: trim(text[at : at+n]), number: number, body: at + n}
	if bold == "" {
		h.body += skipBlank(text[h.body:])
		return h
	}
	return closeBold(h, text, at+n, bold)
}
