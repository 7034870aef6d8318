package policy

import (
	"context"
	"strings"
	"sync"
	"time"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/policy"
	"bihuan/models/search"
	"bihuan/views/markdown"
	view "bihuan/views/policy"
)

// textKey names a text: an edition, which never changes once it was in force, at one of its saves.
type textKey struct {
	edition, version int64
	hash             string
}

// Texts that were shown lately are kept as markup up to so many bytes, and so long, for titles in them may come to
// lead somewhere.
const (
	mostKept = 16 << 20
	keptFor  = 10 * time.Minute
)

// texts keeps the markup of texts that were shown lately.
type texts struct {
	mu    sync.Mutex
	kept  map[textKey]keptText
	order []textKey
	bytes int
	pairs map[pairKey]map[int]string
}

// pairKey names two texts that were compared; of mostPairs comparisons it is kept what changed.
type pairKey struct{ before, after textKey }

const mostPairs = 500

type keptText struct {
	parts []string // parallel to the edition's
	until time.Time
	size  int
}

func newTexts() *texts {
	return &texts{kept: map[textKey]keptText{}, pairs: map[pairKey]map[int]string{}}
}

func (t *texts) get(k textKey, now time.Time) ([]string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, ok := t.kept[k]
	return found.parts, ok && now.Before(found.until)
}

func (t *texts) put(k textKey, parts []string, now time.Time) {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if old, ok := t.kept[k]; ok {
		t.bytes -= old.size
	} else {
		t.order = append(t.order, k)
	}
	t.kept[k] = keptText{parts: parts, until: now.Add(keptFor), size: size}
	for t.bytes += size; t.bytes > mostKept && len(t.order) > 0; {
		oldest := t.order[0]
		t.bytes -= t.kept[oldest].size
		delete(t.kept, oldest)
		t.order = t.order[1:]
	}
}

func (t *texts) changes(k pairKey) (map[int]string, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	found, ok := t.pairs[k]
	return found, ok
}

func (t *texts) keepChanges(k pairKey, changed map[int]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.pairs) >= mostPairs {
		clear(t.pairs)
	}
	t.pairs[k] = changed
}

// text gives the markup of each part of an edition, with what was looked for marked.
func (p *pages) text(ctx context.Context, number string, e policy.Edition, words string) ([]string, error) {
	k, now := textKey{e.ID, e.Version, e.Hash}, time.Now()
	if words == "" {
		if kept, ok := p.texts.get(k, now); ok {
			return kept, nil
		}
	}
	numbers, err := p.Policies.Titled(ctx, auth.System("titles in a text"), titles(e.Body))
	if err != nil {
		return nil, err
	}
	out, err := render(ctx, number, e, newReferences(e.Parts, numbers), words)
	if err == nil && words == "" {
		p.texts.put(k, out, now)
	}
	return out, err
}

// render writes the parts of an edition as markup.
func render(ctx context.Context, number string, e policy.Edition, refs references, words string) ([]string, error) {
	o := markdown.Options{Shift: 3, Picture: picture(number), Refs: func(text string) []markdown.Ref {
		var out []markdown.Ref
		for _, r := range refs.find(text) {
			out = append(out, markdown.Ref{Start: r.start, End: r.end, Href: r.href, Text: r.text})
		}
		return out
	}}
	for _, d := range clause.Definitions(e.Parts, e.Body) {
		o.Terms = append(o.Terms, markdown.Term{Word: d.Term, Href: "#" + view.PartID(d.Key), Text: d.Text})
	}
	if words != "" {
		o.Mark, o.Fold = search.Words(words), fold()
	}
	out := make([]string, len(e.Parts))
	var b strings.Builder
	for i, part := range e.Parts {
		text := part.Body(e.Body)
		if part.Kind == clause.Meta {
			text = told(part, text)
		}
		if text == "" {
			continue
		}
		o.ItemID, o.NoteID = nil, nil
		if key := part.Key; key != 0 {
			o.ItemID = func(k int) string { return view.ItemID(key, k) }
			o.NoteID = func(label string) string { return view.PartID(key) + "-note-" + label }
		}
		b.Reset()
		if err := markdown.HTML(text, o).Render(ctx, &b); err != nil {
			return nil, err
		}
		out[i] = b.String()
	}
	return out, nil
}

// told is what is shown of the lines about a text: not its title, which stands in the head of the page, nor marks for
// machines, nor a table of contents.
func told(part clause.Part, text string) string {
	bare := strings.NewReplacer(" ", "", "　", "", "#", "", "*", "").Replace(text)
	if part.Title != "" || strings.HasPrefix(text, "---") || strings.HasPrefix(bare, "目录") {
		return ""
	}
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "<!--") {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// picture lets only the pictures of the policy itself be loaded.
func picture(number string) func(string) (string, bool) {
	own := view.Path(number) + "/files/"
	return func(address string) (string, bool) { return address, strings.HasPrefix(address, own) }
}

// fold makes letters alike as the search does; it remembers them, for a text has few different ones.
func fold() func(rune) rune {
	known := map[rune]rune{}
	return func(r rune) rune {
		f, ok := known[r]
		if !ok {
			f = r
			for _, first := range search.Fold(string(r)) {
				f = first
				break
			}
			known[r] = f
		}
		return f
	}
}
