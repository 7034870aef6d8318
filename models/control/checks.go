package control

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/org"
)

// CheckFilter is what a list of checks is narrowed to; zero values do not narrow.
type CheckFilter struct {
	Control    string // its number
	Area       string // with those below it
	Department int64  // as it was at that time
	Result     Result
	Kept       Kept
	// DueFrom and DueTo bound the day by which the check was due; both are days and included.
	DueFrom, DueTo string
}

// NotPassed narrows to the checks that did not wholly pass.
const NotPassed Result = "not_passed"

// Kept tells whether checks were in time.
type Kept string

// In time, and late.
const (
	InTime Kept = "in_time"
	Late   Kept = "late"
)

// CheckRow is one line of a list of checks.
type CheckRow struct {
	Check
	Number, Title            string // of the control
	PersonName, RecorderName string
}

// CheckPage is one page of a list of checks.
type CheckPage = db.Page[CheckRow]

// Checks lists checks, the last recorded first. Where a control is named those that are superseded stand among them.
func (cs *Controls) Checks(ctx context.Context, a auth.Actor, f CheckFilter, at *db.Cursor) (CheckPage, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return CheckPage{}, err
	}
	set, err := cs.Terms.All(ctx)
	if err != nil {
		return CheckPage{}, err
	}
	for _, s := range []*string{&f.Control, &f.Area, &f.DueFrom, &f.DueTo, (*string)(&f.Result)} {
		*s = strings.ToValidUTF8(strings.TrimSpace(*s), "")
	}
	l := db.Listing[CheckRow]{Size: PageSize, Place: func(r CheckRow) db.Cursor { return db.Cursor{ID: r.ID} },
		Rows: func(ids []int64) ([]CheckRow, error) { return checkRows(cs.d.Read(ctx), ids) },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			q := visible(cs.d.Read(ctx).Model(&Check{}), a, auth.ControlRead)
			q = f.on(q, areasUnder(set, f.Area))
			return ids, nil, db.Keyset(q, "id", true, nil, at).Limit(limit).Pluck("id", &ids).Error
		}}
	return l.Page(at)
}

func (f CheckFilter) on(q *gorm.DB, areas []string) *gorm.DB {
	if f.Control != "" {
		q = q.Where("control_id IN (SELECT id FROM controls WHERE number = ?)", f.Control)
	} else {
		q = q.Where(stands)
	}
	if f.Area != "" {
		q = q.Where("area IN ?", areas)
	}
	if f.Department != 0 {
		q = q.Where("department_id = ?", f.Department)
	}
	switch f.Result {
	case "":
	case NotPassed:
		q = q.Where("result <> ?", Passed)
	default:
		q = q.Where("result = ?", f.Result)
	}
	switch f.Kept {
	case InTime:
		q = q.Where("happened_on <= due_on")
	case Late:
		q = q.Where("happened_on > due_on")
	}
	if f.DueFrom != "" {
		q = q.Where("due_on >= ?", f.DueFrom)
	}
	if f.DueTo != "" {
		q = q.Where("due_on <= ?", f.DueTo)
	}
	return q
}

// checkRows reads checks by id, in that order, with their controls and people.
func checkRows(q *gorm.DB, ids []int64) ([]CheckRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []Check
	if err := q.Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	if err := complete(q, found); err != nil {
		return nil, err
	}
	var people, of []int64
	for _, k := range found {
		people, of = append(people, k.PersonID, k.RecorderID), append(of, k.ControlID)
	}
	names, err := org.Names(q, people...)
	if err != nil {
		return nil, err
	}
	var controls []Control
	if err := q.Select("id", "number", "title").Where("id IN ?", of).Find(&controls).Error; err != nil {
		return nil, err
	}
	byID := make(map[int64]Control, len(controls))
	for _, c := range controls {
		byID[c.ID] = c
	}
	rows := make([]CheckRow, len(found))
	for i, k := range found {
		c := byID[k.ControlID]
		rows[i] = CheckRow{Check: k, Number: c.Number, Title: c.Title, PersonName: names[k.PersonID], RecorderName: names[k.RecorderID]}
	}
	db.InOrder(rows, ids, func(r CheckRow) int64 { return r.ID })
	return rows, nil
}
