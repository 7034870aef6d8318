package action

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
	"bihuan/models/org/orgtest"
)

// fill opens actions of all sorts and leaves them in many states.
func (f *firm) fill(n int) []string {
	f.t.Helper()
	var numbers []string
	for i := range n {
		number := f.open(func(in *OpenInput) {
			in.Finding = fmt.Sprintf("第%d件：%s", i, in.Finding)
			in.Kind = []string{"corrective", "preventive", "corrective"}[i%3]
			in.Priority = []string{"normal", "urgent"}[i%2]
			in.DepartmentID = []int64{orgtest.Service, orgtest.Service, orgtest.Store, orgtest.Support}[i%4]
			in.VerifierID = []int64{0, f.stranger.PersonID, 0, f.supervisor.PersonID, 0}[i%5]
			if i%7 == 3 {
				in.OwnerID = f.clerk.PersonID
			}
			if i%2 == 1 {
				in.Source = link.Ref{Kind: "case", Number: fmt.Sprintf("AL-%d", i)}
			}
		})
		numbers = append(numbers, number)
		f.clock.Advance(time.Duration(i%3) * 5 * time.Hour)
		switch c := f.at(number); {
		case c.OwnerID != f.owner.PersonID:
			f.must(f.Plan(f.ctx, f.clerk, f.ref(number), f.plan()))
			f.must(f.Assign(f.ctx, f.boss, f.ref(number), AssignInput{Part: Part{DepartmentID: c.DepartmentID, OwnerID: f.owner.PersonID, Coworkers: []int64{f.head.PersonID}}, Reason: "换人"}))
		case c.DepartmentID == orgtest.Service && c.VerifierID == 0:
			f.advance(number, States[i%4])
			if i%8 == 4 {
				f.must(f.Cancel(f.ctx, f.supervisor, f.ref(number), "重复"))
			}
		}
	}
	return numbers
}

// had is who has which part in the actions.
func (f *firm) had() map[int64][]Coworker {
	var rows []Coworker
	f.must(f.d.Read(f.ctx).Find(&rows).Error)
	all := map[int64][]Coworker{}
	for _, r := range rows {
		all[r.ActionID] = append(all[r.ActionID], r)
	}
	return all
}

// sees is the rule of visibility, said once more.
func sees(a auth.Actor, c Action, had []Coworker) bool {
	return a.Scope(auth.ActionRead).Has(c.DepartmentID) || slices.Contains([]int64{c.OwnerID, c.OpenerID, c.VerifierID}, a.PersonID) ||
		slices.ContainsFunc(had, func(w Coworker) bool { return w.PersonID == a.PersonID })
}

func TestListsHoldExactlyWhatTheyShould(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.fill(40)
		bad := f.open()
		f.advance(bad, Verified)
		f.toCheck(bad)
		f.must(f.Judge(f.ctx, f.supervisor, f.ref(bad), CheckInput{Comment: "又发生了"}))
		var all []Action
		f.must(d.Read(f.ctx).Find(&all).Error)
		open, shut := true, false
		now := d.Now()
		filters := []Filter{{View: ViewAll}, {View: ViewAll, Sort: SortOpened}, {View: ViewMine}, {View: ViewVerify}, {View: ViewOpened, Sort: SortOpened}, {View: ViewDepartment, Open: &open},
			{View: ViewLate}, {View: ViewIneffective}, {View: ViewAll, State: Doing}, {View: ViewAll, State: Closed}, {View: ViewAll, Kind: "preventive"}, {View: ViewAll, Priority: "urgent", Open: &open},
			{View: ViewAll, Department: orgtest.Service}, {View: ViewAll, Department: orgtest.Store}, {View: ViewAll, Owner: f.owner.PersonID, Open: &shut}, {View: ViewAll, Owner: f.clerk.PersonID},
			{View: ViewMine, Department: orgtest.Support}, {View: ViewAll, From: dbtest.Start.Add(20 * time.Hour), To: dbtest.Start.Add(90 * time.Hour)},
			{View: ViewAll, DueFrom: now.AddDate(0, 0, -9)}, {View: ViewAll, DueFrom: now.AddDate(0, 0, -30), DueBefore: now}, {View: ViewAll, DueBefore: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)},
			{View: ViewAll, From: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)}, {View: ViewAll, Kind: "x\xffy"}, {View: "moon\xff"}, {View: ViewAll, State: "moon"}, {View: ViewDepartment, Late: true, Ineffective: true}}
		for _, a := range []auth.Actor{f.owner, f.helper, f.opener, f.supervisor, f.stranger, f.head, f.clerk, f.auditor, f.boss} {
			for _, filter := range filters {
				want := f.wanted(a, all, filter, d.Now())
				for _, size := range []int{3, 50} {
					if got := f.walk(a, filter, size); !slices.Equal(got, want) {
						t.Errorf("%s %+v by %d:\n got %v\nwant %v", a.Name, filter, size, got, want)
					}
				}
			}
			f.countsOf(a, all)
			f.boardsOf(a, all)
			f.monthOf(a, all)
		}
		_, err := f.List(f.ctx, auth.Actor{PersonID: 99}, Filter{}, nil)
		refused(t, err, string(auth.ActionRead))
	})
}

