package complaint_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/sheet"
)

// TestListFilters narrows the list in every way and finds exactly what fits, with a chip that undoes it.
func TestListFilters(t *testing.T) {
	w := newWorld(t)
	first := w.matter(func(in *complaint.RegisterInput) {
		in.Subject, in.Channel, in.Severity, in.FailureType = "甲快递未到", "visit", "urgent", "out_of_stock"
		in.ReceivedAt = w.House.DB.Now().Add(-72 * time.Hour)
	})
	second := w.matter(func(in *complaint.RegisterInput) { in.Subject = "乙退款未到账" })
	w.act(second, func(ref complaint.Ref) error {
		return w.House.Complaints.Accept(ctx, w.Actor(auth.Handler), ref, complaint.AcceptInput{Take: true})
	})
	if err := w.House.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	day := w.House.DB.Now().In(w.House.DB.Zone())
	cl := w.As(auth.Supervisor)
	for _, c := range []struct {
		query, chip   string
		first, second bool
	}{
		{"", "", true, true},
		{"state=registered", "已登记", true, false},
		{"state=open", "未结案", true, true},
		{"state=closed", "已结案", false, false},
		{"channel=visit", "来访", true, false},
		{"severity=urgent", "紧急", true, false},
		{"type=out_of_stock", "缺货", true, false},
		{"class=delivery", "服务交付系统或产品失误", true, false},
		{"handler=" + itoa(w.Person(auth.Handler)), "钱二明", false, true},
		{"department=" + itoa(w.Department), "售后部", true, true},
		{"department=" + itoa(w.Other), "仓储部", false, false},
		{"clock=late", "已超时", true, false},
		{"clock=today", "今天到期", false, true},
		{"from=" + day.Format(time.DateOnly), "收到不早于", false, true},
		{"to=" + day.AddDate(0, 0, -1).Format(time.DateOnly), "收到不晚于", true, false},
		{"q=" + url.QueryEscape("退款"), "文字", false, true},
		{"q=" + first, "文字", true, false},
		{"q=5678", "文字", true, true},
		{"state=nonsense&from=nonsense&handler=nonsense&at=nonsense", "", true, true},
		{"view=first_contact", "", false, false},
	} {
		page := cl.Get("/complaints?view=all&" + c.query)
		if strings.HasPrefix(c.query, "view=") {
			page = cl.Get("/complaints?" + c.query)
		}
		page.Has(t, 200)
		if got := strings.Contains(page.Body, "甲快递未到"); got != c.first {
			t.Errorf("%s: first %v", c.query, got)
		}
		if got := strings.Contains(page.Body, "乙退款未到账"); got != c.second {
			t.Errorf("%s: second %v", c.query, got)
		}
		if c.chip != "" && !strings.Contains(page.Text(), c.chip) {
			t.Errorf("%s: no chip %q in %s", c.query, c.chip, page.Text())
		}
	}
	cl.Get("/complaints?view=all&state=closed").Has(t, 200, "没有符合条件的投诉", "清除全部")
	w.As(auth.Employee).Get("/complaints").Has(t, 200, "甲快递未到").Lacks(t, "批量分派", "本部门")
	w.As(auth.HR).Get("/complaints").Has(t, 200, "这里没有投诉")
}

// TestAddressesThatNoDatabaseTakes are read as if what makes no sense in them were not there.
func TestAddressesThatNoDatabaseTakes(t *testing.T) {
	w := newWorld(t)
	w.matter(func(in *complaint.RegisterInput) { in.Subject = "甲快递未到" })
	cl := w.As(auth.Supervisor)
	for _, q := range []string{"from=0001-01-01", "to=0000-01-01", "from=9999-12-31", "to=9999-12-31", "from=1899-12-31", "q=%ff%fe", "channel=%ff"} {
		cl.Get("/complaints?view=all&"+q).Has(t, 200).Lacks(t, `value="0001`, `value="9999`, `value="1899`, "\xff")
		cl.Get("/complaints/export?format=csv&view=all&"+q).Has(t, 200)
	}
	cl.Get("/complaints?view=all&from=0001-01-01").Has(t, 200, "甲快递未到")
}

func (w *world) act(number string, do func(ref complaint.Ref) error) {
	w.t.Helper()
	if err := do(complaint.Ref{Number: number, Version: w.read(auth.Supervisor, number).Version}); err != nil {
		w.t.Fatal(err)
	}
}

