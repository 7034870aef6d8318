package browser

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// longPolicy puts a rule of three long chapters in force.
func longPolicy(t *testing.T, w *webtest.World) string {
	t.Helper()
	ctx, ps, owner := context.Background(), w.House.Policies, w.Actor(auth.PolicyOwner)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	dbtest.Seed(t, w.House.DB, func(tx *db.Tx) error {
		return tx.Model(&policy.Kind{}).Where("code = ?", "rule").UpdateColumns(map[string]any{"reviewers": 0, "quorum": 1, "reading_days": 0}).Error
	})
	var text strings.Builder
	clause := 0
	for _, chapter := range []string{"第一章 总则", "第二章 处理", "第三章 附则"} {
		fmt.Fprintf(&text, "## %s\n\n", chapter)
		for range 25 {
			clause++
			fmt.Fprintf(&text, "第%d条 %s\n\n", clause, strings.Repeat("经办人应当如实登记，按时办理，及时答复。", 3))
		}
	}
	number, err := ps.Create(ctx, owner, policy.CreateInput{Body: text.String(), Facts: policy.Facts{Title: "值班接待制度", Kind: "rule", OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department,
		Secrecy: "internal", Category: "complaints", Audience: org.Audience{All: true}, Retention: "permanent"}})
	must(err)
	ref := func() policy.Ref {
		v, err := ps.ByNumber(ctx, auth.System("test"), number)
		must(err)
		return policy.Ref{Number: number, Version: v.Version}
	}
	must(ps.Propose(ctx, owner, ref(), policy.ProposeInput{Approvers: []int64{w.Person(auth.Supervisor)}}))
	must(ps.Approve(ctx, w.Actor(auth.Supervisor), ref(), policy.DecideInput{Agree: true}))
	return number
}

// TestReadingWakesTheBar: jumping to the end shows nothing as read, reading through it does, and then one signs.
func TestReadingWakesTheBar(t *testing.T) {
	t.Parallel()
	browserContext(t)
	d, _ := dbtest.One(t)
	w := start(t, d)
	number := longPolicy(t, w)
	b := as(t, w, auth.Employee)
	b.size(1440)
	b.open("/policies/" + number)
	b.sees("已显示 0/3 部分", "还有 3 部分没有显示")
	ask[bool](b, `(() => { scrollTo({top: document.body.scrollHeight, behavior: "instant"}); return true })()`)
	b.await(`Math.ceil(innerHeight + scrollY) >= document.documentElement.scrollHeight - 4`)
	b.sees("已显示 0/3 部分")
	ask[bool](b, `(() => { scrollTo({top: 0, behavior: "instant"}); window.testReads = setInterval(() => scrollBy({top: innerHeight * .6, behavior: "instant"}), 60); return true })()`)
	b.await(`document.querySelector("#sign").textContent.includes("3/3")`)
	ask[bool](b, `(() => { clearInterval(window.testReads); return true })()`)
	b.sees("我已读完 1.0 版全文")
	b.proper("the bar that woke")
	b.press("签阅（")
	b.await(`document.querySelector(".sign-bar-done")`)
	b.sees("已签阅，文本指纹", "您已于")
	b.open("/reading")
	b.sees("没有要读的制度", "值班接待制度", "有效")
}
