package docx

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"

	"bihuan/models/opc"
)

// Out is a document to be written. All texts are in the reader's language already.
type Out struct {
	Title, Number, Version, Effective string
	// Mark says what the copy is worth, such as 受控文本 or 已作废; it stands in the head of each page.
	Mark string
	// Obsolete shows the mark in red.
	Obsolete bool
	// Facts are name and value, shown below the title.
	Facts [][2]string
	// Body is the text as the reading page shows it: the HTML of views/markdown, part by part. Only its elements have a
	// meaning here; all else in it is text.
	Body string
	// Picture gives a picture by the address in Body; png, jpeg and gif are shown, for others their description.
	Picture func(address string) (data []byte, ok bool)
	Labels  Labels
}

// Labels are the words that the document itself adds.
type Labels struct {
	Page string // with {page} and {pages}: 第 {page} 页 共 {pages} 页
	Lang string // zh-CN or en-US
}

// outRelation leads to another part or out of the document.
type outRelation struct {
	kind, target string
	external     bool
}

// writer collects the document's text and the parts that it refers to.
type writer struct {
	o         Out
	b         strings.Builder
	relations []outRelation
	media     map[string]int // picture's address → its place in files, -1 where it cannot be shown
	files     []mediaFile
	drawn     int
	notes     notes
}

type mediaFile struct {
	name, id string
	data     []byte
}

// Write writes a DOCX file on A4 with the title, the facts and the body, real heading styles, Chinese fonts, number,
// version, day of effect and mark in the head and page x of y in the foot of every page.
func Write(w io.Writer, o Out) error {
	d := &writer{o: o, media: map[string]int{}}
	for _, kind := range []string{"styles", "numbering", "settings", "header", "footer"} {
		name := kind
		if kind == "header" || kind == "footer" {
			name += "1"
		}
		d.relate(outRelation{kind: kind, target: name + ".xml"})
	}
	d.document()
	if len(d.notes.ids) > 0 {
		d.relate(outRelation{kind: "footnotes", target: "footnotes.xml"})
	}
	z := zip.NewWriter(w)
	for _, p := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"docProps/core.xml", core(o)},
		{"word/document.xml", d.b.String()},
		{"word/_rels/document.xml.rels", d.relationPart()},
		{"word/styles.xml", stylesPart(o.Labels.Lang)},
		{"word/numbering.xml", numberingPart()},
		{"word/settings.xml", settingsPart},
		{"word/header1.xml", headerPart(o)},
		{"word/footer1.xml", footerPart(o)},
		{"word/footnotes.xml", d.notes.part()},
	} {
		if err := put(z, p.name, []byte(p.text)); err != nil {
			return err
		}
	}
	for _, f := range d.files {
		if err := put(z, "word/"+f.name, f.data); err != nil {
			return err
		}
	}
	return z.Close()
}

func put(z *zip.Writer, name string, data []byte) error {
	f, err := z.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// relate adds a relation and gives its id.
func (d *writer) relate(r outRelation) string {
	d.relations = append(d.relations, r)
	return fmt.Sprintf("rId%d", len(d.relations))
}

func (d *writer) relationPart() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, r := range d.relations {
		mode := ""
		if r.external {
			mode = ` TargetMode="External"`
		}
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"%s/>`, i+1, relationBase, r.kind, text(r.target), mode)
	}
	return b.String() + `</Relationships>`
}

// text escapes for XML and drops what it cannot hold.
func text(s string) string { return xmlEscaper.Replace(opc.Printable(s)) }

var xmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "")

func (d *writer) document() {
	fmt.Fprintf(&d.b, `%s<w:document xmlns:w="%s" xmlns:r="%s" xmlns:wp="%s" xmlns:a="%s" xmlns:pic="%s"><w:body>`,
		xmlHead, wordSpace, relationBase, drawingSpace, artSpace, pictureSpace)
	d.paragraph("Title", "", run(d.o.Title, runStyle{}))
	d.facts()
	d.body()
	d.b.WriteString(`<w:sectPr><w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>` +
		`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1474" w:bottom="1474" w:left="1588" w:header="851" w:footer="794" w:gutter="0"/></w:sectPr></w:body></w:document>`)
}

// textWidth is what the margins leave of A4, in twentieths of a point.
const textWidth = 11906 - 1588 - 1474

// factsMark is the caption by which Read knows the table of facts again, which is no part of the text.
const factsMark = "bihuan:facts"

func (d *writer) facts() {
	if len(d.o.Facts) == 0 {
		return
	}
	fmt.Fprintf(&d.b, `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="%d" w:type="dxa"/><w:tblCaption w:val="%s"/></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="%d"/></w:tblGrid>`, textWidth, factsMark, textWidth-2000)
	for _, f := range d.o.Facts {
		d.b.WriteString("<w:tr>")
		for i, value := range f {
			d.b.WriteString("<w:tc><w:tcPr/>")
			d.paragraph([]string{"TableHead", "TableText"}[i], "", run(value, runStyle{}))
			d.b.WriteString("</w:tc>")
		}
		d.b.WriteString("</w:tr>")
	}
	d.b.WriteString("</w:tbl>")
	d.paragraph("TableText", "", "")
}

// paragraph writes one of a style, with further properties.
func (d *writer) paragraph(style, more, runs string) {
	fmt.Fprintf(&d.b, `<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>%s</w:p>`, style, more, runs)
}

// runStyle is how characters look.
type runStyle struct {
	bold, italic, strike, raised, code, linked, marked bool
}

func (r runStyle) xml() string {
	var b strings.Builder
	for _, p := range []struct {
		on bool
		is string
	}{
		{r.linked, `<w:rStyle w:val="Hyperlink"/>`},
		{r.code, `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>`},
		{r.bold, `<w:b/>`}, {r.italic, `<w:i/>`}, {r.strike, `<w:strike/>`},
		{r.marked, `<w:highlight w:val="yellow"/>`},
		{r.raised, `<w:vertAlign w:val="superscript"/>`},
	} {
		if p.on {
			b.WriteString(p.is)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "<w:rPr>" + b.String() + "</w:rPr>"
}

// run writes characters; line feeds begin new lines, tabs stay tabs.
func run(s string, style runStyle) string {
	if s == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString("<w:r>" + style.xml())
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteString("<w:br/>")
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString("<w:tab/>")
			}
			if piece != "" {
				b.WriteString(`<w:t xml:space="preserve">` + text(piece) + "</w:t>")
			}
		}
	}
	return b.String() + "</w:r>"
}
