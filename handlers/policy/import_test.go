package policy_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/docx"
	"bihuan/models/policy"
	"bihuan/views/markdown"
)

// wordFile is a Word document of a text.
func wordFile(t *testing.T, title, text string, picture []byte) []byte {
	t.Helper()
	var html strings.Builder
	here := func(address string) (string, bool) { return address, true }
	if err := markdown.HTML(text, markdown.Options{Picture: here}).Render(ctx, &html); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := docx.Out{Title: title, Body: html.String(), Mark: "内部资料", Picture: func(string) ([]byte, bool) { return picture, picture != nil }}
	if err := docx.Write(&b, out); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func upload(name string, content []byte) webtest.File {
	return webtest.File{Field: "file", Name: name, Content: content}
}

// TestAWordDocumentBecomesADraft reads a file, shows what it holds and loses, and makes a new document of it.
func TestAWordDocumentBecomesADraft(t *testing.T) {
	w := newWorld(t)
	c := w.As(auth.PolicyOwner)
	c.Get("/policies/import").Has(t, 200, "导入制度", ".docx")
	file := wordFile(t, "投诉回访办法", body+"\n\n![流程](/x.png)\n", onePixel)
	c.Upload("/policies/import", nil, upload("回访.docx", file)).Has(t, 200, "核对读入的内容", "投诉回访办法", "回访.docx", "带不过来", "页眉没有带过来", "内部资料", "第三条", `value="投诉回访办法"`)
	// What is missing is said at its field, and the text is still there.
	c.Post("/policies/import/save", form("title", "投诉回访办法", "kind", "procedure")).Has(t, 422, "核对读入的内容", "第三条")
	c.Post("/policies/import/save", form("title", "投诉回访办法", "kind", "procedure", "category", "complaints", "owner_id", "周五洲", "department_id", itoa(w.Department), "secrecy", "internal", "retention", "ten_years", "audience", "all", "review_months", "12")).
		Has(t, 200, "已从文件读入")
	number := strings.Split(c.Last.URL.Path, "/")[2]
	r, err := w.House.Policies.Text(ctx, w.Actor(auth.PolicyOwner), number, 1)
	w.must(err)
	if n := clause.Count(r.Edition.Parts); n != 4 {
		t.Errorf("%d clauses in %s", n, r.Edition.Body)
	}
	if !strings.Contains(r.Edition.Body, "![流程](/policies/"+number+"/files/") {
		t.Errorf("the picture is not in %s", r.Edition.Body)
	}
	w.As(auth.Employee).Get("/policies/import").Has(t, 403)
}

// TestAFileBecomesTheDraftOfAPolicy replaces the text of a policy and keeps the addresses of its clauses.
func TestAFileBecomesTheDraftOfAPolicy(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	c := w.As(auth.PolicyOwner)
	changed := strings.Replace(body, "三个工作日", "一个工作日", 1) + "\n第五条 回访当日登记。\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(changed)
	w.must(err)
	c.Get("/policies/import?number="+number).Has(t, 200, number, "将成为《投诉回访办法》的草案")
	c.Upload("/policies/import", form("number", number), upload("办法.md", []byte(gb))).Has(t, 200, "核对读入的内容", "没有改动", "新增", "全部读入了")
	c.Post("/policies/import/save", nil).Has(t, 200, "已从文件读入 "+number)
	before, err := w.House.Policies.Text(ctx, w.Actor(auth.PolicyOwner), number, 1)
	w.must(err)
	after, err := w.House.Policies.Text(ctx, w.Actor(auth.PolicyOwner), number, 2)
	w.must(err)
	for i, p := range before.Edition.Parts {
		if after.Edition.Parts[i].Key != p.Key {
			t.Errorf("%s had the key %d and has %d", p.Label, p.Key, after.Edition.Parts[i].Key)
		}
	}
	if after.Edition.Stage != policy.Drafting || !strings.Contains(after.Edition.Body, "一个工作日") {
		t.Errorf("%s %s", after.Edition.Stage, after.Edition.Body)
	}

	// Now that a draft is open it is said that it will be replaced; a draft saved meanwhile stops that.
	c.Upload("/policies/import", form("number", number), upload("办法.txt", []byte(body))).Has(t, 200, "将换成读入的内容")
	looked := *c.Last
	w.write(number, changed+"\n第六条 有人先存了。\n", "抢先", policy.Minor)
	c.Last = &looked
	c.Post("/policies/import/save", nil).Has(t, 409)
	kept, err := w.House.Policies.Text(ctx, w.Actor(auth.PolicyOwner), number, 2)
	w.must(err)
	if !strings.Contains(kept.Edition.Body, "有人先存了") {
		t.Error("a draft was overwritten")
	}
}

// TestFilesThatCannotBeRead get plain answers at the field.
func TestFilesThatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	c := w.As(auth.PolicyOwner)
	c.Get("/policies/import")
	for name, f := range map[string]struct {
		content, want string
	}{
		"a.doc": {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "另存为 .docx"}, "a.pdf": {"%PDF-1.7", "请选 .docx"}, "a.docx": {"PK\x03\x04", ".docx"}, "b.docx": {"第一条", ".docx"},
		"a.md": {" \n", "没有文字"}, "b.md": {"第一条\x00", "扩展名不符"}, "c.md": {"<html><script>x</script></html>", ""}, "d.md": {strings.Repeat("第一条 字\n", 130_000), "600"},
	} {
		c.Upload("/policies/import", nil, upload(name, []byte(f.content))).Has(t, 422, f.want)
	}
	c.Upload("/policies/import", nil).Has(t, 422)
	c.Get("/policies/import?number=ZD-2020-000001").Has(t, 404)
}
