package policy_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/policy"
)

// factsForm are the facts of a new document, as a browser sends them.
func (w *world) factsForm(change ...string) url.Values {
	v := form("title", "投诉回访办法", "kind", "procedure", "category", "complaints", "owner_id", webtest.Names[auth.PolicyOwner], "department_id", itoa(w.Department), "secrecy", "internal",
		"audience", "all", "keywords", "回访", "review_months", "12", "retention", "ten_years", "standard_1", "iso_10002", "clauses_1", "7.9", "quiz_draw", "0", "quiz_pass", "80", "quiz_attempts", "3")
	for i := 0; i+1 < len(change); i += 2 {
		v.Set(change[i], change[i+1])
	}
	return v
}

// take posts a step as the page of the policy's life sends it.
func (w *world) take(c *webtest.Client, number, step string, pairs ...string) *webtest.Page {
	w.t.Helper()
	w.clock.Advance(time.Second)
	c.Get("/policies/"+number+"/record?step="+step).Has(w.t, 200)
	return c.Post("/policies/"+number+"/record/"+step, form(append(pairs, "version", itoa(w.read(number).Version))...))
}

// TestFromDraftToForce takes a policy through its whole life in the browser.
func TestFromDraftToForce(t *testing.T) {
	w := newWorld(t)
	owner, reviewer, approver := w.As(auth.PolicyOwner), w.As(auth.Handler), w.As(auth.Supervisor)
	owner.Get("/policies").Has(t, 200, "还没有制度", "采用初始制度包", "/policies/new")
	w.As(auth.Employee).Get("/policies").Has(t, 200, "这里没有制度").Lacks(t, "/policies/new")
	owner.Get("/policies/new").Has(t, 200, "什么文件", "全体员工", "GB/T 19012", "1 人评审")
	page := owner.Post("/policies/new", w.factsForm()).Has(t, 200, "请写正文")
	number := strings.Split(page.URL.Path, "/")[2]
	owner.Get("/policies/"+number+"/record").Has(t, 200, "起草", "送评审", "全体员工", "投诉处理")
	w.take(owner, number, "send", "reviewers", webtest.Names[auth.Handler]).Has(t, 409, "正文还是空的")
	w.write(number, body, "", policy.Major)

	w.take(owner, number, "send", "reviewers", "查无此人").Has(t, 422, "没有“查无此人”这位员工", `value="查无此人"`)
	w.take(owner, number, "send", "reviewers", webtest.Names[auth.PolicyOwner]).Has(t, 422, "其中有执笔人")
	w.take(owner, number, "send", "reviewers", webtest.Names[auth.Handler]).Has(t, 200, "已送评审", "待答复")
	reviewer.Get("/").Has(t, 200, number, "评审")
	at := "/policies/" + number + "/versions/1"
	three := strconv.Itoa(w.key(number, "第三条"))
	reviewer.Get(at).Has(t, 200, "草案", "评论")
	reviewer.Get(at+"?comment="+three).Has(t, 200, `id="say-text"`)
	said := reviewer.Post("/policies/"+number+"/record/say", form("clause", three, "text", "三天太长", "back", at+"#c"+three)).Has(t, 200, "评论已提交", "三天太长")
	if said.URL.Path != at || said.URL.Fragment != "c"+three {
		t.Errorf("a remark led to %s", said.URL)
	}
	w.take(owner, number, "propose", "approvers", webtest.Names[auth.Supervisor]).Has(t, 409, "还有评审人没有同意")
	w.take(reviewer, number, "judge", "note", "好").Has(t, 422, "必填")
	w.take(reviewer, number, "judge", "agree", "0").Has(t, 422, "必填")
	w.take(reviewer, number, "judge", "agree", "1", "note", "可行").Has(t, 200, "意见已提交")
	w.take(owner, number, "propose", "approvers", webtest.Names[auth.Supervisor]).Has(t, 409, "还有 1 条意见没有答复")
	comment := itoa(w.read(number).Comments[0].ID)
	w.take(owner, number, "resolve", "comment", comment, "resolution", "").Has(t, 422, "必填")
	w.take(owner, number, "resolve", "comment", comment, "resolution", "已与各部门核对").Has(t, 200, "已答复", "已与各部门核对")

	w.take(owner, number, "propose", "approvers", webtest.Names[auth.Supervisor], "effect_on", w.day(-1)).Has(t, 422, "不能早于今天")
	w.take(owner, number, "propose", "approvers", webtest.Names[auth.Supervisor], "effect_on", w.day(1)).Has(t, 422, "要留 3 天给大家阅读", w.day(3))
	w.take(owner, number, "propose", "approvers", webtest.Names[auth.Employee]).Has(t, 422, "没有这项权限")
	w.take(owner, number, "propose", "approvers", webtest.Names[auth.Supervisor], "effect_on", w.day(5)).Has(t, 200, "已送批准")
	approver.Get("/").Has(t, 200, number, "批准")
	effect := w.day(5)
	w.take(approver, number, "approve", "agree", "1").Has(t, 200, "已提交", "待生效", effect)
	w.As(auth.Employee).Get("/policies/"+number).Has(t, 200, "还没有生效")
	w.take(owner, number, "postpone", "effect_on", w.day(9), "reason", "等培训").Has(t, 200, "施行日期已改", w.day(9))
	w.clock.Advance(10 * 24 * time.Hour)
	w.must(w.House.Policies.Switch(ctx))
	w.As(auth.PolicyOwner).Get("/policies/"+number+"/record").Has(t, 200, "现行", "孙三立 批准", "下次复审")
	w.As(auth.Employee).Get("/policies").Has(t, 200, number)
}

