package clock

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// RuleHead is what every domain's rules about deadlines have in common; it points into the rule.
type RuleHead struct {
	ID, Version    *int64
	Code           *string
	NameZh, NameEn string
	Position       int
	Active         bool
	SoonPercent    int
	Reminders      []Reminder
	// Times are the times allowed, by their fields.
	Times map[string]calendar.Target
}

// Name is a rule's name in a language (BCP 47).
func (h RuleHead) Name(tag string) string {
	if strings.HasPrefix(tag, "en") {
		return h.NameEn
	}
	return h.NameZh
}

// Check notes what is wrong with names, times, shares and reminders to these levels.
func (h RuleHead) Check(c *fault.Check, levels ...string) {
	c.Required("name_zh", h.NameZh)
	c.Line("name_zh", h.NameZh, 60)
	c.Required("name_en", h.NameEn)
	c.Line("name_en", h.NameEn, 120)
	for field, t := range h.Times {
		CheckTarget(c, field, t)
	}
	if h.SoonPercent < 1 || h.SoonPercent > 100 {
		c.Add("soon_percent", "invalid.range", "from", 1, "to", 100)
	}
	CheckReminders(c, "reminders", h.Reminders, levels...)
}

// CheckTarget notes at a field what is wrong with a time allowed.
func CheckTarget(c *fault.Check, field string, t calendar.Target) {
	if f := fault.Of(t.Validate()); f != nil {
		for _, m := range f.Fields {
			c.Add(field, m.Key, m.Args...)
		}
	}
}

// Book is how a domain keeps its rules. An administrator edits them; records name them by code.
type Book[R any] struct {
	// Kind is the record kind in events, as deadline_class; its faults are fault.<kind>_gone.
	Kind string
	Head func(*R) RuleHead
	// Facts are the fields that only this kind of rule has, as an event tells them (After).
	Facts func(R) []audit.Change
	// Whole checks what must hold of all rules together.
	Whole func(all []R) error
}

// Read gives the rules in order.
func (b Book[R]) Read(q *gorm.DB) ([]R, error) {
	var all []R
	return all, q.Order("position, id").Find(&all).Error
}

// Find gives the rule of a code; ok is false where there is none.
func (b Book[R]) Find(all []R, code string) (found R, ok bool) {
	i := slices.IndexFunc(all, func(r R) bool { return *b.Head(&r).Code == code })
	if i < 0 {
		return found, false
	}
	return all[i], true
}

// Save makes a rule (ID 0) or changes one; the input was checked. A version that is not the present one is refused.
func (b Book[R]) Save(ctx context.Context, d *db.DB, a auth.Actor, in R) error {
	return d.InTx(ctx, func(tx *db.Tx) error {
		all, err := b.Read(tx.DB)
		if err != nil {
			return err
		}
		var old R
		in, kind := in, b.Kind+".created"
		h := b.Head(&in)
		if *h.ID != 0 {
			kind = b.Kind + ".changed"
			i := slices.IndexFunc(all, func(r R) bool { return *b.Head(&r).ID == *h.ID })
			if i < 0 {
				return fault.NotFound("fault." + b.Kind + "_gone")
			}
			old = all[i]
			*h.Code, all[i] = *b.Head(&old).Code, in
		} else {
			*h.Code = fmt.Sprintf("rule_%d", tx.Now.UnixMilli())
			all = append(all, in)
		}
		if err := b.Whole(all); err != nil {
			return err
		}
		changes := b.differences(old, in)
		if err := b.write(tx, &in, *b.Head(&old).Version); err != nil {
			return err
		}
		return a.Record(tx, audit.Event{Kind: kind, Record: audit.Ref{Kind: b.Kind, ID: *h.ID, Number: *h.Code}, Changes: changes})
	})
}

func (b Book[R]) write(tx *db.Tx, r *R, base int64) error {
	h := b.Head(r)
	if *h.ID == 0 {
		*h.Version = 1
		return tx.Create(r).Error
	}
	if *h.Version != base {
		return fault.Conflict("fault.stale")
	}
	*h.Version++
	return db.Changed(tx.Model(r).Where("version = ?", base).Select("*").Omit("id", "code").UpdateColumns(r))
}

// differences are the fields in which two states of a rule differ; all of a new one.
func (b Book[R]) differences(was, now R) []audit.Change {
	before, after := b.facts(was), b.facts(now)
	var changes []audit.Change
	for i, f := range after {
		switch {
		case *b.Head(&was).ID == 0:
			changes = append(changes, f)
		case before[i].After != f.After:
			changes = append(changes, audit.Change{Field: f.Field, Before: before[i].After, After: f.After})
		}
	}
	return changes
}

func (b Book[R]) facts(r R) []audit.Change {
	h := b.Head(&r)
	all := []audit.Change{{Field: "name_zh", After: h.NameZh}, {Field: "name_en", After: h.NameEn}, {Field: "position", After: h.Position},
		{Field: "active", After: h.Active}, {Field: "soon_percent", After: h.SoonPercent}, {Field: "reminders", After: fmt.Sprint(h.Reminders)}}
	var times []audit.Change
	for field, t := range h.Times {
		times = append(times, audit.Change{Field: field, After: fmt.Sprintf("%d %s", t.Amount, t.Unit)})
	}
	slices.SortFunc(times, func(x, y audit.Change) int { return strings.Compare(x.Field, y.Field) })
	return slices.Concat(all, times, b.Facts(r))
}
