package action_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/org"
)

// TestTheBoard shows a card in the column of its state or department, red where it is late, with the next step for
// whom it waits; the heads of its columns lead to the list narrowed alike.
func TestTheBoard(t *testing.T) {
	w, first, second := two(t)
	reported := w.open(func(in *action.OpenInput) { in.Title, in.VerifierID = "丙培训", w.Person(auth.Supervisor) })
	w.bring(reported, action.Reported)
	cl := w.As(auth.Supervisor)
	page := cl.Get("/actions/board").Has(t, 200, "已开出", "已定措施", "整改中", "已报完成", "甲签收不验货", "乙话术", "丙培训", `class="card-item red"`)
	if n := strings.Count(page.Body, "data-row"); n != 3 {
		t.Errorf("%d cards", n)
	}
	page.Has(t, 200, "/actions/"+second+"?step=plan#next", "/actions/"+reported+"?step=verify#next").Lacks(t, "/actions/"+first+"?step=")
	if href := page.Link(t, "已报完成"); href != "/actions?state=reported&view=all" {
		t.Error(href)
	}
	cl.Get(page.Link(t, "已报完成")).Has(t, 200, "丙培训").Lacks(t, "甲签收不验货")

	narrow := "/actions/board?by=department&owner=" + itoa(w.Person(auth.Handler)) + "&mine=&kind=corrective"
	page = cl.Get(narrow).Has(t, 200, "售后部", "甲签收不验货", "钱二明", "清除全部").Lacks(t, "乙话术", "仓储部</a>")
	if href := page.Link(t, "售后部"); href != "/actions?department="+itoa(w.Department)+"&kind=corrective&owner="+itoa(w.Person(auth.Handler))+"&state=open&view=all" {
		t.Error(href)
	}
	if href := page.Link(t, "清除全部"); href != "/actions/board?by=department" {
		t.Error(href)
	}
	cl.Get("/actions/board?mine=1").Has(t, 200, "乙话术").Lacks(t, "甲签收不验货")
	cl.Get("/actions/board?kind=preventive").Has(t, 200, "没有符合条件的整改")
	w.As(auth.Employee).Get("/actions/board?by=nonsense&owner=&kind=").Has(t, 200, "没有进行中的整改")
}

// TestTheBoardCountsOn shows the beginning of a long column and leads to the rest.
func TestTheBoardCountsOn(t *testing.T) {
	w := newWorld(t)
	for i := range 15 {
		w.open(func(in *action.OpenInput) { in.Title = fmt.Sprintf("第%02d件", i) })
	}
	page := w.As(auth.Supervisor).Get("/actions/board").Has(t, 200, "第11件", "全部 15 件").Lacks(t, "第12件")
	if page.Link(t, "全部 15 件") != page.Link(t, "已开出") {
		t.Error("the foot leads elsewhere than the head")
	}
}

// TestTheBoardSaysWhereItEnds: a firm of many departments does not take the first ones for all.
func TestTheBoardSaysWhereItEnds(t *testing.T) {
	w := newWorld(t)
	for i := range action.MaxColumns {
		d, err := w.House.Organisation.AddDepartment(ctx, auth.System("test"), org.DepartmentInput{ParentID: w.Department, Name: fmt.Sprintf("第%02d组", i)})
		if err != nil {
			t.Fatal(err)
		}
		w.open(func(in *action.OpenInput) { in.DepartmentID = d.ID })
	}
	cl := w.As(auth.Auditor)
	cl.Get("/actions/board?by=department").Has(t, 200, "看板最多画出 24 个部门")
	cl.Get("/actions/board").Has(t, 200).Lacks(t, "看板最多画出")
}

