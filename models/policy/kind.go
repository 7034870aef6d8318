package policy

import (
	"context"
	"slices"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Kind says how documents of a kind are controlled. ID 0 is a new one.
type Kind struct {
	ID           int64
	Code         string
	Version      int64
	NameZh       string
	NameEn       string
	Position     int
	Active       bool
	External     bool             // a law or rule from outside: taken over as it is, not reviewed clause by clause
	Reviewers    int              // how many must review at least; 0 for none
	Quorum       int              // how many must approve
	ReviewMonths int              // the cycle that new documents begin with; 0 for none
	ReadingDays  int              // days between approval and effect at least, in which people can read
	Review       calendar.Target  `gorm:"embedded;embeddedPrefix:review_"`   // for the reviewers
	Approval     calendar.Target  `gorm:"embedded;embeddedPrefix:approval_"` // for the approvers
	Sign         calendar.Target  `gorm:"embedded;embeddedPrefix:sign_"`     // for those who are to read and sign, from the effect
	Major        Demands          `gorm:"embedded;embeddedPrefix:major_"`    // what a major change asks for
	Minor        Demands          `gorm:"embedded;embeddedPrefix:minor_"`    // what a minor change asks for
	SoonPercent  int              // share of a time after which it is near its end
	Reminders    []clock.Reminder `gorm:"serializer:json"`
}

// TableName is where kinds are stored.
func (Kind) TableName() string { return "policy_kinds" }

// Name is the kind's name in a language.
func (k Kind) Name(tag string) string { return k.head().Name(tag) }

// Demands are what a change of a weight asks for.
func (k Kind) Demands(w Weight) Demands {
	if w == Minor {
		return k.Minor
	}
	return k.Major
}

func (k *Kind) head() clock.RuleHead {
	return clock.RuleHead{ID: &k.ID, Version: &k.Version, Code: &k.Code, NameZh: k.NameZh, NameEn: k.NameEn, Position: k.Position, Active: k.Active,
		SoonPercent: k.SoonPercent, Reminders: k.Reminders, Times: map[string]calendar.Target{"review": k.Review, "approval": k.Approval, "sign": k.Sign}}
}

// book is how the kinds are kept: one of them is always in use.
var book = clock.Book[Kind]{Kind: "policy_kind", Head: (*Kind).head,
	Facts: func(k Kind) []audit.Change {
		return []audit.Change{{Field: "external", After: k.External}, {Field: "reviewers", After: k.Reviewers}, {Field: "quorum", After: k.Quorum},
			{Field: "review_months", After: k.ReviewMonths}, {Field: "reading_days", After: k.ReadingDays},
			{Field: "major_resign", After: k.Major.Resign}, {Field: "major_quiz", After: k.Major.Quiz}, {Field: "major_training", After: k.Major.Training},
			{Field: "minor_resign", After: k.Minor.Resign}, {Field: "minor_quiz", After: k.Minor.Quiz}, {Field: "minor_training", After: k.Minor.Training}}
	},
	Whole: func(all []Kind) error {
		if !slices.ContainsFunc(all, func(k Kind) bool { return k.Active }) {
			return fault.Conflict("fault.policy_no_kind")
		}
		return nil
	}}

// Levels are who can be reminded: whose word or signature is waited for, the supervisors of the department, its head.
var Levels = []string{clock.Owner, clock.Supervisor, clock.Head}

// starterKinds are the kinds that a new portal begins with; they are data from then on.
func starterKinds() []Kind {
	days := func(n int64) calendar.Target { return calendar.Target{Amount: n, Unit: calendar.WorkingDays} }
	reminders := []clock.Reminder{{Percent: 80, To: clock.Owner}, {Percent: 100, To: clock.Owner}, {Days: 2, To: clock.Supervisor}, {Days: 5, To: clock.Head}}
	all := []Kind{
		{Code: "rule", NameZh: "制度", NameEn: "Rule", Reviewers: 1, Quorum: 2, ReviewMonths: 12, ReadingDays: 7, Major: Demands{Resign: true, Quiz: true, Training: true}},
		{Code: "procedure", NameZh: "程序", NameEn: "Procedure", Reviewers: 1, Quorum: 1, ReviewMonths: 12, ReadingDays: 3, Major: Demands{Resign: true, Quiz: true}},
		{Code: "measure", NameZh: "办法", NameEn: "Measure", Reviewers: 1, Quorum: 1, ReviewMonths: 24, ReadingDays: 3, Major: Demands{Resign: true}},
		{Code: "law", NameZh: "外部法律法规", NameEn: "External law", External: true, Quorum: 1, ReviewMonths: 12, Major: Demands{Resign: true}},
	}
	for i := range all {
		k := &all[i]
		k.Version, k.Position, k.Active, k.SoonPercent, k.Reminders = 1, (i+1)*10, true, 80, reminders
		k.Review, k.Approval, k.Sign = days(5), days(3), days(5)
	}
	return all
}

// Seed writes the starter's kinds into an empty database.
func Seed(tx *db.Tx) error {
	all := starterKinds()
	return tx.Create(&all).Error
}

// Kinds lists the kinds in order, at most two seconds old. It takes a connection of its own, so it is not to be
// called within a transaction.
func (ps *Policies) Kinds(ctx context.Context) ([]Kind, error) {
	return ps.kinds.Get(func() ([]Kind, error) { return book.Read(ps.d.Read(ctx)) })
}

// FindKind gives the kind of a code among these; ok is false where there is none.
func FindKind(all []Kind, code string) (Kind, bool) { return book.Find(all, code) }

// SaveKind makes or changes a kind. What is under way keeps its quorum and its clocks.
func (ps *Policies) SaveKind(ctx context.Context, a auth.Actor, in Kind) error {
	if err := a.Require(auth.TermsWrite); err != nil {
		return err
	}
	var c fault.Check
	in.head().Check(&c, Levels...)
	inRange := func(field string, n, low, high int) {
		if n < low || n > high {
			c.Add(field, "invalid.range", "from", low, "to", high)
		}
	}
	inRange("reviewers", in.Reviewers, 0, maxPeople)
	inRange("quorum", in.Quorum, 1, maxPeople)
	inRange("review_months", in.ReviewMonths, 0, maxMonths)
	inRange("reading_days", in.ReadingDays, 0, 365)
	if err := c.Err(); err != nil {
		return err
	}
	defer ps.kinds.Forget()
	return book.Save(ctx, ps.d, a, in)
}
