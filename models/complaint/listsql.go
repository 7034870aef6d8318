package complaint

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// maxBranches is up to how many departments get a branch of their own; beyond it, or where channel or type
// lead an index, departments are checked row by row, which is quick because most rows pass.
const maxBranches = 30

// branch is one part of a list, led by an index.
type branch struct {
	where string
	args  []any
}

// listBranches gives the parts that together are the list, before its filters.
func listBranches(a auth.Actor, f Filter) []branch {
	s := a.Scope(auth.ComplaintRead)
	mine := branch{"handler_id = ?", []any{me(a)}}
	first := branch{"first_contact_id = ?", []any{me(a)}}
	var all []branch
	switch {
	case f.View == ViewMine:
		return []branch{mine}
	case f.View == ViewFirstContact:
		return []branch{first}
	case s.All && f.Handler != 0:
		return []branch{{"handler_id = ?", []any{f.Handler}}}
	case s.All && f.Department != 0:
		return []branch{{"department_id = ?", []any{f.Department}}}
	case s.All:
		return []branch{{"1 = 1", nil}}
	case f.Department != 0 && s.Has(f.Department):
		return []branch{{"department_id = ?", []any{f.Department}}}
	case f.Department != 0: // of another department only what is mine, which the filter narrows
	case len(s.Departments) > maxBranches || len(s.Departments) > 1 && f.Channel+f.Type != "":
		// The plus keeps SQLite from preferring an index on the department to the one of the order or filter.
		all = append(all, branch{"+department_id IN ?", []any{s.Departments}})
	default:
		for _, d := range s.Departments {
			all = append(all, branch{"department_id = ?", []any{d}})
		}
	}
	if f.View == ViewDepartment {
		if len(all) == 0 {
			return []branch{{"1 = 0", nil}}
		}
		return all
	}
	return append(all, mine, first)
}

// conds are conditions joined by AND, with their arguments.
type conds struct {
	sql  strings.Builder
	args []any
}

func (c *conds) add(sql string, args ...any) {
	if c.sql.Len() > 0 {
		c.sql.WriteString(" AND ")
	}
	c.sql.WriteString(sql)
	c.args = append(c.args, args...)
}

// narrow adds the filters that no branch stands for.
func (f Filter) narrow(c *conds, now time.Time) {
	equal := func(column string, value, zero any) {
		if value != zero {
			c.add("complaints."+column+" = ?", value)
		}
	}
	equal("state", string(f.State), "")
	equal("failure_class", f.Class, "")
	equal("failure_type", f.Type, "")
	equal("channel", f.Channel, "")
	equal("severity", f.Severity, "")
	equal("department_id", f.Department, int64(0))
	equal("handler_id", f.Handler, int64(0))
	if f.Late {
		c.add("complaints.next_due_at < ?", now)
	}
	if !f.DueFrom.IsZero() {
		c.add("complaints.next_due_at >= ?", f.DueFrom.UTC())
	}
	if !f.DueBefore.IsZero() {
		c.add("complaints.next_due_at < ?", f.DueBefore.UTC())
	}
	if !f.From.IsZero() {
		c.add("complaints.received_at >= ?", f.From.UTC())
	}
	if !f.To.IsZero() {
		c.add("complaints.received_at < ?", f.To.UTC())
	}
}

// column is the sort column with its direction.
func (f Filter) column() (string, bool) {
	if f.Sort == SortReceived {
		return "received_at", true
	}
	return "next_due_at", false
}

