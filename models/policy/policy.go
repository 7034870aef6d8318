package policy

import (
	"time"

	"bihuan/models/clause"
	"bihuan/models/clock"
	"bihuan/models/org"
)

// Record is the record kind in events, notices, links and the search index; Prefix begins its numbers. ClauseRecord is
// the kind of single clauses in the search index.
const (
	Record       = "policy"
	ClauseRecord = "clause"
	Prefix       = "ZD"
)

// Never stands where no time is set in a column that lists are sorted by.
var Never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// Policy is one document as stored. Days are texts as 2006-01-02, empty where none; ids are 0 where none.
type Policy struct {
	ID           int64
	Number       string
	Version      int64 // of the record, for steps; the text's own is an Edition
	State        State
	Stage        Stage // of the open edition; empty where none is open
	Title        string
	Kind         string // code of a Kind
	OwnerID      int64
	DepartmentID int64
	Secrecy      string // code of terms.Secrecy
	Restricted   bool   // only those concerned may read it
	Category     string // code of terms.PolicyCategory
	Keywords     string
	Standards    []Standard   `gorm:"serializer:json"`
	Audience     org.Audience `gorm:"serializer:json"` // whom it binds
	ReviewMonths int          // 0: no periodic review
	Retention    string       // code of terms.Retention, from the day it is retired
	CurrentID    int64        // the edition in force, or the last one that was
	CurrentNo    int
	OpenID       int64 // the edition that is drafted, reviewed, approved or waits for its day
	LatestNo     int
	// RequiredNo is the number of the newest edition in force that asked for being read anew: a signature under it or a
	// later one holds.
	RequiredNo int
	NextKey    int  // the next key for a clause
	Quiz       Quiz `gorm:"embedded;embeddedPrefix:quiz_"`
	ReplacedBy string
	CreatedAt  time.Time
	ChangedAt  time.Time  // the last time it came into force, was retired, or its open edition moved on
	InForceAt  *time.Time // since when the present edition is in force
	RetiredAt  *time.Time
	ReviewedAt *time.Time
	ReviewOn   string // the day by which it is to be reviewed
	NextClock  ClockKind
	NextDueAt  time.Time // Never where nothing is due
	NextSoonAt time.Time
	RemindAt   time.Time
}

// Standard names clauses of a standard that the policy answers, as ISO 9001, 7.5.3.
type Standard struct {
	Standard string `json:"standard"` // code of terms.Standard
	Clauses  string `json:"clauses"`
}

// Quiz says how the test on a policy is taken: how many questions are drawn, the share of right answers that passes
// (percent) and how often it may be tried. Draw 0 is no test.
type Quiz struct {
	Draw     int
	Pass     int
	Attempts int
}

// State is where the document stands.
type State string

// The states of a document.
const (
	Unissued State = "new"      // never in force so far
	InForce  State = "in_force" // 现行
	Retired  State = "retired"  // 已废止
)

// Stage is where an edition stands.
type Stage string

// The stages in the order in which an edition passes them.
const (
	Drafting   Stage = "draft"
	Reviewing  Stage = "review"
	Approving  Stage = "approval"
	Approved   Stage = "approved" // waits for its day of effect
	Current    Stage = "in_force"
	Superseded Stage = "superseded"
	Withdrawn  Stage = "withdrawn" // given up before it came into force
)

// StepperKeys name the places of the stepper: 起草 评审 批准 待生效 现行.
var StepperKeys = []string{"draft", "review", "approval", "approved", "in_force"}

// Weight is how much an edition changes, as its author states it.
type Weight string

// The weights. What each demands is data of the Kind.
const (
	Major Weight = "major"
	Minor Weight = "minor"
)

// Demands are what a change asks of those whom the policy binds.
type Demands struct {
	Resign   bool // read and sign anew
	Quiz     bool
	Training bool
}

// EditionHead is one version of the text without the text.
type EditionHead struct {
	ID         int64
	PolicyID   int64
	No         int // 1, 2, 3 …; permanent
	Major      int // shown as 2.1
	Minor      int
	Tag        string // what people call it where that is not its number: the day of a law's version
	Version    int64  // grows with each save of the draft
	Stage      Stage
	Title      string
	Hash       string // SHA-256 (hex) of title, two line feeds and text
	Weight     Weight
	Summary    string // what changed and why
	AuthorID   int64
	BaseID     int64   // the edition it was begun from
	Demands    Demands `gorm:"embedded;embeddedPrefix:demands_"`
	Quorum     int     // how many approvals it needed, set when they were asked for
	CreatedAt  time.Time
	EditedAt   time.Time
	SentAt     *time.Time // to review
	ProposedAt *time.Time // for approval
	ApprovedAt *time.Time
	EffectAt   *time.Time // when it is to come into force
	InForceAt  *time.Time
	EndedAt    *time.Time // superseded, retired or withdrawn
}

