package policy

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/fault"
	"bihuan/models/search"
	"bihuan/models/terms"
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
	foundOwn     = 500 // policies not open to all that one reader's search looks into
	longestWords = 200
	titleWords   = 4 // words of which each may be one of a title
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

// seeker is one search on its way.
type seeker struct {
	ps     *Policies
	ctx    context.Context
	a      auth.Actor
	g      ground
	f      SearchFilter
	narrow [][]string
	hits   []hit
	capped bool
}

// hit is a document or, where clause is not 0, a clause.
type hit struct {
	policy, clause int64
	score          float64
}

// exact gives the number that the text is, where the reader may see what it names.
func (s *seeker) exact() (string, error) {
	m := exactForm.FindStringSubmatch(s.f.Text)
	if m == nil {
		return "", nil
	}
	number := Prefix + "-" + m[1] + "-" + strings.Repeat("0", 6-len(m[2])) + m[2]
	p, err := find(s.ps.d.Read(s.ctx), s.a, s.g.tree, number)
	if fault.Is(err, fault.NotFoundKind) {
		return "", nil
	}
	if err != nil || m[3] == "" {
		return number, err
	}
	whole := number + "/" + strings.TrimLeft(m[3], "0")
	var known []string
	err = s.ps.d.Read(s.ctx).Model(&Clause{}).Where("policy_id = ? AND number = ?", p.ID, whole).Limit(1).Pluck("number", &known).Error
	if len(known) == 0 {
		return number, err
	}
	return whole, err
}

// seek asks the index for clauses that hold all words, for documents whose titles do, and for clauses that hold some
// of the words in documents whose titles hold the others.
func (s *seeker) seek(words string) error {
	if err := s.narrowed(); err != nil {
		return err
	}
	if err := s.best(ClauseRecord, words, nil); err != nil {
		return err
	}
	if err := s.best(Record, words, nil); err != nil {
		return err
	}
	all := search.Words(words)
	if len(all) < 2 || len(all) > titleWords || s.capped {
		return nil
	}
	for i, w := range all {
		titled, err := s.ps.Index.Find(s.ctx, search.Query{Kind: Record, Words: w, Titles: true, Narrow: s.narrow, Limit: FoundPage})
		if err != nil {
			return err
		}
		if len(titled) == 0 {
			continue
		}
		tokens := make([]string, len(titled))
		for i, id := range titled {
			tokens[i] = search.Token("p", id)
		}
		rest := slices.Delete(slices.Clone(all), i, i+1)
		if err := s.best(ClauseRecord, strings.Join(rest, " "), tokens); err != nil {
			return err
		}
	}
	return nil
}

// best asks for the best of a kind, in documents with one of some tokens where they are not nil.
func (s *seeker) best(kind, words string, tokens []string) error {
	q := search.Query{Kind: kind, Words: words, Narrow: s.narrow}
	if tokens != nil {
		q.Narrow = append(slices.Clone(s.narrow), tokens)
	}
	found, err := s.ps.Index.Best(s.ctx, q)
	s.capped = s.capped || len(found) == search.Ranked
	for _, h := range found {
		if kind == Record {
			s.hits = append(s.hits, hit{policy: h.ID, score: h.Score})
			continue
		}
		s.hits = append(s.hits, hit{clause: h.ID, score: h.Score})
	}
	return err
}

// narrowed sets the tokens of the filter and of what the reader may find.
func (s *seeker) narrowed() error {
	add := func(tokens ...string) { s.narrow = append(s.narrow, tokens) }
	if s.f.Kind != "" {
		add("k:" + s.f.Kind)
	}
	if s.f.State != "" {
		add("s:" + string(s.f.State))
	}
	if s.f.Category != "" {
		add(prefixed("c:", CategoriesBelow(s.g.terms, s.f.Category))...)
	}
	if s.f.Department != 0 {
		var tokens []string
		for _, d := range s.g.tree.Below(s.f.Department) {
			tokens = append(tokens, search.Token("d", d))
		}
		add(tokens...)
	}
	if s.f.Policy != "" {
		p, err := find(s.ps.d.Read(s.ctx), s.a, s.g.tree, s.f.Policy)
		if err != nil && !fault.Is(err, fault.NotFoundKind) {
			return err
		}
		add(search.Token("p", p.ID))
	}
	if SeesAll(s.a) {
		return nil
	}
	var own []int64
	q := Visible(s.ps.d.Read(s.ctx).Model(&Policy{}), s.a, s.g.tree).Where("(restricted = ? OR (state = ? AND stage <> ?))", true, Unissued, Approved)
	if err := q.Order("changed_at DESC").Limit(foundOwn).Pluck("policies.id", &own).Error; err != nil {
		return err
	}
	tokens := []string{"open"}
	for _, id := range own {
		tokens = append(tokens, search.Token("p", id))
	}
	add(tokens...)
	return nil
}

