package docx

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"bihuan/models/opc"
)

// block is a paragraph or a table of the document, as Markdown.
type block struct {
	text     string
	level    int  // of a heading: titleLevel, 1 to 9; 0 none
	division rune // 编, 章 or 节 of a heading known by its words only
	bullet   bool
	centre   bool
	table    bool
	note     bool
}

// body collects the blocks of one story: the document, a cell, a note, a text box.
type body struct {
	r       *reading
	rels    map[string]opc.Relation
	blocks  []block
	after   []block // text boxes, and the notes of the paragraph, that stand behind it
	spans   []span
	props   paragraphProps
	run     runProps
	href    string
	fields  []field
	joining bool // the paragraph before lost its end to a tracked deletion
	inTable int
}

// paragraphProps are what a paragraph says of itself.
type paragraphProps struct {
	style   string
	num     numbering
	level   int
	levelOn bool // the level was said, even as none
	centre  bool
	deleted bool // its end is deleted
}

func (r *reading) readParagraphProps(s *scanner, p *paragraphProps) error {
	return s.children(func(name string, e xml.StartElement) error {
		switch name {
		case "w:pStyle":
			p.style = value(e, "val")
		case "w:outlineLvl":
			p.level, p.levelOn = atoi(value(e, "val"), 9)+1, true
			if p.level < 1 || p.level > 9 {
				p.level = 0
			}
		case "w:jc":
			p.centre = value(e, "val") == "center"
		case "w:numPr":
			return s.children(func(name string, e xml.StartElement) error {
				switch name {
				case "w:ilvl":
					p.num.level, p.num.fixed = atoi(value(e, "val"), 0), true
				case "w:numId":
					p.num.id = value(e, "val")
				}
				return s.skip()
			})
		case "w:rPr":
			return s.children(func(name string, _ xml.StartElement) error {
				p.deleted = p.deleted || name == "w:del" || name == "w:moveFrom"
				return s.skip()
			})
		}
		return s.skip()
	})
}

// blocksIn reads the paragraphs and tables of the present element.
func (b *body) blocksIn(s *scanner) error {
	return s.children(func(name string, e xml.StartElement) error { return b.blockIn(s, name, e) })
}

func (b *body) blockIn(s *scanner, name string, _ xml.StartElement) error {
	each := func(name string, e xml.StartElement) error { return b.blockIn(s, name, e) }
	switch name {
	case "w:p":
		return b.paragraph(s)
	case "w:tbl":
		return b.table(s)
	case "w:sdt":
		return b.control(s, each)
	case "w:customXml", "w:smartTag", "w:moveTo":
		return b.blocksIn(s)
	case "w:ins":
		b.r.losses.add("tracked", "")
		return b.blocksIn(s)
	case "w:del", "w:moveFrom":
		return b.dropped(s)
	case "mc:AlternateContent":
		return alternative(s, each)
	case "m:oMathPara", "m:oMath":
		b.spans, b.props = nil, paragraphProps{}
		if err := b.equation(s); err != nil {
			return err
		}
		b.finish()
		return nil
	case "w:altChunk", "w:subDoc":
		b.r.losses.add("object", "")
	}
	return s.skip()
}

// control reads a content control, which may be a table of contents.
func (b *body) control(s *scanner, each func(string, xml.StartElement) error) error {
	toc := false
	return s.children(func(name string, _ xml.StartElement) error {
		switch {
		case name == "w:sdtPr":
			return s.children(func(name string, _ xml.StartElement) error {
				if name != "w:docPartObj" {
					return s.skip()
				}
				return s.children(func(_ string, e xml.StartElement) error {
					toc = toc || value(e, "val") == "Table of Contents"
					return s.skip()
				})
			})
		case name == "w:sdtContent" && toc:
			b.r.losses.add("contents", "")
		case name == "w:sdtContent":
			return s.children(each)
		}
		return s.skip()
	})
}

// dropped passes over what was deleted with its track kept.
func (b *body) dropped(s *scanner) error {
	var text strings.Builder
	err := s.deepText("w:delText", &text)
	b.r.losses.add("tracked", text.String())
	return err
}

// alternative reads the first choice, which is what present programs show, or the fallback.
func alternative(s *scanner, each func(string, xml.StartElement) error) error {
	chosen := false
	return s.children(func(name string, _ xml.StartElement) error {
		if chosen || name != "mc:Choice" && name != "mc:Fallback" {
			return s.skip()
		}
		chosen = true
		return s.children(each)
	})
}

func (b *body) paragraph(s *scanner) error {
	if !b.joining {
		b.spans = nil
	}
	b.props, b.href = paragraphProps{}, ""
	err := s.children(func(name string, e xml.StartElement) error {
		if name == "w:pPr" {
			return b.r.readParagraphProps(s, &b.props)
		}
		return b.inline(s, name, e)
	})
	for i := range b.fields { // a field whose result never comes must not hide what follows
		b.fields[i].shown = true
	}
	if b.joining = b.props.deleted && err == nil; b.joining {
		return nil
	}
	b.finish()
	return err
}

var chapter = regexp.MustCompile(`^第[一二三四五六七八九十百零〇0-9０-９]{1,6}([编章节])(?:[\s　:：].*)?$`)

