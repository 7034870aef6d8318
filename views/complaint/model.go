package complaint

import (
	"time"

	"bihuan/views/ui"
)

// The columns of the list, in their order.
const (
	ColNumber      = "number"
	ColSubject     = "subject"
	ColState       = "state"
	ColSeverity    = "severity"
	ColComplainant = "complainant"
	ColChannel     = "channel"
	ColType        = "failure_type"
	ColDepartment  = "department_id"
	ColHandler     = "handler_id"
	ColFirst       = "first_contact_id"
	ColReceived    = "received_at"
	ColDue         = "due"
)

// Columns lists all columns; Fixed ones are always shown.
var Columns = []string{ColNumber, ColSubject, ColState, ColSeverity, ColComplainant, ColChannel, ColType,
	ColDepartment, ColHandler, ColFirst, ColReceived, ColDue}

// Usual are the columns of a reader who chose none.
var Usual = []string{ColNumber, ColSubject, ColState, ColSeverity, ColDepartment, ColHandler, ColReceived, ColDue}

// Fixed tells whether a column cannot be hidden.
func Fixed(column string) bool {
	return column == ColNumber || column == ColSubject || column == ColDue
}

// List is the list page.
type List struct {
	Count   string // "128", "1000+"; empty where it would cost too much
	Tabs    []ui.Tab
	Filter  Filter
	Columns []string // shown
	Sorts   map[string]Sort
	Choice  []ui.Pair // what the chooser of columns keeps
	Rows    []Row
	Pages   ui.Pages
	Cut     string // says that only the newest matches were looked at
	Save    SaveView
	Assign  *Assign // nil: the reader assigns nothing
	Exports []ui.Action

	CanRegister, CanImport bool
}

// Sort is how a column's head sorts.
type Sort struct{ Href, Now string }

// Row is one complaint of a list; what the reader may not see is masked already.
type Row struct {
	ID          int64
	Number      string
	Version     int64
	Subject     string
	State       string
	Paused      bool
	Urgent      bool
	Severity    string
	SeverityTop bool
	Complainant string
	Channel     string
	Type        string
	Department  string
	Handler     string
	First       string
	Received    time.Time
	Clock       ui.Clock
}

// Href is the record's page.
func (r Row) Href() string { return Path(r.Number) }

// Path is the page of a complaint.
func Path(number string) string { return "/complaints/" + number }

// Filter is the bar above the list.
type Filter struct {
	Hidden []ui.Pair
	Chips  []ui.FilterChip
	Clear  string
	More   bool // one of the conditions behind "more" is in use

	Text, State, Type, Channel, Department, Handler, Severity, Clock, From, To string

	States, Types, Channels, Departments, Handlers, Severities, Clocks []ui.Option
}

// SaveView is the form that keeps the conditions under a name.
type SaveView struct {
	Query  string // the conditions as a query
	Open   bool
	Name   string
	Errors map[string]string
	Delete *ui.Action // forgets the view that is shown
}

// Assign is the bar that hands the selected rows to a handler.
type Assign struct {
	People []ui.Option
	Back   string
}
