package policy

import (
	"context"
	"regexp"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/clause"
)

// SearchFilter is a search for clauses. Empty fields do not narrow.
type SearchFilter struct {
	Text       string
	Policy     string // number of the one document to search in
	Kind       string // code of a Kind
	Category   string // code of terms.PolicyCategory; those below it count too
	Department int64  // those below it count too
	State      State  // InForce: what holds now; Retired: what does no longer
}

// Found is what a search found, grouped by document, the best first. Of many hits search.Ranked are looked at.
type Found struct {
	Words  string // as they were looked for; what marks them in a text
	Exact  string // the number of the document or clause that Text names
	Groups []FoundPolicy
	Of     int  // how many documents there are on all pages
	Count  int  // of clauses on all pages
	Capped bool // there are more than were looked at
	Next   int  // where the next page begins, 0 where there is none
}

// FoundPolicy is a document with its best clauses. Titled tells that the words stand in its title, number or keywords.
type FoundPolicy struct {
	Policy
	Titled  bool
	Clauses []Clause
	Count   int // of clauses found, of which Clauses shows the best
}

// FoundPage is how many documents a page of results shows, FoundClauses how many clauses of each.
const (
	FoundPage    = 20
	FoundClauses = 4
	closedLooked = 100 // how many clauses of restricted documents are looked at for each reader
	longestWords = 200
	titleWords   = 4  // words of which each may be one of a title
	titleMeans   = 20 // documents that such a word can mean
)

var (
	exactForm = regexp.MustCompile(`^(?i)ZD[- ]?(\d{4})[- ]?(\d{1,6})(?:/(\d{1,6}))?$`)
	numbered  = regexp.MustCompile(`第\s*([0-9０-９]{1,6})\s*([条條章节節编編])`)
)

// Search finds clauses and documents by the words in them, by a document's title or number together with words of its
// clauses, or by the number of one. skip is the place of the first document to give.
func (ps *Policies) Search(ctx context.Context, a auth.Actor, f SearchFilter, skip int) (Found, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return Found{}, err
	}
	f.Text = firstRunes(strings.TrimSpace(strings.ToValidUTF8(f.Text, "")), longestWords)
	found := Found{Words: spelled(f.Text)}
	if f.Text == "" {
		return found, nil
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return found, err
	}
	s := seeker{ps: ps, ctx: ctx, a: a, g: g, f: f}
	if found.Exact, err = s.exact(); err != nil {
		return found, err
	}
	if found.Exact != "" {
		found.Words = Bare(found.Exact)
	}
	if err := s.seek(found.Words); err != nil {
		return found, err
	}
	return found, s.fill(&found, skip)
}

// spelled writes the numbers of clauses as texts do: 第7条 is 第七条.
func spelled(text string) string {
	return numbered.ReplaceAllStringFunc(text, func(m string) string {
		p := numbered.FindStringSubmatch(m)
		n, ok := clause.ParseNumeral(p[1])
		if !ok {
			return m
		}
		return "第" + clause.Numeral(n) + p[2]
	})
}

func firstRunes(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// Clause gives the clause that a number names, with its document: ZD-2026-000003/12, or with Key 0 the whole of
// ZD-2026-000003.
func (ps *Policies) Clause(ctx context.Context, a auth.Actor, number string) (Policy, Clause, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return Policy{}, Clause{}, err
	}
	tree, err := ps.Org.Departments(ctx)
	if err != nil {
		return Policy{}, Clause{}, err
	}
	q := ps.d.Read(ctx)
	p, err := find(q, a, tree, number)
	if err != nil {
		return Policy{}, Clause{}, err
	}
	c, err := findClause(q, p.ID, number)
	return p, c, err
}
