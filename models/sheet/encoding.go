package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"bihuan/models/fault"
)

// Text gives the text of a file in one of the encodings that Chinese offices use as UTF-8, without a byte order mark.
func Text(src Source) (io.Reader, error) { return decoded(src, "") }

// decoded finds out the encoding of a text file and gives its text as UTF-8 without a byte order mark.
// The whole file is looked through first, so that a wrong guess cannot show half way.
func decoded(src Source, forced string) (io.Reader, error) {
	head := make([]byte, min(src.Size(), 3))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	from := func(skip int64) io.Reader { return io.NewSectionReader(src, skip, src.Size()-skip) }
	with := func(e encoding.Encoding, skip int64) func() io.Reader {
		return func() io.Reader { return transform.NewReader(from(skip), e.NewDecoder()) }
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return checked(func() io.Reader { return from(3) })
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return checked(with(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2))
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return checked(with(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2))
	}
	gb := with(simplifiedchinese.GB18030, 0)
	plain := func() io.Reader { return from(0) }
	switch forced {
	case "utf-8":
		return checked(plain)
	case "gb18030":
		return checked(gb)
	}
	whole, err := scan(plain())
	if err != nil {
		return nil, err
	}
	// A file that is UTF-8 but for a few bytes was damaged; read as GB18030 it would be nonsense.
	if whole.bad == 0 || whole.good > 10*whole.bad {
		return checked(plain)
	}
	return checked(gb)
}

// scanned is what a look through a text found.
type scanned struct {
	good, bad int // characters of several bytes, bytes that are no UTF-8 or were replaced while decoding
	badLine   int // of the first
	nul       bool
}

func scan(r io.Reader) (scanned, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	s, line := scanned{}, 1
	for {
		c, size, err := in.ReadRune()
		switch {
		case err == io.EOF:
			return s, nil
		case err != nil:
			return s, err
		case c == utf8.RuneError:
			if s.bad++; s.badLine == 0 {
				s.badLine = line
			}
		case size > 1:
			s.good++
		case c == '\n':
			line++
		case c == 0:
			s.nul = true
		}
	}
}

func checked(open func() io.Reader) (io.Reader, error) {
	s, err := scan(open())
	switch {
	case err != nil:
		return nil, err
	case s.nul:
		return nil, fault.Invalid("invalid.sheet_binary")
	case s.bad > 0:
		return nil, fault.Invalid("invalid.sheet_encoding", "line", s.badLine)
	}
	return open(), nil
}
