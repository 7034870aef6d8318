package org

import (
	"errors"
	"io"
	"strings"
	"time"

	"bihuan/models/fault"
	"bihuan/models/sheet"
)

// Columns of a table of people.
const (
	colNumber     = "number"
	colName       = "name"
	colDepartment = "department"
	colPost       = "post"
	colPhone      = "phone"
	colEmail      = "email"
	colJoined     = "joined_on"
	colLeft       = "left_on"
)

// headings are the words by which columns are known, folded by foldHeading.
var headings = map[string][]string{
	colNumber: {"工号", "员工工号", "员工编号", "人员编号", "职工号", "职工编号", "编号", "number", "employeenumber", "employeeno", "employeeid",
		"staffno", "staffnumber", "staffid", "personnelnumber", "id", "no"},
	colName:       {"姓名", "员工姓名", "名字", "name", "fullname", "employeename", "staffname"},
	colDepartment: {"部门", "所属部门", "所在部门", "部门名称", "单位", "department", "dept", "departmentname", "unit"},
	colPost:       {"岗位", "职位", "职务", "岗位名称", "职位名称", "post", "position", "jobtitle", "title", "job"},
	colPhone: {"电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "联系方式", "phone", "mobile", "telephone", "tel", "cellphone",
		"phonenumber", "mobilenumber"},
	colEmail:  {"邮箱", "电子邮箱", "电子邮件", "邮件", "邮箱地址", "email", "mail", "emailaddress"},
	colJoined: {"入职日期", "入职时间", "到岗日期", "入司日期", "参加工作日期", "joined", "joinedon", "joindate", "datejoined", "hiredate", "startdate", "dateofjoining"},
	colLeft:   {"离职日期", "离职时间", "离岗日期", "left", "lefton", "leavedate", "leavingdate", "enddate", "terminationdate", "dateleft"},
}

func foldHeading(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if i := strings.IndexAny(s, "(（"); i > 0 {
		s = s[:i]
	}
	return strings.NewReplacer(" ", "", "　", "", "*", "", ":", "", "：", "", "_", "", "-", "", ".", "", "/", "").Replace(s)
}

// recognise tells which column stands where; what is not known is left out.
func recognise(header []string) map[string]int {
	found := map[string]int{}
	for i, text := range header {
		folded := foldHeading(text)
		for column, words := range headings {
			for _, w := range words {
				if _, taken := found[column]; !taken && folded == w {
					found[column] = i
				}
			}
		}
	}
	return found
}

// Table is a file of people as it was read, before it is held against the people on record.
type Table struct {
	// Ignored are the headings that were not recognised.
	Ignored []string
	columns map[string]int
	rows    []tableRow
}

type tableRow struct {
	line  int
	cells map[string]string
}

// Rows is how many people the table lists.
func (t Table) Rows() int { return len(t.rows) }

// ReadTable reads a file of people. It needs a column with employee numbers and one with names.
func ReadTable(r *sheet.Reader) (Table, error) {
	header := r.Header()
	t := Table{columns: recognise(header)}
	known := map[int]bool{}
	for _, i := range t.columns {
		known[i] = true
	}
	for i, text := range header {
		if !known[i] && strings.TrimSpace(text) != "" {
			t.Ignored = append(t.Ignored, strings.TrimSpace(text))
		}
	}
	if _, ok := t.columns[colNumber]; !ok {
		return t, fault.Invalid("invalid.import_no_number")
	}
	if _, ok := t.columns[colName]; !ok {
		return t, fault.Invalid("invalid.import_no_name")
	}
	for {
		cells, line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		row := tableRow{line: line, cells: make(map[string]string, len(t.columns))}
		for column, i := range t.columns {
			if i < len(cells) {
				row.cells[column] = strings.TrimSpace(cells[i])
			}
		}
		t.rows = append(t.rows, row)
	}
}

// ImportOptions say how a table is taken over.
type ImportOptions struct {
	// CreatePlaces adds departments and posts that the firm does not have yet.
	CreatePlaces bool
	// Leavers lets all who are employed but not in the table leave.
	Leavers bool
	// SkipBad takes the good rows over although others are faulty.
	SkipBad bool
	// On is the day from which moves and leavings count; today where empty.
	On string
}

// Kinds of rows in a plan.
const (
	RowNew       = "new"
	RowChanged   = "changed"
	RowUnchanged = "unchanged"
	RowLeaver    = "leaver"
	RowBad       = "bad"
)

// Diff is one field before and after.
type Diff struct{ Field, Before, After string }

// RowFault is what is wrong with one cell of a row.
type RowFault struct {
	Field   string
	Message fault.Message
}

// PlanRow is what would become of one row. Line is 0 for leavers, who are not in the table.
type PlanRow struct {
	Line   int
	Kind   string
	Number string
	Name   string
	Diffs  []Diff
	Faults []RowFault

	input  PersonInput
	place  placeNames // names of places still to be added
	person Person
	leftOn string
}

// Plan is what an import would do, or has done.
type Plan struct {
	// Rows leaves out the unchanged ones.
	Rows        []PlanRow
	New         int
	Changed     int
	Unchanged   int
	Leavers     int
	Bad         int
	Departments []string // to be added, as paths
	Posts       []string
	Ignored     []string // headings that were not recognised
}

// Empty tells whether there is nothing to take over.
func (p Plan) Empty() bool { return p.New+p.Changed+p.Leavers == 0 }

func (p *Plan) add(row PlanRow) {
	switch row.Kind {
	case RowNew:
		p.New++
	case RowChanged:
		p.Changed++
	case RowUnchanged:
		p.Unchanged++
		return
	case RowLeaver:
		p.Leavers++
	case RowBad:
		p.Bad++
	}
	p.Rows = append(p.Rows, row)
}

// parseDay reads a day as tables write it; empty stays empty.
func parseDay(cell string, zone *time.Location) (string, bool) {
	if cell == "" {
		return "", true
	}
	t, ok := sheet.Time(cell, zone)
	if !ok {
		return "", false
	}
	return t.In(zone).Format(time.DateOnly), true
}
