package complaint

import (
	"context"
	"time"

	"bihuan/models/action"
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

// Parts are what Complaints stands on.
type Parts struct {
	Terms     *terms.Lists
	Calendars *calendar.Calendars
	Org       *org.Organisation
	Index     *search.Index
	Links     *link.Links
	Actions   *action.Actions
	// ExportRows is how many rows one export may hold; 100,000 where 0.
	ExportRows int
}

// Complaints are the use cases on complaints.
type Complaints struct {
	d *db.DB
	Parts
	classes db.Cache[[]DeadlineClass]
	gone    db.Cache[[]int64]
}

// New gives the use cases on this database and names complaints to the search index, and lets them take part in chains.
func New(d *db.DB, p Parts) *Complaints {
	if p.ExportRows == 0 {
		p.ExportRows = 100_000
	}
	cs := &Complaints{d: d, Parts: p, gone: db.Cache[[]int64]{Life: goneLife}}
	p.Index.Source(Kind, cs.documents, cs.last)
	cs.joinLoop()
	return cs
}

// work is one step being taken on one complaint.
type work struct {
	change.Set
	cs      *Complaints
	tx      *db.Tx
	a       auth.Actor
	c       *Complaint
	was     Complaint
	terms   terms.Set
	tree    org.Tree
	classes []DeadlineClass
	kind    string
	// clocks are read where a step touches them; reckon says that they must be reckoned anew.
	clocks  []Clock
	have    bool
	reckon  bool
	reindex bool
	notices notify.Notices
}

// step takes one step: it checks right, version and state, lets fn do what is peculiar to the step, and writes.
func (cs *Complaints) step(ctx context.Context, a auth.Actor, ref Ref, s Step, kind string, fn func(w *work) error) error {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return err
	}
	set, err := cs.Terms.All(ctx)
	if err != nil {
		return err
	}
	tree, err := cs.Org.Departments(ctx)
	if err != nil {
		return err
	}
	classes, err := cs.Classes(ctx)
	if err != nil {
		return err
	}
	defer cs.Index.Kick()
	return cs.d.InTx(ctx, func(tx *db.Tx) error {
		c, err := load(tx.DB, a, ref.Number)
		if err != nil {
			return err
		}
		if err := c.entitled(a, s); err != nil {
			return err
		}
		if ref.Version != c.Version && ref.Version != anyVersion {
			return fault.Conflict("fault.stale")
		}
		if err := c.may(a, s); err != nil {
			return err
		}
		w := &work{cs: cs, tx: tx, a: a, c: c, was: *c, terms: set, tree: tree, classes: classes, kind: kind}
		if to, ok := next[c.State][s]; ok {
			c.State = to
		}
		if err := fn(w); err != nil {
			return err
		}
		return w.finish()
	})
}

// anyVersion is for steps taken on many complaints at once, which nobody looked at one by one.
const anyVersion = -1

// finish writes what the step changed.
func (w *work) finish() error {
	if err := w.Check.Err(); err != nil {
		return err
	}
	c := w.c
	c.Version++
	c.Closed = c.State == Closed || c.State == NotAccepted
	if err := w.settleClocks(); err != nil {
		return err
	}
	columns := change.Columns(&w.was, c)
	res := w.tx.Model(&Complaint{}).Where("id = ? AND version = ?", c.ID, w.was.Version).UpdateColumns(columns)
	if err := db.Changed(res); err != nil {
		return err
	}
	if w.was.State != c.State {
		w.Changes = append(w.Changes, audit.Change{Field: "state", Before: string(w.was.State), After: string(c.State)})
	}
	if err := w.settleChain(); err != nil {
		return err
	}
	if err := w.record(); err != nil {
		return err
	}
	if w.reindex || w.was.DepartmentID != c.DepartmentID || w.was.HandlerID != c.HandlerID {
		if err := search.Put(w.tx, Kind, c.ID); err != nil {
			return err
		}
	}
	return w.send()
}

func (w *work) record() error {
	return w.a.Record(w.tx, audit.Event{Kind: w.kind, Reason: w.Reason, Changes: w.Changes,
		Record: audit.Ref{Kind: Kind, ID: w.c.ID, Number: w.c.Number}})
}

// term checks a code against its list; one that stands there already may stay though it was switched off.
func (w *work) term(field, list, value, before string, required bool) {
	w.terms.Check(&w.Check, field, list, value, before, required)
}

// person checks that somebody exists and is employed today.
func (w *work) person(field string, id int64) error {
	return org.CheckPerson(w.tx.DB, &w.Check, field, id, w.cs.Org.Today())
}

func (w *work) department(field string, id int64) { w.tree.Check(&w.Check, field, id) }

func at(t time.Time) *time.Time { return &t }
