package db

import (
	"slices"

	"gorm.io/gorm"
)

// Page is one page of a list with the places before and after it, nil where there is nothing.
type Page[R any] struct {
	Rows       []R
	Next, Prev *Cursor
	// Cut tells that the reading stopped before it had looked at all; Next goes on from there.
	Cut bool
}

// Listing is how the pages of a list are read: first the ids, then their rows.
type Listing[R any] struct {
	Size int
	// IDs gives up to limit ids in the order of reading; rest is where the reading stopped early, nil where it did not.
	IDs  func(limit int) (ids []int64, rest *Cursor, err error)
	Rows func(ids []int64) ([]R, error)
	// Place is where a row stands in the list.
	Place func(R) Cursor
	// Onwards says that the list cannot be read backwards.
	Onwards bool
}

// Page reads the page behind a place, the first one where at is nil.
func (l Listing[R]) Page(at *Cursor) (Page[R], error) {
	ids, rest, err := l.IDs(l.Size + 1)
	if err != nil {
		return Page[R]{}, err
	}
	ids, next, prev := Cut(ids, l.Size, at)
	p := Page[R]{Next: rest, Cut: rest != nil}
	if p.Rows, err = l.Rows(ids); err != nil || len(p.Rows) == 0 {
		return p, err
	}
	if next {
		c := l.Place(p.Rows[len(p.Rows)-1])
		p.Next = &c
	}
	if prev && !l.Onwards {
		c := l.Place(p.Rows[0])
		c.Before = true
		p.Prev = &c
	}
	return p, nil
}

// EachRow hands the rows of all pages to row, at most most of them. It tells how many there were and whether the
// rest was cut off.
func EachRow[R any](most int, page func(at *Cursor) (Page[R], error), row func(R) error) (n int, cut bool, err error) {
	var at *Cursor
	for {
		p, err := page(at)
		if err != nil {
			return n, false, err
		}
		for _, r := range p.Rows {
			if n == most {
				return n, true, nil
			}
			if err := row(r); err != nil {
				return n, false, err
			}
			n++
		}
		if at = p.Next; at == nil {
			return n, false, nil
		}
	}
}

// LastID is the highest id in use in a table (a name from the code), 0 where it is empty.
func LastID(q *gorm.DB, table string) (int64, error) {
	var ids []int64
	err := q.Table(table).Order("id DESC").Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

// InOrder puts rows into the order of their ids.
func InOrder[R any](rows []R, ids []int64, id func(R) int64) {
	place := make(map[int64]int, len(ids))
	for i, n := range ids {
		place[n] = i
	}
	slices.SortFunc(rows, func(x, y R) int { return place[id(x)] - place[id(y)] })
}
