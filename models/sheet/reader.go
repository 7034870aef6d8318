package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"bihuan/models/fault"
)

// Source is a file as far as a Reader needs it; bytes.Reader, strings.Reader and io.SectionReader are sources.
type Source interface {
	io.ReaderAt
	Size() int64
}

// rowSource gives rows with their line, io.EOF after the last.
type rowSource interface {
	next() (cells []string, line int, err error)
	close() error
}

// Reader reads a table row by row.
type Reader struct {
	rows    rowSource
	options Options
	header  []string
	count   int
	err     error
}

var (
	zipMagic = []byte("PK\x03\x04")
	oleMagic = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
)

// Open recognises the kind of table by its content and reads the header, the first row that is not empty.
// The name is the file's name as its sender gave it; it is only repeated in faults.
func Open(src Source, name string, o Options) (*Reader, error) {
	o = o.filled()
	if src.Size() > o.Bytes {
		return nil, fault.Invalid("invalid.sheet_size", "max", int(o.Bytes/mebibyte))
	}
	head := make([]byte, min(src.Size(), 512))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var rows rowSource
	var err error
	switch {
	case bytes.HasPrefix(head, zipMagic):
		rows, err = openXLSX(src, o)
	case bytes.HasPrefix(head, oleMagic):
		err = fault.Invalid("invalid.sheet_xls", "name", name)
	case isMarkup(head):
		err = fault.Invalid("invalid.sheet_kind", "name", name)
	default:
		rows, err = openCSV(src, o)
	}
	if err != nil {
		return nil, err
	}
	r := &Reader{rows: rows, options: o}
	r.header, _, err = r.read()
	if err == io.EOF {
		err = fault.Invalid("invalid.sheet_empty", "name", name)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	for i, h := range r.header {
		r.header[i] = strings.TrimSpace(h)
	}
	return r, nil
}

func isMarkup(head []byte) bool {
	text := bytes.ToLower(bytes.TrimLeft(head, "\ufeff \t\r\n"))
	for _, p := range []string{"<html", "<!doctype", "<?xml", "<table", "<script", "<svg", "%pdf-", "{\\rtf"} {
		if bytes.HasPrefix(text, []byte(p)) {
			return true
		}
	}
	return false
}

// Header gives the column names, without surrounding spaces.
func (r *Reader) Header() []string { return slices.Clone(r.header) }

// Next gives the next row that is not empty and its line in the file, io.EOF after the last. A row has at
// least as many cells as the header; it has more where the file has. Any other error ends the reading.
func (r *Reader) Next() (cells []string, line int, err error) {
	if r.err != nil {
		return nil, 0, r.err
	}
	if cells, line, r.err = r.read(); r.err != nil {
		return nil, line, r.err
	}
	if r.count++; r.count > r.options.Rows {
		r.err = tooManyRows(r.options.Rows)
		return nil, line, r.err
	}
	for len(cells) < len(r.header) {
		cells = append(cells, "")
	}
	return cells, line, nil
}

func (r *Reader) read() (cells []string, line int, err error) {
	for {
		if cells, line, err = r.rows.next(); err != nil {
			return nil, line, err
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) == 0 {
			continue
		}
		if len(cells) > r.options.Columns {
			return nil, line, tooManyColumns(line, r.options.Columns)
		}
		for i, c := range cells {
			if utf8.RuneCountInString(c) > r.options.Cell {
				return nil, line, tooLongCell(line, r.options.Cell)
			}
			cells[i] = unescape(c)
		}
		return cells, line, nil
	}
}

// Close gives back what the reading took.
func (r *Reader) Close() error { return r.rows.close() }

// guarded turns a panic of a part that met a broken file into a fault.
func guarded(err *error) {
	if p := recover(); p != nil {
		*err = fault.Wrap(fault.InvalidKind, fmt.Errorf("panic: %v", p), "invalid.sheet_broken")
	}
}
