package calendar_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
)

const home = "/settings/calendar"

func world(t *testing.T) *webtest.World {
	t.Helper()
	d, _ := dbtest.One(t)
	return webtest.New(t, d)
}

func hours(change map[string]string) url.Values {
	v := url.Values{"make_up": {"09:00-12:00, 13:00-18:00"}, "batches": {"10:00, 16:30"}, "zone": {"Asia/Shanghai"}, "note": {"冬季时间"}}
	for _, day := range []string{"week_1", "week_2", "week_3", "week_4", "week_5"} {
		v.Set(day, "09:00-12:00, 13:00-18:00")
	}
	for field, value := range change {
		v.Set(field, value)
	}
	return v
}

func TestWhoMaySeeAndChange(t *testing.T) {
	w := world(t)
	w.As(auth.Handler).Get(home).Has(t, http.StatusForbidden)
	auditor := w.As(auth.Auditor)
	auditor.Get(home+"?year=2025").Has(t, http.StatusOK, "2025 年放假安排", "国庆节、中秋节", "工作日 248 天，休息 117 天").Lacks(t, home+"/hours")
	auditor.Get(home+"/versions").Has(t, http.StatusOK, "初始日历")
	auditor.Get(home+"/hours").Has(t, http.StatusForbidden)
	auditor.Post(home+"/hours", hours(nil)).Has(t, http.StatusForbidden)
	w.As(auth.Administrator).Get(home).Has(t, http.StatusOK, "设定特殊日", "修改工作时间", "导入放假安排")
}

func TestYearsWithoutNoticeSaySo(t *testing.T) {
	c := world(t).As(auth.Administrator)
	c.Get(home+"?year=2027").Has(t, http.StatusOK, "日历里还没有 2027 年的放假安排")
	for _, q := range []string{"?year=99999", "?year=-1", "?year=x", "?department=999999", "?year=1990", "?department=x&year=2199"} {
		c.Get(home+q).Has(t, http.StatusOK)
	}
}

func TestEditHours(t *testing.T) {
	c := world(t).As(auth.Administrator)
	c.Get(home+"/hours").Has(t, http.StatusOK, `value="09:00-12:00, 13:00-18:00"`)
	c.Post(home+"/hours", hours(map[string]string{"week_5": "09:00-12:00, 11:00-13:00", "note": ""})).
		Has(t, http.StatusUnprocessableEntity, `value="09:00-12:00, 11:00-13:00"`, "各段不能重叠")
	c.Post(home+"/hours", hours(map[string]string{"batches": "03:00"})).Has(t, http.StatusUnprocessableEntity, "03:00 不在任何一天的工作时间内")
	c.Post(home+"/hours", hours(map[string]string{"zone": "火星/基地"})).Has(t, http.StatusUnprocessableEntity, "没有“火星/基地”这个时区")
	c.Post(home+"/hours", hours(nil)).Has(t, http.StatusUnprocessableEntity, "内容与现行版本相同")
	c.Post(home+"/hours", hours(map[string]string{"week_5": "9：00至17：00"})).Has(t, http.StatusOK, "已保存为第 2 版", "09:00-17:00")
	c.Get(home+"/versions/2").Has(t, http.StatusOK, "冬季时间", "郑管理", "09:00-12:00, 13:00-18:00", "09:00-17:00")
}

func TestOfTwoEditorsTheSlowerSeesBoth(t *testing.T) {
	w := world(t)
	quick, slow := w.As(auth.Administrator), w.As(auth.Administrator)
	quick.Get(home + "/hours")
	slow.Get(home + "/hours")
	quick.Post(home+"/hours", hours(map[string]string{"week_1": "10:00-12:00"})).Has(t, http.StatusOK, "第 2 版")
	slow.Post(home+"/hours", hours(map[string]string{"week_2": "08:30-12:00"})).Has(t, http.StatusConflict, "别人保存了新的版本", "10:00-12:00", `value="08:30-12:00"`)
	slow.Post(home+"/hours", hours(map[string]string{"week_2": "08:30-12:00"})).Has(t, http.StatusOK, "已保存为第 3 版", "08:30-12:00")
}

