package complaint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// DeadlineClass says how long complaints of a class may take, who is told when, and after how many vain
// follow-ups one may be closed. ID 0 is a new one.
type DeadlineClass struct {
	ID               int64
	Code             string
	Version          int64
	NameZh           string
	NameEn           string
	Position         int
	Active           bool
	Applies          string          // Standard and Urgent: taken at registration
	Acknowledge      calendar.Target `gorm:"embedded;embeddedPrefix:acknowledge_"`
	Respond          calendar.Target `gorm:"embedded;embeddedPrefix:respond_"`
	Resolve          calendar.Target `gorm:"embedded;embeddedPrefix:resolve_"`
	SoonPercent      int             // share of the time after which a clock is near its end
	FollowUpAttempts int
	Reminders        []clock.Reminder `gorm:"serializer:json"`
}

// What a deadline class applies to by itself.
const (
	Standard = "standard"
	Urgent   = "urgent"
)

// ToHandler is the level that clock.Owner is elsewhere; a complaint has a handler.
const ToHandler = "handler"

// Name is the class's name in a language.
func (d DeadlineClass) Name(tag string) string {
	if len(tag) >= 2 && tag[:2] == "en" {
		return d.NameEn
	}
	return d.NameZh
}

func (d DeadlineClass) target(k ClockKind) calendar.Target {
	return map[ClockKind]calendar.Target{AcknowledgeClock: d.Acknowledge, RespondClock: d.Respond, ResolveClock: d.Resolve}[k]
}

// starterClasses are the classes that a new portal begins with; they are data from then on.
func starterClasses() []DeadlineClass {
	levels := []clock.Reminder{{Percent: 80, To: ToHandler}, {Percent: 100, To: clock.Supervisor}, {Hours: 8, To: clock.Head}}
	hours := func(n int64) calendar.Target { return calendar.Target{Amount: n, Unit: calendar.ElapsedHours} }
	days := func(n int64) calendar.Target { return calendar.Target{Amount: n, Unit: calendar.WorkingDays} }
	fourWorking := calendar.Target{Amount: 4, Unit: calendar.WorkingHours}
	return []DeadlineClass{
		{Code: "general", NameZh: "一般投诉", NameEn: "General", Applies: Standard, Acknowledge: fourWorking, Respond: hours(24), Resolve: days(7), Reminders: levels},
		{Code: "urgent_safety", NameZh: "紧急与安全", NameEn: "Urgent or safety", Applies: Urgent, Acknowledge: calendar.Target{Amount: 30, Unit: calendar.ElapsedMinutes},
			Respond: hours(4), Resolve: days(2), Reminders: []clock.Reminder{{Percent: 50, To: ToHandler}, {Percent: 80, To: clock.Supervisor}, {Percent: 100, To: clock.Head}}},
		{Code: "complex", NameZh: "复杂投诉", NameEn: "Complex", Acknowledge: fourWorking, Respond: hours(48), Resolve: days(20), Reminders: levels},
	}
}

// Seed writes the starter's deadline classes into an empty database.
func Seed(tx *db.Tx) error {
	all := starterClasses()
	for i := range all {
		d := &all[i]
		d.Version, d.Position, d.Active, d.SoonPercent, d.FollowUpAttempts = 1, (i+1)*10, true, calendar.DefaultSoon, 3
	}
	return tx.Create(&all).Error
}

// Classes lists the deadline classes in order, at most two seconds old. It takes a connection of its own, so it
// is not to be called within a transaction.
func (cs *Complaints) Classes(ctx context.Context) ([]DeadlineClass, error) {
	all, err := cs.classes.Get(func() ([]DeadlineClass, error) { return readClasses(cs.d.Read(ctx)) })
	return slices.Clone(all), err
}

func readClasses(q *gorm.DB) ([]DeadlineClass, error) {
	var all []DeadlineClass
	return all, q.Order("position, id").Find(&all).Error
}

func findClass(all []DeadlineClass, code string) (DeadlineClass, bool) {
	i := slices.IndexFunc(all, func(d DeadlineClass) bool { return d.Code == code })
	if i < 0 {
		return DeadlineClass{}, false
	}
	return all[i], true
}

// classFor gives the class that a new complaint falls into.
func classFor(all []DeadlineClass, urgent bool) (DeadlineClass, error) {
	wanted := []string{Standard}
	if urgent {
		wanted = []string{Urgent, Standard}
	}
	for _, applies := range wanted {
		if i := slices.IndexFunc(all, func(d DeadlineClass) bool { return d.Active && d.Applies == applies }); i >= 0 {
			return all[i], nil
		}
	}
	return DeadlineClass{}, fault.Conflict("fault.complaint_no_class")
}

