package complaint

import (
	"time"

	"bihuan/views/list"
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

// Columns lists all columns.
var Columns = []list.Column{
	{Key: ColNumber, Class: "cell-id", Usual: true, Fixed: true}, {Key: ColSubject, Class: "cell-main", Usual: true, Fixed: true}, {Key: ColState, Usual: true},
	{Key: ColSeverity, Class: "cell-wide", Usual: true}, {Key: ColComplainant, Class: "cell-wide"}, {Key: ColChannel, Class: "cell-wide"},
	{Key: ColType, Class: "cell-wide"}, {Key: ColDepartment, Class: "cell-wide", Usual: true}, {Key: ColHandler, Class: "cell-wide", Usual: true},
	{Key: ColFirst, Class: "cell-wide"}, {Key: ColReceived, Class: "cell-time", Usual: true},
	{Key: ColDue, Label: "complaint.clock", Class: "cell-clock", Usual: true, Fixed: true},
}

// List is the list page.
type List struct {
	list.Page
	Rows []Row
}

// Row is one complaint of a list; what the reader may not see is masked already.
type Row struct {
	Number      string
	Subject     string
	State       string
	Paused      bool
	Urgent      bool
	Severity    string
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

// Assign is the bar that hands the selected rows to a handler.
type Assign struct {
	People []ui.Option
	Back   string
}
