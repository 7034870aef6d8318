package browser

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db/dbtest"
	"bihuan/models/policy"
	"bihuan/views/locale"
)

// rules puts the policies of the starter pack in force.
func rules(t *testing.T, w *webtest.World) {
	t.Helper()
	in := policy.ImportInput{Facts: policy.Facts{Kind: "law", OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department, Secrecy: "internal", Category: "law", Retention: "permanent", ReviewMonths: 12}}
	files, err := filepath.Glob("../../models/policy/starter/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		in.Files = append(in.Files, policy.ImportFile{Name: filepath.Base(f), Text: string(raw)})
	}
	told, err := w.House.Policies.Import(context.Background(), w.Actor(auth.PolicyOwner), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range told {
		if one.Err != nil {
			t.Fatal(one.Name, one.Err)
		}
	}
}

// TestAClauseIsFoundAndCited looks a clause up, goes to it by the keyboard, and makes a complaint point at it.
func TestAClauseIsFoundAndCited(t *testing.T) {
	t.Parallel()
	browserContext(t)
	d, _ := dbtest.One(t)
	w := start(t, d)
	rules(t, w)
	l := locale.New(string(locale.ZhHans))
	number, err := w.House.Complaints.Register(context.Background(), w.Actor(auth.Handler), complaint.RegisterInput{
		Facts: complaint.Facts{Channel: "telephone", Body: "投诉三天没有人答复", Severity: "normal", FailureType: "slow_service"}, DepartmentID: w.Department})
	if err != nil {
		t.Fatal(err)
	}
	b := as(t, w, auth.Handler)
	b.open("/policies/search")
	b.sees(l.T("policy.search.help"))
	b.everyWidth("search for clauses")
	b.fill("q", "備份 演練")
	b.watch()
	b.key(kb.Enter)
	b.arrived()
	b.sees(l.T("policy.search.state.in_force"))
	b.await(`document.querySelectorAll(".found mark").length > 1`)
	b.await(`document.activeElement.name === "q" && location.search.includes("q=")`)
	b.everyWidth("found clauses")
	ask[bool](b, `document.activeElement.blur() || true`)
	b.key("j").key("j")
	clause := ask[string](b, `document.querySelectorAll("[data-row] .row-link")[1].getAttribute("href")`)
	b.key(kb.Enter)
	b.await(`location.pathname + location.search + location.hash === ` + quote(clause))
	b.await(`document.readyState === "complete" && document.querySelector(location.hash)?.getBoundingClientRect().top < innerHeight && document.querySelectorAll("mark").length > 0`)
	b.open("/policies/search?q=" + "没有这样的词")
	b.sees(l.T("policy.search.none", "words", "没有这样的词"))
	b.everyWidth("no clause found")

	b.open("/complaints/" + number)
	b.send(l.T("link.cite")).sees(l.T("policy.cite.lead"), number)
	b.fill("q", "答复")
	b.watch()
	b.key(kb.Enter)
	b.arrived()
	b.sees(l.T("policy.cite.this"))
	b.everyWidth("a clause to choose")
	b.send(l.T("policy.cite.this")).sees(l.T("policy.cite.reason"))
	b.everyWidth("why it is cited")
	b.fill("reason", "没有在时限内答复").send(l.T("policy.cite.do"))
	b.at("/complaints/" + number)
	b.await(`document.querySelector("#loop").innerText.includes("ZD-")`)
	b.everyWidth("a complaint that cites a clause")
}
