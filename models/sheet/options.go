package sheet

import "bihuan/models/fault"

// Options bound what is read. Zero values stand for the defaults.
type Options struct {
	Bytes    int64 // of the file; 50 MiB
	Unzipped int64 // of an XLSX file when unpacked; 400 MiB
	Rows     int   // below the header; 200,000
	Columns  int   // 500
	Cell     int   // characters in a cell; 32,767, which is Excel's own limit
	// Encoding forces the reading of a CSV file: "utf-8" or "gb18030"; found out where empty.
	Encoding string
}

const mebibyte = 1 << 20

func (o Options) filled() Options {
	or := func(n *int, standard int) {
		if *n <= 0 {
			*n = standard
		}
	}
	or(&o.Rows, 200_000)
	or(&o.Columns, 500)
	or(&o.Cell, 32_767)
	if o.Bytes <= 0 {
		o.Bytes = 50 * mebibyte
	}
	if o.Unzipped <= 0 {
		o.Unzipped = 400 * mebibyte
	}
	return o
}

func tooManyRows(max int) error { return fault.Invalid("invalid.sheet_rows", "max", max) }

func tooManyColumns(line, max int) error {
	return fault.Invalid("invalid.sheet_columns", "line", line, "max", max)
}

func tooLongCell(line, max int) error {
	return fault.Invalid("invalid.sheet_cell", "line", line, "max", max)
}