// TestWhatComesAfter: periodic review, exceptions, a new version that is withdrawn, retirement.
func TestWhatComesAfter(t *testing.T) {
	w := newWorld(t)
	number, other := w.inForce(nil), w.inForce(func(in *policy.CreateInput) { in.Title = "投诉回访细则" })
	owner, handler := w.As(auth.PolicyOwner), w.As(auth.Handler)
	three := strconv.Itoa(w.key(number, "第三条"))

	w.take(owner, number, "review", "revise", "0", "note", "仍然适用", "next_on", w.day(-3)).Has(t, 422, "请选")
	w.take(owner, number, "review", "revise", "0", "note", "仍然适用").Has(t, 200, "复审已记录", "复审过，不需要修改", "仍然适用")

	ask := []string{"clause", three, "exception_department_id", itoa(w.Other), "exception_reason", "没有专人", "measures", "由售后部代办", "from_on", w.day(0), "until_on", w.day(-1)}
	w.take(handler, number, "ask", ask...).Has(t, 422, "不能早于今天", "没有专人")
	ask[len(ask)-1] = w.day(60)
	w.take(handler, number, "ask", append(ask, "exception_person_id", "查无此人")...).Has(t, 422, "没有这位员工")
	w.take(handler, number, "ask", ask...).Has(t, 200, "申请已提交", "待答复")
	w.take(handler, number, "answer", "exception_id", "1", "grant", "1").Has(t, 403)
	id := itoa(w.read(number).Exceptions[0].ID)
	owner.Get("/").Has(t, 200, number, "答复例外申请")
	w.take(owner, number, "answer", "exception_id", id, "grant", "1", "note", "同意").Has(t, 200, "已答复申请", "有效")
	w.As(auth.Employee).Get("/policies/"+number).Has(t, 200, "例外：仓储部，至 "+w.day(60))
	w.take(owner, number, "end", "exception_id", id, "note", "人已到岗").Has(t, 200, "例外已收回", "已提前收回")
	w.As(auth.Employee).Get("/policies/"+number).Has(t, 200).Lacks(t, "例外：仓储部")

	w.take(owner, number, "draft").Has(t, 200, "已另起一版", "起草中")
	w.take(owner, number, "send", "reviewers", webtest.Names[auth.Handler]).Has(t, 409, "请先在正文页写明变更内容")
	w.take(owner, number, "withdraw", "reason", "").Has(t, 422, "必填")
	w.take(owner, number, "withdraw", "reason", "不改了").Has(t, 200, "这一版已撤回", "不改了")

	owner.Get("/policies/"+number+"/record?step=edit").Has(t, 200, "readonly", "标题随正文一起批准")
	w.take(owner, number, "edit", w.pairs(w.factsForm("title", "投诉回访管理办法"))...).Has(t, 422, "标题随正文一起批准", `value="投诉回访管理办法"`)
	w.take(owner, number, "edit", w.pairs(w.factsForm("keywords", "回访时限", "standard_1", "", "clauses_1", ""))...).Has(t, 200, "文件信息已修改", "回访时限")
	w.take(owner, number, "retire", "reason", "并入细则", "replaced_by", "ZD-2020-000001").Has(t, 422, "请填另一份现行制度的编号")
	w.take(owner, number, "retire", "reason", "并入细则", "replaced_by", other).Has(t, 200, "制度已废止", other)
	w.As(auth.Employee).Get("/policies/"+number).Has(t, 200, "已废止", "由 "+other+" 代替")
	owner.Get("/policies?view=retired").Has(t, 200, number)
}

