package policy

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/docx"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/sheet"
	view "bihuan/views/policy"
	edit "bihuan/views/policyedit"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// importPages registers the taking over of a text from a file: as a new document, or as a draft of one that is there.
func (p *pages) importPages(r *web.Router) {
	r.GET(view.Home+"/import", auth.PolicyWrite, p.importStart)
	r.POST(view.Home+"/import", auth.PolicyWrite, p.importLook)
	r.POST(view.Home+"/import/save", auth.PolicyWrite, p.importSave)
}

// incoming is a text that was read from a file.
type incoming struct {
	Upload file.Upload
	Number string // of the policy whose draft it is to be; empty for a new document
	Title  string
	Body   string
	Parts  []clause.Part
	docx.Document
}

// importStart asks for the file.
func (p *pages) importStart(c *web.Context) error {
	return p.renderImport(c, http.StatusOK, c.QueryParam("number"), nil)
}

func (p *pages) renderImport(c *web.Context, status int, number string, errs map[string]string) error {
	v := view.Import{Max: record.Size(p.Files.MaxBytes()), Errors: errs}
	if number != "" {
		w, err := p.Policies.Writing(c.Ctx(), c.Actor(), number)
		if err != nil {
			return err
		}
		v.Number, v.Title = w.Number, w.Title
		if !w.Write.Allowed && !w.Begin.Allowed {
			v.Why = record.Why(c, w.Write)
		}
	}
	return c.Render(status, view.ImportPage(v))
}

// importLook keeps the file and shows what was read from it, before anything is saved.
func (p *pages) importLook(c *web.Context) error {
	in, err := p.received(c)
	if errs := web.FieldErrors(c, err); errs != nil {
		if text, ok := errs[""]; ok {
			errs = map[string]string{"file": text}
		}
		return p.renderImport(c, http.StatusUnprocessableEntity, c.FormValue("number"), errs)
	}
	if err != nil {
		return err
	}
	values := views.Values{}
	if in.Number == "" {
		if values, _, err = p.blankFacts(c); err != nil {
			return err
		}
		values.Set("title", in.Title)
	}
	return p.renderLook(c, http.StatusOK, in, values, nil)
}

// received takes the file of the form in.
func (p *pages) received(c *web.Context) (incoming, error) {
	form := c.Request().MultipartForm
	if form == nil || len(form.File["file"]) == 0 || form.File["file"][0].Size == 0 {
		var check fault.Check
		check.Add("file", "invalid.required")
		return incoming{}, check.Err()
	}
	head := form.File["file"][0]
	switch strings.ToLower(path.Ext(head.Filename)) {
	case ".docx", ".md", ".txt":
	case ".doc", ".wps":
		return incoming{}, fault.Invalid("invalid.docx_old")
	default:
		return incoming{}, fault.Invalid("invalid.policy_import_kind")
	}
	u, err := record.Upload(c, p.Files, head)
	if err != nil {
		return incoming{}, err
	}
	return p.readIn(u, c.FormValue("number"))
}

// readIn reads a file that was kept.
func (p *pages) readIn(u file.Upload, number string) (in incoming, err error) {
	in = incoming{Upload: u, Number: number}
	f, err := p.Files.Open(u.Hash)
	if err != nil {
		return in, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	src := io.NewSectionReader(f, 0, u.Size)
	if strings.EqualFold(path.Ext(u.Name), ".docx") {
		in.Document, err = docx.Read(src, u.Size)
	} else {
		in.Markdown, err = plainText(src)
		if found := foreignPicture.FindAllStringSubmatch(in.Markdown, -1); len(found) > 0 {
			in.Losses = []docx.Loss{{What: "picture_remote", Count: len(found), Example: found[0][1]}}
		}
	}
	if err != nil {
		return in, err
	}
	in.Body = lineEnds.Replace(in.Markdown)
	in.Parts = clause.Parse(in.Body)
	switch {
	case strings.TrimSpace(in.Body) == "":
		return in, fault.Invalid("invalid.policy_import_empty")
	case utf8.RuneCountInString(in.Body) > policy.MaxBody:
		return in, fault.Invalid("invalid.too_long", "max", policy.MaxBody, "n", utf8.RuneCountInString(in.Body))
	}
	in.Title = importTitle(in.Parts, u.Name)
	return in, nil
}

// foreignPicture is a picture that a text shows; it is not in the file.
var foreignPicture = regexp.MustCompile(`!\[[^\]\n]*\]\(([^)\n]*)\)`)

// plainText reads a file of text in the encodings that Chinese offices use.
func plainText(src sheet.Source) (string, error) {
	r, err := sheet.Text(src)
	if fault.Is(err, fault.InvalidKind) {
		return "", fault.Invalid("invalid.policy_encoding")
	}
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(r)
	return string(data), err
}

// importTitle is the title that a text bears, or the name of its file.
func importTitle(parts []clause.Part, name string) string {
	title := strings.TrimSuffix(name, path.Ext(name))
	for _, part := range parts {
		if part.Kind == clause.Meta && part.Title != "" && part.Title != "目录" {
			title = part.Title
			break
		}
	}
	if runes := []rune(title); len(runes) > views.MaxLine {
		title = string(runes[:views.MaxLine])
	}
	return title
}

// mostShownParts is how many parts of a text that was read are listed.
const mostShownParts = 30

// renderLook shows what was read, and asks for what else a document needs.
func (p *pages) renderLook(c *web.Context, status int, in incoming, values views.Values, errs map[string]string) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	u := in.Upload
	v := view.ImportLook{File: u.Name, Number: in.Number, Title: in.Title, Errors: errs, Clauses: clause.Count(in.Parts), Letters: utf8.RuneCountInString(in.Body), Pictures: len(in.Pictures),
		Hidden: []ui.Pair{{Name: "hash", Value: u.Hash}, {Name: "size", Value: strconv.FormatInt(u.Size, 10)}, {Name: "name", Value: u.Name}, {Name: "type", Value: u.Type}, {Name: "number", Value: in.Number}}}
	for _, l := range in.Losses {
		v.Losses = append(v.Losses, view.Loss{Text: w.T("docx.loss."+l.What, "n", l.Count), Example: l.Example})
	}
	for _, part := range in.Parts {
		if part.Kind == clause.Meta {
			continue
		}
		if len(v.Parts) == mostShownParts {
			v.More++
			continue
		}
		v.Parts = append(v.Parts, view.Entry{Label: part.Label, Title: rowWords(part, in.Body), Depth: part.Depth})
	}
	if in.Number == "" {
		posts, err := p.Organisation.Posts(c.Ctx())
		if err != nil {
			return err
		}
		v.Groups = view.Groups(views.NewSheet(w.Ctx, policy.Record, values, w.factOptions(values, posts, org.Audience{})))
		return c.Render(status, view.ImportLookPage(v))
	}
	if err := p.compared(c, in, &v); err != nil {
		return err
	}
	return c.Render(status, view.ImportLookPage(v))
}

