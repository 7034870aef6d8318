package browser

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/policy"
	"bihuan/models/signing"
	"bihuan/views/locale"
)

// rulebook is a policy on its way from the first draft to the version that those bound by it sign anew.
type rulebook struct {
	*journey
	clock         *dbtest.Clock
	owner, reader *tab
	title, number string
}

// TestAPolicyIsApprovedReadAndSigned carries one through draft, review, approval, effect, test and signature, then
// changes it twice: the minor change asks nobody to sign anew, the major one asks everybody. In both languages, on
// both databases.
func TestAPolicyIsApprovedReadAndSigned(t *testing.T) {
	t.Parallel()
	browserContext(t)
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		w := start(t, d)
		for _, c := range []struct {
			tag   locale.Tag
			title string
		}{{locale.ZhHans, "投诉处理程序"}, {locale.En, "值班管理程序"}} {
			t.Run(string(c.tag), func(t *testing.T) {
				r := &rulebook{journey: &journey{kind: policy.Record, t: t, w: w, l: locale.New(string(c.tag))}, clock: clock, title: c.title}
				r.enter()
				r.drafted()
				r.reviewed("写明登记的时限")
				r.approved()
				r.inForce("1.0")
				r.signs("1.0")
				r.revised("minor", "一小时", "半小时")
				r.reviewed("")
				r.approved()
				r.inForce("1.1")
				r.signedStill()
				r.revised("major", "半小时", "十分钟")
				r.reviewed("")
				r.approved()
				r.inForce("2.0")
				r.signs("2.0")
				r.ends()
			})
		}
	})
}

// enter lets everybody sign in, again after the days that passed.
func (r *rulebook) enter() {
	r.t.Helper()
	r.handler, r.boss, r.owner, r.reader = as(r.t, r.w, auth.Handler), as(r.t, r.w, auth.Supervisor), as(r.t, r.w, auth.PolicyOwner), as(r.t, r.w, auth.Employee)
	for role, b := range map[auth.Role]*tab{auth.Handler: r.handler, auth.Supervisor: r.boss, auth.PolicyOwner: r.owner, auth.Employee: r.reader} {
		b.expect("status of 422") // what is refused on the way
		b.expect("status of 409")
		b.expect("status of 404")
		b.wear(role, look{language: string(r.l.Tag()), theme: "light", width: 1440})
	}
}

const procedureText = `## 第一章 总则

第一条 为规范处理，制定本程序。

第二条 本程序所称投诉，是指顾客表达的不满。

## 第二章 处理

第三条 接到投诉的人须在一小时内登记。

（一）记下号码；

（二）告知编号。

第四条 本程序自发布之日起施行。
`

// drafted begins the document, writes its text and its questions.
func (r *rulebook) drafted() {
	r.t.Helper()
	b := r.owner
	b.open("/policies/new")
	b.fill("title", r.title).choose("kind", "procedure").choose("category", "complaints")
	if !ask[bool](b, `document.querySelector("[name=quiz_draw]").checkVisibility()`) {
		b.hit(`document.querySelector("[name=quiz_draw]").closest("details").querySelector("summary")`)
	}
	b.fill("quiz_draw", "1").fill("quiz_pass", "100").fill("quiz_attempts", "3")
	b.send(r.T("policy.new.save"))
	b.await(`/^\/policies\/ZD-[^/]+\/edit$/.test(location.pathname)`)
	r.number = strings.Split(b.path(), "/")[2]
	r.at = "/policies/" + r.number + "/record"
	b.fill("body", procedureText)
	b.sees("第三条")
	r.save("第三条")
	b.proper("the editor")
	b.shoot("policy-editor-" + string(r.l.Tag()))
	err := r.w.House.Signings.SaveQuestion(context.Background(), r.w.Actor(auth.PolicyOwner), r.number, signing.Question{Kind: "single", Text: "多久之内登记？",
		Options: []string{"当场起算的时限之内", "一周之内"}, Answers: []int{0}, Why: "见第三条", Active: true})
	if err != nil {
		r.t.Fatal(err)
	}
	r.reader.open("/policies/" + r.number)
	r.reader.lacks(r.title) // nobody reads a draft but those who work on it
}

