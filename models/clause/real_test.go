package clause

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What became of the clauses of five laws was read by hand in both texts; the keys of the elder are its places.
func TestRealSecondVersionsKeepTheirKeys(t *testing.T) {
	for _, c := range []struct {
		was, now string
		same     map[string]string // old label → new label of clauses that were renumbered, moved or rewritten
		fresh    []string          // labels of clauses that are new
		gone     []string
	}{
		{"policies/网络安全法(2016-11-07).md", "policies-versions/网络安全法(2025-10-28).md",
			map[string]string{"第三条": "第四条", "第十八条": "第十九条", "第二十一条": "第二十三条", "第六十条": "第六十二条", "第六十一条": "第六十四条", "第七十五条": "第七十七条", "第七十九条": "第八十一条"},
			[]string{"第三条", "第二十条", "第六十三条", "第七十三条"}, []string{"第六十四条", "第六十六条"}},
		{"policies/食品安全法(2021-04-29).md", "policies-versions/食品安全法(2025-09-12).md",
			map[string]string{"第四十一条": "第四十一条", "第八十一条": "第八十一条", "第八十二条": "第八十二条", "第一百二十四条": "第一百二十四条", "第一百三十二条": "第一百三十二条"}, nil, nil},
		{"policies-versions/保守国家秘密法(2010-04-29).md", "policies/保守国家秘密法(2024-02-27).md",
			map[string]string{"第三条": "第五条", "第四条": "第四条", "第六条": "第七条", "第八条": "第十二条", "第二十五条": "第二十八条", "第二十八条": "第三十四条", "第三十九条": "第四十四条", "第五十三条": "第六十五条"},
			[]string{"第三条", "第十条", "第三十二条", "第五十六条", "第六十四条"}, []string{"第三十六条"}},
		{"policies-versions/保守国家秘密法实施条例(2014-01-17).md", "policies/保守国家秘密法实施条例(2024-07-10).md",
			map[string]string{"第八条": "第十二条", "第九条": "第十四条", "第二十六条": "第四十九条", "第三十五条": "第六十条", "第四十五条": "第七十四条"},
			[]string{"第二条", "第三十一条", "第三十九条"}, []string{"第三十条"}},
		{"policies-versions/全国年节及纪念日放假办法(2013-12-11).md", "policies/全国年节及纪念日放假办法(2024-11-10).md",
			map[string]string{"第二条": "第二条", "第三条": "第三条", "第六条": "第六条", "第七条": "第八条"}, []string{"第七条"}, nil},
	} {
		was, now := sharedFile(t, c.was), sharedFile(t, c.now)
		old, next := keyedBy(was)
		parts, next := Carry(old, was, Parse(now), now, next)
		checkKeys(t, parts, next)
		became := map[string]string{}
		for _, p := range Compare(old, was, parts, now) {
			switch {
			case p.Before != nil && p.After != nil:
				became[p.Before.Label] = p.After.Label
			case p.Before != nil:
				became[p.Before.Label] = "gone"
			default:
				became["new "+p.After.Label] = "new"
			}
		}
		want := map[string]string{}
		for from, to := range c.same {
			want[from] = to
		}
		for _, label := range c.fresh {
			want["new "+label] = "new"
		}
		for _, label := range c.gone {
			want[label] = "gone"
		}
		got := map[string]string{}
		for k := range want {
			got[k] = became[k]
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: want -, got +\n%s", c.now, diff)
		}
	}
}

// big is a text of 75,000 characters with clauses, chapters and inserted clauses.
func big(tb testing.TB) string {
	tb.Helper()
	text := strings.Repeat(sharedFile(tb, "policies", "食品安全法(2021-04-29).md")+"\n", 3)
	return string([]rune(text)[:75_000])
}

func BenchmarkParse(b *testing.B) {
	source := big(b)
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		Parse(source)
	}
}

func BenchmarkCarryAfterAKeystroke(b *testing.B) {
	source := big(b)
	was, next := keyedBy(source)
	edited := strings.Replace(source, "食品安全风险监测计划", "食品安全风险监测年度计划", 1)
	now := Parse(edited)
	for b.Loop() {
		Carry(was, source, now, edited, next)
	}
}

func BenchmarkCompareRewritten(b *testing.B) {
	source := big(b)
	was, next := keyedBy(source)
	edited := strings.ReplaceAll(source, "食品", "药用食材")
	now, _ := Carry(was, source, Parse(edited), edited, next)
	for b.Loop() {
		Compare(was, source, now, edited)
	}
}

// Texts made to be slow: none may hang the test.
func TestHostileTextsStayLinear(t *testing.T) {
	const size = 256 << 10
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for _, s := range []string{"第一条 甲\n", "第一条甲\n", "# 甲\n", "一、甲\n", "```\n", "~~~~\n甲\n", "<!--\n", "<table\n", "|a|b\n", "**第一条 甲", "第一章 总则\n", "目录\n第一章 总则\n",
		"- [第一章 甲](#)\n", "附件\n", "　", "\ufeff", "甲", "&nbsp;", "第", "第三条、", "本法所称甲，是指乙。", "甲，", "本", "\r", "---\n", "===\n甲\n\n", "*", "#", "（一）甲，是指", "《", "a: b\n"} {
		source := fill(s)
		parts := Parse("---\n" + source)
		checkPartition(t, "---\n"+source, parts)
		parts = Parse(source)
		was, next := Carry(nil, "", parts, source, 1)
		Carry(was, source, parts, source, next)
		edited := strings.Replace(source, "甲", "乙", 50)
		Compare(was, source, Parse(edited), edited)
		Definitions(was, source)
		References(was, source)
		Renumber(source)
	}
}
