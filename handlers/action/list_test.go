package action_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/sheet"
)

// two are an action of September, late by the time of the test, and one of that day that comes from a complaint.
func two(t *testing.T) (w *world, first, second string) {
	w = newWorld(t)
	first = w.open(func(in *action.OpenInput) {
		in.Title, in.Priority, in.VerifierID = "甲签收不验货", "urgent", w.Person(auth.Supervisor)
	})
	w.bring(first, action.Opened)
	w.clock.Advance(10 * 24 * time.Hour)
	second = w.open(func(in *action.OpenInput) {
		in.Title, in.Kind, in.Finding, in.OwnerID = "乙话术", "correction", "客服话术过时。", w.Person(auth.Supervisor)
		from(w.complaint("快递未到"))(in)
	})
	if err := w.House.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	return w, first, second
}

// TestListFilters narrows the list in every way and finds exactly what fits, with a chip that undoes it.
func TestListFilters(t *testing.T) {
	w, first, second := two(t)
	source := w.read(second).SourceNumber
	due := w.read(second).NextDueAt.In(w.House.DB.Zone()).Format(time.DateOnly)
	cl := w.As(auth.Supervisor)
	for _, c := range []struct {
		query, chip   string
		first, second bool
	}{
		{"", "", true, true},
		{"state=opened", "已开出", true, true},
		{"state=open", "未关闭", true, true},
		{"state=closed", "", false, false},
		{"kind=correction", "类别", false, true},
		{"priority=urgent", "优先级", true, false},
		{"owner=" + itoa(w.Person(auth.Handler)), "钱二明", true, false},
		{"department=" + itoa(w.Department), "售后部", true, true},
		{"department=" + itoa(w.Other), "仓储部", false, false},
		{"clock=late", "已超时", true, false},
		{"clock=today", "今天到期", false, false},
		{"ineffective=1", "验证无效 是", false, false},
		{"due=" + due, "到期日 " + due, false, true},
		{"from=" + w.day(0), "开出不早于", false, true},
		{"to=" + w.day(-1), "开出不晚于", true, false},
		{"q=" + url.QueryEscape("話術"), "文字", false, true},
		{"q=" + first, "文字", true, false},
		{"q=" + source, "文字", false, true},
		{"state=nonsense&from=nonsense&owner=nonsense&due=nonsense&at=nonsense", "", true, true},
		{"due=0001-01-01&from=9999-12-31", "", true, true},
		{"q=%ff%fe", "", true, true},
	} {
		page := cl.Get("/actions?view=all&"+c.query).Has(t, 200)
		if got := strings.Contains(page.Body, "甲签收不验货"); got != c.first {
			t.Errorf("%s: first %v", c.query, got)
		}
		if got := strings.Contains(page.Body, "乙话术"); got != c.second {
			t.Errorf("%s: second %v", c.query, got)
		}
		if c.chip != "" && !strings.Contains(page.Text(), c.chip) {
			t.Errorf("%s: no chip %q in %s", c.query, c.chip, page.Text())
		}
	}
	cl.Get("/actions?view=all&state=closed").Has(t, 200, "没有符合条件的整改", "清除全部")
}

// TestListsPerRole shows everybody the lists that are his, beginning with the one that he needs.
func TestListsPerRole(t *testing.T) {
	w, _, _ := two(t)
	w.As(auth.Supervisor).Get("/actions").Has(t, 200, "甲签收不验货", "乙话术", "我验证的", "我开出的", "本部门", "导出 CSV", "开出整改")
	w.As(auth.Supervisor).Get("/actions?view=verify").Has(t, 200, "甲签收不验货").Lacks(t, "乙话术")
	w.As(auth.Supervisor).Get("/actions?view=opened").Has(t, 200, "甲签收不验货", "乙话术")
	w.As(auth.Supervisor).Get("/actions?view=late").Has(t, 200, "甲签收不验货").Lacks(t, "乙话术")
	w.As(auth.Supervisor).Get("/actions?view=ineffective").Has(t, 200, "没有验证无效的整改")
	w.As(auth.Handler).Get("/actions").Has(t, 200, "甲签收不验货").Lacks(t, "乙话术")
	w.As(auth.Employee).Get("/actions").Has(t, 200, "没有由您负责的整改").Lacks(t, "我验证的", "我开出的", "本部门", "导出 CSV", "开出整改")
	w.As(auth.Employee).Get("/actions?view=department").Has(t, 200).Lacks(t, "甲签收不验货")
	w.As(auth.Auditor).Get("/actions").Has(t, 200, "甲签收不验货", "乙话术", "导出 CSV").Lacks(t, "开出整改")
}

// TestListPagesColumnsAndViews turns pages both ways, keeps the choice of columns and a view under a name.
func TestListPagesColumnsAndViews(t *testing.T) {
	w := newWorld(t)
	for i := range action.PageSize + 5 {
		w.open(func(in *action.OpenInput) { in.Title = fmt.Sprintf("第%03d件", i) })
	}
	cl := w.As(auth.Supervisor)
	page := cl.Get("/actions?view=all&sort=opened").Has(t, 200, "第054件", "第005件").Lacks(t, "第004件")
	page = cl.Get(page.Link(t, "下一页")).Has(t, 200, "第004件").Lacks(t, "第005件")
	cl.Get(page.Link(t, "上一页")).Has(t, 200, "第054件", "第005件").Lacks(t, "第004件")

	cl.Get("/actions?view=all&col=number&col=title&col=priority&col=verifier_id").Has(t, 200, "一般", "部门主管").Lacks(t, ">责任部门</th>")
	cl.Get("/actions?view=all").Has(t, 200, "部门主管")

	cl.Get("/actions?view=all&state=opened&sort=opened")
	page = cl.Post("/actions/views", form("name", "新开的 <b>")).Has(t, 200, "视图已保存", "新开的 &lt;b&gt;", "删除此视图")
	if page.URL.RawQuery != "sort=opened&state=opened&view=all" {
		t.Errorf("led to %s", page.URL)
	}
	views, err := w.House.SavedViews.Of(ctx, w.Actor(auth.Supervisor), action.Kind)
	if err != nil || len(views) != 1 {
		t.Fatal(views, err)
	}
	cl.Get("/complaints").Lacks(t, "新开的")
	cl.Get("/actions")
	cl.Post("/actions/views/"+itoa(views[0].ID)+"/delete", nil).Has(t, 200, "视图已删除").Lacks(t, "新开的")
}

