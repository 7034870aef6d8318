package search

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var updateTable = flag.Bool("update-fold-table", false, "write fold_table.go from Unihan_Variants.txt")

const tableNotice = `package search

// simplified holds pairs of a traditional character and the simplified one it is folded to.
//
// It was made from Unicode's Unihan_Variants.txt (15.0.0) by
//
//	go test ./models/search -run TestTableIsMadeFromUnihan -update-fold-table
//
// that is: field kSimplifiedVariant, both characters inside the Basic Multilingual Plane, the first
// target that is not the character itself (乾 復 著 裡 瞭 … list themselves), followed to its end.
// Characters that Unihan leaves out (爲 淨 …) stand in handFolded.
//
// Unihan_Variants.txt is © 2022 Unicode®, Inc. Unicode and the Unicode Logo are registered trademarks
// of Unicode, Inc. in the U.S. and other countries. For terms of use and licence, see
// https://www.unicode.org/terms_of_use.html. This table is a modified excerpt of that file.
const simplified = "" +
`

func TestTableIsMadeFromUnihan(t *testing.T) {
	shared := os.Getenv("BIHUAN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	raw, err := os.ReadFile(filepath.Join(shared, "data", "folding", "Unihan_Variants-ST.txt"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("Unihan_Variants-ST.txt is not here; set BIHUAN_SHARED to compare the table with it")
	}
	if err != nil {
		t.Fatal(err)
	}
	want := tableFrom(t, raw)
	if *updateTable {
		if err := os.WriteFile("fold_table.go", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile("fold_table.go")
	if err != nil || !bytes.Equal(have, want) {
		t.Fatalf("fold_table.go is not what Unihan gives (%v)", err)
	}
}

func tableFrom(t *testing.T, raw []byte) []byte {
	t.Helper()
	to := map[rune]rune{}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 3 || fields[1] != "kSimplifiedVariant" {
			continue
		}
		from := codePoint(t, fields[0])
		for target := range strings.FieldsSeq(fields[2]) {
			if c := codePoint(t, target); c != from {
				if c < 0x10000 && from < 0x10000 {
					to[from] = c
				}
				break
			}
		}
	}
	var from []rune
	for c := range to {
		from = append(from, c)
		for next, more := to[to[c]]; more; next, more = to[to[c]] {
			to[c] = next
		}
	}
	slices.Sort(from)
	var out bytes.Buffer
	out.WriteString(tableNotice)
	for chunk := range slices.Chunk(from, 32) {
		var pairs strings.Builder
		for _, c := range chunk {
			pairs.WriteRune(c)
			pairs.WriteRune(to[c])
		}
		fmt.Fprintf(&out, "\t%q +\n", pairs.String())
	}
	out.WriteString("\t\"\"\n")
	source, err := format.Source(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func codePoint(t *testing.T, s string) rune {
	t.Helper()
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "U+"), 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	return rune(n)
}
