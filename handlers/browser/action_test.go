package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bihuan/handlers/web/webtest"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/views/locale"
)

// loop is a complaint and the actions that it leads to.
type loop struct {
	*journey
	began time.Time
}

// day is a day as forms take it, so many days after the loop began.
func (l *loop) day(n int) string { return l.began.AddDate(0, 0, n).Format(time.DateOnly) }

// TestFromAComplaintToTheProof opens two actions from a complaint and carries both out. Of the one fewer complaints
// are counted afterwards: it is proved. Of the other more: it is opened anew. In both languages, on both databases.
func TestFromAComplaintToTheProof(t *testing.T) {
	t.Parallel()
	browserContext(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		w := start(t, d)
		for _, c := range []struct {
			tag                  locale.Tag
			began                time.Time // a Friday before two plain weeks
			effective, fruitless string    // types of complaints
		}{
			{locale.ZhHans, time.Date(2026, 3, 6, 10, 0, 0, 0, d.Zone()), "slow_service", "packing_error"},
			{locale.En, time.Date(2026, 4, 10, 10, 0, 0, 0, d.Zone()), "pricing_error", "out_of_stock"},
		} {
			t.Run(string(c.tag), func(t *testing.T) {
				clock.Set(c.began)
				l := &loop{journey: &journey{t: t, w: w, l: locale.New(string(c.tag))}, began: c.began}
				l.enter()
				l.received(5, c.effective, -5)
				l.received(2, c.fruitless, -5)
				number := l.complaint(c.effective)
				proved := l.openFrom(number, c.effective)
				vain := l.openFrom(number, c.fruitless)
				for _, zg := range []string{proved, vain} {
					l.carryOut(zg)
				}
				clock.Set(c.began.AddDate(0, 0, 14))
				l.enter()
				l.received(1, c.effective, 4)
				l.received(4, c.fruitless, 4)
				l.judge(proved, true, 5, 1)
				l.judge(vain, false, 2, 4)
				l.ends(number, proved, vain)
			})
		}
	})
}

// enter lets everybody sign in, again after the days that passed.
func (l *loop) enter() {
	l.t.Helper()
	l.handler, l.boss = as(l.t, l.w, auth.Handler), as(l.t, l.w, auth.Supervisor)
	for role, b := range map[auth.Role]*tab{auth.Handler: l.handler, auth.Supervisor: l.boss} {
		b.expect("status of 422") // what is refused on the way
		b.expect("status of 409")
		b.wear(role, look{language: string(l.l.Tag()), theme: "light", width: 1440})
	}
}

// received registers complaints of a type that came in so many days after the loop began.
func (l *loop) received(n int, failureType string, on int) {
	l.t.Helper()
	for range n {
		_, err := l.w.House.Complaints.Register(context.Background(), l.w.Actor(auth.Handler), complaint.RegisterInput{DepartmentID: l.w.Department,
			Facts: complaint.Facts{Channel: "telephone", Body: "一件同类的投诉", FailureType: failureType, ReceivedAt: l.began.AddDate(0, 0, on)}})
		if err != nil {
			l.t.Fatal(err)
		}
	}
}

// complaint registers one and investigates it through the pages: it is right, and severe.
func (l *loop) complaint(failureType string) string {
	l.t.Helper()
	number, err := l.w.House.Complaints.Register(context.Background(), l.w.Actor(auth.Handler), complaint.RegisterInput{DepartmentID: l.w.Department,
		Facts: complaint.Facts{Channel: "telephone", Subject: "催了三次无人上门", Body: "报修一周，催了三次无人上门，寄来的配件还装错了盒。"}})
	if err != nil {
		l.t.Fatal(err)
	}
	l.kind, l.at = complaint.Kind, "/complaints/"+number
	l.take(l.boss, "assign", func(b *tab) { b.choose("handler_id", fmt.Sprint(l.w.Person(auth.Handler))) })
	l.take(l.handler, "accept", nil)
	l.take(l.handler, "acknowledge", func(b *tab) { b.choose("channel", "telephone") })
	l.take(l.handler, "assess", func(b *tab) {
		b.choose("severity", "serious").choose("complexity", "normal").choose("impact", "several").choose("deadline_class", "general")
	})
	l.take(l.handler, "investigate", func(b *tab) {
		b.fill("findings", "派工后无人核对上门情况").choose("failure_type", failureType).choose("upheld", "upheld").choose("attribution", "provider")
	})
	l.boss.open("/chains")
	l.boss.sees(number, l.T("link.wants.action"))
	return number
}

// openFrom opens an action from the complaint's page, with its cause filled in; the effect is to be seen in a type of complaints.
func (l *loop) openFrom(number, failureType string) string {
	l.t.Helper()
	b := l.boss
	b.open("/complaints/" + number)
	b.send(l.T("link.open")).sees(number)
	if got := ask[string](b, `document.querySelector("[name=cause]").value`); got != "派工后无人核对上门情况" {
		l.t.Errorf("the cause begins with %q", got)
	}
	b.choose("kind", "corrective").choose("priority", "urgent").fill("owner_id", webtest.Names[auth.Handler]).fill("verifier_id", webtest.Names[auth.Supervisor])
	if !ask[bool](b, `document.querySelector("[name=indicator]").checkVisibility()`) {
		b.hit(`document.querySelector("[name=indicator]").closest("details").querySelector("summary")`)
	}
	b.choose("indicator", complaint.Indicator).choose("indicator_type", failureType).choose("indicator_cause", "")
	b.send(l.T("action.open.save"))
	b.await(`location.pathname.startsWith("/actions/ZG-")`)
	zg := filepath.Base(ask[string](b, "location.pathname"))
	b.sees(zg, l.T("action.state.opened"), number)
	return zg
}

