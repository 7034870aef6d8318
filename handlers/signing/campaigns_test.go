package signing_test

import (
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

func (w *world) readAndSign(as auth.Role, number string) {
	w.t.Helper()
	a := w.Actor(as)
	r, err := w.House.Policies.Read(ctx, a, number, policy.At{})
	w.must(err)
	in := signing.SignInput{Number: number, EditionNo: r.Edition.No}
	var keys []int
	for _, c := range signing.Chapters(r.Edition) {
		keys = append(keys, c.Key)
	}
	_, err = w.House.Signings.Show(ctx, a, in, keys)
	w.must(err)
	_, err = w.House.Signings.Sign(ctx, a, in)
	w.must(err)
}

// TestACampaignIsFollowed from its list to the people who have not signed.
func TestACampaignIsFollowed(t *testing.T) {
	w := newWorld(t)
	number := w.plain("投诉处理制度")
	w.readAndSign(auth.Employee, number)
	n := w.campaignOf(number).Number
	at := "/campaigns/" + n
	c := w.As(auth.PolicyOwner)
	c.Get("/campaigns").Has(t, 200, n, "投诉处理制度", "发布签阅", number, "进行中", "1/")
	c.Get("/campaigns?view=ended").Has(t, 200).Lacks(t, n)
	c.Get("/campaigns?q=没有的").Has(t, 200, "没有符合条件的签阅")
	c.Get(at).Has(t, 200, n, "各部门进度", "全体", "提醒未签的人", "5 个工作日", `class="sign-signed"`, "开始签阅")
	c.Post(at+"/remind", nil).Has(t, 200, "已提醒")
	c.Get(at).Has(t, 200, "刚提醒过")
	c.Get(at+"/people").Has(t, 200, webtest.Names[auth.Employee], "已签", "未签", webtest.Names[auth.Handler])
	c.Get(at+"/people?state=signed").Has(t, 200, webtest.Names[auth.Employee]).Lacks(t, ">"+webtest.Names[auth.Handler]+"<")
	w.clock.Advance(30 * 24 * time.Hour)
	c = w.As(auth.PolicyOwner)
	c.Get(at+"/people?state=late").Has(t, 200, "逾期未签", webtest.Names[auth.Handler])
	c.Get(at).Has(t, 200, "late-text")
	csv := c.Get(at + "/export?format=csv&state=signed")
	if csv.Status != 200 || !strings.Contains(csv.Body, webtest.Names[auth.Employee]) || strings.Contains(csv.Body, webtest.Names[auth.Handler]) {
		t.Errorf("%d %s", csv.Status, csv.Body)
	}
	if x := c.Get(at + "/export?format=xlsx"); x.Status != 200 || !strings.HasPrefix(x.Body, "PK") {
		t.Error(x.Status)
	}
	w.cheap(c, at, "/campaigns/:number")
	w.cheap(c, "/campaigns", "/campaigns")
	w.cheap(c, at+"/people", "/campaigns/:number/people")
	w.As(auth.Employee).Get(at).Has(t, 403)
	s := w.As(auth.Supervisor)
	s.Get(at).Has(t, 200, "投诉处理制度").Lacks(t, "结束签阅")
	s.Get("/").Has(t, 200, "本部门未签")
	s.Get("/campaigns/QY-2020-000001").Has(t, 404)
	c.Language = "en"
	c.Get(at).Has(t, 200, "Progress by department", "Late")
	c.Get("/trail").Has(t, 403)
	w.As(auth.Auditor).Get("/trail").Has(t, 200, "开始签阅", "签阅")
}

// TestExcusesAndPaper are the supervisor's, never one's own.
func TestExcusesAndPaper(t *testing.T) {
	w := newWorld(t)
	number := w.plain("投诉处理制度")
	n := w.campaignOf(number).Number
	at := "/campaigns/" + n
	c := w.As(auth.Supervisor)
	handler, employee := webtest.Names[auth.Handler], webtest.Names[auth.Employee]
	c.Get(at+"?step=excuse&person="+handler).Has(t, 200, handler, "准许免签")
	c.Post(at+"/excuse", form("person", handler)).Has(t, 422, handler)
	c.Post(at+"/excuse", form("person", "没有这个人", "why", "病假")).Has(t, 422, "病假")
	c.Post(at+"/excuse", form("person", webtest.Names[auth.Supervisor], "why", "病假")).Has(t, 403, "不能为自己办理")
	c.Get(at)
	c.Post(at+"/excuse", form("person", handler, "why", "长期病假")).Has(t, 200, "已准许免签", "长期病假")
	c.Get(at+"/people?state=excused").Has(t, 200, "批准免签：长期病假")
	c.Get(at + "?step=enter")
	day := w.House.Organisation.Today()
	c.Upload(at+"/enter", form("person", employee, "signed_on", day), webtest.File{Field: "files", Name: "签字表.txt", Content: []byte("签字")}).Has(t, 422, employee)
	c.Get(at + "?step=enter")
	c.Upload(at+"/enter", form("person", employee, "signed_on", day, "note", "存人事部"), webtest.File{Field: "files", Name: "签字表.txt", Content: []byte("签字")}).Has(t, 200, "已录入")
	e := w.As(auth.Employee)
	page := e.Get("/reading").Has(t, 200, "纸质签字", "签字表.txt")
	href := page.Body[strings.Index(page.Body, `href="/reading/`)+6:]
	href = href[:strings.Index(href, `"`)]
	if f := e.Get(href); f.Status != 200 || f.Body != "签字" {
		t.Errorf("%s %d %s", href, f.Status, f.Body)
	}
	w.As(auth.HR).Get(href).Has(t, 200)
	if f := w.As(auth.Handler).Get(href); f.Status != 404 {
		t.Errorf("another one's paper: %d", f.Status)
	}
}

// TestACampaignIsBegunAndEndedByHand with what was typed given back where it is refused.
func TestACampaignIsBegunAndEndedByHand(t *testing.T) {
	w := newWorld(t)
	number := w.plain("投诉处理制度")
	c := w.As(auth.HR)
	c.Get("/campaigns/new?policy="+number).Has(t, 200, number, "发起签阅", "全体员工")
	c.Post("/campaigns/new", form("policy", "ZD-2020-000001", "title", "年度重温", "audience", "all", "days", "3")).Has(t, 422, "年度重温", "ZD-2020-000001")
	c.Post("/campaigns/new", form("policy", number, "audience", "some", "days", "900")).Has(t, 422)
	c.Post("/campaigns/new", form("policy", number, "audience", "all", "days", "3", "quiz", "1")).Has(t, 422, "题库")
	c.Get("/campaigns/new")
	page := c.Post("/campaigns/new", form("policy", number, "title", "年度重温", "audience", "some", "audience_departments", itoa(w.Department), "days", "3")).Has(t, 200, "已开始", "年度重温", "临时发起", "3 个工作日")
	at := page.URL.Path
	c.Get("/campaigns?view=mine").Has(t, 200, "年度重温")
	c.Get(at+"?step=close").Has(t, 200, "结束时未签")
	c.Post(at+"/close", form("reason", "")).Has(t, 422)
	c.Get(at + "?step=close")
	c.Post(at+"/close", form("reason", "到此为止")).Has(t, 200, "已结束", "到此为止")
	c.Get("/campaigns?view=ended").Has(t, 200, "年度重温")
	c.Get(at + "?step=cancel")
	c.Raw(at+"/cancel", form("reason", "x", "version", "2", "_csrf", token(t, c))).Has(t, 409, "已经结束")
	w.As(auth.Supervisor).Get("/campaigns/new").Has(t, 403)
}