// TestExportHoldsWhatTheListHolds in both forms, with formulas disarmed, and leaves an event.
func TestExportHoldsWhatTheListHolds(t *testing.T) {
	w := newWorld(t)
	w.open(func(in *action.OpenInput) { in.Title, in.Finding = "=1+1", "@SUM(A1)" })
	w.stage(action.Reported)
	cl := w.As(auth.Supervisor)
	got := cl.Get("/actions/export?format=csv&view=all&state=opened").Has(t, 200)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	if rows[0][0] != "编号" || rows[1][2] != "'=1+1" || rows[1][5] != "'@SUM(A1)" || rows[1][9] != "钱二明" {
		t.Error(rows)
	}
	got = cl.Get("/actions/export?format=xlsx&view=all")
	table, err := sheet.Open(bytes.NewReader([]byte(got.Body)), "list.xlsx", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for {
		if _, _, err := table.Next(); err != nil {
			break
		}
		n++
	}
	if n != 2 || len(table.Header()) != len(rows[0]) {
		t.Errorf("%d rows, %v", n, table.Header())
	}
	var events int64
	if err := w.House.DB.Read(ctx).Table("events").Where("kind = ?", "action.exported").Count(&events).Error; err != nil || events != 2 {
		t.Errorf("%d events, %v", events, err)
	}
	w.House.Actions.ExportRows = 1
	cl.Get("/actions/export?format=csv&view=all").Has(t, 200, "还有更多整改没有导出：一次最多导出 1 件")
	cl.Get("/actions/export?format=exe").Has(t, 422)
	w.As(auth.Employee).Get("/actions/export?format=csv").Has(t, 403)
}

// TestManyActionsCostFewStatements with everything read once before.
func TestManyActionsCostFewStatements(t *testing.T) {
	w, _, _ := two(t)
	w.stage(action.Reported)
	if _, err := w.House.Complaints.Register(ctx, w.Actor(auth.Supervisor), complaint.RegisterInput{
		Facts: complaint.Facts{Channel: "telephone", Body: "快递未到"}, DepartmentID: w.Other}); err != nil {
		t.Fatal(err)
	}
	cl := w.As(auth.Supervisor)
	for path, most := range map[string]float64{"/actions": 11, "/actions/board": 11, "/actions/calendar": 11, "/": 12} {
		cl.Get(path).Has(t, 200)
		before := statements(t, w.World, path)
		cl.Get(path).Has(t, 200)
		if n := statements(t, w.World, path) - before; n > most || n == 0 {
			t.Errorf("%s: %v statements", path, n)
		}
	}
}

// statements are those that a route cost so far.
func statements(t *testing.T, w *webtest.World, route string) float64 {
	t.Helper()
	name := fmt.Sprintf("bihuan_request_statements_sum{method=%q,route=%q} ", "GET", route)
	_, after, ok := strings.Cut(w.Visitor().Get("/metrics").Body, name)
	if !ok {
		t.Fatalf("nothing about %s", route)
	}
	var n float64
	if _, err := fmt.Sscan(after, &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAViewThatCannotBeKeptSaysWhy beside its name, which stays as it was typed.
func TestAViewThatCannotBeKeptSaysWhy(t *testing.T) {
	w := newWorld(t)
	cl := w.As(auth.Supervisor)
	cl.Get("/actions")
	cl.Post("/actions/views", form("query", "q="+strings.Repeat("a", 3000), "name", "很长的条件")).Has(t, 422, `value="很长的条件"`, `id="view-name-error"`)
	for i := range 30 {
		cl.Post("/actions/views", form("query", "", "name", fmt.Sprintf("视图%02d", i))).Has(t, 200, "视图已保存")
	}
	cl.Post("/actions/views", form("query", "state=open", "name", "再来一个")).Has(t, 409, "最多保存 30 个视图", `value="再来一个"`).Lacks(t, "有人先改过了")
}

// TestARecordCostsFewStatements on the day of its check, when the complaints before and after are counted.
func TestARecordCostsFewStatements(t *testing.T) {
	w := newWorld(t)
	o, err := w.House.Links.Origin(ctx, w.Actor(auth.Supervisor), complaint.Kind, w.complaint("快递未到"))
	if err != nil {
		t.Fatal(err)
	}
	number := w.open(func(in *action.OpenInput) { in.Source = o.Ref })
	w.bring(number, action.Verified)
	w.clock.Advance(60 * 24 * time.Hour)
	cl := w.As(auth.Supervisor)
	cl.Get("/actions/"+number).Has(t, 200, "chart")
	before := statements(t, w.World, "/actions/:number")
	cl.Get("/actions/"+number).Has(t, 200)
	if n := statements(t, w.World, "/actions/:number") - before; n > 12 || n == 0 {
		t.Errorf("%v statements", n)
	}
}
