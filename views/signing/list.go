package signing

import (
	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/ui"
)

// The columns of the list of campaigns, in their order.
const (
	ColNumber = "number"
	ColTitle  = "title"
	ColPolicy = "policy"
	ColCause  = "cause"
	ColState  = "state"
	ColDone   = "done"
	ColBegun  = "begun_at"
	ColDue    = "due"
)

// Columns lists all columns.
var Columns = []list.Column{
	{Key: ColNumber, Class: "cell-id", Usual: true, Fixed: true}, {Key: ColTitle, Class: "cell-main", Usual: true, Fixed: true}, {Key: ColPolicy, Class: "cell-wide cell-id", Usual: true},
	{Key: ColCause, Class: "cell-wide", Usual: true}, {Key: ColState, Class: "cell-state"}, {Key: ColDone, Class: "cell-state", Usual: true},
	{Key: ColBegun, Class: "cell-wide cell-time", Usual: true}, {Key: ColDue, Class: "cell-clock", Usual: true, Fixed: true},
}

// List is the list of campaigns.
type List struct {
	list.Page
	Rows []Row
}

// Row is one campaign among many.
type Row struct {
	Number, Title, Policy, Edition string
	Cause                          string
	State                          string // code
	Signed, Bound                  int64
	Begun                          string
	Clock                          ui.Clock
}

func (r Row) spec() ui.RowSpec {
	return ui.RowSpec{Href: Path(r.Number), Name: r.Number, Late: r.Clock.State == ui.ClockLate}
}

func (r Row) cell(column string) templ.Component { return listCell(r, column) }

func (r Row) text(column string) string {
	switch column {
	case ColNumber:
		return r.Number
	case ColPolicy:
		return r.Policy
	case ColCause:
		return r.Cause
	case ColBegun:
		return r.Begun
	}
	return ""
}
