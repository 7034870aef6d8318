package trail_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/sheet"
	"bihuan/views/locale"
)

func world(t *testing.T) *webtest.World {
	t.Helper()
	before := locale.OnMissing(func(tag locale.Tag, key string) { t.Errorf("%s: no text for %s", tag, key) })
	t.Cleanup(func() { locale.OnMissing(before) })
	d, _ := dbtest.One(t)
	return webtest.New(t, d)
}

// register has the handler register a complaint through the form and gives its number.
func register(t *testing.T, w *webtest.World) string {
	t.Helper()
	c := w.As(auth.Handler)
	c.Get("/complaints/new").Has(t, http.StatusOK)
	page := c.Post("/complaints/new", url.Values{"channel": {"telephone"}, "name": {"张小姐"}, "phone": {"13800138000"}, "subject": {"快递显示签收但未收到"},
		"body": {"昨天显示签收，<b>没有</b>收到 𠮷"}, "severity": {"normal"}})
	m := regexp.MustCompile(`TS-\d{4}-\d{6}`).FindString(page.URL.Path + page.Body)
	if m == "" {
		t.Fatalf("no number: %d %s", page.Status, page.Text())
	}
	return m
}

var eventLink = regexp.MustCompile(`href="(/trail/[0-9a-f]{32})"`)

func TestAuditorReadsTheTrailInBothLanguages(t *testing.T) {
	w := world(t)
	number := register(t, w)
	c := w.As(auth.Auditor)
	c.Get("/trail").Has(t, http.StatusOK, "登记了投诉", number, "钱二明", "经办人", "查阅了审计记录", "/complaints/"+number).Lacks(t, "13800138000", "张小姐")
	page := c.Get("/trail?number="+strings.ToLower(number)).Has(t, http.StatusOK, "登记了投诉", "记录编号")
	m := eventLink.FindStringSubmatch(page.Body)
	if m == nil {
		t.Fatal("no event to open")
	}
	event := c.Get(m[1]).Has(t, http.StatusOK, "登记了投诉", "尚未封存", "相符", "内容已遮盖", "&lt;b&gt;没有", "138****8000").Lacks(t, "13800138000", "张小姐")
	leaf := regexp.MustCompile(`[0-9a-f]{64}`).FindString(event.Text())
	raw := c.Get(m[1]+"/canonical").Has(t, http.StatusOK)
	sum := sha256.Sum256(append([]byte{0}, raw.Body...))
	if hex.EncodeToString(sum[:]) != leaf {
		t.Errorf("the bytes give %x, the page says %s", sum, leaf)
	}
	c.Get("/trail/nothing").Has(t, http.StatusNotFound)
	c.Language = "en"
	c.Get("/trail").Has(t, http.StatusOK, "Audit trail", "looked at the audit trail", "complaint")
	c.Get(m[1]).Has(t, http.StatusOK, "not sealed yet", "masked, salt withheld")
}

func TestFiltersStandInTheAddress(t *testing.T) {
	w := world(t)
	number := register(t, w)
	c := w.As(auth.Auditor)
	for address, want := range map[string]string{
		"/trail?person=钱二明": number, "/trail?person=1001": number, "/trail?role=handler": number, "/trail?kind=complaint.registered": number,
		"/trail?record=complaint": number, "/trail?kind=complaint.registered&role=handler&person=钱二明&from=2026-01-01&to=2026-12-31": number,
		"/trail?person=无此人": "没有叫“无此人”", "/trail?kind=no.such_kind": "没有符合条件的记录", "/trail?role=%22%27%3B--": "没有符合条件的记录", "/trail?from=never&at=zzz": number,
	} {
		page := c.Get(address).Has(t, http.StatusOK, want)
		if want != number && strings.Contains(page.Text(), number) {
			t.Errorf("%s shows what it should not", address)
		}
	}
	c.Get("/trail?person=钱二明&role=handler").Has(t, http.StatusOK, `href="/trail?role=handler"`, "清除全部")
}

func TestPagingKeepsTheFilter(t *testing.T) {
	w := world(t)
	ctx, a := context.Background(), w.Actor(auth.Handler)
	for range 60 {
		if err := w.House.DB.InTx(ctx, func(tx *db.Tx) error { return unheard(tx, a) }); err != nil {
			t.Fatal(err)
		}
	}
	c := w.As(auth.Auditor)
	first := c.Get("/trail?kind=test.made").Has(t, http.StatusOK, "test · made")
	next := regexp.MustCompile(`id="page-next"[^>]*href="([^"]*)"`).FindStringSubmatch(first.Body)
	if next == nil || strings.Count(first.Body, "data-row") < 50 {
		t.Fatal("no second page")
	}
	second := c.Get(strings.ReplaceAll(next[1], "&amp;", "&")).Has(t, http.StatusOK, "test · made")
	if n := len(eventLink.FindAllString(second.Body, -1)); n != 10 || !strings.Contains(second.Body, `id="page-prev"`) {
		t.Fatalf("%d events on the second page", n)
	}
}

func TestExportsHoldWhatIsFiltered(t *testing.T) {
	w := world(t)
	number := register(t, w)
	c := w.As(auth.Auditor)
	for _, form := range []string{"csv", "xlsx"} {
		page := c.Get("/trail/export?record=complaint&form="+form).Has(t, http.StatusOK)
		r, err := sheet.Open(bytes.NewReader([]byte(page.Body)), "trail."+form, sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		cells, _, err := r.Next()
		if err != nil || r.Header()[0] != "时间" || cells[7] != number || cells[2] != "钱二明" || strings.Contains(strings.Join(cells, " "), "13800138000") {
			t.Fatalf("%s: %q %v", form, cells, err)
		}
	}
	c.Get("/trail/export?form=exe").Has(t, http.StatusUnprocessableEntity)
	c.Get("/trail?kind=trail.exported").Has(t, http.StatusOK, "导出了审计记录", "条数", "记录种类")
	w.As(auth.Administrator).Get("/trail").Has(t, http.StatusForbidden, "查阅审计记录")
	w.As(auth.Handler).Get("/trail/export?form=csv").Has(t, http.StatusForbidden)
}

// unheard stands for an event that no module has words for.
func unheard(tx *db.Tx, a auth.Actor) error {
	return a.Record(tx, audit.Event{Kind: "test.made", Record: audit.Ref{Kind: "test", ID: 1, Number: "1"}})
}
