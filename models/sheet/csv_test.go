package sheet_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"bihuan/models/fault"
	"bihuan/models/sheet"
)

// table reads everything: the header, then the rows.
func table(data []byte, o sheet.Options) (rows [][]string, lines []int, err error) {
	r, err := sheet.Open(bytes.NewReader(data), "people.csv", o)
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	rows, lines = append(rows, r.Header()), append(lines, 0)
	for {
		cells, line, err := r.Next()
		if err == io.EOF {
			return rows, lines, nil
		}
		if err != nil {
			return rows, lines, err
		}
		rows, lines = append(rows, cells), append(lines, line)
	}
}

func mustTable(t *testing.T, data []byte) [][]string {
	t.Helper()
	rows, _, err := table(data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func faultKey(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Key
	}
	return ""
}

func encode(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	out, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const plain = "姓名,部门,备注\r\n王小明,售后部,\"好,\"\"很好\"\"\r\n第二行\"\r\n李𠮷,仓库,€é\r\n"

var wantPlain = [][]string{{"姓名", "部门", "备注"}, {"王小明", "售后部", "好,\"很好\"\r\n第二行"}, {"李𠮷", "仓库", "€é"}}

func TestEveryEncodingOfTheOfficeIsRead(t *testing.T) {
	for name, data := range map[string][]byte{
		"UTF-8":                 []byte(plain),
		"UTF-8 with BOM":        []byte("\ufeff" + plain),
		"GB18030":               encode(t, simplifiedchinese.GB18030, plain),
		"UTF-16LE, as Excel's":  encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), plain),
		"UTF-16BE":              encode(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM), plain),
		"semicolons":            []byte(strings.ReplaceAll(strings.ReplaceAll(plain, "好,", "好§"), ",", ";")),
		"line feeds":            []byte(strings.ReplaceAll(plain, "\r\n", "\n")),
		"carriage returns":      []byte(strings.ReplaceAll(plain, "\r\n", "\r")),
		"no last line end":      []byte(strings.TrimSuffix(plain, "\r\n")),
		"sep line":              []byte("sep=;\r\n" + strings.ReplaceAll(strings.ReplaceAll(plain, "好,", "好§"), ",", ";")),
		"empty lines and cells": []byte("\r\n , ,\r\n姓名,部门,备注,,,\r\n\r\n" + strings.TrimPrefix(plain, "姓名,部门,备注\r\n") + ",,,\r\n"),
	} {
		rows := mustTable(t, data)
		for _, r := range rows {
			for i := range r {
				r[i] = strings.NewReplacer("§", ",", "\r\n", "\n", "\r", "\n").Replace(r[i])
			}
		}
		want := [][]string{wantPlain[0], slices.Clone(wantPlain[1]), wantPlain[2]}
		want[1][2] = "好,\"很好\"\n第二行"
		if !slices.EqualFunc(rows, want, slices.Equal) {
			t.Errorf("%s: %q", name, rows)
		}
	}
}

func TestTabsAndShortRowsAndLines(t *testing.T) {
	rows, lines, err := table([]byte("a\tb\tc\n1\n\n\"x\ny\"\t2\n3\t4\t5\t6\n"), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"a", "b", "c"}, {"1", "", ""}, {"x\ny", "2", ""}, {"3", "4", "5", "6"}}
	if !slices.EqualFunc(rows, want, slices.Equal) || !slices.Equal(lines, []int{0, 2, 4, 6}) {
		t.Fatalf("%q %v", rows, lines)
	}
}

func TestAQuoteInsideACellIsText(t *testing.T) {
	rows := mustTable(t, []byte("型号,数\n15\"屏,2\n"))
	if rows[1][0] != `15"屏` {
		t.Fatalf("%q", rows)
	}
}

