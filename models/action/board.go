package action

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// Column is one column of the board: a state or a department, its first cards by the time they are due, and how
// many there are, counted up to CountCap.
type Column struct {
	State      State
	Department int64
	Rows       []Row
	Count      int64
}

// columnCards is how many cards a column shows; its head opens the list with all. Where there are many columns, as
// with departments, each shows fewer.
const (
	columnCards = 12
	manyColumns = 8
	fewCards    = 6
)

// MaxColumns bounds a board by department; of the departments out of scope those of the mostOwn next of one's own
// actions are found.
const (
	MaxColumns = 24
	mostOwn    = 500
)

// BoardByState shows the open actions of a filter, a column per state.
func (as *Actions) BoardByState(ctx context.Context, a auth.Actor, f Filter) ([]Column, error) {
	var columns []Column
	for _, s := range States {
		if s != Closed {
			columns = append(columns, Column{State: s})
		}
	}
	return as.board(ctx, a, f, columns)
}

// BoardByDepartment shows the open actions of a filter, a column for each department that has any, at most MaxColumns.
func (as *Actions) BoardByDepartment(ctx context.Context, a auth.Actor, f Filter) ([]Column, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return nil, err
	}
	tree, err := as.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	busy, err := as.departments(ctx, a, f)
	if err != nil {
		return nil, err
	}
	var columns []Column
	for _, d := range tree.All() {
		if slices.Contains(busy, d.ID) && len(columns) < MaxColumns {
			columns = append(columns, Column{Department: d.ID})
		}
	}
	return as.board(ctx, a, f, columns)
}

// departments are those with open actions of a filter: each one in scope is looked into once, the others are those of
// what the actor has a part in himself.
func (as *Actions) departments(ctx context.Context, a auth.Actor, f Filter) ([]int64, error) {
	f = f.onBoard().normal()
	narrow := func(c *db.Conds) { f.narrow(c, as.d.Now()) }
	scope := a.Scope(auth.ActionRead)
	var parts []string
	var all []any
	if mine := f.mine(a); len(mine) > 0 {
		sql, args := db.Union{Table: "actions", Column: "next_due_at", Branches: mine, Narrow: narrow, Closed: []bool{false}, Limit: mostOwn}.SQL()
		parts, all = append(parts, "SELECT department_id FROM actions WHERE id IN (SELECT id FROM ("+sql+") AS m)"), append(all, args...)
	}
	if !f.View.own() && (scope.All || len(scope.Departments) > 0) {
		var c db.Conds
		c.Add("department_id = departments.id AND closed = ?", false)
		narrow(&c)
		sql, args := c.SQL()
		part := "SELECT id FROM departments WHERE (SELECT 1 FROM actions WHERE " + sql + " LIMIT 1) IS NOT NULL"
		if all = append(all, args...); !scope.All {
			part, all = part+" AND id IN ?", append(all, scope.Departments)
		}
		parts = append(parts, part)
	}
	var ids []int64
	if len(parts) == 0 {
		return nil, nil
	}
	return ids, as.d.Read(ctx).Raw(strings.Join(parts, " UNION "), all...).Scan(&ids).Error
}

// onBoard is the filter of a board: what is open, by the time it is due.
func (f Filter) onBoard() Filter {
	open := true
	f.Open, f.Text, f.From, f.To, f.Sort = &open, "", time.Time{}, time.Time{}, SortDue
	if f.State == Closed {
		f.State = ""
	}
	return f
}

func (as *Actions) board(ctx context.Context, a auth.Actor, f Filter, columns []Column) ([]Column, error) {
	if err := a.Require(auth.ActionRead); err != nil || len(columns) == 0 {
		return nil, err
	}
	f = f.onBoard()
	cards := columnCards
	if len(columns) > manyColumns {
		cards = fewCards
	}
	unions := make([]db.Union, len(columns))
	for i, c := range columns {
		f := f
		if c.State != "" {
			f.State = c.State
		}
		if c.Department != 0 {
			f.Department = c.Department
		}
		unions[i] = as.union(a, f.normal(), nil, cards)
	}
	picked, counts, err := as.pick(ctx, unions)
	if err != nil {
		return nil, err
	}
	for i := range columns {
		columns[i].Rows, columns[i].Count = picked[i], counts[i]
	}
	return columns, nil
}

