package signing

import (
	"time"

	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// The record kinds in events, notices and attachments; Prefix begins the numbers of campaigns.
const (
	Record          = "campaign"
	ReadingRecord   = "reading" // a person's own reading list, which notices lead to
	SignatureRecord = "signature"
	QuizRecord      = "quiz"
	QuestionRecord  = "question"
	ListRecord      = "reading_list"
	Prefix          = "QY"
)

// Never stands where no time is set in a column that lists are sorted by.
var Never = policy.Never

// Campaign asks the people of an audience to read and sign a policy.
type Campaign struct {
	ID           int64
	Number       string
	Version      int64
	State        State
	Cause        Cause
	Title        string
	PolicyID     int64
	PolicyNumber string
	EditionID    int64 // the edition that is to be read; a later one that does not ask for being read anew does as well
	EditionNo    int
	LeastNo      int              // the oldest edition whose signature does
	ListID       int64            // the reading list, 0 where none
	Position     int              // in the reading list, from 1
	Audience     org.Audience     `gorm:"serializer:json"`
	SinceOn      string           // from when on people count as newcomers; empty where all are meant
	Quiz         policy.Quiz      `gorm:"embedded;embeddedPrefix:quiz_"` // Draw 0: no test is asked for
	Allowed      calendar.Target  `gorm:"embedded;embeddedPrefix:allowed_"`
	Reminders    []clock.Reminder `gorm:"serializer:json"`
	BegunBy      int64            // 0 where publication or a list brought it about
	BegunAt      time.Time
	StartedAt    time.Time // from when the time counts: on publication the instant of effect
	DueAt        time.Time // for those found at the beginning
	EndedAt      *time.Time
	RemindedAt   *time.Time // by hand
	Frozen       Counts     `gorm:"embedded;embeddedPrefix:frozen_"`
	Joiner       Counts     `gorm:"embedded;embeddedPrefix:joiner_"`
}

// TableName is where campaigns are stored.
func (Campaign) TableName() string { return "sign_campaigns" }

// Counts are how many duties stand where.
type Counts struct {
	Due     int64
	Signed  int64
	Excused int64
	Gone    int64 // left the audience or the firm before they signed
	Ended   int64 // had not signed when the campaign ended
}

// Bound is how many were to sign: all but those who left.
func (c Counts) Bound() int64 { return c.Due + c.Signed + c.Excused + c.Ended }

// Plus adds counts.
func (c Counts) Plus(o Counts) Counts {
	return Counts{Due: c.Due + o.Due, Signed: c.Signed + o.Signed, Excused: c.Excused + o.Excused, Gone: c.Gone + o.Gone, Ended: c.Ended + o.Ended}
}

// State is where a campaign stands.
type State string

// The states of a campaign. Only an open one changes.
const (
	Open       State = "open"
	Superseded State = "superseded" // a later edition is to be read anew
	Retired    State = "retired"    // its policy is
	Closed     State = "closed"     // by hand
	Cancelled  State = "cancelled"  // begun in error, or its edition did not come into force
)

// States are all states.
var States = []State{Open, Superseded, Retired, Closed, Cancelled}

// Cause is why a campaign was begun.
type Cause string

// The causes.
const (
	Publication Cause = "publication"
	OnDemand    Cause = "on_demand"
	Newcomer    Cause = "newcomer" // stands for one policy of a reading list and follows the edition in force
)

// Duty is what one person has to do in one campaign.
type Duty struct {
	ID           int64
	CampaignID   int64
	PersonID     int64
	PolicyID     int64
	DepartmentID int64 // where he stood when the duty came
	State        DutyState
	Joined       bool // came after the beginning
	Position     int  // in a reading list
	StartedAt    time.Time
	DueAt        time.Time
	SettledAt    *time.Time // when he signed, was excused, left, or the campaign ended
	SignatureID  int64
	ExcusedBy    int64
	Why          string
	Told         int
	RemindAt     time.Time
}

// TableName is where duties are stored.
func (Duty) TableName() string { return "sign_duties" }

// Late tells whether the duty is open beyond its time.
func (d Duty) Late(now time.Time) bool { return d.State == Due && now.After(d.DueAt) }

// DutyState is where a duty stands.
type DutyState string

// The states of a duty.
const (
	Due     DutyState = "due"
	Signed  DutyState = "signed"
	Excused DutyState = "excused"
	Left    DutyState = "left"
	Ended   DutyState = "ended"
)

// DutyStates are all states in the order in which screens show them.
var DutyStates = []DutyState{Due, Signed, Excused, Left, Ended}

// Progress is the counts of a campaign in one department.
type Progress struct {
	CampaignID   int64 `gorm:"primaryKey;autoIncrement:false"`
	DepartmentID int64 `gorm:"primaryKey;autoIncrement:false"`
	Joined       bool  `gorm:"primaryKey"`
	Counts       `gorm:"embedded"`
}

// TableName is where counts are stored.
func (Progress) TableName() string { return "sign_progress" }

// Statement is the code of what a signature says: "I have read this edition, understood it and will follow it."
const Statement = "read_understood"

// NoScore stands in a signature where no test was taken.
const NoScore = -1

// Signature is the permanent proof that somebody signed an edition.
type Signature struct {
	ID           int64
	PersonID     int64
	PolicyID     int64
	EditionID    int64
	EditionNo    int
	Hash         string // of the edition's text, SHA-256 in hex
	CampaignID   int64  // 0: on his own account
	DepartmentID int64  // where he stood then
	SignedAt     time.Time
	SignedOn     string // the day, which for one on paper lies before the entry
	Statement    string // code
	Parts        []int  `gorm:"serializer:json"` // keys of the parts that were shown; of one on paper none
	PartsTotal   int
	AttemptID    int64 // at the test; 0: none
	Score        int   // percent, or NoScore
	EnteredBy    int64 // who entered a signature made on paper; 0: signed by the person himself
	Note         string
}

// TableName is where signatures are stored.
func (Signature) TableName() string { return "sign_signatures" }

// Reading is which parts of an edition were shown to a person.
type Reading struct {
	PersonID  int64 `gorm:"primaryKey;autoIncrement:false"`
	EditionID int64 `gorm:"primaryKey;autoIncrement:false"`
	Shown     []int `gorm:"serializer:json"`
	FirstAt   time.Time
	LastAt    time.Time
}

// TableName is where it is stored.
func (Reading) TableName() string { return "sign_reading" }
