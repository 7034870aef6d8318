package link_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/link"
)

// loop is chains of two kinds of records; those whose id divides by ten nobody but the boss sees.
type loop struct {
	*link.Links
	t     testing.TB
	ctx   context.Context
	d     *db.DB
	asked int
}

var (
	boss   = auth.Actor{PersonID: 1, Grants: []auth.Grant{{Role: auth.Supervisor, Scope: auth.Scope{All: true}}}}
	reader = auth.Actor{PersonID: 2, Grants: []auth.Grant{{Role: auth.Supervisor, Scope: auth.Scope{Departments: []int64{2, 3}}}}}
	clerk  = auth.Actor{PersonID: 3, Grants: []auth.Grant{{Role: auth.Employee}}}
	nobody = auth.Actor{PersonID: 4, Grants: []auth.Grant{{Role: auth.Administrator, Scope: auth.Scope{All: true}}}}
)

func newLoop(t testing.TB, d *db.DB) *loop {
	l := &loop{Links: link.New(d), t: t, ctx: context.Background(), d: d}
	for _, kind := range []string{"case", "task"} {
		l.Join(link.Kind{Name: kind, Read: auth.ActionRead,
			Cards: func(_ context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
				l.asked++
				cards := map[int64]link.Card{}
				for _, id := range ids {
					if a.PersonID == boss.PersonID || id%10 != 0 {
						cards[id] = link.Card{Title: fmt.Sprint(kind, id), State: "open", Tone: link.Open}
					}
				}
				return cards, nil
			},
			Origin: func(_ context.Context, a auth.Actor, number string) (link.Origin, error) {
				if number != "CASE-7" {
					return link.Origin{}, fault.NotFound("fault.elsewhere")
				}
				return link.Origin{Ref: ref(kind, 7)}, nil
			}})
	}
	return l
}

func ref(kind string, id int64) link.Ref {
	return link.Ref{Kind: kind, ID: id, Number: fmt.Sprintf("%s-%d", kind, id)}
}

func (l *loop) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// write runs fn in a transaction that needs no event.
func (l *loop) write(fn func(tx *db.Tx) error) error {
	return l.d.InTx(l.ctx, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return dbtest.SayNothing(tx)
	})
}

func (l *loop) add(from, to link.Ref) error {
	return l.write(func(tx *db.Tx) error { return link.Add(tx, boss, from, to) })
}

func (l *loop) want(record link.Ref, department int64, wants string) {
	l.t.Helper()
	l.must(l.write(func(tx *db.Tx) error { return link.Want(tx, record, department, wants) }))
}

func key(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Key
	}
	return fmt.Sprint(err)
}

func TestAChainIsFollowedBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := newLoop(t, d)
		for _, p := range [][2]link.Ref{{ref("case", 1), ref("task", 1)}, {ref("case", 10), ref("task", 1)}, {ref("task", 1), ref("task", 2)}, {ref("task", 1), ref("task", 20)},
			{ref("task", 2), ref("task", 3)}, {ref("case", 1), ref("task", 3)}, {ref("case", 1), ref("task", 4)}} {
			l.must(l.add(p[0], p[1]))
		}
		l.must(l.write(func(tx *db.Tx) error { return link.End(tx, ref("task", 20), true) }))
		ctx, n := db.CountStatements(l.ctx)
		c, err := l.Of(ctx, reader, ref("task", 1), link.Card{Title: "self", Tone: link.Late})
		l.must(err)
		if n.Load() != 1 || l.asked != 2 {
			t.Errorf("%d statements, kinds asked %d times", n.Load(), l.asked)
		}
		var nodes []string
		for _, n := range c.Nodes {
			nodes = append(nodes, fmt.Sprintf("%s%d@%d%s", n.Kind, n.ID, n.Depth, map[bool]string{true: "?"}[n.Hidden]))
			if n.Hidden && (n.Number != "" || n.Title != "" || n.ID != 0) {
				t.Errorf("hidden %+v", n)
			}
		}
		slices.Sort(nodes)
		// task 4 hangs on case 1, not on the way of task 1.
		if got := strings.Join(nodes, " "); got != "case0@-1? case1@-1 task0@1? task1@0 task2@1 task3@2" {
			t.Errorf("nodes %s", got)
		}
		if c.Self != 0 || c.Nodes[c.Self].Title != "self" || c.More || len(c.Edges) != 5 {
			t.Errorf("%+v", c)
		}
		ended := 0
		for _, e := range c.Edges {
			if c.Nodes[e.From].Depth >= c.Nodes[e.To].Depth {
				t.Errorf("an edge goes from %+v to %+v", c.Nodes[e.From], c.Nodes[e.To])
			}
			if e.Ended {
				ended++
			}
		}
		if ended != 1 {
			t.Errorf("%d ended edges", ended)
		}
		if c, err = l.Of(l.ctx, nobody, ref("task", 1), link.Card{}); err != nil || slices.ContainsFunc(c.Nodes[1:], func(n link.Node) bool { return !n.Hidden }) {
			t.Errorf("who may not read the kinds sees %+v, %v", c.Nodes, err)
		}
		if c, err = l.Of(l.ctx, boss, ref("task", 99), link.Card{}); err != nil || len(c.Nodes) != 1 || len(c.Edges) != 0 {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

func TestNoChainLeadsBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := newLoop(t, d)
		const long = 30 // longer than a chain is drawn
		for i := range int64(long) {
			l.must(l.add(ref("task", i+1), ref("task", i+2)))
		}
		for _, p := range [][2]int64{{1, 1}, {2, 1}, {long, 1}, {long + 1, 1}, {long + 1, 15}} {
			if got := key(l.add(ref("task", p[0]), ref("task", p[1]))); got != "fault.link_circle" {
				t.Errorf("%d to %d: %s", p[0], p[1], got)
			}
		}
		if got := key(l.add(ref("task", 3), ref("task", 4))); got != "fault.link_there" {
			t.Errorf("again: %s", got)
		}
		l.must(l.add(ref("task", 3), ref("task", 9)))
		l.must(l.add(ref("case", 31), ref("task", 1))) // another kind's id is another record
		c, err := l.Of(l.ctx, boss, ref("task", 1), link.Card{})
		l.must(err)
		for _, n := range c.Nodes {
			if n.Depth > 8 {
				t.Errorf("drawn %d away", n.Depth)
			}
		}
	})
}

func TestTwoAtOnceCloseNoCircle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := newLoop(t, d)
		for i := range int64(10) {
			x, y := ref("task", 100+2*i), ref("task", 101+2*i)
			l.must(l.add(y, ref("task", 500+i)))
			errs := make([]error, 2)
			var all sync.WaitGroup
			all.Go(func() { errs[0] = l.add(x, y) })
			all.Go(func() { errs[1] = l.add(ref("task", 500+i), x) })
			all.Wait()
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Errorf("%v and %v", errs[0], errs[1])
			}
		}
	})
}

// TestTwoThatComeToNothingAtOnceLeaveTheChainWanting though each of them still sees the other when it looks.
func TestTwoThatComeToNothingAtOnceLeaveTheChainWanting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := newLoop(t, d)
		for i := range int64(5) {
			record := ref("case", 1+i)
			l.want(record, 2, "task")
			x, y := ref("task", 100+2*i), ref("task", 101+2*i)
			l.must(l.add(record, x))
			l.must(l.add(record, y))
			l.atOnce(d, func(tx *db.Tx) error { return link.End(tx, x, true) }, func(tx *db.Tx) error { return link.End(tx, y, true) })
			if len(l.gaps(boss, link.GapFilter{})) != int(i)+1 {
				t.Errorf("met by what came to nothing: %+v", l.gaps(boss, link.GapFilter{}))
			}
		}
	})
}

