package control

import (
	"context"
	"errors"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// ItemKind is the record kind of items of original information in events, notices, links and the search index;
// ItemPrefix begins their numbers.
const (
	ItemKind   = "information"
	ItemPrefix = "XX"
)

// Item is one kind of original information that the firm collects. Days are texts as 2006-01-02, empty where none.
type Item struct {
	ID         int64
	Number     string
	Version    int64
	Closed     bool // not collected any more
	ItemFacts  `gorm:"embedded"`
	ReviewedOn string // when its owner last looked whether all this is still so
	ReviewerID int64
	AddedAt    time.Time
	EndedAt    *time.Time
}

// TableName is where items are stored.
func (Item) TableName() string { return "information_items" }

// ItemFacts are what is said about an item. Clauses are the numbers of the clauses that demand it; Reason of a change.
type ItemFacts struct {
	Title        string
	Source       string
	Channel      string // code of collect_channel
	Collector    string // the post that collects it
	CollectorID  int64  // the person, where it is always the same
	DepartmentID int64
	OwnerID      int64 // who answers for it
	Frequency    string
	Keeper       string // the post or place that keeps it
	Retention    string
	Purpose      string // what it is used for
	Secrecy      string
	Clauses      []string `gorm:"-"`
}

// The states of an item.
const (
	Collected State = "active"
	Ended     State = "ended"
)

// State of the item.
func (i *Item) State() State {
	if i.Closed {
		return Ended
	}
	return Collected
}

func (i *Item) ref() link.Ref { return link.Ref{Kind: ItemKind, ID: i.ID, Number: i.Number} }

// ItemSteps lists the steps of an item in the order in which screens offer them.
var ItemSteps = []Step{ReviewStep, EditStep, EndStep, ResumeStep}

// Information holds the use cases on items.
type Information struct {
	d *db.DB
	Parts
}

// NewInformation gives the use cases on this database, names items to the search index and lets them take part in chains.
func NewInformation(d *db.DB, p Parts) *Information {
	if p.ExportRows == 0 {
		p.ExportRows = 100_000
	}
	in := &Information{d: d, Parts: p}
	p.Index.Source(ItemKind, in.documents, in.last)
	p.Links.Join(link.Kind{Name: ItemKind, Prefix: ItemPrefix, Read: auth.InformationRead, Cards: in.cards, Origin: in.origin})
	return in
}

// may gives a fault where the actor cannot take the step now. The owner reviews his item wherever he is.
func (i *Item) may(a auth.Actor, s Step) error {
	if err := i.entitled(a, s); err != nil {
		return err
	}
	switch {
	case s == ResumeStep && !i.Closed:
		return fault.Conflict("fault.information_active")
	case s != ResumeStep && i.Closed:
		return fault.Conflict("fault.information_ended")
	}
	return nil
}

func (i *Item) entitled(a auth.Actor, s Step) error {
	if s == ReviewStep && a.PersonID != 0 && a.PersonID == i.OwnerID {
		return nil
	}
	if err := a.Require(auth.InformationWrite); err != nil {
		return err
	}
	return a.RequireIn(auth.InformationWrite, i.DepartmentID)
}

func loadItem(q *gorm.DB, a auth.Actor, number string) (*Item, error) {
	var i Item
	err := visible(q, a, auth.InformationRead).Where("number = ?", number).Take(&i).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = fault.NotFound("fault.information_gone", "number", number)
	}
	return &i, err
}

// entry is one step being taken on one item.
type entry struct {
	step
	i    *Item
	was  Item
	kind string // of the event
}

