package sheet_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"bihuan/models/fault"
	"bihuan/models/sheet"
)

func workbook(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// repack copies a workbook with some parts replaced or added.
func repack(t testing.TB, data []byte, parts map[string]string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	put := func(name string, r io.Reader) {
		out, err := w.Create(name)
		if err == nil {
			_, err = io.Copy(out, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range z.File {
		if _, replaced := parts[f.Name]; replaced {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		put(f.Name, r)
	}
	for name, text := range parts {
		put(name, strings.NewReader(text))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// store copies a workbook without packing, with a number in A1.
func store(t testing.TB, data []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		out, err := w.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "xl/worksheets/sheet1.xml" {
			_, err = io.WriteString(out, sheetHead+`<row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`)
		} else {
			_, err = io.Copy(out, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sheetHead = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`

func TestXLSXDatesAndNumbersAreReadAsTheyAreMeant(t *testing.T) {
	at := time.Date(2026, 3, 6, 14, 5, 9, 0, time.UTC)
	data := workbook(t, func(f *excelize.File) {
		_ = f.SetSheetRow("Sheet1", "A1", &[]any{" 种类 ", "值"})
		formats := []string{"m/d/yy", "d.m.yyyy", `yyyy"年"m"月"d"日"`, `[$-804]yyyy/m/d h:mm;@`, "h:mm AM/PM", "0.00", "0%", `"d"0`, `[h]:mm`, "General", `#,##0.00_ "元"`, "0.00E+00", "@"}
		for i, format := range formats {
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err != nil {
				t.Fatal(err)
			}
			cell, _ := excelize.CoordinatesToCellName(2, i+2)
			name, _ := excelize.CoordinatesToCellName(1, i+2)
			_ = f.SetCellValue("Sheet1", name, format)
			switch format {
			case "0.00", "0%", `"d"0`, `#,##0.00_ "元"`, "General", "0.00E+00":
				_ = f.SetCellValue("Sheet1", cell, 1234.125)
			case "[h]:mm":
				_ = f.SetCellValue("Sheet1", cell, 1.5)
			case "@":
				_ = f.SetCellValue("Sheet1", cell, "0013800138000")
			default:
				_ = f.SetCellValue("Sheet1", cell, at)
			}
			_ = f.SetCellStyle("Sheet1", cell, cell, style)
		}
		for i, id := range []int{14, 22, 31, 58, 21, 10, 46} {
			style, _ := f.NewStyle(&excelize.Style{NumFmt: id})
			cell, _ := excelize.CoordinatesToCellName(2, i+20)
			_ = f.SetCellValue("Sheet1", cell, 46087.5)
			_ = f.SetCellStyle("Sheet1", cell, cell, style)
		}
		_ = f.SetCellValue("Sheet1", "B40", 13800138000)
		_ = f.SetCellValue("Sheet1", "B41", true)
		_ = f.SetCellFormula("Sheet1", "B42", "=1+1")
	})
	rows, lines, err := table(data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows[1:] {
		got = append(got, r[1])
	}
	want := []string{"2026-03-06", "2026-03-06", "2026-03-06", "2026-03-06 14:05:09", "14:05:09", "1234.125", "1234.125", "1234.125", "1.5",
		"1234.125", "1234.125", "1234.125", "0013800138000", "2026-03-06", "2026-03-06 12:00:00", "2026-03-06", "2026-03-06", "12:00:00", "46087.5", "46087.5",
		"13800138000", "TRUE"}
	if !slices.Equal(got, want) {
		t.Fatalf("got  %q\nwant %q", got, want)
	}
	if rows[0][0] != "种类" || lines[len(lines)-1] != 41 {
		t.Fatalf("header %q, last line %d", rows[0], lines[len(lines)-1])
	}
}

func TestTheFirstVisibleSheetIsRead(t *testing.T) {
	data := workbook(t, func(f *excelize.File) {
		_ = f.SetCellValue("Sheet1", "A1", "secret")
		_, _ = f.NewSheet("Two")
		_ = f.SetCellValue("Two", "A1", "姓名")
		_ = f.SetCellValue("Two", "A7", "王")
		f.SetActiveSheet(1)
		_ = f.SetSheetVisible("Sheet1", false)
	})
	rows, lines, err := table(data, sheet.Options{})
	if err != nil || rows[0][0] != "姓名" || lines[1] != 7 {
		t.Fatalf("%q %v %v", rows, lines, err)
	}
}

func TestHostileWorkbooksAreRefused(t *testing.T) {
	good := workbook(t, func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "A1", "a") })
	bomb := repack(t, good, map[string]string{"xl/media/x.bin": strings.Repeat("\x00", 2<<20)})
	laughs := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>` + strings.TrimPrefix(sheetHead, `<?xml version="1.0" encoding="UTF-8"?>`)
	wide := sheetHead + `<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="XFD2"><v>1</v></c></row></sheetData></worksheet>`
	far := sheetHead + `<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>`
	deep := sheetHead + `<row r="99999999"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`
	long := sheetHead + `<row r="1"><c r="A1" t="inlineStr"><is><t>` + strings.Repeat("长", 40_000) + `</t></is></c></row></sheetData></worksheet>`
	var other bytes.Buffer
	w := zip.NewWriter(&other)
	_, _ = w.Create("word/document.xml")
	_ = w.Close()
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"macros":          {repack(t, good, map[string]string{"xl/vbaProject.bin": "x"}), "invalid.sheet_macros"},
		"macros in caps":  {repack(t, good, map[string]string{"XL/VBAPROJECT.BIN": "x"}), "invalid.sheet_macros"},
		"Excel 4 macros":  {repack(t, good, map[string]string{"xl/macrosheets/sheet1.xml": "x"}), "invalid.sheet_macros"},
		"a Word file":     {other.Bytes(), "invalid.sheet_kind"},
		"damaged entry":   {bytes.Replace(store(t, good), []byte("<v>1</v>"), []byte("<v>2</v>"), 1), "invalid.sheet_broken"},
		"cut zip":         {good[:len(good)/2], "invalid.sheet_broken"},
		"bomb":            {bomb, "invalid.sheet_bomb"},
		"entities":        {repack(t, good, map[string]string{"xl/worksheets/sheet1.xml": laughs + `<row r="1"><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`}), "invalid.sheet_empty"},
		"too wide":        {repack(t, good, map[string]string{"xl/worksheets/sheet1.xml": wide}), "invalid.sheet_columns"},
		"column beyond":   {repack(t, good, map[string]string{"xl/worksheets/sheet1.xml": far}), "invalid.sheet_broken"},
		"row beyond":      {repack(t, good, map[string]string{"xl/worksheets/sheet1.xml": deep}), "invalid.sheet_broken"},
		"long cell":       {repack(t, good, map[string]string{"xl/worksheets/sheet1.xml": long}), "invalid.sheet_cell"},
		"empty sheet":     {workbook(t, func(*excelize.File) {}), "invalid.sheet_empty"},
		"broken workbook": {repack(t, good, map[string]string{"xl/workbook.xml": "<workbook"}), "invalid.sheet_broken"},
	} {
		_, _, err := table(c.data, sheet.Options{Unzipped: 1 << 20})
		if faultKey(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
}

// A zip entry that unpacks to more than it declares must not get round the bound.
func TestALyingZipIsRefused(t *testing.T) {
	good := workbook(t, func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "A1", "a") })
	data := repack(t, good, map[string]string{"xl/sharedStrings.xml": "<sst>" + strings.Repeat("<si><t>aaaaaaaaaaaaaaaa</t></si>", 100_000) + "</sst>"})
	// The central directory holds the size that is declared; write 100 over it.
	at := bytes.LastIndex(data, []byte("xl/sharedStrings.xml")) - 46
	if !bytes.Equal(data[at:at+4], []byte("PK\x01\x02")) {
		t.Fatal("central directory not found")
	}
	copy(data[at+24:], []byte{100, 0, 0, 0})
	if _, _, err := table(data, sheet.Options{Unzipped: 1 << 20}); faultKey(err) != "invalid.sheet_broken" {
		t.Fatalf("%v", err)
	}
}

func FuzzXLSX(f *testing.F) {
	good := workbook(f, func(f *excelize.File) {
		_ = f.SetSheetRow("Sheet1", "A1", &[]any{"姓名", "日期"})
		_ = f.SetSheetRow("Sheet1", "A2", &[]any{"王", time.Date(2026, 3, 6, 0, 0, 0, 0, time.UTC)})
	})
	f.Add(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`, `<numFmt numFmtId="165" formatCode="yyyy"/>`)
	f.Add(`<row r="3"><c r="C3" s="1"><v>46087</v></c></row><row r="2"/><row/>`, ``)
	f.Add(`<row r="-1"><c r="A-1" t="s" s="-5"><v>-9</v></c></row>`, `<numFmt numFmtId="-1" formatCode="[h"/>`)
	f.Add(`<row><c t="d"><v>2026-03-06</v></c><c t="b"><v>2</v></c><c t="e"><v>#REF!</v></c><c s="1"><v>1e300</v></c></row>`, `<numFmt numFmtId="14" formatCode="&quot;"/>`)
	f.Fuzz(func(t *testing.T, rows, formats string) {
		data := repack(t, good, map[string]string{
			"xl/worksheets/sheet1.xml": sheetHead + rows + `</sheetData></worksheet>`,
			"xl/styles.xml":            `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>` + formats + `</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		})
		if _, _, err := table(data, sheet.Options{}); err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
	})
}

func FuzzZip(f *testing.F) {
	f.Add(workbook(f, func(f *excelize.File) { _ = f.SetCellValue("Sheet1", "A1", "a") }))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, _, err := table(append([]byte("PK\x03\x04"), data...), sheet.Options{}); err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
	})
}
