package control_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/views/locale"
)

func TestMain(m *testing.M) {
	var mu sync.Mutex
	missing := map[string]bool{}
	locale.OnMissing(func(tag locale.Tag, key string) {
		mu.Lock()
		defer mu.Unlock()
		missing[string(tag)+" "+key] = true
	})
	code := m.Run()
	if len(missing) > 0 {
		os.Stderr.WriteString("keys without text: " + strings.Join(slices.Sorted(maps.Keys(missing)), ", ") + "\n")
		code = 1
	}
	os.Exit(code)
}

// world is a firm in which the handler owns controls and the supervisor keeps the register.
type world struct {
	*webtest.World
	t     *testing.T
	clock *dbtest.Clock
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d, clock := dbtest.One(t)
	return &world{World: webtest.New(t, d), t: t, clock: clock}
}

var ctx = context.Background()

func (w *world) day(more int) string {
	return w.House.DB.Now().In(w.House.DB.Zone()).AddDate(0, 0, more).Format(time.DateOnly)
}

// form is the form of a new control.
func (w *world) form(change url.Values) url.Values {
	v := url.Values{"title": {"每月恢复演练"}, "text": {"恢复一台服务器，核对文件数。"}, "area": {"continuity"}, "department_id": {itoa(w.Department)}, "owner_id": {"钱二明"},
		"cycle": {"1"}, "cycle_unit": {"months"}, "rule": {"normal"}, "evidence": {"1"}, "started_on": {w.day(0)}, "clauses": {""}}
	maps.Copy(v, change)
	return v
}

// add enters a control of the handler's.
func (w *world) add(cycle control.Cycle) string {
	w.t.Helper()
	number, err := w.House.Controls.Add(ctx, w.Actor(auth.Supervisor), control.Facts{Title: "每月恢复演练", Text: "恢复一台服务器。", Area: "continuity", DepartmentID: w.Department,
		OwnerID: w.Person(auth.Handler), Cycle: cycle, Rule: "normal", Evidence: true, StartedOn: w.day(0)})
	if err != nil {
		w.t.Fatalf("%v %+v", err, fault.Of(err))
	}
	return number
}