func TestWhatCannotBeReadIsAPlainFault(t *testing.T) {
	gb := encode(t, simplifiedchinese.GB18030, "姓名\n王小明\n")
	damaged := append([]byte("姓名\n"+strings.Repeat("王小明,售后\n", 20)), "李\xff四\n"...)
	for name, c := range map[string]struct {
		data []byte
		key  string
		line any
	}{
		"empty":            {nil, "invalid.sheet_empty", nil},
		"only blanks":      {[]byte(" \r\n,,\r\n\t\r\n"), "invalid.sheet_empty", nil},
		"NUL bytes":        {[]byte("a,b\n1\x00,2\n"), "invalid.sheet_binary", nil},
		"NUL in UTF-16":    {encode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "a\n1\x00"), "invalid.sheet_binary", nil},
		"unclosed quote":   {[]byte("a,b\n1,2\n3,\"4\n5,6\n"), "invalid.sheet_quote", 3},
		"text after quote": {[]byte("a,b\n\"1\"x,2\n"), "invalid.sheet_quote", 2},
		"cut GB18030":      {gb[:len(gb)-2], "invalid.sheet_encoding", 2},
		"damaged UTF-8":    {damaged, "invalid.sheet_encoding", 22},
		"BOM and GB18030":  {append([]byte("\ufeff"), gb...), "invalid.sheet_encoding", 1},
		"HTML":             {[]byte(" <html><table><tr><td>a"), "invalid.sheet_kind", nil},
		"PDF":              {[]byte("%PDF-1.7\n"), "invalid.sheet_kind", nil},
		"old Excel":        {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), "invalid.sheet_xls", nil},
		"huge cell":        {[]byte("a,b\n1," + strings.Repeat("长", 32768) + "\n"), "invalid.sheet_cell", 2},
		"endless cell":     {[]byte("a\n\"" + strings.Repeat("x\n", 200_000)), "invalid.sheet_cell", 2},
		"a million cells":  {[]byte(strings.Repeat("a,", 1_000_000)), "invalid.sheet_columns", 1},
		"a million commas": {[]byte("a\n" + strings.Repeat(",", 1_000_000)), "invalid.sheet_columns", 2},
		"501 columns":      {[]byte("a\n" + strings.Repeat("1,", 501)), "invalid.sheet_columns", 2},
	} {
		_, _, err := table(c.data, sheet.Options{})
		if faultKey(err) != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
			continue
		}
		if c.line != nil && !slices.Contains(fault.Of(err).Args, c.line) {
			t.Errorf("%s: %v, want line %v", name, fault.Of(err).Args, c.line)
		}
	}
}

func TestBoundsAreHeld(t *testing.T) {
	if _, _, err := table([]byte("a\n1\n2\n3\n"), sheet.Options{Rows: 2}); faultKey(err) != "invalid.sheet_rows" {
		t.Errorf("rows: %v", err)
	}
	if _, _, err := table([]byte("a\n1\n\n2\n\n"), sheet.Options{Rows: 2}); err != nil {
		t.Errorf("exactly as many rows as allowed: %v", err)
	}
	if _, _, err := table([]byte("a,b,c\n"), sheet.Options{Bytes: 3}); faultKey(err) != "invalid.sheet_size" {
		t.Errorf("size: %v", err)
	}
	// A fault is told again, never followed by further rows.
	r, err := sheet.Open(strings.NewReader("a\n\"1\"x\n2\n"), "", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, _, err := r.Next(); faultKey(err) != "invalid.sheet_quote" {
			t.Fatalf("%v", err)
		}
	}
}

func TestAnEncodingCanBeForced(t *testing.T) {
	// These two bytes are a character in either encoding.
	data := []byte("\xc4\xa3\n1\n")
	for encoding, want := range map[string]string{"": "ģ", "utf-8": "ģ", "gb18030": "模"} {
		rows, _, err := table(data, sheet.Options{Encoding: encoding})
		if err != nil || rows[0][0] != want {
			t.Errorf("%q: %q, %v", encoding, rows, err)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{plain, "\ufeff" + plain, "a;b\n1;2", "a\tb\n\"x\ny\"\t\"\"", "sep=|\na|b\n1|2", "a\n\"1\"x", "\"", "a,b\r\r\n1",
		"=1+1,@x\n'=1,\t", "a\x00b", "<html>", "\xff\xfea\x00,\x00b\x00", "\xfe\xff\x00a", "PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ",,,\n,,1", "sep=\x80\n", "sep=\"\n\"a\"", "sep=\n\na"} {
		f.Add([]byte(s))
	}
	f.Add(encode(f, simplifiedchinese.GB18030, plain))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, lines, err := table(data, sheet.Options{Columns: 20, Cell: 200})
		if err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
		for i, r := range rows {
			if len(r) < len(rows[0]) || i > 1 && lines[i] <= lines[i-1] {
				t.Fatalf("row %d: %q at line %v", i, r, lines)
			}
			for _, c := range r {
				if !utf8.ValidString(c) || utf8.RuneCountInString(c) > 200 {
					t.Fatalf("cell %q", c)
				}
			}
		}
	})
}
