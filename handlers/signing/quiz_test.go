package signing_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bihuan/models/auth"
)

func TestTheTestIsTakenStepByStep(t *testing.T) {
	w := newWorld(t)
	n := w.issue("投诉处理制度")
	path := "/policies/" + n + "/quiz"
	auditor := w.As(auth.Auditor)
	auditor.Get(path).Has(t, http.StatusOK, "审计账号", "第一条")
	auditor.Post(path, nil).Has(t, http.StatusForbidden)
	c := w.As(auth.Employee)
	c.Get("/policies/ZD-2026-000099/quiz").Has(t, http.StatusNotFound)
	c.Get(path).Has(t, http.StatusOK, "抽 3 题", "60%", "还剩 2 次", "开始测验").Lacks(t, "接到投诉的人", `name="grant_person"`)
	page := c.Post(path, nil).Has(t, http.StatusOK, "第 1 次测验", "1. 谁是首问责任人？", "可选一项或多项", "接到投诉的人").Lacks(t, "见第二条")
	send := attempt(t, page)
	// An attempt that was begun goes on, from another browser too.
	again := w.As(auth.Employee)
	if got := attempt(t, again.Get(path)); got != send {
		t.Errorf("%s, want %s", got, send)
	}
	if got := attempt(t, again.Post(path, nil)); got != send {
		t.Errorf("begun twice: %s, want %s", got, send)
	}
	page = c.Post(send, form("q2", "0", "q2", "1")).Has(t, http.StatusUnprocessableEntity, "第 1 题还没有作答", "第 3 题还没有作答", "就这样交卷")
	if strings.Contains(page.Body, "第 2 题还没有作答") || strings.Count(page.Body, " checked") != 2 {
		t.Errorf("what was given is not kept: %s", page.Body)
	}
	page = c.Post(send, form("q2", "0", "q2", "1", "anyway", "1")).Has(t, http.StatusOK, "没有通过", "0 分", "答错的 3 题", "见第二条", "第二条", "再考一次", "还剩 1 次")
	if want := "/policies/" + n + "#c" + itoa(w.key(n, "第二条")); !strings.Contains(page.Body, want) {
		t.Errorf("no %s", want)
	}
	c.Post(send, form("q1", "0", "anyway", "1")).Has(t, http.StatusConflict, "这份卷子已经交过了", "再考一次")
	// Answers that were never offered are wrong ones and nothing worse.
	send = attempt(t, c.Post(path, nil))
	c.Post(send, url.Values{"q1": {"99", "-1", "x"}, "q2": {"0", "2"}, "q3": {"0", "1"}, "q4": {"0"}, "question": {"1"}}).Has(t, http.StatusOK, "没有通过", "33 分", "次数已用完", "周五洲").Lacks(t, "再考一次")
	c.Post(path, nil).Has(t, http.StatusConflict, "已经考了 2 次", "次数已用完")
	c.Language = "en"
	c.Get(path).Has(t, http.StatusOK, "No attempt is left", "2 attempts allowed, 0 left", "Not passed")
	w.cheap(c, path, "/policies/:number/quiz")
}

func TestNobodyHandsInForAnother(t *testing.T) {
	w := newWorld(t)
	n := w.issue("投诉处理制度")
	path := "/policies/" + n + "/quiz"
	c := w.As(auth.Employee)
	c.Get(path)
	send := attempt(t, c.Post(path, nil))
	other := w.As(auth.Handler)
	other.Get(path)
	other.Post(send, form("q1", "0", "q2", "0", "q2", "2", "q3", "1")).Has(t, http.StatusNotFound)
	other.Post(path+"/x", form("q1", "0")).Has(t, http.StatusNotFound)
	other.Raw(path, nil).Has(t, http.StatusBadRequest)
	c.Post(send, form("q1", "0", "q2", "2", "q2", "0", "q3", "0")).Has(t, http.StatusOK, "通过", "66 分", "去签字", "答错的 1 题").Lacks(t, "再考一次")
	c.Post(path, nil).Has(t, http.StatusConflict, "您已经以 66 分通过")
}

func TestAFurtherAttemptIsGranted(t *testing.T) {
	w := newWorld(t)
	n := w.issue("投诉处理制度")
	path := "/policies/" + n + "/quiz"
	c, boss := w.As(auth.Employee), w.As(auth.Supervisor)
	grant := func(who, why string) url.Values { return form("grant_person", who, "reason", why) }
	c.Get(path)
	c.Post(path+"/grants", grant("1000", "x")).Has(t, http.StatusForbidden)
	boss.Get(path+"?grant=赵一凡").Has(t, http.StatusOK, "准许补考", `value="赵一凡"`)
	boss.Post(path+"/grants", grant("赵一凡", "题目有歧义")).Has(t, http.StatusConflict, "不用补考", "题目有歧义")
	for range 2 {
		c.Post(attempt(t, c.Post(path, nil)), form("anyway", "1"))
	}
	boss.Post(path+"/grants", grant("没有这人", "x")).Has(t, http.StatusUnprocessableEntity, `id="f-grant_person-error"`, "没有这位员工")
	boss.Post(path+"/grants", grant("赵一凡", "")).Has(t, http.StatusUnprocessableEntity, `id="f-reason-error"`)
	boss.Post(path+"/grants", grant("李四华", "别的部门")).Has(t, http.StatusForbidden)
	boss.Post(path+"/grants", grant("孙三立", "自己")).Has(t, http.StatusForbidden)
	boss.Post(path+"/grants", grant("赵一凡", "题目有歧义")).Has(t, http.StatusOK, "已准许赵一凡再考一次")
	c.Get(path).Has(t, http.StatusOK, "还剩 1 次", "再考一次")
}
