package complaint

import (
	"context"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/org"
)

// maxBranches is up to how many departments get a branch of their own; beyond it, or where channel or type
// lead an index, departments are checked row by row, which is quick because most rows pass.
const maxBranches = 30

// listBranches gives the parts that together are the list, before its filters.
func listBranches(a auth.Actor, f Filter) []db.Branch {
	s := a.Scope(auth.ComplaintRead)
	mine := db.Where("handler_id = ?", me(a))
	first := db.Where("first_contact_id = ?", me(a))
	var all []db.Branch
	switch {
	case f.View == ViewMine:
		return []db.Branch{mine}
	case f.View == ViewFirstContact:
		return []db.Branch{first}
	case s.All && f.Handler != 0:
		return []db.Branch{db.Where("handler_id = ?", f.Handler)}
	case s.All && f.Department != 0:
		return []db.Branch{db.Where("department_id = ?", f.Department)}
	case s.All:
		return []db.Branch{db.Where("1 = 1")}
	case f.Department != 0 && s.Has(f.Department):
		return []db.Branch{db.Where("department_id = ?", f.Department)}
	case f.Department != 0: // of another department only what is mine, which the filter narrows
	case len(s.Departments) > maxBranches || len(s.Departments) > 1 && f.Channel+f.Type != "":
		// The plus keeps SQLite from preferring an index on the department to the one of the order or filter.
		all = append(all, db.Where("+department_id IN ?", s.Departments))
	default:
		for _, d := range s.Departments {
			all = append(all, db.Where("department_id = ?", d))
		}
	}
	if f.View == ViewDepartment {
		if len(all) == 0 {
			return []db.Branch{db.Where("1 = 0")}
		}
		return all
	}
	return append(all, mine, first)
}

// narrow adds the filters that no branch stands for.
func (f Filter) narrow(c *db.Conds, now time.Time) {
	equal := func(column string, value, zero any) {
		if value != zero {
			c.Add("complaints."+column+" = ?", value)
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
		c.Add("complaints.next_due_at < ?", now)
	}
	if !f.DueFrom.IsZero() {
		c.Add("complaints.next_due_at >= ?", f.DueFrom.UTC())
	}
	if !f.DueBefore.IsZero() {
		c.Add("complaints.next_due_at < ?", f.DueBefore.UTC())
	}
	if !f.From.IsZero() {
		c.Add("complaints.received_at >= ?", f.From.UTC())
	}
	if !f.To.IsZero() {
		c.Add("complaints.received_at < ?", f.To.UTC())
	}
}

// column is the sort column with its direction.
func (f Filter) column() (string, bool) {
	if f.Sort == SortReceived {
		return "received_at", true
	}
	return "next_due_at", false
}

// union is the list, each part of it answered from one index.
func (f Filter) union(a auth.Actor, now time.Time, at *db.Cursor, limit int) db.Union {
	column, desc := f.column()
	u := db.Union{Table: "complaints", Column: column, Desc: desc, Branches: listBranches(a, f), Narrow: func(c *db.Conds) { f.narrow(c, now) },
		Closed: []bool{false, true}, At: at, Limit: limit}
	if f.Open != nil {
		u.Closed = []bool{!*f.Open}
	}
	return u
}

// count counts several lists in one statement, each up to most.
func (cs *Complaints) count(ctx context.Context, a auth.Actor, filters []Filter, most int) ([]int64, error) {
	unions := make([]db.Union, len(filters))
	for i, f := range filters {
		unions[i] = f.union(a, cs.d.Now(), nil, most)
	}
	return db.CountUnions(cs.d.Read(ctx), unions, most)
}

const whoColumns = `, complainants.complaint_id AS who_complaint_id, complainants.name AS who_name, complainants.phone AS who_phone,
 complainants.phone_digits AS who_phone_digits, complainants.email AS who_email, complainants.address AS who_address, complainants.customer_no AS who_customer_no`

// listColumns leaves out the long texts and what no list shows: each column costs the reader of fifty rows.
var listColumns = func() string {
	var columns []string
	for _, f := range db.Fields(&Complaint{}) {
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
	names, err := org.Names(q, people...)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(found))
	for _, r := range found {
		row := Row{HandlerName: names[r.HandlerID], FirstContactName: names[r.FirstContactID]}
		row.Complaint, row.Complainant = guard(a, r.Complaint, r.Complainant)
		rows = append(rows, row)
	}
	db.InOrder(rows, ids, func(r Row) int64 { return r.ID })
	return rows, nil
}
