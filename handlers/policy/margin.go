package policy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/handlers/loop"
	"bihuan/handlers/web"
	"bihuan/models/clause"
	"bihuan/models/policy"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// parts are the parts of the text as they are shown; those of which nothing is shown are left out.
func (b *reader) parts(markup []string) {
	b.v.Commenting = b.r.CanSay
	var chapters []int
	for i, p := range b.r.Edition.Parts {
		if markup[i] == "" && p.Label+p.Title == "" || p.Kind == clause.Meta && markup[i] == "" {
			continue
		}
		out := view.Part{Key: p.Key, Kind: string(p.Kind), Depth: p.Depth, Label: p.Label, Title: p.Title}
		if markup[i] != "" {
			out.Text = templ.Raw(markup[i])
		}
		if p.Kind == clause.Meta {
			out.Title = ""
		}
		if b.v.Words != "" && strings.Contains(markup[i], "<mark>") {
			out.Searched = true
			b.v.Found++
		}
		if p.Kind == clause.Chapter || p.Kind == clause.Book || p.Kind == clause.Annex {
			chapters = append(chapters, len(b.v.Parts))
		}
		b.v.Parts = append(b.v.Parts, out)
	}
	for i, at := range chapters {
		if i > 0 {
			b.v.Parts[at].Prev = b.chapter("policy.chapter.prev", chapters[i-1])
		}
		if i+1 < len(chapters) {
			b.v.Parts[at].Next = b.chapter("policy.chapter.next", chapters[i+1])
		}
	}
}

func (b *reader) chapter(key string, at int) *ui.Link {
	p := b.v.Parts[at]
	return &ui.Link{Label: b.T(key, "name", strings.TrimSpace(p.Label+" "+p.Title)), Href: "#" + view.PartID(p.Key)}
}

// mostClauses is up to how many clauses make an outline where a text has no headings, longestEntry how much of their
// text stands in it.
const (
	mostClauses  = 400
	longestEntry = 14
	deepest      = 100 // no heading lies as deep
)

// outline are the headings of a text with the clauses in each; its clauses where it has no headings.
func outline(e policy.Edition) []view.Entry {
	var out []view.Entry
	var spans []span
	for _, p := range e.Parts {
		switch p.Kind {
		case clause.Book, clause.Chapter, clause.Section, clause.Heading, clause.Annex:
			out = append(out, view.Entry{Key: p.Key, Label: p.Label, Title: p.Title, Depth: p.Depth})
			spans = append(spans, span{})
		case clause.Clause:
			for i, above := len(out)-1, deepest+1; i >= 0; i-- { // it counts for its heading and for those above that
				if out[i].Depth < above {
					above = out[i].Depth
					spans[i].add(p.Number.N)
				}
			}
		}
	}
	if len(out) == 0 {
		return clauseOutline(e)
	}
	least := slices.MinFunc(out, func(a, b view.Entry) int { return a.Depth - b.Depth }).Depth
	for i := range out {
		out[i].Depth -= least - 1
		out[i].Span = spans[i].String()
	}
	return out
}

// span is from which clause to which.
type span struct{ from, to int }

func (s *span) add(n int) {
	if s.from == 0 {
		s.from = n
	}
	s.to = max(s.to, n)
}

// String is the span as "1–12".
func (s span) String() string {
	switch {
	case s.from == 0:
		return ""
	case s.from == s.to:
		return itoa(s.from)
	}
	return itoa(s.from) + "–" + itoa(s.to)
}

func clauseOutline(e policy.Edition) []view.Entry {
	var out []view.Entry
	for _, p := range e.Parts {
		if p.Kind != clause.Clause && p.Kind != clause.Point || len(out) == mostClauses {
			continue
		}
		words := p.Title
		if words == "" {
			words = firstWords(p.Body(e.Body))
		}
		out = append(out, view.Entry{Key: p.Key, Label: p.Label, Title: words, Depth: 1})
	}
	return out
}

// firstWords is the beginning of a text, in plain words.
func firstWords(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	r := []rune(strings.NewReplacer("*", "", "#", "", "`", "").Replace(line))
	if len(r) > longestEntry {
		return string(r[:longestEntry]) + "…"
	}
	return string(r)
}

