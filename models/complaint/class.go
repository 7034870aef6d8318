package complaint

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

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
func (d DeadlineClass) Name(tag string) string { return d.head().Name(tag) }

func (d *DeadlineClass) head() clock.RuleHead {
	return clock.RuleHead{ID: &d.ID, Version: &d.Version, Code: &d.Code, NameZh: d.NameZh, NameEn: d.NameEn, Position: d.Position, Active: d.Active,
		SoonPercent: d.SoonPercent, Reminders: d.Reminders,
		Times: map[string]calendar.Target{"acknowledge": d.Acknowledge, "respond": d.Respond, "resolve": d.Resolve}}
}

// classBook is how the classes are kept: there is always one for new complaints.
var classBook = clock.Book[DeadlineClass]{Kind: "deadline_class", Head: (*DeadlineClass).head,
	Facts: func(d DeadlineClass) []audit.Change {
		return []audit.Change{{Field: "applies", After: d.Applies}, {Field: "follow_up_attempts", After: d.FollowUpAttempts}}
	},
	Whole: func(all []DeadlineClass) error {
		_, err := classFor(all, false)
		return err
	}}

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
	all, err := cs.classes.Get(func() ([]DeadlineClass, error) { return classBook.Read(cs.d.Read(ctx)) })
	return slices.Clone(all), err
}

func findClass(all []DeadlineClass, code string) (DeadlineClass, bool) {
	return classBook.Find(all, code)
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
	var c fault.Check
	in.head().Check(&c, ToHandler, clock.Supervisor, clock.Head)
	if in.FollowUpAttempts < 1 || in.FollowUpAttempts > 20 {
		c.Add("follow_up_attempts", "invalid.range", "from", 1, "to", 20)
	}
	c.OneOf("applies", in.Applies, "", Standard, Urgent)
	if err := c.Err(); err != nil {
		return err
	}
	defer cs.classes.Forget()
	return classBook.Save(ctx, cs.d, a, in)
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
