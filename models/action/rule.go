package action

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

// Rule says how long actions of a priority may take, who is told when, and when their effect is looked at. ID 0 is a new one.
type Rule struct {
	ID          int64
	Code        string
	Version     int64
	NameZh      string
	NameEn      string
	Position    int
	Active      bool
	Finish      calendar.Target  `gorm:"embedded;embeddedPrefix:finish_"` // from the opening to the report
	Verify      calendar.Target  `gorm:"embedded;embeddedPrefix:verify_"` // from the report to the verification
	CheckDays   int              // days from the verification to the look at the effect, as proposed
	LeastDays   int              // a window shorter than this proves nothing
	SoonPercent int              // share of the time after which a clock is near its end
	Reminders   []clock.Reminder `gorm:"serializer:json"`
}

// TableName is where rules are stored.
func (Rule) TableName() string { return "action_rules" }

// Name is the rule's name in a language.
func (r Rule) Name(tag string) string { return r.head().Name(tag) }

func (r *Rule) head() clock.RuleHead {
	return clock.RuleHead{ID: &r.ID, Version: &r.Version, Code: &r.Code, NameZh: r.NameZh, NameEn: r.NameEn, Position: r.Position, Active: r.Active,
		SoonPercent: r.SoonPercent, Reminders: r.Reminders, Times: map[string]calendar.Target{"finish": r.Finish, "verify": r.Verify}}
}

// book is how the rules are kept: one of them is always in use.
var book = clock.Book[Rule]{Kind: "action_rule", Head: (*Rule).head,
	Facts: func(r Rule) []audit.Change {
		return []audit.Change{{Field: "check_days", After: r.CheckDays}, {Field: "least_days", After: r.LeastDays}}
	},
	Whole: func(all []Rule) error {
		if !slices.ContainsFunc(all, func(r Rule) bool { return r.Active }) {
			return fault.Conflict("fault.action_no_rule")
		}
		return nil
	}}

// Levels are who can be reminded: who has to act, the supervisors of the department, its head.
var Levels = []string{clock.Owner, clock.Supervisor, clock.Head}

// starterRules are the rules that a new portal begins with; they are data from then on.
func starterRules() []Rule {
	days := func(n int64) calendar.Target { return calendar.Target{Amount: n, Unit: calendar.WorkingDays} }
	return []Rule{
		{Code: "normal", NameZh: "一般", NameEn: "Normal", Finish: days(10), Verify: days(3), CheckDays: 90, SoonPercent: 80,
			Reminders: []clock.Reminder{{Percent: 80, To: clock.Owner}, {Percent: 100, To: clock.Owner}, {Days: 1, To: clock.Supervisor}, {Days: 5, To: clock.Head}}},
		{Code: "important", NameZh: "重要", NameEn: "Important", Finish: days(5), Verify: days(2), CheckDays: 60, SoonPercent: 80,
			Reminders: []clock.Reminder{{Percent: 80, To: clock.Owner}, {Percent: 100, To: clock.Supervisor}, {Days: 3, To: clock.Head}}},
		{Code: "urgent", NameZh: "紧急", NameEn: "Urgent", Finish: days(2), Verify: days(1), CheckDays: 30, SoonPercent: 70,
			Reminders: []clock.Reminder{{Percent: 50, To: clock.Owner}, {Percent: 80, To: clock.Supervisor}, {Percent: 100, To: clock.Head}}},
	}
}

// Seed writes the starter's rules into an empty database.
func Seed(tx *db.Tx) error {
	all := starterRules()
	for i := range all {
		all[i].Version, all[i].Position, all[i].Active, all[i].LeastDays = 1, (i+1)*10, true, 7
	}
	return tx.Create(&all).Error
}

// Rules lists the rules in order, at most two seconds old. It takes a connection of its own, so it is not to be
// called within a transaction.
func (as *Actions) Rules(ctx context.Context) ([]Rule, error) {
	return as.rules.Get(func() ([]Rule, error) { return book.Read(as.d.Read(ctx)) })
}

// SaveRule makes or changes a rule. Clocks that run keep their deadlines.
func (as *Actions) SaveRule(ctx context.Context, a auth.Actor, in Rule) error {
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
	inRange("check_days", in.CheckDays, max(in.LeastDays, 1), 1000)
	inRange("least_days", in.LeastDays, 1, 365)
	if err := c.Err(); err != nil {
		return err
	}
	defer as.rules.Forget()
	return book.Save(ctx, as.d, a, in)
}
