package clause

import (
	"math"
	"slices"
	"strings"
)

// essence is what a text says, without blanks, invisible characters and emphasis: 「总 则」 and 「总则」 are the same.
func essence(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if !blank(r) && r != '*' && r != '_' && r != '#' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// sketchSize bounds how many pairs of characters of a part are compared: clauses of up to about 1,000 characters are compared
// exactly, longer ones by a sample that is the same for the same text.
const sketchSize = 1024

// sketch returns the smallest hashes of a text's pairs of characters, sorted.
func sketch(text string) []uint32 {
	var pairs []uint32
	var last rune = -1
	for _, r := range text {
		pairs = append(pairs, mix(uint32(last), uint32(r)))
		last = r
		if len(pairs) >= 64*sketchSize { // a huge text: keep the sample small on the way
			pairs = smallest(pairs)
		}
	}
	return smallest(pairs)
}

func smallest(pairs []uint32) []uint32 {
	slices.Sort(pairs)
	pairs = slices.Compact(pairs)
	return pairs[:min(len(pairs), sketchSize)]
}

// mix is a fixed hash of two characters, so that results do not depend on the process.
func mix(a, b uint32) uint32 {
	h := uint64(a)*0x9E3779B97F4A7C15 ^ uint64(b)*0xC2B2AE3D27D4EB4F
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	return uint32(h >> 32)
}

// weights tells how much a pair of characters says: what stands in every clause (「规定」) says little.
type weights struct {
	parts int
	seen  map[uint32]int
}

func (w *weights) add(pairs []uint32) {
	w.parts++
	for _, pair := range pairs {
		w.seen[pair]++
	}
}

func (w weights) of(pair uint32) float64 {
	return math.Log1p(float64(w.parts) / float64(max(w.seen[pair], 1)))
}

// shared returns the weight that two sketches share, and the weight of each as far as both tell.
func (w weights) shared(a, b []uint32) (both, ofA, ofB float64) {
	limit := uint32(math.MaxUint32)
	for _, s := range [][]uint32{a, b} { // beyond the largest hash of a cut sketch nothing is known
		if len(s) == sketchSize {
			limit = min(limit, s[sketchSize-1])
		}
	}
	i, j := 0, 0
	for {
		switch {
		case i < len(a) && a[i] <= limit && (j == len(b) || a[i] < b[j]):
			ofA += w.of(a[i])
			i++
		case j < len(b) && b[j] <= limit && (i == len(a) || b[j] < a[i]):
			ofB += w.of(b[j])
			j++
		case i < len(a) && j < len(b) && a[i] <= limit: // the same
			weight := w.of(a[i])
			both, ofA, ofB = both+weight, ofA+weight, ofB+weight
			i, j = i+1, j+1
		default:
			return both, ofA, ofB
		}
	}
}
