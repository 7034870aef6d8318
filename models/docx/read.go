package docx

import (
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"bihuan/models/fault"
	"bihuan/models/opc"
)

// Document is what was read: the text, the pictures in it and what could not be taken over.
type Document struct {
	Markdown string
	Pictures []Picture
	Losses   []Loss
}

// MostBytes is how large a document's file may be.
const MostBytes = 50 << 20

var bounds = opc.Bounds{Entries: 5_000, Part: 160 << 20, Total: 400 << 20}

// reading is the work on one document.
type reading struct {
	pkg     *opc.Package
	spent   spent
	styles  styles
	numbers numberings
	notes   map[string]string // by "f" or "e" and the id
	noted   int
	losses  losses
	gallery gallery
}

// Read brings a DOCX file into Markdown. A file that cannot be read is an Invalid fault with the key
// invalid.docx_kind (no Word document), _old (.doc, .wps), _encrypted, _macros, _size, _bomb or _broken.
func Read(file io.ReaderAt, size int64) (Document, error) {
	if size > MostBytes {
		return Document{}, fault.Invalid("invalid.docx_size", "max", MostBytes>>20)
	}
	pkg, err := opc.Open(file, size, bounds)
	if err != nil {
		return Document{}, refused(err)
	}
	r := &reading{pkg: pkg}
	main, err := r.main()
	if err != nil {
		return Document{}, err
	}
	rels, err := pkg.Relations(main)
	if err != nil {
		return Document{}, refused(err)
	}
	if err := r.prepare(rels); err != nil {
		return Document{}, err
	}
	b := &body{r: r, rels: rels}
	err = part(pkg, main, &r.spent, func(s *scanner) error {
		return s.children(func(name string, _ xml.StartElement) error {
			if name != "w:body" {
				return s.skip()
			}
			return b.blocksIn(s)
		})
	})
	if err != nil {
		return Document{}, err
	}
	return Document{Markdown: assembled(b.blocks), Pictures: r.gallery.list, Losses: r.losses.list}, nil
}

// refused names the fault of a file that is no package to be read.
func refused(err error) error {
	for _, k := range []struct {
		err error
		key string
	}{{opc.ErrKind, "invalid.docx_kind"}, {opc.ErrOld, "invalid.docx_old"}, {opc.ErrEncrypted, "invalid.docx_encrypted"},
		{opc.ErrBomb, "invalid.docx_bomb"}, {opc.ErrBroken, "invalid.docx_broken"}} {
		if errors.Is(err, k.err) {
			return fault.Wrap(fault.InvalidKind, err, k.key)
		}
	}
	return err
}

// main finds the part that holds the text.
func (r *reading) main() (string, error) {
	for _, name := range r.pkg.Names() {
		if strings.HasSuffix(name, "vbaproject.bin") {
			return "", fault.Invalid("invalid.docx_macros")
		}
	}
	rels, err := r.pkg.Relations("")
	if err != nil {
		return "", refused(err)
	}
	main := target(rels, "officeDocument")
	if main == "" {
		main = "word/document.xml"
	}
	if !strings.HasPrefix(main, "word/") && !r.pkg.Has("word/document.xml") || !r.pkg.Has(main) {
		return "", fault.Invalid("invalid.docx_kind")
	}
	return main, nil
}

// prepare reads the parts that the text refers to, and tells of those that are not taken over.
func (r *reading) prepare(rels map[string]opc.Relation) error {
	present := func(kind string) string {
		if name := target(rels, kind); r.pkg.Has(name) {
			return name
		}
		return ""
	}
	if err := r.readStyles(present("styles")); err != nil {
		return err
	}
	if err := r.readNumbering(present("numbering")); err != nil {
		return err
	}
	r.notes = map[string]string{}
	if err := r.readNotes(present("footnotes"), "w:footnote", "f"); err != nil {
		return err
	}
	if err := r.readNotes(present("endnotes"), "w:endnote", "e"); err != nil {
		return err
	}
	if err := r.tell(present("comments"), "w:comment", "comment"); err != nil {
		return err
	}
	told := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(rels)) {
		rel := rels[id]
		if (rel.Type == "header" || rel.Type == "footer") && !rel.External && r.pkg.Has(rel.Target) && !told[rel.Target] {
			told[rel.Target] = true
			if err := r.tell(rel.Target, "", rel.Type); err != nil {
				return err
			}
		}
	}
	return nil
}

// readNotes reads footnotes or endnotes by their ids.
func (r *reading) readNotes(name, element, prefix string) error {
	if name == "" {
		return nil
	}
	rels, err := r.pkg.Relations(name)
	if err != nil {
		return refused(err)
	}
	return part(r.pkg, name, &r.spent, func(s *scanner) error {
		return s.children(func(name string, e xml.StartElement) error {
			if name != element || value(e, "type") != "" && value(e, "type") != "normal" {
				return s.skip()
			}
			b := &body{r: r, rels: rels, inTable: 1} // a note stands in one line, as a cell does
			err := b.blocksIn(s)
			r.notes[prefix+value(e, "id")] = joinedTexts(b.blocks, " ")
			return err
		})
	})
}

// tell counts the elements of a part that hold text, or the part itself, as a loss.
func (r *reading) tell(name, element, loss string) error {
	if name == "" {
		return nil
	}
	return part(r.pkg, name, &r.spent, func(s *scanner) error {
		var whole strings.Builder
		err := s.children(func(name string, _ xml.StartElement) error {
			var text strings.Builder
			err := s.deepText("w:t", &text)
			if name == element {
				r.losses.add(loss, text.String())
			}
			whole.WriteString(text.String())
			return err
		})
		if element == "" && trimmed(whole.String()) != "" {
			r.losses.add(loss, whole.String())
		}
		return err
	})
}
