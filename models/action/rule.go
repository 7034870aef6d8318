package action

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

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
func (r Rule) Name(tag string) string {
	if len(tag) >= 2 && tag[:2] == "en" {
		return r.NameEn
	}
	return r.NameZh
}

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
	return as.rules.Get(func() ([]Rule, error) { return readRules(as.d.Read(ctx)) })
}

func readRules(q *gorm.DB) ([]Rule, error) {
	var all []Rule
	return all, q.Order("position, id").Find(&all).Error
}

func findRule(all []Rule, code string) (Rule, bool) {
	i := slices.IndexFunc(all, func(r Rule) bool { return r.Code == code })
	if i < 0 {
		return Rule{}, false
	}
	return all[i], true
}

// SaveRule makes or changes a rule. Clocks that run keep their deadlines.
func (as *Actions) SaveRule(ctx context.Context, a auth.Actor, in Rule) error {
	if err := a.Require(auth.TermsWrite); err != nil {
		return err
	}
	if err := in.validate(); err != nil {
		return err
	}
	err := as.d.InTx(ctx, func(tx *db.Tx) error {
		all, err := readRules(tx.DB)
		if err != nil {
			return err
		}
		old, in := Rule{}, in
		kind := "action_rule.created"
		if in.ID != 0 {
			kind = "action_rule.changed"
			i := slices.IndexFunc(all, func(r Rule) bool { return r.ID == in.ID })
			if i < 0 {
				return fault.NotFound("fault.action_rule_gone")
			}
			old, in.Code, all[i] = all[i], all[i].Code, in
		} else {
			in.Code = fmt.Sprintf("rule_%d", tx.Now.UnixMilli())
			all = append(all, in)
		}
		if !slices.ContainsFunc(all, func(r Rule) bool { return r.Active }) {
			return fault.Conflict("fault.action_no_rule")
		}
		if err := in.write(tx, old.Version); err != nil {
			return err
		}
		return a.Record(tx, audit.Event{Kind: kind, Record: audit.Ref{Kind: "action_rule", ID: in.ID, Number: in.Code}, Changes: old.differences(in)})
	})
	as.rules.Forget()
	return err
}

func (r *Rule) write(tx *db.Tx, base int64) error {
	if r.ID == 0 {
		r.Version = 1
		return tx.Create(r).Error
	}
	if r.Version != base {
		return fault.Conflict("fault.stale")
	}
	r.Version++
	return db.Changed(tx.Model(r).Where("version = ?", base).Select("*").Omit("id", "code").UpdateColumns(r))
}

func (r Rule) validate() error {
	var c fault.Check
	c.Required("name_zh", r.NameZh)
	c.Line("name_zh", r.NameZh, 60)
	c.Required("name_en", r.NameEn)
	c.Line("name_en", r.NameEn, 120)
	for field, t := range map[string]calendar.Target{"finish": r.Finish, "verify": r.Verify} {
		checkTarget(&c, field, t)
	}
	inRange := func(field string, n, low, high int) {
		if n < low || n > high {
			c.Add(field, "invalid.range", "from", low, "to", high)
		}
	}
	inRange("check_days", r.CheckDays, max(r.LeastDays, 1), 1000)
	inRange("least_days", r.LeastDays, 1, 365)
	inRange("soon_percent", r.SoonPercent, 1, 100)
	clock.CheckReminders(&c, "reminders", r.Reminders, Levels...)
	return c.Err()
}

func checkTarget(c *fault.Check, field string, t calendar.Target) {
	if f := fault.Of(t.Validate()); f != nil {
		for _, m := range f.Fields {
			c.Add(field, m.Key, m.Args...)
		}
	}
}

func (r Rule) differences(now Rule) []audit.Change {
	fields := func(r Rule) []audit.Change {
		target := func(t calendar.Target) any { return fmt.Sprintf("%d %s", t.Amount, t.Unit) }
		return []audit.Change{{Field: "name_zh", After: r.NameZh}, {Field: "name_en", After: r.NameEn}, {Field: "position", After: r.Position},
			{Field: "active", After: r.Active}, {Field: "finish", After: target(r.Finish)}, {Field: "verify", After: target(r.Verify)},
			{Field: "check_days", After: r.CheckDays}, {Field: "least_days", After: r.LeastDays}, {Field: "soon_percent", After: r.SoonPercent},
			{Field: "reminders", After: fmt.Sprint(r.Reminders)}}
	}
	before, after := fields(r), fields(now)
	var changes []audit.Change
	for i, f := range after {
		switch {
		case r.ID == 0:
			changes = append(changes, f)
		case before[i].After != f.After:
			changes = append(changes, audit.Change{Field: f.Field, Before: before[i].After, After: f.After})
		}
	}
	return changes
}
