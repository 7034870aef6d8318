package complaint

import (
	"time"

	"bihuan/models/file"
)

// Ref names a complaint and the version that the person saw.
type Ref struct {
	Number  string
	Version int64
}

// Facts are what is registered and can be edited. Field names of faults are the columns' names.
type Facts struct {
	Channel                string
	ReceivedAt             time.Time // now where zero
	Subject                string    // first sentence of Body where empty
	Body                   string
	RemedySought           string
	OrderNumber            string
	Severity               string
	UrgentSafety           bool
	ComplainedDepartmentID int64
	ComplainedPersonID     int64
	FailureClass           string
	FailureType            string
}

// RegisterInput is a new complaint.
type RegisterInput struct {
	Facts
	Complainant  Complainant // Name, Phone, Email, Address, CustomerNo
	DepartmentID int64       // responsible; where 0 the department complained about, else the actor's
	Files        []file.Upload
}

// EditInput changes facts. Complainant is nil where it stays; only who sees it unmasked may change it.
// Reason says why; it must be given where a receipt is moved later while a clock is late.
type EditInput struct {
	Facts
	Complainant *Complainant
	Reason      string
}

// AcceptInput takes a complaint up; Take makes the actor its handler where it has none.
type AcceptInput struct{ Take bool }

// NotAcceptInput says why a complaint is not taken up and where the complainant may turn to.
type NotAcceptInput struct {
	Reason   string // code of not_accept_reason
	Text     string
	Recourse string // code of recourse
}

// AcknowledgeInput says how the complainant was told that the complaint arrived.
type AcknowledgeInput struct {
	Channel string
	Text    string
}

// AssessInput is the initial assessment. It sets the deadline class.
type AssessInput struct {
	Severity        string
	Complexity      string
	Impact          string
	ImmediateAction bool
	ActionText      string
	DeadlineClass   string
}

// AssignInput gives a complaint to a handler, or (HandlerID 0, transfers only) to a department's supervisor.
type AssignInput struct {
	DepartmentID int64 // where 0 as it is
	HandlerID    int64
	Reason       string // required when transferring
}

// InvestigateInput is what was found out; what was not decided yet stays empty.
type InvestigateInput struct {
	Findings     string
	FailureClass string
	FailureType  string
	Attribution  string
	FailureKind  string
	Upheld       Verdict
	Files        []file.Upload
}

// RemedyInput proposes one measure. Amount is in fen, 0 where the kind costs nothing.
type RemedyInput struct {
	Kind        string
	Amount      int64
	Description string
}

// ReplyInput is the answer given to the complainant.
type ReplyInput struct {
	Channel string
	Text    string
}

// FollowUpInput is one attempt to follow up. The outcome's flags say whether somebody was reached and
// whether a second round begins. Experience and Expectation are asked where somebody was reached: 1 to 5, or both 0.
type FollowUpInput struct {
	Outcome     string // code of follow_up_outcome
	Experience  int
	Expectation int
	Comment     string
}

// CloseInput ends a complaint.
type CloseInput struct {
	Outcome   Outcome // Resolved, Unreached or Withdrawn
	Summary   string
	LeaveOpen bool // confirms that actions that the complaint led to stay open
}

// PauseInput stops the clocks.
type PauseInput struct {
	Reason string // code of pause_reason
	Text   string
}
