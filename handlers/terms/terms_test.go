package terms_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
	"bihuan/views/locale"
)

const home = "/settings/lists"

func world(t *testing.T) *webtest.World {
	t.Helper()
	before := locale.OnMissing(func(tag locale.Tag, key string) { t.Errorf("%s: no text for %s", tag, key) })
	t.Cleanup(func() { locale.OnMissing(before) })
	d, _ := dbtest.One(t)
	return webtest.New(t, d)
}

func TestWhoMaySeeAndEditLists(t *testing.T) {
	w := world(t)
	w.As(auth.Handler).Get(home).Has(t, http.StatusForbidden)
	auditor := w.As(auth.Auditor)
	auditor.Get(home).Has(t, http.StatusOK, "投诉渠道", "失误类型", "补救措施")
	auditor.Get(home+"/channel").Has(t, http.StatusOK, "电话", "Telephone", "可选").Lacks(t, "/terms/telephone", "/move", home+"/channel/add")
	auditor.Get(home+"/channel/terms/telephone").Has(t, http.StatusForbidden)
	auditor.Post(home+"/channel/terms/telephone/switch", url.Values{"version": {"1"}}).Has(t, http.StatusForbidden)
	admin := w.As(auth.Administrator)
	admin.Get(home+"/failure_type").Has(t, http.StatusOK, "15 项", "服务交付系统或产品失误", "缺货")
	admin.Get(home+"/nothing").Has(t, http.StatusNotFound)
	admin.Get(home+"/channel/terms/nothing").Has(t, http.StatusNotFound)
}

func TestEveryListInBothLanguages(t *testing.T) {
	w := world(t)
	for _, language := range []string{"", "en"} {
		c := w.As(auth.Administrator)
		c.Language = language
		overview := c.Get(home).Has(t, http.StatusOK)
		for _, part := range strings.Split(overview.Body, `href="`+home+"/")[1:] {
			list, _, _ := strings.Cut(part, `"`)
			page := c.Get(home+"/"+list).Has(t, http.StatusOK)
			if n := strings.Count(page.Body, `id="term-`); n < 2 {
				t.Errorf("%s shows %d values", list, n)
			}
			if !strings.Contains(page.Body, home+"/"+list+"/add") {
				continue // fixed
			}
			c.Get(home+"/"+list+"/add").Has(t, http.StatusOK)
		}
	}
}

func TestAValueIsAddedChangedMovedAndSwitchedOff(t *testing.T) {
	w := world(t)
	c := w.As(auth.Administrator)
	list := home + "/remedy_kind"
	c.Get(list+"/add").Has(t, http.StatusOK, "物质性")
	c.Post(list+"/add", url.Values{"name_zh": {"退款"}, "code": {"Gift"}}).
		Has(t, http.StatusUnprocessableEntity, "同一级里已有这个名称", "代码用小写字母", `value="Gift"`)
	c.Post(list+"/add", url.Values{"name_zh": {"<b>礼品"}, "name_en": {"Gift"}, "flag": {"material"}}).
		Has(t, http.StatusOK, "已添加“<b>礼品”", "gift", "9 项").Lacks(t, "<b>礼品")
	page := c.Post(list+"/terms/gift/move", url.Values{"version": {"1"}, "by": {"-1"}}).Has(t, http.StatusOK, "顺序已更新")
	if strings.Index(page.Body, `id="term-gift"`) > strings.Index(page.Body, `id="term-refund"`) {
		t.Error("gift stands before refund now")
	}
	c.Get(list+"/terms/gift").Has(t, http.StatusOK, `value="Gift"`, "checked")
	c.Post(list+"/terms/gift", url.Values{"name_zh": {"小礼品"}, "name_en": {"Small gift"}}).Has(t, http.StatusOK, "已保存“小礼品”", "Small gift")
	c.Post(list+"/terms/gift/switch", url.Values{"version": {"3"}}).Has(t, http.StatusOK, "已停用“小礼品”")
	c.Post(list+"/terms/gift/switch", url.Values{"version": {"3"}, "active": {"1"}}).Has(t, http.StatusOK, "刚被别人改过")
	c.Post(list+"/terms/gift/switch", url.Values{"version": {"4"}, "active": {"1"}}).Has(t, http.StatusOK, "已启用“小礼品”")
}

func TestFixedListsOfferNoAdding(t *testing.T) {
	c := world(t).As(auth.Administrator)
	list := home + "/failure_kind"
	c.Get(list).Has(t, http.StatusOK, "与办理规则相连").Lacks(t, list+"/add", "/switch")
	c.Get(list+"/add").Has(t, http.StatusConflict)
	c.Post(list+"/terms/outcome/switch", url.Values{"version": {"1"}}).Has(t, http.StatusOK, "不能添加或停用")
}

func TestOfTwoEditorsTheSlowerSeesBoth(t *testing.T) {
	w := world(t)
	quick, slow := w.As(auth.Administrator), w.As(auth.Administrator)
	address := home + "/failure_type/terms/out_of_stock"
	quick.Get(address)
	slow.Get(address)
	quick.Post(address, url.Values{"name_zh": {"断货"}, "name_en": {"Sold out"}, "parent": {"delivery"}}).Has(t, http.StatusOK, "已保存")
	slow.Post(address, url.Values{"name_zh": {"没货"}, "name_en": {"Out of stock"}, "parent": {"request"}}).
		Has(t, http.StatusConflict, "别人改过这一项", "断货", "没货", "对顾客要求的响应失误")
	slow.Post(address, url.Values{"name_zh": {"没货"}, "name_en": {"Out of stock"}, "parent": {"request"}}).Has(t, http.StatusOK, "已保存“没货”")
}

func TestAParentIsChosenFromWhatFits(t *testing.T) {
	c := world(t).As(auth.Administrator)
	c.Get(home+"/channel/add").Has(t, http.StatusOK, "无上级")
	c.Post(home+"/channel/add", url.Values{"name_zh": {"热线"}, "name_en": {"Hotline"}, "parent": {"telephone"}}).Has(t, http.StatusOK, "热线")
	c.Get(home+"/channel/terms/telephone").Has(t, http.StatusOK).Lacks(t, `<option value="telephone"`, `<option value="hotline"`)
	c.Get(home+"/channel/terms/hotline").Has(t, http.StatusOK, `<option value="telephone" selected`)
	c.Get(home + "/channel/terms/telephone")
	c.Post(home+"/channel/terms/telephone", url.Values{"name_zh": {"电话"}, "parent": {"hotline"}}).Has(t, http.StatusUnprocessableEntity, "也不能是它的下级")
	c.Post(home+"/failure_type/add", url.Values{"name_zh": {"其他"}, "version": {"x"}}).Has(t, http.StatusUnprocessableEntity)
}
