package clause

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// story writes pairs as "changed 第一条→第一条".
func story(pairs []Pair) string {
	var list []string
	for _, p := range pairs {
		var before, after string
		if p.Before != nil {
			before = p.Before.Label + p.Before.Title
		}
		if p.After != nil {
			after = p.After.Label + p.After.Title
		}
		line := string(p.Change) + " " + before + "→" + after
		if p.Words != nil && p.Change != Changed {
			line += " words"
		}
		list = append(list, line)
	}
	return strings.Join(list, "\n")
}

func TestCompare(t *testing.T) {
	four := law(clauseA, clauseB, clauseC, clauseD)
	for _, c := range []struct{ name, was, now, want string }{
		{"equal", "# 制度\n" + four, "# 制度改名\n" + four, "same 第一条→第一条\nsame 第二条→第二条\nsame 第三条→第三条\nsame 第四条→第四条"},
		{"only marks and widths", four, strings.NewReplacer("第一条 ", "**第一条**　", "，", ",").Replace(four), "same 第一条→第一条\nsame 第二条→第二条\nsame 第三条→第三条\nsame 第四条→第四条"},
		{"gone stands where it stood", four, law(clauseA, clauseC, clauseD), "same 第一条→第一条\ngone 第二条→\nrenumbered 第三条→第二条\nrenumbered 第四条→第三条"},
		{"new", four, law(clauseA, half1, clauseB, clauseC, clauseD), "same 第一条→第一条\nnew →第二条\nrenumbered 第二条→第三条\nrenumbered 第三条→第四条\nrenumbered 第四条→第五条"},
		{"moved", four, law(clauseB, clauseC, clauseD, clauseA), "renumbered 第二条→第一条\nrenumbered 第三条→第二条\nrenumbered 第四条→第三条\nmoved 第一条→第四条"},
		{"renumbered with changed words", four, law(half1, clauseA, strings.Replace(clauseB, "每月", "每周", 1), clauseC, clauseD),
			"new →第一条\nrenumbered 第一条→第二条\nrenumbered 第二条→第三条 words\nrenumbered 第三条→第四条\nrenumbered 第四条→第五条"},
		{"a heading's words", "## 目的\n" + clauseA + "\n## 范围\n" + clauseB, "## 目的\n" + clauseA + "\n## 适用范围\n" + clauseB, "same 目的→目的\nchanged 范围→适用范围"},
		{"gone at both ends", four, law(clauseB, clauseC), "gone 第一条→\nrenumbered 第二条→第一条\nrenumbered 第三条→第二条\ngone 第四条→"},
	} {
		t.Run(c.name, func(t *testing.T) {
			was, next := keyedBy(c.was)
			now, _ := Carry(was, c.was, Parse(c.now), c.now, next)
			if diff := cmp.Diff(c.want, story(Compare(was, c.was, now, c.now))); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			if diff := cmp.Diff(c.want, story(Compare(Parse(c.was), c.was, Parse(c.now), c.now))); diff != "" {
				t.Errorf("without keys: want -, got +\n%s", diff)
			}
		})
	}
}

// marked writes spans as [-gone-] and {+new+} in the text that stays.
func marked(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch s.Op {
		case "-":
			fmt.Fprintf(&b, "[-%s-]", s.Text)
		case "+":
			fmt.Fprintf(&b, "{+%s+}", s.Text)
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ before, after, want string }{
		{"每月报告一次。", "每周报告两次。", "每[-月-]{+周+}报告[-一-]{+两+}次。"},
		{"24小时内答复。", "48小时内书面答复。", "[-24-]{+48+}小时内{+书面+}答复。"},
		{"甲。乙。", "甲。丙丁。乙。", "甲。{+丙丁。+}乙。"},
		{"（一）甲；\n（二）乙；\n（三）丙。", "（一）甲；\n（二）新；\n（三）乙；\n（四）丙。", "（一）甲；\n（二）[-乙-]{+新+}；\n（三）{+乙；\n（四）+}丙。"},
		{"使用 VPN 登录", "使用 VPN2 登录", "使用 [-VPN-]{+VPN2+} 登录"},
		{"由主管的批准人", "经总经理的书面许可", "[-由主管的批准人-]{+经总经理的书面许可+}"},
		{"", "甲", "{+甲+}"},
		{"甲", "", "[-甲-]"},
		{"", "", ""},
	} {
		if diff := cmp.Diff(c.want, marked(Words(c.before, c.after))); diff != "" {
			t.Errorf("%s → %s: want -, got +\n%s", c.before, c.after, diff)
		}
	}
}

// checkWords reports whether the spans make up both texts.
func checkWords(t interface{ Fatalf(string, ...any) }, spans []Span, before, after string) {
	var was, now strings.Builder
	for i, s := range spans {
		if s.Text == "" || i > 0 && spans[i-1].Op == s.Op {
			t.Fatalf("span %d of %q → %q is empty or repeats its kind: %q", i, before, after, spans)
		}
		if s.Op != "+" {
			was.WriteString(s.Text)
		}
		if s.Op != "-" {
			now.WriteString(s.Text)
		}
	}
	if was.String() != before || now.String() != after {
		t.Fatalf("the spans of %q → %q make %q → %q", before, after, was.String(), now.String())
	}
}

func TestWordsMakeUpBothTexts(t *testing.T) {
	text := rapid.StringOf(rapid.SampledFrom([]rune("甲乙丙，。；\nab12 ")))
	rapid.Check(t, func(t *rapid.T) {
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		checkWords(t, Words(before, after), before, after)
	})
}

func TestCompareOfEqualTextsIsAllSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := law(matters(t)...)
		for _, p := range Compare(Parse(source), source, Parse(source), source) {
			if p.Change != Same || p.Words != nil {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func TestHugeTextsAreMarkedCoarsely(t *testing.T) {
	before := strings.Repeat("甲乙丙丁", 200_000)
	after := strings.Repeat("乙丁丙戊甲", 200_000)
	checkWords(t, Words(before, after), before, after)
	checkWords(t, Words("", after), "", after)
	source, pasted := law(clauseA, before), law(clauseA, after, clauseB)
	if pairs := Compare(Parse(source), source, Parse(pasted), pasted); len(pairs) != 3 {
		t.Errorf("%d pairs, want one clause changed and one new", len(pairs))
	}
}
