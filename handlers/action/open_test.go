package action_test

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"bihuan/handlers/web/webtest"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
)

// TestOpeningFromAComplaint begins with what the complaint tells and offers another one from the same record.
func TestOpeningFromAComplaint(t *testing.T) {
	w := newWorld(t)
	source := w.complaint("包裹 <script>破损</script> 严重")
	cl := w.As(auth.Supervisor)
	page := cl.Get("/actions/new?from=complaint&number="+source).Has(t, 200, source, "包裹 &lt;script&gt;破损&lt;/script&gt; 严重", "先把这一件改对", "10 个工作日内完成", "钱二明（1001）", `<details class="disclosure" open`)
	page.Lacks(t, "<script>破损")
	values := form("kind", "corrective", "finding", "包装不合格", "priority", "important", "finish_unit", "working_days", "department_id", itoa(w.Department),
		"owner_id", "钱二明（1001）", "coworkers", "周五洲", "indicator", "complaints", "indicator_type", "slow_service")
	page = cl.Post("/actions/new", values).Has(t, 200, "已开出整改", "再从 "+source+" 开一件", "包装不合格", "重要", "5 个工作日", "投诉件数（")
	number := strings.TrimPrefix(page.URL.Path, "/actions/")
	v := w.read(number)
	if v.SourceKind != complaint.Kind || v.SourceNumber != source || v.OwnerID != w.Person(auth.Handler) || len(v.Coworkers) != 1 {
		t.Fatalf("%+v", v.Action)
	}
	cl.Get(hrefOf(t, page, "再从")).Has(t, 200, source)
	cl.Get("/actions/"+number).Lacks(t, "再从")
}

// TestOpeningWithoutASource takes the priority's time, and refuses with what was typed still there.
func TestOpeningWithoutASource(t *testing.T) {
	w := newWorld(t)
	for lang, want := range map[string]string{"": "没有这位员工", "en": "no such employee"} {
		cl := w.As(auth.Supervisor)
		cl.Language = lang
		cl.Get("/actions/new").Has(t, 200, `data-draft="action-new"`)
		values := form("kind", "correction", "finding", "typed <b>text</b>", "priority", "urgent", "department_id", itoa(w.Department), "owner_id", "无名氏", "check_on", "2020-01-01")
		page := cl.Post("/actions/new", values).Has(t, 422, "typed &lt;b&gt;text", `value="无名氏"`).Lacks(t, "<b>text")
		if !strings.Contains(strings.ToLower(page.Text()), want) && lang == "" {
			t.Errorf("%s: %s", lang, page.Text())
		}
		values.Set("owner_id", "1001")
		cl.Post("/actions/new", values).Has(t, 422, "2026-")
		values.Del("check_on")
		cl.Post("/actions/new", values).Has(t, 200).Lacks(t, "再从")
	}
	cl := w.As(auth.Supervisor)
	cl.Get("/actions/new?from=complaint&number=TS-1999-000001").Has(t, 404, "没有这条来源记录")
	cl.Get("/actions/new?from=moon&number=M-1").Has(t, 404)
	cl.Get("/actions/new")
	cl.Post("/actions/new", form("from", "complaint", "number", "TS-1999-000001", "kind", "correction", "finding", "写了很久的文字", "priority", "normal",
		"department_id", itoa(w.Department), "owner_id", "1001")).Has(t, 422, "没有这条来源记录", "写了很久的文字")
}

// TestOfferingPeople offers those of the department first, then whoever fits, and keeps who was typed before.
func TestOfferingPeople(t *testing.T) {
	w := newWorld(t)
	cl := w.As(auth.Supervisor)
	cl.Get("/actions/people?owner_id=&department_id="+itoa(w.Department)).Has(t, 200, "钱二明（1001）", "孙三立（1002）").Lacks(t, "赵一凡")
	cl.Get("/actions/people?owner_id=赵一").Has(t, 200, `value="赵一凡（1000）"`)
	cl.Get("/actions/people?coworkers=赵一凡，周五").Has(t, 200, `value="赵一凡，周五洲（1004）"`)
}

// lines is what a person reads of a page's main part, a line for each piece.
func lines(t *testing.T, p *webtest.Page) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for main := range doc.Descendants() {
		if main.Type != html.ElementNode || main.Data != "main" {
			continue
		}
		for n := range main.Descendants() {
			if text := strings.Join(strings.Fields(n.Data), " "); n.Type == html.TextNode && text != "" && n.Parent.Data != "option" {
				b.WriteString(text + "\n")
			}
		}
	}
	return b.String()
}

// hrefOf is the address behind a link with these words.
func hrefOf(t *testing.T, page *webtest.Page, words string) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<a[^>]*href="([^"]+)"[^>]*>(?:[^<]|<svg.*?</svg>|<span>)*` + regexp.QuoteMeta(words)).FindStringSubmatch(page.Body)
	if found == nil {
		t.Fatalf("%s: no link %q", page.URL, words)
	}
	return html.UnescapeString(found[1])
}

// TestPagesReadAsTheyShould holds what stands on the record and on the notice, in both languages.
func TestPagesReadAsTheyShould(t *testing.T) {
	w := newWorld(t)
	bare := w.open(from(w.complaint("快递显示签收但没有收到")))
	planned := w.stage(action.Reported)
	for lang, name := range map[string]string{"": "zh", "en": "en"} {
		cl := w.As(auth.Supervisor)
		cl.Language = lang
		webtest.Golden(t, "record-"+name+".golden", lines(t, cl.Get("/actions/"+planned).Has(t, 200)))
		webtest.Golden(t, "notice-"+name+".golden", lines(t, cl.Get("/actions/"+planned+"/notice").Has(t, 200, "data-print")))
		webtest.Golden(t, "notice-blank-"+name+".golden", lines(t, cl.Get("/actions/"+bare+"/notice").Has(t, 200, "sheet-line")))
	}
	w.As(auth.Employee).Get("/actions/"+planned+"/notice").Has(t, 404)
}

// TestRecordOfEveryStateShows opens the record in each state as everyone who may.
func TestRecordOfEveryStateShows(t *testing.T) {
	w := newWorld(t)
	for _, state := range action.States {
		number := w.stage(state)
		for _, role := range []auth.Role{auth.Handler, auth.Supervisor, auth.Auditor} {
			w.As(role).Get("/actions/"+number).Has(t, 200, "问题", "时间线", "开出了整改")
			w.As(role).Get("/actions/"+number+"?notes=1").Has(t, 200, "只看说明").Lacks(t, "开出了整改")
		}
	}
}
