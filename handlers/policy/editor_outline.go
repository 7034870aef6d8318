package policy

import (
	_ "embed"
	"fmt"
	"hash/fnv"
	"unicode"
	"unicode/utf16"

	"bihuan/handlers/web"
	"bihuan/models/clause"
	"bihuan/models/policy"
	"bihuan/views/markdown"
	views "bihuan/views/policy"
	edit "bihuan/views/policyedit"
)

// skeleton is what an empty text can begin with. It is Chinese in every language, as the labels of clauses are.
//
//go:embed editor_skeleton.md
var skeleton string

// outliner lays a text out beside the edition in force.
type outliner struct {
	c        *web.Context
	w        policy.Writing
	body     string
	parts    []clause.Part
	former   map[int]clause.Part // of the edition in force, by key
	comments map[int][]edit.Comment
	starts   []int
	prints   map[string]int
	options  markdown.Options
}

func newOutliner(c *web.Context, w policy.Writing, body string) *outliner {
	o := &outliner{c: c, w: w, body: body, parts: w.Parts(body), former: map[int]clause.Part{}, comments: map[int][]edit.Comment{}, prints: map[string]int{}, starts: []int{},
		options: markdown.Options{Shift: 4, Picture: picture(w.Number)}}
	for _, part := range w.InForce.Parts {
		o.former[part.Key] = part
	}
	for _, m := range w.Comments {
		o.comments[m.Key] = append(o.comments[m.Key], edit.Comment{Who: w.Names[m.PersonID], Text: m.Text, Answer: m.Resolution, Open: m.ResolvedAt == nil,
			Href: fmt.Sprintf("%s?step=resolve&comment=%d#next", views.RecordPath(w.Number), m.ID)})
	}
	return o
}

// outline gives the parts in reading order, those that are gone where they stood. What the browser has already, by
// fingerprint, is not drawn again.
func (o *outliner) outline(known map[string]bool) edit.Outline {
	places := newPlaces(o.body)
	var out edit.Outline
	add := func(part clause.Part, ch clause.Change, source string, gone bool) {
		v := o.part(part, ch, source, gone)
		v.Print = o.fingerprint(v, part, source)
		if !known[v.Print] {
			o.draw(&v, part, source)
		}
		at := -1
		if !gone {
			at = places.at(part.Start)
		}
		out.Parts, o.starts = append(out.Parts, v), append(o.starts, at)
	}
	next := 0
	until := func(start int) { // parts that are not compared: title lines and the like
		for ; next < len(o.parts) && o.parts[next].Start < start; next++ {
			add(o.parts[next], "", o.body, false)
		}
	}
	if o.w.InForce.ID != 0 {
		for _, pair := range clause.Compare(o.w.InForce.Parts, o.w.InForce.Body, o.parts, o.body) {
			if pair.After == nil {
				add(*pair.Before, pair.Change, o.w.InForce.Body, true)
				continue
			}
			until(pair.After.Start)
			add(*pair.After, pair.Change, o.body, false)
			next++
		}
	}
	until(len(o.body) + 1)
	out.Count = o.c.T("policy_edit.count", "characters", characters(o.body), "clauses", clause.Count(o.parts))
	return out
}

// part is what the outline says of a part.
func (o *outliner) part(part clause.Part, ch clause.Change, source string, gone bool) edit.Part {
	v := edit.Part{Key: part.Key, Kind: string(part.Kind), Depth: part.Depth, Label: part.Label, Title: part.Title, Gone: gone, Comments: o.comments[part.Key]}
	if part.Key == 0 {
		v.Comments = nil
	}
	if ch != clause.Same {
		v.Change = string(ch)
	}
	if was, ok := o.former[part.Key]; ok && !gone && was.Label != part.Label {
		v.Follows = was.Label
	}
	return v
}

// fingerprint names all that is shown of a part; the same content met again gets another one.
func (o *outliner) fingerprint(v edit.Part, part clause.Part, source string) string {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%d\x00%d\x00%s\x00%s\x00%s\x00%s\x00%t\x00%d\x00", v.Kind, v.Key, v.Depth, v.Label, v.Title, v.Change, v.Follows, v.Gone, len(v.Comments))
	_, _ = h.Write([]byte(source[part.Start:part.End])) // a hash does not fail
	print := fmt.Sprintf("%x", h.Sum64())
	o.prints[print]++
	if n := o.prints[print]; n > 1 {
		print += fmt.Sprintf("-%d", n)
	}
	return print
}

// draw adds what costs something: the first words and the preview.
func (o *outliner) draw(v *edit.Part, part clause.Part, source string) {
	v.Words = rowWords(part, source)
	if v.Gone {
		return
	}
	text := part.Body(source)
	if part.Kind == clause.Meta {
		text = told(part, text)
	}
	if text != "" {
		v.Text = markdown.HTML(text, o.options)
	}
}

// whole are the comments on the document as a whole, and those whose clause stands in neither text any more.
func (o *outliner) whole() []edit.Comment {
	here := map[int]bool{}
	for _, part := range o.parts {
		here[part.Key] = true
	}
	for _, part := range o.w.InForce.Parts {
		here[part.Key] = true
	}
	delete(here, 0)
	var out []edit.Comment
	done := map[int]bool{}
	for _, m := range o.w.Comments {
		if !here[m.Key] && !done[m.Key] {
			done[m.Key] = true
			out = append(out, o.comments[m.Key]...)
		}
	}
	return out
}

// rowWords is how a part begins, in one line.
func rowWords(part clause.Part, source string) string {
	if part.Title != "" {
		return part.Title
	}
	return firstWords(part.Body(source))
}

// characters counts what a person would count: everything but blanks.
func characters(text string) int {
	n := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// places turns places in bytes into places as browsers count them, in units of UTF-16. Places are asked for in rising order.
type places struct {
	text        string
	bytes, unit int
}

func newPlaces(text string) *places { return &places{text: text} }

func (p *places) at(bytes int) int {
	for _, r := range p.text[p.bytes:max(bytes, p.bytes)] {
		p.unit += utf16.RuneLen(r)
	}
	p.bytes = max(bytes, p.bytes)
	return p.unit
}