// TableName is where editions are stored.
func (EditionHead) TableName() string { return "policy_editions" }

// Edition is one version of the text.
type Edition struct {
	EditionHead `gorm:"embedded"`
	Body        string        // Markdown
	Parts       []clause.Part `gorm:"serializer:json"`
}

// TableName is where editions are stored.
func (Edition) TableName() string { return "policy_editions" }

// Clause is a part of a policy that was in force at some time. Key 0 stands for the whole document. Its ID is what
// links point at.
type Clause struct {
	ID        int64
	PolicyID  int64
	Key       int    `gorm:"column:clause_key"`
	Number    string // ZD-2026-000003/12; of the whole document ZD-2026-000003
	Kind      clause.Kind
	Label     string // 第十二条
	Path      string // the headings above it
	Text      string
	EditionID int64 // the last edition in which it stands
	Position  int
	InForce   bool
}

// TableName is where clauses are stored.
func (Clause) TableName() string { return "policy_clauses" }

// Part is what a person has to do with an edition.
type Part string

// The parts people play.
const (
	Author   Part = "author" // wrote or changed the text
	Reviewer Part = "reviewer"
	Approver Part = "approver"
)

// Decision is what a reviewer or approver said.
type Decision string

// The decisions.
const (
	Agreed  Decision = "agreed"
	Refused Decision = "refused" // asked for changes, or did not approve
)

// Participant is a person with a part in an edition. Waiting tells that his word is waited for.
type Participant struct {
	EditionID int64 `gorm:"primaryKey;autoIncrement:false"`
	Part      Part  `gorm:"primaryKey"`
	PersonID  int64 `gorm:"primaryKey;autoIncrement:false"`
	PolicyID  int64
	Waiting   bool
	AskedAt   time.Time
	DecidedAt *time.Time
	Decision  Decision
	Note      string
}

// TableName is where participants are stored.
func (Participant) TableName() string { return "policy_people" }

// Comment is what somebody says at a clause of an edition under review.
type Comment struct {
	ID         int64
	PolicyID   int64
	EditionID  int64
	Key        int `gorm:"column:clause_key"` // of the clause; 0: the whole
	Label      string
	PersonID   int64
	At         time.Time
	Text       string
	ResolvedAt *time.Time
	ResolvedBy int64
	Resolution string
}

// TableName is where comments are stored.
func (Comment) TableName() string { return "policy_comments" }

// ExceptionState is where an exception stands.
type ExceptionState string

// The states of exceptions.
const (
	Asked       ExceptionState = "asked"
	Granted     ExceptionState = "granted"
	NotGranted  ExceptionState = "not_granted"
	EndedBefore ExceptionState = "ended" // taken back before its last day
)

// Exception allows a person or a department not to follow a clause until a day (waiver; ISO 9001:2015, 8.7.1 d).
type Exception struct {
	ID           int64
	PolicyID     int64
	Key          int `gorm:"column:clause_key"` // of the clause; 0: the whole
	Label        string
	State        ExceptionState
	DepartmentID int64
	PersonID     int64 // 0: all of the department
	Reason       string
	Measures     string // what is done instead
	FromOn       string
	UntilOn      string
	AskedBy      int64
	AskedAt      time.Time
	ApproverID   int64
	DecidedAt    *time.Time
	Note         string
	TellOn       string // the day on which its end is to be told of next; empty where it is not
}

// TableName is where exceptions are stored.
func (Exception) TableName() string { return "policy_exceptions" }

// Valid tells whether the exception holds on a day.
func (e Exception) Valid(day string) bool {
	return e.State == Granted && e.FromOn <= day && day <= e.UntilOn
}

// Review is a periodic look at a policy that found nothing to change, or that it is to be revised.
type Review struct {
	ID        int64
	PolicyID  int64
	EditionID int64
	At        time.Time
	PersonID  int64
	Revise    bool
	Note      string
	NextOn    string
}

// TableName is where reviews are stored.
func (Review) TableName() string { return "policy_reviews" }

// ClockKind is one of the clocks of a policy.
type ClockKind string

// The clocks: of the review by named people, of the approval, and of the periodic review.
const (
	ReviewClock   ClockKind = "review"
	ApprovalClock ClockKind = "approval"
	PeriodClock   ClockKind = "period"
)

// Clock is one running or stopped clock. Round is the edition's number, for PeriodClock the count of reviews.
type Clock struct {
	PolicyID   int64     `gorm:"primaryKey;autoIncrement:false"`
	Round      int       `gorm:"primaryKey;autoIncrement:false"`
	Kind       ClockKind `gorm:"primaryKey"`
	clock.Time `gorm:"embedded"`
}

// TableName is where clocks are stored.
func (Clock) TableName() string { return "policy_clocks" }
