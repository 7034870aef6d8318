// Package loop shows chains: as a drawing on the page of each record, and as the queue of those not closed yet.
package loop

import (
	"slices"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/link"
	"bihuan/views/locale"
	view "bihuan/views/loop"
	"bihuan/views/ui"
)

// icons of the kinds of records; a kind that is not named has a plain one.
var icons = map[string]string{"complaint": "message-report", "action": "checklist", "policy": "book", "control": "shield-check", "information": "database"}

const plainIcon = "file-text"

// Icon is the icon of a kind of records.
func Icon(kind string) string {
	if icon, ok := icons[kind]; ok {
		return icon
	}
	return plainIcon
}

// Draw is a chain for the page of its record. The caller may set Open.
func Draw(c *web.Context, w record.Words, chain link.Chain) view.Chain {
	d := drawing{c: c, w: w, chain: chain, placed: map[int]bool{chain.Self: true}}
	v := view.Chain{This: d.node(chain.Self, -1), More: chain.More}
	v.This.This = true
	v.Before, v.After = d.beyond(chain.Self, -1), d.beyond(chain.Self, 1)
	return v
}

// drawing puts each record of a chain under one of its neighbours; links to it from others are told in words.
type drawing struct {
	c      *web.Context
	w      record.Words
	chain  link.Chain
	placed map[int]bool
}

// beyond are the records one step farther from the record that the chain is about: way 1 what it led to, -1 what
// led to it.
func (d drawing) beyond(at, way int) []view.Node {
	var near []int
	for i, e := range d.chain.Edges {
		from, to := ends(e, way)
		if from == at && d.chain.Nodes[to].Depth == d.chain.Nodes[at].Depth+way && !d.placed[to] {
			d.placed[to] = true
			near = append(near, i)
		}
	}
	var out []view.Node
	for _, i := range near {
		_, to := ends(d.chain.Edges[i], way)
		n := d.node(to, i)
		n.Beyond = d.beyond(to, way)
		out = append(out, n)
	}
	return out
}

// ends are the nearer and the farther end of a link on the way.
func ends(e link.Edge, way int) (near, far int) {
	if way < 0 {
		return e.To, e.From
	}
	return e.From, e.To
}

// node is a record as the drawing shows it; edge is the link under which it stands, -1 for none.
func (d drawing) node(at, edge int) view.Node {
	k := d.chain.Nodes[at]
	n := Node(d.c, d.w, k.Ref, k.Card)
	if k.Hidden {
		n = view.Node{Kind: n.Kind, Icon: n.Icon, Hidden: true}
	}
	if edge >= 0 {
		n.Ended = d.chain.Edges[edge].Ended
	}
	var others []string
	for i, e := range d.chain.Edges {
		if edge >= 0 && i != edge && k.Depth > 0 && e.To == at {
			others = append(others, d.chain.Nodes[e.From].Number)
		}
	}
	others = slices.DeleteFunc(others, func(s string) bool { return s == "" })
	if len(others) > 0 {
		n.Also = d.w.T("link.from", "numbers", strings.Join(others, " "))
	}
	return n
}

// Node is one record that the reader may see.
func Node(c *web.Context, w record.Words, r link.Ref, card link.Card) view.Node {
	n := view.Node{Kind: w.T("kind." + r.Kind), Icon: Icon(r.Kind), Number: r.Number, Href: c.RecordPath(r.Kind, r.Number), Title: card.Title}
	if card.State != "" {
		n.State = mark(card, w.T(r.Kind+".state."+card.State))
	}
	if !card.Due.IsZero() {
		due := ui.Clock{State: ui.ClockOK, Text: locale.Remaining(w.Ctx, card.Due.Sub(w.Now)), Title: w.T("link.due", "at", locale.FullTime(w.Ctx, card.Due))}
		if w.Now.After(card.Due) {
			due.State, due.Text = ui.ClockLate, locale.Late(w.Ctx, w.Now.Sub(card.Due))
		}
		n.Due = &due
	}
	return n
}

// mark is the chip of a state. What is late is red at its clock; the chip is so where nothing is due.
func mark(card link.Card, words string) ui.Mark {
	m := ui.Mark{Text: words, Tone: ui.ToneAccent}
	switch card.Tone {
	case link.Good:
		m.Tone, m.Icon = ui.ToneGood, "check"
	case link.Bad:
		m.Tone, m.Icon = ui.ToneLate, "alert-triangle"
	case link.Ended:
		m.Tone, m.Icon = ui.ToneMuted, "ban"
	case link.Late:
		if card.Due.IsZero() {
			m.Tone, m.Icon = ui.ToneLate, "clock-exclamation"
		}
	}
	return m
}
