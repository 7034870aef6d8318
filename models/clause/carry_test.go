package clause

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// keyedBy parses a text and gives its parts the keys 1, 2, 3…
func keyedBy(source string) ([]Part, int) {
	return Carry(nil, "", Parse(source), source, 1)
}

// keys writes the keys of parts with what they stand at: "1第一条 2第二条".
func keys(parts []Part) string {
	var list []string
	for _, p := range parts {
		if p.Kind != Meta {
			list = append(list, fmt.Sprintf("%d%s%s", p.Key, p.Label, p.Title))
		}
	}
	return strings.Join(list, " ")
}

const (
	clauseA = "为了加强公司信息管理，保证原始信息真实完整，制定本制度。"
	clauseB = "信息管理员负责收集、整理和保管原始信息，每月向主管报告一次。"
	clauseC = "客户投诉由首问责任人登记，二十四小时内答复客户并记录结果。"
	clauseD = "档案按年度归档，保管期限十年，借阅须经档案室主任批准。"
	half1   = "发生网络安全事件的，值班人员应当立即切断受影响系统与外网的连接，保留日志。"
	half2   = "信息主管应当在两小时内向总经理报告，三日内提交书面的原因分析和改进措施，涉及客户资料的还应当当日告知受影响的客户，经审核后归档，并在下一次晨会上通报。"
)

func law(clauses ...string) string {
	var b strings.Builder
	for i, c := range clauses {
		fmt.Fprintf(&b, "第%s条 %s\n\n", Numeral(i+1), c)
	}
	return b.String()
}

