package signing_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bihuan/models/auth"
)

const listsHome = "/settings/reading-lists"

func reading(change url.Values) url.Values {
	v := url.Values{"name": {"售后部新人必读"}, "audience": {"all"}, "days": {"5"}, "active": {"1"}, "add": {""}}
	for name, value := range change {
		v[name] = value
	}
	return v
}

func TestAReadingListIsPutTogether(t *testing.T) {
	w := newWorld(t)
	one, two := w.issue("投诉处理制度"), w.draft("值班与巡检制度")
	w.As(auth.Supervisor).Get(listsHome).Has(t, http.StatusForbidden)
	w.As(auth.HR).Get(listsHome).Has(t, http.StatusOK, "还没有必读清单", "/campaigns")
	c := w.As(auth.PolicyOwner)
	c.Get(listsHome).Has(t, http.StatusOK, "还没有必读清单", listsHome+"/new")
	path := listsHome + "/new"
	c.Get(path).Has(t, http.StatusOK, "新建必读清单", `value="10"`)
	if got := c.Part(path + "?add=" + url.QueryEscape("投诉")); !strings.Contains(got.Body, one+" 投诉处理制度") {
		t.Errorf("nothing is offered: %s", got.Body)
	}
	add := func(add string, policies ...string) *url.Values {
		v := reading(url.Values{"add": {add}, "policies": policies, "do": {"add"}})
		return &v
	}
	c.Get(path)
	c.Post(path, *add("投诉处理制度")).Has(t, http.StatusOK, "投诉处理制度", `name="policies" value="`+one+`"`, `value="售后部新人必读"`)
	c.Post(path, *add("没有的制度", one)).Has(t, http.StatusUnprocessableEntity, "没有找到这项制度", `value="没有的制度"`, one)
	c.Post(path, *add(one, one)).Has(t, http.StatusUnprocessableEntity, "已经有这项制度")
	c.Post(path, *add("", one)).Has(t, http.StatusUnprocessableEntity, `id="f-add-error"`)
	c.Post(path, *add("制度", one)).Has(t, http.StatusUnprocessableEntity, "有几项")
	page := c.Post(path, *add(strings.ToLower(two)+" 值班", one)).Has(t, http.StatusOK, "值班与巡检制度", "未生效，先不要求")
	if strings.Index(page.Body, `value="`+one) > strings.Index(page.Body, `value="`+two) {
		t.Error("the new one does not come last")
	}
	page = c.Post(path, reading(url.Values{"policies": {one, two}, "do": {"up 1"}}))
	if strings.Index(page.Has(t, http.StatusOK).Body, `value="`+one) < strings.Index(page.Body, `value="`+two) {
		t.Error("it did not move up")
	}
	for _, do := range []string{"up 0", "down 1", "drop 7", "up -3", "nonsense", "up x"} {
		c.Post(path, reading(url.Values{"policies": {one, two}, "do": {do}})).Has(t, http.StatusOK, one, two)
	}
	c.Post(path, reading(url.Values{"policies": {one, two}, "do": {"drop 0"}})).Has(t, http.StatusOK, two).Lacks(t, `value="`+one)
	c.Post(path, reading(url.Values{"policies": {two, one}})).Has(t, http.StatusOK, "已保存“售后部新人必读”", "全体员工", "5 个工作日", "值班与巡检制度")
	all, err := w.House.Signings.Lists(ctx, w.Actor(auth.HR))
	w.must(err)
	if len(all) != 1 || len(all[0].Policies) != 2 || all[0].Policies[0].Number != two || !all[0].Active {
		t.Fatalf("%+v", all)
	}
	// HR may not see the draft, and keeps it in the list all the same.
	hr, id := w.As(auth.HR), listsHome+"/"+itoa(all[0].ID)
	hr.Get(id)
	hr.Post(id, reading(url.Values{"policies": {two, one}, "do": {"down 0"}})).Has(t, http.StatusOK, "值班与巡检制度")
	hr.Post(id, reading(url.Values{"policies": {one, two}, "days": {"6"}})).Has(t, http.StatusOK, "6 个工作日", "值班与巡检制度")
	w.cheap(c, listsHome, listsHome)
	w.cheap(c, listsHome+"/"+itoa(all[0].ID), listsHome+"/:id")
}

func TestMistakesInReadingListsAreTold(t *testing.T) {
	w := newWorld(t)
	one := w.issue("投诉处理制度")
	c := w.As(auth.PolicyOwner)
	path := listsHome + "/new"
	c.Get(path)
	c.Post(path, reading(url.Values{"name": {""}, "days": {"400"}})).Has(t, http.StatusUnprocessableEntity, `id="f-name-error"`, `id="f-days-error"`, `id="f-policies-error"`, `value="400"`)
	c.Post(path, reading(url.Values{"audience": {"some"}, "policies": {one}})).Has(t, http.StatusUnprocessableEntity, `id="f-audience-error"`, one)
	c.Post(path, reading(url.Values{"policies": {"ZD-1999-000001"}})).Has(t, http.StatusUnprocessableEntity, `id="f-policies-error"`)
	c.Get(listsHome+"/99").Has(t, http.StatusNotFound)
	c.Get(path)
	c.Post(listsHome+"/99", reading(url.Values{"policies": {one}})).Has(t, http.StatusNotFound)
	c.Post(path, reading(url.Values{"policies": {one}})).Has(t, http.StatusOK, "已保存")
	c.Get(path)
	c.Post(path, reading(url.Values{"policies": {one}})).Has(t, http.StatusUnprocessableEntity, `id="f-name-error"`)
}

func TestOfTwoWhoChangeAReadingListTheSlowerSeesBoth(t *testing.T) {
	w := newWorld(t)
	one := w.issue("投诉处理制度")
	quick, slow := w.As(auth.PolicyOwner), w.As(auth.HR)
	quick.Get(listsHome + "/new")
	quick.Post(listsHome+"/new", reading(url.Values{"policies": {one}})).Has(t, http.StatusOK, "已保存")
	all, err := w.House.Signings.Lists(ctx, w.Actor(auth.HR))
	w.must(err)
	path := listsHome + "/" + itoa(all[0].ID)
	quick.Get(path)
	slow.Get(path)
	some := url.Values{"audience": {"some"}, "audience_departments": {itoa(w.Department)}, "audience_people": {"冯无"}, "policies": {one}}
	quick.Post(path, reading(some)).Has(t, http.StatusUnprocessableEntity, "没有“冯无”这位员工")
	some.Set("audience_people", "钱二明")
	quick.Post(path, reading(some)).Has(t, http.StatusOK, "已保存", "售后部", "钱二明")
	slow.Post(path, reading(url.Values{"days": {"7"}, "policies": {one}})).Has(t, http.StatusConflict, "别人改过这份清单", "全体员工", "售后部", `value="7"`)
	slow.Post(path, reading(url.Values{"days": {"7"}, "policies": {one}, "active": nil})).Has(t, http.StatusOK, "已保存", "7 个工作日", "停用")
}
