package policy_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/policy"
)

// key is the key of the clause with a label in the newest edition of a policy.
func (w *world) key(number, label string) int {
	w.t.Helper()
	v := w.read(number)
	r, err := w.House.Policies.Text(ctx, auth.System("test"), number, v.Editions[0].No)
	w.must(err)
	for _, p := range r.Edition.Parts {
		if p.Label == label {
			return p.Key
		}
	}
	w.t.Fatalf("%s has no %s", number, label)
	return 0
}

// TestReadingWhatHolds shows the text in force with its outline, addresses, definitions and references.
func TestReadingWhatHolds(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	at := "/policies/" + number
	two, three := w.key(number, "第二条"), w.key(number, "第三条")
	c := w.As(auth.Employee)
	page := c.Get(at).Has(t, 200, "投诉回访办法", number, "受控 · 现行", "1.0 版", "第一章", "总则", "制定本办法", "1–2", "3–4", "负责人 周五洲", "全体员工", "2026-",
		fmt.Sprintf(`<section class="part part-clause" id="c%d"`, two), fmt.Sprintf(`href="#c%d"`, two), fmt.Sprintf(`id="c%d-1"`, three), "GB/T 19012").
		Lacks(t, "草案（", "# 投诉回访办法", "name=\"text\"")
	if n := strings.Count(page.Body, fmt.Sprintf(`href="#c%d" title="投诉办结后向投诉人核实结果的活动`, two)); n == 0 {
		t.Error("a defined word does not tell its meaning")
	}
	c.Get(at+"?q=工作日").Has(t, 200, "<mark>工作日</mark>", "1 处条文")
	c.Get(at+"?clause=第三条").Has(t, 200, "受控")
	if page := c.Get(at + "?clause=第三条"); page.URL.Path != at {
		t.Error(page.URL)
	}
	c.Get("/policies").Has(t, 200, number, "投诉回访办法", "全部分类")
	c.Get("/policies/ZD-2020-000001").Has(t, 404)
	c.Get(at+"/versions/7").Has(t, 404)
	c.Get(at+"/versions/x").Has(t, 404)
	c.Language = "en"
	c.Get(at).Has(t, 200, "Controlled · in force", "Version 1.0", "Contents")
}

// TestEachEditionHasItsAddress and says loudly where it does not hold.
func TestEachEditionHasItsAddress(t *testing.T) {
	w := newWorld(t)
	began := w.day(0)
	number := w.inForce(nil)
	first := w.day(0)
	w.clock.Advance(10 * 24 * time.Hour)
	w.second(number, policy.Approved)
	at := "/policies/" + number
	c := w.As(auth.Employee)
	c.Get(at).Has(t, 200, "受控 · 现行", "三个工作日", "新的2.0 版已经批准", at+"/versions/2")
	c.Get(at+"/versions/2").Has(t, 200, "已批准，待生效", "两个工作日", "现在还没有生效")
	w.bring(number, "")
	c = w.As(auth.Employee)
	c.Get(at).Has(t, 200, "受控 · 现行", "2.0 版", "两个工作日", "第五条")
	c.Get(at+"/versions/1").Has(t, 200, "已被取代", "三个工作日", "不再有效", "看现行的2.0 版").Lacks(t, "受控 · 现行")
	c.Get(at+"?on="+first).Has(t, 200, first+" 有效的是1.0 版", "三个工作日")
	c.Get(at+"?on="+w.day(0)).Has(t, 200, "现在仍然有效", "两个工作日")
	c.Get(at+"?on="+began).Has(t, 200, began+" 没有生效的版本").Lacks(t, "三个工作日", "两个工作日")
	c.Get(at+"?on=nonsense").Has(t, 200, "受控 · 现行")
	w.must(w.House.Policies.Retire(ctx, w.Actor(auth.PolicyOwner), w.ref(number), policy.RetireInput{Reason: "并入别的办法"}))
	c.Get(at).Has(t, 200, "已废止", "不再有效").Lacks(t, "受控 · 现行")
}

// TestOneClause has a page of its own with what it said before.
func TestOneClause(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	w.clock.Advance(time.Hour)
	w.second(number, "")
	three := strconv.Itoa(w.key(number, "第三条"))
	c := w.As(auth.Handler)
	c.Get("/policies/"+number+"/clauses/"+three).Has(t, 200, "第三条", "两个工作日", "<del>三</del>", "<ins>两</ins>", "首次写入", "第二章 回访", "《投诉回访办法》第三条：", "申请例外")
	c.Get("/policies/"+number+"/clauses/999").Has(t, 404)
	c.Get("/policies/"+number+"/clauses/x").Has(t, 404)
	w.As(auth.Employee).Get("/policies/"+number+"/clauses/"+three).Has(t, 200, "两个工作日").Lacks(t, "申请例外")
}