// take takes one step of an item in a transaction.
func (in *Information) take(ctx context.Context, ground step, ref Ref, s Step, kind string, fn func(e *entry) error) error {
	defer in.Index.Kick()
	return in.d.InTx(ctx, func(tx *db.Tx) error {
		i, err := loadItem(tx.DB, ground.a, ref.Number)
		if err != nil {
			return err
		}
		if err := i.entitled(ground.a, s); err != nil {
			return err
		}
		if err := version(ref.Version, i.Version); err != nil {
			return err
		}
		if err := i.may(ground.a, s); err != nil {
			return err
		}
		e := &entry{step: ground, i: i, was: *i, kind: kind}
		e.tx = tx
		if err := fn(e); err != nil {
			return err
		}
		if err := e.Check.Err(); err != nil {
			return err
		}
		i.Version++
		if err := db.Changed(tx.Model(&Item{}).Where("id = ? AND version = ?", i.ID, e.was.Version).UpdateColumns(change.Columns(&e.was, i))); err != nil {
			return err
		}
		return e.tell()
	})
}

func (e *entry) tell() error {
	i := e.i
	if err := e.a.Record(e.tx, audit.Event{Kind: e.kind, Reason: e.Reason, Changes: e.Changes, Record: audit.Ref{Kind: ItemKind, ID: i.ID, Number: i.Number}}); err != nil {
		return err
	}
	if err := search.Put(e.tx, ItemKind, i.ID); err != nil {
		return err
	}
	return e.notices.Send(e.tx, ItemKind, i.Number)
}

// Add enters an item into the register and gives its number.
func (in *Information) Add(ctx context.Context, a auth.Actor, facts ItemFacts) (string, error) {
	ground, err := in.begin(ctx, a, auth.InformationWrite)
	if err != nil {
		return "", err
	}
	refs, err := in.clausesOf(ctx, a, facts.Clauses, &ground.Check)
	if err != nil {
		return "", err
	}
	defer in.Index.Kick()
	var number string
	err = in.d.InTx(ctx, func(tx *db.Tx) error {
		e := &entry{step: ground}
		e.tx = tx
		number, err = e.add(facts, refs)
		return err
	})
	return number, err
}

func (e *entry) add(facts ItemFacts, refs []link.Ref) (string, error) {
	e.i, e.kind = &Item{Version: 1, AddedAt: e.tx.Now}, "information.added"
	if err := e.facts(facts); err != nil {
		return "", err
	}
	if err := e.Check.Err(); err != nil {
		return "", err
	}
	var err error
	if e.i.Number, err = e.tx.NextNumber(ItemPrefix); err != nil {
		return "", err
	}
	if err := e.tx.Create(e.i).Error; err != nil {
		return "", err
	}
	if err := e.setClauses(e.i.ref(), refs); err != nil {
		return "", err
	}
	e.notices.Tell("information_assigned", []int64{e.i.OwnerID}, e.a.PersonID)
	return e.i.Number, e.tell()
}

// CheckFacts tells what is wrong with the facts of an item, for a form whose people were not all found.
func (in *Information) CheckFacts(ctx context.Context, a auth.Actor, facts ItemFacts) error {
	s, err := in.begin(ctx, a, auth.InformationWrite)
	if err != nil {
		return err
	}
	e := &entry{step: s, i: &Item{}}
	e.said(facts)
	if _, err := in.clausesOf(ctx, a, facts.Clauses, &e.Check); err != nil {
		return err
	}
	return e.Check.Err()
}

// said checks what is said about the item, but for its people.
func (e *entry) said(f ItemFacts) {
	i := e.i
	line := func(field, value string, required bool) {
		if required {
			e.Check.Required(field, value)
		}
		e.Check.Line(field, value, maxTitle)
	}
	line("title", f.Title, true)
	line("source", f.Source, true)
	line("collector", f.Collector, true)
	line("keeper", f.Keeper, true)
	e.terms.Check(&e.Check, "channel", terms.CollectChannel, f.Channel, i.Channel, true)
	e.terms.Check(&e.Check, "frequency", terms.Frequency, f.Frequency, i.Frequency, true)
	e.terms.Check(&e.Check, "retention", terms.Retention, f.Retention, i.Retention, true)
	e.terms.Check(&e.Check, "secrecy", terms.Secrecy, f.Secrecy, i.Secrecy, true)
	e.NeedText("purpose", f.Purpose, maxText)
	e.department(f.DepartmentID, i.DepartmentID, auth.InformationWrite)
}

