package docx

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"bihuan/models/fault"
	"bihuan/models/opc"
)

// Bounds of a document's XML. Word itself nests about forty elements deep.
const (
	mostElements = 40_000_000
	mostDepth    = 250
	mostText     = 64 << 20 // bytes of text taken from all parts
)

// scanner walks through an XML part, element by element. Custom entities are errors to encoding/xml, so there is
// nothing that grows.
type scanner struct {
	dec   *xml.Decoder
	spent *spent
	depth int
	names map[xml.Name]string
}

// spent counts over all parts of a document.
type spent struct{ elements, text int }

func newScanner(r io.Reader, s *spent) *scanner {
	return &scanner{dec: xml.NewDecoder(r), spent: s, names: map[xml.Name]string{}}
}

// broken is the fault of a damaged file.
func broken(err error) error { return fault.Wrap(fault.InvalidKind, err, "invalid.docx_broken") }

func tooMuch() error { return fault.Invalid("invalid.docx_bomb") }

// prefixes are the usual ones, whatever a document itself calls them; both the transitional and the strict names.
var prefixes = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":           "w:",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                       "w:",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":             "m:",
	"http://purl.oclc.org/ooxml/officeDocument/math":                         "m:",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp:",
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":             "wp:",
	"http://schemas.openxmlformats.org/drawingml/2006/main":                  "a:",
	"http://purl.oclc.org/ooxml/drawingml/main":                              "a:",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":    "r:",
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                "r:",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":            "mc:",
	"urn:schemas-microsoft-com:vml":                                          "v:",
	"urn:schemas-microsoft-com:office:office":                                "o:",
}

// name gives an element's name with its usual prefix, without any where its namespace does not matter here.
func (s *scanner) name(n xml.Name) string {
	if known, ok := s.names[n]; ok {
		return known
	}
	name := prefixes[n.Space] + n.Local
	if len(s.names) < 1000 {
		s.names[n] = name
	}
	return name
}

// root goes to the document element.
func (s *scanner) root() error {
	for {
		t, err := s.dec.Token()
		if err != nil {
			return broken(fmt.Errorf("no document element: %w", err))
		}
		if _, ok := t.(xml.StartElement); ok {
			s.depth = 1
			return nil
		}
	}
}

// children calls each for every element in the present one; each must go through its element to the end, by children,
// text or skip.
func (s *scanner) children(each func(name string, e xml.StartElement) error) error {
	return s.content(each, nil)
}

func (s *scanner) content(each func(name string, e xml.StartElement) error, text func([]byte)) error {
	if s.depth > mostDepth {
		return tooMuch()
	}
	for {
		t, err := s.dec.Token()
		if err != nil {
			return broken(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if s.spent.elements++; s.spent.elements > mostElements {
				return tooMuch()
			}
			s.depth++
			if err := each(s.name(t.Name), t); err != nil {
				return err
			}
		case xml.EndElement:
			s.depth--
			return nil
		case xml.CharData:
			if text != nil {
				if s.spent.text += len(t); s.spent.text > mostText {
					return tooMuch()
				}
				text(t)
			}
		}
	}
}

// skip passes over the present element.
func (s *scanner) skip() error {
	return s.children(func(string, xml.StartElement) error { return s.skip() })
}

// text gives the characters of the present element.
func (s *scanner) text() (string, error) {
	var b strings.Builder
	err := s.content(func(string, xml.StartElement) error { return s.skip() }, func(t []byte) { b.Write(t) })
	return b.String(), err
}

// deepText gives the characters of all elements of one name within the present one.
func (s *scanner) deepText(of string, b *strings.Builder) error {
	return s.children(func(name string, _ xml.StartElement) error {
		if name != of {
			return s.deepText(of, b)
		}
		t, err := s.text()
		b.WriteString(t)
		return err
	})
}

// value gives an attribute by its local name.
func value(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// on reads a switch: present means on, unless its value says otherwise.
func on(e xml.StartElement) bool {
	switch value(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// part walks through one part of the package, from its document element.
func part(p *opc.Package, name string, s *spent, each func(*scanner) error) error {
	r, err := p.Open(name)
	if err != nil {
		return broken(err)
	}
	defer func() { _ = r.Close() }() // it was only read from
	sc := newScanner(r, s)
	if err := sc.root(); err != nil {
		return err
	}
	return each(sc)
}
