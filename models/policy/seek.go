package policy

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// seeker is one search on its way.
type seeker struct {
	ps      *Policies
	ctx     context.Context
	a       auth.Actor
	g       ground
	f       SearchFilter
	narrow  [][]string
	without []string
	asked   []asked
	titled  []int64 // documents whose titles hold the words
	clauses map[int64]clauseText
	hits    []hit
	capped  bool
}

// asked are the clauses that likely answer some words best.
type asked struct {
	words   string
	clauses []int64
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
	if err := s.ask(words, nil); err != nil {
		return err
	}
	var err error
	if s.titled, err = s.likely(Record, words, nil); err != nil {
		return err
	}
	all := search.Words(words)
	if len(all) < 2 || len(all) > titleWords || s.capped {
		return s.rank(words)
	}
	for i, w := range all {
		titled, err := s.ps.Index.Find(s.ctx, search.Query{Kind: Record, Words: w, Titles: true, Narrow: s.narrow, Limit: titleMeans + 1})
		if err != nil {
			return err
		}
		if len(titled) == 0 || len(titled) > titleMeans { // what stands in many titles names none of them
			continue
		}
		tokens := make([]string, len(titled))
		for i, id := range titled {
			tokens[i] = search.Token("p", id)
		}
		if err := s.ask(strings.Join(slices.Delete(slices.Clone(all), i, i+1), " "), tokens); err != nil {
			return err
		}
	}
	return s.rank(words)
}

// ask looks for clauses, of documents with one of some tokens where they are not nil.
func (s *seeker) ask(words string, tokens []string) error {
	ids, err := s.likely(ClauseRecord, words, tokens)
	s.asked = append(s.asked, asked{words, ids})
	return err
}

// likely gives what likely answers best: of what is open to everybody, and the newest of what is not.
func (s *seeker) likely(kind, words string, tokens []string) ([]int64, error) {
	q := search.Query{Kind: kind, Words: words, Narrow: s.narrow, Without: s.without}
	if tokens != nil {
		q.Narrow = append(slices.Clone(s.narrow), tokens)
	}
	all := SeesAll(s.a)
	if !all {
		q.Without = append(slices.Clone(s.without), closedToken)
	}
	ids, err := s.ps.Index.Likely(s.ctx, q)
	s.capped = s.capped || len(ids) == search.Ranked
	if err != nil || all {
		return ids, err
	}
	q.AnyToken, q.Without, q.Limit = []string{closedToken}, s.without, closedLooked
	closed, err := s.ps.Index.Find(s.ctx, q)
	return append(ids, closed...), err
}

// rank reads what was found, of it what the reader may see as the database has it now, and rates it.
func (s *seeker) rank(words string) error {
	var ids []int64
	for _, k := range s.asked {
		ids = append(ids, k.clauses...)
	}
	s.clauses = map[int64]clauseText{}
	if len(ids) > 0 {
		var rows []clauseText
		q := Visible(s.ps.d.Read(s.ctx).Table("policies"), s.a, s.g.tree)
		if err := q.Joins(clausesOf).Select(ofColumns).Where("c.id IN ?", ids).Find(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			s.clauses[r.ID] = r
		}
	}
	for _, k := range s.asked {
		var docs []search.Document
		for _, id := range k.clauses {
			if c, ok := s.clauses[id]; ok {
				docs = append(docs, c.document())
			}
		}
		for _, h := range search.Rank(k.words, docs) {
			s.hits = append(s.hits, hit{s.clauses[h.ID].PolicyID, h.ID, h.Score})
		}
	}
	if len(s.titled) == 0 {
		return nil
	}
	var named []indexed
	q := Visible(s.ps.d.Read(s.ctx).Table("policies"), s.a, s.g.tree)
	if err := q.Select(indexedColumns).Where("policies.id IN ?", s.titled).Find(&named).Error; err != nil {
		return err
	}
	docs := make([]search.Document, len(named))
	for i, p := range named {
		docs[i] = p.document()
	}
	for _, h := range search.Rank(words, docs) {
		s.hits = append(s.hits, hit{policy: h.ID, score: h.Score})
	}
	return nil
}

// narrowed sets the tokens of the filter and of what the reader may find.
func (s *seeker) narrowed() error {
	add := func(tokens ...string) { s.narrow = append(s.narrow, tokens) }
	if s.f.Kind != "" {
		add("k:" + s.f.Kind)
	}
	switch s.f.State {
	case "":
	case InForce:
		s.without = []string{stateToken(Retired), stateToken(Unissued)}
	default:
		add(stateToken(s.f.State))
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

// fill tells one page of what was found.
func (s *seeker) fill(found *Found, skip int) error {
	groups := s.groups()
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
	ids := make([]int64, len(page))
	for i, g := range page {
		ids[i] = g.policy
	}
	var rows []Policy
	if err := s.ps.d.Read(s.ctx).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return err
	}
	for _, g := range page {
		i := slices.IndexFunc(rows, func(p Policy) bool { return p.ID == g.policy })
		if i < 0 {
			continue
		}
		out := FoundPolicy{Policy: rows[i], Titled: g.titled, Count: len(g.clauses)}
		shown := g.clauses
		if s.f.Policy == "" {
			shown = shown[:min(len(shown), FoundClauses)]
		}
		for _, id := range shown {
			out.Clauses = append(out.Clauses, s.clauses[id].Clause)
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
}

// groups puts the hits together by document, in the order of their best ones.
func (s *seeker) groups() []group {
	slices.SortStableFunc(s.hits, func(x, y hit) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(y.policy, x.policy), cmp.Compare(y.clause, x.clause))
	})
	var out []group
	at := map[int64]int{}
	known := map[int64]bool{}
	for _, h := range s.hits {
		i, ok := at[h.policy]
		if !ok {
			i = len(out)
			at[h.policy], out = i, append(out, group{policy: h.policy})
		}
		switch {
		case h.clause == 0:
			out[i].titled = true
		case !known[h.clause]:
			known[h.clause] = true
			out[i].clauses = append(out[i].clauses, h.clause)
		}
	}
	return out
}
