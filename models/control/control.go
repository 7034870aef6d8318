package control

import (
	"time"

	"bihuan/models/clock"
	"bihuan/models/file"
	"bihuan/models/link"
)

// Kind is the record kind of controls in events, notices, links and the search index; Prefix begins their numbers.
// CheckKind is the kind of record that the evidence of checks is attached to.
const (
	Kind      = "control"
	Prefix    = "KZ"
	CheckKind = "control_check"
)

// PolicyKind is the kind of record under which the clauses of policies take part in chains.
const PolicyKind = "policy"

// Never stands where no time is set in a column that lists are sorted by.
var Never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// Control is one control as stored. Days are texts as 2006-01-02, empty where none.
type Control struct {
	ID           int64
	Number       string
	Version      int64
	Closed       bool // retired
	Title        string
	Text         string // how it is checked, and what shows it
	Area         string // code of control_area
	DepartmentID int64
	OwnerID      int64
	Cycle        Cycle  `gorm:"embedded;embeddedPrefix:cycle_"`
	Rule         string // code of a Rule
	Evidence     bool   // a check needs a file at least
	StartedOn    string // the day from which the first cycle runs
	BaseOn       string // the day from which the present cycle runs: of the last check, or the start
	DueOn        string // by the end of this day it is to be checked; empty where it is retired
	Turn         int64  // counts the cycles that ran, so that each reminder is told once
	LastOn       string // the day of the last check
	LastResult   Result
	AddedAt      time.Time
	RetiredAt    *time.Time
	clock.Time   `gorm:"embedded"` // of the present cycle
	RemindAt     time.Time         // when somebody is to be reminded next
}

// State is how a control stands.
type State string

// The states.
const (
	Active  State = "active"
	Retired State = "retired"
)

// State of the control.
func (c *Control) State() State {
	if c.Closed {
		return Retired
	}
	return Active
}

func (c *Control) ref() link.Ref { return link.Ref{Kind: Kind, ID: c.ID, Number: c.Number} }

// Result is how a check ended.
type Result string

// The results.
const (
	Passed Result = "passed"
	Partly Result = "partly"
	Failed Result = "failed"
)

// Results lists all results, the best first.
var Results = []Result{Passed, Partly, Failed}

// Check is one check as it was recorded. It is never changed.
type Check struct {
	ID           int64
	ControlID    int64
	Area         string // of the control at that time, as are department and owner
	DepartmentID int64
	OwnerID      int64
	PersonID     int64 // who checked
	RecorderID   int64
	HappenedOn   string
	ReceivedOn   string // when what shows it came in
	DueOn        string // by when it was due
	Result       Result
	Findings     string
	Supersedes   *int64 // the check that this one corrects, with the reason
	Reason       string
	ActionNumber string // of the action that it opened or added to
	At           time.Time
	Files        []file.Attachment `gorm:"-"`
	SupersededBy int64             `gorm:"-"`
}

// TableName is where checks are stored.
func (Check) TableName() string { return "control_checks" }

// OnTime tells whether the check happened by the day on which it was due.
func (k Check) OnTime() bool { return k.HappenedOn <= k.DueOn }

// Ref names a control or an item as a person saw it.
type Ref struct {
	Number  string
	Version int64
}

// Facts are what is said about a control. Clauses are the numbers of the clauses that it implements, as
// ZD-2026-000003/12. Reason is demanded where a change moves the deadline of an overdue control.
type Facts struct {
	Title        string
	Text         string
	Area         string
	DepartmentID int64
	OwnerID      int64
	Cycle        Cycle
	Rule         string
	Evidence     bool
	StartedOn    string
	Clauses      []string
	Reason       string
}

// CheckInput records a check. PersonID 0 is the actor himself. Files may be left out where the control needs none.
type CheckInput struct {
	PersonID   int64
	HappenedOn string
	ReceivedOn string
	Result     Result
	Findings   string // demanded unless the check passed
	Files      []file.Upload
	// Action is what the check leads to where it did not pass.
	Action ActionInput
}

// ActionInput says which action follows a check that did not pass. Number names one that the control led to already
// and that is still open; where it is empty a new one is opened.
type ActionInput struct {
	Number   string
	Kind     string // code of action_kind
	Title    string // the beginning of the findings where empty
	Priority string // code of action.Rule
	OwnerID  int64  // the control's owner where 0
}

// CorrectInput records a check in place of another one. Keep are the files of that one that stay.
type CorrectInput struct {
	CheckInput
	CheckID int64
	Keep    []int64
	Reason  string
}
