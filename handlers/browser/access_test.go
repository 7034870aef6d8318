package browser

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
	"bihuan/views/locale"
)

// everyWidth demands that the page that is open is proper at the desk and on the phone.
func (b *tab) everyWidth(what string) {
	b.t.Helper()
	for _, width := range []int64{1440, 375} {
		b.size(width)
		b.shoot(file(what) + "-" + look{theme: "light", width: width}.String())
		b.proper(what)
	}
	b.size(1440)
}

// TestASecondFactorIsTurnedOnAndAsked shows the pages that stand behind a form: setting the factor up, the
// recovery codes, signing in with a code, and being refused.
func TestASecondFactorIsTurnedOnAndAsked(t *testing.T) {
	browserContext(t)
	d, clock := dbtest.One(t)
	w := start(t, d)
	l := locale.New(string(locale.ZhHans))
	b := newTab(t, w)
	b.expect("status of 422")
	b.open("/me")
	b.fill("login", "1000").fill("password", "wrong wrong wrong").send(l.T("account.sign_in")).sees(l.T("fault.sign_in_failed"))
	b.everyWidth("refused sign-in")
	b.fill("password", webtest.Password).send(l.T("account.sign_in")).sees(l.T("account.sessions"), l.T("account.session.here"))
	b.send(l.T("account.two_factor.open"))
	b.fill("password", webtest.Password).send(l.T("account.two_factor.start")).sees(l.T("account.two_factor.scan"))
	b.await(`document.querySelector(".enrol img").naturalWidth > 0`)
	b.everyWidth("enrolment")
	secret := b.text(".enrol pre")
	code := func() string {
		s, err := totp.GenerateCode(secret, clock.Now())
		b.must(err)
		return s
	}
	b.fill("code", code()).send(l.T("account.two_factor.confirm")).sees(l.T("account.recovery.text"))
	b.everyWidth("recovery codes")
	again := newTab(t, w)
	again.expect("status of 422")
	again.open("/sign-in")
	again.fill("login", "1000").fill("password", webtest.Password).send(l.T("account.sign_in")).sees(l.T("account.code.hint"))
	again.everyWidth("code")
	again.fill("code", "000000").send(l.T("account.code.go")).sees(l.T("invalid.code"))
	clock.Advance(31 * time.Second)
	again.fill("code", code()).send(l.T("account.code.go"))
	again.open("/me")
	again.sees(l.T("account.two_factor.on"))
}

const newPeople = "工号,姓名,部门,岗位,手机号,血型\n3001,甲一,售后部,专员,13800138000,A\n3002,乙二,物流部/干线组,调度,,B\n1000,赵一帆,仓储部,,,\n3003,,售后部,,,\n"

// TestPeopleAreImportedAndInvited shows the dry run of an import and a one-time link.
func TestPeopleAreImportedAndInvited(t *testing.T) {
	browserContext(t)
	d, _ := dbtest.One(t)
	w := start(t, d)
	l := locale.New(string(locale.ZhHans))
	path := filepath.Join(t.TempDir(), "人员.csv")
	if err := os.WriteFile(path, []byte(newPeople), 0o600); err != nil {
		t.Fatal(err)
	}
	b := as(t, w, auth.Administrator)
	b.expect("status of 422")
	b.open("/people/import")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{path}))
	b.choose("create", "1").send(l.T("people.import.try")).sees("物流部 / 干线组", "赵一帆", l.T("invalid.required"))
	b.everyWidth("dry run")
	b.send(l.T("people.import.apply")).sees(l.T("invalid.import_bad", "n", 1))
	b.choose("skip", "1").send(l.T("people.import.apply")).sees(l.T("people.import.done", "new", 2, "changed", 1, "left", 0))
	b.open("/people/3002")
	b.sees("物流部 / 干线组", "调度").send(l.T("people.account.create")).sees(l.T("people.link.text", "name", "乙二"))
	b.everyWidth("one-time link")
	link := b.text(".copy-box pre")
	guest := newTab(t, w)
	guest.do(chromedp.Navigate(link))
	guest.sees("乙二").fill("password", "nine lanterns by the gate").fill("repeat", "nine lanterns by the gate").send(l.T("account.password.save")).sees(l.T("account.link.done"))
	guest.fill("login", "3002").fill("password", "nine lanterns by the gate").send(l.T("account.sign_in"))
	guest.open("/me")
	guest.sees("乙二")
}
