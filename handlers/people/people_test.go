package people_test

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
	"bihuan/models/sheet"
)

func world(t *testing.T) (*webtest.World, *dbtest.Clock) {
	t.Helper()
	d, clock := dbtest.One(t)
	return webtest.New(t, d), clock
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func TestWhoMaySeeWhom(t *testing.T) {
	w, _ := world(t)
	w.As(auth.Handler).Get("/people").Has(t, http.StatusForbidden, "查看人员名录")
	w.As(auth.Supervisor).Get("/people").Has(t, http.StatusOK, "钱二明", "3 人").Lacks(t, "吴六顺", "/people/new")
	w.As(auth.Supervisor).Get("/people/1005").Has(t, http.StatusNotFound)
	w.As(auth.Supervisor).Get("/people/roles").Has(t, http.StatusOK, "孙三立").Lacks(t, "吴六顺")
	w.As(auth.Auditor).Get("/people/1001").Has(t, http.StatusOK, "钱二明", "经办人", "售后部").Lacks(t, "/people/1001/edit", "授予角色", "重设密码")
	hr := w.As(auth.HR)
	hr.Get("/people/1001").Has(t, http.StatusOK, "修改", "调动", "办理离职").Lacks(t, "授予角色", "重设密码")
	hr.Post("/people/1001/account/reset", nil).Has(t, http.StatusForbidden)
	hr.Post("/people/1001/roles", url.Values{"role": {"administrator"}}).Has(t, http.StatusForbidden)
}

func TestTheDirectoryIsNarrowed(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.HR)
	c.Get("/people").Has(t, http.StatusOK, "7 人", "郑管理", "可登录")
	c.Get("/people?q=钱").Has(t, http.StatusOK, "钱二明", "1 人").Lacks(t, "孙三立")
	c.Get("/people?q=100").Has(t, http.StatusOK, "6 人")
	c.Get("/people?department="+id(w.Department)).Has(t, http.StatusOK, "3 人", "售后部")
	c.Get("/people?q=%25_&state=x&post=-1&department=99999&at=zzz").Has(t, http.StatusOK, "没有符合条件的人员")
	c.Get("/people?q="+url.QueryEscape("<script>alert(1)</script>")).Has(t, http.StatusOK).Lacks(t, "<script>alert")
	part := c.Part("/people?q=孙").Has(t, http.StatusOK, "孙三立")
	if !strings.Contains(part.Body, `id="list"`) {
		t.Error("no list to swap")
	}
}

func person(change map[string]string) url.Values {
	v := url.Values{"number": {"2001"}, "name": {"𠮷野<b>"}, "phone": {"13800138000"}, "email": {"jiye@example.com"}, "joined_on": {"2026-03-01"}}
	for k, s := range change {
		v.Set(k, s)
	}
	return v
}