// SaveClass makes or changes a deadline class. Clocks that run keep their deadlines until they are reckoned anew.
func (cs *Complaints) SaveClass(ctx context.Context, a auth.Actor, in DeadlineClass) error {
	if err := a.Require(auth.TermsWrite); err != nil {
		return err
	}
	if err := in.validate(); err != nil {
		return err
	}
	err := cs.d.InTx(ctx, func(tx *db.Tx) error {
		all, err := readClasses(tx.DB)
		if err != nil {
			return err
		}
		old, in := DeadlineClass{}, in
		kind := "deadline_class.created"
		if in.ID != 0 {
			kind = "deadline_class.changed"
			i := slices.IndexFunc(all, func(d DeadlineClass) bool { return d.ID == in.ID })
			if i < 0 {
				return fault.NotFound("fault.deadline_class_gone")
			}
			old, in.Code, all[i] = all[i], all[i].Code, in
		} else {
			in.Code = fmt.Sprintf("class_%d", tx.Now.UnixMilli())
			all = append(all, in)
		}
		if _, err := classFor(all, false); err != nil {
			return err
		}
		if err := in.write(tx, old.Version); err != nil {
			return err
		}
		return a.Record(tx, audit.Event{Kind: kind, Record: audit.Ref{Kind: "deadline_class", ID: in.ID, Number: in.Code}, Changes: old.differences(in)})
	})
	cs.classes.Forget()
	return err
}

func (d *DeadlineClass) write(tx *db.Tx, base int64) error {
	if d.ID == 0 {
		d.Version = 1
		return tx.Create(d).Error
	}
	if d.Version != base {
		return fault.Conflict("fault.stale")
	}
	d.Version++
	return db.Changed(tx.Model(d).Where("version = ?", base).Select("*").Omit("id", "code").UpdateColumns(d))
}

func (d DeadlineClass) validate() error {
	var c fault.Check
	c.Required("name_zh", d.NameZh)
	c.Line("name_zh", d.NameZh, 60)
	c.Required("name_en", d.NameEn)
	c.Line("name_en", d.NameEn, 120)
	for field, t := range map[string]calendar.Target{"acknowledge": d.Acknowledge, "respond": d.Respond, "resolve": d.Resolve} {
		if f := fault.Of(t.Validate()); f != nil {
			for _, m := range f.Fields {
				c.Add(field, m.Key, m.Args...)
			}
		}
	}
	inRange := func(field string, n, low, high int) {
		if n < low || n > high {
			c.Add(field, "invalid.range", "from", low, "to", high)
		}
	}
	inRange("soon_percent", d.SoonPercent, 1, 100)
	inRange("follow_up_attempts", d.FollowUpAttempts, 1, 20)
	c.OneOf("applies", d.Applies, "", Standard, Urgent)
	clock.CheckReminders(&c, "reminders", d.Reminders, ToHandler, clock.Supervisor, clock.Head)
	return c.Err()
}

func (d DeadlineClass) differences(now DeadlineClass) []audit.Change {
	fields := func(d DeadlineClass) []audit.Change {
		target := func(t calendar.Target) any { return fmt.Sprintf("%d %s", t.Amount, t.Unit) }
		return []audit.Change{{Field: "name_zh", After: d.NameZh}, {Field: "name_en", After: d.NameEn}, {Field: "position", After: d.Position},
			{Field: "active", After: d.Active}, {Field: "applies", After: d.Applies}, {Field: "acknowledge", After: target(d.Acknowledge)},
			{Field: "respond", After: target(d.Respond)}, {Field: "resolve", After: target(d.Resolve)}, {Field: "soon_percent", After: d.SoonPercent},
			{Field: "follow_up_attempts", After: d.FollowUpAttempts}, {Field: "reminders", After: fmt.Sprint(d.Reminders)}}
	}
	before, after := fields(d), fields(now)
	var changes []audit.Change
	for i, f := range after {
		switch {
		case d.ID == 0:
			changes = append(changes, f)
		case before[i].After != f.After:
			changes = append(changes, audit.Change{Field: f.Field, Before: before[i].After, After: f.After})
		}
	}
	return changes
}

// shorter tells whether the class gives less time than another one: for the solution, or the response where
// both give as much for that.
func (d DeadlineClass) shorter(than DeadlineClass, cal *calendar.Calendar, from time.Time, department int64) (bool, error) {
	for _, kind := range []ClockKind{ResolveClock, RespondClock} {
		mine, err := cal.Deadline(from, d.target(kind), nil, department, d.SoonPercent)
		if err != nil {
			return false, err
		}
		other, err := cal.Deadline(from, than.target(kind), nil, department, than.SoonPercent)
		if err != nil {
			return false, err
		}
		if !mine.Due.Equal(other.Due) {
			return mine.Due.Before(other.Due), nil
		}
	}
	return false, nil
}

// class gives the class of the complaint; one that was removed by hand falls back to the standard.
func (w *work) class() (DeadlineClass, error) {
	if d, ok := findClass(w.classes, w.c.DeadlineClass); ok {
		return d, nil
	}
	d, err := classFor(w.classes, w.c.UrgentSafety)
	if err != nil {
		return DeadlineClass{}, errors.Join(err, fmt.Errorf("deadline class %q is unknown", w.c.DeadlineClass))
	}
	return d, nil
}
