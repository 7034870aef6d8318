package action

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/notify"
	"bihuan/models/org"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Longest values, in characters, as the columns hold them; maxText bounds free text.
const (
	maxTitle    = 200
	maxText     = 20_000
	maxLine     = 500
	maxMeasures = 30
	maxPeople   = 20
	// maxCost bounds a cost at a hundred million yuan; more is a slip of the keyboard.
	maxCost = 100_000_000_00
)

// Parts are what Actions stands on.
type Parts struct {
	Terms     *terms.Lists
	Calendars *calendar.Calendars
	Org       *org.Organisation
	Index     *search.Index
	Links     *link.Links
	// ExportRows is how many rows one export may hold; 100,000 where 0.
	ExportRows int
}

// Actions are the use cases on actions.
type Actions struct {
	d *db.DB
	Parts
	rules      db.Cache[[]Rule]
	leavers    db.Cache[gone]
	indicators []Indicator
}

// New gives the use cases on this database, names actions to the search index and lets them take part in chains.
func New(d *db.DB, p Parts) *Actions {
	if p.ExportRows == 0 {
		p.ExportRows = 100_000
	}
	as := &Actions{d: d, Parts: p, leavers: db.Cache[gone]{Life: goneLife}}
	p.Index.Source(Kind, as.documents, as.last)
	p.Links.Join(link.Kind{Name: Kind, Prefix: Prefix, Read: auth.ActionRead, Wants: []string{wantsProof}, Cards: as.cards, Origin: as.origin})
	return as
}

// work is one step being taken on one action.
type work struct {
	change.Set
	as    *Actions
	tx    *db.Tx
	a     auth.Actor
	c     *Action
	was   Action
	team  team
	terms terms.Set
	tree  org.Tree
	rules []Rule
	kind  string // of the event
	// clocks of the round; reset says that a step touched them, so that the next deadline is set anew.
	clocks  []Clock
	reset   bool
	reindex bool
	notices notify.Notices
}

// ground is what every use case that writes reads first, each from a cache.
type ground struct {
	terms terms.Set
	tree  org.Tree
	rules []Rule
}

func (as *Actions) ground(ctx context.Context) (g ground, err error) {
	if g.terms, err = as.Terms.All(ctx); err != nil {
		return g, err
	}
	if g.tree, err = as.Org.Departments(ctx); err != nil {
		return g, err
	}
	g.rules, err = as.Rules(ctx)
	return g, err
}

// step takes one step: it checks right, version and state, lets fn do what is peculiar to the step, and writes.
func (as *Actions) step(ctx context.Context, a auth.Actor, ref Ref, s Step, kind string, fn func(w *work) error) error {
	if err := a.Require(auth.ActionRead); err != nil {
		return err
	}
	g, err := as.ground(ctx)
	if err != nil {
		return err
	}
	defer as.Index.Kick()
	return as.d.InTx(ctx, func(tx *db.Tx) error {
		l, err := load(tx.DB, a, ref.Number)
		if err != nil {
			return err
		}
		c, t := &l.Action, l.team
		if err := c.entitled(a, s, t); err != nil {
			return err
		}
		if ref.Version != c.Version && s != CommentStep {
			return fault.Conflict("fault.stale")
		}
		if err := c.may(a, s, t); err != nil {
			return err
		}
		w := &work{as: as, tx: tx, a: a, c: c, was: *c, team: t, clocks: l.clocks, terms: g.terms, tree: g.tree, rules: g.rules, kind: kind}
		if to, ok := next[c.State][s]; ok {
			c.State = to
		}
		if err := fn(w); err != nil {
			return err
		}
		return w.finish(s != CommentStep)
	})
}

// finish writes what the step changed. A remark leaves the version alone: what others are typing stays valid.
func (w *work) finish(changes bool) error {
	if err := w.Check.Err(); err != nil {
		return err
	}
	if changes {
		if err := w.update(); err != nil {
			return err
		}
	}
	if err := w.record(); err != nil {
		return err
	}
	if w.reindex || w.was.DepartmentID != w.c.DepartmentID {
		if err := search.Put(w.tx, Kind, w.c.ID); err != nil {
			return err
		}
	}
	return w.send()
}

func (w *work) update() error {
	c := w.c
	c.Version++
	c.Closed = c.State == Closed
	w.settleClocks()
	if err := db.Changed(w.tx.Model(&Action{}).Where("id = ? AND version = ?", c.ID, w.was.Version).UpdateColumns(change.Columns(&w.was, c))); err != nil {
		return err
	}
	if w.was.State != c.State {
		w.Changes = append(w.Changes, audit.Change{Field: "state", Before: string(w.was.State), After: string(c.State)})
	}
	if c.Closed != w.was.Closed {
		if err := w.tx.Model(&Coworker{}).Where("action_id = ?", c.ID).UpdateColumns(map[string]any{"closed": c.Closed}).Error; err != nil {
			return err
		}
	}
	return w.settleChain()
}

func (w *work) record() error {
	return w.a.Record(w.tx, audit.Event{Kind: w.kind, Reason: w.Reason, Changes: w.Changes, Record: audit.Ref{Kind: Kind, ID: w.c.ID, Number: w.c.Number}})
}

// because takes a reason that the step demands.
func (w *work) because(reason string) {
	w.NeedText("reason", reason, maxLine)
	w.Reason = strings.TrimSpace(reason)
}

// rule gives the rule of the action's priority; one that was removed by hand falls back to the first.
func (w *work) rule() (Rule, error) {
	if r, ok := book.Find(w.rules, w.c.Priority); ok {
		return r, nil
	}
	if len(w.rules) == 0 {
		return Rule{}, fault.Conflict("fault.action_no_rule")
	}
	return w.rules[0], nil
}

// person checks that somebody exists and is employed today.
func (w *work) person(field string, id int64) error {
	return org.CheckPerson(w.tx.DB, &w.Check, field, id, w.as.Org.Today())
}

func (w *work) department(field string, id int64) { w.tree.Check(&w.Check, field, id) }

// proof tells whether the effect of actions of this kind is to be proved.
func (w *work) proof() bool { return w.terms.Flag(terms.ActionKind, w.c.Kind, terms.Proof) }

// today is the present day where the firm is.
func (w *work) today() string { return day(w.tx.Now, w.as.d.Zone()) }

func day(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

// dayAt gives the beginning of a day where the firm is; ok is false where s is none.
func dayAt(s string, zone *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	return t, err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

func at(t time.Time) *time.Time { return &t }

// distinct gives people without 0 and repetition, in order.
func distinct(people []int64) []int64 {
	people = slices.DeleteFunc(slices.Clone(people), func(id int64) bool { return id == 0 })
	slices.Sort(people)
	return slices.Compact(people)
}
