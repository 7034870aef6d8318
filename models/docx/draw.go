package docx

import (
	"encoding/xml"
	"strings"
)

// shape is what was found in a drawing.
type shape struct {
	name  string
	found bool // a picture, text, or something that was told as lost
}

// drawing reads a picture, a text box or another shape.
func (b *body) drawing(s *scanner) error {
	var sh shape
	if err := b.shapes(s, &sh); err != nil {
		return err
	}
	if !sh.found {
		b.r.losses.add("drawing", sh.name)
	}
	return nil
}

func (b *body) shapes(s *scanner, sh *shape) error {
	return s.children(func(name string, e xml.StartElement) error { return b.inShape(s, sh, name, e) })
}

func (b *body) inShape(s *scanner, sh *shape, name string, e xml.StartElement) error {
	switch name {
	case "wp:docPr":
		sh.name = value(e, "descr")
		if sh.name == "" {
			sh.name = value(e, "title")
		}
	case "v:shape":
		if alt := value(e, "alt"); alt != "" {
			sh.name = alt
		}
	case "a:blip":
		sh.found = true
		id := value(e, "embed")
		if id == "" {
			id = value(e, "link")
		}
		if err := b.picture(id, sh.name); err != nil {
			return err
		}
	case "v:imagedata":
		sh.found = true
		if err := b.picture(value(e, "id"), sh.name); err != nil {
			return err
		}
	case "w:txbxContent":
		sh.found = true
		return b.textBox(s)
	case "v:textpath": // words bent to a shape, as watermarks are
		sh.found = true
		b.r.losses.add("drawing", value(e, "string"))
	case "mc:AlternateContent":
		return alternative(s, func(name string, e xml.StartElement) error { return b.inShape(s, sh, name, e) })
	}
	return b.shapes(s, sh)
}

// textBox puts the text of a box behind the paragraph that holds it.
func (b *body) textBox(s *scanner) error {
	inner := &body{r: b.r, rels: b.rels, inTable: b.inTable}
	err := inner.blocksIn(s)
	b.r.losses.add("textbox", joinedTexts(inner.blocks, " "))
	for i := range inner.blocks {
		inner.blocks[i].level, inner.blocks[i].centre = 0, false
	}
	b.after = append(b.after, inner.blocks...)
	return err
}

// object tells of an embedded document and keeps the picture that stands for it.
func (b *body) object(s *scanner) error {
	program := ""
	var sh shape
	err := s.children(func(name string, e xml.StartElement) error {
		if name == "o:OLEObject" {
			program = value(e, "ProgID")
			return s.skip()
		}
		return b.inShape(s, &sh, name, e)
	})
	what := "object"
	if strings.HasPrefix(program, "Equation") {
		what = "equation"
	}
	b.r.losses.add(what, program)
	return err
}