func TestOwnDays(t *testing.T) {
	w := world(t)
	c := w.As(auth.Administrator)
	shop, err := w.House.Organisation.AddDepartment(t.Context(), w.Actor(auth.Administrator), org.DepartmentInput{ParentID: 1, Name: "门市部"})
	if err != nil {
		t.Fatal(err)
	}
	department := strconv.FormatInt(shop.ID, 10)
	c.Get(home + "/day")
	values := url.Values{"date": {"2025-12-24"}, "department": {department}, "kind": {"off"}, "name": {"<b>盘点</b> 𠮷"}, "note": {"年终盘点"}}
	c.Post(home+"/day", values).Has(t, http.StatusOK, "已保存为第 2 版", "2025-12-24", "门市部", "&lt;b&gt;盘点&lt;/b&gt; 𠮷").Lacks(t, "<b>盘点")
	c.Get(home+"/day?date=2025-12-24&department="+department).Has(t, http.StatusOK, `value="&lt;b&gt;盘点&lt;/b&gt; 𠮷"`, "取消特殊设定")
	for field, bad := range map[string][2]string{
		"date": {"2025-02-30", "请填写日期"}, "kind": {"maybe", "请从列表中选择一项"}, "hours": {"10:00-16:00", "休息日不用写工作时间"},
		"name": {strings.Repeat("盘", 10_000), "最多 60 字"}, "note": {"", "请填写此项"},
	} {
		v := url.Values{}
		for k, x := range values {
			v[k] = x
		}
		v.Set(field, bad[0])
		c.Post(home+"/day", v).Has(t, http.StatusUnprocessableEntity, bad[1])
	}
	values.Set("department", "999999")
	c.Post(home+"/day", values).Has(t, http.StatusNotFound)
	values.Set("department", department)
	values.Set("kind", "usual")
	c.Get(home + "/day?date=2025-12-24&department=" + department)
	c.Post(home+"/day", values).Has(t, http.StatusOK, "已保存为第 3 版").Lacks(t, "盘点&lt;/b&gt; 𠮷</td>")
}

func TestImportHolidays(t *testing.T) {
	c := world(t).As(auth.Administrator)
	c.Get(home+"/holidays").Has(t, http.StatusOK, "2026", "尚未公布或尚未导入")
	send := func(content string) *webtest.Page {
		return c.Upload(home+"/holidays", url.Values{"note": {"国办通知"}}, webtest.File{Field: "file", Name: "2027.json", Content: []byte(content)})
	}
	c.Upload(home+"/holidays", url.Values{"note": {"国办通知"}}).Has(t, http.StatusUnprocessableEntity, "请填写此项")
	send("PK\x03\x04").Has(t, http.StatusUnprocessableEntity, "看不懂这个文件")
	send(`{"year":2027,"days":[]}`).Has(t, http.StatusUnprocessableEntity, "文件里没有 2027 年的任何一天")
	send(strings.Repeat(" ", 300<<10)).Has(t, http.StatusUnprocessableEntity, "文件太大")
	send(`{"year":2027,"papers":["https://www.gov.cn/x.htm"],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-03","isOffDay":false}]}`).
		Has(t, http.StatusOK, "已导入 2027 年放假安排：放假 1 天，调休上班 1 天", "2027 年放假安排", "https://www.gov.cn/x.htm").Lacks(t, "日历里还没有 2027 年")
}

func TestRestore(t *testing.T) {
	c := world(t).As(auth.Administrator)
	c.Get(home + "/hours")
	c.Post(home+"/hours", hours(map[string]string{"week_6": "09:00-12:00"})).Has(t, http.StatusOK)
	c.Get(home+"/versions/1").Has(t, http.StatusOK, "这是第一版", "恢复这一版")
	c.Post(home+"/versions/1/restore", url.Values{"note": {""}}).Has(t, http.StatusUnprocessableEntity, "请填写此项")
	c.Post(home+"/versions/1/restore", url.Values{"note": {"周六不上班了"}}).Has(t, http.StatusOK, "已把第 1 版恢复为第 3 版")
	c.Get(home+"/versions/3").Has(t, http.StatusOK, "现行", "周六不上班了").Lacks(t, "恢复这一版")
	for _, gone := range []string{"0", "4", "x", "-1"} {
		c.Get(home+"/versions/"+gone).Has(t, http.StatusNotFound)
	}
}

func TestTryADeadline(t *testing.T) {
	w := world(t)
	c := w.As(auth.Auditor)
	c.Get(home+"/try").Has(t, http.StatusOK, "填写左边的内容")
	q := url.Values{"start": {"2025-09-30T17:00"}, "amount": {"24"}, "unit": {"working_hours"}, "pause_from": {"2025-10-09T09:00"}, "pause_to": {"2025-10-09T10:30"}}
	c.Get(home+"/try?"+q.Encode()).Has(t, http.StatusOK, "2025-10-13 09:30:00 周一",
		"24 个工作小时，从 09-30 17:00 起算；暂停 1 小时 30 分；跳过 10-01 至 10-08 国庆节、中秋节，10-12 周末；10-11 调休上班，照算")
	english := w.As(auth.Auditor)
	english.Language = "en"
	english.Get(home+"/try?"+q.Encode()).Has(t, http.StatusOK, "24 working hours, counted from 09-30 17:00; paused 1 h 30 min; skipped 10-01 to 10-08 National Day and Mid-Autumn, 10-12 weekend")
	for field, bad := range map[string]string{"start": "yesterday", "amount": "99999999999999999999", "unit": "moons", "pause_to": "2025-10-09T08:00"} {
		v := url.Values{}
		for k, x := range q {
			v[k] = x
		}
		v.Set(field, bad)
		c.Get(home+"/try?"+v.Encode()).Has(t, http.StatusUnprocessableEntity, "请改正以下内容")
	}
}