func TestCarry(t *testing.T) {
	four := law(clauseA, clauseB, clauseC, clauseD)
	for _, c := range []struct{ name, was, now, want string }{
		{"nothing changed", four, four, "1第一条 2第二条 3第三条 4第四条"},
		{"inserted in front, all renumbered", four, law(half1, clauseA, clauseB, clauseC, clauseD), "5第一条 1第二条 2第三条 3第四条 4第五条"},
		{"one taken out", four, law(clauseA, clauseC, clauseD), "1第一条 3第二条 4第三条"},
		{"moved", four, law(clauseD, clauseA, clauseB, clauseC), "4第一条 1第二条 2第三条 3第四条"},
		{"words changed", four, law(clauseA, strings.Replace(clauseB, "每月", "每周", 1), clauseC, clauseD), "1第一条 2第二条 3第三条 4第四条"},
		{"moved, renumbered and changed", four, law(strings.Replace(clauseC, "二十四", "四十八", 1), clauseA, half1, clauseB, clauseD), "3第一条 1第二条 5第三条 2第四条 4第五条"},
		{"rewritten in its place", four, law(clauseA, "原始信息由信息管理员统一管理，主管按季度抽查。", clauseC, clauseD), "1第一条 2第二条 3第三条 4第四条"},
		{"replaced by another matter", four, law(clauseA, half1, clauseC, clauseD), "1第一条 5第二条 3第三条 4第四条"},
		{"cut in two: the greater half keeps the key", law(clauseA, half1+half2, clauseC), law(clauseA, half1, half2, clauseC), "1第一条 4第二条 2第三条 3第四条"},
		{"joined: the more similar one lives on", law(clauseA, half1, half2, clauseC), law(clauseA, half1+half2, clauseC), "1第一条 3第二条 4第三条"},
		{"typing a new clause", law(clauseA, clauseB) + "第三条 ", law(clauseA, clauseB) + "第三条 客户", "1第一条 2第二条 3第三条"},
		{"typing goes on", law(clauseA, clauseB) + "第三条 客户", law(clauseA, clauseB) + "第三条 客户投诉由首问责任人登记", "1第一条 2第二条 3第三条"},
		{"typing a heading", "## 目的\n" + clauseA + "\n\n## 职\n\n## 范围\n" + clauseC, "## 目的\n" + clauseA + "\n\n## 职责\n\n## 范围\n" + clauseC, "1目的 2职责 3范围"},
		{"a chapter renamed", "第一章 总则\n" + law(clauseA) + "第二章 档案\n第二条 " + clauseD, "第一章 总则\n" + law(clauseA) + "第二章 归档与借阅\n第二条 " + clauseD, "1第一章总则 2第一条 3第二章归档与借阅 4第二条"},
		{"sections of the same name", "第一章 甲\n第一节 一般规定\n第一条 " + clauseA + "\n第二章 乙\n第一节 一般规定\n第二条 " + clauseB,
			"第一章 乙\n第一节 一般规定\n第一条 " + clauseB, "4第一章乙 5第一节一般规定 6第一条"},
		{"the same sentence several times", law(clauseA, "（删除）", clauseB, "（删除）", clauseC), law(clauseA, clauseB, "（删除）", clauseC), "1第一条 3第二条 4第三条 5第四条"},
		{"a preamble that became a clause", clauseA + clauseB + "\n\n## 附\n甲", "第一条 " + clauseA + clauseB + "\n\n## 附\n甲", "1第一条 2附"},
		{"other marks, widths and blanks", four, strings.NewReplacer("第一条 ", "**第一条**　", "，", "， ").Replace(four), "1第一条 2第二条 3第三条 4第四条"},
	} {
		t.Run(c.name, func(t *testing.T) {
			was, next := keyedBy(c.was)
			now, after := Carry(was, c.was, Parse(c.now), c.now, next)
			if diff := cmp.Diff(c.want, keys(now)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
			checkKeys(t, now, after)
		})
	}
}

func checkKeys(t interface{ Fatalf(string, ...any) }, parts []Part, next int) {
	seen := map[int]bool{}
	for _, p := range parts {
		if p.Kind == Meta {
			if p.Key != 0 {
				t.Fatalf("a meta part has key %d", p.Key)
			}
			continue
		}
		if p.Key < 1 || p.Key >= next || seen[p.Key] {
			t.Fatalf("key %d of %+v is given twice or not below %d", p.Key, p, next)
		}
		seen[p.Key] = true
	}
}

func TestCarryNeverGivesAKeyTwice(t *testing.T) {
	source := law(clauseA, clauseB)
	was := Parse(source)
	for i := range was {
		was[i].Key = 7 // spoilt data
	}
	now, next := Carry(was, source, Parse(source), source, 0)
	checkKeys(t, now, next)
	if next != 9 {
		t.Errorf("next key %d, want 9", next)
	}
}

// matters are texts that differ as the clauses of a policy do.
func matters(t *rapid.T) []string {
	words := []string{"信息管理员", "客户", "投诉", "值班人员", "档案室", "主管", "登记", "审核", "归档", "借阅", "培训", "检查", "报告", "备份", "密码", "网络设备", "每月", "三日内",
		"书面", "批准", "隐患", "整改", "合同", "发票", "仓库", "退款", "快递", "回访", "满意度", "考核"}
	n := rapid.IntRange(2, 40).Draw(t, "clauses")
	list := make([]string, n)
	for i := range list {
		list[i] = strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 8, 30).Draw(t, "words"), "") + fmt.Sprintf("（事项%d）。", 1000+i)
	}
	return list
}

func TestCarryFollowsEditsMovesAndInsertions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := matters(t)
		source := law(texts...)
		was, next := keyedBy(source)
		order := rapid.Permutation(iota1(len(texts))).Draw(t, "order")
		var now []string
		var want []int // key expected at each place, 0 = a new one
		for _, k := range order {
			if rapid.IntRange(0, 9).Draw(t, "insert") == 0 {
				now, want = append(now, fmt.Sprintf("全新的内容与其他各条毫无相同之处编号%d甲乙丙丁戊己庚辛壬癸。", len(now))), append(want, 0)
			}
			text := texts[k-1]
			if rapid.Bool().Draw(t, "edit") {
				text = strings.Replace(text, "。", "，并保存记录。", 1)
			}
			now, want = append(now, text), append(want, k)
		}
		text := law(now...)
		got, after := Carry(was, source, Parse(text), text, next)
		checkKeys(t, got, after)
		for i, p := range got {
			if want[i] > 0 && p.Key != want[i] {
				t.Fatalf("clause %d has key %d, want %d", i+1, p.Key, want[i])
			}
			if want[i] == 0 && p.Key < next {
				t.Fatalf("the new clause %d has the old key %d", i+1, p.Key)
			}
		}
		again, _ := Carry(was, source, Parse(text), text, next)
		if diff := cmp.Diff(got, again); diff != "" {
			t.Fatalf("not deterministic: %s", diff)
		}
	})
}

func iota1(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	return list
}
