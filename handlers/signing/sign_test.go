package signing_test

import (
	"net/http"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

// plain puts a rule without a test in force for everybody.
func (w *world) plain(title string) string {
	w.t.Helper()
	number, err := w.House.Policies.Create(ctx, w.Actor(auth.PolicyOwner), policy.CreateInput{Body: body, Facts: policy.Facts{Title: title, Kind: "rule", OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department,
		Secrecy: "internal", Category: "complaints", Retention: "permanent", ReviewMonths: 12, Audience: org.Audience{All: true}}})
	w.must(err)
	w.approve(number)
	return number
}

// campaignOf is the newest campaign of a policy.
func (w *world) campaignOf(number string) signing.Campaign {
	w.t.Helper()
	found, err := w.House.Signings.Campaigns(ctx, w.Actor(auth.PolicyOwner), signing.Filter{Policy: number}, nil)
	w.must(err)
	if len(found.Rows) == 0 {
		w.t.Fatalf("%s has no campaign", number)
	}
	return found.Rows[0]
}

// TestReadingAndSigningWithoutScripts goes the whole way with forms alone.
func TestReadingAndSigningWithoutScripts(t *testing.T) {
	w := newWorld(t)
	number := w.plain("投诉处理制度")
	at := "/policies/" + number
	c := w.As(auth.Employee)
	c.Get("/").Has(t, 200, "投诉处理制度", "阅读并签阅")
	c.Get("/reading").Has(t, 200, "待读待签", "投诉处理制度", number, "1.0 版", "发布签阅", "还没有签阅过制度")
	page := c.Get(at).Has(t, 200, `id="sign"`, "已显示 0/2 部分", "还有 2 部分没有显示", "第一章 总则", "第二章 处理", "这部分已读", `data-unread="[`).Lacks(t, `action="`+at+`/sign"`)
	one, two := w.key(number, "第一章"), w.key(number, "第二章")
	if !strings.Contains(page.Body, "第一章") || one == 0 {
		t.Fatal("no chapters")
	}
	c.Post(at+"/progress", form("key", itoa(one))).Has(t, 200, "已显示 1/2 部分")
	c.Post(at+"/sign", form("edition", "1")).Has(t, 409, "现在还不能签阅", "第二章 处理")
	c.Get(at)
	c.Post(at+"/progress", form("key", "99")).Has(t, 422, "这一版没有这个部分")
	c.Get(at)
	c.Post(at+"/progress", form("key", itoa(two))).Has(t, 200, "已显示 2/2 部分", "我已读完 1.0 版全文")
	c.Post(at+"/sign", nil).Has(t, 200, "已签阅，文本指纹", "您已于", `class="sign-bar no-print sign-bar-done"`).Lacks(t, `action="`+at+`/sign"`)
	c.Post(at+"/sign", form("edition", "1")).Has(t, 409, "您已经签过")
	c.Get("/reading").Has(t, 200, "没有要读的制度", "1.0", "有效")
	w.cheap(c, at, "/policies/:number")
	w.cheap(c, "/reading", "/reading")
	other := w.As(auth.Handler)
	other.Get(at)
	w.cheap(other, at, "/policies/:number")

	w.As(auth.Auditor).Get(at).Has(t, 200).Lacks(t, `id="sign"`)
	en := w.As(auth.Handler)
	en.Language = "en"
	en.Get(at).Has(t, 200, "0 of 2 parts shown", "2 parts not shown yet")
	en.Get("/reading").Has(t, 200, "My reading list", "On publication")
}

// TestTheBarAnswersScripts with itself alone, and counts what was read before the effect.
func TestTheBarAnswersScripts(t *testing.T) {
	w := newWorld(t)
	number := w.plain("投诉处理制度")
	at := "/policies/" + number
	c := w.As(auth.Employee)
	c.Get(at)
	values := form("edition", "1", "key", itoa(w.key(number, "第一章")), "key", itoa(w.key(number, "第二章")), "_csrf", token(t, c))
	req, err := http.NewRequest(http.MethodPost, w.Server.URL+at+"/progress", strings.NewReader(values.Encode()))
	w.must(err)
	for name, value := range map[string]string{"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true", "Sec-Fetch-Site": "same-origin"} {
		req.Header.Set(name, value)
	}
	c.Do(req).Has(t, 200, `id="sign"`, "2/2").Lacks(t, "<html", "第二条")
}

// TestSigningWhatIsNoLongerInForce leads to the text in force.
func TestSigningWhatIsNoLongerInForce(t *testing.T) {
	w := newWorld(t)
	number := w.plain("投诉处理制度")
	at := "/policies/" + number
	c := w.As(auth.Employee)
	c.Get(at)
	w.revise(number, policy.Major)
	c.Post(at+"/sign", form("edition", "1")).Has(t, 409, "1.0 版已被取代", "回到现行文本", `href="`+at+`"`)
	c.Get(at).Has(t, 200, "已显示 0/")
	c.Get(at+"/versions/1").Has(t, 200, "这一版已被取代，不能再签阅")
	w.must(w.House.Policies.Retire(ctx, w.Actor(auth.PolicyOwner), w.ref(number), policy.RetireInput{Reason: "不再需要"}))
	c.Get(at)
	c.Raw(at+"/sign", form("edition", "2", "_csrf", token(t, c))).Has(t, 409, "已废止")
}

func token(t *testing.T, c *webtest.Client) string {
	t.Helper()
	_, rest, ok := strings.Cut(c.Last.Body, `name="_csrf" value="`)
	if !ok {
		t.Fatal("no form token on the page")
	}
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// revise puts a new edition in force at once.
func (w *world) revise(number string, weight policy.Weight) {
	w.t.Helper()
	owner := w.Actor(auth.PolicyOwner)
	w.must(w.House.Policies.Draft(ctx, owner, w.ref(number)))
	v, err := w.House.Policies.ByNumber(ctx, owner, number)
	w.must(err)
	_, err = w.House.Policies.Write(ctx, owner, policy.DraftInput{Number: number, Version: v.Open.Version, Title: v.Title, Body: body + "\n第四条 修订。\n", Weight: weight, Summary: "修订"})
	w.must(err)
	w.approve(number)
}