// pairs are the values of a form as take wants them.
func (w *world) pairs(v url.Values) []string {
	var out []string
	for name, list := range v {
		out = append(out, name, list[0])
	}
	return out
}

// TestNobodyApprovesWhatHeWrote, be he named as an approver or not.
func TestNobodyApprovesWhatHeWrote(t *testing.T) {
	w := newWorld(t)
	number := w.create(nil)
	owner := w.As(auth.PolicyOwner)
	w.bring(number, policy.Reviewing)
	w.must(w.House.Policies.Judge(ctx, w.Actor(auth.Handler), w.ref(number), policy.DecideInput{Agree: true}))
	w.take(owner, number, "propose", "approvers", webtest.Names[auth.PolicyOwner]).Has(t, 422, "其中有执笔人")
	w.take(owner, number, "propose", "approvers", webtest.Names[auth.Supervisor]).Has(t, 200)
	owner.Get("/policies/"+number+"/record").Has(t, 200, "不能批准自己写的文件")
	owner.Post("/policies/"+number+"/record/approve", form("agree", "1", "version", itoa(w.read(number).Version))).Has(t, 403, "不能批准自己写的文件")
	w.As(auth.Handler).Get("/policies/" + number + "/record")
	if p := w.As(auth.Handler).Post("/policies/"+number+"/record/approve", form("agree", "1")); p.Status != 403 {
		t.Errorf("a handler approved: %d", p.Status)
	}
	w.take(w.As(auth.Supervisor), number, "approve", "agree", "0").Has(t, 422, "必填")
	w.take(w.As(auth.Supervisor), number, "approve", "agree", "0", "note", "施行日太早").Has(t, 200)
	owner.Get("/policies/"+number+"/record").Has(t, 200, "没有批准，退回起草", "施行日太早", "送评审")
}

// TestTwoAtOnce: of two who take the same step the slower is told, and keeps what was typed.
func TestTwoAtOnce(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	quick, slow := w.As(auth.PolicyOwner), w.As(auth.PolicyOwner)
	at := "/policies/" + number + "/record"
	quick.Get(at+"?step=edit").Has(t, 200)
	slow.Get(at+"?step=edit").Has(t, 200)
	quick.Post(at+"/edit", w.factsForm("keywords", "甲方案")).Has(t, 200, "文件信息已修改")
	page := slow.Post(at+"/edit", w.factsForm("keywords", "乙方案", "review_months", "6")).Has(t, http.StatusConflict, "甲方案", "乙方案", `value="乙方案"`)
	page.Has(t, http.StatusConflict, "复审周期")
	slow.Post(at+"/edit", w.factsForm("keywords", "乙方案")).Has(t, 200, "文件信息已修改", "乙方案")

	w.second(number, policy.Approving)
	one, two := w.As(auth.Supervisor), w.As(auth.Supervisor)
	one.Get(at)
	two.Get(at)
	one.Post(at+"/approve", form("agree", "1", "note", "同意")).Has(t, 200, "待生效")
	two.Post(at+"/approve", form("agree", "1", "note", "也同意")).Has(t, http.StatusConflict, "也同意")
	if v := w.read(number); v.Stage != policy.Approved || v.CurrentNo != 1 {
		t.Errorf("%+v", v.Policy)
	}
}

