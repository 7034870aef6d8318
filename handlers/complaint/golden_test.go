package complaint_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
)

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
			text := strings.Join(strings.Fields(n.Data), " ")
			switch {
			case n.Type == html.TextNode && text != "" && n.Parent.Data != "option":
				b.WriteString(text + "\n")
			case n.Type == html.ElementNode && (n.Data == "input" || n.Data == "textarea" || n.Data == "select"):
				b.WriteString(control(n))
			}
		}
	}
	return b.String()
}

var random = regexp.MustCompile(`^_`)

func control(n *html.Node) string {
	attrs := map[string]string{}
	for _, a := range n.Attr {
		attrs[a.Key] = a.Val
	}
	if attrs["type"] == "hidden" && random.MatchString(attrs["name"]) || attrs["name"] == "" {
		return ""
	}
	return "[" + strings.TrimSpace(n.Data+" "+attrs["type"]+" "+attrs["name"]+" "+attrs["value"]) + "]\n"
}

// TestPagesReadAsTheyShould holds what stands on the record and the list, in both languages.
func TestPagesReadAsTheyShould(t *testing.T) {
	w := newWorld(t)
	number := w.stage(complaint.Proposed)
	w.clock.Advance(26 * time.Hour)
	w.matter(func(in *complaint.RegisterInput) {
		in.Subject, in.UrgentSafety, in.Complainant = "漏电伤人", true, complaint.Complainant{}
	})
	now := w.House.DB.Now()
	for lang, name := range map[string]string{"": "zh", "en": "en"} {
		for page, path := range map[string]string{"record": "/complaints/" + number, "list": "/complaints?view=all&state=open"} {
			w.clock.Set(now)
			cl := w.As(auth.Supervisor)
			cl.Language = lang
			webtest.Golden(t, page+"-"+name+".golden", lines(t, cl.Get(path).Has(t, 200)))
		}
	}
}

// TestRecordOfEveryStateShows opens the record in each state as everyone who may.
func TestRecordOfEveryStateShows(t *testing.T) {
	w := newWorld(t)
	for _, state := range append([]complaint.State{}, complaint.States[:9]...) {
		number := w.stage(state)
		for _, role := range []auth.Role{auth.Employee, auth.Handler, auth.Supervisor, auth.Auditor} {
			w.As(role).Get("/complaints/"+number).Has(t, 200, "投诉内容", "时间线", "登记了投诉")
			w.As(role).Get("/complaints/"+number+"?notes=1").Has(t, 200, "只看说明").Lacks(t, "登记了投诉")
		}
	}
}