// save saves the draft and waits until the text is there.
func (r *rulebook) save(words string) {
	r.t.Helper()
	r.owner.press(r.T("policy_edit.save"))
	there := func() bool {
		v, err := r.w.House.Policies.Writing(context.Background(), r.w.Actor(auth.PolicyOwner), r.number)
		return err == nil && strings.Contains(v.Open.Body, words) && (v.Open.BaseID == 0 || v.Open.Summary != "")
	}
	if !r.owner.wait(there) {
		r.t.Fatal("the draft is not saved")
	}
	r.owner.sees(strings.TrimSpace(r.T("policy_edit.saved", "time", "")))
}

// reviewed has the handler look at it, with a comment at a clause where one is given.
func (r *rulebook) reviewed(comment string) {
	r.t.Helper()
	r.take(r.owner, "send", func(b *tab) { b.fill("reviewers", webtest.Names[auth.Handler]) })
	r.handler.open("/")
	r.handler.sees(r.number)
	if comment != "" {
		r.beside(r.handler, "say", func(b *tab) {
			key := ask[string](b, `[...document.querySelector("#next [name=clause]").options].find(o => o.text.includes("第三条")).value`)
			b.choose("clause", key).fill("text", comment)
		})
		r.handler.sees(comment)
	}
	r.take(r.handler, "judge", func(b *tab) { b.choose("agree", "1") })
	if comment == "" {
		return
	}
	r.owner.open(r.at)
	r.owner.sees(comment)
	r.beside(r.owner, "resolve", func(b *tab) { b.fill("resolution", "已写明") })
}

// beside takes a step wherever the record offers it: open already, as the second button, or in the menu.
func (r *rulebook) beside(b *tab, step string, fill func(*tab)) {
	r.t.Helper()
	b.open(r.at)
	title := r.T("record.next.title", "step", r.T(r.kind+".step."+step))
	b.await(`document.readyState === "complete"`)
	if !strings.Contains(b.text("#next"), title) {
		if ask[bool](b, `Boolean(document.querySelector("#next .menu > summary"))`) && !ask[bool](b, fmt.Sprintf(`Boolean((%s)(%s))`, pressable, quote(r.T(r.kind+".step."+step)))) {
			b.hit(`document.querySelector("#next .menu > summary")`)
		}
		b.send(r.T(r.kind + ".step." + step)).sees(title)
	}
	fill(b)
	r.answered(b, step, nil)
}

// approved asks the supervisor, who approves; its author is refused.
func (r *rulebook) approved() {
	r.t.Helper()
	r.take(r.owner, "propose", func(b *tab) { b.fill("approvers", webtest.Names[auth.PolicyOwner]) }, refusedBecause(r.T("invalid.policy_author")))
	r.take(r.owner, "propose", func(b *tab) { b.fill("approvers", webtest.Names[auth.Supervisor]) })
	r.owner.open(r.at)
	r.owner.sees(webtest.Names[auth.Supervisor])
	if ask[bool](r.owner, `Boolean(document.querySelector("#next [name=agree]"))`) {
		r.t.Error("the author is asked to approve his own text")
	}
	r.boss.open("/")
	r.boss.sees(r.number)
	r.take(r.boss, "approve", func(b *tab) { b.choose("agree", "1") })
}

// inForce lets the reading window pass and the switch look.
func (r *rulebook) inForce(version string) {
	r.t.Helper()
	ctx := context.Background()
	r.clock.Advance(4 * 24 * time.Hour)
	if err := r.w.House.Policies.Switch(ctx); err != nil {
		r.t.Fatal(err)
	}
	if err := r.w.House.Signings.Settle(ctx); err != nil {
		r.t.Fatal(err)
	}
	r.enter() // sessions ended meanwhile
	r.reader.open("/policies/" + r.number)
	r.reader.sees(r.title, version)
}

