package clock

import "bihuan/views/ui"

// Target is a time allowed; Name is the field that it fills.
type Target struct{ Name, Amount, Unit string }

// Reminder tells a level at an instant: a share of the time is used up, or so much working time has passed after it.
type Reminder struct {
	When   string // one of Whens, or empty
	Amount string
	To     string
}

// Whens are the kinds of instants, as the form names them.
var Whens = []string{ByPercent, ByHours, ByDays}

// The kinds of instants of a reminder.
const (
	ByPercent = "percent"
	ByHours   = "hours"
	ByDays    = "days"
)

// Form makes or changes a rule. Its labels are field.<kind>.<field>.
type Form struct {
	Kind           string // of the record
	Action, Home   string // where it is sent to; where it leads when it is left
	ID, Name       string // as it is kept; the name is empty for a new one
	Version        string
	Position       string
	NameZh, NameEn string
	Active         bool
	Targets        []Target
	Units          []string
	Soon           string
	Reminders      []Reminder
	Levels         []string // who can be reminded
	Errors         map[string]string
	Lost           []ui.Comparison // where somebody else saved it first
}
