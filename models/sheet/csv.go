package sheet

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"bihuan/models/fault"
)

// csvRows reads CSV as RFC 4180 has it, with the liberties that spreadsheets take: any of three
// delimiters, any line end, quotes inside a cell that does not begin with one. encoding/csv is not used
// because it reads an unclosed quote up to the end of the file before it looks at any bound.
type csvRows struct {
	in      *bufio.Reader
	comma   byte
	line    int // of the next byte
	options Options
	cell    strings.Builder
	cells   []string
	ended   bool
}

const peeked = 64 << 10

func openCSV(src Source, o Options) (*csvRows, error) {
	text, err := decoded(src, o.Encoding)
	if err != nil {
		return nil, err
	}
	c := &csvRows{in: bufio.NewReaderSize(text, peeked), line: 1, options: o}
	head, err := c.in.Peek(peeked)
	if err != nil && err != io.EOF {
		return nil, err
	}
	// Excel's own first line that names the delimiter.
	if len(head) > 5 && bytes.EqualFold(head[:4], []byte("sep=")) && (head[5] == '\n' || head[5] == '\r') && head[4] < utf8.RuneSelf {
		c.comma = head[4]
		_, _, err := c.next()
		return c, err
	}
	c.comma = delimiter(head)
	return c, nil
}

// delimiter is the sign that stands most often outside quotes in the first line with text.
func delimiter(head []byte) byte {
	quoted, text := false, false
	var n [256]int
	for _, b := range head {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n' || b == '\r':
			if text {
				return most(n)
			}
		case b == ',' || b == ';' || b == '\t':
			n[b]++
		case b != ' ':
			text = true
		}
	}
	return most(n)
}

func most(n [256]int) byte {
	best := byte(',')
	for _, b := range []byte{';', '\t'} {
		if n[b] > n[best] {
			best = b
		}
	}
	return best
}

func (c *csvRows) close() error { return nil }

func (c *csvRows) next() ([]string, int, error) {
	if c.ended {
		return nil, c.line, io.EOF
	}
	c.cells = nil
	start := c.line
	for {
		more, err := c.field()
		if err != nil {
			return nil, start, err
		}
		// Empty cells at the end do no harm, but they need a bound too.
		if len(c.cells) >= 20*c.options.Columns {
			return nil, start, tooManyColumns(start, c.options.Columns)
		}
		c.cells = append(c.cells, c.cell.String())
		c.cell.Reset()
		if !more {
			return c.cells, start, nil
		}
	}
}

// field reads one cell and tells whether another follows in the row.
func (c *csvRows) field() (more bool, err error) {
	first, start := true, c.line
	for {
		b, err := c.in.ReadByte()
		switch {
		case err == io.EOF:
			c.ended = true
			return false, nil
		case err != nil:
			return false, err
		case b == '"' && first:
			return c.quoted(start)
		case b == c.comma:
			return true, nil
		case b == '\n' || b == '\r':
			return false, c.lineEnd(b)
		}
		first = false
		if err := c.put(b, start); err != nil {
			return false, err
		}
	}
}

func (c *csvRows) put(b byte, line int) error {
	if c.cell.Len() >= c.options.Cell*utf8.UTFMax {
		return tooLongCell(line, c.options.Cell)
	}
	c.cell.WriteByte(b)
	return nil
}

// lineEnd takes the line feed that may follow a carriage return.
func (c *csvRows) lineEnd(b byte) error {
	c.line++
	if b == '\r' {
		following, err := c.in.ReadByte()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case following != '\n':
			return c.in.UnreadByte()
		}
	}
	return nil
}

// quoted reads a cell whose opening quote was taken.
func (c *csvRows) quoted(start int) (more bool, err error) {
	broken := fault.Invalid("invalid.sheet_quote", "line", start)
	for {
		b, err := c.in.ReadByte()
		if err == io.EOF {
			return false, broken
		}
		if err != nil {
			return false, err
		}
		if b == '\n' {
			c.line++
		}
		if b == '\r' {
			// A line end inside a cell is a line feed, however the file spells it.
			if following, err := c.in.Peek(1); err == nil && following[0] == '\n' {
				continue
			}
		}
		if b != '"' {
			if err := c.put(b, start); err != nil {
				return false, err
			}
			continue
		}
		b, err = c.in.ReadByte()
		switch {
		case err == io.EOF:
			c.ended = true
			return false, nil
		case err != nil:
			return false, err
		case b == '"':
			if err := c.put(b, start); err != nil {
				return false, err
			}
		case b == c.comma:
			return true, nil
		case b == '\n' || b == '\r':
			return false, c.lineEnd(b)
		default:
			return false, broken
		}
	}
}
