package search

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// handFolded are pairs that Unihan lacks or gives otherwise than offices write them.
const handFolded = "爲为淨净裏里衆众峯峰羣群牀床綫线啓启麪面産产鷄鸡週周遊游託托佈布僱雇菸烟昇升慾欲粧妆汙污舘馆卽即敎教妳你牠它喫吃尅克痺痹羨羡滷卤鎸镌"

var folding = sync.OnceValue(func() map[rune]rune {
	pairs := []rune(simplified + handFolded)
	to := make(map[rune]rune, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		to[pairs[i]] = pairs[i+1]
	}
	return to
})

// Fold writes s in the form in which texts are compared: compatibility forms and widths made one
// (Ａ → A, ㎏ → kg), lower case, traditional characters as simplified ones.
func Fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	to := folding()
	return strings.Map(func(r rune) rune { return foldRune(to, r) }, norm.NFKC.String(s))
}

func foldRune(to map[rune]rune, r rune) rune {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	case r >= 0x3400:
		if s, ok := to[r]; ok {
			return s
		}
		return r
	}
	return unicode.ToLower(r)
}
