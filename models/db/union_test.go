package db_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

// task is a row that lists are made of.
type task struct {
	ID           int64
	DepartmentID int64
	OwnerID      int64
	Closed       bool
	DueAt        time.Time
}

func (task) TableName() string { return "tasks" }

// tasks makes a table of three hundred rows, many of them due at the same instant.
func tasks(t *testing.T, d *db.DB) []task {
	t.Helper()
	ctx := context.Background()
	id, instant := "INTEGER PRIMARY KEY", "DATETIME"
	if d.Dialect() == db.MySQL {
		id, instant = "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY", "DATETIME(6)"
	}
	err := d.Exec(ctx, fmt.Sprintf("CREATE TABLE tasks (id %s, department_id BIGINT NOT NULL, owner_id BIGINT NOT NULL, closed BOOLEAN NOT NULL, due_at %s NOT NULL)", id, instant))
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	all := make([]task, 300)
	for i := range all {
		all[i] = task{DepartmentID: 1 + rng.Int64N(3), OwnerID: 1 + rng.Int64N(5), Closed: rng.IntN(3) == 0, DueAt: dbtest.Start.UTC().Add(time.Duration(rng.IntN(20)) * time.Hour)}
	}
	dbtest.Seed(t, d, func(tx *db.Tx) error { return tx.Create(&all).Error })
	return all
}

// model gives what a list must hold, by going through all rows.
func model(all []task, desc bool, keep func(task) bool) []int64 {
	var rows []task
	for _, r := range all {
		if keep(r) {
			rows = append(rows, r)
		}
	}
	slices.SortFunc(rows, func(x, y task) int {
		n := x.DueAt.Compare(y.DueAt)
		if n == 0 {
			n = int(x.ID - y.ID)
		}
		if desc {
			return -n
		}
		return n
	})
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}

// page turns the pages of a list forwards, and at the last one backwards, and gives what was read each way.
func page(t *testing.T, d *db.DB, all []task, u db.Union) (forwards, backwards []int64) {
	t.Helper()
	cursor := func(id int64, before bool) *db.Cursor {
		i := slices.IndexFunc(all, func(r task) bool { return r.ID == id })
		return &db.Cursor{Key: db.TimeKey(all[i].DueAt), ID: id, Before: before}
	}
	read := func() []int64 {
		ids, err := u.IDs(d.Read(context.Background()))
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	var last int64
	for ids := read(); len(ids) > 0; ids = read() {
		forwards = append(forwards, ids...)
		last = ids[len(ids)-1]
		u.At = cursor(last, false)
	}
	backwards = []int64{last}
	u.At = cursor(last, true)
	for ids := read(); len(ids) > 0; ids = read() {
		backwards = append(backwards, ids...)
		u.At = cursor(ids[len(ids)-1], true)
	}
	slices.Reverse(backwards)
	return forwards, backwards
}

func TestAUnionIsTheListThatItsBranchesMake(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		all := tasks(t, d)
		branches := []db.Branch{db.Where("department_id = ?", 1), db.Where("owner_id IN ?", []int64{2, 3})}
		listed := func(r task) bool { return r.DepartmentID == 1 || r.OwnerID == 2 || r.OwnerID == 3 }
		limit := dbtest.Start.UTC().Add(10 * time.Hour)
		for _, c := range []struct {
			name string
			u    db.Union
			keep func(task) bool
		}{
			{"open and closed", db.Union{Closed: []bool{false, true}}, listed},
			{"open, newest first", db.Union{Closed: []bool{false}, Desc: true}, func(r task) bool { return listed(r) && !r.Closed }},
			{"closed or not", db.Union{}, listed},
			{"narrowed", db.Union{Closed: []bool{false}, Narrow: func(c *db.Conds) { c.Add("owner_id <> ?", 3); c.Add("due_at < ?", limit) }},
				func(r task) bool { return listed(r) && !r.Closed && r.OwnerID != 3 && r.DueAt.Before(limit) }},
		} {
			u := c.u
			u.Table, u.Column, u.Branches, u.Limit = "tasks", "due_at", branches, 7
			want := model(all, u.Desc, c.keep)
			forwards, backwards := page(t, d, all, u)
			if !slices.Equal(forwards, want) {
				t.Errorf("%s: read %v, want %v", c.name, forwards, want)
			}
			if !slices.Equal(backwards, want) {
				t.Errorf("%s: read backwards %v, want %v", c.name, backwards, want)
			}
		}
	})
}

