package docx

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// field is one of Word's fields: the text that computes it, then what it showed last.
type field struct {
	code  strings.Builder
	shown bool
	href  string // of the link around it
}

// runProps are the manner of the characters in a run.
type runProps struct {
	bold, italic, strike, hidden bool
	script                       string // superscript or subscript
}

// inline reads what stands in a paragraph.
func (b *body) inline(s *scanner, name string, e xml.StartElement) error {
	each := func(name string, e xml.StartElement) error { return b.inline(s, name, e) }
	switch name {
	case "w:r":
		b.run = runProps{}
		return s.children(func(name string, e xml.StartElement) error { return b.inRun(s, name, e) })
	case "w:hyperlink":
		return b.hyperlink(s, e, each)
	case "w:fldSimple":
		return b.linked(linkOf(value(e, "instr")), func() error { return s.children(each) })
	case "w:ins":
		b.r.losses.add("tracked", "")
		return s.children(each)
	case "w:moveTo", "w:smartTag", "w:customXml", "w:dir", "w:bdo":
		return s.children(each)
	case "w:del", "w:moveFrom":
		return b.dropped(s)
	case "w:sdt":
		return b.control(s, each)
	case "mc:AlternateContent":
		return alternative(s, each)
	case "m:oMath", "m:oMathPara":
		return b.equation(s)
	}
	return s.skip()
}

func (b *body) hyperlink(s *scanner, e xml.StartElement, each func(string, xml.StartElement) error) error {
	href := ""
	if rel, ok := b.rels[value(e, "id")]; ok && rel.External {
		address, web := link(rel.Target)
		if !web {
			b.r.losses.add("link", rel.Target)
		}
		href = address
	}
	return b.linked(href, func() error { return s.children(each) })
}

// linked reads what stands in a link.
func (b *body) linked(href string, read func() error) error {
	before := b.href
	if href != "" {
		b.href = href
	}
	err := read()
	b.href = before
	return err
}

// linkOf gives the address of a HYPERLINK field.
func linkOf(code string) string {
	words := strings.Fields(code)
	if len(words) < 2 || !strings.EqualFold(words[0], "HYPERLINK") {
		return ""
	}
	href, _ := link(strings.Trim(words[1], `"`))
	return href
}

// inRun reads what stands in a run.
func (b *body) inRun(s *scanner, name string, e xml.StartElement) error {
	switch name {
	case "w:rPr":
		return b.readRunProps(s)
	case "w:t":
		text, err := s.text()
		b.text(text)
		return err
	case "w:tab", "w:ptab":
		b.text(" ")
	case "w:br", "w:cr":
		if kind := value(e, "type"); kind == "" || kind == "textWrapping" {
			b.text("\n")
		}
	case "w:noBreakHyphen":
		b.text("-")
	case "w:sym":
		b.symbol(value(e, "font"), value(e, "char"))
	case "w:fldChar":
		b.fieldMark(value(e, "fldCharType"))
	case "w:instrText":
		text, err := s.text()
		if n := len(b.fields); n > 0 && !b.fields[n-1].shown {
			b.fields[n-1].code.WriteString(text)
		}
		return err
	case "w:footnoteReference":
		b.note("f" + value(e, "id"))
	case "w:endnoteReference":
		b.note("e" + value(e, "id"))
	case "w:drawing", "w:pict":
		return b.drawing(s)
	case "w:object":
		return b.object(s)
	case "w:ruby":
		return b.ruby(s)
	case "w:delText", "w:delInstrText":
		return b.dropped(s)
	case "mc:AlternateContent":
		return alternative(s, func(name string, e xml.StartElement) error { return b.inRun(s, name, e) })
	}
	return s.skip()
}