func prefixed(prefix string, codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = prefix + c
	}
	return out
}

// CategoriesBelow lists a category and those that lie below it.
func CategoriesBelow(set terms.Set, category string) []string {
	codes := []string{category}
	for _, t := range set.Every(terms.PolicyCategory) { // parents come before their children
		if slices.Contains(codes, t.Parent) {
			codes = append(codes, t.Code)
		}
	}
	return codes
}

// fill reads the documents and clauses of one page, of those that the reader may see.
func (s *seeker) fill(found *Found, skip int) error {
	groups, err := s.groups()
	if err != nil {
		return err
	}
	found.Of, found.Capped = len(groups), s.capped
	for _, g := range groups {
		found.Count += len(g.clauses)
	}
	skip = min(max(skip, 0), len(groups))
	page := groups[skip:min(skip+FoundPage, len(groups))]
	if skip+len(page) < len(groups) {
		found.Next = skip + len(page)
	}
	if len(page) == 0 {
		return nil
	}
	var policies []int64
	var clauses []int64
	for i := range page {
		g := &page[i]
		policies = append(policies, g.policy)
		if s.f.Policy == "" {
			g.clauses, g.more = g.clauses[:min(len(g.clauses), FoundClauses)], len(g.clauses)
		}
		clauses = append(clauses, g.clauses...)
	}
	var rows []Policy
	if err := s.ps.d.Read(s.ctx).Where("id IN ?", policies).Find(&rows).Error; err != nil {
		return err
	}
	var texts []Clause
	if len(clauses) > 0 {
		if err := s.ps.d.Read(s.ctx).Where("id IN ?", clauses).Find(&texts).Error; err != nil {
			return err
		}
	}
	for _, g := range page {
		out := FoundPolicy{Titled: g.titled, Count: max(g.more, len(g.clauses))}
		if i := slices.IndexFunc(rows, func(p Policy) bool { return p.ID == g.policy }); i >= 0 {
			out.Policy = rows[i]
		}
		for _, id := range g.clauses {
			if i := slices.IndexFunc(texts, func(c Clause) bool { return c.ID == id }); i >= 0 {
				out.Clauses = append(out.Clauses, texts[i])
			}
		}
		found.Groups = append(found.Groups, out)
	}
	return nil
}

// group are the hits of one document, the best first.
type group struct {
	policy  int64
	titled  bool
	clauses []int64
	more    int // how many clauses there are where only some are shown
}

// groups puts the hits that the reader may see together, in the order of their best ones.
func (s *seeker) groups() ([]group, error) {
	hits, err := s.seen()
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(y.policy, x.policy), cmp.Compare(y.clause, x.clause))
	})
	var out []group
	at := map[int64]int{}
	known := map[int64]bool{}
	for _, h := range hits {
		if known[h.clause] && h.clause != 0 {
			continue
		}
		known[h.clause] = true
		i, ok := at[h.policy]
		if !ok {
			i = len(out)
			at[h.policy], out = i, append(out, group{policy: h.policy})
		}
		if h.clause == 0 {
			out[i].titled = true
			continue
		}
		out[i].clauses = append(out[i].clauses, h.clause)
	}
	return out, nil
}

// seen keeps the hits that the reader may see as the database has them now, each with its document.
func (s *seeker) seen() ([]hit, error) {
	var clauses, policies []int64
	for _, h := range s.hits {
		if h.clause != 0 {
			clauses = append(clauses, h.clause)
		} else {
			policies = append(policies, h.policy)
		}
	}
	of := map[int64]int64{} // document of a clause
	if len(clauses) > 0 {
		var rows []struct{ ID, PolicyID int64 }
		q := s.ps.d.Read(s.ctx).Table("policies").Joins("JOIN policy_clauses c ON c.policy_id = policies.id").Select("c.id, c.policy_id")
		if err := Visible(q, s.a, s.g.tree).Where("c.id IN ?", clauses).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			of[r.ID] = r.PolicyID
		}
	}
	var known []int64
	if len(policies) > 0 {
		q := Visible(s.ps.d.Read(s.ctx).Model(&Policy{}), s.a, s.g.tree)
		if err := q.Where("policies.id IN ?", policies).Pluck("policies.id", &known).Error; err != nil {
			return nil, err
		}
	}
	var out []hit
	for _, h := range s.hits {
		if h.clause != 0 {
			h.policy = of[h.clause]
		} else if !slices.Contains(known, h.policy) {
			continue
		}
		if h.policy != 0 {
			out = append(out, h)
		}
	}
	return out, nil
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
