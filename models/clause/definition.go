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
	namedTerm = regexp.MustCompile(`(?:本[\p{Han}]{1,8}|前款|前条|前项|上述)(?:中|里)?所称的?(?:“|"|「|《)?([^，,。；：“”"「」\n]{1,40}?)(?:”|"|」|》)?(?:，|,)?(?:均|系|即|均系)?是?指(?:的是)?`)
	// （一）网络，是指… / 数据处理，是指… at the beginning of a line
	listedTerm = regexp.MustCompile(`(?m)^[\s\x{3000}*]*(?:[（(][一二三四五六七八九十〇零百0-9]{1,4}[）)]|[0-9]{1,3}[.、．]|[-*+] )?[\s\x{3000}*]*(?:“|"|「)?([^，,。；：“”"「」\s|]{1,40}?)(?:”|"|」)?\**(?:：|，|,)\s*(?:均|系|即)?是?指(?:的是)?`)
	aside      = regexp.MustCompile(`[（(][^（）()]*[）)]`)
)

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

func definitionsOf(line string) []Definition {
	places := namedTerm.FindAllStringSubmatchIndex(line, -1)
	if len(places) == 0 {
		places = listedTerm.FindAllStringSubmatchIndex(line, 1)
	}
	var found []Definition
	for k, at := range places {
		end := len(line)
		if k+1 < len(places) {
			end = places[k+1][0]
		}
		term := trim(strings.Trim(aside.ReplaceAllString(line[at[2]:at[3]], ""), "*_ "))
		text := trim(strings.Trim(trim(line[at[1]:end]), "，,；;"))
		if isTerm(term) && text != "" {
			found = append(found, Definition{Term: term, Text: text})
		}
	}
	return found
}

// isTerm keeps phrases out that only look like a term: 「有下列情形之一的」.
func isTerm(term string) bool {
	n := utf8.RuneCountInString(term)
	return n >= 2 && n <= 30 && !strings.HasSuffix(term, "的") && !strings.Contains(term, "是") && !strings.ContainsAny(term, "《》")
}
