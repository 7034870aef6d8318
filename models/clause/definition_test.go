package clause

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDefinitions(t *testing.T) {
	source := `# 制度

第一条 本制度所称原始信息，是指在业务活动中第一次记录的信息。

第二条 本办法所称的投诉（以下简称投诉），是指客户的不满。举报，是指他人的反映。由专人处理。

第三条 下列用语的含义：

（一）网络，是指由计算机组成的系统；

(二) **档案**：指有保存价值的记录。

（三）“重要数据”系指泄露后有危害的数据。

第四条 领导小组，指导各部门工作。本条所称有下列情形之一的，指定专人。本法所称投诉，是指别的。
`
	parts, _ := keyedBy(source)
	want := []Definition{
		{"原始信息", "在业务活动中第一次记录的信息。", 1},
		{"投诉", "客户的不满。", 2},
		{"举报", "他人的反映。由专人处理。", 2},
		{"网络", "由计算机组成的系统", 3},
		{"档案", "有保存价值的记录。", 3},
	}
	if diff := cmp.Diff(want, Definitions(parts, source)); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}

func TestRenumber(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"clauses in sequence, references left", "第一条 甲。\n第三条 依照第三条乙。\n第三条之一 丙。\n**第九条**　丁。", "第一条 甲。\n第二条 依照第三条乙。\n第三条 丙。\n**第四条**　丁。"},
		{"digits stay digits", "第1条 甲\n第 3 条 乙\n第９条 丙\n第十条 丁", "第1条 甲\n第 2 条 乙\n第３条 丙\n第四条 丁"},
		{"sections begin anew in a chapter", "## 第一章 甲\n### 第一节 乙\n第一条 一\n### 第三节 丙\n第二条 二\n## 第四章 丁\n### 第一节 戊\n第五条 三",
			"## 第一章 甲\n### 第一节 乙\n第一条 一\n### 第二节 丙\n第二条 二\n## 第二章 丁\n### 第一节 戊\n第三条 三"},
		{"chapters go on or begin anew in a book", "## 第一编 甲\n### 第一章 乙\n### 第三章 丙\n## 第二编 丁\n### 第四章 戊\n## 第三编 己\n### 第一章 庚",
			"## 第一编 甲\n### 第一章 乙\n### 第二章 丙\n## 第二编 丁\n### 第三章 戊\n## 第三编 己\n### 第一章 庚"},
		{"an annex with its own numbers", "第一条 甲\n第三条 乙\n附件：丙\n第一条 丁\n第四条 戊", "第一条 甲\n第二条 乙\n附件：丙\n第一条 丁\n第二条 戊"},
		{"nothing to number", "# 手册\n\n## 目的\n甲", "# 手册\n\n## 目的\n甲"},
	} {
		got := Renumber(c.source)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +\n%s", c.name, diff)
		}
		if diff := cmp.Diff(got, Renumber(got)); diff != "" {
			t.Errorf("%s: not the same when done again: %s", c.name, diff)
		}
	}
}

func TestReferences(t *testing.T) {
	source := "# 办法\n\n第一条 根据《安全生产法》第四条、第五条第二款和第六条，以及本办法第三条，制定。\n\n第二条 违反第十二条之一第一款的，依照第1条处理。\n"
	parts, _ := keyedBy(source)
	var got []string
	for _, r := range References(parts, source) {
		if source[r.Start:r.End] != r.Text {
			t.Errorf("%+v does not stand at its place", r)
		}
		got = append(got, r.Text)
	}
	if diff := cmp.Diff([]string{"第三条", "第十二条之一", "第1条"}, got); diff != "" {
		t.Errorf("want -, got +\n%s", diff)
	}
}
