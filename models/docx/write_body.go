package docx

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // sizes of pictures
	_ "image/png"  // sizes of pictures
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// bodyState is where the walk through the HTML stands.
type bodyState struct {
	d       *writer
	runs    strings.Builder // of the paragraph that is open
	plain   strings.Builder // its words
	style   runStyle
	before  []runStyle // to which closing tags lead back
	links   []bool     // whether the open <a> leads out
	lists   int
	item    bool // the next paragraph gets the sign of a list
	quotes  int
	kind    string // style of the open paragraph
	align   string // of the open cell
	pre     bool
	inTable bool
	label   *strings.Builder // of the note whose sign is read; nil otherwise
	noted   string           // the label of the note that is the open paragraph
	rows    [][]string
	head    bool
}

// body writes the HTML of the text.
func (d *writer) body() {
	s := &bodyState{d: d}
	z := html.NewTokenizer(strings.NewReader(d.o.Body))
	for {
		switch z.Next() {
		case html.ErrorToken:
			s.end()
			return
		case html.TextToken:
			s.words(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			s.startTag(z.Token())
		case html.EndTagToken:
			s.endTag(z.Token().DataAtom)
		}
	}
}

// words takes characters in. Between blocks there are only line ends.
func (s *bodyState) words(t string) {
	if !s.pre {
		t = strings.ReplaceAll(t, "\n", "")
	}
	if s.label != nil {
		s.label.WriteString(t)
		return
	}
	if t == "" {
		return
	}
	if s.plain.Len() == 0 && !s.style.bold { // the label of a clause stands in bold
		if label := clauseLabel.FindString(t); label != "" && s.kind == "BodyText" {
			bold := s.style
			bold.bold = true
			s.runs.WriteString(run(strings.TrimRight(label, " \t　"), bold))
			s.runs.WriteString(run("　", s.style))
			s.plain.WriteString(label)
			t = t[len(label):]
		}
	}
	s.plain.WriteString(t)
	s.runs.WriteString(run(t, s.style))
}

func (s *bodyState) startTag(t html.Token) {
	switch tag := t.DataAtom; tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Pre:
		s.end()
		s.begin(t)
	case atom.Ul:
		s.end()
		s.lists++
	case atom.Li:
		s.end()
		s.item = true
	case atom.Blockquote:
		s.end()
		s.quotes++
	case atom.Table:
		s.end()
		s.inTable, s.rows = true, nil
	case atom.Tr:
		s.rows = append(s.rows, nil)
	case atom.Td, atom.Th:
		s.align = attribute(t, "class")
		s.head = tag == atom.Th
	case atom.Br:
		s.lineEnd()
	case atom.Img:
		s.picture(attribute(t, "src"), attribute(t, "alt"))
	case atom.Strong:
		s.push(func(r *runStyle) { r.bold = true })
	case atom.Em:
		s.push(func(r *runStyle) { r.italic = true })
	case atom.Del:
		s.push(func(r *runStyle) { r.strike = true })
	case atom.Sup:
		s.push(func(r *runStyle) { r.raised = true })
		if attribute(t, "class") == "note-ref" || s.kind == "Note" && s.plain.Len() == 0 {
			s.label = &strings.Builder{}
		}
	case atom.Mark:
		s.push(func(r *runStyle) { r.marked = true })
	case atom.Code:
		s.push(func(r *runStyle) { r.code = true })
	case atom.A:
		s.startLink(attribute(t, "href"))
	}
}

// begin opens a paragraph.
func (s *bodyState) begin(t html.Token) {
	switch t.DataAtom {
	case atom.Hr:
		s.d.paragraph("Normal", `<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>`, "")
	case atom.Pre:
		s.kind, s.pre = "Code", true
	case atom.P:
		s.kind = "BodyText"
		if attribute(t, "class") == "note" {
			s.kind = "Note"
		}
	default:
		s.kind = fmt.Sprintf("Heading%d", max(1, int(t.Data[1]-'0')-1))
	}
}

