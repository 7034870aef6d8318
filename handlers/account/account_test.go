package account_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"bihuan/handlers"
	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
)

func world(t *testing.T) (*webtest.World, *dbtest.Clock) {
	t.Helper()
	d, clock := dbtest.One(t)
	return webtest.New(t, d), clock
}

func signIn(c *webtest.Client, number, password string) *webtest.Page {
	c.Get("/sign-in")
	return c.Post("/sign-in", url.Values{"login": {number}, "password": {password}})
}

func TestSigningIn(t *testing.T) {
	w, _ := world(t)
	c := w.Visitor()
	c.Get("/me?x=1").Has(t, http.StatusOK, "登录", `value="/me?x=1"`)
	c.Post("/sign-in", url.Values{"login": {"1000"}, "password": {"wrong wrong wrong"}}).Has(t, http.StatusUnprocessableEntity, "工号或密码不对", `value="1000"`).Lacks(t, "wrong wrong")
	c.Post("/sign-in", url.Values{"login": {""}, "password": {""}}).Has(t, http.StatusUnprocessableEntity, "请填写此项")
	page := c.Post("/sign-in", url.Values{"login": {" 1000 "}, "password": {webtest.Password}, "next": {"/me?x=1"}}).Has(t, http.StatusOK, "个人设置", "赵一凡")
	if page.URL.RequestURI() != "/me?x=1" {
		t.Errorf("led to %s", page.URL)
	}
	for _, outside := range []string{"//evil.example", "https://evil.example/", `/\evil.example`} {
		v := w.Visitor()
		v.Get("/sign-in")
		if at := v.Post("/sign-in", url.Values{"login": {"1000"}, "password": {webtest.Password}, "next": {outside}}); at.URL.Path != "/" {
			t.Errorf("%s led to %s", outside, at.URL)
		}
	}
	c.Get("/me")
	c.Post("/sign-out", nil).Has(t, http.StatusOK, "您已退出登录")
	if at := c.Get("/me"); at.URL.Path != "/sign-in" {
		t.Errorf("still in at %s", at.URL)
	}
}

func TestTooManyAttemptsAreHeld(t *testing.T) {
	w, _ := world(t)
	c := w.Visitor()
	for range 5 {
		signIn(c, "1000", "wrong wrong wrong")
	}
	page := signIn(c, "1000", webtest.Password).Has(t, http.StatusTooManyRequests, "试的次数太多了，请等 30 秒后再试")
	if page.Header.Get("Retry-After") == "" {
		t.Error("it is not said how long to wait")
	}
}

func TestDemoEntryIsForTheDemonstrationOnly(t *testing.T) {
	w, _ := world(t)
	c := w.Visitor()
	c.Get("/sign-in").Has(t, http.StatusOK, "以演示身份进入", "审计员", "吴六顺", "员工", "赵一凡")
	c.Post("/sign-in/demo", url.Values{"person": {"1"}})
	c.Get("/me").Has(t, http.StatusOK, webtest.Names[auth.Administrator])

	d, _ := dbtest.One(t)
	real := serve(t, handlers.Options{Folder: t.TempDir(), Hasher: webtest.Hasher}, d)
	v := browser(t, real)
	v.post("/set-up", url.Values{"firm": {"真公司"}, "name": {"郑管理"}, "number": {"0000"}, "password": {webtest.Password}, "repeat": {webtest.Password}})
	v.get("/me")
	v.post("/sign-out", nil)
	if _, body := v.get("/sign-in"); strings.Contains(body, "/sign-in/demo") {
		t.Error("the page offers demonstration roles")
	}
	if status, _ := v.post("/sign-in/demo", url.Values{"person": {"1"}}); status != http.StatusForbidden {
		t.Errorf("status %d", status)
	}
}

