package policy

import (
	"context"
	"slices"
	"strings"
	"sync"
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

// Longest values, in characters, as the columns hold them. MaxBody bounds a text: the longest law of the country has a
// sixth of it.
const (
	MaxBody   = 600_000
	maxTitle  = 200
	maxText   = 20_000
	maxLine   = 500
	maxPeople = 20
	maxMonths = 120
)

// Parts are what Policies stands on.
type Parts struct {
	Terms     *terms.Lists
	Calendars *calendar.Calendars
	Org       *org.Organisation
	Index     *search.Index
	Links     *link.Links
	// ExportRows is how many rows one export may hold; 100,000 where 0.
	ExportRows int
}

// Hooks let a domain above take part in what happens to policies, in the same transaction. A nil one is skipped.
type Hooks struct {
	Approved  hookFunc // its day of effect is known, or was moved
	TakenBack hookFunc // an approved edition is a draft again, or was given up
	InForce   hookFunc
	Retired   hookFunc
}

// Policies are the use cases on policies.
type Policies struct {
	d *db.DB
	Parts
	kinds db.Cache[[]Kind]
	open  db.Cache[openShelf]
	texts texts
	hooks []Hooks
	// wholes are the ids by which links point at whole documents, by the policy's.
	wholes sync.Map
}

// New gives the use cases on this database, names policies and clauses to the search index and lets them take part in chains.
func New(d *db.DB, p Parts) *Policies {
	if p.ExportRows == 0 {
		p.ExportRows = 100_000
	}
	ps := &Policies{d: d, Parts: p}
	p.Index.Source(Record, ps.documents, ps.last)
	p.Index.Source(ClauseRecord, ps.clauseDocuments, ps.lastClause)
	p.Links.Join(link.Kind{Name: Record, Prefix: Prefix, Read: auth.PolicyRead, Cards: ps.cards, Origin: ps.origin})
	return ps
}

// Join lets a domain above take part. It is called while the house is put together.
func (ps *Policies) Join(h Hooks) { ps.hooks = append(ps.hooks, h) }

// work is one step being taken on one policy.
type work struct {
	change.Set
	ps    *Policies
	tx    *db.Tx
	a     auth.Actor
	p     *Policy
	was   Policy
	l     *loaded
	terms terms.Set
	tree  org.Tree
	kinds []Kind
	event string
	// reset says that a step touched the clocks, so that the next deadline is set anew.
	reset   bool
	reindex bool
	// clauses are those that the search index is to read anew.
	clauses []int64
	notices notify.Notices
	// after is what the domains above do once the event is written.
	after []func() error
}

// ground is what every use case reads first, each from a cache.
type ground struct {
	terms terms.Set
	tree  org.Tree
	kinds []Kind
	near  string // the day up to which a periodic review is near
}

func (ps *Policies) ground(ctx context.Context) (g ground, err error) {
	if g.terms, err = ps.Terms.All(ctx); err != nil {
		return g, err
	}
	if g.tree, err = ps.Org.Departments(ctx); err != nil {
		return g, err
	}
	g.near = ps.d.Now().In(ps.d.Zone()).AddDate(0, 0, reviewNear).Format(time.DateOnly)
	g.kinds, err = ps.Kinds(ctx)
	return g, err
}

// reviewNear is how many days before its periodic review a policy stands among those to be reviewed.
const reviewNear = 60

// step takes one step: it checks right, version and state, lets fn do what is peculiar to the step, and writes. A step
// with a loose version is taken whatever was changed since the person looked.
func (ps *Policies) step(ctx context.Context, a auth.Actor, ref Ref, s Step, event string, fn func(w *work) error) error {
	if err := a.Require(auth.PolicyRead); err != nil {
		return err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return err
	}
	defer ps.Index.Kick()
	return ps.d.InTx(ctx, func(tx *db.Tx) error {
		if err := lock(tx, ref.Number); err != nil {
			return err
		}
		l, err := load(tx.DB, a, g, ref.Number)
		if err != nil {
			return err
		}
		if err := l.entitled(a, s); err != nil {
			return err
		}
		loose := slices.Contains([]Step{SayStep, ResolveStep, WriteStep, PictureStep, AskStep}, s)
		if !loose && ref.Version != l.Version {
			return fault.Conflict("fault.stale")
		}
		if err := l.may(a, s); err != nil {
			return err
		}
		w := ps.begin(tx, a, g, l, event)
		if !loose {
			if err := w.claim(); err != nil {
				return err
			}
		}
		if to, ok := stages[l.Stage][s]; ok {
			w.p.Stage = to
		}
		if err := fn(w); err != nil {
			return err
		}
		return w.finish()
	})
}

func (ps *Policies) begin(tx *db.Tx, a auth.Actor, g ground, l *loaded, event string) *work {
	return &work{ps: ps, tx: tx, a: a, p: &l.Policy, was: l.Policy, l: l, terms: g.terms, tree: g.tree, kinds: g.kinds, event: event}
}

// claim takes the next version before anything else is written: of two who take a step at once the second one waits
// here, and finds that the policy moved on.
func (w *work) claim() error {
	w.p.Version++
	w.was.Version = w.p.Version
	return db.Changed(w.tx.Model(&Policy{}).Where("id = ? AND version = ?", w.p.ID, w.p.Version-1).UpdateColumns(map[string]any{"version": w.p.Version}))
}

// finish writes what the step changed: the row, the event, the search changes, the notices.
func (w *work) finish() error {
	if err := w.Check.Err(); err != nil {
		return err
	}
	if err := w.update(); err != nil {
		return err
	}
	if err := w.record(); err != nil {
		return err
	}
	for _, do := range w.after {
		if err := do(); err != nil {
			return err
		}
	}
	if err := w.index(); err != nil {
		return err
	}
	return w.notices.Send(w.tx, Record, w.p.Number)
}

func (w *work) update() error {
	p := w.p
	if w.reset {
		if err := w.settleClocks(); err != nil {
			return err
		}
	}
	if p.State != w.was.State {
		w.Changes = append(w.Changes, audit.Change{Field: "state", Before: string(w.was.State), After: string(p.State)})
	}
	if p.Stage != w.was.Stage {
		p.ChangedAt = w.tx.Now
		w.reindex = true
		w.Changes = append(w.Changes, audit.Change{Field: "stage", Before: string(w.was.Stage), After: string(p.Stage)})
	}
	columns := change.Columns(&w.was, p)
	if len(columns) == 0 {
		return nil
	}
	return db.Changed(w.tx.Model(&Policy{}).Where("id = ? AND version = ?", p.ID, w.was.Version).UpdateColumns(columns))
}

func (w *work) record() error {
	return w.a.Record(w.tx, audit.Event{Kind: w.event, Reason: w.Reason, Changes: w.Changes, Record: audit.Ref{Kind: Record, ID: w.p.ID, Number: w.p.Number}})
}

// index names what the search index is to read anew. What all clauses are found by is the policy's.
func (w *work) index() error {
	p, was := w.p, &w.was
	if p.Title != was.Title || p.Kind != was.Kind || p.DepartmentID != was.DepartmentID || p.Category != was.Category || p.Restricted != was.Restricted || p.State != was.State {
		w.reindex = true
		w.clauses = nil
		if err := w.tx.Model(&Clause{}).Where("policy_id = ?", p.ID).Pluck("id", &w.clauses).Error; err != nil {
			return err
		}
	}
	if w.reindex {
		if err := search.Put(w.tx, Record, p.ID); err != nil {
			return err
		}
	}
	if len(w.clauses) == 0 {
		return nil
	}
	return search.PutAll(w.tx, ClauseRecord, w.clauses)
}

// because takes a reason that the step demands.
func (w *work) because(reason string) {
	w.NeedText("reason", reason, maxLine)
	w.Reason = strings.TrimSpace(reason)
}

// person checks that somebody exists and is employed today.
func (w *work) person(field string, id int64) error {
	return org.CheckPerson(w.tx.DB, &w.Check, field, id, w.ps.Org.Today())
}

// hook lets the domains above take part, once the event of the step is written.
func (w *work) hook(which func(Hooks) hookFunc, e EditionHead) {
	for _, h := range w.ps.hooks {
		if fn := which(h); fn != nil {
			w.after = append(w.after, func() error { return fn(w.tx, w.a, *w.p, e, w.l.kind) })
		}
	}
}

// today is the present day where the firm is.
func (w *work) today() string { return day(w.tx.Now, w.ps.d.Zone()) }

func day(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

// dayAt gives the beginning of a day where the firm is; ok is false where s is none.
func dayAt(s string, zone *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	return t.UTC(), err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

func at(t time.Time) *time.Time { return &t }

// distinct gives people without 0 and repetition, in order.
func distinct(people []int64) []int64 {
	people = slices.DeleteFunc(slices.Clone(people), func(id int64) bool { return id == 0 })
	slices.Sort(people)
	return slices.Compact(people)
}

// hookFunc is one way in which a domain above takes part.
type hookFunc = func(tx *db.Tx, a auth.Actor, p Policy, e EditionHead, k Kind) error
