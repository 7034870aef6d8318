package settings_test

import (
	"net/http"
	"net/url"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
)

func TestTheFirmsSettings(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	w.As(auth.Handler).Get("/settings").Has(t, http.StatusForbidden)
	w.As(auth.Auditor).Get("/settings").Has(t, http.StatusOK, "工作日历", "时限")
	w.As(auth.Auditor).Get("/settings/firm").Has(t, http.StatusOK, "测试公司").Lacks(t, `name="idle_minutes"`)
	c := w.As(auth.Administrator)
	page := c.Get("/settings").Has(t, http.StatusOK, "部门")
	_ = page
	c.Get("/settings/firm").Has(t, http.StatusOK, `value="30"`)
	c.Post("/settings/firm", url.Values{"name": {""}, "idle_minutes": {"1"}, "session_hours": {"many"}}).
		Has(t, http.StatusUnprocessableEntity, "请填写此项", "5 到 480", "1 到 168", `value="many"`)
	c.Post("/settings/firm", url.Values{"name": {"黄河服务"}, "idle_minutes": {"20"}, "session_hours": {"8"}}).Has(t, http.StatusOK, "设置已保存", "黄河服务")
	for _, path := range []string{"/settings/calendar", "/settings/lists", "/settings/deadlines", "/people/departments", "/people/roles"} {
		c.Get(path).Has(t, http.StatusOK)
	}
	c.Get("/settings/firm")
	c.Post("/settings/firm", url.Values{"name": {"黄河服务"}, "idle_minutes": {"20"}, "session_hours": {"8"}, "version": {"1"}}).Has(t, http.StatusConflict)
}
