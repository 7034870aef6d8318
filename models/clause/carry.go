package clause

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Carry gives the parts of a new text the keys of the text before: to the same text, wherever it stands and whatever its number;
// then to the text that is most like it. Of a text cut in two the half that is more like it keeps the key. Everything else
// gets new keys from next on; Carry returns the next free one. No key is given twice, even if was holds one twice.
func Carry(was []Part, wasSource string, now []Part, nowSource string, next int) ([]Part, int) {
	now = slices.Clone(now)
	next = max(next, 1)
	for _, p := range was {
		next = max(next, p.Key+1)
	}
	m := newMatcher(was, wasSource, now, nowSource)
	m.sameText()
	m.alike()
	m.sameName()
	m.samePlace()
	for j := range now {
		now[j].Key = 0
	}
	for _, p := range m.now {
		if p.match >= 0 {
			now[p.index].Key = was[m.was[p.match].index].Key
			continue
		}
		now[p.index].Key = next
		next++
	}
	return now, next
}

// twin is a part as the matcher sees it.
type twin struct {
	index  int // in the list of parts
	group  Kind
	name   string // what it is called: its kind and number, or a heading's title
	text   string // its essence, title included, label not
	length int    // of text, in characters
	pairs  []uint32
	match  int // in the other list, -1 none
}

type matcher struct {
	was, now []twin
	weights  weights
}

func newMatcher(was []Part, wasSource string, now []Part, nowSource string) *matcher {
	used := map[int]bool{}
	return &matcher{
		was: twins(was, wasSource, func(p Part) bool {
			ok := p.Key > 0 && !used[p.Key]
			used[p.Key] = true
			return ok
		}),
		now: twins(now, nowSource, func(Part) bool { return true }),
	}
}

func twins(parts []Part, source string, take func(Part) bool) []twin {
	var list []twin
	for i, p := range parts {
		if p.Kind != Meta && take(p) {
			text := essence(p.Title + p.Body(source))
			list = append(list, twin{index: i, group: groupOf(p.Kind), name: name(p), text: text, length: utf8.RuneCountInString(text), match: -1})
		}
	}
	return list
}

// groupOf puts kinds together that turn into one another when a text is edited.
func groupOf(k Kind) Kind {
	switch k {
	case Book, Chapter, Section, Annex:
		return Heading
	case Point:
		return Clause
	}
	return k
}

func name(p Part) string {
	if p.Kind == Heading && p.Title != "" {
		return "heading " + essence(p.Title)
	}
	return fmt.Sprintf("%s %d.%d", p.Kind, p.Number.N, p.Number.Suffix)
}

func (m *matcher) pair(i, j int) { m.was[i].match, m.now[j].match = j, i }

// free reports whether both exist and have no partner yet.
func (m *matcher) free(i, j int) bool {
	return i >= 0 && j >= 0 && i < len(m.was) && j < len(m.now) && m.was[i].match < 0 && m.now[j].match < 0
}

// twinKey is what makes two parts the same text.
type twinKey struct {
	group Kind
	text  string
}

func (t twin) key() twinKey { return twinKey{t.group, t.text} }

// sameText pairs texts that stand once in both, wherever they are, and then their neighbours with the same text.
func (m *matcher) sameText() {
	type place struct{ was, now, i, j int }
	places := map[twinKey]*place{}
	for i, t := range m.was {
		p := places[t.key()]
		if p == nil {
			p = &place{}
			places[t.key()] = p
		}
		p.was, p.i = p.was+1, i
	}
	for j, t := range m.now {
		if p := places[t.key()]; p != nil {
			p.now, p.j = p.now+1, j
		}
	}
	for j, t := range m.now {
		if p := places[t.key()]; p != nil && p.was == 1 && p.now == 1 && t.text != "" {
			m.pair(p.i, j)
		}
	}
	m.spread(func(i, j int) bool {
		return m.was[i].key() == m.now[j].key() && (m.was[i].text != "" || m.was[i].name == m.now[j].name)
	})
}

// spread pairs what stands next to a pair, forwards and backwards, where same allows it.
func (m *matcher) spread(same func(i, j int) bool) {
	i := -1
	for j := range m.now {
		if m.free(i+1, j) && same(i+1, j) {
			m.pair(i+1, j)
		}
		if i = m.now[j].match; i < 0 {
			i = len(m.was)
		}
	}
	i = len(m.was)
	for j := len(m.now) - 1; j >= 0; j-- {
		if m.free(i-1, j) && same(i-1, j) {
			m.pair(i-1, j)
		}
		if i = m.now[j].match; i < 0 {
			i = -1
		}
	}
}

// sameName pairs equal texts that stand several times: under the same name first, then in their order.
func (m *matcher) sameName() {
	m.spread(func(i, j int) bool { return m.was[i].key() == m.now[j].key() && m.was[i].text != "" })
	for _, named := range []bool{true, false} {
		waiting := map[string][]int{}
		key := func(t twin) string {
			if named {
				return t.name + "\x00" + t.text
			}
			return string(t.group) + "\x00" + t.text
		}
		for i, t := range m.was {
			if t.match < 0 {
				waiting[key(t)] = append(waiting[key(t)], i)
			}
		}
		for j, t := range m.now {
			if list := waiting[key(t)]; t.match < 0 && len(list) > 0 && (named || t.text != "") {
				m.pair(list[0], j)
				waiting[key(t)] = list[1:]
			}
		}
	}
}

// samePlace pairs what stands beside a pair under the same name: a clause rewritten in its place, a chapter renamed.
func (m *matcher) samePlace() {
	m.spread(func(i, j int) bool {
		a, b := m.was[i], m.now[j]
		if a.group != b.group || a.name != b.name {
			return false
		}
		return a.group != Clause || min(a.length, b.length) < shortText || m.similarity(i, j) >= alikeHere
	})
	m.spread(func(i, j int) bool { // a heading or a short clause while it is typed: both neighbours stayed
		a, b := m.was[i], m.now[j]
		return a.group == b.group && (a.group != Clause || max(a.length, b.length) < shortText) && m.beside(i-1, j-1) && m.beside(i+1, j+1)
	})
}

// beside reports whether two places are a pair; before the first and after the last they are.
func (m *matcher) beside(i, j int) bool {
	if i < 0 || j < 0 {
		return i < 0 && j < 0
	}
	if i >= len(m.was) || j >= len(m.now) {
		return i >= len(m.was) && j >= len(m.now)
	}
	return m.now[j].match == i
}
