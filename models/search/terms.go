package search

import (
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// tokenMark leads the terms of tokens, titleMark those of titles. They are private-use characters, which no term of
	// a text contains.
	tokenMark  = "\ue000"
	tokenByte  = "\ue001"
	titleMark  = "\ue002"
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
		for _, part := range parts(p.text) {
			if telltale(part) {
				b.add(clip(part))
			}
		}
	}
}

// parts are the letters and the numbers of a word that has both, so that SF123456 is found by 123456 and ISO27001 by
// ISO 27001; nil for a word of one sort.
func parts(word string) []string {
	var out []string
	start := 0
	for at := 1; at <= len(word); at++ {
		if at == len(word) || digit(word[at]) != digit(word[start]) {
			out = append(out, word[start:at])
			start = at
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// telltale tells whether a part of a word says something by itself: a number of one or two digits does not.
func telltale(part string) bool { return !digit(part[0]) || len(part) >= 3 }

// body is what the index is given for a document.
func body(b *bag, d Document) string {
	b.reset()
	title := Fold(d.Title)
	full(b, title)
	for _, t := range slices.Clone(b.terms) {
		b.add(titleMark + t)
	}
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
// letters, digits, characters and symbols of the input reach it, each quoted: operators have no effect. mark leads
// every term of the words.
func match(words, mark string, narrow [][]string, without []string) string {
	b := newBag()
	for _, p := range pieces(Fold(words)) {
		if len(b.terms) >= queryTerms {
			break
		}
		switch {
		case p.cjk && utf8.RuneCountInString(p.text) == 1:
			b.add(quote(mark + p.text))
		case p.cjk:
			pairs(p.text, func(t string) { b.add(quote(mark + t)) }, ignore)
		default:
			b.add(word(p.text, mark))
		}
	}
	terms := b.terms[:min(len(b.terms), queryTerms)]
	for _, tokens := range narrow {
		terms = append(terms, anyOf(tokens))
	}
	expression := strings.Join(terms, " AND ")
	if expression == "" || len(without) == 0 {
		return expression
	}
	return "(" + expression + ") NOT " + anyOf(without)
}

// word looks for a word of letters and digits; ISO27001 also where ISO 27001 stands.
func word(w, mark string) string {
	whole := quote(mark + clip(w))
	if beginning(w) {
		whole += "*"
	}
	apart := parts(w)
	if len(apart) != 2 || len(w) > longest || !telltale(apart[0]) || !telltale(apart[1]) {
		return whole
	}
	return "(" + whole + " OR (" + quote(mark+apart[0]) + " AND " + quote(mark+apart[1]) + "))"
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