func (s *bodyState) endTag(tag atom.Atom) {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Li:
		s.end()
		s.item = s.item && tag != atom.Li
	case atom.Pre:
		s.end()
		s.pre = false
	case atom.Ul:
		s.end()
		s.lists = max(0, s.lists-1)
	case atom.Blockquote:
		s.end()
		s.quotes = max(0, s.quotes-1)
	case atom.Td, atom.Th:
		s.endCell()
	case atom.Table:
		s.table()
	case atom.A:
		s.endLink()
	case atom.Sup:
		s.endSign()
		s.pop()
	case atom.Strong, atom.Em, atom.Del, atom.Mark, atom.Code:
		s.pop()
	}
}

// endSign ends the sign of a note: in the text it refers to it, at the beginning of a note it names it.
func (s *bodyState) endSign() {
	if s.label == nil {
		return
	}
	label := strings.Trim(s.label.String(), "[]")
	s.label = nil
	if s.kind == "Note" && s.plain.Len() == 0 && s.noted == "" {
		s.noted = label
		return
	}
	fmt.Fprintf(&s.runs, `<w:r>%s<w:footnoteReference w:id="%d"/></w:r>`, runStyle{raised: true}.xml(), s.d.notes.refer(label))
	s.plain.WriteString(" ")
}

func (s *bodyState) push(change func(*runStyle)) {
	s.before = append(s.before, s.style)
	change(&s.style)
}

func (s *bodyState) pop() {
	if n := len(s.before); n > 0 {
		s.style, s.before = s.before[n-1], s.before[:n-1]
	}
}

// lineEnd begins a new line: a paragraph of its own in running text, as Chinese documents have it.
func (s *bodyState) lineEnd() {
	if s.kind != "BodyText" || s.inTable || s.lists > 0 || len(s.before) > 0 {
		s.runs.WriteString("<w:r><w:br/></w:r>")
		return
	}
	s.end()
	s.kind = "BodyText"
}

