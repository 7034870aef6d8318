package control

import (
	"context"
	"slices"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Rule says when a check counts as due soon and who is told of it when. ID 0 is a new one.
type Rule struct {
	ID          int64
	Code        string
	Version     int64
	NameZh      string
	NameEn      string
	Position    int
	Active      bool
	SoonPercent int              // share of the cycle after which a check is due soon
	Reminders   []clock.Reminder `gorm:"serializer:json"`
}

// TableName is where rules are stored.
func (Rule) TableName() string { return "control_rules" }

// Name is the rule's name in a language.
func (r Rule) Name(tag string) string { return r.head().Name(tag) }

func (r *Rule) head() clock.RuleHead {
	return clock.RuleHead{ID: &r.ID, Version: &r.Version, Code: &r.Code, NameZh: r.NameZh, NameEn: r.NameEn, Position: r.Position, Active: r.Active,
		SoonPercent: r.SoonPercent, Reminders: r.Reminders}
}

// book is how the rules are kept: one of them is always in use.
var book = clock.Book[Rule]{Kind: "control_rule", Head: (*Rule).head, Facts: func(Rule) []audit.Change { return nil },
	Whole: func(all []Rule) error {
		if !slices.ContainsFunc(all, func(r Rule) bool { return r.Active }) {
			return fault.Conflict("fault.control_no_rule")
		}
		return nil
	}}

// Levels are who can be reminded: the owner, the supervisors of the department, its head.
var Levels = []string{clock.Owner, clock.Supervisor, clock.Head}

// starterRules are the rules that a new portal begins with; they are data from then on.
func starterRules() []Rule {
	return []Rule{
		{Code: "normal", NameZh: "一般控制", NameEn: "Ordinary control", SoonPercent: 80,
			Reminders: []clock.Reminder{{Percent: 80, To: clock.Owner}, {Percent: 100, To: clock.Owner}, {Days: 1, To: clock.Supervisor}, {Days: 5, To: clock.Head}}},
		{Code: "key", NameZh: "关键控制", NameEn: "Key control", SoonPercent: 70,
			Reminders: []clock.Reminder{{Percent: 70, To: clock.Owner}, {Percent: 90, To: clock.Owner}, {Percent: 100, To: clock.Supervisor}, {Days: 2, To: clock.Head}}},
	}
}

// Seed writes the starter's rules into an empty database.
func Seed(tx *db.Tx) error {
	all := starterRules()
	for i := range all {
		all[i].Version, all[i].Position, all[i].Active = 1, (i+1)*10, true
	}
	return tx.Create(&all).Error
}

// Rules lists the rules in order, at most two seconds old. It takes a connection of its own, so it is not to be
// called within a transaction.
func (cs *Controls) Rules(ctx context.Context) ([]Rule, error) {
	return cs.rules.Get(func() ([]Rule, error) { return book.Read(cs.d.Read(ctx)) })
}

// SaveRule makes or changes a rule. Cycles that run keep their reminders.
func (cs *Controls) SaveRule(ctx context.Context, a auth.Actor, in Rule) error {
	if err := a.Require(auth.TermsWrite); err != nil {
		return err
	}
	var c fault.Check
	in.head().Check(&c, Levels...)
	if err := c.Err(); err != nil {
		return err
	}
	defer cs.rules.Forget()
	return book.Save(ctx, cs.d, a, in)
}
