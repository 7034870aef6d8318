package clause

import (
	"cmp"
	"slices"
)

// How much of two texts must agree for one to be the other, changed (0 to 1, see matcher.similarity). Chosen on second versions of
// real laws, where a clause and its successor agree by 0.4 to 1 (0.2 where it was rewritten) and clauses on different matters
// by less than 0.25, but penalties, which all sound alike, by up to 0.55.
const (
	alikeAnywhere  = 0.48
	alikeInOrder   = 0.28 // between the same neighbours
	alikeInGap     = 0.20 // likewise, and hardly anything else stood there
	alikeNamed     = 0.35 // under the same name
	alikeHere      = 0.12 // under the same name beside the same neighbour
	alikeOtherwise = 0.80 // a preamble that became a clause, a clause that became a heading
	containedText  = 0.75 // of a text that went into a longer one between the same neighbours
	narrowGap      = 2    // old texts
	shortText      = 12   // characters; a shorter text says too little to be refused for what it says
)

// Bounds that keep the search near linear.
const (
	rarePair   = 24 // a pair of characters in more texts than this leads to none of them
	fewTexts   = 12 // so few texts are all compared with one another
	candidates = 6  // compared in full for each text
)

// What makes one of several similar texts the better partner.
const (
	nameBonus  = 0.05
	orderBonus = 0.05
)

// alike pairs the texts that are most like each other, best first: wherever they stand where they agree well, then among
// what remains between the pairs found.
func (m *matcher) alike() {
	m.bestFirst(func(i, j int, s float64) bool {
		return s >= alikeOtherwise || s >= alikeAnywhere && m.was[i].group == m.now[j].group
	})
	low, high := m.expected()
	m.bestFirst(func(i, j int, s float64) bool {
		a, b := m.was[i], m.now[j]
		if a.group != b.group {
			return false
		}
		if a.name == b.name && s >= alikeNamed {
			return true
		}
		gap := high[j] - low[j] - 1
		return low[j] < i && i < high[j] && (s >= alikeInOrder || gap <= narrowGap && s >= alikeInGap || s >= alikeInGap/2 && m.contained(i, j) >= containedText)
	})
}

// bestFirst pairs the free texts for which fits holds, the most similar first.
func (m *matcher) bestFirst(fits func(i, j int, similarity float64) bool) {
	was, now := free(m.was), free(m.now)
	if len(was) == 0 || len(now) == 0 {
		return
	}
	type match struct {
		score float64
		i, j  int
	}
	var found []match
	m.weigh()
	search := m.searcher(was)
	low, high := m.expected()
	for _, j := range now {
		for _, i := range search(j) {
			score := m.similarity(i, j)
			if !fits(i, j, score) {
				continue
			}
			if m.was[i].name == m.now[j].name {
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

func free(list []twin) (places []int) {
	for i, t := range list {
		if t.match < 0 && t.text != "" {
			places = append(places, i)
		}
	}
	return places
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

// similarity is between 0 and 1: twice the shared weight over the weight of both.
func (m *matcher) similarity(i, j int) float64 {
	m.weigh()
	shared, a, b := m.weights.shared(m.was[i].pairs, m.now[j].pairs)
	if a+b == 0 {
		return 0
	}
	return 2 * shared / (a + b)
}

// contained tells how much of the old text is in the new one, 0 to 1.
func (m *matcher) contained(i, j int) float64 {
	shared, a, _ := m.weights.shared(m.was[i].pairs, m.now[j].pairs)
	if a == 0 {
		return 0
	}
	return shared / a
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
