package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"

	"bihuan/models/fault"
)

// xlsxRows reads the first visible sheet of a workbook.
type xlsxRows struct {
	file *excelize.File
	rows *excelize.Rows
	line int
}

// memory is how much of an unpacked sheet is held; a larger one goes to a temporary file.
const memory = 16 * mebibyte

func openXLSX(src Source, o Options) (x *xlsxRows, err error) {
	if err := inspect(src, o); err != nil {
		return nil, err
	}
	defer guarded(&err)
	f, err := excelize.OpenReader(io.NewSectionReader(src, 0, src.Size()),
		excelize.Options{UnzipSizeLimit: max(o.Unzipped, memory), UnzipXMLSizeLimit: memory})
	if err != nil {
		return nil, fault.Wrap(fault.InvalidKind, err, "invalid.sheet_broken")
	}
	x = &xlsxRows{file: f}
	if err = plainNumbers(f); err == nil {
		x.rows, err = f.Rows(firstSheet(f))
	}
	if err != nil {
		return nil, errors.Join(fault.Wrap(fault.InvalidKind, err, "invalid.sheet_broken"), f.Close())
	}
	return x, nil
}

// beside is how much may be unpacked that is neither rows nor their texts (pictures, charts): it is held in memory.
const beside = 64 * mebibyte

// inspect first looks at the table of contents only, before anything is unpacked; then it unpacks
// everything once into nothing, because excelize passes over entries that are damaged, and rows would be lost
// without a word. Go's zip reader refuses an entry that unpacks to more than it declares.
func inspect(src Source, o Options) error {
	z, err := zip.NewReader(src, src.Size())
	if err != nil {
		return fault.Wrap(fault.InvalidKind, err, "invalid.sheet_broken")
	}
	var total, other uint64
	workbook := false
	for _, f := range z.File {
		name := strings.ToLower(path.Clean(strings.ReplaceAll(f.Name, `\`, "/")))
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasPrefix(name, "xl/macrosheets/") {
			return fault.Invalid("invalid.sheet_macros")
		}
		size := min(f.UncompressedSize64, 1<<40)
		total += size
		if !strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/sharedstrings.xml" {
			other += size
		}
		workbook = workbook || name == "xl/workbook.xml"
	}
	switch {
	case !workbook:
		return fault.Invalid("invalid.sheet_kind")
	case total > uint64(o.Unzipped) || other > beside || len(z.File) > 5_000:
		return fault.Invalid("invalid.sheet_bomb")
	}
	for _, f := range z.File {
		if err := unpack(f); err != nil {
			return fault.Wrap(fault.InvalidKind, err, "invalid.sheet_broken")
		}
	}
	return nil
}

func unpack(f *zip.File) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	return errors.Join(err, r.Close())
}

func firstSheet(f *excelize.File) string {
	all := f.GetSheetList()
	for _, name := range all {
		if visible, err := f.GetSheetVisible(name); err == nil && visible {
			return name
		}
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// The formats in which dates and times are read, whatever the cell's own format is.
const (
	dateFormat     = "yyyy-mm-dd"
	dateTimeFormat = "yyyy-mm-dd hh:mm:ss"
	timeFormat     = "hh:mm:ss"
)

// plainNumbers sets the number format of every cell style: dates unambiguous, all other numbers as they are.
// Otherwise a date would be read as the sender's spreadsheet shows it, with day and month in any order.
func plainNumbers(f *excelize.File) error {
	if _, err := f.GetStyle(0); err != nil && f.Styles == nil {
		return err
	}
	if f.Styles == nil || f.Styles.CellXfs == nil {
		return nil
	}
	custom := map[int]string{}
	if f.Styles.NumFmts != nil {
		for _, n := range f.Styles.NumFmts.NumFmt {
			custom[n.NumFmtID] = n.FormatCode
		}
	}
	ids := map[string]int{}
	for _, format := range []string{dateFormat, dateTimeFormat, timeFormat} {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			return err
		}
		ids[format] = *f.Styles.CellXfs.Xf[id].NumFmtID
	}
	const none = 1 << 30 // no such format: the value is given as it is stored
	for i := range f.Styles.CellXfs.Xf {
		xf := &f.Styles.CellXfs.Xf[i]
		if xf.NumFmtID == nil {
			continue
		}
		id := none
		if format := timeKind(*xf.NumFmtID, custom); format != "" {
			id = ids[format]
		}
		xf.NumFmtID = &id
	}
	return nil
}

// timeKind tells whether a number format shows a date, a time or both.
func timeKind(id int, custom map[int]string) string {
	code, ok := custom[id]
	if !ok {
		switch {
		case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
			return dateFormat
		case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
			return timeFormat
		case id == 22:
			return dateTimeFormat
		}
		return ""
	}
	return codeKind(code)
}

// codeKind reads a format code: letters outside quotes, brackets and escapes tell what it shows.
func codeKind(code string) string {
	code, _, _ = strings.Cut(strings.ReplaceAll(strings.ToLower(code), "general", "0"), ";")
	var date, clock bool
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i += 1 + max(strings.IndexByte(code[i+1:], '"'), 0)
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return ""
			}
			if inside := code[i+1 : i+end]; inside != "" && strings.Trim(inside, "hms") == "" {
				return "" // elapsed hours are a number, not a time of day
			}
			i += end
		case 'y', 'd', 'e':
			date = true
		case 'h', 's':
			clock = true
		case '0', '#', '?':
			if !date && !clock {
				return ""
			}
		}
	}
	switch {
	case date && clock:
		return dateTimeFormat
	case date:
		return dateFormat
	case clock:
		return timeFormat
	}
	return ""
}

func (x *xlsxRows) next() (cells []string, line int, err error) {
	defer guarded(&err)
	if !x.rows.Next() {
		if err := x.rows.Error(); err != nil {
			return nil, x.line, fault.Wrap(fault.InvalidKind, err, "invalid.sheet_broken")
		}
		return nil, x.line, io.EOF
	}
	x.line++
	cells, err = x.rows.Columns()
	if err != nil {
		return nil, x.line, fault.Wrap(fault.InvalidKind, err, "invalid.sheet_broken")
	}
	return cells, x.line, nil
}

func (x *xlsxRows) close() (err error) {
	defer guarded(&err)
	return errors.Join(x.rows.Close(), x.file.Close())
}
