package search

import (
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// tokenMark leads the terms of tokens. It is a private-use character, which no term of a text contains.
	tokenMark  = "\ue000"
	tokenByte  = "\ue001"
	longest    = 64 // bytes of one word; the rest of a longer one is not told apart
	queryTerms = 48
)

// piece is a run of CJK characters, a word, or one symbol (an emoji), inside folded text.
type piece struct {
	text string
	cjk  bool
	at   int // where it begins, in bytes
}

type class int

const (
	separator class = iota
	ideograph
	wordRune
	symbol
	mark
)

func classify(r rune) class {
	switch {
	case r < 0x80:
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' {
			return wordRune
		}
		return separator
	case 0x4e00 <= r && r <= 0x9fff:
		return ideograph
	case r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return ideograph
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return wordRune
	case unicode.Is(unicode.So, r):
		return symbol
	case unicode.IsMark(r):
		return mark
	}
	return separator
}

// pieces cuts folded text.
func pieces(folded string) []piece {
	var out []piece
	start, open := 0, separator
	end := func(at int) {
		if open != separator {
			out = append(out, piece{text: folded[start:at], cjk: open == ideograph, at: start})
		}
		open = separator
	}
	for at, r := range folded {
		c := classify(r)
		if c == mark && open == wordRune {
			continue // an accent belongs to its letter
		}
		if c != open || c == symbol {
			end(at)
			if c != separator && c != mark {
				start, open = at, c
			}
		}
	}
	end(len(folded))
	return out
}

// clip cuts a word to the length that the index keeps.
func clip(word string) string {
	if len(word) <= longest {
		return word
	}
	at := longest
	for !utf8.RuneStart(word[at]) {
		at--
	}
	return word[:at]
}

// pairs calls each for every pair of neighbouring characters of a run, and single for every character.
func pairs(run string, each, single func(string)) {
	before := -1
	for at, r := range run {
		next := at + utf8.RuneLen(r)
		if before >= 0 {
			each(run[before:next])
		}
		single(run[at:next])
		before = at
	}
}

func ignore(string) {}

// bag collects distinct terms in the order in which they came.
type bag struct {
	seen  map[string]struct{}
	terms []string
}

func newBag() *bag { return &bag{seen: make(map[string]struct{}, 512)} }

func (b *bag) add(term string) {
	if _, ok := b.seen[term]; !ok {
		b.seen[term] = struct{}{}
		b.terms = append(b.terms, term)
	}
}

func (b *bag) reset() {
	clear(b.seen)
	b.terms = b.terms[:0]
}

// telling puts the terms of folded text into b by which texts are compared: pairs and words.
func telling(b *bag, folded string) {
	for _, p := range pieces(folded) {
		if p.cjk {
			pairs(p.text, b.add, ignore)
		} else if utf8.RuneCountInString(p.text) > 1 {
			b.add(clip(p.text))
		}
	}
}

// full puts all terms of folded text into b.
func full(b *bag, folded string) {
	for _, p := range pieces(folded) {
		if p.cjk {
			pairs(p.text, b.add, b.add)
			continue
		}
		b.add(clip(p.text))
		numbers(p.text, b.add)
	}
}

// numbers calls each for the longer numbers inside a word of letters and digits, so that SF123456 is found by 123456.
func numbers(word string, each func(string)) {
	start := -1
	for at := 0; at <= len(word); at++ {
		digit := at < len(word) && '0' <= word[at] && word[at] <= '9'
		switch {
		case digit && start < 0:
			start = at
		case !digit && start >= 0:
			if at-start >= 3 && at-start < len(word) {
				each(clip(word[start:at]))
			}
			start = -1
		}
	}
}

// body is what the index is given for a document.
func body(b *bag, d Document) string {
	b.reset()
	full(b, Fold(d.Text))
	for _, t := range d.Tokens {
		b.add(tokenTerm(t))
	}
	return strings.Join(b.terms, " ")
}

// tokenTerm spells a token so that the tokenizer keeps it whole.
func tokenTerm(token string) string {
	var out strings.Builder
	out.WriteString(tokenMark)
	for i := range len(token) {
		switch c := token[i]; {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			out.WriteByte(c)
		default:
			out.WriteString(tokenByte)
			out.WriteString(hex.EncodeToString([]byte{c}))
		}
	}
	return out.String()
}

// match writes the FTS5 expression for what a person typed; "" where there is nothing to look for. Only
// letters, digits, characters and symbols of the input reach it, each quoted: operators have no effect.
func match(words string, anyToken []string) string {
	b := newBag()
	for _, p := range pieces(Fold(words)) {
		if len(b.terms) >= queryTerms {
			break
		}
		switch {
		case p.cjk && utf8.RuneCountInString(p.text) == 1:
			b.add(quote(p.text))
		case p.cjk:
			pairs(p.text, func(t string) { b.add(quote(t)) }, ignore)
		case beginning(p.text):
			b.add(quote(clip(p.text)) + "*")
		default:
			b.add(quote(clip(p.text)))
		}
	}
	terms := b.terms[:min(len(b.terms), queryTerms)]
	if len(anyToken) > 0 {
		terms = append(terms, anyOf(anyToken))
	}
	return strings.Join(terms, " AND ")
}

func anyOf(tokens []string) string {
	any := make([]string, len(tokens))
	for i, t := range tokens {
		any[i] = quote(tokenTerm(t))
	}
	return "(" + strings.Join(any, " OR ") + ")"
}

// beginning tells whether a word is also looked for as the beginning of longer ones. A short one would have
// too many: its occurrences are merged before the first is given.
func beginning(word string) bool {
	digits := strings.IndexFunc(word, func(r rune) bool { return r < '0' || r > '9' }) < 0
	return len(word) >= 6 || !digits && len(word) >= 4
}

func quote(term string) string { return `"` + term + `"` }