// compared counts what the text would change in the policy whose draft it is to be.
func (p *pages) compared(c *web.Context, in incoming, v *view.ImportLook) error {
	w, err := p.Policies.Writing(c.Ctx(), c.Actor(), in.Number)
	if err != nil {
		return err
	}
	was := w.Open
	if was.ID == 0 {
		was = w.InForce
	} else {
		v.Replaces = true
	}
	v.Title = w.Title
	v.Hidden = append(v.Hidden, ui.Pair{Name: "edition", Value: strconv.FormatInt(w.Open.Version, 10)})
	now, _ := clause.Carry(was.Parts, was.Body, in.Parts, in.Body, max(w.NextKey, 1))
	for _, pair := range clause.Compare(was.Parts, was.Body, now, in.Body) {
		switch {
		case pair.After == nil:
			v.Gone++
		case pair.Before == nil:
			v.New++
		case pair.Words != nil:
			v.Changed++
		default:
			v.Same++
		}
	}
	return nil
}

// importSave makes a draft of a file that was looked at.
func (p *pages) importSave(c *web.Context) error {
	form := c.Request().PostForm
	u := file.Upload{Hash: form.Get("hash"), Size: web.ReadID(form.Get("size")), Name: strings.ToValidUTF8(form.Get("name"), ""), Type: form.Get("type")}
	in, err := p.readIn(u, c.FormValue("number"))
	if err != nil {
		return err
	}
	var f FactsForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	uploads, err := p.keepPictures(c, &in)
	if err != nil {
		return err
	}
	number := in.Number
	if number == "" {
		number, err = p.createFrom(c, f, in.Body, uploads)
	} else {
		err = p.replaceDraft(c, in, uploads)
	}
	if status, refused := record.Status(err); refused && status != http.StatusForbidden {
		errs := web.FieldErrors(c, err)
		if errs == nil {
			errs = map[string]string{"": record.Reason(c, err)}
		}
		return p.renderLook(c, status, in, record.Sent(c), errs)
	}
	if err != nil {
		return err
	}
	c.Flash("success", "policy.import.done", "number", number)
	return c.SeeOther(edit.Path(number))
}

// keepPictures keeps the pictures of a text as files. One that the house does not take leaves its description.
func (p *pages) keepPictures(c *web.Context, in *incoming) ([]file.Upload, error) {
	var uploads []file.Upload
	addresses := make([]string, len(in.Pictures))
	for i, pic := range in.Pictures {
		ending := strings.Replace(strings.TrimPrefix(pic.Type, "image/"), "jpeg", "jpg", 1)
		u, err := p.Files.Save(c.Ctx(), bytes.NewReader(pic.Data), "picture-"+strconv.Itoa(i+1)+"."+ending, 0)
		if fault.Is(err, fault.InvalidKind) {
			continue
		}
		if err != nil {
			return nil, err
		}
		uploads = append(uploads, u)
		addresses[i] = "picture:" + strconv.Itoa(len(uploads))
	}
	in.Body = placed(in.Body, addresses)
	return uploads, nil
}

// replaceDraft puts the text into the draft of a policy; where none is open, one is begun.
func (p *pages) replaceDraft(c *web.Context, in incoming, uploads []file.Upload) error {
	w, err := p.Policies.Writing(c.Ctx(), c.Actor(), in.Number)
	if err != nil {
		return err
	}
	seen := web.ReadID(c.FormValue("edition"))
	switch {
	case w.Open.Version != seen:
		return fault.Conflict("fault.policy_draft_stale")
	case w.Open.ID == 0:
		if err := p.Policies.Draft(c.Ctx(), c.Actor(), policy.Ref{Number: in.Number, Version: w.Version}); err != nil {
			return err
		}
		if w, err = p.Policies.Writing(c.Ctx(), c.Actor(), in.Number); err != nil {
			return err
		}
	}
	addresses := make([]string, len(uploads))
	for i, u := range uploads {
		if addresses[i], err = p.Policies.AddPicture(c.Ctx(), c.Actor(), in.Number, u); err != nil {
			return err
		}
	}
	_, err = p.Policies.Write(c.Ctx(), c.Actor(), policy.DraftInput{Number: in.Number, Version: w.Open.Version, Title: w.Open.Title, Body: placed(in.Body, addresses), Weight: w.Open.Weight, Summary: w.Open.Summary})
	return err
}