// facts checks and sets what is said about the item.
func (e *entry) facts(f ItemFacts) error {
	i := e.i
	e.said(f)
	if err := e.owner(f.OwnerID, i.OwnerID, auth.InformationRead); err != nil {
		return err
	}
	if err := e.person("collector_id", f.CollectorID, i.CollectorID); err != nil {
		return err
	}
	e.Code("title", &i.Title, f.Title)
	e.Code("source", &i.Source, f.Source)
	e.Code("channel", &i.Channel, f.Channel)
	e.Code("collector", &i.Collector, f.Collector)
	change.Value(&e.Set, "collector_id", &i.CollectorID, f.CollectorID)
	change.Value(&e.Set, "department_id", &i.DepartmentID, f.DepartmentID)
	change.Value(&e.Set, "owner_id", &i.OwnerID, f.OwnerID)
	e.Code("frequency", &i.Frequency, f.Frequency)
	e.Code("keeper", &i.Keeper, f.Keeper)
	e.Code("retention", &i.Retention, f.Retention)
	e.Text("purpose", &i.Purpose, f.Purpose)
	e.Code("secrecy", &i.Secrecy, f.Secrecy)
	return nil
}

// Edit changes the facts of an item.
func (in *Information) Edit(ctx context.Context, a auth.Actor, ref Ref, facts ItemFacts) error {
	ground, err := in.begin(ctx, a, auth.InformationWrite)
	if err != nil {
		return err
	}
	refs, err := in.clausesOf(ctx, a, facts.Clauses, &ground.Check)
	if err != nil {
		return err
	}
	now, err := loadItem(in.d.Read(ctx), a, ref.Number)
	if err != nil {
		return err
	}
	if refs, err = in.kept(ctx, in.d.Read(ctx), a, now.ref(), refs); err != nil {
		return err
	}
	return in.take(ctx, ground, ref, EditStep, "information.edited", func(e *entry) error {
		if err := e.facts(facts); err != nil || !e.Check.OK() {
			return err
		}
		if err := e.setClauses(e.i.ref(), refs); err != nil {
			return err
		}
		if len(e.Changes) == 0 {
			return fault.Invalid("fault.information_unchanged")
		}
		if e.i.OwnerID != e.was.OwnerID {
			e.notices.Tell("information_assigned", []int64{e.i.OwnerID, e.was.OwnerID}, e.a.PersonID)
		}
		return nil
	})
}

// Review says that what stands in the register was looked at on a day and is still so.
func (in *Information) Review(ctx context.Context, a auth.Actor, ref Ref, day string) error {
	ground, err := in.begin(ctx, a, auth.InformationRead)
	if err != nil {
		return err
	}
	return in.take(ctx, ground, ref, ReviewStep, "information.reviewed", func(e *entry) error {
		e.pastDay("reviewed_on", day)
		if day < e.i.ReviewedOn {
			e.Check.Add("reviewed_on", "invalid.information_reviewed", "day", e.i.ReviewedOn)
		}
		e.Note("reviewed_on", day)
		e.i.ReviewedOn, e.i.ReviewerID = day, a.PersonID
		return nil
	})
}

// End says that the item is not collected any more, with the reason.
func (in *Information) End(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return in.turn(ctx, a, ref, EndStep, "information.ended", reason)
}

// Resume says that an ended item is collected again, with the reason.
func (in *Information) Resume(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return in.turn(ctx, a, ref, ResumeStep, "information.resumed", reason)
}

func (in *Information) turn(ctx context.Context, a auth.Actor, ref Ref, s Step, kind, reason string) error {
	ground, err := in.begin(ctx, a, auth.InformationWrite)
	if err != nil {
		return err
	}
	return in.take(ctx, ground, ref, s, kind, func(e *entry) error {
		e.because(reason)
		e.i.Closed, e.i.EndedAt = s == EndStep, nil
		if now := e.tx.Now; e.i.Closed {
			e.i.EndedAt = &now
		}
		e.notices.Tell(strings.ReplaceAll(kind, ".", "_"), []int64{e.i.OwnerID}, a.PersonID)
		return nil
	})
}
