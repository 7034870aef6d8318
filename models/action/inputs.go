package action

import (
	"bihuan/models/calendar"
	"bihuan/models/file"
	"bihuan/models/link"
)

// Ref names an action as a person saw it.
type Ref struct {
	Number  string
	Version int64
}

// Facts are what is said about an action when it is opened or edited. A zero Finish takes the rule's; CheckOn and
// Measure may be left to the verification.
type Facts struct {
	Kind     string // code of action_kind
	Title    string // the beginning of Finding where empty
	Finding  string // what is wrong
	Cause    string
	Priority string // code of a Rule
	Finish   calendar.Target
	CheckOn  string // 2006-01-02
	Measure  Measure
}

// Part says who has a part in an action.
type Part struct {
	DepartmentID int64
	OwnerID      int64
	Coworkers    []int64
	VerifierID   int64
}

// OpenInput opens an action. Source is the record that it comes from, zero where it comes from none; its Number
// and Kind suffice.
type OpenInput struct {
	Facts
	Part
	Source link.Ref
}

// AssignInput hands an action over; Reason is demanded once measures were stated.
type AssignInput struct {
	Part
	Reason string
}

// MeasureInput is one measure of a plan. ID 0 is a new one.
type MeasureInput struct {
	ID      int64
	Measure string
	DueOn   string // 2006-01-02, not after the deadline
}

// MeasureDoneInput says that a measure was carried out.
type MeasureDoneInput struct {
	ID     int64
	DoneOn string
	Result string
}

// EvidenceInput adds files that show something. Neither day lies in the future, and nothing is received before it
// happened.
type EvidenceInput struct {
	Title      string
	HappenedOn string
	ReceivedOn string
	Files      []file.Upload
}

// ReportInput says that everything was done. Cost is what the action has cost so far in all its rounds, in fen.
type ReportInput struct {
	Report string
	Cost   int64
}

// VerifyInput confirms what was done and says by what and on which day the effect is looked at, which a kind
// without proof leaves empty.
type VerifyInput struct {
	Comment string
	CheckOn string
	Measure Measure
}

// CheckInput judges the effect. A judgement against the counts needs a comment.
type CheckInput struct {
	Effective bool
	Comment   string
	// Finish is the time for the new round where the effect is not proved; the rule's where zero.
	Finish calendar.Target
}

// ExtendInput gives more time, in the unit of the time allowed.
type ExtendInput struct {
	Amount int64
	Reason string
}

// PostponeInput moves the day on which the effect is looked at.
type PostponeInput struct {
	CheckOn string
	Reason  string
}

// ReopenInput takes a closed action up again as a new round.
type ReopenInput struct {
	Finish calendar.Target
	Reason string
}
