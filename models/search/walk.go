package search

import "fmt"

const (
	// WalkBatch ids are looked at in one go; after walkRounds of them a search that a filter starves stops and says so.
	WalkBatch  = 200
	walkRounds = 20
)

// LookedAt is how many matches of words one page looks at where a filter lets few of them through.
const LookedAt = WalkBatch * walkRounds

// Walk gives the newest ids, at most limit, older than before (0: from the newest on), that candidates finds and
// passing lets through. candidates gives up to WalkBatch ids older than an id, the newest first. Where the walk
// stopped before it had looked at all, rest is the id to go on from.
func Walk(before int64, limit int, candidates func(before int64) ([]int64, error), passing func(ids []int64) ([]int64, error)) (ids []int64, rest int64, err error) {
	for range walkRounds {
		found, err := candidates(before)
		if err != nil || len(found) == 0 {
			return ids, 0, err
		}
		full := len(found) >= WalkBatch
		found = found[:min(len(found), WalkBatch)]
		before = found[len(found)-1]
		passed, err := passing(found)
		if err != nil {
			return nil, 0, err
		}
		if ids = append(ids, passed...); len(ids) >= limit || !full {
			return ids[:min(len(ids), limit)], 0, nil
		}
	}
	return ids, before, nil
}

// Token is the token of a document for an id of a kind, as d7 for department 7.
func Token(kind string, id int64) string { return fmt.Sprintf("%s%d", kind, max(id, 0)) }
