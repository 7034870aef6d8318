package policy_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/policy"
)

const passwordRules = `# 口令管理办法

## 第一章 总则

第一条 为了保护信息安全，制定本办法。

## 第二章 口令

第二条 口令不少于十二位，每年更换一次。

第三条 口令不得与他人共用；交接时由双方當面更換。
`

// shelf is a firm with a policy in force.
func shelf(t *testing.T, texts ...string) (*webtest.World, []string) {
	t.Helper()
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	in := policy.ImportInput{Facts: policy.Facts{Kind: "law", OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department, Secrecy: "public", Category: "law", Retention: "permanent", ReviewMonths: 12}}
	for i, text := range texts {
		in.Files = append(in.Files, policy.ImportFile{Name: strings.Repeat("x", i+1) + "(2024-03-01).md", Text: text})
	}
	told, err := w.House.Policies.Import(context.Background(), w.Actor(auth.PolicyOwner), in)
	if err != nil {
		t.Fatal(err)
	}
	var numbers []string
	for _, one := range told {
		if one.Err != nil {
			t.Fatalf("%v %+v", one.Err, fault.Of(one.Err))
		}
		numbers = append(numbers, one.Number)
	}
	return w, numbers
}

func TestClausesAreFound(t *testing.T) {
	w, numbers := shelf(t, passwordRules)
	c, number := w.As(auth.Employee), numbers[0]
	c.Get("/policies/search").Has(t, http.StatusOK, "查的是条款", "ZD-2026-000003/12")
	page := c.Get("/policies/search?q=" + url.QueryEscape("口令 更换"))
	page.Has(t, http.StatusOK, "管理办法", "第二条", "<mark>更换</mark>", "<mark>更換</mark>", "第二章 口令", "2 条，出自 1 份制度").Lacks(t, "第一条")
	if href := page.Link(t, "第三条"); !strings.HasPrefix(href, "/policies/"+number+"?q=") || !strings.Contains(href, "#c") {
		t.Errorf("the clause is at %s", href)
	}
	c.Get("/policies/search?q="+url.QueryEscape("口令")+"&department="+"999999").Has(t, http.StatusOK, "没有找到", "在选定的范围里")
	c.Get("/policies/search?q="+url.QueryEscape("不存在的词")).Has(t, http.StatusOK, "没有找到“不存在的词”", "换个说法")
	c.Get("/policies/search?q="+url.QueryEscape("口令管理 第3条")).Has(t, http.StatusOK, "第三条").Lacks(t, "第二条")
	c.Get("/policies/search?state=retired&q="+url.QueryEscape("口令")).Has(t, http.StatusOK, "没有找到")
	c.Get("/policies/search?skip=x&q="+url.QueryEscape("<script>口令")).Has(t, http.StatusOK).Lacks(t, "<script>口令")
	if got := c.Get("/policies/search?q=" + number); got.URL.Path != "/policies/"+number {
		t.Errorf("the number leads to %s", got.URL)
	}
	if got := c.Get("/policies/search?q=" + number + "%2F4"); got.URL.Path != "/policies/"+number+"/clauses/4" {
		t.Errorf("the clause's number leads to %s", got.URL)
	}
	c.Part("/policies/search?q="+number+"%2F4").Has(t, http.StatusOK, "口令管理办法") // half a number may be meant to go on
}

func TestTheSearchBoxFindsClauses(t *testing.T) {
	w, numbers := shelf(t, passwordRules)
	c, number := w.As(auth.Handler), numbers[0]
	c.Get("/search?q="+url.QueryEscape("口令")).Has(t, http.StatusOK, "制度条款", "口令管理办法 第二条", "<mark>口令</mark>")
	for words, want := range map[string]string{number: "/policies/" + number, number + "/3": "/policies/" + number + "/clauses/3"} {
		if got := c.Get("/search?q=" + url.QueryEscape(words)); got.URL.Path != want {
			t.Errorf("%s leads to %s", words, got.URL)
		}
	}
}

func TestAComplaintCitesAClause(t *testing.T) {
	w, numbers := shelf(t, passwordRules)
	c := w.As(auth.Handler)
	number, err := w.House.Complaints.Register(context.Background(), w.Actor(auth.Handler), complaint.RegisterInput{
		Facts: complaint.Facts{Channel: "telephone", Body: "客服把口令告诉了别人", Severity: "normal", FailureType: "slow_service"}, DepartmentID: w.Department})
	if err != nil {
		t.Fatal(err)
	}
	cite := c.Get("/complaints/"+number).Link(t, "引用条款")
	c.Get(cite).Has(t, http.StatusOK, number, "引用自", "查的是条款")
	found := c.Get(cite+"&q="+url.QueryEscape("共用")).Has(t, http.StatusOK, "第三条", "引用这一条", "引用整份制度")
	form := found.Link(t, "引用这一条")
	c.Get(form).Has(t, http.StatusOK, "口令管理办法 第三条", "不得与他人共用", "为什么引用")
	at, err := url.Parse(form)
	if err != nil {
		t.Fatal(err)
	}
	q := at.Query()
	sent := url.Values{"from": {q.Get("from")}, "number": {q.Get("number")}, "clause": {q.Get("clause")}, "reason": {""}}
	c.Post("/policies/cite", sent).Has(t, http.StatusUnprocessableEntity, "第三条", "为什么引用")
	sent.Set("reason", "口令外泄")
	done := c.Post("/policies/cite", sent)
	if done.URL.Path != "/complaints/"+number {
		t.Fatalf("it leads to %s: %s", done.URL, done.Text())
	}
	done.Has(t, http.StatusOK, "口令管理办法 第三条", numbers[0])
	c.Post("/policies/cite", sent).Has(t, http.StatusConflict, "已经连在一起")
	gone := url.Values{"from": {"complaint"}, "number": {"TS-2020-000001"}, "clause": sent["clause"], "reason": {"x"}}
	c.Post("/policies/cite", gone).Has(t, http.StatusNotFound)
	c.Get("/policies/cite?from=complaint&number=TS-2020-000001").Has(t, http.StatusNotFound)
	c.Get(cite+"&clause=ZD-2020-000001/3").Has(t, http.StatusNotFound)
	w.As(auth.Employee).Get(cite).Has(t, http.StatusForbidden)
}

func TestSearchingCostsFewStatements(t *testing.T) {
	w, _ := shelf(t, passwordRules)
	_, err := w.House.Complaints.Register(context.Background(), w.Actor(auth.Handler), complaint.RegisterInput{
		Facts: complaint.Facts{Channel: "telephone", Body: "客服要口令，总是更换", Severity: "normal", FailureType: "slow_service"}, DepartmentID: w.Department})
	if err != nil {
		t.Fatal(err)
	}
	c := w.As(auth.Supervisor)
	for _, p := range []struct{ path, route string }{{"/policies/search?q=", "/policies/search"}, {"/policies/cite?from=complaint&number=TS-2026-000001&q=", "/policies/cite"}, {"/search?q=", "/search"}} {
		path := p.path + url.QueryEscape("口令 更换")
		c.Get(path).Has(t, http.StatusOK, "第二条")
		before := statements(t, w, p.route)
		c.Get(path).Has(t, http.StatusOK)
		if n := statements(t, w, p.route) - before; n > 12 || n == 0 {
			t.Errorf("%s: %v statements", p.path, n)
		} else {
			t.Logf("%s: %v statements", p.path, n)
		}
	}
}