// TestTheCalendar names holidays, shows what is due on its day with the late in red, and leads to the list of a day.
func TestTheCalendar(t *testing.T) {
	w, _, second := two(t)
	due := w.read(second).NextDueAt.In(w.House.DB.Zone())
	cl := w.As(auth.Supervisor)
	page := cl.Get("/actions/calendar").Has(t, 200, "2026 年 3 月", "甲签收不验货", "乙话术", "已过期，还有未完成的", `class="due-item red"`)
	if n := strings.Count(page.Body, `class="due-day `); n%7 != 0 || n < 28 {
		t.Errorf("%d days", n)
	}
	if i, k := strings.Index(page.Body, ">周一<"), strings.Index(page.Body, ">周日<"); i < 0 || k < i {
		t.Error("the week does not begin on Monday")
	}
	day := "/actions?due=" + due.Format(time.DateOnly) + "&amp;view=all"
	page.Has(t, 200, day)
	cl.Get(strings.ReplaceAll(day, "&amp;", "&")).Has(t, 200, "乙话术", "到期日").Lacks(t, "甲签收不验货")

	page = cl.Get("/actions/calendar?month=2026-10&kind=correction").Has(t, 200, "2026 年 10 月", "国庆节", "这个月没有到期的整改", "due-holiday", "due-make_up", "调休上班")
	if prev := page.Link(t, "上个月"); prev != "/actions/calendar?kind=correction&month=2026-09" {
		t.Error(prev)
	}
	if today := page.Link(t, "本月"); today != "/actions/calendar?kind=correction" {
		t.Error(today)
	}
	for _, month := range []string{"nonsense", "0001-01", "9999-12", "2026-13", "%ff"} {
		cl.Get("/actions/calendar?month="+month).Has(t, 200, "2026 年 3 月")
	}
	english := w.As(auth.Supervisor)
	english.Language = "en"
	english.Get("/actions/calendar?month=2026-10").Has(t, 200, "October 2026", "National Day")
}

// TestADayOfTheCalendarIsNotEndless shows three and tells of the rest.
func TestADayOfTheCalendarIsNotEndless(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.open(nil)
	}
	w.As(auth.Supervisor).Get("/actions/calendar").Has(t, 200, "还有 2 件")
	w.As(auth.Employee).Get("/actions/calendar").Has(t, 200, "这个月没有到期的整改")
}

// TestTheDesk shows what waits with the step to take, which to start asks nothing and is taken at once, and what one
// opened.
func TestTheDesk(t *testing.T) {
	w := newWorld(t)
	number := w.stage(action.Planned)
	owner := w.As(auth.Handler)
	owner.Get("/").Has(t, 200, "签收不验货", "已定措施", "开始整改")
	page := owner.Post("/actions/"+number+"/start", nil).Has(t, 200, "整改中")
	if page.URL.Path != "/" || w.read(number).State != action.Doing {
		t.Errorf("led to %s", page.URL)
	}
	if href := page.Link(t, "报完成"); href != "/actions/"+number+"?step=report#next" {
		t.Error(href)
	}
	w.As(auth.Supervisor).Get("/").Has(t, 200, "没有等您处理的事", "我开出的整改，尚未关闭", "签收不验货")
	if err := w.finish(w.Actor(auth.Handler), number); err != nil {
		t.Fatal(err)
	}
	w.As(auth.Supervisor).Get("/").Has(t, 200, "/actions/"+number+"?step=verify#next")
	w.As(auth.Administrator).Get("/").Has(t, 200).Lacks(t, "签收不验货")
}

// TestSearch leads from a number to its action and marks words where they stand; what may not be seen is not found.
func TestSearch(t *testing.T) {
	w, first, second := two(t)
	cl := w.As(auth.Supervisor)
	if page := cl.Get("/search?q=" + strings.ToLower(second)); page.URL.Path != "/actions/"+second {
		t.Errorf("led to %s", page.URL)
	}
	cl.Get("/search?q=話術").Has(t, 200, "乙话术", "<mark>话术</mark>").Lacks(t, first)
	cl.Get("/search?q=ZG-2026-999999").Has(t, 200, "没有找到")
	w.As(auth.Employee).Get("/search?q=话术").Has(t, 200, "没有找到")
}

// TestHostileTextIsOnlyText wherever many actions are shown.
func TestHostileTextIsOnlyText(t *testing.T) {
	w := newWorld(t)
	const bad = `<script>alert(1)</script>"><img src=x>`
	w.open(func(in *action.OpenInput) { in.Title, in.Finding = bad, bad+" 话术" })
	if err := w.House.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	cl := w.As(auth.Supervisor)
	for _, path := range []string{"/actions?view=all", "/actions/board", "/actions/board?by=department", "/actions/calendar", "/", "/search?q=话术"} {
		cl.Get(path).Has(t, 200, "alert(1)").Lacks(t, "<script>alert", "<img src=x>")
	}
	cl.Get(`/actions?view=all&q=%22%3E%3Cimg+src%3Dx%3E`).Has(t, 200).Lacks(t, "<img src=x>")
}
