package control

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org/orgtest"
)

// shown are the numbers of a list without what they all begin with.
func (f *firm) shown(a auth.Actor, filter Filter) string {
	f.t.Helper()
	p, err := f.List(f.ctx, a, filter, nil)
	f.must(err)
	var n []string
	for _, r := range p.Rows {
		n = append(n, strings.TrimLeft(strings.TrimPrefix(r.Number, "KZ-2026-"), "0"))
	}
	return strings.Join(n, " ")
}

func TestListsFiltersAndCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.add()                                                                                                    // 1: due 04-03
		f.add(func(in *Facts) { in.Cycle, in.Area, in.Title = Cycle{1, Weeks}, "network", "周扫描" })                 // 2: due 03-13
		f.add(func(in *Facts) { in.Cycle, in.OwnerID, in.Area = Cycle{1, Years}, f.keeper.PersonID, "archiving" }) // 3: due 2027-03-05
		f.add(func(in *Facts) {
			in.StartedOn, in.Clauses, in.Title = "2026-01-05", []string{"ZD-2026-000003/10"}, "物理巡查"
		}) // 4: due 02-05
		store := f.facts()
		store.DepartmentID, store.OwnerID, store.Cycle = orgtest.Store, f.stranger.PersonID, Cycle{10, Weeks}
		_, err := f.Add(f.ctx, f.otherSupervisor, store) // 5: due 05-15
		f.must(err)
		f.must(f.Retire(f.ctx, f.supervisor, f.ref(f.add()), "重复")) // 6
		for _, x := range []struct {
			who    auth.Actor
			filter Filter
			want   string
		}{
			{f.auditor, Filter{View: ViewAll}, "4 2 1 5 3"},
			{f.auditor, Filter{View: ViewRetired}, "6"},
			{f.auditor, Filter{View: ViewOverdue}, "4"},
			{f.auditor, Filter{View: ViewSoon}, "4"},
			{f.owner, Filter{View: ViewMine}, "4 2 1"},
			{f.owner, Filter{View: ViewAll}, "4 2 1 3"},
			{f.stranger, Filter{View: ViewAll}, "5"},
			{f.owner, Filter{View: ViewAll, Owner: f.keeper.PersonID}, "3"},
			{f.boss, Filter{View: ViewAll, Department: orgtest.Store}, "5"},
			{f.owner, Filter{View: ViewAll, Department: orgtest.Store}, ""},
			{f.boss, Filter{View: ViewAll, Area: "security"}, "4 2 1 5"},
			{f.boss, Filter{View: ViewAll, Area: "network"}, "2"},
			{f.boss, Filter{View: ViewAll, Policy: "zd-2026-000003/10"}, "4"},
			{f.boss, Filter{View: ViewAll, Policy: "ZD-2026-000003"}, "4 2 1 5 3"},
			{f.boss, Filter{View: ViewAll, Policy: "ZD-2026-000003/1"}, ""},
			{f.boss, Filter{View: ViewAll, DueFrom: "2026-03-01", DueTo: "2026-04-03"}, "2 1"},
			{f.boss, Filter{View: ViewAll, Result: Failed}, ""},
			{f.boss, Filter{View: ViewAll, Text: "kz-2026-3"}, "3"},
			{f.boss, Filter{View: ViewAll, Text: "ZD-2026-000003/10"}, "4"},
			{f.boss, Filter{View: ViewAll, Text: "ZD-2026-000003"}, "5 4 3 2 1"},
		} {
			if got := f.shown(x.who, x.filter); got != x.want {
				t.Errorf("%s %+v: %q, want %q", x.who.Name, x.filter, got, x.want)
			}
		}
		f.must(f.index.CatchUp(f.ctx))
		if got := f.shown(f.boss, Filter{View: ViewAll, Text: "巡查"}); got != "4" {
			t.Errorf("words: %q", got)
		}
		if got := f.shown(f.stranger, Filter{View: ViewAll, Text: "巡查"}); got != "" {
			t.Errorf("words of others: %q", got)
		}
		counts, err := f.Counts(f.ctx, f.owner)
		f.must(err)
		if fmt.Sprint(counts) != fmt.Sprint(map[ListView]int64{ViewMine: 3, ViewSoon: 1, ViewOverdue: 1, ViewAll: 4, ViewRetired: 1}) {
			t.Errorf("%v", counts)
		}
		mine, err := f.OnDesk(f.ctx, f.owner)
		f.must(err)
		charge, err := f.OnDesk(f.ctx, f.supervisor)
		f.must(err)
		if len(mine.Waiting) != 1 || mine.Waiting[0].Title != "物理巡查" || len(mine.Waiting[0].Reminders) != 4 || mine.Overdue != 0 || charge.Overdue != 1 || len(charge.Waiting) != 0 {
			t.Errorf("%+v %+v", mine, charge)
		}
		n := 0
		_, _, err = f.Export(f.ctx, f.owner, Filter{View: ViewAll}, func(Row) error { n++; return nil })
		f.must(err)
		if n != 4 || f.events(Kind, "") != "control.exported" {
			t.Errorf("exported %d %s", n, f.events(Kind, ""))
		}
	})
}

func TestPagesFollowEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		for i := range 7 {
			f.add(func(in *Facts) { in.Cycle = Cycle{int64(i%3 + 1), Months} })
		}
		n, err := f.narrowed(f.ctx, Filter{View: ViewAll})
		f.must(err)
		var all []int64
		var at *db.Cursor
		for {
			p, err := f.page(f.ctx, f.auditor, n.Filter, at, 3)
			f.must(err)
			for _, r := range p.Rows {
				all = append(all, r.ID)
			}
			if at = p.Next; at == nil {
				break
			}
		}
		if !slices.Equal(all, []int64{1, 4, 7, 2, 5, 3, 6}) {
			t.Errorf("%v", all)
		}
	})
}

func TestTheSummaryCountsWhatWasDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		first := f.add(func(in *Facts) { in.Cycle = Cycle{1, Weeks} })            // due 03-13
		f.add(func(in *Facts) { in.Cycle, in.Area = Cycle{2, Weeks}, "network" }) // due 03-20, never checked
		clock.Set(instant("2026-03-13 10:00"))
		f.check(first, f.passed()) // in time, next 03-20
		clock.Set(instant("2026-03-23 10:00"))
		f.check(first, f.failed()) // late, next 03-30
		clock.Set(instant("2026-03-31 10:00"))
		s, err := f.Summary(f.ctx, f.supervisor, Period{"2026-03-01", "2026-03-31"})
		f.must(err)
		if s.Total != (Tally{InTime: 1, Late: 1, Missing: 2, Passed: 1}) || s.Total.Due() != 4 || s.Total.Share() != 250 {
			t.Errorf("%+v", s.Total)
		}
		var areas []string
		for _, a := range s.ByArea { // security counts what is below it
			areas = append(areas, fmt.Sprintf("%s %d/%d", a.Area, a.InTime, a.Due()))
		}
		if strings.Join(areas, ", ") != "security 1/4, network 0/1, continuity 1/3" || len(s.ByDepartment) != 1 || s.ByArea[2].Share() != 333 {
			t.Errorf("%q %+v", areas, s.ByDepartment)
		}
		other, err := f.Summary(f.ctx, f.otherSupervisor, Period{"2026-03-01", "2026-03-31"})
		f.must(err)
		if other.Total.Due() != 0 {
			t.Errorf("%+v", other)
		}
		_, err = f.Summary(f.ctx, f.supervisor, Period{"2026-03-31", "2026-03-01"})
		refused(t, err, "to invalid.control_period")
		for _, x := range []struct {
			filter CheckFilter
			want   int
		}{{CheckFilter{}, 2}, {CheckFilter{Kept: InTime}, 1}, {CheckFilter{Kept: Late, Area: "security", Department: orgtest.Service}, 1}, {CheckFilter{Result: Partly}, 0}, {CheckFilter{Result: NotPassed}, 1},
			{CheckFilter{Control: first, DueFrom: "2026-03-14", DueTo: "2026-03-20"}, 1}, {CheckFilter{Area: "network"}, 0}} {
			p, err := f.Checks(f.ctx, f.supervisor, x.filter, nil)
			f.must(err)
			if len(p.Rows) != x.want || len(p.Rows) > 0 && (p.Rows[0].Number != first || p.Rows[0].PersonName != "李控") {
				t.Errorf("%+v: %+v", x.filter, p.Rows)
			}
		}
	})
}