func (f *firm) countsOf(a auth.Actor, all []Action) {
	f.t.Helper()
	open := true
	counts, err := f.Counts(f.ctx, a)
	f.must(err)
	for _, v := range ListViews {
		if want := len(f.wanted(a, all, Filter{View: v, Open: &open}, f.d.Now())); counts[v] != int64(want) {
			f.t.Errorf("%s counts %d in %s, want %d", a.Name, counts[v], v, want)
		}
	}
}

// boardsOf demands that the columns of a board hold the beginnings of the lists that they stand for.
func (f *firm) boardsOf(a auth.Actor, all []Action) {
	f.t.Helper()
	for _, filter := range []Filter{{View: ViewAll}, {View: ViewMine}, {View: ViewDepartment, Priority: "urgent"}, {View: ViewLate}, {View: ViewAll, State: Closed}} {
		byState, err := f.BoardByState(f.ctx, a, filter)
		f.must(err)
		byDepartment, err := f.BoardByDepartment(f.ctx, a, filter)
		f.must(err)
		if len(byState) != 5 {
			f.t.Errorf("%d columns", len(byState))
		}
		filter.State = ""
		open := true
		filter.Open = &open
		total, found := len(f.wanted(a, all, filter, f.d.Now())), 0
		for _, c := range append(byState, byDepartment...) {
			one := filter
			one.State, one.Department = c.State, c.Department
			want := f.wanted(a, all, one, f.d.Now())
			found += len(want)
			if int(c.Count) != len(want) || !slices.Equal(ids(c.Rows), want[:min(len(want), columnCards)]) || c.Department != 0 && len(want) == 0 {
				f.t.Errorf("%s %+v: column %s %d holds %v of %d, want %v", a.Name, filter, c.State, c.Department, ids(c.Rows), c.Count, want)
			}
		}
		if found != 2*total {
			f.t.Errorf("%s %+v: both boards hold %d, want twice %d", a.Name, filter, found, total)
		}
	}
}

func (f *firm) monthOf(a auth.Actor, all []Action) {
	f.t.Helper()
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, f.d.Zone())
	days, err := f.Month(f.ctx, a, Filter{View: ViewAll}, from, from.AddDate(0, 0, 100))
	f.must(err)
	if len(days) != 42 {
		f.t.Errorf("%d days", len(days))
	}
	busy := make([]Day, len(days))
	for i, c := range days {
		busy[i].Day = c.Day
	}
	f.must(f.busyMonth(f.ctx, a, Filter{View: ViewAll}, busy))
	for i, c := range append(days, busy...) {
		i %= len(busy)
		want := f.wanted(a, all, Filter{View: ViewAll, DueFrom: from.AddDate(0, 0, i), DueBefore: from.AddDate(0, 0, i+1)}, f.d.Now())
		if !c.Day.Equal(from.AddDate(0, 0, i)) || int(c.Count) != len(want) || !slices.Equal(ids(c.Rows), want[:min(len(want), dayCards)]) {
			f.t.Errorf("%s %s: %v of %d, want %v", a.Name, c.Day, ids(c.Rows), c.Count, want)
		}
	}
}

