package control

import (
	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/ui"
)

// The columns of the list, in their order.
const (
	ColNumber     = "number"
	ColTitle      = "title"
	ColArea       = "area"
	ColDepartment = "department_id"
	ColOwner      = "owner_id"
	ColCycle      = "cycle"
	ColClauses    = "clauses"
	ColLast       = "last_result"
	ColLastOn     = "last_on"
	ColDue        = "due"
)

// Columns lists all columns.
var Columns = []list.Column{
	{Key: ColNumber, Class: "cell-id", Usual: true, Fixed: true}, {Key: ColTitle, Class: "cell-main", Usual: true, Fixed: true},
	{Key: ColArea, Class: "cell-wide", Usual: true}, {Key: ColDepartment, Class: "cell-wide", Usual: true}, {Key: ColOwner, Usual: true},
	{Key: ColCycle, Class: "cell-wide", Usual: true}, {Key: ColClauses, Class: "cell-wide cell-id"},
	{Key: ColLast, Usual: true}, {Key: ColLastOn, Class: "cell-wide cell-time", Usual: true},
	{Key: ColDue, Class: "cell-clock", Usual: true, Fixed: true},
}

// List is the list page.
type List struct {
	list.Page
	Rows []Row
}

// Row is one control among many.
type Row struct {
	Number, Title string
	Area          string
	Department    string
	Owner         string
	Cycle         string
	Clauses       string
	Last          string // the code of the last result
	LastOn        string
	Clock         ui.Clock
}

// Href is the record's page.
func (r Row) Href() string { return Path(r.Number) }

func (r Row) spec() ui.RowSpec {
	return ui.RowSpec{Href: r.Href(), Name: r.Number, Late: r.Clock.State == ui.ClockLate}
}

func (r Row) cell(column string) templ.Component { return listCell(r, column) }

func (r Row) text(column string) string {
	switch column {
	case ColNumber:
		return r.Number
	case ColArea:
		return r.Area
	case ColDepartment:
		return r.Department
	case ColOwner:
		return r.Owner
	case ColCycle:
		return r.Cycle
	case ColClauses:
		return r.Clauses
	case ColLastOn:
		return r.LastOn
	}
	return ""
}