// TestForbiddenNumbersAreNotFound: what may not be seen is answered as what does not exist.
func TestForbiddenNumbersAreNotFound(t *testing.T) {
	w := newWorld(t)
	draft := w.create(nil)
	c := w.As(auth.Employee)
	missing := c.Get("/policies/ZD-2026-000999/record").Has(t, 404).Text()
	if got := c.Get("/policies/"+draft+"/record").Has(t, 404).Text(); strings.ReplaceAll(got[:20], draft, "") != missing[:20] {
		t.Error("a draft is answered otherwise than nothing")
	}
	c.Post("/policies/"+draft+"/record/say", form("text", "x")).Has(t, 404)
	c.Post("/policies/"+draft+"/record/send", form("reviewers", "x")).Has(t, 403)
	w.As(auth.Supervisor).Get("/policies/"+draft+"/versions/1").Has(t, 404)
	w.As(auth.Employee).Get("/policies/new").Has(t, 403)
	w.As(auth.Employee).Get("/policies/adopt").Has(t, 403)
	number := w.inForce(nil)
	w.As(auth.Employee).Get("/policies/"+number+"/versions/1?comment=3").Has(t, 200).Lacks(t, `id="say-text"`)
	w.take(w.As(auth.Employee), number, "say", "text", "我也说一句").Has(t, 403)
}

// TestNewPolicy tells what is wrong at each field, and takes an audience of some.
func TestNewPolicy(t *testing.T) {
	w := newWorld(t)
	c := w.As(auth.PolicyOwner)
	c.Get("/policies/new").Has(t, 200)
	c.Post("/policies/new", w.factsForm("title", "", "kind", "nothing", "category", "", "department_id", "", "review_months", "x")).
		Has(t, 422, `id="f-title-error"`, `id="f-kind-error"`, `id="f-category-error"`, `id="f-department_id-error"`, `id="f-review_months-error"`)
	c.Post("/policies/new", w.factsForm("owner_id", "查无此人")).Has(t, 422, "没有这位员工", `id="f-owner_id-error"`)
	c.Post("/policies/new", w.factsForm("audience", "some")).Has(t, 422, "请至少选一个部门")
	c.Post("/policies/new", w.factsForm("standard_1", "none")).Has(t, 422, `id="f-standard_1-error"`)
	c.Get("/policies/new")
	v := w.factsForm("audience", "some", "audience_people", webtest.Names[auth.Employee]+"，1001")
	v["audience_departments"], v["audience_roles"] = []string{itoa(w.Other)}, []string{"handler"}
	page := c.Post("/policies/new", v).Has(t, 200)
	number := strings.Split(page.URL.Path, "/")[2]
	c.Get("/policies/"+number+"/record").Has(t, 200, "仓储部", "经办人", webtest.Names[auth.Employee])
	c.Get("/policies/"+number+"/record?step=edit").Has(t, 200, webtest.Names[auth.Employee])
	c.Get("/policies/people?reviewers="+url.QueryEscape("孙三立，钱二")).Has(t, 200, "孙三立，钱二明（")
}