// TestListPagesColumnsAndViews turns pages both ways, keeps the choice of columns and a view under a name.
func TestListPagesColumnsAndViews(t *testing.T) {
	w := newWorld(t)
	for i := range complaint.PageSize + 5 {
		w.matter(func(in *complaint.RegisterInput) { in.Subject = fmt.Sprintf("第%03d件", i) })
	}
	cl := w.As(auth.Supervisor)
	page := cl.Get("/complaints?view=all&sort=received").Has(t, 200, "第054件", "第005件").Lacks(t, "第004件")
	next := page.Link(t, "下一页")
	page = cl.Get(next).Has(t, 200, "第004件").Lacks(t, "第005件")
	cl.Get(page.Link(t, "上一页")).Has(t, 200, "第054件", "第005件").Lacks(t, "第004件")

	cl.Get("/complaints?view=all&col=number&col=subject&col=complainant").Has(t, 200, "张**").Lacks(t, ">责任部门</th>")
	cl.Get("/complaints?view=all").Has(t, 200, "张**")

	cl.Get("/complaints?view=all&state=registered&sort=received")
	cl.Post("/complaints/views", form("name", "")).Has(t, 422, "请填写此项")
	cl.Get("/complaints?view=all&state=registered&sort=received")
	page = cl.Post("/complaints/views", form("name", "新来的 <b>")).Has(t, 200, "视图已保存", "新来的 &lt;b&gt;", "删除此视图", "已登记")
	if page.URL.RawQuery != "sort=received&state=registered&view=all" {
		t.Errorf("led to %s", page.URL)
	}
	views, err := w.House.SavedViews.Of(ctx, w.Actor(auth.Supervisor), complaint.Kind)
	if err != nil || len(views) != 1 {
		t.Fatal(views, err)
	}
	w.As(auth.Handler).Get("/complaints").Lacks(t, "新来的")
	other := w.As(auth.Handler)
	other.Get("/complaints")
	other.Post("/complaints/views/"+itoa(views[0].ID)+"/delete", nil).Has(t, 404)
	cl.Post("/complaints/views/"+itoa(views[0].ID)+"/delete", nil).Has(t, 200, "视图已删除").Lacks(t, "新来的")
}

// TestBulkAssign assigns what may be assigned and says why the rest was not.
func TestBulkAssign(t *testing.T) {
	w := newWorld(t)
	one, two := w.matter(nil), w.stage(complaint.Closed)
	cl := w.As(auth.Supervisor)
	cl.Get("/complaints?view=all")
	cl.Post("/complaints/assign", form("back", "/complaints?view=all")).Has(t, 200, "请先勾选")
	page := cl.Post("/complaints/assign", form("id", one, "id", two, "handler", itoa(w.Person(auth.Handler)), "reason", "平均分配", "back", "/complaints?view=all"))
	page.Has(t, 200, "已分派 1 件", "1 件没有分派", "投诉已结案")
	if w.read(auth.Supervisor, one).HandlerID != w.Person(auth.Handler) {
		t.Fatal("not assigned")
	}
	cl.Get("/complaints")
	page = cl.Post("/complaints/assign", form("id", one, "handler", "1", "back", "https://evil.example/"))
	if page.URL.Path != "/complaints" {
		t.Fatalf("led to %s", page.URL)
	}
	handler := w.As(auth.Handler)
	handler.Get("/complaints")
	handler.Post("/complaints/assign", form("id", one, "handler", itoa(w.Person(auth.Handler)))).Has(t, 403)
}

// TestExportHoldsWhatTheListHolds in both forms, masked, and with formulas disarmed.
func TestExportHoldsWhatTheListHolds(t *testing.T) {
	w := newWorld(t)
	w.matter(func(in *complaint.RegisterInput) { in.Subject = "=1+1" })
	w.stage(complaint.Closed)
	cl := w.As(auth.Supervisor)
	got := cl.Get("/complaints/export?format=csv&view=all&state=registered")
	got.Has(t, 200)
	if !strings.Contains(got.Header.Get("Content-Disposition"), ".csv") {
		t.Error(got.Header)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	if rows[0][0] != "编号" || rows[1][2] != "'=1+1" || rows[1][10] != "张**" || !strings.HasPrefix(rows[1][11], "138****") {
		t.Error(rows)
	}
	got = cl.Get("/complaints/export?format=xlsx&view=all")
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
	if n != 2 || len(table.Header()) != 23 {
		t.Errorf("%d rows, %v", n, table.Header())
	}
	w.House.Complaints.ExportRows = 1
	cl.Get("/complaints/export?format=csv&view=all").Has(t, 200, "还有更多投诉没有导出：一次最多导出 1 件")
	cl.Get("/complaints/export?format=exe").Has(t, 422)
	w.As(auth.Employee).Get("/complaints/export?format=csv").Has(t, 403)
}
