package complaint

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// maxBranches is up to how many departments get a branch of their own; beyond it the order's own index is
// walked and the departments are checked row by row, which is quick because most rows pass.
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
	case len(s.Departments) > maxBranches:
		all = append(all, branch{"department_id IN ?", []any{s.Departments}})
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

// narrow adds the filters that no branch stands for.
func (f Filter) narrow(q *gorm.DB, now time.Time) *gorm.DB {
	add := func(column string, value any, zero any) {
		if value != zero {
			q = q.Where("complaints."+column+" = ?", value)
		}
	}
	add("state", string(f.State), "")
	add("failure_class", f.Class, "")
	add("failure_type", f.Type, "")
	add("channel", f.Channel, "")
	add("severity", f.Severity, "")
	add("department_id", f.Department, int64(0))
	add("handler_id", f.Handler, int64(0))
	if f.Late {
		q = q.Where("complaints.next_due_at < ?", now)
	}
	if !f.dueBefore.IsZero() {
		q = q.Where("complaints.next_due_at < ?", f.dueBefore)
	}
	if !f.From.IsZero() {
		q = q.Where("complaints.received_at >= ?", f.From.UTC())
	}
	if !f.To.IsZero() {
		q = q.Where("complaints.received_at < ?", f.To.UTC())
	}
	return q
}

// column is the sort column with its direction.
func (f Filter) column() (string, bool) {
	if f.Sort == SortReceived {
		return "received_at", true
	}
	return "next_due_at", false
}

// branchQueries gives one query per branch and per open or closed, each answered from one index.
func (cs *Complaints) branchQueries(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor, limit int) []any {
	column, desc := f.column()
	var key any
	if at != nil {
		key = db.KeyTime(at.Key)
	}
	states := []bool{false, true}
	if f.Open != nil {
		states = []bool{!*f.Open}
	}
	now := cs.d.Now()
	var queries []any
	for _, b := range listBranches(a, f) {
		for _, closed := range states {
			q := cs.d.Read(ctx).Table("complaints").Select("id, "+column+" AS k").Where(b.where, b.args...).Where("closed = ?", closed)
			queries = append(queries, db.Keyset(f.narrow(q, now), column, desc, key, at).Limit(limit))
		}
	}
	return queries
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
	queries := cs.branchQueries(ctx, a, f, at, limit)
	var ids []int64
	return ids, cs.d.Read(ctx).Raw(fmt.Sprintf("SELECT id FROM (%s) AS l ORDER BY k%s, id%s LIMIT %d", union(len(queries)), dir, dir, limit), queries...).Scan(&ids).Error
}

// union puts n queries together; rows that come from several of them count once.
func union(n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf("SELECT * FROM (?) AS b%d", i)
	}
	return strings.Join(parts, " UNION ")
}

// count counts several lists in one statement, each up to most.
func (cs *Complaints) count(ctx context.Context, a auth.Actor, filters []Filter, most int) ([]int64, error) {
	var parts []string
	var args []any
	for i, f := range filters {
		queries := cs.branchQueries(ctx, a, f, nil, most)
		parts = append(parts, fmt.Sprintf("SELECT %d AS list, COUNT(*) AS n FROM (%s) AS l%d", i, union(len(queries)), i))
		args = append(args, queries...)
	}
	var found []struct {
		List int
		N    int64
	}
	if err := cs.d.Read(ctx).Raw(strings.Join(parts, " UNION ALL "), args...).Scan(&found).Error; err != nil {
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

// listColumns leaves the long texts out.
var listColumns = func() string {
	var columns []string
	for _, f := range parsed().Fields {
		switch f.DBName {
		case "body", "remedy_sought", "action_text", "findings", "reply", "summary":
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
