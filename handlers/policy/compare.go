package policy

import (
	"net/http"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/policy"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// comparePages registers the comparison of two versions.
func (p *pages) comparePages(r *web.Router) {
	r.GET(view.Path(":number")+"/compare", auth.PolicyRead, p.compare)
}

// compare shows two versions clause by clause. Without versions in the address it leads to the one that is read and the
// one before it, so that the address of every comparison stays true.
func (p *pages) compare(c *web.Context) error {
	number := c.Param("number")
	from, to := int(web.ReadID(c.QueryParam("from"))), int(web.ReadID(c.QueryParam("to")))
	if from == 0 || to == 0 {
		r, err := p.Policies.Text(c.Ctx(), c.Actor(), number, to)
		if err != nil {
			return err
		}
		if from, to = choose(r, from); from != 0 {
			return c.SeeOther(view.ComparePath(number, from, to))
		}
		from = to // the only one
	}
	was, r, err := p.Policies.Pair(c.Ctx(), c.Actor(), number, from, to)
	if err != nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	b := &comparer{words: w, number: r.Number, was: was, now: r.Edition}
	b.heads(r)
	b.rows(clause.Compare(was.Parts, was.Body, r.Edition.Parts, r.Edition.Body))
	return c.Render(http.StatusOK, view.ComparePage(b.v))
}

// choose gives what the edition read is compared with where the address names none: the one before it, or else, where it
// is the first, the newest one with it. The former is 0 where there is no other.
func choose(r policy.Reading, from int) (int, int) {
	now := r.Edition.EditionHead
	if from != 0 {
		return from, now.No
	}
	if before, ok := predecessor(r.Editions, now); ok {
		return before.No, now.No
	}
	if newest := r.Editions[0]; newest.No > now.No {
		return now.No, newest.No
	}
	return 0, now.No
}

// predecessor finds the version from which another was begun, or else the one before it.
func predecessor(all []policy.EditionHead, of policy.EditionHead) (policy.EditionHead, bool) {
	var found policy.EditionHead
	for _, e := range all {
		if e.ID == of.BaseID {
			return e, true
		}
		if e.No < of.No && e.No > found.No {
			found = e
		}
	}
	return found, found.No != 0
}

// comparer lays the comparison of two versions out.
type comparer struct {
	words
	number   string
	was, now policy.Edition
	v        view.Comparison
	path     []above // the headings above, as they stand in the newer version
	told     string  // under which the last row was put
	counts   map[clause.Change]int
	first    map[clause.Change]string
}

// above is a heading with its depth.
type above struct {
	depth int
	name  string
}

// heads are what stands above the rows.
func (b *comparer) heads(r policy.Reading) {
	b.v = view.Comparison{Number: r.Number, Title: r.Title, From: b.edition(b.was.EditionHead), To: b.edition(b.now.EditionHead),
		Swap: view.ComparePath(r.Number, b.now.No, b.was.No), Here: view.ComparePath(r.Number, b.was.No, b.now.No)}
	if b.now.No > b.was.No {
		b.v.Summary = b.now.Summary
	}
	for _, e := range r.Editions {
		label := b.version(e)
		if note := b.note(e); note != "" {
			label += " · " + note
		}
		b.v.Choices = append(b.v.Choices, ui.Option{Value: itoa(e.No), Label: label})
	}
	if b.was.Title != b.now.Title {
		b.v.Titles = comparedWords(clause.Words(b.was.Title, b.now.Title))
	}
}

func (b *comparer) edition(e policy.EditionHead) view.ComparedEdition {
	return view.ComparedEdition{Value: itoa(e.No), Label: b.version(e), Note: b.note(e), Hash: e.Hash, Href: view.EditionPath(b.number, e.No)}
}

// note are the days of a version, or how far it has come.
func (b *comparer) note(e policy.EditionHead) string {
	if days := b.days(e); days != "" {
		return days
	}
	return b.T("policy.stage." + string(e.Stage))
}

// rows turns pairs into rows; runs without a changed word are folded.
func (b *comparer) rows(pairs []clause.Pair) {
	b.counts, b.first = map[clause.Change]int{}, map[clause.Change]string{}
	var same []clause.Pair
	for _, p := range pairs {
		b.enter(p)
		what := fate(p)
		b.counts[what]++
		if folds(what) {
			same = append(same, p)
			continue
		}
		b.fold(same)
		same = nil
		b.row(p, what)
	}
	b.fold(same)
	b.v.Changes = len(pairs) - b.counts[clause.Same] - b.counts[clause.Renumbered]
	for _, what := range []clause.Change{clause.Changed, clause.New, clause.Gone, clause.Moved, clause.Renumbered, clause.Same} {
		if n := b.counts[what]; n > 0 {
			m := b.mark(what)
			m.Text = b.T("policy.compare.count."+string(what), "n", n)
			b.v.Counts = append(b.v.Counts, view.CompareCount{Mark: m, N: n, Href: b.first[what]})
		}
	}
}

// fate is what matters most about a pair: changed words before a new place or number.
func fate(p clause.Pair) clause.Change {
	if p.Words != nil {
		return clause.Changed
	}
	return p.Change
}

func folds(c clause.Change) bool { return c == clause.Same || c == clause.Renumbered }

// enter keeps the headings above up to date.
func (b *comparer) enter(p clause.Pair) {
	part := p.After
	if part == nil || part.Depth == 0 {
		return
	}
	for len(b.path) > 0 && b.path[len(b.path)-1].depth >= part.Depth {
		b.path = b.path[:len(b.path)-1]
	}
	b.path = append(b.path, above{part.Depth, b.name(part)})
}

// row is a pair that is shown open.
func (b *comparer) row(p clause.Pair, what clause.Change) {
	row := view.CompareRow{Change: string(what), Marks: []ui.Mark{b.mark(what)}}
	if what == clause.Changed && p.Change != clause.Changed {
		row.Marks = append(row.Marks, b.mark(p.Change))
	}
	is := p.After
	if is == nil {
		is = p.Before
	}
	row.ID, row.Heading = view.PartID(is.Key), is.Depth > 0
	if _, ok := b.first[what]; !ok {
		b.first[what] = "#" + row.ID
	}
	words := p.Words
	if words == nil {
		words = []clause.Span{{Op: "=", Text: p.BeforeText}}
	}
	if p.Before != nil {
		row.Was = b.part(p.Before, b.was, comparedWords(without(words, "+")))
	}
	if p.After != nil {
		if p.Words == nil {
			words = []clause.Span{{Op: "=", Text: p.AfterText}}
		}
		row.Now = b.part(p.After, b.now, comparedWords(without(words, "-")))
	}
	row.Place = b.place(row.Heading)
	b.v.Rows = append(b.v.Rows, row)
}

// place is where a row stands, if that is not where the last one stood.
func (b *comparer) place(heading bool) []string {
	var names []string
	for _, h := range b.path {
		names = append(names, h.name)
	}
	if heading && len(names) > 0 {
		names = names[:len(names)-1]
	}
	told := strings.Join(names, "\n")
	if told == b.told {
		return nil
	}
	b.told = told
	return names
}

// fold puts a run of parts without changed words into one row.
func (b *comparer) fold(pairs []clause.Pair) {
	if len(pairs) == 0 {
		return
	}
	row := view.CompareRow{Change: string(clause.Same)}
	renumbered := 0
	for _, p := range pairs {
		part := b.part(p.After, b.now, comparedWords([]clause.Span{{Op: "=", Text: p.AfterText}}))
		part.ID = view.PartID(p.After.Key)
		if p.Change == clause.Renumbered {
			renumbered++
			part.Before = p.Before.Label
		}
		row.Same = append(row.Same, *part)
	}
	row.Label = b.T("policy.compare.fold", "n", len(pairs), "from", row.Same[0].Name, "to", row.Same[len(pairs)-1].Name)
	if len(pairs) == 1 {
		row.Label = b.T("policy.compare.fold.one", "name", row.Same[0].Name)
	}
	if renumbered > 0 {
		row.Label += b.T("policy.compare.fold.renumbered", "n", renumbered)
	}
	b.v.Rows = append(b.v.Rows, row)
}

func (b *comparer) part(p *clause.Part, e policy.Edition, words []view.Span) *view.ComparedPart {
	return &view.ComparedPart{Name: b.name(p), Label: p.Label, Href: view.EditionPath(b.number, e.No) + "#" + view.PartID(p.Key), Words: words}
}

// name is what a part is called: its label and title, or that it stands before the first clause.
func (b *comparer) name(p *clause.Part) string {
	if name := strings.TrimSpace(p.Label + " " + p.Title); name != "" {
		return name
	}
	return b.T("policy.compare.preamble")
}

func (b *comparer) mark(c clause.Change) ui.Mark {
	m := ui.Mark{Text: b.T("policy.compare.change." + string(c)), Tone: ui.ToneNeutral}
	switch c {
	case clause.Changed:
		m.Tone, m.Icon = ui.ToneWarn, "pencil"
	case clause.New:
		m.Tone, m.Icon = ui.ToneGood, "plus"
	case clause.Gone:
		m.Icon = "minus"
	case clause.Moved:
		m.Tone, m.Icon = ui.ToneAccent, "arrows-sort"
	case clause.Renumbered:
		m.Icon = "arrow-narrow-right"
	default:
		m.Tone, m.Icon = ui.ToneMuted, "check"
	}
	return m
}

// without leaves the words of one version out.
func without(words []clause.Span, op string) []clause.Span {
	var out []clause.Span
	for _, s := range words {
		if s.Op != op {
			out = append(out, s)
		}
	}
	return out
}

// comparedWords are words as they are shown, paragraph below paragraph.
func comparedWords(words []clause.Span) []view.Span {
	out := make([]view.Span, len(words))
	for i, s := range words {
		text := s.Text
		for strings.Contains(text, "\n\n") {
			text = strings.ReplaceAll(text, "\n\n", "\n")
		}
		out[i] = view.Span{Op: s.Op, Text: text}
	}
	return out
}