const headingMost = 40 // characters of a paragraph that is taken for a heading by its words

// finish makes a block of the paragraph that was read.
func (b *body) finish() {
	styleName, level, centre, num := b.manner()
	l := b.r.number(num, b.props.style)
	if contents(styleName) {
		b.r.losses.add("contents", words(b.spans))
	} else if bl := newBlock(b.spans, l, level, b.inTable > 0); bl.text != "" {
		bl.centre = centre
		b.blocks = append(b.blocks, bl)
	}
	b.blocks = append(b.blocks, b.after...)
	b.spans, b.after = nil, nil
}

// newBlock makes a block of a paragraph with its number. A clause is a line and no heading, whatever its style
// says; a short line 第X章 is a heading without any style.
func newBlock(spans []span, l label, level int, inTable bool) block {
	if l.text != "" && !l.bullet {
		spans = append([]span{{text: l.text}}, spans...)
	}
	text := trimmed(words(spans))
	bl := block{bullet: l.bullet}
	switch {
	case clauseLabel.MatchString(text):
		spans = unlabelled(spans)
	case inTable || text == "":
	case level != 0:
		bl.level = level
	case utf8.RuneCountInString(text) <= headingMost && !strings.ContainsAny(text, "。；;"):
		if m := chapter.FindStringSubmatch(text); m != nil {
			bl.division, _ = utf8.DecodeRuneInString(m[1])
			bl.level = 1
		}
	}
	switch {
	case bl.level != 0:
		bl.text = strings.Join(strings.Fields(markdown(plainSpans(spans), false)), " ")
		bl.bullet = false
	case bl.bullet && !inTable:
		pad := strings.Repeat("  ", min(l.level, 8))
		if bl.text = markdown(spans, false); bl.text != "" {
			bl.text = pad + "- " + strings.ReplaceAll(bl.text, "\n", "\n"+pad+"  ")
		}
	default:
		bl.text = markdown(spans, inTable)
	}
	return bl
}

// manner asks the paragraph and then its style.
func (b *body) manner() (styleName string, level int, centre bool, num numbering) {
	p := b.props
	id := p.style
	if id == "" {
		id = b.r.styles.paragraph
	}
	if s := b.r.styles.all[id]; s != nil {
		styleName = s.name
	}
	level, centre, num = p.level, p.centre, p.num
	b.r.styles.chain(id, func(_ string, s *style) bool {
		if level == 0 && !p.levelOn {
			level = s.level
		}
		centre = centre || s.centre
		if num.id == "" && s.num.id != "" {
			num.id = s.num.id
			if !num.fixed {
				num.level = s.num.level
			}
		}
		return false
	})
	return styleName, level, centre, num
}

// note puts the sign of a footnote into the text and its words behind the paragraph.
func (b *body) note(key string) {
	text, ok := b.r.notes[key]
	if !ok {
		return
	}
	b.r.noted++
	b.add(span{text: fmt.Sprintf("[^%d]", b.r.noted), mark: true})
	b.after = append(b.after, block{text: fmt.Sprintf("[^%d]: %s", b.r.noted, text), note: true})
}

// assembled joins the blocks into a text.
func assembled(blocks []block) string {
	nested := settleHeadings(blocks)
	var out strings.Builder
	for i, bl := range blocks {
		if i > 0 {
			out.WriteByte('\n')
			if !bl.bullet || !blocks[i-1].bullet {
				out.WriteByte('\n')
			}
		}
		if n := nested(bl); n > 0 {
			out.WriteString(strings.Repeat("#", n) + " ")
		}
		out.WriteString(bl.text)
	}
	if out.Len() > 0 {
		out.WriteByte('\n')
	}
	return out.String()
}

// settleHeadings decides how deep headings stand: the title at #, the highest division at ##. Without a title in a
// style of its own, it is the only highest heading if the document begins with it, or a first line in the middle.
func settleHeadings(blocks []block) func(block) int {
	title, highest, books := false, 0, false
	for _, bl := range blocks {
		title = title || bl.level == titleLevel
		books = books || bl.division == '编'
		if bl.level == 1 {
			highest++
		}
	}
	shift := 1
	switch {
	case title || len(blocks) == 0:
	case blocks[0].level == 1 && blocks[0].division == 0 && highest == 1:
		shift = 0
	case blocks[0].level == 0 && blocks[0].centre && !blocks[0].table && utf8.RuneCountInString(blocks[0].text) <= 2*headingMost:
		blocks[0].level = titleLevel
		blocks[0].text = strings.Join(strings.Fields(strings.ReplaceAll(blocks[0].text, "**", "")), " ")
	}
	return func(bl block) int {
		level := bl.level
		switch {
		case level == 0:
			return 0
		case level == titleLevel:
			return 1
		case bl.division == '节':
			level++
			fallthrough
		case bl.division == '章':
			if books {
				level++
			}
		}
		return min(level+shift, 6)
	}
}

// joinedTexts gives the texts of blocks in one line.
func joinedTexts(blocks []block, between string) string {
	var texts []string
	for _, bl := range blocks {
		texts = append(texts, bl.text)
	}
	return strings.Join(texts, between)
}