// margins puts what points at each part, and the exceptions from it, beside it.
func (b *reader) margins() {
	margin := b.margin()
	for key, list := range b.r.Pointers {
		margin(key).Pointers = b.pointers(list)
	}
	for _, e := range b.r.Exceptions {
		m := margin(e.Key)
		m.Exceptions = append(m.Exceptions, ui.Link{Label: b.T("policy.exception.until", "whom", b.whom(e), "day", e.UntilOn),
			Href: view.RecordPath(b.r.Number) + "#exception-" + web.FormID(e.ID)})
	}
}

// margin gives the margin of the part with a key; what belongs to a part that is not shown stands at the whole.
func (b *reader) margin() func(key int) *view.Margin {
	places := map[int]*view.Margin{}
	for i, p := range b.v.Parts {
		if p.Key != 0 {
			places[p.Key] = &b.v.Parts[i].Margin
		}
	}
	return func(key int) *view.Margin {
		if m, ok := places[key]; ok {
			return m
		}
		return &b.v.Whole
	}
}

// whom says for whom an exception is.
func (w words) whom(e policy.Exception) string {
	if e.PersonID != 0 {
		return w.People[e.PersonID]
	}
	return w.Tree.Name(e.DepartmentID)
}

// pointers are records by their kind, each with its number, title and state.
func (b *reader) pointers(list []policy.Pointer) []view.Pointers {
	return pointersOf(b.c, b.words, list)
}

func pointersOf(c *web.Context, w words, list []policy.Pointer) []view.Pointers {
	var out []view.Pointers
	for _, p := range list {
		i := slices.IndexFunc(out, func(x view.Pointers) bool { return x.Kind == w.T("kind."+p.Ref.Kind) })
		if i < 0 {
			out = append(out, view.Pointers{Kind: w.T("kind." + p.Ref.Kind), Icon: loop.Icon(p.Ref.Kind)})
			i = len(out) - 1
		}
		of := &out[i]
		if p.Hidden {
			of.Hidden++
		} else {
			n := loop.Node(c, w.Words, p.Ref, p.Card)
			link := view.Pointer{Number: n.Number, Title: n.Title, Href: n.Href}
			if n.State.Text != "" {
				link.State = &n.State
			}
			of.Links = append(of.Links, link)
		}
		of.Count = itoa(len(of.Links) + of.Hidden)
	}
	return out
}

// comments puts the remarks beside their clauses, and opens the form of one where the address asks for it.
func (b *reader) comments() {
	margin := b.margin()
	for _, c := range b.r.Comments {
		m := margin(c.Key)
		m.Comments = append(m.Comments, b.remark(b.r.Number, c, false))
	}
	key := int(web.ReadID(b.c.QueryParam("comment")))
	if !b.v.Commenting || key == 0 {
		return
	}
	b.v.Comment = &view.CommentForm{Key: key, Action: view.RecordPath(b.r.Number) + "/say", Back: b.v.Here + "#" + view.PartID(key),
		Cancel: b.v.Here + "#" + view.PartID(key), Version: b.r.Policy.Version}
}

// remark is one comment as it is shown; answering leads to the form of its answer.
func (w words) remark(number string, c policy.Comment, answering bool) view.Comment {
	out := view.Comment{ID: "comment-" + web.FormID(c.ID), Who: w.People[c.PersonID], At: w.Minute(c.At), Label: c.Label, Text: c.Text, Resolution: c.Resolution}
	if c.ResolvedAt != nil {
		out.Resolved = w.T("policy.comment.by", "name", w.People[c.ResolvedBy], "at", w.Minute(*c.ResolvedAt))
	} else if answering {
		out.Resolve = &ui.Action{Label: w.T("policy.step.resolve"), Href: view.RecordPath(number) + "?step=resolve&comment=" + web.FormID(c.ID) + "#next", Small: true, Icon: "check"}
	}
	return out
}

// clauseOptions are the parts of an edition as options, each with the beginning of its text.
func clauseOptions(e policy.Edition) []ui.Option {
	var out []ui.Option
	for _, p := range e.Parts {
		if p.Key == 0 {
			continue
		}
		label := strings.TrimSpace(p.Label + " " + p.Title)
		if p.Title == "" {
			label = strings.TrimSpace(label + " " + firstWords(p.Body(e.Body)))
		}
		if label != "" {
			out = append(out, ui.Option{Value: itoa(p.Key), Label: label})
		}
	}
	return out
}

func itoa(n int) string { return strconv.Itoa(n) }
