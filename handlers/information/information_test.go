package information_test

import (
	"encoding/csv"
	"maps"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
	"bihuan/views/locale"
)

func TestMain(m *testing.M) {
	var mu sync.Mutex
	missing := map[string]bool{}
	locale.OnMissing(func(tag locale.Tag, key string) {
		mu.Lock()
		defer mu.Unlock()
		missing[string(tag)+" "+key] = true
	})
	code := m.Run()
	if len(missing) > 0 {
		os.Stderr.WriteString("keys without text: " + strings.Join(slices.Sorted(maps.Keys(missing)), ", ") + "\n")
		code = 1
	}
	os.Exit(code)
}

func form(w *webtest.World, change url.Values) url.Values {
	v := url.Values{"title": {"客户投诉记录"}, "purpose": {"答复客户，月底汇总。"}, "department_id": {strconv.FormatInt(w.Department, 10)}, "owner_id": {"钱二明"}, "clauses": {""}, "source": {"客户来电"},
		"channel": {"telephone"}, "frequency": {"as_it_happens"}, "collector": {"售后专员"}, "collector_id": {""}, "keeper": {"售后部"}, "retention": {"ten_years"}, "secrecy": {"internal"}}
	maps.Copy(v, change)
	return v
}

func TestAnItemGoesThroughItsPages(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.As(auth.Supervisor)
	c.Get("/information").Has(t, 200, "还没有信息项", "采用起步资料")
	c.Get("/information/new").Has(t, 200, "电商平台后台", "30 年")
	c.Post("/information/new", form(w, url.Values{"title": {""}, "channel": {"pigeon"}, "owner_id": {"没有这个人"}})).Has(t, 422, "没有这位员工", "请填写此项", "答复客户，月底汇总。")
	c.Post("/information/new", form(w, nil)).Has(t, 200, "XX-2026-000001", "电话", "10 年", "随发生随登记", "还没有核对过", "登记了信息项")
	path := "/information/XX-2026-000001"
	owner := w.As(auth.Handler)
	owner.Get(path + "?step=review")
	owner.Post(path+"/review", url.Values{"reviewed_on": {"2026-03-06"}}).Has(t, 200, "已记下核对", "2026-03-06 核对过")
	owner.Post(path+"/edit", form(w, nil)).Has(t, 403)
	c.Get(path + "?step=edit")
	c.Post(path+"/edit", form(w, url.Values{"retention": {"permanent"}})).Has(t, 200, "信息项已修改", "永久")
	c.Get(path + "?step=end")
	c.Post(path+"/end", url.Values{"reason": {""}}).Has(t, 422, "请填写此项")
	c.Post(path+"/end", url.Values{"reason": {"不再接电话"}}).Has(t, 200, "已停止", "不再接电话")
	c.Get("/information?view=ended").Has(t, 200, "XX-2026-000001")
	c.Get(path + "?step=resume")
	c.Post(path+"/resume", url.Values{"reason": {"又接了"}}).Has(t, 200, "已恢复收集")
	c.Language = "en"
	c.Get(path).Has(t, 200, "Collected", "Permanent", "Telephone")
	w.As(auth.Employee).Get(path).Has(t, 403)
	if err := w.House.Index.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	owner.Get("/search?q="+url.QueryEscape("月底汇总")).Has(t, 200, "XX-2026-000001")
	for query, has := range map[string]bool{"channel=telephone": true, "channel=paper": false, "retention=permanent": true, "secrecy=public": false, "frequency=daily": false, "policy=ZD-2026-000001": false} {
		if got := strings.Contains(owner.Get("/information?view=all&"+query).Has(t, 200).Body, path); got != has {
			t.Errorf("%s: %v", query, got)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(owner.Get("/information/export?view=all&format=csv").Has(t, 200).Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || !slices.Contains(rows[1], "永久") || !slices.Contains(rows[1], "答复客户，月底汇总。") {
		t.Errorf("%q %v", rows, err)
	}
}

func TestTheStarterPackIsTakenOver(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.As(auth.Supervisor)
	c.Get("/information")
	c.Post("/information/starter", nil).Has(t, 200, "个信息项")
	c.Post("/information/starter", nil).Has(t, 409, "只能用于空的登记册")
	c.Get("/information/XX-2026-000001").Has(t, 200, "怎么收集")
}

func TestATableIsTriedAndTakenOver(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.As(auth.Supervisor)
	c.Get("/information/import").Has(t, 200, "认得的列")
	c.Upload("/information/import", url.Values{}).Has(t, 422, "请填写此项")
	table := func(rows ...string) webtest.File {
		return webtest.File{Field: "file", Name: "信息项.csv", Content: []byte(strings.Join(rows, "\n"))}
	}
	const head = "收集什么,来源,渠道,收集岗位,频次,保管,保存期限,用途,密级,备注"
	c.Upload("/information/import", url.Values{}, table("甲,乙", "1,2")).Has(t, 422, "没有找到“收集什么”这一列")
	c.Upload("/information/import", url.Values{}, table(head, "来电登记,客户,鸽子,值班员,每日,综合部,3 年,回访,内部,")).
		Has(t, 200, "有错", "渠道：", "没有用到的列：备注", "请把有错的行改好").Lacks(t, `name="hash"`)
	page := c.Upload("/information/import", url.Values{}, table(head, "来电登记,客户,电话,值班员,每日,综合部,3 年,回访,内部,")).Has(t, 200, "新增", "确认导入")
	hash := strings.Split(strings.Split(page.Body, `name="hash" value="`)[1], `"`)[0]
	c.Post("/information/import/apply", url.Values{"hash": {hash}, "name": {"信息项.csv"}}).Has(t, 200, "已导入 1 个信息项", "来电登记")
	w.As(auth.Handler).Get("/information/import").Has(t, 403)
}
