package complaint

import (
	"context"
	"strings"

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
	Snippet []search.Segment
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
		if f.Snippet = search.Place(r.Body, words); f.Snippet == nil {
			f.Snippet = search.Place(r.RemedySought, words)
		}
		switch d := digits(words); {
		case numberForm.MatchString(words), d == words && strings.HasSuffix(r.Number, "-"+zeros(d)):
			f.By, f.Snippet = ByNumberMatch, nil
		case f.Snippet != nil, search.Place(r.Subject, words) != nil:
			f.By = ByWordsMatch
		}
		f.Body, f.RemedySought, f.Reply = "", "", ""
		found[i] = f
	}
	return found, err
}

func zeros(digits string) string { return strings.Repeat("0", max(6-len(digits), 0)) + digits }
