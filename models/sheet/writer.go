package sheet

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"bihuan/models/fault"
	"bihuan/models/opc"
)

// Writer writes a table row by row, the header first. Values are string, bool, int, int64, float64, time.Time and nil.
type Writer interface {
	Row(values ...any) error
	// Close writes what is still held; it does not close the writer below.
	Close() error
}

// New gives a writer by the file's extension, "csv" or "xlsx"; times are written as they are told in zone.
func New(w io.Writer, extension string, zone *time.Location) (Writer, error) {
	switch extension {
	case "csv":
		c := NewCSV(w)
		c.Zone = zone
		return c, nil
	case "xlsx":
		x, err := NewXLSX(w)
		if err == nil {
			x.Zone = zone
		}
		return x, err
	}
	return nil, fault.Invalid("invalid.choice")
}

// CSV writes UTF-8 with a byte order mark, which Excel needs to see, and CRLF line ends.
type CSV struct {
	// Zone is where times are told; their own where nil.
	Zone  *time.Location
	below *bufio.Writer
	out   *csv.Writer
	begun bool
}

// NewCSV gives a CSV writer.
func NewCSV(w io.Writer) *CSV {
	b := bufio.NewWriterSize(w, 32<<10)
	c := &CSV{below: b, out: csv.NewWriter(b)}
	c.out.UseCRLF = true
	return c
}

// Row writes one row.
func (c *CSV) Row(values ...any) error {
	if err := c.begin(); err != nil {
		return err
	}
	cells := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
		case string:
			cells[i] = escape(lineEnds.Replace(v))
		case time.Time:
			cells[i] = shown(v, c.Zone)
		case float64:
			cells[i] = strconv.FormatFloat(v, 'f', -1, 64)
		case bool, int, int64:
			cells[i] = fmt.Sprint(v)
		default:
			return fmt.Errorf("sheet: a cell cannot be a %T", v)
		}
	}
	return c.out.Write(cells)
}

// lineEnds makes every line end a line feed: encoding/csv would drop a lone carriage return.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func (c *CSV) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	_, err := c.below.WriteString("\ufeff")
	return err
}

// Close writes what is still held.
func (c *CSV) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	c.out.Flush()
	if err := c.out.Error(); err != nil {
		return err
	}
	return c.below.Flush()
}

func shown(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	if zone != nil {
		t = t.In(zone)
	}
	return t.Format(time.DateTime)
}

const (
	xlsxSheet   = "Sheet1"
	columnWidth = 18
	cellMost    = excelize.TotalCellChars
)

// XLSX writes a workbook of one sheet, whose first row stands still while the others are scrolled.
type XLSX struct {
	// Zone is where times are told; their own where nil.
	Zone       *time.Location
	below      io.Writer
	file       *excelize.File
	out        *excelize.StreamWriter
	head, when int // styles
	rows       int
}

// NewXLSX gives an XLSX writer. Nothing reaches w before Close.
func NewXLSX(w io.Writer) (*XLSX, error) {
	x := &XLSX{below: w, file: excelize.NewFile()}
	var err error
	format := "yyyy-mm-dd hh:mm:ss"
	if x.head, err = x.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, err
	}
	if x.when, err = x.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
		return nil, err
	}
	if x.out, err = x.file.NewStreamWriter(xlsxSheet); err != nil {
		return nil, err
	}
	if err = x.out.SetColWidth(1, 100, columnWidth); err != nil {
		return nil, err
	}
	return x, x.out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// Row writes one row.
func (x *XLSX) Row(values ...any) error {
	if x.rows++; x.rows > excelize.TotalRows {
		return fault.Invalid("invalid.sheet_rows", "max", excelize.TotalRows)
	}
	cells := make([]any, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil, bool, int, int64, float64:
			cells[i] = v
		case string:
			cells[i] = cut(escape(opc.Printable(v)))
		case time.Time:
			cells[i] = x.time(v)
		default:
			return fmt.Errorf("sheet: a cell cannot be a %T", v)
		}
		if x.rows == 1 {
			cells[i] = excelize.Cell{StyleID: x.head, Value: cells[i]}
		}
	}
	return x.out.SetRow("A"+strconv.Itoa(x.rows), cells)
}

// time gives the hour on the wall as Excel keeps it, which knows no zones.
func (x *XLSX) time(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	if x.Zone != nil {
		t = t.In(x.Zone)
	}
	wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
	if wall.Year() < 1901 || wall.Year() > 9999 {
		return wall.Format(time.DateTime)
	}
	return excelize.Cell{StyleID: x.when, Value: wall}
}

// Close writes the workbook.
func (x *XLSX) Close() error {
	if err := x.out.Flush(); err != nil {
		return err
	}
	if err := x.file.Write(x.below); err != nil {
		return err
	}
	return x.file.Close()
}

func cut(s string) string {
	if utf8.RuneCountInString(s) <= cellMost {
		return s
	}
	return string([]rune(s)[:cellMost])
}
