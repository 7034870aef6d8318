package opc

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// The ways in which a file is no package that may be read.
var (
	ErrKind      = errors.New("opc: not a package")
	ErrOld       = errors.New("opc: a compound file of old Office programs")
	ErrEncrypted = errors.New("opc: protected by a password")
	ErrBomb      = errors.New("opc: unpacks to too much")
	ErrBroken    = errors.New("opc: damaged")
)

// Bounds limit what a package may hold.
type Bounds struct {
	Entries int
	Part    uint64 // bytes of one part when unpacked
	Total   uint64 // bytes of all parts when unpacked
}

// ratio is how many times its packed size a part of more than a mebibyte may unpack to; DEFLATE ends at 1032.
const ratio = 400

// Package is a ZIP container whose table of contents was found within bounds.
type Package struct {
	parts  map[string]*zip.File // by name in small letters, without a leading slash
	bounds Bounds
}

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
)

// Open reads the table of contents. Its errors wrap those of this package.
func Open(r io.ReaderAt, size int64, b Bounds) (*Package, error) {
	head := make([]byte, min(size, 8))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, oleMagic):
		return nil, compound(r, size)
	case !bytes.HasPrefix(head, zipMagic):
		return nil, ErrKind
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if len(z.File) > b.Entries {
		return nil, ErrBomb
	}
	p := &Package{parts: make(map[string]*zip.File, len(z.File)), bounds: b}
	var total uint64
	for _, f := range z.File {
		unpacked := f.UncompressedSize64
		total += min(unpacked, 1<<40)
		if unpacked > b.Part || total > b.Total || unpacked > 1<<20 && unpacked/ratio > f.CompressedSize64 {
			return nil, ErrBomb
		}
		name := Name(f.Name)
		if _, twice := p.parts[name]; twice {
			return nil, fmt.Errorf("%w: two parts of one name", ErrBroken)
		}
		p.parts[name] = f
	}
	return p, nil
}

// compound tells a file of an old program from one that a newer program has encrypted.
func compound(r io.ReaderAt, size int64) error {
	mark := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	const window = 1 << 20
	buf := make([]byte, window+len(mark))
	for from := int64(0); from < size; from += window {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-from)], from)
		if bytes.Contains(buf[:n], mark) {
			return ErrEncrypted
		}
		if err != nil {
			break
		}
	}
	return ErrOld
}

// Name brings the name of a part into the form in which parts are known.
func Name(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// Has tells whether there is such a part.
func (p *Package) Has(name string) bool { return p.parts[Name(name)] != nil }

// Names gives the names of all parts, in no order.
func (p *Package) Names() []string {
	var all []string
	for name := range p.parts {
		all = append(all, name)
	}
	return all
}

// Open opens a part for reading; ErrBroken where it is missing.
func (p *Package) Open(name string) (io.ReadCloser, error) {
	f := p.parts[Name(name)]
	if f == nil {
		return nil, fmt.Errorf("%w: no %s", ErrBroken, name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return r, nil
}

// Read gives a whole part of at most max bytes; a larger one is ErrBomb.
func (p *Package) Read(name string, max int64) ([]byte, error) {
	r, err := p.Open(name)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(r, max+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if int64(len(data)) > max {
		return nil, ErrBomb
	}
	return data, nil
}

// Relation leads from one part to another, or out of the package.
type Relation struct {
	Type     string // the last word of its address: image, hyperlink, header …
	Target   string // the name of a part, or an address where External
	External bool
}

// mostRelations bounds the relations of one part: one for each picture and link in it.
const mostRelations = 100_000

// Relations gives the relations of a part by id; of the package itself where the part is "".
func (p *Package) Relations(part string) (map[string]Relation, error) {
	dir, base := path.Split(Name(part))
	if part == "" {
		dir, base = "", ""
	}
	name := dir + "_rels/" + base + ".rels"
	all := map[string]Relation{}
	if !p.Has(name) {
		return all, nil
	}
	r, err := p.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }() // it was only read from
	dec := xml.NewDecoder(r)
	for {
		t, err := dec.RawToken()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBroken, err)
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "Relationship" {
			continue
		}
		if len(all) == mostRelations {
			return nil, ErrBomb
		}
		id, rel := relation(e, dir)
		all[id] = rel
	}
}

func relation(e xml.StartElement, dir string) (string, Relation) {
	var id string
	var rel Relation
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "Id":
			id = a.Value
		case "Type":
			rel.Type = path.Base(a.Value)
		case "Target":
			rel.Target = a.Value
		case "TargetMode":
			rel.External = strings.EqualFold(a.Value, "External")
		}
	}
	if !rel.External {
		target := strings.ReplaceAll(rel.Target, `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		rel.Target = Name(target)
	}
	return id, rel
}

// Printable leaves out what XML cannot hold.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == '\uFFFE' || r == '\uFFFF' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