// pick reads the beginnings of several lists and counts each up to CountCap.
func (as *Actions) pick(ctx context.Context, unions []db.Union) ([][]Row, []int64, error) {
	found, err := db.FoundUnions(as.d.Read(ctx), unions)
	if err != nil {
		return nil, nil, err
	}
	lists := make([][]int64, len(unions))
	for _, r := range found {
		lists[r.Branch] = append(lists[r.Branch], r.ID)
	}
	picked, err := as.rowsOf(ctx, lists...)
	if err != nil {
		return nil, nil, err
	}
	counts, err := db.CountUnions(as.d.Read(ctx), unions, CountCap)
	return picked, counts, err
}

// Day is one day of the calendar of what is due.
type Day struct {
	Day   time.Time // its beginning where the firm is
	Rows  []Row     // the first ones
	Count int64     // counted up to CountCap
}

// dayCards is how many actions a day shows; its head opens the list with all.
const dayCards = 3

// sparse is up to how many actions the days of a month are read in one go.
const sparse = 2000

// Month shows what is due on each day from one to another, which is not included; at most six weeks.
func (as *Actions) Month(ctx context.Context, a auth.Actor, f Filter, from, to time.Time) ([]Day, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return nil, err
	}
	var days []Day
	for d := from; d.Before(to) && len(days) < 42; d = d.AddDate(0, 0, 1) {
		days = append(days, Day{Day: d})
	}
	if len(days) == 0 {
		return nil, nil
	}
	f.Text, f.From, f.To, f.Sort = "", time.Time{}, time.Time{}, SortDue
	f.DueFrom, f.DueBefore = from, from.AddDate(0, 0, len(days))
	due, err := as.union(a, f.normal(), nil, sparse+1).Placed(as.d.Read(ctx))
	if err != nil {
		return nil, err
	}
	if len(due) > sparse {
		return days, as.busyMonth(ctx, a, f, days)
	}
	return days, as.quietMonth(ctx, days, due)
}

// quietMonth puts the actions of a month, which are in order, into its days.
func (as *Actions) quietMonth(ctx context.Context, days []Day, due []db.Placed) error {
	shown := make([][]int64, len(days))
	i := 0
	for _, p := range due {
		for i < len(days)-1 && !p.At.Before(days[i+1].Day) {
			i++
		}
		if days[i].Count = min(days[i].Count+1, CountCap); days[i].Count <= dayCards {
			shown[i] = append(shown[i], p.ID)
		}
	}
	picked, err := as.rowsOf(ctx, shown...)
	for i := range days {
		days[i].Rows = picked[i]
	}
	return err
}

// busyMonth looks into each day for itself. The reasons to see an action stand in one condition: a query for each of
// them and for each day would be too many.
func (as *Actions) busyMonth(ctx context.Context, a auth.Actor, f Filter, days []Day) error {
	branches := f.normal().branches(a)
	if len(branches) > 1 {
		var why []string
		var args []any
		for _, b := range branches { // the plus keeps SQLite from looking into an index for each reason
			why, args = append(why, "+"+b.Where), append(args, b.For(false).Args...)
		}
		branches = []db.Branch{db.Where("("+strings.Join(why, " OR ")+")", args...)}
	}
	unions := make([]db.Union, len(days))
	for i, d := range days {
		f.DueFrom, f.DueBefore = d.Day, d.Day.AddDate(0, 0, 1)
		unions[i] = as.union(a, f.normal(), nil, dayCards)
		unions[i].Branches = branches
	}
	picked, counts, err := as.pick(ctx, unions)
	if err != nil {
		return err
	}
	for i := range days {
		days[i].Rows, days[i].Count = picked[i], counts[i]
	}
	return nil
}
