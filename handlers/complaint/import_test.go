package complaint_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
)

const table = "编号,投诉内容,投诉时间,姓名,手机,备注\n" +
	"A1,快递显示签收但没有收到,2026-03-01 09:00,张三,13800000001,x\n" +
	"A2,退款一直没有到账,昨天,李四,13800000002,y\n" +
	"A3,=HYPERLINK(\"http://evil\"),2026-03-02,王五,13800000003,z\n"

// TestImport goes from the upload over the dry run to the import, and once more without doubling.
func TestImport(t *testing.T) {
	w := newWorld(t)
	if err := w.House.Start(ctx); err != nil {
		t.Fatal(err)
	}
	cl := w.As(auth.Supervisor)
	cl.Get("/complaints/import").Has(t, 200, "选择文件")
	page := cl.Upload("/complaints/import", nil, webtest.File{Field: "file", Name: "投诉 三月.csv", Content: []byte(table)})
	page.Has(t, 200, "各列的含义", "投诉内容", "张三", `name="map_body"`)
	values := form("map_external_id", "编号", "map_body", "投诉内容", "map_received_at", "投诉时间", "map_name", "姓名", "map_phone", "手机",
		"department_id", itoa(w.Department), "channel", "telephone")
	columns := page
	values.Set("map_body", "")
	cl.Post("/complaints/import/columns", values).Has(t, 422, "请填写此项")
	cl.Last = columns
	values.Set("map_body", "投诉内容")
	page = w.over(cl, cl.Post("/complaints/import/columns", values))
	page.Has(t, 200, "试运行", "可以导入", "看不懂这个时间", "开始导入", "下载错误清单", "前几行会这样导入")
	trial := page.URL.Path
	errors := cl.Get(trial + "/errors")
	if !strings.Contains(errors.Body, "看不懂这个时间") || !strings.HasPrefix(errors.Header.Get("Content-Disposition"), "attachment") {
		t.Error(errors.Body)
	}
	list := cl.Get("/complaints?view=all")
	list.Has(t, 200, "这里没有投诉") // a dry run writes nothing

	cl.Get(trial)
	page = w.over(cl, cl.Post(trial+"/run", nil))
	page.Has(t, 200, "已导入", "查看投诉")
	cl.Get("/complaints?view=all").Has(t, 200, "快递显示签收但没有收到", "HYPERLINK")
	cl.Get(trial)
	w.over(cl, cl.Post(trial+"/run", nil)).Has(t, 200, "已经导入过 2")
	cl.Get("/complaints/import").Has(t, 200, "以前的导入", "投诉 三月.csv", "试运行结果")

	other := w.As(auth.Handler)
	other.Get(trial).Has(t, 403)
	for name, content := range map[string]string{"a.exe": "MZ", "b.xlsx": "no zip", "c.csv": "\x00\x01\x02"} {
		cl.Get("/complaints/import")
		cl.Upload("/complaints/import", nil, webtest.File{Field: "file", Name: name, Content: []byte(content)}).Has(t, 422)
	}
	cl.Get("/complaints/import")
	cl.Upload("/complaints/import", nil).Has(t, 422, "请填写此项")
	values.Set("name", "投诉\xff\xfe.csv")
	cl.Get(columns.URL.RequestURI())
	w.over(cl, cl.Post("/complaints/import/columns", values)).Has(t, 200, "试运行", "投诉\uFFFD.csv")
	cl.Get("/complaints/import/columns?hash=../../etc/passwd&size=1&name=x.csv").Has(t, 404)
}

// over waits until the job on a page has ended.
func (w *world) over(cl *webtest.Client, page *webtest.Page) *webtest.Page {
	w.t.Helper()
	page.Has(w.t, 200)
	for range 3000 { // a bound for a job that hangs, far beyond what the slowest machine needs
		if strings.Contains(page.Body, "work-over") {
			return page
		}
		time.Sleep(50 * time.Millisecond)
		w.clock.Advance(50 * time.Millisecond) // no faster than life, or the job's lease runs out
		page = cl.Get(page.URL.Path)
	}
	w.t.Fatalf("the job does not end: %s", page.Text())
	return nil
}

// TestImportOfRealTexts takes three thousand real texts in through the page, and once more without doubling one.
func TestImportOfRealTexts(t *testing.T) {
	shared := os.Getenv("BIHUAN_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	content, err := os.ReadFile(shared + "/data/measure-only/complaints.csv")
	if err != nil {
		t.Skip("the real texts are not here: set BIHUAN_SHARED")
	}
	w := newWorld(t)
	if err := w.House.Start(ctx); err != nil {
		t.Fatal(err)
	}
	cl := w.As(auth.Supervisor)
	for _, want := range []string{"已导入 3,000", "已经导入过 3,000"} {
		cl.Get("/complaints/import")
		cl.Upload("/complaints/import", nil, webtest.File{Field: "file", Name: "complaints.csv", Content: content}).Has(t, 200, "source", "category", "text")
		page := w.over(cl, cl.Post("/complaints/import/columns", form("map_source", "source", "map_category", "category", "map_body", "text", "department_id", itoa(w.Department), "channel", "web_form")))
		page = w.over(cl, cl.Post(page.URL.Path+"/run", nil))
		page.Has(t, 200, want)
	}
	cl.Get("/complaints?view=all&sort=received").Has(t, 200, "99+", "下一页")
}
