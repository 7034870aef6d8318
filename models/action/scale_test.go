package action

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org/orgtest"
)

const departments = 20

// TestNothingIsReadWhole loads many actions and demands that MariaDB answers every list from an index.
func TestNothingIsReadWhole(t *testing.T) {
	d, clock := dbtest.MariaDB(t)
	f := newFirm(t, d, clock)
	f.load(20_000)
	f.ask(func(string, func(ctx context.Context) error) {}, f.explain)
}

// TestAtScale loads many actions and times every list. Run it by hand: BIHUAN_ROWS=300000 go test -run AtScale -v
func TestAtScale(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("BIHUAN_ROWS"))
	if n == 0 {
		t.Skip("skipped: run by hand with BIHUAN_ROWS=300000")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.load(n)
		f.ask(f.timed, f.explain)
	})
}

// load writes n actions of two years, one in ten of them open.
func (f *firm) load(n int) {
	for i := range departments - 4 {
		f.house.Found(orgtest.Root, fmt.Sprintf("部门%d", i))
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	now := f.d.Now()
	for from := 0; from < n; from += 2000 {
		rows, along := make([]Action, 0, 2000), make([]Coworker, 0, 2000)
		for i := from; i < min(from+2000, n); i++ {
			c := Action{ID: int64(i + 1), Number: fmt.Sprintf("ZG-2024-%07d", i), Version: 1, State: Closed, Closed: true, Round: 1, Kind: "corrective", Title: "快递显示签收但没有收到", Finding: "快递",
				Priority: []string{"normal", "important", "urgent"}[rnd.IntN(3)], DepartmentID: int64(1 + rnd.IntN(departments)), OwnerID: int64(1 + rnd.IntN(200)), OpenerID: int64(1 + rnd.IntN(200)),
				OpenedAt: now.Add(-time.Duration(n-i) * 2 * 365 * 24 * time.Hour / time.Duration(n)), RoundAt: now, NextDueAt: Never, NextSoonAt: Never, RemindAt: Never}
			if rnd.IntN(2) == 0 {
				c.VerifierID = int64(1 + rnd.IntN(200))
			}
			if rnd.IntN(30) == 0 {
				c.Ineffective = 1
			}
			if rnd.IntN(10) == 0 {
				c.State, c.Closed = States[rnd.IntN(5)], false
				c.NextClock, c.NextDueAt = FinishClock, now.Add(time.Duration(rnd.IntN(60*24)-100)*time.Hour)
			}
			rows, along = append(rows, c), append(along, Coworker{ActionID: c.ID, PersonID: int64(1 + rnd.IntN(200)), Closed: c.Closed})
		}
		dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
			if err := tx.CreateInBatches(&rows, 200).Error; err != nil {
				return err
			}
			return tx.CreateInBatches(&along, 500).Error
		})
	}
	if f.d.Dialect() == db.MySQL {
		var answer []map[string]any // ANALYZE TABLE gives rows
		f.must(f.d.Read(f.ctx).Raw("ANALYZE TABLE actions, action_coworkers").Scan(&answer).Error)
		return
	}
	f.must(f.d.Exec(f.ctx, "ANALYZE"))
}

