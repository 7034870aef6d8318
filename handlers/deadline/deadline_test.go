package deadline_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
	"bihuan/views/locale"
)

const home = "/settings/deadlines"

func world(t *testing.T) *webtest.World {
	t.Helper()
	before := locale.OnMissing(func(tag locale.Tag, key string) { t.Errorf("%s: no text for %s", tag, key) })
	t.Cleanup(func() { locale.OnMissing(before) })
	d, _ := dbtest.One(t)
	return webtest.New(t, d)
}

func class(change url.Values) url.Values {
	v := url.Values{"name_zh": {"重大投诉"}, "name_en": {"Major"}, "applies": {""}, "active": {"1"}, "acknowledge_amount": {"2"}, "acknowledge_unit": {"working_hours"},
		"respond_amount": {"12"}, "respond_unit": {"elapsed_hours"}, "resolve_amount": {"3"}, "resolve_unit": {"working_days"}, "soon_percent": {"70"}, "follow_up_attempts": {"4"},
		"reminder_when": {"percent", "", "hours"}, "reminder_amount": {"50", "", "6"}, "reminder_to": {"handler", "handler", "head"}}
	for name, value := range change {
		v[name] = value
	}
	return v
}

func TestWhoMaySeeAndEditClasses(t *testing.T) {
	w := world(t)
	w.As(auth.Handler).Get(home).Has(t, http.StatusForbidden)
	auditor := w.As(auth.Auditor)
	auditor.Get(home).Has(t, http.StatusOK, "一般投诉", "24 小时（不停歇）", "80% 经办人", "超期 8 小时 部门负责人").Lacks(t, home+"/class", home+"/add")
	auditor.Get(home+"/class/general").Has(t, http.StatusForbidden)
	c := w.As(auth.Administrator)
	c.Language = "en"
	c.Get(home).Has(t, http.StatusOK, "Urgent or safety", "30", "At registration as urgent")
	c.Get(home+"/class/complex").Has(t, http.StatusOK, "Complex", `value="48"`)
	c.Get(home+"/class/nothing").Has(t, http.StatusNotFound)
}

func TestAClassIsAddedAndChanged(t *testing.T) {
	w := world(t)
	c := w.As(auth.Administrator)
	c.Get(home+"/add").Has(t, http.StatusOK)
	c.Post(home+"/add", class(nil)).Has(t, http.StatusOK, "已保存“重大投诉”", "2 工作小时", "50% 经办人 · 超期 6 小时 部门负责人")
	all, err := w.House.Complaints.Classes(context.Background())
	if err != nil || len(all) != 4 || all[3].NameEn != "Major" || all[3].SoonPercent != 70 || all[3].FollowUpAttempts != 4 || len(all[3].Reminders) != 2 || !all[3].Active {
		t.Fatalf("%+v, %v", all, err)
	}
	address := home + "/class/" + all[3].Code
	c.Get(address).Has(t, http.StatusOK, `value="重大投诉"`, `value="6"`)
	c.Post(address, class(url.Values{"resolve_amount": {"5"}, "active": {}})).Has(t, http.StatusOK, "5 工作日", "已停用")
}

func TestAPositionStaysWithinItsColumn(t *testing.T) {
	w := world(t)
	c := w.As(auth.Administrator)
	c.Get(home + "/add")
	c.Post(home+"/add", class(url.Values{"position": {"99999999999"}})).Has(t, http.StatusOK, "已保存")
	all, err := w.House.Complaints.Classes(context.Background())
	if err != nil || len(all) != 4 || all[3].Position > 1<<31-1 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestMistakesAreToldAtTheirFields(t *testing.T) {
	c := world(t).As(auth.Administrator)
	c.Get(home + "/class/general")
	c.Post(home+"/class/general", class(url.Values{"name_zh": {""}, "respond_amount": {"many"}, "resolve_unit": {"moons"}, "soon_percent": {"120"}, "reminder_amount": {"500", "", ""}})).
		Has(t, http.StatusUnprocessableEntity, `value="many"`, `value="120"`, "请填 1 到 100 之间的整数", "每一级提醒都要填数值", `id="f-respond-error"`, `id="f-reminders-error"`)
	c.Post(home+"/class/general", class(url.Values{"applies": {""}})).Has(t, http.StatusConflict)
	c.Post(home+"/class/general", class(url.Values{"applies": {"standard"}, "reminder_to": {"handler"}})).Has(t, http.StatusOK, "已保存")
}

func TestOfTwoEditorsTheSlowerSeesBoth(t *testing.T) {
	w := world(t)
	quick, slow := w.As(auth.Administrator), w.As(auth.Administrator)
	quick.Get(home + "/class/general")
	slow.Get(home + "/class/general")
	quick.Post(home+"/class/general", class(url.Values{"applies": {"standard"}})).Has(t, http.StatusOK, "已保存")
	slow.Post(home+"/class/general", class(url.Values{"applies": {"standard"}, "respond_amount": {"48"}})).
		Has(t, http.StatusConflict, "别人改过这一项", "12 小时（不停歇）", "48 小时（不停歇）")
	slow.Post(home+"/class/general", class(url.Values{"applies": {"standard"}, "respond_amount": {"48"}})).Has(t, http.StatusOK, "已保存", "48 小时")
}