func (w *world) check(number string, result control.Result) {
	w.t.Helper()
	v, err := w.House.Controls.ByNumber(ctx, w.Actor(auth.Supervisor), number)
	if err != nil {
		w.t.Fatal(err)
	}
	u, err := w.House.Files.Save(ctx, strings.NewReader("恢复记录"+number+w.day(0)), "恢复记录.txt", 0)
	if err != nil {
		w.t.Fatal(err)
	}
	in := control.CheckInput{HappenedOn: w.day(0), ReceivedOn: w.day(0), Result: result, Findings: "少了文件", Files: []file.Upload{u}, Action: control.ActionInput{Kind: "corrective", Priority: "normal"}}
	if _, err := w.House.Controls.Check(ctx, w.Actor(auth.Handler), control.Ref{Number: number, Version: v.Version}, in); err != nil {
		w.t.Fatalf("%v %+v", err, fault.Of(err))
	}
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestAControlIsAddedThroughItsForm(t *testing.T) {
	w := newWorld(t)
	c := w.As(auth.Supervisor)
	c.Get("/controls").Has(t, 200, "还没有控制措施", "采用起步资料")
	c.Get("/controls/new").Has(t, 200, "备份与业务连续性", "关键控制")
	c.Post("/controls/new", w.form(url.Values{"title": {""}, "owner_id": {"没有这个人"}, "cycle": {"x"}, "clauses": {"ZD-2026-000009/3"}})).
		Has(t, 422, "没有这位员工", "请填写此项", "请填 1 到 60 之间的整数", "没有找到条款 ZD-2026-000009/3", "恢复一台服务器")
	c.Post("/controls/new", w.form(nil)).Has(t, 200, "KZ-2026-000001", "每月", "从 2026-03-06 起算", "2026-04-03 结束前", "提前到之前最后一个工作日", "还没查过", "登记了控制措施")
	c.Language = "en"
	c.Get("/controls/KZ-2026-000001").Has(t, 200, "every month", "due by the end of 2026-04-03", "Not checked yet", "Backup and continuity")
	w.As(auth.Handler).Get("/controls/new").Has(t, 403)
	w.As(auth.Employee).Get("/controls/KZ-2026-000001").Has(t, 403)
	w.As(auth.Auditor).Get("/controls/KZ-2026-000001").Has(t, 200, "每月恢复演练").Lacks(t, "登记检查</button>")
}

func TestACheckIsRecordedThroughItsForm(t *testing.T) {
	w := newWorld(t)
	path := "/controls/" + w.add(control.Cycle{Amount: 1, Unit: control.Weeks})
	c := w.As(auth.Handler)
	c.Get(path).Has(t, 200, "登记检查", "结果", "没有通过的，同时开出整改")
	values := url.Values{"result": {"failed"}, "happened_on": {w.day(0)}, "received_on": {w.day(-1)}, "person_id": {"钱二明"}, "findings": {""}, "action_kind": {"corrective"},
		"action_priority": {"normal"}, "action_owner_id": {"钱二明"}, "action_title": {"补齐备份"}}
	proof := webtest.File{Field: "files", Name: "恢复记录.txt", Content: []byte("少了 12 个文件")}
	c.Upload(path+"/check", values, proof).Has(t, 422, "证据收到日不能早于检查日", "补齐备份")
	values.Set("received_on", w.day(0))
	c.Upload(path+"/check", values).Has(t, 422, "请填写此项")
	values.Set("findings", "少了 12 个文件")
	page := c.Upload(path+"/check", values, proof).Has(t, 200, "检查已登记", "已同时开出整改 ZG-2026-000001", "不符合", "恢复记录.txt", "少了 12 个文件")
	c.Get(page.Link(t, "恢复记录.txt")).Has(t, 200, "少了 12 个文件")
	c.Get("/actions/ZG-2026-000001").Has(t, 200, "补齐备份", "KZ-2026-000001", "没有通过的检查（售后部）")
	c.Get(path).Has(t, 200, "并入整改")
	// a correction keeps the evidence
	c.Get(page.Link(t, "更正")).Has(t, 200, "更正检查", "这次检查引出的整改 ZG-2026-000001 继续有效", "恢复记录.txt", `value="`+w.day(0)+`"`)
	v, err := w.House.Controls.ByNumber(ctx, w.Actor(auth.Handler), "KZ-2026-000001")
	if err != nil {
		t.Fatal(err)
	}
	k := v.Checks[0]
	correction := url.Values{"check_id": {itoa(k.ID)}, "result": {"passed"}, "happened_on": {w.day(0)}, "received_on": {w.day(0)}, "person_id": {"钱二明"}, "findings": {"文件其实都在"},
		"keep": {itoa(k.Files[0].ID)}}
	c.Upload(path+"/correct", correction).Has(t, 422, "请填写此项", "文件其实都在")
	correction.Set("reason", "看错了清单")
	c.Upload(path+"/correct", correction).Has(t, 200, "更正已登记", "已被更正", "代替以前的一条：看错了清单", "文件其实都在")
	c.Upload(path+"/correct", correction).Has(t, 409, "刚被别人改过", "文件其实都在")
	c.Get(path + "?step=correct")
	c.Upload(path+"/correct", correction).Has(t, 409, "已经更正过了")
	w.As(auth.Auditor).Get(path).Has(t, 200, "登记了检查", "更正了检查").Lacks(t, "?step=correct")
	c.Get("/controls/checks").Has(t, 200, "文件其实都在").Lacks(t, "少了 12 个文件")
	c.Get("/controls/checks?control=KZ-2026-000001").Has(t, 200, "文件其实都在", "少了 12 个文件")
}

func TestListsAndSearchFindControls(t *testing.T) {
	w := newWorld(t)
	weekly, yearly := w.add(control.Cycle{Amount: 1, Unit: control.Weeks}), w.add(control.Cycle{Amount: 1, Unit: control.Years})
	w.clock.Advance(14 * 24 * time.Hour)
	if err := w.House.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	c := w.As(auth.Handler)
	c.Get("/controls").Has(t, 200, weekly, yearly, "我负责的", "迟")
	for query, has := range map[string]bool{"view=overdue": false, "view=all": true, "view=soon": false, "view=all&area=security": true, "view=all&area=collection": false,
		"view=all&result=failed": false, "view=all&q=" + yearly: true, "view=all&policy=ZD-2026-000001": false, "view=all&from=2027-01-01": true, "view=retired": false} {
		if got := strings.Contains(c.Get("/controls?"+query).Has(t, 200).Body, "/controls/"+yearly); got != has {
			t.Errorf("%s: %v", query, got)
		}
	}
	c.Get("/").Has(t, 200, weekly, "登记检查")
	w.As(auth.Supervisor).Get("/").Has(t, 200, "超期的控制措施")
	c.Get("/search?q="+url.QueryEscape("恢复演练")).Has(t, 200, weekly)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(c.Get("/controls/export?view=all&format=csv").Has(t, 200).Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][0] != weekly || rows[1][8] != "每周" || rows[1][14] != "2026-03-13" {
		t.Errorf("%q %v", rows, err)
	}
}

func TestTheSummaryLeadsToItsRows(t *testing.T) {
	w := newWorld(t)
	kept, missed := w.add(control.Cycle{Amount: 1, Unit: control.Weeks}), w.add(control.Cycle{Amount: 2, Unit: control.Weeks})
	w.clock.Advance(7 * 24 * time.Hour)
	w.check(kept, control.Failed)
	w.clock.Advance(10 * 24 * time.Hour)
	c := w.As(auth.Supervisor)
	c.Get("/controls/summary?from=2026-03-01&to=2026-03-31").Has(t, 200, "33.3%", "3 次里 1 次", "备份与业务连续性", "售后部")
	c.Get("/controls/checks?area=security&from=2026-03-01&kept=in_time&to=2026-03-31").Has(t, 200, kept)
	c.Get("/controls/checks?from=2026-03-01&result=not_passed&to=2026-03-31").Has(t, 200, kept)
	c.Get("/controls?from=2026-03-01&to=2026-03-31&view=overdue").Has(t, 200, missed, kept)
	c.Get("/controls/summary?from=2026-03-31&to=2026-03-01").Has(t, 422, "结束日不能早于开始日")
	c.Get("/controls/summary?from=2031-03-31&to=2031-04-01").Has(t, 200, "没有到期的检查")
	c.Language = "en"
	c.Get("/controls/summary?from=2026-03-01&to=2026-03-31").Has(t, 200, "1 of 3", "Checks in time")
}

func TestTheStarterPackIsTakenOver(t *testing.T) {
	w := newWorld(t)
	c := w.As(auth.Supervisor)
	c.Get("/controls")
	c.Post("/controls/starter", nil).Has(t, 200, "项控制措施", "补丁服务")
	c.Post("/controls/starter", nil).Has(t, 409, "只能用于空的登记册")
	w.As(auth.Handler).Post("/controls/starter", nil).Has(t, 403)
}

func TestTheTrailTellsOfControls(t *testing.T) {
	w := newWorld(t)
	number := w.add(control.Cycle{Amount: 1, Unit: control.Weeks})
	w.check(number, control.Partly)
	w.As(auth.Auditor).Get("/trail?record="+number).Has(t, http.StatusOK, "登记了检查", number)
}

// TestTheStarterPackMeetsItsClauses ties controls to the clauses of a starter policy that is in force, and shows the
// chain from there to the action.
func TestTheStarterPackMeetsItsClauses(t *testing.T) {
	w := newWorld(t)
	pack, err := policy.Starter()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(pack, func(s policy.StarterPolicy) bool { return s.Title == "信息安全管理制度" })
	s := pack[i]
	facts := policy.Facts{Kind: s.Kind, OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department, Secrecy: s.Secrecy, Category: s.Category, Audience: org.Audience{All: true},
		ReviewMonths: s.ReviewMonths, Retention: s.Retention}
	done, err := w.House.Policies.Import(ctx, auth.System("test"), policy.ImportInput{Facts: facts, Files: []policy.ImportFile{{Name: s.Title + ".md", Text: s.Body}}})
	if err != nil || len(done) != 1 || done[0].Err != nil {
		t.Fatalf("%+v %v %+v", done, err, fault.Of(err))
	}
	c := w.As(auth.Supervisor)
	c.Get("/controls")
	c.Post("/controls/starter", nil).Has(t, 200, "项控制措施")
	found, err := w.House.Controls.List(ctx, w.Actor(auth.Supervisor), control.Filter{View: control.ViewAll, Policy: done[0].Number}, nil)
	if err != nil || len(found.Rows) < 10 {
		t.Fatalf("%d controls of %s, %v", len(found.Rows), done[0].Number, err)
	}
	first := found.Rows[0]
	page := c.Get("/controls/"+first.Number).Has(t, 200, first.Clauses[0], "信息安全管理制度")
	c.Get(page.Link(t, first.Clauses[0])).Has(t, 200, "信息安全管理制度")
	c.Get("/controls?view=all&q="+first.Clauses[0]).Has(t, 200, first.Number)
	c.Post("/controls/new", w.form(url.Values{"clauses": {first.Clauses[0] + "，" + done[0].Number}})).Has(t, 200, "KZ-2026-000030", first.Clauses[0])
}

// TestPagesCostFewStatements with everything read once before.
func TestPagesCostFewStatements(t *testing.T) {
	w := newWorld(t)
	number := w.add(control.Cycle{Amount: 1, Unit: control.Weeks})
	w.check(number, control.Failed)
	c := w.As(auth.Supervisor)
	for path, route := range map[string]string{"/controls": "/controls", "/controls/" + number: "/controls/:number", "/controls/checks": "/controls/checks", "/controls/summary": "/controls/summary"} {
		c.Get(path).Has(t, 200)
		before := w.statements(route)
		c.Get(path).Has(t, 200)
		if n := w.statements(route) - before; n > 12 || n == 0 {
			t.Errorf("%s: %v statements", path, n)
		}
	}
}

// statements are those that a route cost so far.
func (w *world) statements(route string) float64 {
	w.t.Helper()
	name := fmt.Sprintf("bihuan_request_statements_sum{method=%q,route=%q} ", "GET", route)
	_, after, ok := strings.Cut(w.Visitor().Get("/metrics").Body, name)
	if !ok {
		w.t.Fatalf("nothing about %s", route)
	}
	var n float64
	if _, err := fmt.Sscan(after, &n); err != nil {
		w.t.Fatal(err)
	}
	return n
}
