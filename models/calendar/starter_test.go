package calendar

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// holidayDir is where the public holiday files lie on a developer's machine.
func holidayDir(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(cmp.Or(os.Getenv("BIHUAN_SHARED"), "../../../shared"), "data", "holidays")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("holiday files not found at %s (set BIHUAN_SHARED)", dir)
	}
	return dir
}

func readYear(t *testing.T, dir string, year int) Year {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, fmt.Sprintf("%d.json", year)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	y, err := ParseHolidays(f)
	if err != nil {
		t.Fatalf("%d: %v", year, err)
	}
	return y
}

// With BIHUAN_WRITE_STARTER=1 the starter is written anew from the files.
func TestStarterHoldsThePublishedHolidays(t *testing.T) {
	dir := holidayDir(t)
	want := Default()
	for year := 2023; year <= 2027; year++ {
		want = want.WithHolidays(readYear(t, dir, year))
	}
	if os.Getenv("BIHUAN_WRITE_STARTER") != "" {
		b, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		b = bytes.ReplaceAll(b, []byte(`"papers"`), []byte("\n\"papers\""))
		if err := os.WriteFile("starter.json", append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := gocmp.Diff(want, Starter()); diff != "" {
		t.Errorf("starter differs from the files (-files +starter):\n%s", diff)
	}
}

func TestStarterCountsTheYearsWorkdays(t *testing.T) {
	c, err := Compile(Starter())
	if err != nil {
		t.Fatal(err)
	}
	// Workdays of the year, from the State Council's notices.
	for year, want := range map[int]int{2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		n := 0
		for d := NewDate(year, 1, 1); d < NewDate(year+1, 1, 1); d++ {
			if len(c.Day(d, 0).Hours) > 0 {
				n++
			}
		}
		if n != want || !c.Announced(year) {
			t.Errorf("%d: %d workdays, announced %v; want %d, true", year, n, c.Announced(year), want)
		}
	}
	if c.Announced(2027) || c.Announced(2022) {
		t.Error("2022 and 2027 are not announced")
	}
	if c.Day(NewDate(2022, 12, 31), 0).Kind != KindHoliday {
		t.Error("2022-12-31 belongs to the notice of 2023")
	}
}
