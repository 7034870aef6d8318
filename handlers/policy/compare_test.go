package policy_test

import (
	"fmt"
	"strings"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/policy"
)

// TestTwoVersionsSideBySide marks what changed, folds what did not, and keeps its address.
func TestTwoVersionsSideBySide(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	at := "/policies/" + number + "/compare"
	c := w.As(auth.Employee)
	c.Get(at).Has(t, 200, "只有一个版本")
	w.second(number, "")

	c = w.As(auth.Employee) // four days later
	page := c.Get(at)
	if got := page.URL.RequestURI(); got != at+"?from=1&to=2" {
		t.Errorf("led to %s", got)
	}
	page.Has(t, 200, "1 处改动", "1 处新增", "未变", "缩短回访时间", "<del>三</del>", "<ins>两</ins>", "第五条", "没有这一条", `id="c5"`, "第二章 回访", `data-key="n"`, "1.0 版", "2.0 版").
		Lacks(t, "处删去", "处移动", "只改序号")
	if strings.Contains(page.Body, "<del>两</del>") {
		t.Error("the words of one version stand in the other")
	}

	c.Get(at+"?from=2&to=1").Has(t, 200, "1 处改动", "1 处删去", "<del>两</del>", "<ins>三</ins>").Lacks(t, "处新增", "缩短回访时间")
	c.Get(at+"?from=2").Has(t, 200, "同一个版本")
	c.Get(at+"?to=1").Has(t, 200, "1 处改动")
	c.Get(at+"?from=x&to=").Has(t, 200, "1 处改动")
	for _, wrong := range []string{"?from=1&to=9", "?from=7&to=1", "?to=9"} {
		c.Get(at+wrong).Has(t, 404)
	}
	c.Get("/policies/ZD-2020-000001/compare").Has(t, 404)

	english := w.As(auth.Employee)
	english.Language = "en"
	english.Get(at).Has(t, 200, "Compare versions", "1 changed", "1 new", "Not in this version")
}

// TestADraftIsComparedOnlyByThoseWhoReadIt hides it from all others.
func TestADraftIsComparedOnlyByThoseWhoReadIt(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	w.second(number, policy.Drafting)
	at := "/policies/" + number + "/compare?from=1&to=2"
	w.As(auth.PolicyOwner).Get(at).Has(t, 200, "1 处改动", "起草")
	w.As(auth.Employee).Get(at).Has(t, 404)
	w.As(auth.Employee).Get("/policies/"+number+"/compare").Has(t, 200, "只有一个版本")
}

// TestMovedAndRenumberedClauses are told apart from changed ones, and hostile text stays text.
func TestMovedAndRenumberedClauses(t *testing.T) {
	w := newWorld(t)
	text := func(clauses ...string) string {
		var b strings.Builder
		b.WriteString("# 投诉回访办法\n\n")
		for i, c := range clauses {
			fmt.Fprintf(&b, "第%s条 %s\n\n", []string{"一", "二", "三", "四", "五"}[i], c)
		}
		return b.String()
	}
	const a, b, c, d = "为了规范投诉回访工作，提高客户满意度，制定本办法。", "回访由经办人负责，主管每月抽查一次回访记录。", "不满意的投诉应当重新办理，并说明原因和期限。<b>粗</b>", "回访记录保存三年，到期后按档案办法销毁。"
	number := w.inForce(func(in *policy.CreateInput) { in.Body = text(a, b, c, d) })
	w.must(w.House.Policies.Draft(ctx, w.Actor(auth.PolicyOwner), w.ref(number)))
	w.write(number, text("本办法适用于全公司各部门和外包单位。", a, d, b, strings.Replace(c, "期限", "<script>alert(1)</script>期限", 1)), "调整顺序", policy.Minor)
	w.As(auth.PolicyOwner).Get("/policies/"+number+"/compare").Has(t, 200, "1 处新增", "1 处移动", "只改序号", "1 处改动", "位置移动", "序号改变", "第四条 → 第三条", "第三条 → 第五条", "&lt;script&gt;alert(1)&lt;/script&gt;").
		Lacks(t, "<script>alert", "<b>粗")
}

// TestComparingCostsFewStatements at most twelve.
func TestComparingCostsFewStatements(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	w.second(number, "")
	c := w.As(auth.Handler)
	at := "/policies/" + number + "/compare?from=1&to=2"
	cost := func() float64 {
		_, after, ok := strings.Cut(w.Visitor().Get("/metrics").Body, `bihuan_request_statements_sum{method="GET",route="/policies/:number/compare"} `)
		var n float64
		if _, err := fmt.Sscan(after, &n); !ok || err != nil {
			t.Fatal("nothing about the page", err)
		}
		return n
	}
	c.Get(at).Has(t, 200)
	before := cost()
	c.Get(at).Has(t, 200)
	if n := cost() - before; n > 12 || n == 0 {
		t.Errorf("%v statements", n)
	}
}
