package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
	"bihuan/views/locale"
)

// realTexts is a table of 3,000 complaints with the columns source, category, text; it is no part of the repository.
const realTexts = "data/measure-only/complaints.csv"

// small stands in for it.
const small = "source,category,text\n" +
	"微信,家电,\"空调装了三天就漏水，打电话没人管，要求退货。\"\n" +
	"电话,外卖,\"等了一个半小时，送来的汤洒了一半，包装也破了。\"\n" +
	"来访,酒店,\"预订的大床房到店变成双床房，前台态度冷淡，拒绝退差价。\"\n"

// table gives a table to import, and how many rows it holds.
func table(t *testing.T) (path string, rows int) {
	t.Helper()
	shared := os.Getenv("BIHUAN_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	path = filepath.Join(shared, realTexts)
	if _, err := os.Stat(path); err == nil {
		full, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		return full, 3000
	}
	t.Logf("%s is not there: a small table stands in", path)
	path = filepath.Join(t.TempDir(), "投诉.csv")
	if err := os.WriteFile(path, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, strings.Count(small, "\n") - 1
}

// journey is one record on its way, seen by several people in one language.
type journey struct {
	kind                  string // of the record, as its message keys begin
	t                     *testing.T
	w                     *webtest.World
	l                     *locale.Locale
	handler, boss, helper *tab
	number, at            string
}

// T is a message as the people of the journey read it.
func (j *journey) T(key string, args ...any) string { return j.l.T(key, args...) }

// TestAnImportedComplaintGoesAllTheWay imports real texts and carries one of them through every step, once in
// Chinese and once in English, on both databases.
func TestAnImportedComplaintGoesAllTheWay(t *testing.T) {
	t.Parallel()
	browserContext(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		w := start(t, d)
		path, rows := table(t)
		second := hire(t, w, "1099", "陈助手", auth.Handler)
		for i, tag := range []locale.Tag{locale.ZhHans, locale.En} {
			t.Run(string(tag), func(t *testing.T) {
				j := &journey{kind: complaint.Kind, t: t, w: w, l: locale.New(string(tag)), handler: as(t, w, auth.Handler), boss: as(t, w, auth.Supervisor), helper: newTab(t, w)}
				j.helper.enterAs(second)
				j.helper.cookie("bihuan_language", string(tag))
				for role, b := range map[auth.Role]*tab{auth.Handler: j.handler, auth.Supervisor: j.boss} {
					b.wear(role, look{language: string(tag), theme: "light", width: 1440})
				}
				j.load(path, rows, i == 0)
				j.find(i)
				j.firstRound()
				j.secondRound()
				j.ends()
			})
		}
	})
}

// load brings the table in through the page. A second time nothing is doubled.
func (j *journey) load(path string, rows int, fresh bool) {
	j.t.Helper()
	b := j.boss
	b.open("/complaints/import")
	b.do(chromedp.SetUploadFiles(chromedp.CSS("input[name=file]"), []string{path}))
	b.send(j.T("complaint.import.next")).sees(j.T("complaint.import.mapping"), filepath.Base(path))
	b.choose("map_body", "text").choose("map_category", "category").choose("map_source", "source").choose("channel", "web_form")
	b.send(j.T("complaint.import.try")).sees(j.T("complaint.import.preview"))
	count := j.l.Number(int64(rows))
	if !fresh {
		b.sees(j.T("complaint.import.known") + " " + count)
		return
	}
	b.sees(j.T("complaint.import.good")+" "+count, j.T("complaint.import.bad")+" 0")
	b.send(j.T("complaint.import.run")).sees(j.T("complaint.import.imported") + " " + count)
	b.proper("an import that is over")
	b.shoot("journey-imported-" + string(j.l.Tag()))
	b.send(j.T("complaint.import.see")).sees(j.T("complaint.list.title"))
}

// find opens one of the imported complaints by searching for its words.
func (j *journey) find(nth int) {
	j.t.Helper()
	words := []string{"漏水", "包装"}[nth]
	b := j.boss
	b.open("/")
	b.hit(`document.querySelector("[data-search]")`)
	b.typed(words + "\r")
	b.at("/search")
	b.sees("TS-")
	j.at = ask[string](b, `[...document.querySelectorAll("main a[href^='/complaints/TS-']")].map(a => a.getAttribute("href"))[0]`)
	j.number = filepath.Base(j.at)
	b.watch()
	b.hit(fmt.Sprintf(`document.querySelector("main a[href='%s']")`, j.at))
	b.arrived()
	b.sees(j.number, j.T("complaint.state.registered"), words)
}

// refusedBecause is what a form says that comes back.
type refusedBecause string

// answered waits for what a form leads to: that the step was taken, or why it was not.
func (j *journey) answered(b *tab, step string, refused []refusedBecause) {
	j.t.Helper()
	b.send(j.T(j.kind + ".do." + step))
	if len(refused) > 0 {
		b.sees(string(refused[0]))
		return
	}
	b.sees(j.T(j.kind + ".done." + step))
	if at := b.path(); at != j.at {
		j.t.Errorf("after %s at %s", step, at)
	}
}

// take fills the form that stands open on the record and sends it.
func (j *journey) take(b *tab, step string, fill func(*tab), refused ...refusedBecause) {
	j.t.Helper()
	b.open(j.at)
	b.sees(j.T("record.next.title", "step", j.T(j.kind+".step."+step)))
	if fill != nil {
		fill(b)
	}
	j.answered(b, step, refused)
}

// other opens a step from the menu of the record and sends its form.
func (j *journey) other(b *tab, step string, fill func(*tab), refused ...refusedBecause) {
	j.t.Helper()
	b.open(j.at)
	b.hit(`document.querySelector("#next .menu > summary")`)
	b.send(j.T(j.kind + ".step." + step)).sees(j.T("record.next.title", "step", j.T(j.kind+".step."+step)))
	if fill != nil {
		fill(b)
	}
	j.answered(b, step, refused)
}

func (j *journey) state(b *tab, state string) {
	j.t.Helper()
	b.sees(j.T(j.kind + ".state." + state))
}

// firstRound goes from registration to an answer that does not satisfy.
func (j *journey) firstRound() {
	j.t.Helper()
	j.take(j.boss, "assign", func(b *tab) {
		b.choose("handler_id", fmt.Sprint(j.w.Person(auth.Handler))).fill("reason", "熟悉这类事项")
	})
	j.boss.sees(webtest.Names[auth.Handler])
	j.handler.open("/")
	j.handler.sees(j.number, j.T("complaint.state.registered"))
	j.handler.open("/notifications")
	j.handler.sees(j.number)
	j.take(j.handler, "accept", nil)
	j.state(j.handler, "accepted")
	j.take(j.handler, "acknowledge", func(b *tab) { b.choose("channel", "telephone").fill("text", "已告知收到，24 小时内答复") })
	j.take(j.handler, "assess", func(b *tab) {
		b.choose("severity", "serious").choose("complexity", "normal").choose("impact", "several").choose("deadline_class", "general").
			choose("immediate_action", "1").fill("action_text", "先行退款，样品送检")
	})
	j.state(j.handler, "assessed")
	j.other(j.handler, "edit", func(b *tab) { b.fill("name", "周小梅").fill("phone", "13907310042") })
	j.handler.sees("周小梅", "13907310042")
	j.reveals()
	j.take(j.handler, "investigate", func(b *tab) {
		b.fill("findings", "查看录音和照片：\n安装时管口未封。").choose("failure_type", "wrong_repair").choose("upheld", "upheld").
			choose("attribution", "provider").choose("failure_kind", "outcome")
	})
	j.state(j.handler, "investigating")
	j.other(j.handler, "pause", func(b *tab) { b.choose("reason", "waiting_supplier").fill("text", "等厂家报告") })
	j.handler.sees(j.T("complaint.paused"))
	j.take(j.handler, "resume", func(b *tab) { b.fill("note", "报告已到") })
	j.take(j.handler, "propose", func(b *tab) {
		b.choose("kind", "refund").fill("amount", "128.50").fill("description", "退还安装费")
	})
	j.state(j.handler, "proposed")
	j.handler.sees("¥128.50")
	j.take(j.boss, "approve", nil)
	j.take(j.handler, "reply", func(b *tab) { b.choose("channel", "telephone").fill("text", "向您道歉，退款三日内到账。") })
	j.state(j.handler, "replied")
	j.handler.lacks(j.T("complaint.do.follow_up"))
	j.take(j.boss, "follow_up", func(b *tab) {
		b.choose("outcome", "dissatisfied").choose("experience", "1").choose("expectation", "4").fill("comment", "钱没有到账")
	})
	j.state(j.boss, "investigating")
}

// hire takes one more person on in the department, with a role there.
func hire(t *testing.T, w *webtest.World, number, name string, role auth.Role) int64 {
	t.Helper()
	var id int64
	system := auth.System("test")
	err := w.House.DB.InTx(context.Background(), func(tx *db.Tx) error {
		people, err := org.RegisterAll(tx, system, []org.PersonInput{{Number: number, Name: name, DepartmentID: w.Department, JoinedOn: "2020-03-01"}})
		if err != nil {
			return err
		}
		id = people[0].ID
		if _, err := auth.OpenAccount(tx, system, id, webtest.Hasher.Hash(webtest.Password)); err != nil {
			return err
		}
		return auth.GiveRole(tx, system, auth.GrantInput{PersonID: id, Role: role, DepartmentID: w.Department, Reason: "test"})
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// reveals has a colleague look at the whole name and number, which leaves a trace that the handler sees.
func (j *journey) reveals() {
	j.t.Helper()
	b := j.helper
	b.open(j.at)
	b.sees("周**", "139****0042")
	b.lacks("周小梅", "13907310042")
	b.press(j.T("complaint.reveal"))
	b.hit(`document.querySelector("#reveal-reason")`)
	b.typed("核对退款账户")
	b.send(j.T("complaint.do.reveal")).sees(j.T("complaint.revealed"), "周小梅", "13907310042")
	b.open(j.at)
	b.lacks("周小梅")
	j.handler.open(j.at)
	j.handler.sees("核对退款账户")
}

// secondRound answers again, and this time it holds.
func (j *journey) secondRound() {
	j.t.Helper()
	j.take(j.handler, "propose", func(b *tab) { b.choose("kind", "apology").fill("description", "负责人登门道歉") })
	j.take(j.boss, "approve", nil)
	j.take(j.handler, "reply", func(b *tab) { b.choose("channel", "visit").fill("text", "款已到账，当面致歉。") })
	j.take(j.boss, "follow_up", func(b *tab) {
		b.choose("outcome", "satisfied").choose("experience", "5").choose("expectation", "4").fill("comment", "满意")
	})
	j.state(j.boss, "followed_up")
	j.take(j.boss, "close", func(b *tab) { b.choose("outcome", "resolved").fill("summary", "安装失误，已退款并致歉") })
}

// ends looks at what everybody sees when all is done.
func (j *journey) ends() {
	j.t.Helper()
	j.state(j.boss, "closed")
	j.boss.sees("安装失误，已退款并致歉", "退还安装费", "负责人登门道歉", "核对退款账户")
	j.boss.proper("a closed complaint")
	j.boss.shoot("journey-closed-" + string(j.l.Tag()))
	j.handler.open(j.at)
	j.handler.sees(j.T("complaint.next.closed"), j.T("complaint.state.closed"))
	j.handler.open("/")
	j.handler.lacks(j.number)
	j.boss.open("/complaints?view=all&state=closed")
	j.boss.sees(j.number)
}