func TestAPersonJoinsMovesLeavesAndReturns(t *testing.T) {
	w, clock := world(t)
	c := w.As(auth.HR)
	c.Get("/people/new")
	c.Post("/people", person(map[string]string{"department": id(w.Department), "joined_on": "2026-02-30", "email": "x"})).
		Has(t, http.StatusUnprocessableEntity, "请填写日期", "请填写完整的邮箱地址", "𠮷野&lt;b&gt;")
	c.Post("/people", person(map[string]string{"department": id(w.Department), "name": strings.Repeat("长", 10_000)})).Has(t, http.StatusUnprocessableEntity, "最多 60 字")
	c.Post("/people", person(map[string]string{"department": id(w.Department), "number": "1001"})).Has(t, http.StatusUnprocessableEntity, "这个工号已经有人用了")
	c.Post("/people", person(map[string]string{"department": id(w.Department)})).Has(t, http.StatusOK, "已登记", "𠮷野&lt;b&gt;", "2026-03-01 起", "售后部", "还没有账号")

	c.Get("/people/2001/edit").Has(t, http.StatusOK, `value="𠮷野&lt;b&gt;"`)
	c.Post("/people/2001/edit", person(map[string]string{"phone": "13900139000", "name": "吉野"})).Has(t, http.StatusOK, "已保存", "13900139000")

	c.Get("/people/2001/move").Has(t, http.StatusOK, "吉野 的调动")
	c.Post("/people/2001/move", url.Values{"department": {id(w.Department)}, "on": {"2026-03-06"}}).Has(t, http.StatusUnprocessableEntity, "部门和岗位都没有变")
	c.Post("/people/2001/move", url.Values{"department": {id(w.Other)}, "on": {"2026-03-05"}, "reason": {"轮岗"}}).Has(t, http.StatusOK, "已调动", "2026-03-05 起", "2026-03-01 至 2026-03-04", "轮岗")
	c.Get("/people/2001?on=2026-03-02").Has(t, http.StatusOK, "售后部")
	c.Get("/people/2001?on=2020-01-01").Has(t, http.StatusOK, "那天不在职")
	c.Get("/people/2001?on=x").Has(t, http.StatusOK)
	c.Get("/people/2001/move")
	c.Post("/people/2001/move", url.Values{"department": {id(w.Department)}, "on": {"2026-04-01"}}).Has(t, http.StatusOK, "将在 2026-04-01 生效", "尚未生效")
	c.Post("/people/2001/move/drop", nil).Has(t, http.StatusOK, "调动已撤销").Lacks(t, "尚未生效")

	c.Get("/people/2001/leave").Has(t, http.StatusOK, "立即停用账号")
	c.Post("/people/2001/leave", url.Values{"on": {"2026-02-01"}}).Has(t, http.StatusUnprocessableEntity, "不能早于入职日期 2026-03-01")
	c.Post("/people/2001/leave", url.Values{"on": {"2026-03-31"}}).Has(t, http.StatusOK, "2026-03-31 离职", "取消离职")
	c.Get("/people/2001/rejoin").Has(t, http.StatusOK, "取消 吉野 的离职")
	c.Post("/people/2001/rejoin", url.Values{"reason": {"不走了"}}).Has(t, http.StatusOK, "离职已取消", "在职")
	c.Get("/people/2001/leave")
	c.Post("/people/2001/leave", url.Values{"on": {"2026-03-06"}, "end_now": {"1"}}).Has(t, http.StatusOK)
	clock.Set(dbtest.Start.Add(24 * time.Hour))
	c = w.As(auth.HR)
	c.Get("/people?q=2001").Has(t, http.StatusOK, "没有符合条件的人员")
	c.Get("/people?q=2001&state=left").Has(t, http.StatusOK, "吉野")
	c.Get("/people/2001/rejoin").Has(t, http.StatusOK, "重新入职")
	c.Post("/people/2001/rejoin", url.Values{"department": {id(w.Department)}, "on": {"2026-03-07"}}).Has(t, http.StatusOK, "已重新入职", "在职")
}

func TestOfTwoEditorsTheSlowerSeesBoth(t *testing.T) {
	w, _ := world(t)
	quick, slow := w.As(auth.HR), w.As(auth.HR)
	quick.Get("/people/1000/edit")
	slow.Get("/people/1000/edit")
	values := url.Values{"number": {"1000"}, "name": {"赵一凡"}, "joined_on": {"2020-03-01"}, "phone": {"13800138000"}}
	quick.Post("/people/1000/edit", values).Has(t, http.StatusOK, "已保存")
	values.Set("phone", "13700137000")
	slow.Post("/people/1000/edit", values).Has(t, http.StatusConflict, "有人先改过了", "13800138000", `value="13700137000"`)
	slow.Post("/people/1000/edit", values).Has(t, http.StatusOK, "已保存", "13700137000")
}

func TestTheSameFormTwiceMakesOnePerson(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.HR)
	page := c.Get("/people/new")
	hidden := regexp.MustCompile(`name="(_csrf|_once)" value="([^"]+)"`).FindAllStringSubmatch(page.Body[strings.Index(page.Body, `action="/people"`):], 2)
	values := person(map[string]string{"department": id(w.Department)})
	for _, m := range hidden {
		values.Set(m[1], m[2])
	}
	c.Raw("/people", values).Has(t, http.StatusOK, "𠮷野")
	if at := c.Raw("/people", values).Has(t, http.StatusOK, "𠮷野"); at.URL.Path != "/people/2001" {
		t.Errorf("led to %s", at.URL)
	}
}