// branches gives the union of one query per branch and per open or closed, each answered from one index.
// Rows that come from several of them count once.
func (f Filter) branches(a auth.Actor, now time.Time, at *db.Cursor, limit int) (string, []any) {
	column, desc := f.column()
	if at != nil && at.Before {
		desc = !desc
	}
	dir, op := "", ">"
	if desc {
		dir, op = " DESC", "<"
	}
	states := []bool{false, true}
	if f.Open != nil {
		states = []bool{!*f.Open}
	}
	var parts []string
	var args []any
	for _, b := range listBranches(a, f) {
		for _, closed := range states {
			var c conds
			c.add(b.where, b.args...)
			c.add("closed = ?", closed)
			f.narrow(&c, now)
			if at != nil { // the long form is the one that MariaDB answers from the index
				key := db.KeyTime(at.Key)
				c.add(fmt.Sprintf("%[1]s %[2]s= ? AND (%[1]s %[2]s ? OR id %[2]s ?)", column, op), key, key, at.ID)
			}
			parts = append(parts, fmt.Sprintf("SELECT * FROM (SELECT id, %[1]s AS k FROM complaints WHERE %[2]s ORDER BY %[1]s%[3]s, id%[3]s LIMIT %[4]d) AS b%[5]d",
				column, c.sql.String(), dir, limit, len(parts)))
			args = append(args, c.args...)
		}
	}
	return strings.Join(parts, " UNION "), args
}

// listIDs merges the branches.
func (cs *Complaints) listIDs(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor, limit int) ([]int64, error) {
	_, desc := f.column()
	if at != nil && at.Before {
		desc = !desc
	}
	dir := ""
	if desc {
		dir = " DESC"
	}
	union, args := f.branches(a, cs.d.Now(), at, limit)
	var ids []int64
	return ids, cs.d.Read(ctx).Raw(fmt.Sprintf("SELECT id FROM (%s) AS l ORDER BY k%s, id%s LIMIT %d", union, dir, dir, limit), args...).Scan(&ids).Error
}

// count counts several lists in one statement, each up to most.
func (cs *Complaints) count(ctx context.Context, a auth.Actor, filters []Filter, most int) ([]int64, error) {
	var parts []string
	var all []any
	for i, f := range filters {
		union, args := f.branches(a, cs.d.Now(), nil, most)
		parts = append(parts, fmt.Sprintf("SELECT %d AS list, COUNT(*) AS n FROM (%s) AS l%d", i, union, i))
		all = append(all, args...)
	}
	var found []struct {
		List int
		N    int64
	}
	if err := cs.d.Read(ctx).Raw(strings.Join(parts, " UNION ALL "), all...).Scan(&found).Error; err != nil {
		return nil, err
	}
	counts := make([]int64, len(filters))
	for _, r := range found {
		counts[r.List] = min(r.N, int64(most))
	}
	return counts, nil
}

const whoColumns = `, complainants.complaint_id AS who_complaint_id, complainants.name AS who_name, complainants.phone AS who_phone,
 complainants.phone_digits AS who_phone_digits, complainants.email AS who_email, complainants.address AS who_address, complainants.customer_no AS who_customer_no`

// listColumns leaves out the long texts and what no list shows: each column costs the reader of fifty rows.
var listColumns = func() string {
	var columns []string
	for _, f := range parsed().Fields {
		switch f.DBName {
		case "body", "remedy_sought", "action_text", "findings", "reply", "summary",
			"source", "category", "attribution", "failure_kind", "complexity", "impact", "immediate_action", "upheld", "reply_channel",
			"not_accept_reason", "recourse", "import_key", "import_batch", "remind_at", "pause_reason":
		default:
			columns = append(columns, "complaints."+f.DBName)
		}
	}
	return strings.Join(columns, ", ") + whoColumns
}()

const allColumns = "complaints.*" + whoColumns

// rows reads complaints by id, in that order, with their people, and masks them for the actor.
func (cs *Complaints) rows(ctx context.Context, a auth.Actor, ids []int64, columns string) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := cs.d.Read(ctx)
	var found []both
	err := q.Table("complaints").Select(columns).Joins("JOIN complainants ON complainants.complaint_id = complaints.id").
		Where("complaints.id IN ?", ids).Find(&found).Error
	if err != nil {
		return nil, err
	}
	var people []int64
	for _, r := range found {
		people = append(people, r.HandlerID, r.FirstContactID)
	}
	names, err := namesOf(q, people)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(found))
	for _, r := range found {
		row := Row{HandlerName: names[r.HandlerID], FirstContactName: names[r.FirstContactID]}
		row.Complaint, row.Complainant = guard(a, r.Complaint, r.Complainant)
		rows = append(rows, row)
	}
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(rows, func(x, y Row) int { return place[x.ID] - place[y.ID] })
	return rows, nil
}