func TestSettingUp(t *testing.T) {
	d, _ := dbtest.One(t)
	v := browser(t, serve(t, handlers.Options{Folder: t.TempDir(), Hasher: webtest.Hasher}, d))
	if at, body := v.get("/"); at != http.StatusOK || !strings.Contains(body, "初次设置") || v.at.Path != "/set-up" {
		t.Fatalf("%d at %s", at, v.at)
	}
	values := url.Values{"firm": {"长江<b>服务"}, "name": {"赵敏"}, "number": {"G001"}, "password": {"123456789012"}, "repeat": {"123456789012"}, "starter": {"1"}}
	if status, body := v.post("/set-up", values); status != http.StatusUnprocessableEntity || !strings.Contains(body, "太常见") || !strings.Contains(body, "长江&lt;b&gt;服务") || strings.Contains(body, "123456789012") {
		t.Fatalf("%d: %s", status, body)
	}
	values.Set("password", "七月的风吹过安静的长江水面")
	if status, body := v.post("/set-up", values); status != http.StatusUnprocessableEntity || !strings.Contains(body, "两次输入的新密码不一样") {
		t.Fatalf("%d: %s", status, body)
	}
	values.Set("repeat", "七月的风吹过安静的长江水面")
	v.post("/set-up", values)
	if status, body := v.get("/me"); status != http.StatusOK || !strings.Contains(body, "赵敏") {
		t.Fatalf("%d: %s", status, body)
	}
	if v.get("/set-up"); v.at.Path == "/set-up" {
		t.Error("the page is still there")
	}
	if other := browser(t, v.server); true {
		other.get("/sign-in")
		if _, body := other.post("/set-up", values); !strings.Contains(body, "系统已经设置过了") {
			t.Error("a second set-up was not refused")
		}
	}
}

func TestOwnSettings(t *testing.T) {
	w, _ := world(t)
	c, other := w.As(auth.Handler), w.As(auth.Handler)
	c.Get("/me").Has(t, http.StatusOK, "经办人", "本机", "未开启")
	c.Post("/me/profile", url.Values{"language": {"fr"}}).Has(t, http.StatusUnprocessableEntity, "请从列表中选择一项")
	c.Post("/me/profile", url.Values{"language": {"en"}, "theme": {"dark"}, "density": {"compact"}}).
		Has(t, http.StatusOK, "Display settings saved", `data-bs-theme="dark"`, `data-density="compact"`, `lang="en"`)
	c.Post("/language", url.Values{"tag": {"zh-Hans"}, "back": {"/me"}}).Has(t, http.StatusOK, "个人设置", `data-bs-theme="dark"`)
	c.Post("/theme", url.Values{"theme": {"auto"}, "back": {"/me"}}).Has(t, http.StatusOK, `data-theme="auto"`, `data-density="compact"`)
	c.Post("/me/sessions/end-others", nil).Has(t, http.StatusOK, "其他设备已全部退出登录")
	if at := other.Get("/me"); at.URL.Path != "/sign-in" {
		t.Error("the other session lives")
	}
	third := w.As(auth.Handler)
	third.Get("/me")
	page := c.Get("/me")
	m := regexp.MustCompile(`name="session" value="(\d+)"`).FindStringSubmatch(page.Body)
	c.Post("/me/sessions/end", url.Values{"session": {m[1]}}).Has(t, http.StatusOK, "那台设备已退出登录")
	if at := third.Get("/me"); at.URL.Path != "/sign-in" {
		t.Error("the third session lives")
	}
}

func TestChangingThePassword(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.Employee)
	c.Get("/me/password")
	c.Post("/me/password", url.Values{"current": {"x"}, "password": {"赵一凡1"}, "repeat": {"赵一凡1"}}).Has(t, http.StatusUnprocessableEntity, "密码至少 12 个字")
	c.Post("/me/password", url.Values{"current": {"wrong wrong wrong"}, "password": {"nine lanterns by the gate"}, "repeat": {"nine lanterns by the gate"}}).Has(t, http.StatusUnprocessableEntity, "现在的密码不对").Lacks(t, "lanterns")
	c.Post("/me/password", url.Values{"current": {webtest.Password}, "password": {"nine lanterns by the gate"}, "repeat": {"nine lanterns by the gate"}}).Has(t, http.StatusOK, "密码已修改")
	signIn(w.Visitor(), "1000", webtest.Password).Has(t, http.StatusUnprocessableEntity)
	if at := signIn(w.Visitor(), "1000", "nine lanterns by the gate"); at.URL.Path == "/sign-in" {
		t.Error("the new password does not work")
	}
}

