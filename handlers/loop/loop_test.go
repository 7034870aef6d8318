package loop_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/handlers/web/webtest"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
	"bihuan/views/layout"
	"bihuan/views/locale"
	view "bihuan/views/loop"
)

// wanting registers a complaint whose chain wants an action.
func wanting(t *testing.T, w *webtest.World, subject string, department int64) string {
	t.Helper()
	ctx := context.Background()
	actor := w.Actor(auth.Supervisor)
	number, err := w.House.Complaints.Register(ctx, actor, complaint.RegisterInput{Facts: complaint.Facts{Channel: "telephone", Subject: subject, Body: "电饭煲使用两天后内胆涂层起皮，网点推诿。"},
		Complainant: complaint.Complainant{Name: "张小花", Phone: "13812345678"}, DepartmentID: department})
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.House.Complaints.ByNumber(ctx, auth.System("test"), number)
	if err != nil {
		t.Fatal(err)
	}
	err = w.House.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := link.Want(tx, link.Ref{Kind: complaint.Kind, ID: v.ID, Number: number}, department, "action"); err != nil {
			return err
		}
		return actor.Record(tx, audit.Event{Kind: "complaint.assessed", Record: audit.Ref{Kind: complaint.Kind, ID: v.ID, Number: number}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return number
}

func TestTheQueueOfOpenLoops(t *testing.T) {
	d, clock := dbtest.One(t)
	w := webtest.New(t, d)
	w.As(auth.Auditor).Get("/chains").Has(t, http.StatusOK, "所有的链都闭合了", "看板", `aria-current="page"`)
	first := wanting(t, w, "内胆涂层起皮", w.Department)
	clock.Advance(3 * 24 * time.Hour)
	other := wanting(t, w, "外箱破损", w.Department)
	page := w.As(auth.Supervisor).Get("/chains").Has(t, http.StatusOK, first, other, "内胆涂层起皮", "尚无整改", "售后部", "3 天", "已登记",
		"/actions/new?from=complaint&amp;number="+first, "/complaints/"+first)
	if strings.Index(page.Body, first) > strings.Index(page.Body, other) {
		t.Error("the longest waiting is not first")
	}
	supervisor := w.As(auth.Supervisor)
	supervisor.Get("/chains?wants=proof").Has(t, http.StatusOK, "没有符合条件的链", "缺什么", "效果未证明").Lacks(t, first)
	supervisor.Get("/chains?wants=action&department="+web.FormID(w.Department)).Has(t, http.StatusOK, first)
	supervisor.Get("/chains?department="+web.FormID(w.Other)).Has(t, http.StatusOK, "没有符合条件的链").Lacks(t, first)
	supervisor.Get("/chains?wants=%FFnone&department=x&at=%00").Has(t, http.StatusOK)
	auditor := w.As(auth.Auditor)
	auditor.Get("/chains").Has(t, http.StatusOK, first, "去看看").Lacks(t, "/actions/new")
	w.As(auth.Employee).Get("/chains").Has(t, http.StatusOK).Lacks(t, first)
	auditor.Language = "en"
	auditor.Get("/chains").Has(t, http.StatusOK, "Open loops", "No action yet", "3 d")
	clock.Advance(20 * 24 * time.Hour)
	w.As(auth.Auditor).Get("/chains").Has(t, http.StatusOK, "clock-late", "迟 ")
}

func TestTheQueueGoesOn(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	for i := range link.GapPageSize + 1 {
		wanting(t, w, fmt.Sprintf("第%02d件", i), w.Department)
	}
	c := w.As(auth.Supervisor)
	p := c.Get("/chains?wants=action").Has(t, http.StatusOK, "第00件", "第49件").Lacks(t, "第50件")
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(p.Body)
	if next == nil {
		t.Fatal("no next page")
	}
	p = c.Get(strings.ReplaceAll(next[1], "&amp;", "&")).Has(t, http.StatusOK, "第50件", `rel="prev"`).Lacks(t, "第49件", `rel="next" href`)
	if !strings.Contains(p.URL.RawQuery, "wants=action") {
		t.Error("the next page forgot its condition")
	}
}

// drawn serves a page with the drawing of a chain.
func drawn(t *testing.T, chain link.Chain, open string) string {
	t.Helper()
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	r := w.House.Router()
	r.GET("/drawn", auth.HomeRead, func(c *web.Context) error {
		words := record.Words{Ctx: locale.With(c.Ctx(), c.Locale()), Now: c.Locale().Now()}
		v := loop.Draw(c, words, chain)
		v.Open = open
		return c.Render(http.StatusOK, inside(view.Card(v)))
	})
	w.Server.Close()
	w.Server = httptest.NewServer(r)
	t.Cleanup(w.Server.Close)
	return w.As(auth.Supervisor).Get("/drawn").Has(t, http.StatusOK).Body
}

func inside(part templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		return layout.Page("drawn").Render(templ.WithChildren(ctx, part), out)
	})
}

func TestTheDrawingFollowsTheLinks(t *testing.T) {
	node := func(kind, number, state string, tone link.Tone, depth int) link.Node {
		return link.Node{Ref: link.Ref{Kind: kind, ID: int64(len(number)), Number: number}, Card: link.Card{Title: "事由 " + number, State: state, Tone: tone}, Depth: depth}
	}
	chain := link.Chain{Nodes: []link.Node{
		node("complaint", "TS-2", "closed", link.Good, 0), node("complaint", "TS-1", "closed", link.Good, -1),
		node("complaint", "TS-3", "accepted", link.Open, 1), node("complaint", "TS-4", "registered", link.Late, 1),
		node("complaint", "TS-5", "registered", link.Bad, 2), {Ref: link.Ref{Kind: "complaint"}, Depth: 2, Hidden: true},
	}, Edges: []link.Edge{{From: 1, To: 0}, {From: 0, To: 2}, {From: 0, To: 3, Ended: true}, {From: 2, To: 4}, {From: 3, To: 4}, {From: 3, To: 5}}, More: true}
	body := drawn(t, chain, "/actions/new?from=complaint&number=TS-2")
	at := 0
	for _, want := range []string{`id="loop"`, "开出整改", "chain-before", "/complaints/TS-1", "已结案", "chain-this", "<strong>TS-2</strong>", "当前", "chain-after", "/complaints/TS-3", "已受理",
		"chain-after", "/complaints/TS-5", "TS-4 也引出了它", "chain-ended", "/complaints/TS-4", "已取消", "chain-hidden", "无权查看的记录", "还有更多"} {
		i := strings.Index(body[at:], want)
		if i < 0 {
			t.Fatalf("no %q behind place %d of %s", want, at, body[max(0, strings.Index(body, `id="loop"`)):])
		}
		at += i
	}
	if n := strings.Count(body, "/complaints/TS-5"); n != 1 {
		t.Errorf("the record with two origins stands there %d times", n)
	}
}

func TestARecordAloneInvites(t *testing.T) {
	chain := link.Chain{Nodes: []link.Node{{Ref: link.Ref{Kind: "complaint", ID: 1, Number: "TS-1"}, Card: link.Card{State: "closed"}}}}
	body := drawn(t, chain, "/actions/new?"+url.Values{"number": {"TS-1"}}.Encode())
	for _, want := range []string{"还没有引出别的记录", "开出整改", "/actions/new?number=TS-1"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
}