// signs reads to the end, passes the test, which is failed once, and signs.
func (r *rulebook) signs(version string) {
	r.t.Helper()
	b := r.reader
	b.open("/")
	b.sees(r.number)
	b.open("/reading")
	b.sees(r.title)
	b.proper("what is to be read")
	b.open("/policies/" + r.number)
	r.scroll()
	b.proper("a policy to sign")
	b.shoot("policy-reading-" + string(r.l.Tag()) + "-" + version)
	b.open("/policies/" + r.number + "/quiz")
	r.answer("一周之内")
	b.sees(r.T("signing.test.wrong", "n", 1), "见第三条")
	r.answer("当场起算的时限之内")
	b.sees(r.T("signing.test.sign"))
	b.open("/policies/" + r.number)
	b.send(r.T("signing.bar.sign", "name", webtest.Names[auth.Employee]))
	b.await(`document.querySelector(".sign-bar-done")`)
	b.open("/reading")
	b.sees(r.title, version)
}

// scroll shows every chapter, and waits until the foot of the page knows.
func (r *rulebook) scroll() {
	r.t.Helper()
	r.reader.await(`(() => { window.scrollBy(0, 120); const bar = document.querySelector("#sign"); return bar && !bar.querySelector(".sign-unread") })()`)
}

// answer takes the test once, with one answer.
func (r *rulebook) answer(option string) {
	r.t.Helper()
	b := r.reader
	b.hit(`document.querySelector("#begin")`)
	b.await(`document.querySelector("#attempt")`)
	b.hit(fmt.Sprintf(`[...document.querySelectorAll("#attempt label")].find(l => l.innerText.includes(%q))`, option))
	b.send(r.T("signing.test.send"))
	b.await(`document.querySelector(".quiz-result")`)
}

// revised writes the next version.
func (r *rulebook) revised(weight, from, to string) {
	r.t.Helper()
	r.beside(r.owner, "draft", func(*tab) {})
	b := r.owner
	b.open("/policies/" + r.number + "/edit")
	text := ask[string](b, `document.querySelector("[name=body]").value`)
	if !strings.Contains(text, from) {
		r.t.Fatalf("the draft does not begin with the text in force: %s", text)
	}
	b.choose("weight", weight).fill("summary", "登记时限由"+from+"改为"+to)
	b.fill("body", strings.Replace(text, from, to, 1))
	r.save(to)
}

// signedStill demands that a minor change asks nobody to sign anew.
func (r *rulebook) signedStill() {
	r.t.Helper()
	b := r.reader
	b.open("/")
	b.lacks(r.number)
	b.open("/policies/" + r.number)
	b.sees("半小时")
	if ask[bool](b, `Boolean(document.querySelector("#sign-form"))`) {
		r.t.Error("a minor change asks for a new signature")
	}
}

// ends looks at what stands when all is done: who has signed, what changed, and what held on the first day.
func (r *rulebook) ends() {
	r.t.Helper()
	b := r.owner
	b.open("/policies/" + r.number + "/compare?from=2&to=3")
	b.sees("十分钟", "半小时")
	b.proper("two versions compared")
	b.shoot("policy-compare-" + string(r.l.Tag()))
	b.open("/policies/" + r.number + "/versions/1")
	b.sees("一小时")
	today := r.clock.Now().In(r.w.House.DB.Zone()).Format(time.DateOnly)
	b.open("/policies/" + r.number + "/bound?on=" + today)
	b.sees(webtest.Names[auth.Employee])
	b.proper("who was bound")
	b.shoot("policy-bound-" + string(r.l.Tag()))
	b.open("/campaigns")
	b.sees(r.title)
	b.open("/policies/" + r.number + "/print")
	b.sees(r.number, "2.0")
}