// TestTextIsNeverMarkup: whatever a text, a title or a remark holds is shown as text.
func TestTextIsNeverMarkup(t *testing.T) {
	w := newWorld(t)
	evil := `<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>`
	number := w.inForce(func(in *policy.CreateInput) {
		in.Title = "办法" + evil
		in.Keywords = evil
		in.Body = "第一条 " + evil + "[点](javascript:alert(1)) ![x](https://evil.example/x.png)\n\n第二条 本办法所称“" + evil[:20] + "”，是指" + evil + "。\n"
	})
	for _, path := range []string{"", "/record", "/clauses/" + strconv.Itoa(w.key(number, "第一条")), "?q=<script>", "/versions/1"} {
		page := w.As(auth.Handler).Get("/policies/"+number+path).Has(t, 200, "&lt;script&gt;")
		page.Lacks(t, "<script>alert", "<img src=x", "<svg onload", `href="javascript:`, `src="https://evil`)
	}
	w.As(auth.Handler).Get("/policies").Has(t, 200, "&lt;script&gt;").Lacks(t, "<script>alert")
}

// TestWhoMayRead: a draft is for those who work on it, a restricted policy for those concerned.
func TestWhoMayRead(t *testing.T) {
	w := newWorld(t)
	draft := w.create(nil)
	w.As(auth.PolicyOwner).Get("/policies/"+draft).Has(t, 200, "草案", "还没有生效，不得据以办理")
	w.As(auth.Auditor).Get("/policies/"+draft).Has(t, 200, "草案")
	for _, path := range []string{"", "/record", "/versions/1", "/clauses/1"} {
		w.As(auth.Employee).Get("/policies/"+draft+path).Has(t, 404)
	}
	w.As(auth.Administrator).Get("/policies/"+draft).Has(t, 404)
	secret := w.inForce(func(in *policy.CreateInput) {
		in.Title, in.Secrecy, in.DepartmentID = "薪酬办法", "confidential", w.Other
		in.Audience.All, in.Audience.People = false, []int64{w.Person(auth.HR)}
	})
	w.As(auth.HR).Get("/policies/"+secret).Has(t, 200, "薪酬办法", "李四华")
	w.As(auth.Employee).Get("/policies/"+secret).Has(t, 404)
	w.As(auth.Employee).Get("/policies?view=all").Has(t, 200).Lacks(t, "薪酬办法")
}

// TestPagesCostFewStatements with everything read once before.
func TestPagesCostFewStatements(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	w.second(number, "")
	w.must(w.House.Policies.Draft(ctx, w.Actor(auth.PolicyOwner), w.ref(number)))
	w.must(w.House.Policies.Ask(ctx, w.Actor(auth.Handler), w.ref(number), policy.ExceptionInput{Key: 4, DepartmentID: w.Department, Reason: "缺人", Measures: "电话代替", FromOn: w.day(0), UntilOn: w.day(30)}))
	three := strconv.Itoa(w.key(number, "第三条"))
	c := w.As(auth.PolicyOwner)
	for _, p := range []struct{ path, route string }{{"/policies", "/policies"}, {"/policies/" + number, "/policies/:number"}, {"/policies/" + number + "/record", "/policies/:number/record"},
		{"/policies/" + number + "/clauses/" + three, "/policies/:number/clauses/:key"}, {"/policies/new", "/policies/new"}} {
		c.Get(p.path).Has(t, 200)
		before := statements(t, w.World, p.route)
		c.Get(p.path).Has(t, 200)
		if n := statements(t, w.World, p.route) - before; n > 12 || n == 0 {
			t.Errorf("%s: %v statements", p.path, n)
		} else {
			t.Logf("%s: %v statements", p.path, n)
		}
	}
}

// statements are those that a route cost so far.
func statements(t *testing.T, w *webtest.World, route string) float64 {
	t.Helper()
	name := fmt.Sprintf("bihuan_request_statements_sum{method=%q,route=%q} ", "GET", route)
	for _, line := range strings.Split(w.Visitor().Get("/metrics").Body, "\n") {
		if value, ok := strings.CutPrefix(line, name); ok {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	return 0
}
