package policy_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/docx"
	"bihuan/models/policy"
)

// TestEveryEditionCanBePrintedAndTaken looks at what stands on copies of editions at each stage.
func TestEveryEditionCanBePrintedAndTaken(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	at := "/policies/" + number
	reader := w.As(auth.Employee)
	page := reader.Get(at+"/print").Has(t, 200, number+" · 1.0 版", "起施行", "受控文本", "投诉回访办法", "第一章", "第三条", "（一）电话回访", "校验", "打印或导出")
	page.Lacks(t, `class="shell"`, "style=", "<script>")
	same(t, "the reading page leads to the print", reader.Get(at).Link(t, "打印"), at+"/print")
	d := taken(t, reader.Get(at+"/docx").Body)
	same(t, "as a file", d.Markdown, strings.ReplaceAll(body, "条 ", "条　"))
	if len(d.Losses) != 2 || !strings.Contains(d.Losses[1].Example+d.Losses[0].Example, "受控文本") {
		t.Errorf("head and foot: %+v", d.Losses)
	}

	w.second(number, policy.Reviewing)
	reviewer := w.As(auth.Handler)
	reviewer.Get(at+"/versions/2/print").Has(t, 200, "草案，不得执行", "两个工作日")
	reader.Get(at+"/versions/2/print").Has(t, 404)
	reader.Get(at+"/versions/2/docx").Has(t, 404)
	other := w.inForce(func(in *policy.CreateInput) { in.Title = "另一办法" })
	w.second(other, "")
	reader = w.As(auth.Employee)
	reader.Get("/policies/"+other+"/versions/1/print").Has(t, 200, "已作废", "三个工作日", "paper-obsolete")
	reader.Get("/policies/"+other+"/versions/9/print").Has(t, 404)
	w.Visitor().Get(at+"/docx").Lacks(t, "第一条")

	reader.Language = "en"
	reader.Get(at+"/print").Has(t, 200, "Controlled copy", `lang="en"`)
}

func taken(t *testing.T, file string) docx.Document {
	t.Helper()
	d, err := docx.Read(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// onePixel is a PNG of one pixel.
var onePixel, _ = base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")

// TestPicturesTravel puts a picture into a draft and finds it on paper and in the file.
func TestPicturesTravel(t *testing.T) {
	w := newWorld(t)
	u, err := w.House.Files.Save(ctx, bytes.NewReader(onePixel), "流程.png", 0)
	w.must(err)
	number := w.create(nil)
	address, err := w.House.Policies.AddPicture(ctx, w.Actor(auth.PolicyOwner), number, u)
	w.must(err)
	w.write(number, body+"\n![流程图]("+address+")\n\n![远处](https://example.com/a.png)\n", "加图", policy.Major)
	owner := w.As(auth.PolicyOwner)
	owner.Get("/policies/"+number+"/versions/1/print").Has(t, 200, `<img src="`+address+`" alt="流程图"`).Lacks(t, `src="https://example.com`)
	d := taken(t, owner.Get("/policies/"+number+"/versions/1/docx").Body)
	if len(d.Pictures) != 1 || !bytes.Equal(d.Pictures[0].Data, onePixel) || !strings.Contains(d.Markdown, "![流程图](picture:1)") {
		t.Errorf("%d pictures in %s", len(d.Pictures), d.Markdown)
	}
}

// TestRealLawsSurviveWord takes every real law to Word and back: not a letter is lost, and every clause is found again.
func TestRealLawsSurviveWord(t *testing.T) {
	files, err := filepath.Glob("../../../shared/data/policies*/*.md")
	if err != nil || len(files) == 0 {
		t.Skip("the real laws are not on this machine")
	}
	w := newWorld(t)
	owner := w.As(auth.PolicyOwner)
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		title := strings.TrimSuffix(filepath.Base(name), ".md")
		number := w.create(func(in *policy.CreateInput) { in.Title, in.Body = title, string(text) })
		back := taken(t, owner.Get("/policies/"+number+"/versions/1/docx").Body).Markdown
		if got, want := clause.Count(clause.Parse(back)), clause.Count(clause.Parse(string(text))); got != want {
			t.Errorf("%s: %d clauses of %d", title, got, want)
		}
		if got, want := textOf(back), textOf(string(text)); got != want {
			t.Errorf("%s: %d letters of %d", title, len(got), len(want))
		}
	}
}

// textOf is all that is said by the clauses and headings of a text, letters only.
func textOf(source string) string {
	var b strings.Builder
	for _, p := range clause.Parse(source) {
		if p.Kind != clause.Meta {
			b.WriteString(p.Label + p.Title + p.Body(source))
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, b.String())
}