func TestTwoFactorsOnPages(t *testing.T) {
	w, clock := world(t)
	c := w.As(auth.Employee)
	c.Get("/me/two-factor")
	c.Post("/me/two-factor/start", url.Values{"password": {"wrong wrong wrong"}}).Has(t, http.StatusUnprocessableEntity, "现在的密码不对")
	page := c.Post("/me/two-factor/start", url.Values{"password": {webtest.Password}}).Has(t, http.StatusOK, "用验证器扫描")
	secret := regexp.MustCompile(`>([A-Z2-7]{32})</pre>`).FindStringSubmatch(page.Body)[1]
	if picture := c.Get("/me/two-factor/picture"); picture.Header.Get("Content-Type") != "image/png" || !strings.HasPrefix(picture.Body, "\x89PNG") {
		t.Error("no picture")
	}
	c.Get("/me/two-factor")
	c.Post("/me/two-factor/confirm", url.Values{"code": {"123"}}).Has(t, http.StatusUnprocessableEntity, "验证码不对", secret)
	code := func() string {
		s, err := totp.GenerateCode(secret, clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	page = c.Post("/me/two-factor/confirm", url.Values{"code": {code()}}).Has(t, http.StatusOK, "恢复码", "已开启")
	recovery := regexp.MustCompile(`(?s)<pre[^>]*>(.*?)</pre>`).FindStringSubmatch(page.Body)[1]
	c.Get("/me/two-factor").Has(t, http.StatusOK, "还有 10 个恢复码").Lacks(t, strings.Fields(recovery)[0], secret)

	v := w.Visitor()
	if at := signIn(v, "1000", webtest.Password); at.URL.Path != "/sign-in/code" {
		t.Fatalf("at %s", at.URL)
	}
	if at := v.Get("/me"); at.URL.Path != "/sign-in" {
		t.Error("the password alone opens the portal")
	}
	v.Get("/sign-in/code")
	v.Post("/sign-in/code", url.Values{"code": {"000000"}}).Has(t, http.StatusUnprocessableEntity, "验证码不对")
	clock.Advance(31 * time.Second)
	v.Post("/sign-in/code", url.Values{"code": {code()}})
	v.Get("/me").Has(t, http.StatusOK, "个人设置")
	c.Get("/me/two-factor")
	c.Post("/me/two-factor/stop", url.Values{"password": {webtest.Password}}).Has(t, http.StatusOK, "两步验证已关闭")
}

func TestALinkOnPages(t *testing.T) {
	w, _ := world(t)
	link, err := w.House.Accounts.ResetPassword(t.Context(), w.Actor(auth.Administrator), w.Person(auth.Employee))
	if err != nil {
		t.Fatal(err)
	}
	c := w.Visitor()
	c.Get("/password/"+link.Token).Has(t, http.StatusOK, "赵一凡", "设置新密码")
	c.Post("/password/"+link.Token, url.Values{"password": {"short"}, "repeat": {"short"}}).Has(t, http.StatusUnprocessableEntity, "密码至少 12 个字")
	c.Post("/password/"+link.Token, url.Values{"password": {"nine lanterns by the gate"}, "repeat": {"nine lanterns by the gate"}}).Has(t, http.StatusOK, "密码已设置")
	c.Get("/password/"+link.Token).Has(t, http.StatusNotFound, "这个链接已经不能用了")
	c.Get("/password/<script>").Has(t, http.StatusNotFound)
}

func TestEveryPageSpeaksEnglish(t *testing.T) {
	w, _ := world(t)
	v := w.Visitor()
	v.Language = "en"
	v.Get("/sign-in").Has(t, http.StatusOK, "Sign in", "Enter as a demonstration person")
	c := w.As(auth.Employee)
	c.Language = "en"
	for path, words := range map[string]string{"/me": "Where you are signed in", "/me/password": "Current password", "/me/two-factor": "Turn on two-step verification"} {
		c.Get(path).Has(t, http.StatusOK, words)
	}
}

// visitor is a browser for a portal that is not set up yet, which webtest's worlds always are.
type visitor struct {
	t      *testing.T
	server *httptest.Server
	http   *http.Client
	at     *url.URL
	body   string
}

func browser(t *testing.T, s *httptest.Server) *visitor {
	jar, _ := cookiejar.New(nil)
	return &visitor{t: t, server: s, http: &http.Client{Jar: jar}}
}

func (v *visitor) do(req *http.Request) (int, string) {
	v.t.Helper()
	req.Header.Set("Accept-Language", "zh")
	res, err := v.http.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	var b strings.Builder
	if _, err := copyTo(&b, res); err != nil {
		v.t.Fatal(err)
	}
	v.at, v.body = res.Request.URL, b.String()
	return res.StatusCode, v.body
}

var token = regexp.MustCompile(`name="_csrf" value="([0-9a-f]+)"`)

func (v *visitor) get(path string) (int, string) {
	req, _ := http.NewRequest(http.MethodGet, v.server.URL+path, nil)
	return v.do(req)
}

func (v *visitor) post(path string, values url.Values) (int, string) {
	if v.body == "" {
		v.get(path)
	}
	sent := url.Values{}
	for k, x := range values {
		sent[k] = x
	}
	if m := token.FindStringSubmatch(v.body); m != nil {
		sent.Set("_csrf", m[1])
	}
	req, _ := http.NewRequest(http.MethodPost, v.server.URL+path, strings.NewReader(sent.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.do(req)
}
