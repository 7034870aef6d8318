package clause

import (
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func sharedPath(path ...string) string {
	return filepath.Join(append([]string{cmp.Or(os.Getenv("BIHUAN_SHARED"), "../../../shared")}, path...)...)
}

// sharedFile reads a real law, or skips the test where the shared data is absent.
func sharedFile(t testing.TB, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(sharedPath(append([]string{"data"}, path...)...))
	if err != nil {
		t.Skipf("the real laws are not here (set BIHUAN_SHARED): %v", err)
	}
	return string(text)
}

func checkPartition(t testing.TB, source string, parts []Part) {
	t.Helper()
	at := 0
	for i, p := range parts {
		if p.Start != at || p.End <= p.Start {
			t.Fatalf("part %d %+v does not start at %d", i, p, at)
		}
		at = p.End
	}
	if at != len(source) {
		t.Fatalf("the parts end at %d of %d", at, len(source))
	}
}

func TestRealLawsCountTheirClauses(t *testing.T) {
	rows, err := csv.NewReader(openShared(t, "data", "provenance-policies.csv")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for _, row := range rows[1:] {
		source := sharedFile(t, row[column["file"]])
		parts := Parse(source)
		checkPartition(t, source, parts)
		count := map[Kind]int{}
		for _, p := range parts {
			count[p.Kind]++
		}
		number := func(name string) int { n, _ := strconv.Atoi(row[column[name]]); return n }
		if got := Count(parts); got != number("articles") {
			t.Errorf("%s: %d clauses, want %d", row[0], got, number("articles"))
		}
		if count[Chapter] != number("chapters") || count[Section] != number("sections") {
			t.Errorf("%s: %d chapters, %d sections, want %d, %d", row[0], count[Chapter], count[Section], number("chapters"), number("sections"))
		}
		if parts[0].Kind != Meta || parts[0].Title != row[column["title"]] {
			t.Errorf("%s: title %+v, want %s", row[0], parts[0], row[column["title"]])
		}
	}
}

func openShared(t testing.TB, path ...string) *os.File {
	t.Helper()
	file, err := os.Open(sharedPath(path...))
	if err != nil {
		t.Skipf("the real laws are not here (set BIHUAN_SHARED): %v", err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}
