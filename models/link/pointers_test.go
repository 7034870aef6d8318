package link_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
)

// TestPointersTellBothWays of links to some records, the newest first, and of hidden ones nothing but that they are there.
func TestPointersTellBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := newLoop(t, d)
		for _, p := range [][2]link.Ref{{ref("case", 1), ref("task", 1)}, {ref("case", 10), ref("task", 1)}, {ref("task", 1), ref("task", 2)}, {ref("task", 2), ref("task", 20)}, {ref("task", 2), ref("task", 3)}} {
			l.must(l.add(p[0], p[1]))
		}
		l.must(l.write(func(tx *db.Tx) error { return link.End(tx, ref("task", 3), true) }))
		ctx, n := db.CountStatements(l.ctx)
		found, err := l.Pointers(ctx, reader, "task", []int64{1, 2})
		l.must(err)
		if n.Load() != 1 {
			t.Errorf("%d statements", n.Load())
		}
		var told []string
		for _, p := range found {
			told = append(told, fmt.Sprintf("%s%d %t", p.Kind, p.Ref.ID, p.Forward))
			other := p.Link.From()
			if p.Forward {
				other = p.Link.To()
			}
			if p.Hidden && (p.Ref.Number != "" || p.Title != "" || other.Number != "" || other.ID != 0) {
				t.Errorf("of a hidden record the reader learns %+v", p)
			}
		}
		slices.Sort(told)
		if got := strings.Join(told, ", "); got != "case0 false, case1 false, task0 true, task1 false, task2 true" {
			t.Errorf("got %s", got)
		}
	})
}
