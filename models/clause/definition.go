package clause

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// Definition is what the policy says a term means.
type Definition struct {
	Term string
	Text string // the defining sentence's part after 「是指」, with what belongs to it
	Key  int    // the part that says so
}

var (
	// 本制度所称重要数据，是指…；本办法所称的投诉，是指…
	namedTerm = regexp.MustCompile(`(?:本\p{Han}{1,8}?|前款|前条|前项|上述)中?所称的?[“"「]?([^，,。；：“”"「」\n]{1,40}?)[”"」]?[，,]?(?:均|系|即)?是?指(?:的是)?`)
	// （一）网络，是指… / 数据处理，是指… / **投诉**：指… at the beginning of a sentence
	listedTerm = regexp.MustCompile(`^[\s\x{3000}*]*(?:[（(][一二三四五六七八九十〇零百0-9]{1,4}[）)]|[0-9]{1,3}[.、．]|[-*+] )?[\s\x{3000}*]*[“"「]?([^，,。；：“”"「」\s|]{1,40}?)[”"」]?\**[：，,]\**\s*(?:均|系|即)?是?指(?:的是)?`)
	aside      = regexp.MustCompile(`[（(][^（）()]*[）)]`)
)

// longestSentence bounds what is searched for a term, in bytes.
const longestSentence = 6000

// notMeaning are characters that make 指 another word: 指导, 指定.
const notMeaning = "导定示挥派标出明南引纹数令控望责认教向"

// Definitions returns the terms that the policy defines, in reading order, each once.
func Definitions(parts []Part, source string) []Definition {
	var found []Definition
	seen := map[string]bool{}
	for _, p := range parts {
		if p.Kind == Meta {
			continue
		}
		body := p.Body(source)
		if !strings.Contains(body, "指") {
			continue
		}
		for line := range strings.Lines(body) {
			for _, d := range definitionsOf(line) {
				if !seen[d.Term] {
					seen[d.Term] = true
					d.Key = p.Key
					found = append(found, d)
				}
			}
		}
	}
	return found
}

// definitionsOf reads one paragraph: a sentence that defines nothing goes on with the definition before it.
func definitionsOf(line string) []Definition {
	var found []Definition
	for _, sentence := range sentences(line) {
		if term, text := define(sentence); term != "" {
			found = append(found, Definition{Term: term, Text: text})
		} else if n := len(found); n > 0 {
			found[n-1].Text += sentence
		}
	}
	for i, d := range found {
		found[i].Text = trim(strings.TrimRight(trim(d.Text), "，,；;"))
	}
	return found
}

func define(sentence string) (term, text string) {
	if len(sentence) > longestSentence || !strings.Contains(sentence, "指") {
		return "", ""
	}
	at := namedTerm.FindStringSubmatchIndex(sentence)
	if at == nil {
		at = listedTerm.FindStringSubmatchIndex(sentence)
	}
	if at == nil {
		return "", ""
	}
	text = strings.TrimLeft(sentence[at[1]:], "，, ")
	term = trim(strings.Trim(aside.ReplaceAllString(sentence[at[2]:at[3]], ""), "*_ "))
	r, _ := utf8.DecodeRuneInString(text)
	bare := strings.HasSuffix(sentence[:at[1]], "指") && !strings.HasSuffix(sentence[:at[1]], "是指")
	if isBlank(text) || !isTerm(term) || bare && strings.ContainsRune(notMeaning, r) {
		return "", ""
	}
	return term, text
}

// isTerm keeps phrases out that only look like a term: 「有下列情形之一的」.
func isTerm(term string) bool {
	n := utf8.RuneCountInString(term)
	return n >= 2 && n <= 30 && !strings.HasSuffix(term, "的") && !strings.Contains(term, "是") && !strings.ContainsAny(term, "《》")
}
