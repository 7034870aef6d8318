package signing_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

// answered is a rule that the handler signed on its first day, from which the employee was excused a day later, and
// which binds somebody of another department too.
func (w *world) answered() (number, first string) {
	w.t.Helper()
	_, err := w.House.Organisation.Register(ctx, w.Actor(auth.HR), org.PersonInput{Number: "2001", Name: "冯仓储", DepartmentID: w.Other, JoinedOn: "2020-03-01"})
	w.must(err)
	number = w.issue("投诉处理制度")
	first = w.House.Organisation.Today()
	w.signs(auth.Handler, number)
	w.clock.Advance(24 * time.Hour)
	w.must(w.House.Signings.Excuse(ctx, w.Actor(auth.Supervisor), w.campaign(number), signing.ExcuseInput{PersonID: w.Person(auth.Employee), Why: "=HYPERLINK(\"http://x\")"}))
	return number, first
}

func (w *world) campaign(policy string) string {
	w.t.Helper()
	found, err := w.House.Signings.Campaigns(ctx, w.Actor(auth.PolicyOwner), signing.Filter{Policy: policy}, nil)
	w.must(err)
	if len(found.Rows) == 0 {
		w.t.Fatalf("%s has no campaign", policy)
	}
	return found.Rows[0].Number
}

func TestWhoWasBoundAndWhoHadRead(t *testing.T) {
	w := newWorld(t)
	n, first := w.answered()
	path := "/policies/" + n + "/bound"
	w.As(auth.Employee).Get(path).Has(t, http.StatusForbidden)
	c := w.As(auth.Auditor)
	page := c.Get(path).Has(t, http.StatusOK, "投诉处理制度", "1.0 版", "发布这一版时定下的", "全体员工", "钱二明", "已签", "免签", "=HYPERLINK", "冯仓储", "未签", "2／2 部分", "100 分", w.campaign(n))
	r, err := w.House.Policies.Read(ctx, w.Actor(auth.PolicyOwner), n, policy.At{})
	w.must(err)
	if hash := r.Edition.Hash; !strings.Contains(page.Body, `title="`+hash+`">`+hash[:8]+"<") {
		t.Error("the hash is not shown")
	}
	c.Get(path+"?on="+first).Has(t, http.StatusOK, "已签").Lacks(t, "=HYPERLINK")
	c.Get(path+"?on="+first+"&clause="+itoa(w.key(n, "第二条"))).Has(t, http.StatusOK, "接到投诉的人是首问责任人", "/policies/"+n+"/versions/1#c"+itoa(w.key(n, "第二条")))
	c.Get(path+"?clause=999").Has(t, http.StatusNotFound, "没有这一条", `name="on"`)
	c.Get(path+"?on=2019-01-01").Has(t, http.StatusNotFound, "没有有效的版本", `value="2019-01-01"`)
	for _, day := range []string{"tomorrow", "2026-02-30", "2999-01-01", "%00"} {
		c.Get(path+"?on="+day).Has(t, http.StatusUnprocessableEntity, "不晚于今天的日期", `name="on"`)
	}
	c.Get("/policies/ZD-2026-000099/bound").Has(t, http.StatusNotFound)
	c.Get(path+"?state=signed").Has(t, http.StatusOK, "钱二明").Lacks(t, "冯仓储", "赵一凡")
	c.Get(path+"?state=excused").Has(t, http.StatusOK, "赵一凡").Lacks(t, "冯仓储", "钱二明")
	c.Get(path+"?state=unsigned&q=冯").Has(t, http.StatusOK, "冯仓储").Lacks(t, "赵一凡", "钱二明")
	c.Get(path+"?department="+itoa(w.Other)).Has(t, http.StatusOK, "冯仓储").Lacks(t, "钱二明")
	c.Language = "en"
	c.Get(path+"?on="+first).Has(t, http.StatusOK, "Had not signed", "The audience is the one set when this version was published")
	w.cheap(c, path+"?clause="+itoa(w.key(n, "第二条")), "/policies/:number/bound")
}

func TestASupervisorSeesHisDepartmentsOnly(t *testing.T) {
	w := newWorld(t)
	n, _ := w.answered()
	path := "/policies/" + n + "/bound"
	c := w.As(auth.Supervisor)
	c.Get(path).Has(t, http.StatusOK, "只统计您管辖的部门", "钱二明").Lacks(t, "冯仓储", "李四华")
	c.Get(path+"?department="+itoa(w.Other)).Has(t, http.StatusOK, "没有符合条件的人").Lacks(t, "冯仓储")
	c.Get(path+"?q=冯").Has(t, http.StatusOK).Lacks(t, "冯仓储")
	c.Get(path+"/export?format=csv").Has(t, http.StatusOK, "钱二明").Lacks(t, "冯仓储")
}

func TestTheAnswerIsTakenAway(t *testing.T) {
	w := newWorld(t)
	n, first := w.answered()
	path := "/policies/" + n + "/bound/export"
	c := w.As(auth.Auditor)
	w.As(auth.Employee).Get(path+"?format=csv").Has(t, http.StatusForbidden)
	page := c.Get(path+"?format=csv").Has(t, http.StatusOK, "文本指纹", "钱二明", "冯仓储", "'=HYPERLINK")
	if strings.Contains(page.Body, ",=HYPERLINK") || strings.Contains(page.Body, `"=HYPERLINK`) {
		t.Errorf("a formula came out: %s", page.Body)
	}
	if name := page.Header.Get("Content-Disposition"); !strings.Contains(name, n+"-"+w.House.Organisation.Today()) {
		t.Error(name)
	}
	if lines := strings.Count(c.Get(path+"?format=csv&state=signed&on="+first).Body, "\n"); lines != 2 {
		t.Errorf("%d lines", lines)
	}
	if got := c.Get(path + "?format=xlsx"); got.Status != http.StatusOK || !strings.HasPrefix(got.Body, "PK") {
		t.Errorf("%d", got.Status)
	}
	c.Get(path+"?format=exe").Has(t, http.StatusUnprocessableEntity)
	c.Get(path+"?format=csv&on=never").Has(t, http.StatusUnprocessableEntity)
}

func TestAnAudienceThatWasNotFrozenIsSaid(t *testing.T) {
	w := newWorld(t)
	n := w.draft("没有范围的制度")
	v, err := w.House.Policies.ByNumber(ctx, auth.System("test"), n)
	w.must(err)
	facts := policy.Facts{Title: v.Title, Kind: v.Kind, OwnerID: v.OwnerID, DepartmentID: v.DepartmentID, Secrecy: v.Secrecy, Category: v.Category, Retention: v.Retention, ReviewMonths: 12}
	w.must(w.House.Policies.Edit(ctx, w.Actor(auth.PolicyOwner), w.ref(n), facts))
	w.approve(n)
	c := w.As(auth.Auditor)
	c.Get("/policies/"+n+"/bound").Has(t, http.StatusOK, "算不出谁受约束", "没有符合条件的人")
	facts.Audience = org.Audience{Departments: []int64{w.Department}}
	w.must(w.House.Policies.Edit(ctx, w.Actor(auth.PolicyOwner), w.ref(n), facts))
	c.Get("/policies/"+n+"/bound").Has(t, http.StatusOK, "按制度现在写的适用范围算", "售后部", "赵一凡").Lacks(t, "李四华")
}
