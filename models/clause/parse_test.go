package clause

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outline writes the parts as "kind depth label|title: body" for tests, the body cut after ten characters.
func outline(source string) string {
	var lines []string
	for _, p := range Parse(source) {
		line := string(p.Kind)
		if p.Depth > 0 {
			line += fmt.Sprint(p.Depth)
		}
		if p.Label != "" {
			line += " " + p.Label
		}
		if p.Title != "" {
			line += " <" + p.Title + ">"
		}
		body := []rune(strings.ReplaceAll(p.Body(source), "\n", "/"))
		if len(body) > 10 {
			body = append(body[:10], '…')
		}
		if len(body) > 0 && p.Kind != Meta {
			line += ": " + string(body)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

var lawCases = []struct{ name, source, want string }{
	{"a law", "# 某某法\n\n2020年1月1日 第一次会议通过\n\n<!-- INFO END -->\n\n## 第一章 总 则\n\n第一条 为了甲。\n\n第二条 乙：\n\n（一）丙；\n\n## 第二章 附　则\n\n第三条 丁。\n",
		"meta <某某法>\nmeta\nchapter1 第一章 <总 则>\nclause 第一条: 为了甲。\nclause 第二条: 乙：//（一）丙；\nchapter1 第二章 <附　则>\nclause 第三条: 丁。"},
	{"bold labels and front matter", "---\nsidebar: auto\n---\n\n# 某法\n\n## 第一章　总则\n\n**第一条**　为了甲。\n\n**第二条　**乙。\n\n** 第三条 **丙。\n\n**第三条之一**丁。",
		"meta\nmeta <某法>\nchapter1 第一章 <总则>\nclause 第一条: 为了甲。\nclause 第二条: 乙。\nclause 第三条: 丙。\nclause 第三条之一: 丁。"},
	{"books, chapters, sections of any depth", "# 法\n## 第一编 总则\n### 第一分编 通则\n#### 第一章 一般\n##### 第一节 甲\n第一条 一\n## 第二编 分则\n#### 第一章 别\n第二条 二",
		"meta <法>\nbook1 第一编 <总则>\nbook2 第一分编 <通则>\nchapter3 第一章 <一般>\nsection4 第一节 <甲>\nclause 第一条: 一\nbook1 第二编 <分则>\nchapter2 第一章 <别>\nclause 第二条: 二"},
	{"plain headings, byte order mark, CRLF, tabs", "\uFEFF信息管理制度\r\n\r\n第一章 总则\r\n第一条\t为了甲。\r\n第二章总结\r\n第二条　　乙。\r\n",
		"meta <信息管理制度>\nchapter1 第一章 <总则>\nclause 第一条: 为了甲。\nchapter1 第二章 <总结>\nclause 第二条: 乙。"},
	{"digits, half and full width, blanks inside", "第1条 甲\n第２条 乙\n第 3 条 丙\n第四十条 丁\n第一千二百六十条 戊\n第一百二〇条 己\n第廿一条 庚",
		"clause 第1条: 甲\nclause 第２条: 乙\nclause 第 3 条: 丙\nclause 第四十条: 丁\nclause 第一千二百六十条: 戊\nclause 第一百二〇条: 己\nclause 第廿一条: 庚"},
	{"text on the next line", "第一条\n甲。\n\n第二条\n\n乙。", "clause 第一条: 甲。\nclause 第二条: 乙。"},
	{"no blank after the label", "第一条为了甲。\n第二条本办法乙。\n第三条规定如下条件。\n第三条丙。\n第四条：丁。\n第五条【目的】戊。",
		"clause 第一条: 为了甲。\nclause 第二条: 本办法乙。/第三条规…\nclause 第三条: 丙。\nclause 第四条: 丁。\nclause 第五条: 【目的】戊。"},
	{"references at the beginning of a paragraph", "第一条 甲。\n\n第三条、第四条规定的情形，乙。\n\n第二条第一款所称丙。\n\n第三条规定的丁。\n\n第二条 戊。\n\n第五条至第八条己。\n\n第一条 规定的庚。\n\n《某法》\n第三条 辛。",
		"clause 第一条: 甲。//第三条、第四…\nclause 第二条: 戊。//第五条至第八…\nclause 第三条: 辛。"},
	{"a reference with a blank after a line cut short", "第一条 对造成严重后果的直接责任人员和单位，违反本办法\n第九条 情形的，甲。\n\n第二条 乙。", "clause 第一条: 对造成严重后果的直接…\nclause 第二条: 乙。"},
	{"headings that are clauses", "# 制度\n## 第一条 目的\n甲。\n## 第二条\n乙。\n### 第三条规定的解释\n丙。",
		"meta <制度>\nclause 第一条 <目的>: 甲。\nclause 第二条: 乙。\nheading1 <第三条规定的解释>: 丙。"},
	{"a bold title after the label, bold that goes on", "**第一条 目的** 为了甲。\n\n**第二条 全文都是粗体的一条。**\n\n**第三条：** 丙。",
		"clause 第一条 <目的>: 为了甲。\nclause 第二条: **全文都是粗体的一…\nclause 第三条: 丙。"},
	{"an annex with its own numbers", "第一条 甲。\n\n第二条 乙。\n\n附件：\n\n某某规则\n\n第一条丙。\n\n第二条丁。\n\n附件2 表格式样",
		"clause 第一条: 甲。\nclause 第二条: 乙。\nannex1 附件: 某某规则\nclause 第一条: 丙。\nclause 第二条: 丁。\nannex1 附件2 <表格式样>"},
	{"附则 and 附件 in a sentence are no annexes", "第一条 甲。\n附则另行制定。\n附件与正文具有同等效力。\n第二条 乙。", "clause 第一条: 甲。/附则另行制定。…\nclause 第二条: 乙。"},
	{"a chapter inside an annex, a heading with 一、", "第一条 甲。\n附：\n\n分类目录\n\n## 一、基础\n\n（一）乙；\n\n## 二、增值\n丙", "clause 第一条: 甲。\nannex1 附: 分类目录\nheading2 一、 <基础>: （一）乙；\nheading2 二、 <增值>: 丙"},
	{"zero-width characters and entities", "\u200b第一条\u200b 甲。\u200b\n&emsp;&emsp;第二条&nbsp;乙。", "clause 第一条: 甲。\nclause 第二条: 乙。"},
	{"quoted clauses of an amendment", "一、将第三条修改为：\n“第三条　甲。”\n\n二、删去第四条。", "point 一、: 将第三条修改为：/“…\npoint 二、: 删去第四条。"},
	{"history with raw marks", "# 法\n\n2012年12月28日 第三十次会议《关于修改<某法>的决定》修正\n（根据2018年1月1日《决定》第二次修正）\n\n为了甲，制定本法。\n\n第一条 乙。",
		"meta <法>\nmeta\npreamble: 为了甲，制定本法。\nclause 第一条: 乙。"},
	{"a clause whose text begins with its items", "第一条 （一）甲；\n（二）乙。\n第二条（定义）丙。", "clause 第一条: （一）甲；/（二）乙…\nclause 第二条: （定义）丙。"},
	{"gaps and insertions", "第一条 甲\n第三条 丙\n第三条之一 丁\n第三条之二 戊\n第一百二十条之一　己", "clause 第一条: 甲\nclause 第三条: 丙\nclause 第三条之一: 丁\nclause 第三条之二: 戊\nclause 第一百二十条之一: 己"},
	{"the number of a section is no clause", "第一节 甲\n第一条 乙\n第一款 丙\n第一项 丁\n第一批 戊", "section1 第一节 <甲>\nclause 第一条: 乙/第一款 丙/第一…"},
}

var contentsCases = []struct{ name, source, want string }{
	{"plain contents with page numbers", "# 制度\n\n目　录\n\n第一章 总则……………1\n第二章 附则……………3\n\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。",
		"meta <制度>\nmeta <目录>\nchapter1 第一章 <总则>\nclause 第一条: 甲。\nchapter1 第二章 <附则>\nclause 第二条: 乙。"},
	{"contents as a list of links", "# 制度\n\n## 目录\n\n- [第一章 总则](#1)\n- [第二章 附则](#2)\n\n## 第一章 总则\n第一条 甲。\n## 第二章 附则\n第二条 乙。",
		"meta <制度>\nmeta <目录>\nchapter1 第一章 <总则>\nclause 第一条: 甲。\nchapter1 第二章 <附则>\nclause 第二条: 乙。"},
	{"contents without the word", "第一章 总则\n第二章 附则\n\n第一章 总则\n第一条 甲。\n第二章 附则\n第二条 乙。",
		"meta <目录>\nchapter1 第一章 <总则>\nclause 第一条: 甲。\nchapter1 第二章 <附则>\nclause 第二条: 乙。"},
	{"contents with sections that repeat", "目录\n第一章 甲\n第一节 一般规定\n第二章 乙\n第一节 一般规定\n\n第一章 甲\n第一节 一般规定\n第一条 丙\n第二章 乙\n第一节 一般规定\n第二条 丁",
		"meta <目录>\nchapter1 第一章 <甲>\nsection2 第一节 <一般规定>\nclause 第一条: 丙\nchapter1 第二章 <乙>\nsection2 第一节 <一般规定>\nclause 第二条: 丁"},
	{"a chapter of one section is no contents", "第一章 总则\n第一节 甲\n第一条 乙", "chapter1 第一章 <总则>\nsection2 第一节 <甲>\nclause 第一条: 乙"},
}

var plainCases = []struct{ name, source, want string }{
	{"an ordinary document", "# 信息安全手册\n\n开头的话。\n\n## 目的\n\n甲。\n\n- 乙\n- 丙\n\n## 范围\n\n### 人员\n丁\n\n## 职责 ##\n戊",
		"meta <信息安全手册>\npreamble: 开头的话。\nheading1 <目的>: 甲。//- 乙/- …\nheading1 <范围>\nheading2 <人员>: 丁\nheading1 <职责>: 戊"},
	{"several first-level headings", "# 目的\n甲\n# 范围\n乙", "heading1 <目的>: 甲\nheading1 <范围>: 乙"},
	{"a title above first-level headings", "# 手册\n\n# 目的\n甲\n# 范围\n乙", "meta <手册>\nheading1 <目的>: 甲\nheading1 <范围>: 乙"},
	{"code, tables and comments are never cut", "# 手册\n\n## 甲\n\n```\n# 第一章 总则\n第一条 乙\n```\n\n| 第一条 | x |\n|---|---|\n| # a | b |\n第二条 丙 | d\n\n<!--\n第三条 丁\n-->\n\n~~~sh\n## x\n~~~\n## 戊",
		"meta <手册>\nheading1 <甲>: ```/# 第一章 …\nheading1 <戊>"},
	{"a fence never closed hides nothing", "第一条 甲\n```\n第二条 乙", "clause 第一条: 甲/```\nclause 第二条: 乙"},
	{"underlined headings", "手册\n===\n\n目的\n---\n甲\n\n乙\n\n---\n\n范围\n------\n丙", "meta <手册>\nheading1 <目的>: 甲//乙//---\nheading1 <范围>: 丙"},
	{"points", "规定如下：\n\n一、甲。\n\n**二、** 乙。\n\n三、丙：\n（一）丁\n\n附件：式样", "preamble: 规定如下：\npoint 一、: 甲。\npoint 二、: 乙。\npoint 三、: 丙：/（一）丁\nannex1 附件 <式样>"},
	{"points below headings", "## 职责\n一、甲\n二、乙\n## 要求\n一、丙\n二、丁", "heading1 <职责>\npoint 一、: 甲\npoint 二、: 乙\nheading1 <要求>\npoint 一、: 丙\npoint 二、: 丁"},
	{"points of a document with clauses are text", "第一条 甲：\n一、乙\n二、丙", "clause 第一条: 甲：/一、乙/二、丙"},
	{"numbered lists and tags are no parts", "1. 甲\n2. 乙\n#标签 丙\n3、丁", "preamble: 1. 甲/2. 乙/…"},
	{"headings with 一、", "## 一、目的\n甲\n## 二、范围\n乙", "heading1 一、 <目的>: 甲\nheading1 二、 <范围>: 乙"},
	{"a bold heading", "# **手册**\n\n## **目的**\n甲", "meta <手册>\nheading1 <目的>: 甲"},
	{"nothing", "", ""},
	{"blank", " \n\n", "preamble"},
	{"text only", "你好\n世界", "preamble: 你好/世界"},
	{"blank lines first", "\n\n第一条 甲", "clause 第一条: 甲"},
	{"invalid bytes", "第一条 \xff甲\n\xe7\xac第二条 \x80", "clause 第一条: \uFFFD甲/\uFFFD\uFFFD第二条 \uFFFD"},
}

func TestParse(t *testing.T) {
	for _, cases := range [][]struct{ name, source, want string }{lawCases, contentsCases, plainCases} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				checkPartition(t, c.source, Parse(c.source))
				if diff := cmp.Diff(c.want, outline(c.source)); diff != "" {
					t.Errorf("want -, got +\n%s", diff)
				}
			})
		}
	}
}
