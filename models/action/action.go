package action

import (
	"time"

	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/file"
)

// Kind is the record kind in events, notices, links and the search index; Prefix begins its numbers.
const (
	Kind   = "action"
	Prefix = "ZG"
)

// Never stands where no time is set in a column that lists are sorted by.
var Never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// Action is one action as stored. Days are texts as 2006-01-02, empty where none.
type Action struct {
	ID           int64
	Number       string
	Version      int64
	State        State
	Closed       bool
	Round        int    // grows when an effect was not proved, or by reopening
	Kind         string // code of action_kind
	Title        string
	Finding      string // what is wrong
	Cause        string
	Priority     string // code of a Rule
	SourceKind   string // the record it was first opened from; links tell of all
	SourceNumber string
	DepartmentID int64
	OwnerID      int64
	VerifierID   int64 // who is asked to verify; 0: the supervisors of the department
	OpenerID     int64
	Finish       calendar.Target `gorm:"embedded;embeddedPrefix:finish_"` // time allowed from the beginning of the round
	Extensions   int             // how often it was extended in this round
	Cost         int64           // in fen
	Report       string          // what the owner says was done
	Measure      `gorm:"embedded"`
	CheckOn      string // the day on which the effect is looked at
	Ineffective  int    // how many checks found no effect
	Outcome      Outcome
	OpenedAt     time.Time
	RoundAt      time.Time
	PlannedAt    *time.Time
	StartedAt    *time.Time
	ReportedAt   *time.Time
	VerifiedAt   *time.Time
	ClosedAt     *time.Time
	NextClock    ClockKind // which clock NextDueAt is of; empty where none runs
	NextDueAt    time.Time // Never while none runs
	NextSoonAt   time.Time
	RemindAt     time.Time // when somebody is to be reminded next
}

// Measure says by what an effect is counted: an Indicator, narrowed by department, type and cause.
type Measure struct {
	Indicator             string
	IndicatorDepartmentID int64
	IndicatorType         string
	IndicatorCause        string
}

// Outcome says how an action ended.
type Outcome string

// The outcomes.
const (
	Effective Outcome = "effective" // its effect was proved
	Done      Outcome = "verified"  // of a kind whose effect need not be proved
	Cancelled Outcome = "cancelled"
)

// ClockKind is one of the three clocks, of which one runs at a time.
type ClockKind string

// The clocks: stopped by reporting done, by verifying, by judging the effect.
const (
	FinishClock ClockKind = "finish"
	VerifyClock ClockKind = "verify"
	CheckClock  ClockKind = "check"
)

// Clock is one running or stopped clock of a round.
type Clock struct {
	ActionID   int64     `gorm:"primaryKey;autoIncrement:false"`
	Round      int       `gorm:"primaryKey;autoIncrement:false"`
	Kind       ClockKind `gorm:"primaryKey"`
	clock.Time `gorm:"embedded"`
}

// TableName is where clocks are stored.
func (Clock) TableName() string { return "action_clocks" }

// Coworker is a person who works along with the owner, or did so or owned the action before he handed it over in
// this round (Former).
type Coworker struct {
	ActionID int64 `gorm:"primaryKey;autoIncrement:false"`
	PersonID int64 `gorm:"primaryKey;autoIncrement:false"`
	Former   bool
	Closed   bool // as the action is
}

// TableName is where co-workers are stored.
func (Coworker) TableName() string { return "action_coworkers" }

// PlannedMeasure is one measure that the owner plans: what is to be done by which day, and whether it was.
type PlannedMeasure struct {
	ID       int64
	ActionID int64
	Round    int
	Position int
	Measure  string
	DueOn    string
	DoneOn   string
	DoneBy   int64
	Result   string
}

// TableName is where measures are stored.
func (PlannedMeasure) TableName() string { return "action_measures" }

// Evidence is a file of the action with the day on which what it shows happened and the day on which it came in.
type Evidence struct {
	AttachmentID int64 `gorm:"primaryKey;autoIncrement:false"`
	ActionID     int64
	Round        int
	Title        string
	HappenedOn   string
	ReceivedOn   string
	PersonID     int64
	At           time.Time
	File         file.Attachment `gorm:"-"`
}

// TableName is where evidence is stored.
func (Evidence) TableName() string { return "action_evidence" }

// Check is one judgement of an effect with what was counted in the equal windows before and after.
type Check struct {
	ID        int64
	ActionID  int64
	Round     int
	At        time.Time
	PersonID  int64
	Effective bool
	Comment   string
	Measure   `gorm:"embedded"`
	Effect    `gorm:"embedded"`
}

// TableName is where checks are stored.
func (Check) TableName() string { return "action_checks" }

// Effect is what an indicator counted in two windows of equal length. Series holds the counts of equal parts,
// those before first.
type Effect struct {
	BeforeFrom  time.Time
	BeforeTo    time.Time
	AfterFrom   time.Time
	AfterTo     time.Time
	BeforeCount int64
	AfterCount  int64
	Series      []int64 `gorm:"serializer:json"`
}

// Improved tells whether fewer were counted after than before.
func (e Effect) Improved() bool { return e.AfterCount < e.BeforeCount }
