package policy

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/docx"
	"bihuan/models/policy"
	"bihuan/models/terms"
	"bihuan/views/locale"
	"bihuan/views/markdown"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// wordType is the media type of a Word document.
const wordType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// exportPages registers what leaves the portal: the page for printing and the Word document of every edition.
func (p *pages) exportPages(r *web.Router) {
	for _, at := range []string{view.Path(":number"), view.Path(":number") + "/versions/:no"} {
		r.GET(at+"/print", auth.PolicyRead, p.print)
		r.GET(at+"/docx", auth.PolicyRead, p.word)
	}
}

// print is an edition on A4.
func (p *pages) print(c *web.Context) error {
	v, r, err := p.paper(c)
	if err != nil {
		return err
	}
	markup, err := paperText(c.Ctx(), r, 3)
	if err != nil {
		return err
	}
	for i, part := range r.Edition.Parts {
		out := view.Part{Kind: string(part.Kind), Depth: part.Depth, Label: part.Label, Title: part.Title}
		if part.Kind == clause.Meta {
			out.Title = ""
		}
		if markup[i] == "" && out.Label+out.Title == "" {
			continue
		}
		if markup[i] != "" {
			out.Text = templ.Raw(markup[i])
		}
		v.Parts = append(v.Parts, out)
	}
	return c.Render(http.StatusOK, view.PrintPage(v))
}

// word is an edition as a Word document.
func (p *pages) word(c *web.Context) error {
	v, r, err := p.paper(c)
	if err != nil {
		return err
	}
	body, err := wordBody(c.Ctx(), r)
	if err != nil {
		return err
	}
	out := docx.Out{Title: v.Title, Number: v.Number, Version: v.Version, Effective: v.Effective, Mark: v.Mark, Obsolete: v.Obsolete, Body: body, Picture: p.pictureData(c, r.Number),
		Labels: docx.Labels{Page: c.T("policy.print.page", "page", "{page}", "pages", "{pages}"), Lang: string(c.Locale().Tag())}}
	for _, f := range v.Facts {
		out.Facts = append(out.Facts, [2]string{f.Label, f.Value})
	}
	name := fmt.Sprintf("%s %s %s.docx", v.Number, fileName.Replace(v.Title), r.Edition.Label())
	return c.Attachment(name, wordType, func(w io.Writer) error { return docx.Write(w, out) })
}

// fileName takes out of a title what file systems do not take.
var fileName = strings.NewReplacer("/", "", `\`, "", ":", "", "*", "", "?", "", `"`, "", "<", "", ">", "", "|", "", "\n", " ")

// paper is what stands on an edition besides its text.
func (p *pages) paper(c *web.Context) (view.Paper, policy.Reading, error) {
	no := int(web.ReadID(c.Param("no")))
	r, err := p.Policies.Read(c.Ctx(), c.Actor(), c.Param("number"), policy.At{No: no})
	if err != nil {
		return view.Paper{}, r, err
	}
	w, err := p.words(c)
	if err != nil {
		return view.Paper{}, r, err
	}
	e := r.Edition.EditionHead
	mark, obsolete := copyMark(r.Policy, e)
	here := view.EditionPath(r.Number, e.No)
	if r.CurrentNo == e.No {
		here = view.Path(r.Number)
	}
	v := view.Paper{Number: r.Number, Title: e.Title, Version: w.version(e), Effective: w.days(e), Mark: w.T("policy.print.mark." + mark), Obsolete: obsolete, Back: here, Word: here + "/docx",
		Printed: w.T("policy.print.by", "name", c.Actor().Name, "at", locale.FullTime(w.Ctx, time.Now()), "hash", e.Hash[:min(len(e.Hash), 16)])}
	fact := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	field := func(name string) string { return w.T("field.policy." + name) }
	fact(field("kind"), w.kind(r.Kind))
	fact(field("category"), w.Term(terms.PolicyCategory, r.Category))
	fact(field("department_id"), w.Tree.Name(r.DepartmentID))
	fact(field("owner_id"), r.Names[r.OwnerID])
	fact(field("secrecy"), w.Term(terms.Secrecy, r.Secrecy))
	fact(field("standards"), w.standards(r.Standards))
	fact(field("approved_at"), w.day(e.ApprovedAt))
	fact(field("review_on"), r.ReviewOn)
	return v, r, nil
}

// copyMark says what a copy of an edition is worth (ISO 9001:2015, 7.5.3.2 f): the key of its words, and whether it
// must not be followed any more.
func copyMark(p policy.Policy, e policy.EditionHead) (key string, obsolete bool) {
	switch {
	case p.State == policy.Retired && e.InForceAt != nil, e.Stage == policy.Superseded:
		return "obsolete", true
	case e.Stage == policy.Current:
		return "controlled", false
	case e.Stage == policy.Approved:
		return "approved", false
	case e.Stage == policy.Withdrawn:
		return "withdrawn", true
	}
	return "draft", false
}

// paperText is the markup of each part, without the links and terms of the reading page.
func paperText(ctx context.Context, r policy.Reading, shift int) ([]string, error) {
	e := r.Edition
	out := make([]string, len(e.Parts))
	for i, part := range e.Parts {
		text := part.Body(e.Body)
		if part.Kind == clause.Meta {
			text = told(part, text)
		}
		var err error
		if out[i], err = paperMarkup(ctx, text, markdown.Options{Shift: shift, Picture: picture(r.Number)}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func paperMarkup(ctx context.Context, text string, o markdown.Options) (string, error) {
	if text == "" {
		return "", nil
	}
	var b strings.Builder
	err := markdown.HTML(text, o).Render(ctx, &b)
	return b.String(), err
}

// wordBody is the whole text as one piece of markup. The label of a clause runs into its text.
func wordBody(ctx context.Context, r policy.Reading) (string, error) {
	markup, err := paperText(ctx, r, 2)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for i, part := range r.Edition.Parts {
		head := strings.TrimSpace(part.Label + "　" + part.Title)
		if part.Kind == clause.Meta {
			head = ""
		}
		level := view.Part{Kind: string(part.Kind), Depth: part.Depth}.Level()
		rest, runs := strings.CutPrefix(markup[i], "<p>")
		switch {
		case head == "":
			b.WriteString(markup[i])
		case level > 0:
			fmt.Fprintf(&b, "<h%d>%s</h%d>\n%s", level, html.EscapeString(head), level, markup[i])
		case runs:
			b.WriteString("<p>" + html.EscapeString(head) + "　" + rest)
		default:
			b.WriteString("<p>" + html.EscapeString(head) + "</p>\n" + markup[i])
		}
	}
	return b.String(), nil
}

// mostPictureBytes bounds the pictures of one Word document.
const mostPictureBytes = 60 << 20

// pictureData reads the pictures of a policy by their addresses.
func (p *pages) pictureData(c *web.Context, number string) func(string) ([]byte, bool) {
	own, left := view.Path(number)+"/files/", int64(mostPictureBytes)
	return func(address string) ([]byte, bool) {
		id, ok := strings.CutPrefix(address, own)
		if !ok {
			return nil, false
		}
		a, err := p.Policies.Attachment(c.Ctx(), c.Actor(), number, web.ReadID(id))
		if err != nil || a.Size > left || !slices.Contains(policy.PictureTypes, a.Type) {
			return nil, false
		}
		f, err := p.Files.Open(a.Hash)
		if err != nil {
			return nil, false
		}
		defer func() { _ = f.Close() }() // it was only read from
		data, err := io.ReadAll(io.LimitReader(f, a.Size))
		left -= int64(len(data))
		return data, err == nil
	}
}
