package clause

import (
	"cmp"
	"slices"
)

// How much of two texts must agree for one to be the other, changed (0 to 1, see weights.similarity). Chosen on second versions of
// real laws: clauses on the same matter agree by more, different ones, penalties among them, by less.
const (
	alikeAnywhere = 0.40
	alikeNamed    = 0.25 // under the same name
	alikeHere     = 0.12 // under the same name beside the same neighbour
	shortText     = 12   // characters; a shorter text says too little to be refused for what it says
)

// Bounds that keep the search near linear.
const (
	rarePair   = 24 // a pair of characters in more texts than this leads to none of them
	fewTexts   = 12 // so few texts are all compared with one another
	candidates = 6  // compared in full for each text
)

// What makes one of several similar texts the better partner.
const (
	nameBonus  = 0.10
	orderBonus = 0.05
)

// alike pairs the texts that are most like each other, best first.
func (m *matcher) alike() {
	open := func(list []twin) (free []int) {
		for i, t := range list {
			if t.match < 0 && t.text != "" {
				free = append(free, i)
			}
		}
		return free
	}
	was, now := open(m.was), open(m.now)
	if len(was) == 0 || len(now) == 0 {
		return
	}
	m.weigh()
	type match struct {
		score float64
		i, j  int
	}
	var found []match
	search := m.searcher(was)
	low, high := m.expected()
	for _, j := range now {
		for _, i := range search(j) {
			a, b := m.was[i], m.now[j]
			score := m.similarity(i, j)
			if score < alikeAnywhere && (score < alikeNamed || a.name != b.name) || a.group != b.group && score < 2*alikeAnywhere {
				continue
			}
			if a.name == b.name {
				score += nameBonus
			}
			if low[j] < i && i < high[j] {
				score += orderBonus
			}
			found = append(found, match{score, i, j})
		}
	}
	slices.SortFunc(found, func(a, b match) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.j, b.j), cmp.Compare(a.i, b.i))
	})
	for _, f := range found {
		if m.free(f.i, f.j) {
			m.pair(f.i, f.j)
		}
	}
}

func (m *matcher) weigh() {
	if m.weights.seen != nil {
		return
	}
	m.weights.seen = map[uint32]int{}
	for _, list := range [][]twin{m.was, m.now} {
		for i := range list {
			list[i].pairs = sketch(list[i].text)
			m.weights.add(list[i].pairs)
		}
	}
}

func (m *matcher) similarity(i, j int) float64 {
	m.weigh()
	return m.weights.similarity(m.was[i].pairs, m.now[j].pairs)
}

// expected tells between which old places each new one stands, as far as the pairs found tell it.
func (m *matcher) expected() (low, high []int) {
	low, high = make([]int, len(m.now)), make([]int, len(m.now))
	at := -1
	for j, t := range m.now {
		if t.match >= 0 {
			at = t.match
		}
		low[j] = at
	}
	at = len(m.was)
	for j := len(m.now) - 1; j >= 0; j-- {
		if t := m.now[j]; t.match >= 0 {
			at = t.match
		}
		high[j] = at
	}
	return low, high
}

// searcher returns a function that lists the old texts worth comparing with a new one.
func (m *matcher) searcher(was []int) func(j int) []int {
	if len(was) <= fewTexts {
		return func(int) []int { return was }
	}
	holders := map[uint32][]int{}
	named := map[string][]int{}
	for _, i := range was {
		for _, pair := range m.was[i].pairs {
			if list := holders[pair]; len(list) <= rarePair {
				holders[pair] = append(list, i)
			}
		}
		if list := named[m.was[i].name]; len(list) < candidates {
			named[m.was[i].name] = append(list, i)
		}
	}
	shared := make([]float64, len(m.was))
	return func(j int) []int {
		var touched []int
		for _, pair := range m.now[j].pairs {
			list := holders[pair]
			if len(list) > rarePair {
				continue
			}
			for _, i := range list {
				if shared[i] == 0 {
					touched = append(touched, i)
				}
				shared[i] += m.weights.of(pair)
			}
		}
		slices.SortFunc(touched, func(a, b int) int { return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(a, b)) })
		best := slices.Clone(touched[:min(len(touched), candidates)])
		for _, i := range touched {
			shared[i] = 0
		}
		for _, i := range named[m.now[j].name] {
			if !slices.Contains(best, i) {
				best = append(best, i)
			}
		}
		return best
	}
}
