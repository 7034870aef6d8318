package home_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db/dbtest"
)

var ctx = context.Background()

func register(t *testing.T, w *webtest.World, subject string, received time.Time) string {
	t.Helper()
	number, err := w.House.Complaints.Register(ctx, w.Actor(auth.Employee), complaint.RegisterInput{
		Facts:       complaint.Facts{Channel: "telephone", Subject: subject, Body: "电饭煲使用两天后内胆涂层起皮，网点推诿。", ReceivedAt: received},
		Complainant: complaint.Complainant{Name: "张小花", Phone: "13812345678"}, DepartmentID: w.Department})
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// TestTheDesk shows what waits in its groups, and takes a step that asks nothing with one click.
func TestTheDesk(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	cl := w.As(auth.Handler)
	cl.Get("/").Has(t, 200, "没有等您处理的事")
	late := register(t, w, "迟的一件", d.Now().Add(-72*time.Hour))
	register(t, w, "今天的一件", time.Time{})
	boss := w.As(auth.Supervisor)
	page := boss.Get("/").Has(t, 200, "迟", "今天", "迟的一件", "今天的一件", "分派", "已超时", "未结案")
	if strings.Index(page.Body, "迟的一件") > strings.Index(page.Body, "今天的一件") {
		t.Error("what is late comes first")
	}
	boss.Get("/complaints?view=department&clock=late").Has(t, 200, "迟的一件").Lacks(t, "今天的一件")
	v, err := w.House.Complaints.ByNumber(ctx, w.Actor(auth.Supervisor), late)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.House.Complaints.Assign(ctx, w.Actor(auth.Supervisor), complaint.Ref{Number: late, Version: v.Version}, complaint.AssignInput{HandlerID: w.Person(auth.Handler)}); err != nil {
		t.Fatal(err)
	}
	cl.Get("/").Has(t, 200, "迟的一件", "受理")
	page = cl.Post("/complaints/"+late+"/accept", nil).Has(t, 200, "已受理", "初步评审")
	if page.URL.Path != "/" {
		t.Errorf("led to %s", page.URL)
	}
	w.As(auth.Employee).Get("/").Has(t, 200, "我登记的，尚未结案", "今天的一件")
	w.As(auth.Administrator).Get("/").Has(t, 200, "工作台").Lacks(t, "迟的一件")
}

// TestSearch finds by number, phone end, name and words, in traditional characters too, and only what may be seen.
func TestSearch(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	number := register(t, w, "内胆起皮要求退款", time.Time{})
	register(t, w, "另一件", time.Time{})
	if err := w.House.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	cl := w.As(auth.Supervisor)
	cl.Get("/search").Has(t, 200, "输入要找的内容")
	cl.Get("/search?q=塗層").Has(t, 200, "文字", "内胆起皮要求退款", "<mark>涂层</mark>")
	cl.Get("/search?q=5678").Has(t, 200, "姓名与电话", number, "另一件")
	cl.Get("/search?q=张小花").Has(t, 200, "姓名与电话", number)
	cl.Get("/search?q=找不到的东西").Has(t, 200, "没有找到“找不到的东西”")
	if page := cl.Get("/search?q=" + strings.ToLower(number)); page.URL.Path != "/complaints/"+number {
		t.Errorf("a number led to %s", page.URL)
	}
	cl.Get("/search?q=TS-2026-999999").Has(t, 200, "没有找到")
	w.As(auth.HR).Get("/search?q=5678").Has(t, 200, "没有找到").Lacks(t, number)
}
