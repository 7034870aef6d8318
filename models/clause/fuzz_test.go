package clause

import (
	"strings"
	"testing"
)

// seeds are short texts of our own with the quirks of real laws and of pasted office text.
var seeds = []string{
	"# 某法\n\n2020年1月1日 通过\n（根据2021年2月2日《关于修改<某法>的决定》修正）\n\n<!-- INFO END -->\n\n## 第一章 总 则\n\n第一条 甲。\n\n第一百二十条之一 乙。\n",
	"---\nsidebar: auto\n---\n\n# 法\n\n**第一条**　甲\n\n**第二条　**乙\n**第三条 目的** 丙\n",
	"\uFEFF目录\r\n第一章 总则……1\r\n第二章 附则……2\r\n\r\n第一章 总则\r\n第一条为了甲\r\n第二章 附则\r\n第二条\r\n乙",
	"一、甲\n二、乙\n（一）丙\n附件：式样(略)",
	"```\n第一条 甲\n```\n~~~\n第二条\n| a | b |\n|---|---|\n第三条 | c\n<table>\n第四条\n</table><!--\n# x\n-->",
	"手册\n===\n\n目的\n---\n甲\n#标签\n###### 六\n####### 七\n## **粗** ##",
	"第１条\t甲\n第 2 条\u200b乙\n第廿三条 丙\n第三条、第四条规定\n第一条 规定的\n\xff\xfe第五条\xe7",
	"本制度所称投诉，是指客户的不满。\n（一）网络，是指甲；\n**记录**：指乙。指导丙",
	"&emsp;&nbsp;第一条&nbsp;甲\n附\n附：\n附件1 表\n***___***\n第",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		parts := Parse(source)
		checkPartition(t, source, parts)
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(source[p.Start:p.End])
			if body := p.Body(source); len(body) > p.End-p.Start+3 {
				t.Fatalf("the body of %+v is longer than the part: %q", p, body)
			}
		}
		if b.String() != source {
			t.Fatal("the parts do not make up the source")
		}
		Definitions(parts, source)
		References(parts, source)
		checkPartition(t, "", Parse(""))
		if again := Parse(Renumber(source)); len(source) < 2000 && Count(again) < Count(parts) {
			t.Fatalf("renumbering lost a clause: %q", Renumber(source))
		}
	})
}

func FuzzCarryAndCompare(f *testing.F) {
	for i, s := range seeds {
		f.Add(s, seeds[(i+1)%len(seeds)])
		f.Add(s, strings.Replace(s, "甲", "甲乙", 1))
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		was, next := keyedBy(before)
		checkKeys(t, was, next)
		now, next := Carry(was, before, Parse(after), after, next)
		checkPartition(t, after, now)
		checkKeys(t, now, next)
		told := 0
		for _, p := range Compare(was, before, now, after) {
			told++
			if p.Words != nil {
				checkWords(t, p.Words, p.BeforeText, p.AfterText)
			}
			if (p.Before == nil) != (p.Change == New) || (p.After == nil) != (p.Change == Gone) {
				t.Fatalf("%+v", p)
			}
		}
		if told < max(bodies(was), bodies(now)) {
			t.Fatalf("%d pairs for %d and %d parts", told, bodies(was), bodies(now))
		}
		same, _ := Carry(was, before, Parse(before), before, next)
		for i, p := range same {
			if p.Key != was[i].Key {
				t.Fatalf("the same text: %+v became %+v", was[i], p)
			}
		}
	})
}

func bodies(parts []Part) (n int) {
	for _, p := range parts {
		if p.Kind != Meta {
			n++
		}
	}
	return n
}