// TestTheStarterPack is taken over once.
func TestTheStarterPack(t *testing.T) {
	w := newWorld(t)
	c := w.As(auth.PolicyOwner)
	c.Get("/policies/adopt").Has(t, 200, "共 8 份", "信息安全管理制度", webtest.Names[auth.PolicyOwner])
	c.Post("/policies/adopt", form("owner_id", "查无此人", "department_id", itoa(w.Department))).Has(t, 422, "没有这位员工")
	c.Post("/policies/adopt", form("owner_id", webtest.Names[auth.PolicyOwner], "department_id", itoa(w.Department))).Has(t, 200, "已采用 8 份", "信息安全管理制度", "起草")
	p, err := w.House.Policies.Find(ctx, w.Actor(auth.PolicyOwner), "信息安全管理制度", 1)
	if err != nil || len(p) != 1 {
		t.Fatal(p, err)
	}
	if _, bank, err := w.House.Signings.Questions(ctx, w.Actor(auth.PolicyOwner), p[0].Number); err != nil || len(bank) < 5 {
		t.Errorf("the questions did not come along: %v %v", bank, err)
	}
	c.Get("/policies/adopt")
	c.Post("/policies/adopt", form("owner_id", webtest.Names[auth.PolicyOwner], "department_id", itoa(w.Department))).Has(t, 409, "都已经有了")
	c.Get("/").Has(t, 200, "写正文")
}

// TestTheList narrows, counts, keeps views and leaves as a table.
func TestTheList(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	w.inForce(func(in *policy.CreateInput) {
		in.Title, in.Category, in.DepartmentID = "档案借阅办法", "archives", w.Other
	})
	draft := w.create(func(in *policy.CreateInput) { in.Title = "还没写完" })
	w.must(w.House.Index.CatchUp(ctx))
	c := w.As(auth.PolicyOwner)
	c.Get("/policies").Has(t, 200, number, "档案借阅办法").Lacks(t, "还没写完")
	c.Get("/policies?category=information").Has(t, 200, "档案借阅办法").Lacks(t, number)
	c.Get("/policies?q=档案借阅").Has(t, 200, "档案借阅办法").Lacks(t, number)
	c.Get("/policies?view=drafts").Has(t, 200, draft, "还没写完").Lacks(t, number)
	c.Get("/policies?view=all&stage=draft").Has(t, 200, draft).Lacks(t, number)
	c.Get("/policies?view=review").Has(t, 200).Lacks(t, number)
	c.Get("/policies?department="+itoa(w.Other)).Has(t, 200, "档案借阅办法").Lacks(t, number)
	c.Get("/policies?kind=law").Has(t, 200, "没有符合条件的制度")
	csv := c.Get("/policies/export?view=all&format=csv").Has(t, 200).Body
	for _, want := range []string{"编号", number, "还没写完", "全体员工", "GB/T 19012"} {
		if !strings.Contains(csv, want) {
			t.Errorf("the table lacks %q: %s", want, csv)
		}
	}
	c.Language = "en"
	c.Get("/policies?view=all").Has(t, 200, "In force", "All categories", "Under way")
	w.clock.Advance(330 * 24 * time.Hour)
	c = w.As(auth.PolicyOwner)
	c.Get("/policies?view=review").Has(t, 200, number)
	c.Get("/").Has(t, 200, "待复审的制度", "/policies?view=review")
}

// TestTheDeskAndTheTrail tell of policies in words.
func TestTheDeskAndTheTrail(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	w.second(number, policy.Reviewing)
	w.As(auth.Handler).Get("/").Has(t, 200, number, "评审", "投诉回访办法")
	w.As(auth.PolicyOwner).Get("/policies/"+number+"/record").Has(t, 200, "批准了制度", "起草了新版", "重大变更")
	w.As(auth.Auditor).Get("/trail?record=policy").Has(t, 200, number, "送评审")
	page := w.As(auth.Handler).Get("/notifications").Has(t, 200, "制度 "+number+" 请您评审")
	_ = page
	c := w.As(auth.Auditor)
	c.Language = "en"
	c.Get("/policies/"+number+"/record").Has(t, 200, "Review", "made the policy")
}
