package complaint

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"time"

	"gorm.io/gorm/schema"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/fault"
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
	// ExportRows is how many rows one export may hold; 100,000 where 0.
	ExportRows int
}

// Complaints are the use cases on complaints.
type Complaints struct {
	d *db.DB
	Parts
	classes classCache
	gone    goneCache
}

// New gives the use cases on this database and names complaints to the search index.
func New(d *db.DB, p Parts) *Complaints {
	if p.ExportRows == 0 {
		p.ExportRows = 100_000
	}
	cs := &Complaints{d: d, Parts: p}
	p.Index.Source(Kind, cs.documents, cs.last)
	return cs
}

// work is one step being taken on one complaint.
type work struct {
	cs      *Complaints
	tx      *db.Tx
	a       auth.Actor
	c       *Complaint
	was     Complaint
	terms   terms.Set
	tree    org.Tree
	classes []DeadlineClass
	check   fault.Check
	kind    string
	reason  string
	changes []audit.Change
	// clocks are read where a step touches them; reckon says that they must be reckoned anew.
	clocks  []Clock
	have    bool
	reckon  bool
	reindex bool
	notes   []note
	// able are people known to have an active account.
	able []int64
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
	if err := w.check.Err(); err != nil {
		return err
	}
	c := w.c
	c.Version++
	c.Closed = c.State == Closed || c.State == NotAccepted
	if err := w.settleClocks(); err != nil {
		return err
	}
	columns := changedColumns(&w.was, c)
	res := w.tx.Model(&Complaint{}).Where("id = ? AND version = ?", c.ID, w.was.Version).UpdateColumns(columns)
	if err := db.Changed(res); err != nil {
		return err
	}
	if w.was.State != c.State {
		w.changes = append(w.changes, audit.Change{Field: "state", Before: string(w.was.State), After: string(c.State)})
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
	return w.a.Record(w.tx, audit.Event{Kind: w.kind, Reason: w.reason, Changes: w.changes,
		Record: audit.Ref{Kind: Kind, ID: w.c.ID, Number: w.c.Number}})
}

// code sets a plain column and notes the change.
func (w *work) code(field string, column *string, value string) {
	if value = strings.TrimSpace(value); *column != value {
		w.changes = append(w.changes, audit.Change{Field: field, Before: *column, After: value})
		*column = value
	}
}

// text sets a column of free text and notes the change as personal.
func (w *work) text(field string, column *string, value string) {
	if value = strings.TrimSpace(value); *column != value {
		w.changes = append(w.changes, audit.Change{Field: field, Before: audit.Personal(*column), After: audit.Personal(value)})
		*column = value
	}
}

// note notes a value that stands in no column of the complaint.
func (w *work) note(field string, value any) {
	w.changes = append(w.changes, audit.Change{Field: field, After: value})
}

// set sets any other column and notes the change.
func set[T bool | int | int64](w *work, field string, column *T, value T) {
	if *column != value {
		w.changes = append(w.changes, audit.Change{Field: field, Before: *column, After: value})
		*column = value
	}
}

// term checks a code against its list; one that stands there already may stay though it was switched off.
func (w *work) term(field, list, value, before string, required bool) {
	checkTerm(&w.check, w.terms, field, list, value, before, required)
}

func checkTerm(c *fault.Check, set terms.Set, field, list, value, before string, required bool) {
	switch {
	case value == "" && required:
		c.Add(field, "invalid.required")
	case value != "" && value != before && !set.Has(list, value):
		c.Add(field, "invalid.choice")
	}
}

// needText checks a required free text.
func (w *work) needText(field, value string) {
	w.check.Required(field, value)
	w.check.Text(field, value, maxText)
}

// person checks that a person exists and is employed today.
func (w *work) person(field string, id int64) error {
	if id == 0 {
		return nil
	}
	people, err := org.PeopleByID(w.tx.DB, []int64{id})
	if err != nil {
		return err
	}
	if p, ok := people[id]; !ok || !p.Present(w.cs.Org.Today()) {
		w.check.Add(field, "invalid.choice")
	}
	return nil
}

func (w *work) department(field string, id int64) {
	if d, ok := w.tree.Get(id); id != 0 && (!ok || d.Closed) {
		w.check.Add(field, "invalid.choice")
	}
}

var parsed = sync.OnceValue(func() *schema.Schema {
	s, err := schema.Parse(&Complaint{}, &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		panic(err) // a broken type is a fault of the build
	}
	return s
})

// changedColumns gives the columns in which two states of one complaint differ.
func changedColumns(was, now *Complaint) map[string]any {
	columns := map[string]any{}
	before, after := reflect.ValueOf(was).Elem(), reflect.ValueOf(now).Elem()
	for _, f := range parsed().Fields {
		old, _ := f.ValueOf(context.Background(), before)
		value, _ := f.ValueOf(context.Background(), after)
		if !reflect.DeepEqual(old, value) {
			columns[f.DBName] = value
		}
	}
	return columns
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes-1]) + "…"
	}
	return s
}

func at(t time.Time) *time.Time { return &t }
