package actionrule_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/clock"
	"bihuan/models/db/dbtest"
	"bihuan/views/locale"
)

const home = "/settings/action-rules"

func world(t *testing.T) *webtest.World {
	t.Helper()
	before := locale.OnMissing(func(tag locale.Tag, key string) { t.Errorf("%s: no text for %s", tag, key) })
	t.Cleanup(func() { locale.OnMissing(before) })
	d, _ := dbtest.One(t)
	return webtest.New(t, d)
}

func rule(change url.Values) url.Values {
	v := url.Values{"name_zh": {"特急"}, "name_en": {"Immediate"}, "active": {"1"}, "finish_amount": {"8"}, "finish_unit": {"working_hours"},
		"verify_amount": {"1"}, "verify_unit": {"working_days"}, "check_days": {"45"}, "least_days": {"10"}, "soon_percent": {"60"},
		"reminder_when": {"percent", "", "days"}, "reminder_amount": {"50", "", "2"}, "reminder_to": {"owner", "owner", "head"}}
	for name, value := range change {
		v[name] = value
	}
	return v
}

func TestWhoMaySeeAndEditRules(t *testing.T) {
	w := world(t)
	w.As(auth.Handler).Get(home).Has(t, http.StatusForbidden)
	auditor := w.As(auth.Auditor)
	auditor.Get(home).Has(t, http.StatusOK, "一般", "10 工作日", "80% 责任人", "超期 1 天 主管", "90 天").Lacks(t, home+"/rule", home+"/add")
	auditor.Get(home+"/rule/normal").Has(t, http.StatusForbidden)
	auditor.Post(home+"/rule/normal", rule(nil)).Has(t, http.StatusForbidden)
	c := w.As(auth.Administrator)
	c.Get("/settings").Has(t, http.StatusOK, home)
	c.Language = "en"
	c.Get(home).Has(t, http.StatusOK, "Urgent", "30 days", "5 days late Head of department")
	c.Get(home+"/rule/important").Has(t, http.StatusOK, "Important", `value="60"`)
	c.Get(home+"/rule/nothing").Has(t, http.StatusNotFound)
}

func TestARuleIsAddedAndChanged(t *testing.T) {
	w := world(t)
	c := w.As(auth.Administrator)
	c.Get(home + "/add")
	c.Post(home+"/add", rule(nil)).Has(t, http.StatusOK, "已保存“特急”", "8 工作小时", "50% 责任人 · 超期 2 天 部门负责人", "45 天")
	all, err := w.House.Actions.Rules(context.Background())
	if err != nil || len(all) != 4 {
		t.Fatalf("%+v, %v", all, err)
	}
	r := all[3]
	if r.NameEn != "Immediate" || !r.Active || r.Position != 40 || r.CheckDays != 45 || r.LeastDays != 10 || r.SoonPercent != 60 ||
		!slices.Equal(r.Reminders, []clock.Reminder{{Percent: 50, To: clock.Owner}, {Days: 2, To: clock.Head}}) {
		t.Errorf("%+v", r)
	}
	address := home + "/rule/" + r.Code
	c.Get(address).Has(t, http.StatusOK, `value="特急"`, `value="45"`)
	c.Post(address, rule(url.Values{"verify_amount": {"6"}, "active": {}})).Has(t, http.StatusOK, "6 工作日", "已停用")
}

func TestMistakesAreToldAtTheirFields(t *testing.T) {
	c := world(t).As(auth.Administrator)
	address := home + "/rule/normal"
	c.Get(address)
	c.Post(address, rule(url.Values{"name_zh": {""}, "finish_amount": {"many"}, "verify_unit": {"moons"}, "check_days": {"5"}, "least_days": {"0"}, "soon_percent": {"120"}, "reminder_to": {"owner", "", "nobody"}})).
		Has(t, http.StatusUnprocessableEntity, `value="many"`, `value="120"`, `id="f-name_zh-error"`, `id="f-finish-error"`, `id="f-verify-error"`, `id="f-least_days-error"`,
			"请填 1 到 100 之间的整数", `id="f-reminders-error"`)
	c.Post(address, rule(url.Values{"check_days": {"5"}})).Has(t, http.StatusUnprocessableEntity, "请填 10 到 1000 之间的整数", `id="f-check_days-error"`)
	c.Post(address, rule(nil)).Has(t, http.StatusOK, "已保存")
	for _, code := range []string{"important", "urgent"} {
		c.Get(home + "/rule/" + code)
		c.Post(home+"/rule/"+code, rule(url.Values{"active": {}})).Has(t, http.StatusOK, "已停用")
	}
	c.Get(address)
	c.Post(address, rule(url.Values{"active": {}})).Has(t, http.StatusConflict, "至少要有一个启用的整改优先级", `value="特急"`)
}

func TestOfTwoEditorsTheSlowerSeesBoth(t *testing.T) {
	w := world(t)
	quick, slow := w.As(auth.Administrator), w.As(auth.Administrator)
	quick.Get(home + "/rule/normal")
	slow.Get(home + "/rule/normal")
	quick.Post(home+"/rule/normal", rule(nil)).Has(t, http.StatusOK, "已保存")
	slow.Post(home+"/rule/normal", rule(url.Values{"finish_amount": {"9"}, "check_days": {"33"}})).
		Has(t, http.StatusConflict, "别人改过", "8 工作小时", "9 工作小时", "45", "33")
	slow.Post(home+"/rule/normal", rule(url.Values{"finish_amount": {"9"}})).Has(t, http.StatusOK, "已保存", "9 工作小时")
}
