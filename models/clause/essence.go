package clause

import "strings"

// essence is what a text says, without blanks, invisible characters and emphasis: 「总 则」 and 「总则」 are the same.
func essence(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if !blank(r) && r != '*' && r != '_' && r != '#' {
			b.WriteRune(r)
		}
	}
	return b.String()
}
