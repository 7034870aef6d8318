package action

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Board and Calendar are the addresses of the other views on many actions.
const (
	Board    = Home + "/board"
	Calendar = Home + "/calendar"
)

// The columns of the list, in their order.
const (
	ColNumber     = "number"
	ColTitle      = "title"
	ColState      = "state"
	ColKind       = "kind"
	ColPriority   = "priority"
	ColSource     = "source"
	ColDepartment = "department_id"
	ColOwner      = "owner_id"
	ColVerifier   = "verifier_id"
	ColOpened     = "opened_at"
	ColDue        = "due"
)

// Columns lists all columns.
var Columns = []list.Column{
	{Key: ColNumber, Class: "cell-id", Usual: true, Fixed: true}, {Key: ColTitle, Class: "cell-main", Usual: true, Fixed: true},
	{Key: ColState, Usual: true}, {Key: ColKind, Class: "cell-wide"}, {Key: ColPriority, Class: "cell-wide"},
	{Key: ColSource, Class: "cell-wide cell-id", Usual: true}, {Key: ColDepartment, Class: "cell-wide", Usual: true},
	{Key: ColOwner, Usual: true}, {Key: ColVerifier, Class: "cell-wide"},
	{Key: ColOpened, Class: "cell-wide cell-time", Usual: true},
	{Key: ColDue, Class: "cell-clock", Usual: true, Fixed: true},
}

// List is the list page.
type List struct {
	list.Page
	Rows []Row
}

// Row is one action among many.
type Row struct {
	Number, Title   string
	State, Outcome  string
	Kind, Priority  string
	Source          string
	Department      string
	Owner, Verifier string
	Opened          time.Time
	Clock           ui.Clock
	Ineffective     int // how many checks found no effect
}

// Href is the record's page.
func (r Row) Href() string { return Path(r.Number) }

func (r Row) late() bool { return r.Clock.State == ui.ClockLate }

func (r Row) spec() ui.RowSpec { return ui.RowSpec{Href: r.Href(), Name: r.Number, Late: r.late()} }

func (r Row) cell(column string) templ.Component { return listCell(r, column) }

func (r Row) text(column string) string {
	switch column {
	case ColNumber:
		return r.Number
	case ColKind:
		return r.Kind
	case ColPriority:
		return r.Priority
	case ColSource:
		return r.Source
	case ColDepartment:
		return r.Department
	case ColOwner:
		return r.Owner
	case ColVerifier:
		return r.Verifier
	}
	return ""
}

// missing stands where a cell has nothing to say.
func (r Row) missing(ctx context.Context, column string) string {
	if column == ColVerifier {
		return locale.T(ctx, "action.list.anybody")
	}
	return locale.T(ctx, "ui.none")
}
