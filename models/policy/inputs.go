package policy

import (
	"bihuan/models/file"
	"bihuan/models/org"
)

// Ref names a policy as a person saw it.
type Ref struct {
	Number  string
	Version int64
}

// Facts are what is said about a document apart from its text.
type Facts struct {
	Title        string
	Kind         string // code of a Kind
	OwnerID      int64
	DepartmentID int64
	Secrecy      string
	Category     string
	Keywords     string
	Standards    []Standard
	Audience     org.Audience
	ReviewMonths int
	Retention    string
	Quiz         Quiz
}

// CreateInput begins a document with its first draft, which may be empty.
type CreateInput struct {
	Facts
	Body  string
	Files []file.Upload // pictures that came with the text; "picture:1" in the text is the first of them
}

// DraftInput saves the draft. Version is the edition's that the person saw. Follows says of parts (by their place among
// the parts of Body) which key they continue, where the author corrects what was recognised; 0 makes it a new clause.
type DraftInput struct {
	Number  string
	Version int64
	Title   string
	Body    string
	Weight  Weight
	Summary string
	Follows map[int]int
	// Auto tells that the page saved by itself: nothing is demanded yet.
	Auto bool
}

// SendInput sends a draft to named people for review.
type SendInput struct{ Reviewers []int64 }

// CommentInput says something at a clause of the open edition; Key 0 is the whole.
type CommentInput struct {
	Key  int
	Text string
}

// ResolveInput answers a comment.
type ResolveInput struct {
	ID         int64
	Resolution string
}

// DecideInput is a reviewer's or approver's word. Refusing needs a note.
type DecideInput struct {
	Agree bool
	Note  string
}

// ProposeInput asks named people to approve. EffectOn is the day from which the edition is to be in force, empty for
// the first day that the reading window allows.
type ProposeInput struct {
	Approvers []int64
	EffectOn  string
}

// PostponeInput moves the day of effect.
type PostponeInput struct {
	EffectOn string
	Reason   string
}

// RetireInput takes a policy out of force at once.
type RetireInput struct {
	Reason     string
	ReplacedBy string // number of another policy in force, or empty
}

// ReviewInput records a periodic review. NextOn is empty for the cycle's day.
type ReviewInput struct {
	Revise bool
	Note   string
	NextOn string
}

// ExceptionInput asks for an exception.
type ExceptionInput struct {
	Key          int
	DepartmentID int64
	PersonID     int64
	Reason       string
	Measures     string
	FromOn       string
	UntilOn      string
}

// AnswerInput grants an exception, or does not, or (EndStep) takes it back.
type AnswerInput struct {
	ID    int64
	Grant bool
	Note  string
}

// CiteInput says that a record of another domain points at a clause.
type CiteInput struct {
	Kind   string // of the record, as "complaint"
	Number string
	Clause string // ZD-2026-000003/12, or ZD-2026-000003 for the whole
	Reason string
}
