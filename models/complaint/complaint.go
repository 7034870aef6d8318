package complaint

import (
	"time"

	"bihuan/models/clock"
)

// Kind is the record kind in events, notices and the search index; Prefix begins its numbers.
const (
	Kind   = "complaint"
	Prefix = "TS"
)

// Never stands where no time is set in a column that lists are sorted by.
var Never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// Complaint is one complaint as stored; Complainant stands beside it.
type Complaint struct {
	ID                     int64
	Number                 string
	Version                int64
	State                  State
	Closed                 bool
	Round                  int // grows when a dissatisfied complainant or a reopening begins it anew
	PausedAt               *time.Time
	PauseReason            string // code of pause_reason
	Channel                string // code of channel
	Source                 string // as an import named it
	Category               string // as an import named it, where no failure type fits
	ReceivedAt             time.Time
	RegisteredAt           time.Time
	FirstContactID         int64 // who registered it: 首问责任人, never changes
	DepartmentID           int64 // responsible now
	HandlerID              int64 // 0 while unassigned
	Subject                string
	Body                   string
	RemedySought           string
	OrderNumber            string
	Severity               string // code of severity
	UrgentSafety           bool
	ComplainedDepartmentID int64
	ComplainedPersonID     int64
	FailureClass           string // codes of the lists of the same names
	FailureType            string
	Attribution            string
	FailureKind            string
	Complexity             string
	Impact                 string
	ImmediateAction        bool
	ActionText             string
	DeadlineClass          string
	Upheld                 Verdict
	Findings               string
	Reply                  string
	ReplyChannel           string
	RepliedBy              int64
	Summary                string
	Outcome                Outcome
	NotAcceptReason        string // code of not_accept_reason
	Recourse               string // code of recourse
	Attempts               int    // follow-ups of this round in which nobody was reached
	AcceptedAt             *time.Time
	AcknowledgedAt         *time.Time
	AssessedAt             *time.Time
	RepliedAt              *time.Time
	ClosedAt               *time.Time
	NextClock              ClockKind // which clock NextDueAt is of; empty where none runs
	NextDueAt              time.Time // Never while none runs
	NextSoonAt             time.Time
	RemindAt               time.Time // when somebody is to be reminded next
	ImportKey              *string
	ImportBatch            string
}

// Verdict says whether a complaint was found to be right.
type Verdict string

// The verdicts.
const (
	Undecided    Verdict = ""
	Upheld       Verdict = "upheld"
	PartlyUpheld Verdict = "partly"
	NotUpheld    Verdict = "not_upheld"
)

// Verdicts lists what an investigation may find.
var Verdicts = []Verdict{Upheld, PartlyUpheld, NotUpheld}

// Outcome says how a complaint ended.
type Outcome string

// The outcomes. NotAcceptedOutcome is set by not accepting, the others are chosen when closing.
const (
	Resolved           Outcome = "resolved"  // after a follow-up that did not ask for more
	Unreached          Outcome = "unreached" // after as many vain follow-ups as its deadline class says
	Withdrawn          Outcome = "withdrawn" // by the complainant, at any time
	NotAcceptedOutcome Outcome = "not_accepted"
)

// Complainant is who complains. Masked tells that the values are masked for this reader, Hidden that
// the reader may see nothing of them at all.
type Complainant struct {
	ComplaintID int64 `gorm:"primaryKey;autoIncrement:false"`
	Name        string
	Phone       string
	PhoneDigits string
	PhoneEnd    string
	Email       string
	Address     string
	CustomerNo  string
	Masked      bool `gorm:"-"`
	Hidden      bool `gorm:"-"`
}

// ClockKind is one of the three clocks.
type ClockKind string

// The clocks: stopped by acknowledging, by the reply, by closing.
const (
	AcknowledgeClock ClockKind = "acknowledge"
	RespondClock     ClockKind = "respond"
	ResolveClock     ClockKind = "resolve"
)

// Clock is one running or stopped clock of a round.
type Clock struct {
	ComplaintID int64     `gorm:"primaryKey;autoIncrement:false"`
	Round       int       `gorm:"primaryKey;autoIncrement:false"`
	Kind        ClockKind `gorm:"primaryKey"`
	clock.Time  `gorm:"embedded"`
}

// TableName is where clocks are stored.
func (Clock) TableName() string { return "complaint_clocks" }

// Pause is a stretch in which the clocks stand still; EndedAt is nil while it lasts.
type Pause struct {
	ID          int64
	ComplaintID int64
	Reason      string
	StartedAt   time.Time
	StartedBy   int64
	EndedAt     *time.Time
	EndedBy     int64
}

// TableName is where pauses are stored.
func (Pause) TableName() string { return "complaint_pauses" }

// RemedyState is how far a proposed remedy has come.
type RemedyState string

// The states of a remedy.
const (
	RemedyProposed RemedyState = "proposed"
	RemedyApproved RemedyState = "approved"
	RemedySentBack RemedyState = "sent_back"
)

// Remedy is one measure proposed to make good. Amount is in fen.
type Remedy struct {
	ID          int64
	ComplaintID int64
	Round       int
	Kind        string // code of remedy_kind
	Amount      int64
	Description string
	State       RemedyState
	ProposedBy  int64
	ProposedAt  time.Time
	DecidedBy   int64
	DecidedAt   *time.Time
	Reason      string
}

// TableName is where remedies are stored.
func (Remedy) TableName() string { return "complaint_remedies" }

// FollowUp is one attempt to ask the complainant how it went. Experience and Expectation are 1 to 5, 0 where
// not said; satisfaction is the one minus the other.
type FollowUp struct {
	ID          int64
	ComplaintID int64
	Round       int
	Attempt     int
	PersonID    int64
	At          time.Time
	Reached     bool
	Outcome     string // code of follow_up_outcome
	Experience  int
	Expectation int
	Satisfied   bool // reached, and did not ask for a second round
	Comment     string
}

// TableName is where follow-ups are stored.
func (FollowUp) TableName() string { return "complaint_follow_ups" }