// ask asks each question in the name of several people, and shows how lists are read.
func (f *firm) ask(ask func(name string, do func(ctx context.Context) error), list func(name string, u db.Union)) {
	wide, whole := f.boss, f.boss
	wide.Grants = []auth.Grant{{Role: auth.Supervisor}}
	for i := range int64(departments - 6) {
		wide.Grants[0].Departments = append(wide.Grants[0].Departments, i+1)
	}
	open, now := true, f.d.Now()
	lists := map[string]Filter{"all": {View: ViewAll}, "all open": {View: ViewAll, Open: &open}, "opened": {View: ViewAll, Sort: SortOpened}, "mine": {View: ViewMine, Open: &open}, "by me": {View: ViewOpened},
		"verify": {View: ViewVerify, Open: &open}, "department": {View: ViewDepartment, Open: &open}, "late": {View: ViewLate}, "ineffective": {View: ViewIneffective, Open: &open}, "state": {View: ViewAll, State: Reported},
		"priority": {View: ViewAll, Priority: "urgent", Open: &open}, "late of one": {View: ViewLate, Department: 7}, "owner": {View: ViewAll, Owner: 11, Open: &open},
		"span": {View: ViewAll, From: now.AddDate(0, -6, 0), To: now.AddDate(0, -5, 0)}, "due": {View: ViewAll, DueFrom: now, DueBefore: now.AddDate(0, 0, 7)}}
	for _, who := range []struct {
		name string
		auth.Actor
	}{{"supervisor", f.supervisor}, {"wide", wide}, {"whole", whole}, {"owner", f.owner}} {
		a := who.Actor
		for _, name := range slices.Sorted(maps.Keys(lists)) {
			filter := lists[name]
			ask(who.name+" list "+name, func(ctx context.Context) error { _, err := f.List(ctx, a, filter, nil); return err })
			list(who.name+" list "+name, f.union(a, filter.normal(), nil, PageSize+1))
		}
		f.askBoards(who.name, a, ask)
		ask(who.name+" counts", func(ctx context.Context) error { _, err := f.Counts(ctx, a); return err })
		ask(who.name+" waiting", func(ctx context.Context) error { _, err := f.Waiting(ctx, a); return err })
		parts, err := f.waitingParts(f.ctx, a)
		f.must(err)
		u := db.Union{Table: "actions", Column: "next_due_at", Closed: []bool{false}, Limit: MaxWaiting}
		for _, p := range parts {
			u.Branches = append(u.Branches, p.Branch)
		}
		list(who.name+" waiting", u)
		list(who.name+" state of the board", f.union(a, Filter{View: ViewAll, State: Doing, Open: &open}.normal(), nil, columnCards))
		list(who.name+" day of the month", f.union(a, Filter{View: ViewAll, DueFrom: now, DueBefore: now.AddDate(0, 0, 1)}.normal(), nil, dayCards))
	}
	ask("remind", f.Remind)
}

// askBoards asks for the boards and the month.
func (f *firm) askBoards(name string, a auth.Actor, ask func(name string, do func(ctx context.Context) error)) {
	month := time.Date(2026, 3, 1, 0, 0, 0, 0, f.d.Zone())
	ask(name+" board by state", func(ctx context.Context) error { _, err := f.BoardByState(ctx, a, Filter{View: ViewAll}); return err })
	ask(name+" board by department", func(ctx context.Context) error {
		_, err := f.BoardByDepartment(ctx, a, Filter{View: ViewAll})
		return err
	})
	ask(name+" month", func(ctx context.Context) error {
		_, err := f.Month(ctx, a, Filter{View: ViewAll}, month, month.AddDate(0, 0, 42))
		return err
	})
}

// timed prints the median and the worst of a question.
func (f *firm) timed(name string, do func(ctx context.Context) error) {
	f.t.Helper()
	var took []time.Duration
	for range 5 {
		start := time.Now()
		f.must(do(f.ctx))
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	f.t.Logf("%-36s p50 %8v  max %8v", name, took[2].Round(10*time.Microsecond), took[4].Round(10*time.Microsecond))
}

// explain demands that MariaDB answers each branch of a list from an index, and does not read the whole table.
func (f *firm) explain(name string, u db.Union) {
	f.t.Helper()
	if f.d.Dialect() != db.MySQL || len(u.Branches) == 0 {
		return
	}
	sql, args := u.SQL()
	var rows []struct {
		Table string
		Type  string
		Key   string
		Rows  string
		Extra string
	}
	f.must(f.d.Read(f.ctx).Raw("EXPLAIN "+sql, args...).Scan(&rows).Error)
	for _, r := range rows {
		if strings.HasPrefix(r.Table, "actions") && (r.Type == "ALL" || r.Type == "index" || r.Key == "") {
			f.t.Errorf("%s reads %s by %q, key %q: %s rows, %s", name, r.Table, r.Type, r.Key, r.Rows, r.Extra)
		}
	}
}
