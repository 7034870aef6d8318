package policy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
	"bihuan/models/policy"
)

const rules = `## 第一章　总则

第一条　为了规范值班，制定本制度。

第二条　本制度适用于售后部。

## 第二章　值班

第三条　值班人员每日按第二条的范围填写值班日志。

第四条　违反第三条的，按照公司奖惩办法处理。
`

// writer is a policy owner before the editor of a draft.
type writer struct {
	*webtest.Client
	t      *testing.T
	w      *webtest.World
	number string
}

func newWriter(t *testing.T, body string) *writer {
	t.Helper()
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	number := begin(t, w, body)
	c := w.As(auth.PolicyOwner)
	return &writer{Client: c, t: t, w: w, number: number}
}

// begin makes a document with a draft of this text.
func begin(t *testing.T, w *webtest.World, body string) string {
	t.Helper()
	number, err := w.House.Policies.Create(context.Background(), w.Actor(auth.PolicyOwner), policy.CreateInput{Body: body, Facts: policy.Facts{Title: "值班制度", Kind: "rule",
		OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department, Secrecy: "internal", Category: "service", Retention: "permanent", Audience: org.Audience{All: true}}})
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return number
}

func (e *writer) path(step string) string { return "/policies/" + e.number + "/edit" + step }

func (e *writer) stored() policy.Edition {
	e.t.Helper()
	w, err := e.w.House.Policies.Writing(context.Background(), e.w.Actor(auth.PolicyOwner), e.number)
	if err != nil {
		e.t.Fatal(err)
	}
	return w.Open
}

// ask posts as the script does and reads its answer into out.
func (e *writer) ask(step string, values url.Values, out any, files ...webtest.File) *webtest.Page {
	e.t.Helper()
	e.Get(e.path(""))
	page := e.Live(e.path(step), values, files...)
	if err := json.Unmarshal([]byte(page.Body), out); err != nil {
		e.t.Fatalf("%s: %d %v %.300s", step, page.Status, err, page.Body)
	}
	return page
}

