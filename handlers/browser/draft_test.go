package browser

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db/dbtest"
)

const told = "客户来电：热水器点不着火，预约的师傅三次没来。"

// count tells how many complaints there are.
func count(t testing.TB, w *webtest.World) int64 {
	t.Helper()
	n, err := w.House.Complaints.Counts(context.Background(), w.Actor(auth.Supervisor))
	if err != nil {
		t.Fatal(err)
	}
	return n[complaint.ViewAll]
}

// TestUnfinishedTextSurvives reloads a form, and lets the session end before it is sent.
func TestUnfinishedTextSurvives(t *testing.T) {
	t.Parallel()
	browserContext(t)
	d, _ := dbtest.One(t)
	w := start(t, d)
	b := as(t, w, auth.Handler)
	b.open("/complaints/new")
	b.fill("phone", "13900001111").fill("body", told)
	b.await(`Object.keys(localStorage).some(k => localStorage[k].includes("热水器"))`)
	b.do(chromedp.Reload())
	b.sees("已恢复上次未提交的内容")
	b.await(`document.querySelector("[name=body]").value === ` + quote(told) + ` && document.querySelector("[name=phone]").value === "13900001111"`)
	b.proper("a restored draft")
	actor := w.Actor(auth.Handler)
	if err := w.House.Accounts.EndOtherSessions(context.Background(), actor, 0); err != nil {
		t.Fatal(err)
	}
	b.send("登记").sees("以演示身份进入")
	if at := b.path(); at != "/sign-in?next=%2Fcomplaints%2Fnew" {
		t.Errorf("an ended session leads to %s", at)
	}
	b.hit(`[...document.querySelectorAll("button")].find(e => e.innerText.includes(` + quote(webtest.Names[auth.Handler]) + `))`)
	b.at("/complaints/new")
	b.sees("已恢复上次未提交的内容")
	b.send("登记").sees("TS-2026-000001")
	if n := count(t, w); n != 1 {
		t.Errorf("%d complaints", n)
	}
	b.open("/complaints/new")
	b.lacks("已恢复上次未提交的内容")
	b.await(`document.querySelector("[name=body]").value === ""`)
	b.fill("body", "另一件")
	b.await(`Object.keys(localStorage).some(k => localStorage[k].includes("另一件"))`)
	b.hit(`document.querySelector(".person > summary")`)
	b.press("退出登录")
	b.at("/sign-in")
	if left := ask[int](b, `Object.keys(localStorage).filter(k => k.includes("draft")).length`); left != 0 {
		t.Errorf("%d drafts are left in the browser after signing out", left)
	}
}

// TestADoubleClickMakesOneRecord presses twice, and sends a page again that is still open elsewhere.
func TestADoubleClickMakesOneRecord(t *testing.T) {
	t.Parallel()
	browserContext(t)
	d, _ := dbtest.One(t)
	w := start(t, d)
	b := as(t, w, auth.Handler)
	b.open("/complaints/new")
	b.fill("body", told)
	ask[bool](b, `(() => { const f = document.querySelector("#register"); window.testWaits = true; const again = new FormData(f); window.name = JSON.stringify([...again].filter(p => typeof p[1] === "string")); return true })()`)
	type point struct{ X, Y float64 }
	at := ask[point](b, `(() => { const e = document.querySelector("#register .form-actions button"); e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2} })()`)
	b.do(chromedp.MouseClickXY(at.X, at.Y), chromedp.MouseClickXY(at.X, at.Y))
	b.sees("TS-2026-000001")
	// The very form once more, as from a page that was left open.
	got := ask[string](b, `(() => { const body = new FormData(); for (const [k, v] of JSON.parse(window.name)) body.append(k, v);
	  return fetch("/complaints/new", {method: "POST", body}).then(r => r.status + " " + new URL(r.url).pathname) })()`)
	if got != "200 /complaints/TS-2026-000001" {
		t.Errorf("the second time leads to %s", got)
	}
	time.Sleep(300 * time.Millisecond)
	if n := count(t, w); n != 1 {
		t.Errorf("%d complaints", n)
	}
}