func ids(rows []Row) []int64 {
	all := []int64{}
	for _, r := range rows {
		all = append(all, r.ID)
	}
	return all
}

// wanted picks and sorts in Go what a list should hold.
func (f *firm) wanted(a auth.Actor, all []Action, filter Filter, now time.Time) []int64 {
	f.t.Helper()
	filter = filter.normal()
	had, s := f.had(), a.Scope(auth.ActionRead)
	kept := slices.DeleteFunc(slices.Clone(all), func(c Action) bool {
		along := slices.ContainsFunc(had[c.ID], func(w Coworker) bool { return w.PersonID == a.PersonID && !w.Former })
		switch {
		case !sees(a, c, had[c.ID]), filter.View == ViewMine && c.OwnerID != a.PersonID && !along, filter.View == ViewOpened && c.OpenerID != a.PersonID,
			filter.View == ViewVerify && c.VerifierID != a.PersonID, filter.View == ViewDepartment && !s.Has(c.DepartmentID), filter.Open != nil && c.Closed == *filter.Open,
			filter.State != "" && c.State != filter.State, filter.Kind != "" && c.Kind != filter.Kind, filter.Priority != "" && c.Priority != filter.Priority,
			filter.Department != 0 && c.DepartmentID != filter.Department, filter.Owner != 0 && c.OwnerID != filter.Owner, filter.Late && !c.NextDueAt.Before(now),
			filter.Ineffective && c.Ineffective == 0, !filter.DueFrom.IsZero() && c.NextDueAt.Before(filter.DueFrom), !filter.DueBefore.IsZero() && !c.NextDueAt.Before(filter.DueBefore),
			!filter.From.IsZero() && c.OpenedAt.Before(filter.From), !filter.To.IsZero() && !c.OpenedAt.Before(filter.To):
			return true
		}
		return false
	})
	slices.SortFunc(kept, func(x, y Action) int {
		if filter.Sort == SortOpened {
			return cmp.Or(y.OpenedAt.Compare(x.OpenedAt), cmp.Compare(y.ID, x.ID))
		}
		return cmp.Or(x.NextDueAt.Compare(y.NextDueAt), cmp.Compare(x.ID, y.ID))
	})
	found := []int64{}
	for _, c := range kept {
		found = append(found, c.ID)
	}
	return found
}

// walk pages forward to the end, then back to the start, and demands the same rows both ways.
func (f *firm) walk(a auth.Actor, filter Filter, size int) []int64 {
	f.t.Helper()
	all := []int64{}
	var at, last *db.Cursor
	var pages [][]int64
	for {
		p, err := f.page(f.ctx, a, filter, at, size, listColumns)
		f.must(err)
		pages, all, last = append(pages, ids(p.Rows)), append(all, ids(p.Rows)...), p.Prev
		if at = p.Next; at == nil {
			break
		}
	}
	for i := len(pages) - 2; i >= 0; i-- {
		if last == nil {
			f.t.Fatalf("no way back from page %d", i+1)
		}
		p, err := f.page(f.ctx, a, filter, last, size, listColumns)
		f.must(err)
		if !slices.Equal(ids(p.Rows), pages[i]) {
			f.t.Errorf("paging back gives %v, want %v", ids(p.Rows), pages[i])
		}
		last = p.Prev
	}
	return all
}

func TestFindingByWhateverIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open(func(in *OpenInput) { in.Source = link.Ref{Kind: "case", Number: "AL-2027-000123"} })
		other := f.open(func(in *OpenInput) {
			in.Finding, in.DepartmentID, in.OwnerID, in.Coworkers = "仓库漏水", orgtest.Store, f.clerk.PersonID, nil
		})
		f.must(f.Link(f.ctx, f.opener, f.ref(n), link.Ref{Kind: "case", Number: "AL-5"}))
		f.must(f.index.CatchUp(f.ctx))
		for _, c := range []struct {
			a     auth.Actor
			words string
			want  string
		}{
			{f.opener, n, n}, {f.opener, " zg2026 1 ", n}, {f.opener, "zg-2026-1", n}, {f.opener, "ZG 2026000001", n}, {f.owner, n, n}, {f.clerk, n, ""}, {f.stranger, n, ""},
			{f.opener, "al-2027-123", n}, {f.clerk, "AL-2027-000123", ""}, {f.opener, "AL-2027-000124", ""},
			{f.opener, "漏水", other}, {f.clerk, "漏水 仓库", other}, {f.owner, "漏水", ""}, {f.boss, "第三次", n}, {f.boss, "快递\xff", n}, {f.boss, "  ", ""}, {f.boss, "没有的词", ""},
		} {
			rows, err := f.Find(f.ctx, c.a, c.words, 5)
			f.must(err)
			var got []string
			for _, r := range rows {
				got = append(got, r.Number)
			}
			if joined(got) != c.want {
				t.Errorf("%s finds %v by %q, want %s", c.a.Name, got, c.words, c.want)
			}
		}
		p, err := f.List(f.ctx, f.opener, Filter{View: ViewMine, Text: "漏水"}, nil)
		f.must(err)
		if len(p.Rows) != 0 {
			t.Error("words ignore the view")
		}
		// Who comes along finds it, and who was left out before measures were stated does not any more.
		f.must(f.Assign(f.ctx, f.boss, f.ref(other), AssignInput{Part: Part{DepartmentID: orgtest.Store, OwnerID: f.owner.PersonID}}))
		f.must(f.index.CatchUp(f.ctx))
		if rows, err := f.Find(f.ctx, f.owner, "漏水", 5); err != nil || len(rows) != 1 {
			t.Errorf("the new owner finds %d, %v", len(rows), err)
		}
		if rows, err := f.Find(f.ctx, f.clerk, "漏水", 5); err != nil || len(rows) != 0 {
			t.Errorf("the owner before finds %d, %v", len(rows), err)
		}
	})
}

func TestExportHoldsTheListAndIsOnRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.fill(12)
		open := true
		filter := Filter{View: ViewDepartment, Kind: "preventive", Open: &open, Ineffective: true, DueFrom: dbtest.Start}
		_, _, err := f.Export(f.ctx, f.owner, filter, func(Row) error { return nil })
		refused(t, err, string(auth.ActionExport))
		var rows []Row
		n, capped, err := f.Export(f.ctx, f.supervisor, Filter{View: ViewAll}, func(r Row) error { rows = append(rows, r); return nil })
		f.must(err)
		if n != len(f.walk(f.supervisor, Filter{View: ViewAll}, 50)) || n != len(rows) || capped || rows[0].Finding == "" || rows[0].OwnerName == "" {
			t.Errorf("%d of %d, capped %v", n, len(rows), capped)
		}
		f.ExportRows = 3
		if n, capped, err = f.Export(f.ctx, f.supervisor, Filter{View: ViewAll}, func(Row) error { return nil }); n != 3 || !capped || err != nil {
			t.Errorf("%d, %v, %v", n, capped, err)
		}
		_, _, err = f.Export(f.ctx, f.supervisor, filter, func(Row) error { return nil })
		f.must(err)
		entries, _, err := audit.Timeline(d.Read(f.ctx), Kind, 0, 0, 1)
		f.must(err)
		var fields []string
		for _, c := range entries[0].Changes {
			fields = append(fields, c.Field)
		}
		if got := strings.Join(fields, " "); entries[0].Kind != "action.exported" || got != "due_from ineffective kind open view" {
			t.Errorf("%s tells %s", entries[0].Kind, got)
		}
	})
}
