package clause

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	labelled = regexp.MustCompile(`(?m)^(第[一二三四五六七八九十百千零]+条)[ 　]+`)
	marks    = regexp.MustCompile(`(?m)^#+ `)
	named    = regexp.MustCompile(`(?m)^#+ (第.+)$`)
)

// inDigits writes the labels of clauses in digits.
func inDigits(source string) string {
	return labelled.ReplaceAllStringFunc(source, func(s string) string {
		n, _ := ParseNumeral(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s), "第"), "条"))
		return "第" + strconv.Itoa(n) + "条 "
	})
}

// withContents puts a table of contents in front of the text.
func withContents(source string) string {
	var list []string
	for _, m := range named.FindAllStringSubmatch(source, -1) {
		list = append(list, m[1])
	}
	if len(list) == 0 {
		return source
	}
	at := strings.Index(source, list[0])
	at = strings.LastIndex(source[:at], "\n") + 1
	return source[:at] + "目　录\n\n" + strings.Join(list, "\n") + "\n\n" + source[at:]
}

// The same laws written in other manners have the same clauses, chapters and sections.
func TestLawsWrittenInOtherManners(t *testing.T) {
	sharedFile(t, "provenance-policies.csv") // or skip
	for _, v := range []struct {
		name   string
		change func(string) string
	}{
		{"line ends of Windows and a byte order mark", func(s string) string { return "\uFEFF" + strings.ReplaceAll(s, "\n", "\r\n") }},
		{"no blank after the label", func(s string) string { return labelled.ReplaceAllString(s, "$1") }},
		{"bold labels", func(s string) string { return labelled.ReplaceAllString(s, "**$1**　") }},
		{"bold labels without a blank", func(s string) string { return labelled.ReplaceAllString(s, "**$1**") }},
		{"the blank within the bold", func(s string) string { return labelled.ReplaceAllString(s, "**$1　**") }},
		{"text on the next line", func(s string) string { return labelled.ReplaceAllString(s, "$1\n") }},
		{"labels in digits", inDigits},
		{"labels as headings", func(s string) string { return labelled.ReplaceAllString(s, "##### $1\n\n") }},
		{"headings without marks", func(s string) string { return marks.ReplaceAllString(s, "") }},
		{"no blank lines", func(s string) string { return regexp.MustCompile(`\n\n+`).ReplaceAllString(s, "\n") }},
		{"set in", func(s string) string { return regexp.MustCompile(`(?m)^第`).ReplaceAllString(s, "　　第") }},
		{"a table of contents", withContents},
		{"a plain table of contents and headings without marks", func(s string) string { return marks.ReplaceAllString(withContents(s), "") }},
	} {
		t.Run(v.name, func(t *testing.T) {
			names, _ := filepath.Glob(sharedPath("data", "policies", "*.md"))
			for _, name := range names {
				source := sharedFile(t, "policies", filepath.Base(name))
				changed := v.change(source)
				want, got := Parse(source), Parse(changed)
				checkPartition(t, changed, got)
				if w, g := census(want), census(got); w != g {
					t.Errorf("%s: clauses, chapters, sections %v, want %v", filepath.Base(name), g, w)
				}
				for _, p := range Compare(want, source, got, changed) {
					of := p.Before
					if of == nil {
						of = p.After
					}
					if of.Kind == Clause && (p.Before == nil || p.After == nil || p.Before.Number != p.After.Number) {
						t.Errorf("%s: %s %+v → %+v", filepath.Base(name), p.Change, p.Before, p.After)
					}
				}
			}
		})
	}
}

func census(parts []Part) (n [3]int) {
	for _, p := range parts {
		switch p.Kind {
		case Clause:
			n[0]++
		case Chapter:
			n[1]++
		case Section:
			n[2]++
		}
	}
	return n
}