func TestAListTellsWhereItsRowsStand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		all := tasks(t, d)
		// The second branch names the value of closed itself.
		u := db.Union{Table: "tasks", Column: "due_at", Closed: []bool{false, true}, Limit: 1000,
			Branches: []db.Branch{db.Where("department_id = ?", 1), {Where: "id IN (SELECT id FROM tasks WHERE owner_id = ? AND closed = ?)", Args: []any{2}, Closed: true}}}
		rows, err := u.Placed(d.Read(context.Background()))
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, r := range rows {
			ids = append(ids, r.ID)
			if i := slices.IndexFunc(all, func(a task) bool { return a.ID == r.ID }); !all[i].DueAt.Equal(r.At) {
				t.Errorf("%d stands at %s, want %s", r.ID, r.At, all[i].DueAt)
			}
		}
		if want := model(all, false, func(r task) bool { return r.DepartmentID == 1 || r.OwnerID == 2 }); !slices.Equal(ids, want) {
			t.Errorf("read %v, want %v", ids, want)
		}
	})
}

func TestUnionsAreCountedInOneStatement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		all := tasks(t, d)
		list := func(branches ...db.Branch) db.Union {
			return db.Union{Table: "tasks", Column: "due_at", Closed: []bool{false}, Branches: branches}
		}
		ctx, statements := db.CountStatements(context.Background())
		got, err := db.CountUnions(d.Read(ctx), []db.Union{list(db.Where("department_id = ?", 2), db.Where("owner_id = ?", 2)), list(), list(db.Where("1 = 1")), list(db.Where("1 = 0"))}, 99)
		if err != nil {
			t.Fatal(err)
		}
		both := len(model(all, false, func(r task) bool { return !r.Closed && (r.DepartmentID == 2 || r.OwnerID == 2) }))
		if want := []int64{int64(both), 0, 99, 0}; !slices.Equal(got, want) {
			t.Errorf("counted %v, want %v", got, want)
		}
		if statements.Load() != 1 {
			t.Errorf("%d statements", statements.Load())
		}
		if got, err := db.CountUnions(d.Read(ctx), nil, 99); err != nil || len(got) != 0 {
			t.Errorf("no lists: %v, %v", got, err)
		}
		if ids, err := list().IDs(d.Read(ctx)); err != nil || len(ids) != 0 {
			t.Errorf("a list without branches: %v, %v", ids, err)
		}
	})
}

func TestARowNamesTheBranchesThatFoundIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		all := tasks(t, d)
		u := db.Union{Table: "tasks", Column: "due_at", Closed: []bool{false}, Limit: 300, Branches: []db.Branch{db.Where("owner_id = ?", 2), db.Where("department_id = ?", 1)}}
		found, err := u.Found(d.Read(context.Background()), 600)
		if err != nil {
			t.Fatal(err)
		}
		for branch, keep := range []func(task) bool{func(r task) bool { return r.OwnerID == 2 }, func(r task) bool { return r.DepartmentID == 1 }} {
			var got []int64
			for _, f := range found {
				if f.Branch == branch {
					got = append(got, f.ID)
				}
			}
			if want := model(all, false, func(r task) bool { return !r.Closed && keep(r) }); !slices.Equal(got, want) {
				t.Errorf("branch %d found %v, want %v", branch, got, want)
			}
		}
	})
}

func TestSpreadGivesEachListItsRows(t *testing.T) {
	type row struct{ id int64 }
	lists := db.Spread([]row{{1}, {2}, {3}}, func(r row) int64 { return r.id }, []int64{3, 1}, nil, []int64{3, 9})
	if !slices.Equal(lists[0], []row{{3}, {1}}) || lists[1] != nil || !slices.Equal(lists[2], []row{{3}}) {
		t.Error(lists)
	}
}
