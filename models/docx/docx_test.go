package docx_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"bihuan/models/docx"
	"bihuan/models/fault"
)

const (
	spaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" ` +
		`xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" ` +
		`xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" ` +
		`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`
	relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// sample is a document's parts, made in the test.
type sample struct {
	body, styles, numbering string
	rels                    string            // further relations of the document
	parts                   map[string]string // further parts
}

func (s sample) files() map[string]string {
	all := map[string]string{
		"[Content_Types].xml": `<Types xmlns="x"/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="` + relType + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   `<?xml version="1.0" encoding="UTF-8"?><w:document ` + spaces + `><w:body>` + s.body + `<w:sectPr/></w:body></w:document>`,
		"word/_rels/document.xml.rels": `<Relationships><Relationship Id="s" Type="` + relType + `styles" Target="styles.xml"/><Relationship Id="n" Type="` + relType +
			`numbering" Target="numbering.xml"/>` + s.rels + `</Relationships>`,
		"word/styles.xml":    `<w:styles ` + spaces + `>` + s.styles + `</w:styles>`,
		"word/numbering.xml": `<w:numbering ` + spaces + `>` + s.numbering + `</w:numbering>`,
	}
	for name, text := range s.parts {
		all[name] = text
	}
	return all
}

func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, s sample) docx.Document {
	t.Helper()
	d, err := readBytes(pack(t, s.files()))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return d
}

func readBytes(data []byte) (docx.Document, error) {
	return docx.Read(bytes.NewReader(data), int64(len(data)))
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// p is a paragraph of a style (none where empty) with its text.
func p(style, text string) string { return px(style, "", r("", text)) }

func px(style, props, runs string) string {
	if style != "" {
		style = `<w:pStyle w:val="` + style + `"/>`
	}
	return `<w:p><w:pPr>` + style + props + `</w:pPr>` + runs + `</w:p>`
}

func r(props, text string) string {
	return `<w:r><w:rPr>` + props + `</w:rPr><w:t xml:space="preserve">` + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text) + `</w:t></w:r>`
}

func num(id, level int) string {
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, level, id)
}

func lvl(at int, format, text, more string) string {
	return fmt.Sprintf(`<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="%s"/>%s<w:lvlText w:val="%s"/></w:lvl>`, at, format, more, text)
}

func losses(d docx.Document) string {
	var all []string
	for _, l := range d.Losses {
		all = append(all, fmt.Sprintf("%s %d %s", l.What, l.Count, l.Example))
	}
	return strings.Join(all, "\n")
}

func faultKey(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Key
	}
	return fmt.Sprint(err)
}