func TestAccounts(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.Administrator)
	c.Get("/people/new")
	c.Post("/people", person(map[string]string{"department": id(w.Department)}))
	page := c.Post("/people/2001/account/create", nil).Has(t, http.StatusOK, "一次性链接", "等本人设置密码")
	link := regexp.MustCompile(`/password/[A-Za-z0-9_-]{43}`).FindString(page.Body)
	v := w.Visitor()
	v.Get(link).Has(t, http.StatusOK, "欢迎")
	v.Post(link, url.Values{"password": {"nine lanterns by the gate"}, "repeat": {"nine lanterns by the gate"}}).Has(t, http.StatusOK, "密码已设置")
	c.Get("/people/2001").Has(t, http.StatusOK, "可登录").Lacks(t, link)

	c.Get("/people/1000")
	c.Post("/people/1000/account/disable", nil).Has(t, http.StatusOK, "赵一凡的账号已停用", "恢复账号")
	c.Post("/people/1000/account/enable", nil).Has(t, http.StatusOK, "账号已恢复")
	worker := w.As(auth.Employee)
	worker.Get("/me")
	c.Post("/people/1000/account/sign-out", nil).Has(t, http.StatusOK, "已在所有设备上退出登录")
	if at := worker.Get("/me"); at.URL.Path != "/sign-in" {
		t.Error("the session lives")
	}
	c.Get("/people/0000")
	c.Post("/people/0000/account/disable", nil).Has(t, http.StatusConflict, "不能停用自己的账号")
}

func TestRoles(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.Administrator)
	c.Get("/people/1001")
	c.Post("/people/1001/roles", url.Values{"role": {"auditor"}}).Has(t, http.StatusUnprocessableEntity, "审计员不能同时担任其他角色")
	c.Post("/people/1001/roles", url.Values{"role": {"supervisor"}, "department": {id(w.Other)}, "reason": {"代理"}}).Has(t, http.StatusOK, "已授予钱二明", "主管", "仓储部")
	page := c.Get("/people/roles").Has(t, http.StatusOK, "经办人", "钱二明", "办理投诉")
	grant := regexp.MustCompile(`name="grant" value="(\d+)"`).FindStringSubmatch(page.Body)[1]
	c.Post("/people/roles/revoke", url.Values{"grant": {grant}, "back": {"//evil.example"}}).Has(t, http.StatusOK, "角色已收回")
	c.Post("/people/roles/revoke", url.Values{"grant": {grant}}).Has(t, http.StatusNotFound)
	c.Get("/people/roles")
	c.Post("/people/roles", url.Values{"number": {"nobody1"}, "role": {"hr"}}).Has(t, http.StatusUnprocessableEntity, "没有这个工号")
	c.Post("/people/roles", url.Values{"number": {"1000"}, "role": {"hr"}, "department": {"0"}}).Has(t, http.StatusOK, "已授予赵一凡")
}

func TestDepartmentsAndPosts(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.HR)
	c.Get("/people/departments").Has(t, http.StatusOK, "售后部", "测试公司")
	c.Post("/people/departments", url.Values{"name": {"售后部"}, "parent": {"1"}}).Has(t, http.StatusUnprocessableEntity, "已经有同名的了")
	c.Post("/people/departments", url.Values{"name": {"一组"}, "parent": {id(w.Department)}, "position": {"x"}}).Has(t, http.StatusUnprocessableEntity, "0 到 9999")
	c.Post("/people/departments", url.Values{"name": {"一组"}, "parent": {id(w.Department)}}).Has(t, http.StatusOK, "已新增一组")
	at := "/people/departments/" + id(w.Department)
	c.Get(at).Has(t, http.StatusOK, "孙三立 1002")
	c.Post(at, url.Values{"name": {"客服部"}, "parent": {"1"}, "head": {id(w.Person(auth.Supervisor))}, "position": {"2"}}).Has(t, http.StatusOK, "客服部", "孙三立")
	c.Get(at)
	c.Post(at+"/close", nil).Has(t, http.StatusConflict, "一组")
	c.Get("/people/departments/999").Has(t, http.StatusNotFound)
	w.As(auth.Auditor).Get("/people/departments").Has(t, http.StatusOK).Lacks(t, at+`"`)

	c.Get("/people/posts").Has(t, http.StatusOK, "还没有岗位")
	page := c.Post("/people/posts", url.Values{"name": {"售后专员"}}).Has(t, http.StatusOK, "售后专员")
	post := regexp.MustCompile(`/people/posts/\d+`).FindString(page.Body)
	c.Get(post)
	c.Post(post, url.Values{"name": {"售后专责"}}).Has(t, http.StatusOK, "售后专责")
	c.Get(post)
	c.Post(post+"/close", nil).Has(t, http.StatusOK, "已关闭")
	c.Get(post)
	c.Post(post+"/reopen", nil).Has(t, http.StatusOK).Lacks(t, "已关闭")
}