// TestWhatIsWantedAndMetAtOnceIsMet whichever of the two comes first.
func TestWhatIsWantedAndMetAtOnceIsMet(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := newLoop(t, d)
		for i := range int64(5) {
			record := ref("case", 1+i)
			l.atOnce(d, func(tx *db.Tx) error { return link.Want(tx, record, 2, "task") }, func(tx *db.Tx) error { return link.Add(tx, boss, record, ref("task", 1+i)) })
			if g := l.gaps(boss, link.GapFilter{}); len(g) != 0 {
				t.Errorf("wanting with a link: %+v", g)
			}
		}
	})
}

// atOnce runs two transactions that both have read before either writes. SQLite lets one write at a time.
func (l *loop) atOnce(d *db.DB, fns ...func(tx *db.Tx) error) {
	l.t.Helper()
	var all, begun sync.WaitGroup
	begun.Add(len(fns))
	errs := make([]error, len(fns))
	for i, fn := range fns {
		all.Go(func() {
			first := sync.OnceFunc(func() { begun.Done(); begun.Wait() })
			errs[i] = l.write(func(tx *db.Tx) error {
				if d.Dialect() == db.MySQL {
					var n int64
					if err := tx.Model(&link.Link{}).Count(&n).Error; err != nil {
						return err
					}
					first()
				}
				return fn(tx)
			})
		})
	}
	all.Wait()
	for _, err := range errs {
		l.must(err)
	}
}

func TestManyLinksAreCut(t *testing.T) {
	d, _ := dbtest.One(t)
	l := newLoop(t, d)
	for i := range int64(70) {
		l.must(l.add(ref("case", 1), ref("task", i+1)))
	}
	c, err := l.Of(l.ctx, boss, ref("case", 1), link.Card{})
	if err != nil || !c.More || len(c.Edges) != 60 {
		t.Errorf("%d edges, more %v, %v", len(c.Edges), c.More, err)
	}
}

func TestWhatIsWantedIsMetByALink(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		l := newLoop(t, d)
		l.want(ref("case", 1), 2, "task")
		since := l.gaps(boss, link.GapFilter{})[0].Since
		clock.Advance(time.Hour)
		l.want(ref("case", 1), 3, "task") // moves, and keeps its time
		if g := l.gaps(boss, link.GapFilter{}); len(g) != 1 || g[0].DepartmentID != 3 || !g[0].Since.Equal(since) || g[0].Wants != "task" || g[0].Number != "case-1" {
			t.Errorf("%+v", g)
		}
		l.must(l.add(ref("case", 1), ref("case", 5))) // of another kind than wanted
		if len(l.gaps(boss, link.GapFilter{})) != 1 {
			t.Error("met by the wrong kind")
		}
		l.must(l.add(ref("case", 1), ref("task", 1)))
		l.must(l.add(ref("case", 1), ref("task", 2)))
		end := func(id int64, ended bool) {
			l.must(l.write(func(tx *db.Tx) error { return link.End(tx, ref("task", id), ended) }))
		}
		for _, s := range []struct {
			id    int64
			ended bool
			want  int
		}{{1, true, 0}, {2, true, 1}, {1, false, 0}, {1, true, 1}, {2, false, 0}, {77, true, 0}} {
			if end(s.id, s.ended); len(l.gaps(boss, link.GapFilter{})) != s.want {
				t.Errorf("after %+v: %+v", s, l.gaps(boss, link.GapFilter{}))
			}
		}
		end(2, true)
		l.want(ref("case", 1), 3, "task") // said again it is not met by what ended
		if len(l.gaps(boss, link.GapFilter{})) != 1 {
			t.Error("met by what came to nothing")
		}
		l.must(l.write(func(tx *db.Tx) error { return link.Unwant(tx, ref("case", 1), "task") }))
		if len(l.gaps(boss, link.GapFilter{})) != 0 {
			t.Error("wanted still")
		}
	})
}

func (l *loop) gaps(a auth.Actor, f link.GapFilter) []link.Gap {
	l.t.Helper()
	p, err := l.Incomplete(l.ctx, a, f, nil)
	l.must(err)
	return p.Rows
}

func TestTheQueueShowsEachWhatHeMayRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := newLoop(t, d)
		for i := range int64(8) {
			l.want(ref("case", i+1), i%4+1, "task")
			l.want(ref("task", i+1), i%4+1, "proof")
		}
		l.want(ref("case", 20), 2, "task") // which only the boss sees
		wide := auth.Actor{PersonID: 9, Grants: []auth.Grant{{Role: auth.Supervisor}}}
		for i := range int64(40) {
			wide.Grants[0].Departments = append(wide.Grants[0].Departments, i+2)
		}
		for _, c := range []struct {
			name string
			a    auth.Actor
			f    link.GapFilter
			want int
		}{{"boss", boss, link.GapFilter{}, 17}, {"reader", reader, link.GapFilter{}, 8}, {"proofs", reader, link.GapFilter{Wants: "proof"}, 4}, {"one", reader, link.GapFilter{Department: 3}, 4},
			{"foreign", reader, link.GapFilter{Department: 4}, 0}, {"clerk", clerk, link.GapFilter{}, 0}, {"wide", wide, link.GapFilter{}, 12}, {"broken", boss, link.GapFilter{Wants: "\xff"}, 17},
			{"unknown", boss, link.GapFilter{Wants: "moon"}, 0}} {
			if got := len(l.gaps(c.a, c.f)); got != c.want {
				t.Errorf("%s: %d gaps, want %d", c.name, got, c.want)
			}
		}
		if _, err := l.Incomplete(l.ctx, nobody, link.GapFilter{}, nil); fault.Of(err) == nil || fault.Of(err).Right != string(auth.ActionRead) {
			t.Error(err)
		}
	})
}

func TestTheQueueIsPagedWithoutGapsOrRepeats(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		l := newLoop(t, d)
		const all = 3*link.GapPageSize + 7
		l.must(l.write(func(tx *db.Tx) error {
			for i := range int64(all) { // all since the same instant: the id decides
				if err := link.Want(tx, ref("case", 10*i+1), 2+i%2, "task"); err != nil {
					return err
				}
			}
			return nil
		}))
		var seen []int64
		var pages []*db.Cursor
		var at *db.Cursor
		for {
			p, err := l.Incomplete(l.ctx, reader, link.GapFilter{}, at)
			l.must(err)
			for _, g := range p.Rows {
				seen = append(seen, g.Ref.ID)
			}
			if pages = append(pages, p.Prev); p.Next == nil {
				break
			}
			at = p.Next
		}
		if len(seen) != all || !slices.IsSorted(seen) || len(slices.Compact(slices.Clone(seen))) != all || len(pages) != 4 || pages[0] != nil {
			t.Fatalf("%d of %d in %d pages", len(seen), all, len(pages))
		}
		back := []int64{}
		for at = pages[3]; at != nil; {
			p, err := l.Incomplete(l.ctx, reader, link.GapFilter{}, at)
			l.must(err)
			var page []int64
			for _, g := range p.Rows {
				page = append(page, g.Ref.ID)
			}
			back, at = append(page, back...), p.Prev
		}
		if !slices.Equal(back, seen[:3*link.GapPageSize]) {
			t.Errorf("backwards %d", len(back))
		}
	})
}

func TestASourceIsNamedAsPeopleTypeIt(t *testing.T) {
	d, _ := dbtest.One(t)
	l := newLoop(t, d)
	o, err := l.Origin(l.ctx, clerk, "case", " case-7\n")
	if err != nil || o.ID != 7 {
		t.Errorf("%+v, %v", o, err)
	}
	for _, number := range []string{"case-8", "\xff", ""} {
		if _, err := l.Origin(l.ctx, clerk, "case", number); key(err) != "fault.link_source_gone" || !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("%q: %v", number, err)
		}
	}
	_, unknown := l.Origin(l.ctx, clerk, "moon", "case-7")
	_, refused := l.Origin(l.ctx, nobody, "case", "case-7")
	if key(unknown) != "fault.link_source_gone" || key(refused) != "fault.forbidden" {
		t.Error(unknown, refused)
	}
}