// carryOut goes from the plan, which is sent back once, to the verification, which is refused once.
func (l *loop) carryOut(zg string) {
	l.t.Helper()
	l.kind, l.at = action.Kind, "/actions/"+zg
	l.handler.open("/")
	l.handler.sees(zg)
	plan := func(text string) func(*tab) {
		return func(b *tab) {
			b.fill("measure_new1", text).fill("measure_new2", "每周抽查一次派工记录")
			for _, name := range []string{"due_new1", "due_new2"} {
				ask[bool](b, fmt.Sprintf(`(() => { document.querySelector("[name=%s]").value = %q; return true })()`, name, l.day(3)))
			}
		}
	}
	l.take(l.handler, "plan", plan("加强教育"))
	l.other(l.boss, "send_back", func(b *tab) { b.fill("reason", "措施不具体") })
	l.handler.open(l.at)
	l.handler.sees("措施不具体")
	l.take(l.handler, "plan", func(b *tab) {
		b.fill(ask[string](b, `[...document.querySelectorAll("main [name^='measure_']")].find(e => e.value === "加强教育").name`), "派工后两小时内电话核对")
	})
	l.take(l.handler, "start", nil)
	l.handler.lacks(l.T("action.do.verify"))
	for range 2 {
		l.take(l.handler, "measure", func(b *tab) { b.fill("result", "已执行") })
	}
	l.other(l.handler, "report", func(b *tab) { b.fill("report", "措施都已执行") }, refusedBecause(l.T("fault.action_evidence_missing")))
	path := filepath.Join(l.t.TempDir(), "抽查记录.txt")
	if err := os.WriteFile(path, []byte("三月六日抽查十单，全部按时上门。\n"), 0o600); err != nil {
		l.t.Fatal(err)
	}
	l.take(l.handler, "evidence", func(b *tab) {
		b.fill("shows", "派工抽查记录")
		b.do(chromedp.SetUploadFiles(chromedp.CSS("#next input[name=files]"), []string{path}))
	})
	l.handler.sees("抽查记录.txt", "派工抽查记录")
	l.take(l.handler, "report", func(b *tab) { b.fill("report", "措施都已执行").fill("cost", "320.50") })
	l.state(l.handler, "reported")
	l.boss.open("/")
	l.boss.sees(zg)
	verify := func(on int) func(*tab) {
		return func(b *tab) {
			ask[bool](b, fmt.Sprintf(`(() => { document.querySelector("#next [name=check_on]").value = %q; return true })()`, l.day(on)))
		}
	}
	l.take(l.boss, "verify", verify(3), refusedBecause(l.T("invalid.action_check_before", "due", l.day(4))))
	l.take(l.boss, "verify", verify(14))
	l.state(l.boss, "verified")
	l.boss.open(l.at + "/notice")
	l.boss.sees(l.T("action.notice"), zg, "派工后两小时内电话核对")
	l.boss.proper("the notice")
}

// judge looks at what was counted and says whether it helped.
func (l *loop) judge(zg string, effective bool, before, after int) {
	l.t.Helper()
	l.kind, l.at = action.Kind, "/actions/"+zg
	l.boss.open("/")
	l.boss.sees(zg)
	l.boss.open(l.at)
	counts := ask[[]int](l.boss, `(() => { const all = [...document.querySelector("main .effect-chart").querySelectorAll(".chart-count")].map(e => Number(e.textContent));
	  const sum = list => list.reduce((a, b) => a + b, 0); return [sum(all.slice(0, all.length / 2)), sum(all.slice(all.length / 2))] })()`)
	if counts[0] != before || counts[1] != after {
		l.t.Errorf("%s: counted %v, want %d and %d", zg, counts, before, after)
	}
	l.boss.proper("an effect to judge")
	l.take(l.boss, "check", func(b *tab) {
		if effective {
			b.choose("effective", "1").fill("comment", "同类投诉明显减少")
		} else {
			b.choose("effective", "0").fill("comment", "同类投诉没有减少，措施不对路")
		}
	})
	if effective {
		l.state(l.boss, "effective")
	} else {
		l.boss.sees(l.T("action.state.opened"), l.T("action.round", "n", 2))
	}
	l.boss.shoot("action-judged-" + string(l.l.Tag()) + "-" + zg)
}

// ends looks at what everybody sees when all is done.
func (l *loop) ends(number, proved, vain string) {
	l.t.Helper()
	l.boss.open("/complaints/" + number)
	l.boss.sees(proved, vain, l.T("action.state.effective"))
	l.boss.proper("a complaint with its chain")
	l.boss.shoot("action-chain-" + string(l.l.Tag()))
	l.boss.open("/actions?view=ineffective")
	l.boss.sees(vain)
	l.boss.lacks(proved)
	l.boss.open("/chains")
	l.boss.sees(vain, l.T("link.wants.proof"))
	l.boss.lacks(number)
	l.handler.open("/")
	l.handler.sees(vain)
	l.kind, l.at = complaint.Kind, "/complaints/"+number
	l.other(l.boss, "close", func(b *tab) { b.choose("outcome", "withdrawn").fill("summary", "客户撤诉") }, refusedBecause(vain))
	l.boss.choose("leave_open", "1").send(l.T("complaint.do.close")).sees(l.T("complaint.state.closed"))
}