const newTable = "工号,姓名,部门,手机号\n3001,甲一,售后部,13800138000\n3002,乙二,物流部,\n1000,赵一帆,售后部,\n3003,,售后部,\n"

func TestImporting(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.HR)
	c.Get("/people/import")
	c.Upload("/people/import", nil).Has(t, http.StatusUnprocessableEntity, "请填写此项")
	c.Upload("/people/import", nil, webtest.File{Field: "file", Name: "x.csv", Content: []byte("a,b\n1,2\n")}).Has(t, http.StatusUnprocessableEntity, "没有找到“工号”这一列")
	c.Upload("/people/import", nil, webtest.File{Field: "file", Name: "x.exe", Content: []byte("MZ\x90\x00")}).Has(t, http.StatusUnprocessableEntity)
	c.Get("/people/import")
	page := c.Upload("/people/import", url.Values{"create": {"1"}, "on": {"2026-03-06"}}, webtest.File{Field: "file", Name: "people.csv", Content: []byte(newTable)})
	page.Has(t, http.StatusOK, "将新增部门： 物流部", "甲一", "赵一凡", "赵一帆", "跳过有错的 1 行", "请填写此项")
	if c.Get("/people/3001").Status != http.StatusNotFound {
		t.Fatal("the dry run wrote something")
	}
	c.Last = page
	c.Post("/people/import/apply", nil).Has(t, http.StatusUnprocessableEntity, "有 1 行有错")
	c.Post("/people/import/apply", url.Values{"skip": {"1"}}).Has(t, http.StatusOK, "新增 2 人，更新 1 人，离职 0 人", "物流部")
	c.Get("/people/import")
	c.Upload("/people/import", nil, webtest.File{Field: "file", Name: "people.csv", Content: []byte("工号,姓名\n3001,甲一\n")}).Has(t, http.StatusOK, "没有需要导入的内容")
	c.Post("/people/import/apply", url.Values{"hash": {strings.Repeat("0", 64)}}).Has(t, http.StatusNotFound)
}

func TestExporting(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.HR)
	c.Get("/people/new")
	c.Post("/people", person(map[string]string{"department": id(w.Department), "name": `=HYPERLINK("x")`}))
	page := c.Get("/people/export?form=csv&q=2001").Has(t, http.StatusOK)
	if !strings.HasPrefix(page.Body, "\ufeff工号,姓名,部门") || !strings.Contains(page.Body, "'=HYPERLINK") || strings.Contains(page.Body, "钱二明") {
		t.Error(page.Body)
	}
	page = c.Get("/people/export?form=xlsx").Has(t, http.StatusOK)
	r, err := sheet.Open(bytes.NewReader([]byte(page.Body)), "people.xlsx", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for {
		if _, _, err := r.Next(); err != nil {
			break
		}
		rows++
	}
	if rows != 8 {
		t.Errorf("%d rows", rows)
	}
	c.Get("/people/export?form=exe").Has(t, http.StatusUnprocessableEntity)
}

func TestEveryPageSpeaksEnglish(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.Administrator)
	c.Language = "en"
	for path, words := range map[string]string{"/people": "7 people", "/people/new": "Register an employee", "/people/1001": "Posts held", "/people/1001/edit": "Edit 1001",
		"/people/1001/move": "Move 钱二明", "/people/1001/leave": "Last day", "/people/import": "Dry run", "/people/departments": "Add a department",
		"/people/departments/2": "Vacant", "/people/posts": "No posts yet", "/people/roles": "What it may do", "/settings": "Working calendar", "/settings/firm": "Idle minutes"} {
		c.Get(path).Has(t, http.StatusOK, words)
	}
}