// end writes the open paragraph.
func (s *bodyState) end() {
	runs, kind := s.runs.String(), s.kind
	title := strings.HasPrefix(kind, "Heading") && s.plain.String() == s.d.o.Title
	noted := s.noted
	s.runs.Reset()
	s.plain.Reset()
	s.kind, s.noted = "", ""
	switch {
	case noted != "" && s.d.notes.put(noted, runs), runs == "", title:
		return
	case noted != "":
		runs = run(noted, runStyle{raised: true}) + runs
	}
	more := ""
	switch {
	case s.pre && strings.HasSuffix(runs, "<w:br/></w:r>"):
		runs = strings.TrimSuffix(runs, "<w:br/></w:r>") + "</w:r>"
	case s.lists > 0:
		kind = "ListParagraph"
		level := min(s.lists-1, 8)
		if s.item {
			more = fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="1"/></w:numPr>`, level)
		} else {
			more = fmt.Sprintf(`<w:ind w:left="%d"/>`, 420*(level+1))
		}
		s.item = false
	case s.quotes > 0:
		kind = "Quote"
	case kind == "":
		kind = "BodyText"
	}
	s.d.paragraph(kind, more, runs)
}

func (s *bodyState) startLink(href string) {
	outside := strings.HasPrefix(href, "http://") || strings.HasPrefix(href, "https://") || strings.HasPrefix(href, "mailto:")
	outside = outside && s.kind != "Note" && s.label == nil // the relations of notes are not those of the text
	s.links = append(s.links, outside)
	if outside {
		id := s.d.relate(outRelation{kind: "hyperlink", target: href, external: true})
		fmt.Fprintf(&s.runs, `<w:hyperlink r:id="%s">`, id)
	}
	s.push(func(r *runStyle) { r.linked = outside })
}

func (s *bodyState) endLink() {
	s.pop()
	n := len(s.links)
	if n == 0 {
		return
	}
	if s.links[n-1] {
		s.runs.WriteString("</w:hyperlink>")
	}
	s.links = s.links[:n-1]
}

// endCell keeps the runs of a cell until the table is known whole.
func (s *bodyState) endCell() {
	n := len(s.rows)
	if !s.inTable || n == 0 {
		return
	}
	align, kind := "", "TableText"
	if s.head {
		kind = "TableHead"
	}
	if s.align == "center" || s.align == "right" {
		align = fmt.Sprintf(`<w:jc w:val="%s"/>`, s.align)
	}
	s.rows[n-1] = append(s.rows[n-1], fmt.Sprintf(`<w:tc><w:tcPr/><w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>%s</w:p></w:tc>`, kind, align, s.runs.String()))
	s.runs.Reset()
	s.plain.Reset()
}

func (s *bodyState) table() {
	columns := 0
	for _, row := range s.rows {
		columns = max(columns, len(row))
	}
	s.inTable = false
	if columns == 0 {
		return
	}
	b := &s.d.b
	fmt.Fprintf(b, `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="%d" w:type="dxa"/></w:tblPr><w:tblGrid>`, textWidth)
	b.WriteString(strings.Repeat(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, textWidth/columns), columns) + "</w:tblGrid>")
	for i, row := range slices.DeleteFunc(s.rows, func(row []string) bool { return len(row) == 0 }) {
		b.WriteString("<w:tr>")
		if i == 0 {
			b.WriteString("<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
		}
		b.WriteString(strings.Join(row, ""))
		b.WriteString(strings.Repeat(`<w:tc><w:tcPr/><w:p/></w:tc>`, columns-len(row)))
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:tbl>")
	s.d.paragraph("TableText", "", "") // Word joins two tables that touch each other
}

// The largest picture, and a picture's point at 96 to the inch, in English Metric Units.
const (
	perPixel      = 9525
	pictureWidth  = 5_580_000
	pictureHeight = 7_600_000
)

func (s *bodyState) picture(src, alt string) {
	at, known := s.d.media[src]
	var config image.Config
	if s.kind == "Note" {
		at = -1
	} else if !known {
		at = -1
		var data []byte
		ok := false
		if s.d.o.Picture != nil {
			data, ok = s.d.o.Picture(src)
		}
		if ok {
			at = s.d.keep(data)
		}
		s.d.media[src] = at
	}
	if at >= 0 {
		var err error
		config, _, err = image.DecodeConfig(bytes.NewReader(s.d.files[at].data))
		if err != nil || config.Width <= 0 || config.Height <= 0 {
			at = -1
		}
	}
	if at < 0 {
		if alt == "" {
			alt = src
		}
		s.words("[" + alt + "]")
		return
	}
	width, height := int64(config.Width)*perPixel, int64(config.Height)*perPixel
	if width > pictureWidth {
		width, height = pictureWidth, max(1, height*pictureWidth/width)
	}
	if height > pictureHeight {
		width, height = max(1, width*pictureHeight/height), pictureHeight
	}
	s.d.drawn++
	drawn := fmt.Sprintf(drawing, width, height, s.d.drawn, text(alt), s.d.drawn, s.d.files[at].id, width, height)
	if s.kind != "BodyText" || s.inTable || s.lists > 0 || len(s.before) > 0 {
		s.runs.WriteString(drawn)
		s.plain.WriteString(" ")
		return
	}
	s.end()
	s.d.paragraph("Picture", "", drawn)
	s.kind = "BodyText"
}

// keep takes a picture's file in and gives its place, -1 for a kind that Word does not show.
func (d *writer) keep(data []byte) int {
	ending := map[string]string{"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}[pictureType(data)]
	if ending == "" {
		return -1
	}
	name := fmt.Sprintf("media/image%d.%s", len(d.files)+1, ending)
	id := d.relate(outRelation{kind: "image", target: name})
	d.files = append(d.files, mediaFile{name: name, id: id, data: data})
	return len(d.files) - 1
}
