package policykind_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db/dbtest"
	"bihuan/models/policy"
	"bihuan/views/locale"
)

const home = "/settings/policy-kinds"

func world(t *testing.T) *webtest.World {
	t.Helper()
	before := locale.OnMissing(func(tag locale.Tag, key string) { t.Errorf("%s: no text for %s", tag, key) })
	t.Cleanup(func() { locale.OnMissing(before) })
	d, _ := dbtest.One(t)
	return webtest.New(t, d)
}

func kind(change url.Values) url.Values {
	v := url.Values{"name_zh": {"工作指引"}, "name_en": {"Guideline"}, "active": {"1"}, "reviewers": {"2"}, "quorum": {"1"}, "reading_days": {"4"}, "review_months": {"18"},
		"major": {"resign", "quiz"}, "review_amount": {"6"}, "review_unit": {"working_days"}, "approval_amount": {"2"}, "approval_unit": {"working_days"},
		"sign_amount": {"9"}, "sign_unit": {"working_days"}, "soon_percent": {"70"}, "reminder_when": {"percent", ""}, "reminder_amount": {"50", ""}, "reminder_to": {"owner", "owner"}}
	for name, value := range change {
		v[name] = value
	}
	return v
}

func TestWhoMaySeeAndEditKinds(t *testing.T) {
	w := world(t)
	w.As(auth.Handler).Get(home).Has(t, http.StatusForbidden)
	auditor := w.As(auth.Auditor)
	auditor.Get(home).Has(t, http.StatusOK, "外部法律法规", "1 人评审，2 人批准", "7 天", "12 个月", "重新阅读签字，测验，培训").Lacks(t, home+"/kind", home+"/add")
	auditor.Get(home+"/kind/rule").Has(t, http.StatusForbidden)
	auditor.Post(home+"/kind/rule", kind(nil)).Has(t, http.StatusForbidden)
	c := w.As(auth.Administrator)
	c.Get("/settings").Has(t, http.StatusOK, home, "制度种类")
	c.Language = "en"
	c.Get(home).Has(t, http.StatusOK, "Procedure", "1 review, 1 approve", "read and sign anew")
	c.Get(home+"/kind/measure").Has(t, http.StatusOK, "Measure", `value="24"`)
	c.Get(home+"/kind/nothing").Has(t, http.StatusNotFound)
}

func TestAKindIsAddedAndChanged(t *testing.T) {
	w := world(t)
	c := w.As(auth.Administrator)
	c.Get(home + "/add")
	c.Post(home+"/add", kind(nil)).Has(t, http.StatusOK, "已保存“工作指引”", "2 人评审，1 人批准", "4 天", "18 个月", "9 工作日", "重新阅读签字，测验")
	all, err := w.House.Policies.Kinds(context.Background())
	if err != nil || len(all) != 5 {
		t.Fatalf("%+v, %v", all, err)
	}
	k := all[4]
	if k.NameEn != "Guideline" || k.Reviewers != 2 || k.ReadingDays != 4 || k.Major != (policy.Demands{Resign: true, Quiz: true}) || k.Minor != (policy.Demands{}) ||
		k.Sign != (calendar.Target{Amount: 9, Unit: calendar.WorkingDays}) || k.External {
		t.Errorf("%+v", k)
	}
	address := home + "/kind/" + k.Code
	c.Get(address).Has(t, http.StatusOK, `value="工作指引"`, `value="18"`)
	c.Post(address, kind(url.Values{"minor": {"resign"}, "external": {"1"}, "active": {}})).Has(t, http.StatusOK, "1 人批准", "已停用")
}

func TestMistakesAreToldAtTheirFields(t *testing.T) {
	c := world(t).As(auth.Administrator)
	address := home + "/kind/rule"
	c.Get(address)
	c.Post(address, kind(url.Values{"name_zh": {""}, "reviewers": {"many"}, "quorum": {"0"}, "reading_days": {"999"}, "review_months": {"-1"}, "sign_unit": {"moons"}, "soon_percent": {"0"}})).
		Has(t, http.StatusUnprocessableEntity, `value="many"`, `id="f-name_zh-error"`, `id="f-reviewers-error"`, `id="f-quorum-error"`, `id="f-reading_days-error"`,
			`id="f-review_months-error"`, `id="f-sign-error"`, `id="f-soon_percent-error"`)
	for _, code := range []string{"procedure", "measure", "law"} {
		c.Get(home + "/kind/" + code)
		c.Post(home+"/kind/"+code, kind(url.Values{"active": {}})).Has(t, http.StatusOK, "已停用")
	}
	c.Get(address)
	c.Post(address, kind(url.Values{"active": {}})).Has(t, http.StatusConflict, "至少要有一个启用的制度种类", `value="工作指引"`)
}

func TestOfTwoEditorsTheSlowerSeesBoth(t *testing.T) {
	w := world(t)
	quick, slow := w.As(auth.Administrator), w.As(auth.Administrator)
	quick.Get(home + "/kind/rule")
	slow.Get(home + "/kind/rule")
	quick.Post(home+"/kind/rule", kind(nil)).Has(t, http.StatusOK, "已保存")
	slow.Post(home+"/kind/rule", kind(url.Values{"reading_days": {"33"}, "major": {"training"}})).Has(t, http.StatusConflict, "别人改过", "33", "4", "培训", "重新阅读签字，测验")
	slow.Post(home+"/kind/rule", kind(url.Values{"reading_days": {"33"}})).Has(t, http.StatusOK, "已保存", "33 天")
}
