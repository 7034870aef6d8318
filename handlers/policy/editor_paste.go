package policy

import (
	"bytes"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/docx"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/policy"
	views "bihuan/views/policy"
	edit "bihuan/views/policyedit"
)

// mostPasted is how many bytes may be pasted at once; more is no honest paste, and slow to look over.
const mostPasted = 5 << 20

// pasted answers the script with what was pasted, as Markdown.
type pasted struct {
	Markdown string   `json:"markdown"`
	Block    bool     `json:"block"` // stands in lines of its own
	Lost     []string `json:"lost"`  // what could not be brought along
}

// paste makes Markdown of what was pasted from Word, a spreadsheet or a page. Pictures within it are attached.
func (p *pages) paste(c *web.Context) error {
	html := c.FormValue("html")
	if len(html) > mostPasted {
		return c.JSON(http.StatusUnprocessableEntity, refused{Message: c.T("policy_edit.paste.large", "max", mostPasted>>20)})
	}
	doc, err := docx.FromHTML(html)
	if err != nil {
		return c.JSON(http.StatusUnprocessableEntity, refused{Message: record.Reason(c, err)})
	}
	answer := pasted{Markdown: doc.Markdown, Lost: []string{}}
	addresses := make([]string, len(doc.Pictures))
	for i, pic := range doc.Pictures {
		var why string
		if addresses[i], why = p.attach(c, pic); why != "" {
			answer.Lost = append(answer.Lost, why)
		}
	}
	for _, l := range doc.Losses {
		answer.Lost = append(answer.Lost, c.T("docx.loss."+l.What, "n", l.Count, "example", l.Example))
	}
	answer.Markdown = strings.Trim(placed(doc.Markdown, addresses), "\n")
	answer.Block = strings.Contains(answer.Markdown, "\n")
	return c.JSON(http.StatusOK, answer)
}

// attach keeps a picture that came with a paste; why says what is wrong with it.
func (p *pages) attach(c *web.Context, pic docx.Picture) (address, why string) {
	u, err := p.Files.Save(c.Ctx(), bytes.NewReader(pic.Data), pic.Name, 0)
	if err == nil {
		address, err = p.Policies.AddPicture(c.Ctx(), c.Actor(), c.Param("number"), u)
	}
	if err != nil {
		return "", pictureReason(c, pic.Name, err)
	}
	return address, ""
}

var pasteRef = regexp.MustCompile(`!\[([^\]\n]*)\]\(picture:(\d{1,4})\)`)

// placed gives the pictures of a paste their addresses; one that was not taken leaves its description.
func placed(text string, addresses []string) string {
	return pasteRef.ReplaceAllStringFunc(text, func(ref string) string {
		m := pasteRef.FindStringSubmatch(ref)
		n, _ := strconv.Atoi(m[2])
		if n < 1 || n > len(addresses) || addresses[n-1] == "" {
			return m[1]
		}
		return "![" + m[1] + "](" + addresses[n-1] + ")"
	})
}

// addPicture attaches a picture to the draft. The script puts it where the caret is; without it, it stands at the end.
func (p *pages) addPicture(c *web.Context) error {
	w, err := p.Policies.Writing(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return err
	}
	d := sentDraft(c)
	pic, why := p.upload(c, w)
	if why != "" && c.HTMX() {
		return c.JSON(http.StatusUnprocessableEntity, refused{Message: why})
	}
	if why != "" {
		return p.renderEditor(c, http.StatusUnprocessableEntity, w, d, func(e *edit.Editor) { e.Problem = why })
	}
	if !c.HTMX() {
		d.Body = strings.TrimLeft(strings.TrimRight(d.Body, "\n")+"\n\n"+pic.Markdown+"\n", "\n")
		return p.renderEditor(c, http.StatusOK, w, d, func(e *edit.Editor) {
			e.Notice = c.T("policy_edit.picture.added")
			e.Pictures = append(e.Pictures, pic)
		})
	}
	row, err := markup(c, edit.PictureRow(pic))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, map[string]string{"markdown": pic.Markdown, "row": row})
}

// upload takes the picture of a form in; why says what is wrong with it.
func (p *pages) upload(c *web.Context, w policy.Writing) (pic edit.Picture, why string) {
	form := c.Request().MultipartForm
	if form == nil || len(form.File["picture"]) == 0 || form.File["picture"][0].Size == 0 {
		return pic, c.T("policy_edit.picture.none")
	}
	head := form.File["picture"][0]
	switch ending := strings.ToLower(path.Ext(head.Filename)); {
	case ending == ".svg":
		return pic, c.T("policy_edit.picture.svg", "name", head.Filename)
	case !slices.Contains(policy.PictureTypes, mime.TypeByExtension(ending)):
		return pic, c.T("policy_edit.picture.kind", "name", head.Filename)
	}
	u, err := record.Upload(c, p.Files, head)
	var address string
	if err == nil {
		address, err = p.Policies.AddPicture(c.Ctx(), c.Actor(), w.Number, u)
	}
	if err != nil {
		return pic, pictureReason(c, head.Filename, err)
	}
	return edit.Picture{Name: u.Name, Size: record.Size(u.Size), Href: address, Markdown: pictureMarkdown(c, u.Name, address)}, ""
}

// pictureReason says why a picture was not taken.
func pictureReason(c *web.Context, name string, err error) string {
	if f := fault.Of(err); f != nil && f.Key == "invalid.file_kind" {
		return c.T("policy_edit.picture.kind", "name", name)
	}
	return record.Reason(c, err)
}

func pictureOf(c *web.Context, number string, a file.Attachment) edit.Picture {
	address := views.Path(number) + "/files/" + web.FormID(a.ID)
	return edit.Picture{Name: a.Name, Size: record.Size(a.Size), Href: address, Markdown: pictureMarkdown(c, a.Name, address)}
}

// pictureMarkdown shows a picture; a name that a machine gave says nothing and is left out.
func pictureMarkdown(c *web.Context, name, address string) string {
	alt := strings.TrimSuffix(name, path.Ext(name))
	if alt == "image" || alt == "file" {
		alt = c.T("policy_edit.picture.name")
	}
	return "![" + strings.NewReplacer("[", "（", "]", "）", "\\", "").Replace(alt) + "](" + address + ")"
}

// showPicture sends a picture of a policy to those who may read it, to be shown in place: only what is known to be
// a picture, and never to be taken for anything else.
func (p *pages) showPicture(c *web.Context) error {
	a, err := p.Policies.Attachment(c.Ctx(), c.Actor(), c.Param("number"), web.ReadID(c.Param("id")))
	if err != nil {
		return err
	}
	if !slices.Contains(policy.PictureTypes, a.Type) {
		return record.Download(c, p.Files, a)
	}
	d, err := p.Files.Download(a)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	h := c.Response().Header()
	h.Set("Content-Type", d.Type)
	h.Set("Content-Disposition", "inline")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, max-age=86400")
	http.ServeContent(c.Response(), c.Request(), "", d.At, d)
	return nil
}
