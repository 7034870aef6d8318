package complaint

import (
	"context"
	"strings"
	"unicode"

	"bihuan/models/auth"
	"bihuan/models/search"
)

// Match says how a complaint was found.
type Match string

// The ways of finding.
const (
	ByNumberMatch Match = "number" // by its own number
	ByPersonMatch Match = "person" // by name, phone, customer or order
	ByWordsMatch  Match = "words"  // by words of its text
)

// Found is a complaint that the search box found, with the place in its text where the words stand.
type Found struct {
	Row
	By      Match
	Snippet []Piece
}

// Piece is a part of a text; Marked is what was looked for.
type Piece struct {
	Text   string
	Marked bool
}

// Search is the search box: like Find, with how and where the words were found.
func (cs *Complaints) Search(ctx context.Context, a auth.Actor, words string, limit int) ([]Found, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return nil, err
	}
	words = trimQuery(words)
	if words == "" {
		return nil, nil
	}
	p, err := cs.page(ctx, a, Filter{View: ViewAll, Text: words}, nil, min(max(limit, 1), PageSize), allColumns)
	found := make([]Found, len(p.Rows))
	for i, r := range p.Rows {
		f := Found{Row: r, By: ByPersonMatch}
		if f.Snippet = snippet(r.Body, words); f.Snippet == nil {
			f.Snippet = snippet(r.RemedySought, words)
		}
		switch d := digits(words); {
		case numberForm.MatchString(words), d == words && strings.HasSuffix(r.Number, "-"+zeros(d)):
			f.By, f.Snippet = ByNumberMatch, nil
		case f.Snippet != nil, snippet(r.Subject, words) != nil:
			f.By = ByWordsMatch
		}
		f.Body, f.RemedySought, f.Reply = "", "", ""
		found[i] = f
	}
	return found, err
}

func zeros(digits string) string { return strings.Repeat("0", max(6-len(digits), 0)) + digits }

const (
	snippetBefore = 20
	snippetLength = 90
)

// snippet gives the part of a text in which the first of the words stands, nil where none does. It compares
// as the search index does, so that 投訴 is found in 投诉, and shows the text as it was written.
func snippet(text, words string) []Piece {
	runes := []rune(text)
	var folded []rune
	var from []int // which rune of the text a folded one comes from
	for i, r := range runes {
		for _, f := range search.Fold(string(r)) {
			folded, from = append(folded, f), append(from, i)
		}
	}
	marked := make([]bool, len(runes))
	first := -1
	for word := range strings.FieldsSeq(search.Fold(words)) {
		for _, at := range places(folded, []rune(word)) {
			for i := range []rune(word) {
				marked[from[at+i]] = true
			}
			if first < 0 || from[at] < first {
				first = from[at]
			}
		}
	}
	if first < 0 {
		return nil
	}
	start := max(first-snippetBefore, 0)
	end := min(start+snippetLength, len(runes))
	return cutPieces(runes, marked, start, end)
}

// places are where a word stands in a text.
func places(text, word []rune) []int {
	var all []int
	for i := 0; len(word) > 0 && i+len(word) <= len(text); i++ {
		if string(text[i:i+len(word)]) == string(word) {
			all = append(all, i)
		}
	}
	return all
}

// flat puts a text of several lines into one.
func flat(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	return r
}

func cutPieces(runes []rune, marked []bool, start, end int) []Piece {
	var out []Piece
	for i := start; i < end; {
		j := i
		for j < end && marked[j] == marked[i] {
			j++
		}
		out = append(out, Piece{Text: strings.Map(flat, string(runes[i:j])), Marked: marked[i]})
		i = j
	}
	if len(out) > 0 && start > 0 && !out[0].Marked {
		out[0].Text = "…" + out[0].Text
	}
	if len(out) > 0 && end < len(runes) {
		last := &out[len(out)-1]
		if last.Marked {
			out = append(out, Piece{Text: "…"})
		} else {
			last.Text += "…"
		}
	}
	return out
}