func (b *body) readRunProps(s *scanner) error {
	return s.children(func(name string, e xml.StartElement) error {
		switch name {
		case "w:rStyle":
			b.r.styles.chain(value(e, "val"), func(_ string, st *style) bool {
				for at, v := range map[*bool]*bool{&b.run.bold: st.bold, &b.run.italic: st.italic, &b.run.hidden: st.hidden} {
					*at = *at || v != nil && *v
				}
				return false
			})
		case "w:b":
			b.run.bold = on(e)
		case "w:i":
			b.run.italic = on(e)
		case "w:strike", "w:dstrike":
			b.run.strike = on(e)
		case "w:vanish":
			b.run.hidden = on(e)
		case "w:vertAlign":
			b.run.script = value(e, "val")
		case "w:u":
			if on(e) && b.href == "" {
				b.r.losses.add("underline", "")
			}
		}
		return s.skip()
	})
}

// text takes characters in, unless they are hidden or compute a field.
func (b *body) text(t string) {
	if n := len(b.fields); n > 0 && !b.fields[n-1].shown || t == "" {
		return
	}
	if b.run.hidden {
		b.r.losses.add("hidden", t)
		return
	}
	if b.run.script == "superscript" || b.run.script == "subscript" {
		raised, ok := scripted(t, b.run.script)
		if !ok {
			b.r.losses.add("script", t)
		}
		t = raised
	}
	b.add(span{text: t, bold: b.run.bold, italic: b.run.italic, strike: b.run.strike, href: b.href})
}

func (b *body) add(s span) { b.spans = append(b.spans, s) }

var (
	raised  = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "+", "⁺", "-", "⁻", "n", "ⁿ")
	lowered = strings.NewReplacer("0", "₀", "1", "₁", "2", "₂", "3", "₃", "4", "₄", "5", "₅", "6", "₆", "7", "₇", "8", "₈", "9", "₉", "+", "₊", "-", "₋")
)

// scripted raises or lowers figures by characters of their own; ok is false where there are none.
func scripted(t, script string) (string, bool) {
	if trimmed(t) == "" {
		return t, true
	}
	by, some := raised, "0123456789+-n"
	if script == "subscript" {
		by, some = lowered, "0123456789+-"
	}
	if strings.Trim(t, some) != "" {
		return t, false
	}
	return by.Replace(t), true
}

// symbols are the signs of Word's picture fonts that forms use.
var symbols = map[string]string{"FE": "☑", "FD": "☒", "A8": "☐", "6F": "☐", "FC": "✓", "FB": "✗", "6C": "●", "6E": "■", "E0": "→", "D8": "➢", "9F": "•", "B7": "•"}

func (b *body) symbol(font, char string) {
	code := strings.ToUpper(char)
	if len(code) == 4 && code[:2] == "F0" {
		if sign := symbols[code[2:]]; sign != "" && (strings.HasPrefix(font, "Wingdings") || font == "Symbol" && code[2:] == "B7") {
			b.text(sign)
			return
		}
	} else if n, err := strconv.ParseUint(code, 16, 21); err == nil && n >= ' ' {
		b.text(string(rune(n)))
		return
	}
	b.r.losses.add("symbol", font+" "+char)
}

const mostFields = 50 // nested

func (b *body) fieldMark(kind string) {
	n := len(b.fields)
	switch {
	case kind == "begin" && n < mostFields:
		b.fields = append(b.fields, field{href: b.href})
	case n == 0:
	case kind == "separate":
		f := &b.fields[n-1]
		f.shown = true
		if href := linkOf(f.code.String()); href != "" {
			b.href = href
		}
	case kind == "end":
		b.href = b.fields[n-1].href
		b.fields = b.fields[:n-1]
	}
}

func (b *body) equation(s *scanner) error {
	var text strings.Builder
	err := s.deepText("m:t", &text)
	b.r.losses.add("equation", text.String())
	b.run = runProps{}
	b.text(text.String())
	return err
}

// ruby keeps the words and puts their reading behind them in brackets.
func (b *body) ruby(s *scanner) error {
	var base, reading strings.Builder
	err := s.children(func(name string, _ xml.StartElement) error {
		switch name {
		case "w:rt":
			return s.deepText("w:t", &reading)
		case "w:rubyBase":
			return s.deepText("w:t", &base)
		}
		return s.skip()
	})
	b.text(base.String())
	if reading.Len() > 0 {
		b.text("（" + reading.String() + "）")
	}
	return err
}