func (e *writer) form(version int64, body string, more ...string) url.Values {
	v := url.Values{"version": {strconv.FormatInt(version, 10)}, "title": {"值班制度"}, "body": {body}, "weight": {"major"}, "summary": {""}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return v
}

var token = regexp.MustCompile(`name="_csrf" value="([0-9a-f]+)"`)

// Live sends a form as the script does.
func (e *writer) Live(path string, values url.Values, files ...webtest.File) *webtest.Page {
	e.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name, list := range values {
		_ = m.WriteField(name, list[0])
	}
	for _, f := range files {
		part, _ := m.CreateFormFile(f.Field, f.Name)
		_, _ = part.Write(f.Content)
	}
	_ = m.Close()
	req, err := http.NewRequest(http.MethodPost, e.w.Server.URL+path, &body)
	if err != nil {
		e.t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": m.FormDataContentType(), "HX-Request": "true", "Sec-Fetch-Site": "same-origin", "Accept-Language": "zh-CN",
		"X-CSRF-Token": token.FindStringSubmatch(e.Last.Body)[1]} {
		req.Header.Set(name, value)
	}
	return e.Do(req)
}

type refusal struct {
	Message, Conflict string
	Fields            map[string]string
}

func TestADraftIsSavedWithAndWithoutAScript(t *testing.T) {
	e := newWriter(t, rules)
	e.Get(e.path("")).Has(t, http.StatusOK, "第一条　为了规范值班", "保存草稿", "重大变更", "重新阅读签收", `value="1"`)
	body := rules + "\n第五条　本制度自发布之日起施行。\n"
	page := e.Upload(e.path("/save"), e.form(1, strings.ReplaceAll(body, "\n", "\r\n")))
	page.Has(t, http.StatusOK, "草稿已保存", "第五条")
	if got := e.stored(); got.Version != 2 || got.Body != body {
		t.Errorf("version %d, %q", got.Version, got.Body)
	}
	var answer struct {
		Version int64
		Saved   string
	}
	e.ask("/save", e.form(2, body+"\n附则\n", "auto", "1"), &answer)
	if answer.Version != 3 || !strings.Contains(answer.Saved, "已保存") {
		t.Errorf("%+v", answer)
	}
	if got := e.stored(); !strings.HasSuffix(got.Body, "附则\n") {
		t.Errorf("%q", got.Body)
	}
	var no refusal
	e.ask("/save", e.form(3, body, "title", ""), &no)
	if no.Fields["title"] == "" {
		t.Errorf("a draft without a title: %+v", no)
	}
	e.Get(e.path(""))
	e.Upload(e.path("/save"), e.form(3, "写好的字", "title", "")).Has(t, http.StatusUnprocessableEntity, "写好的字", "error-summary")
}

func TestAClauseIsToldWhatItContinues(t *testing.T) {
	e := newWriter(t, rules)
	was := e.stored()
	body := strings.Replace(rules, "第四条　违反第三条的，按照公司奖惩办法处理。", "第四条　交接班双方当面签字确认，主管每周抽查一次。", 1)
	// Named by place and label: the text grew above it meanwhile.
	e.Get(e.path(""))
	e.Upload(e.path("/save"), e.form(1, strings.Replace(body, "第二条", "第一条之一　新。\n\n第二条", 1), "follow_part", "5:第四条", "follow_key", strconv.Itoa(was.Parts[5].Key))).
		Has(t, http.StatusOK, "草稿已保存")
	for _, part := range e.stored().Parts {
		if (part.Label == "第四条") != (part.Key == was.Parts[5].Key) {
			t.Errorf("%s has key %d", part.Label, part.Key)
		}
	}
	var no refusal
	if page := e.ask("/save", e.form(2, body, "follow_part", "1", "follow_key", "999"), &no); page.Status != http.StatusUnprocessableEntity {
		t.Errorf("a key that never was: %d", page.Status)
	}
}

func TestAStaleSaveShowsBothTextsAndLosesNothing(t *testing.T) {
	e := newWriter(t, rules)
	theirs := strings.Replace(rules, "值班日志", "值班日志并签字", 1)
	mine := strings.Replace(strings.Replace(rules, "填写值班日志", "填写电子日志", 1), "适用于售后部", "适用于售后部和仓储部", 1)
	e.Get(e.path(""))
	e.Upload(e.path("/save"), e.form(1, theirs))
	page := e.Upload(e.path("/save"), e.form(1, mine))
	page.Has(t, http.StatusConflict, "您编辑期间", "第三条", "第二条", "电子日志", "并签字")
	// Without a script: the second clause is mine, of the third both stay.
	picks := e.form(2, mine)
	for _, name := range names(page.Body) {
		picks.Set(name, "mine")
	}
	last := names(page.Body)[len(names(page.Body))-1]
	picks.Set(last, "both")
	merged := e.Upload(e.path("/merge"), picks)
	merged.Has(t, http.StatusOK, "已按您的选择合并", "适用于售后部和仓储部", "电子日志", "并签字", `name="version" value="2"`)

	// The script also knows what both were written from: only the third clause is asked about.
	var no refusal
	if page := e.ask("/save", e.form(1, mine, "base", rules), &no); page.Status != http.StatusConflict {
		t.Fatalf("status %d", page.Status)
	}
	if strings.Contains(no.Conflict, "<legend>第二条") || !strings.Contains(no.Conflict, "<legend>第三条") {
		t.Errorf("asks about the wrong clauses: %s", no.Conflict)
	}
	var done struct {
		Version int64
		Body    string
		Theirs  struct{ Body string }
	}
	v := e.form(2, mine, "base", rules)
	for _, name := range names(no.Conflict) {
		v.Set(name, "theirs")
	}
	e.ask("/merge", v, &done)
	if want := strings.Replace(theirs, "适用于售后部", "适用于售后部和仓储部", 1); done.Body != want || done.Version != 2 || done.Theirs.Body != theirs {
		t.Errorf("version %d, %q", done.Version, done.Body)
	}
	// A save whose answer was lost on the way is no conflict.
	var answer struct{ Version int64 }
	if page := e.ask("/save", e.form(1, theirs), &answer); page.Status != http.StatusOK || answer.Version != 2 {
		t.Errorf("status %d, %+v", page.Status, answer)
	}
}

// names are the names of the choices on a page.
func names(body string) []string {
	var out []string
	for _, part := range strings.Split(body, `name="pick-`)[1:] {
		name := "pick-" + part[:strings.IndexByte(part, '"')]
		if len(out) == 0 || out[len(out)-1] != name {
			out = append(out, name)
		}
	}
	return out
}

type drawing struct {
	Order, Parts, Count string
	Starts              []int
}

func TestThePreviewHoldsNothingHostile(t *testing.T) {
	e := newWriter(t, rules)
	hostile := "第一条　<script>alert(1)</script> <img src=x onerror=alert(1)>\n\n第二条　[看](javascript:alert(1)) ![图](https://evil.example/x.png)\n\n" +
		"第三条　<svg onload=alert(1)><a href=\"data:text/html,x\">x</a>\n\n第四条　<iframe src=//evil.example></iframe>《<b>法</b>》\n"
	var d drawing
	e.ask("/preview", url.Values{"body": {hostile}}, &d)
	for _, bad := range []string{"<script", "<img", "<svg onload", "<iframe", "href=\"javascript", "href=\"data:", "onerror=alert(1)>"} {
		if strings.Contains(d.Parts, bad) {
			t.Errorf("the preview holds %q", bad)
		}
	}
	if !strings.Contains(d.Parts, "&lt;script&gt;") {
		t.Error("what was written is not shown as text")
	}
	e.Get(e.path(""))
	e.Upload(e.path("/preview"), e.form(1, hostile)).Has(t, http.StatusOK, "&lt;script&gt;").Lacks(t, "<script>alert", "<iframe src=//evil")
}

func TestTheOutlineTellsWhatChanged(t *testing.T) {
	e := newWriter(t, rules)
	var d drawing
	e.ask("/preview", url.Values{"body": {"𠮷第一\n\n" + rules}}, &d)
	if n := len(strings.Fields(d.Order)); n != len(d.Starts) || d.Starts[0] != 0 || d.Starts[1] != 6 || !strings.Contains(d.Count, "4 条") {
		t.Errorf("%d parts, starts %v, %s", n, d.Starts, d.Count)
	}
	// What the browser has is not sent again.
	var again drawing
	e.ask("/preview", url.Values{"body": {"𠮷第一\n\n" + strings.Replace(rules, "每日", "每班", 1)}, "known": {d.Order}}, &again)
	if n := strings.Count(again.Parts, "<template"); n != 1 || len(again.Starts) != len(d.Starts) {
		t.Errorf("%d parts were sent", n)
	}
}

func TestRenumberingNamesOldReferences(t *testing.T) {
	e := newWriter(t, rules)
	body := strings.Replace(rules, "## 第二章", "第三条　新加的一条，见《民法典》第三条。\n\n## 第二章", 1)
	body = strings.Replace(body, "公司奖惩办法", "第二、三条和公司奖惩办法", 1)
	var a struct {
		Body, Report string
		Refs         []struct {
			At       int
			Was, Now string
		}
	}
	e.ask("/renumber", url.Values{"body": {body}}, &a)
	for _, want := range []string{"第四条　值班人员", "第五条　违反", "《民法典》第三条"} {
		if !strings.Contains(a.Body, want) {
			t.Errorf("no %q in %s", want, a.Body)
		}
	}
	units := []rune(a.Body)
	found := map[string]string{}
	for _, r := range a.Refs {
		if got := string(units[r.At : r.At+len([]rune(r.Was))]); got != r.Was {
			t.Errorf("at %d stands %q, not %q", r.At, got, r.Was)
		}
		found[r.Was] = r.Now
	}
	if len(a.Refs) != 2 || found["第三条"] != "第四条" || found["第二、三条"] != "" {
		t.Errorf("%+v", a.Refs)
	}
	e.Get(e.path(""))
	page := e.Upload(e.path("/renumber"), e.form(1, body)).Has(t, http.StatusOK, "已重新编号", "第二、三条", "请自己判断", "全部改为新条号")
	numbers := page.Body[strings.Index(page.Body, `name="numbers" value="`)+22:]
	e.Get(e.path(""))
	e.Upload(e.path("/renumber"), e.form(1, a.Body, "fix", "1", "numbers", strings.ReplaceAll(numbers[:strings.IndexByte(numbers, '"')], "&gt;", ">"))).
		Has(t, http.StatusOK, "违反第四条的", "《民法典》第三条")
}

const fromWord = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body lang=ZH-CN><!--StartFragment-->
<p class=MsoNormal align=center><b><span lang=EN-US>第一章</span> 总则</b></p><p class=MsoNormal style='text-indent:2em'><span style='mso-list:Ignore'></span>第一条<span>&nbsp;</span>为了<b>规范</b>管理。<o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td><p>岗位</p></td><td><p>职责</p></td></tr><tr><td><p>主管</p></td><td><p>安排</p></td></tr></table><script>alert(1)</script><!--EndFragment--></body></html>`

func TestWordIsPastedClean(t *testing.T) {
	e := newWriter(t, rules)
	var a struct {
		Markdown string
		Block    bool
		Lost     []string
	}
	e.ask("/paste", url.Values{"html": {fromWord}}, &a)
	for _, want := range []string{"第一章", "第一条", "**规范**", "| 岗位 | 职责 |", "| 主管 | 安排 |"} {
		if !strings.Contains(a.Markdown, want) {
			t.Errorf("no %q in %q", want, a.Markdown)
		}
	}
	if strings.ContainsAny(a.Markdown, "<{") || strings.Contains(a.Markdown, "alert") || !a.Block {
		t.Errorf("%q", a.Markdown)
	}
	var no refusal
	e.Get(e.path(""))
	page := e.Live(e.path("/paste"), url.Values{"html": {strings.Repeat("很长", 1<<20)}})
	if err := json.Unmarshal([]byte(page.Body), &no); err != nil || page.Status != http.StatusUnprocessableEntity || !strings.Contains(no.Message, "5 MB") {
		t.Errorf("%d %v %+v", page.Status, err, no)
	}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOnlyPicturesAreTaken(t *testing.T) {
	e := newWriter(t, rules)
	for _, c := range []struct {
		name, content, want string
	}{
		{"流程.svg", "<svg onload=alert(1)>", "可以藏程序"}, {"流程.png", "<svg onload=alert(1)>", "流程.png"}, {"制度.pdf", "%PDF-1.7\n", "请用 PNG"},
		{"a.html", "<html>", "请用 PNG"}, {"big.png", string(picture(t)) + strings.Repeat("x", 21<<20), "20"},
	} {
		var no refusal
		page := e.ask("/pictures", nil, &no, webtest.File{Field: "picture", Name: c.name, Content: []byte(c.content)})
		if page.Status != http.StatusUnprocessableEntity || !strings.Contains(no.Message, c.want) {
			t.Errorf("%s: %d %q", c.name, page.Status, no.Message)
		}
	}
	var a struct{ Markdown, Row string }
	e.ask("/pictures", nil, &a, webtest.File{Field: "picture", Name: "流程[图].png", Content: picture(t)})
	address, ok := strings.CutPrefix(a.Markdown, "![流程（图）](")
	address, closed := strings.CutSuffix(address, ")")
	if !ok || !closed {
		t.Fatalf("%q", a.Markdown)
	}
	shown := e.Get(address)
	if shown.Body != string(picture(t)) || shown.Header.Get("Content-Type") != "image/png" || shown.Header.Get("X-Content-Type-Options") != "nosniff" ||
		!strings.HasPrefix(shown.Header.Get("Cache-Control"), "private") || !strings.Contains(shown.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%d %v", shown.Status, shown.Header)
	}
	// A draft that nobody else may read does not show its pictures either.
	e.w.As(auth.Employee).Get(address).Has(t, http.StatusNotFound)
	// Without a script the picture stands at the end of the text, which is not lost.
	e.Get(e.path(""))
	e.Upload(e.path("/pictures"), e.form(1, "还没保存的字"), webtest.File{Field: "picture", Name: "b.png", Content: picture(t)}).
		Has(t, http.StatusOK, "还没保存的字", "](/policies/"+e.number+"/files/")
}

func TestTheEditorIsForAuthorsOfDraftsOnly(t *testing.T) {
	e := newWriter(t, rules)
	e.w.As(auth.Handler).Get(e.path("")).Has(t, http.StatusForbidden)
	for _, step := range []string{"/save", "/preview", "/renumber", "/merge", "/paste", "/pictures"} {
		e.w.As(auth.Supervisor).Post(e.path(step), nil).Has(t, http.StatusForbidden)
		if page := e.Raw(e.path(step), url.Values{"_csrf": {"wrong"}, "body": {"字"}}); page.Status != http.StatusBadRequest {
			t.Errorf("%s without the form's token: %d", step, page.Status)
		}
	}
	ps, actor := e.w.House.Policies, e.w.Actor(auth.PolicyOwner)
	v, err := ps.ByNumber(context.Background(), actor, e.number)
	if err != nil {
		t.Fatal(err)
	}
	e.Get(e.path(""))
	if err := ps.Send(context.Background(), actor, policy.Ref{Number: e.number, Version: v.Version}, policy.SendInput{Reviewers: []int64{e.w.Person(auth.Supervisor)}}); err != nil {
		t.Fatal(err)
	}
	// The text of who was still writing comes back with the reason.
	e.Upload(e.path("/save"), e.form(1, "还没保存的字")).Has(t, http.StatusConflict, "还没保存的字")
	e.Get(e.path("")).Has(t, http.StatusOK, "现在不能编辑", "/policies/"+e.number+"/record").Lacks(t, "<textarea")
}

func TestAnEmptyTextIsOfferedASkeleton(t *testing.T) {
	e := newWriter(t, "")
	e.Get(e.path("")).Has(t, http.StatusOK, "套用样板")
	e.Upload(e.path("/preview"), e.form(1, "", "skeleton", "1")).Has(t, http.StatusOK, "第八条　本制度自发布之日起施行")
	if got := e.stored(); got.Body != "" {
		t.Errorf("the skeleton was saved by itself: %q", got.Body)
	}
}
