package action

import (
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// maxBranches is up to how many departments get a branch of their own; beyond it they are checked row by row.
const maxBranches = 30

// worksAlong are the actions that a person works along with, hadPart those too that he handed over in this round.
const (
	worksAlong = "id IN (SELECT action_id FROM action_coworkers WHERE person_id = ? AND former = ? AND closed = ?)"
	hadPart    = "id IN (SELECT action_id FROM action_coworkers WHERE person_id = ? AND closed = ?)"
)

// own tells whether a list is of what the actor has one part in, whatever else he may see.
func (v ListView) own() bool { return v == ViewMine || v == ViewOpened || v == ViewVerify }

// mine are the parts of a list that the actor sees because of his own part in them.
func (f Filter) mine(a auth.Actor) []db.Branch {
	switch {
	case f.View == ViewMine:
		return []db.Branch{db.Where("owner_id = ?", me(a)), {Where: worksAlong, Args: []any{me(a), false}, Closed: true}}
	case f.View == ViewOpened:
		return []db.Branch{db.Where("opener_id = ?", me(a))}
	case f.View == ViewVerify:
		return []db.Branch{db.Where("verifier_id = ?", me(a))}
	case f.View == ViewDepartment || a.Scope(auth.ActionRead).All:
		return nil
	}
	return []db.Branch{db.Where("owner_id = ?", me(a)), {Where: hadPart, Args: []any{me(a)}, Closed: true},
		db.Where("opener_id = ?", me(a)), db.Where("verifier_id = ?", me(a))}
}

// branches gives the parts that together are the list, before its filters.
func (f Filter) branches(a auth.Actor) []db.Branch {
	s, mine := a.Scope(auth.ActionRead), f.mine(a)
	switch {
	case f.View.own():
		return mine
	case s.All && f.Owner != 0:
		return []db.Branch{db.Where("owner_id = ?", f.Owner)}
	case f.Department != 0 && s.Has(f.Department):
		return []db.Branch{db.Where("department_id = ?", f.Department)}
	case s.All:
		return []db.Branch{db.Where("1 = 1")}
	case f.Department != 0: // of another department only what is one's own, which the filter narrows
		return mine
	case len(s.Departments) > maxBranches:
		// The plus keeps SQLite from preferring an index on the department to the one of the order.
		return append(mine, db.Where("+department_id IN ?", s.Departments))
	}
	for _, d := range s.Departments {
		mine = append(mine, db.Where("department_id = ?", d))
	}
	return mine
}

// narrow adds the filters that no branch stands for.
func (f Filter) narrow(c *db.Conds, now time.Time) {
	equal := func(column string, value, zero any) {
		if value != zero {
			c.Add(column+" = ?", value)
		}
	}
	equal("state", string(f.State), "")
	equal("kind", f.Kind, "")
	equal("priority", f.Priority, "")
	equal("department_id", f.Department, int64(0))
	equal("owner_id", f.Owner, int64(0))
	if f.Ineffective {
		c.Add("ineffective > 0")
	}
	if f.Late {
		c.Add("next_due_at < ?", now)
	}
	if !f.DueFrom.IsZero() {
		c.Add("next_due_at >= ?", f.DueFrom.UTC())
	}
	if !f.DueBefore.IsZero() {
		c.Add("next_due_at < ?", f.DueBefore.UTC())
	}
	if !f.From.IsZero() {
		c.Add("opened_at >= ?", f.From.UTC())
	}
	if !f.To.IsZero() {
		c.Add("opened_at < ?", f.To.UTC())
	}
}

// union is the list as the database reads it; the filter is normal.
func (as *Actions) union(a auth.Actor, f Filter, at *db.Cursor, limit int) db.Union {
	now := as.d.Now()
	u := db.Union{Table: "actions", Column: "next_due_at", Branches: f.branches(a), Narrow: func(c *db.Conds) { f.narrow(c, now) },
		Closed: []bool{false, true}, At: at, Limit: limit}
	if f.Sort == SortOpened {
		u.Column, u.Desc = "opened_at", true
	}
	if f.Open != nil {
		u.Closed = []bool{!*f.Open}
	}
	return u
}

// listColumns leaves out the long texts and what no list shows: each column costs the reader of fifty rows.
var listColumns = func() string {
	var columns []string
	for _, f := range db.Fields(&Action{}) {
		switch f.DBName {
		case "finding", "cause", "report", "finish_amount", "finish_unit", "cost", "indicator", "indicator_department_id", "indicator_type", "indicator_cause", "remind_at":
		default:
			columns = append(columns, f.DBName)
		}
	}
	return strings.Join(columns, ", ")
}()
