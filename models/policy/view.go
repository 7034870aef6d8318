package policy

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org"
)

// View is a policy with all that the page of its life shows.
type View struct {
	Policy
	Ruled      Kind          // how documents of its kind are controlled
	Open       *EditionHead  // nil where none is open, or where the actor may not read it
	Editions   []EditionHead // the newest first; withdrawn and open ones only for those who may read drafts
	People     []Participant // of the editions shown
	Comments   []Comment     // of the open edition, for those who work on it
	Exceptions []Exception   // the newest first
	Reviews    []Review      // the newest first
	Clocks     []Clock       // those that run
	Timeline   []audit.Entry // the newest first
	More       bool          // older events exist; Timeline reads on
	Steps      []fault.Option
	Chain      link.Chain
	Names      map[int64]string // of all people named by id in the view
}

const timelinePage = 50

// ByNumber gives the life of a policy as the actor may see it.
func (ps *Policies) ByNumber(ctx context.Context, a auth.Actor, number string) (View, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return View{}, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return View{}, err
	}
	q := ps.d.Read(ctx)
	p, err := find(q, a, g.tree, number)
	if err != nil {
		return View{}, err
	}
	v := View{Policy: p}
	v.Ruled, _ = book.Find(g.kinds, p.Kind)
	if err := v.read(q, a); err != nil {
		return View{}, err
	}
	if v.Chain, err = ps.chain(ctx, a, q, &v.Policy); err != nil {
		return View{}, err
	}
	v.Names, err = org.Names(q, v.named()...)
	return v, err
}

// read reads what belongs to the policy; what its state cannot have is not asked for.
func (v *View) read(q *gorm.DB, a auth.Actor) (err error) {
	all, err := editions(q, v.ID)
	if err != nil {
		return err
	}
	l := &loaded{Policy: v.Policy, kind: v.Ruled}
	if err := q.Where("policy_id = ?", v.ID).Order("edition_id DESC, part, asked_at, person_id").Find(&v.People).Error; err != nil {
		return err
	}
	for i, e := range all {
		if e.ID == v.OpenID {
			l.open = &all[i]
		}
	}
	for _, t := range v.People {
		if t.EditionID == v.OpenID {
			l.people = append(l.people, t)
		}
	}
	if err := v.readOpen(q, a, l); err != nil {
		return err
	}
	for _, e := range all {
		if e.InForceAt != nil || e.ID == v.OpenID && v.Open != nil || SeesAll(a) {
			v.Editions = append(v.Editions, e)
		}
	}
	if err := q.Where("policy_id = ? AND met_at IS NULL", v.ID).Order("due_at").Find(&v.Clocks).Error; err != nil {
		return err
	}
	l.clocks = v.Clocks
	v.Steps = l.stepsFor(a)
	if v.State != Unissued {
		if err := q.Where("policy_id = ?", v.ID).Order("id DESC").Limit(200).Find(&v.Exceptions).Error; err != nil {
			return err
		}
	}
	if v.ReviewedAt != nil {
		if err := q.Where("policy_id = ?", v.ID).Order("id DESC").Limit(50).Find(&v.Reviews).Error; err != nil {
			return err
		}
	}
	v.People = slices.DeleteFunc(v.People, func(t Participant) bool {
		shown := slices.ContainsFunc(v.Editions, func(e EditionHead) bool { return e.ID == t.EditionID })
		return !shown || t.EditionID == v.OpenID && !l.readsOpen(a)
	})
	v.Timeline, v.More, err = audit.Timeline(q, Record, v.ID, 0, timelinePage, l.told(a)...)
	return err
}

// openly are the events that whoever may read a policy may know of. The others are about drafts.
var openly = []string{"policy.created", "policy.imported", "policy.approved", "policy.postponed", "policy.in_force", "policy.retired", "policy.reviewed", "policy.edited", "policy.cited",
	"policy.exception_asked", "policy.exception_answered", "policy.exception_ended", "policy.exception_ending"}

// told are the kinds of events that the actor may know of; none stands for all.
func (l *loaded) told(a auth.Actor) []string {
	if l.worksOn(a) {
		return nil
	}
	return openly
}

// readOpen reads what belongs to the open edition.
func (v *View) readOpen(q *gorm.DB, a auth.Actor, l *loaded) error {
	if l.open == nil {
		return nil
	}
	var comments []Comment
	if err := q.Where("edition_id = ?", l.open.ID).Order("id").Find(&comments).Error; err != nil {
		return err
	}
	for _, c := range comments {
		if c.ResolvedAt == nil {
			l.unresolved++
		}
	}
	if l.readsOpen(a) {
		v.Open = l.open
	}
	if l.worksOn(a) {
		v.Comments = comments
	}
	return nil
}

// chain is what led to the policy as a whole and what it led to.
func (ps *Policies) chain(ctx context.Context, a auth.Actor, q *gorm.DB, p *Policy) (link.Chain, error) {
	id, known := ps.wholes.Load(p.ID)
	if !known { // it is there from the beginning and stays
		c, err := findClause(q, p.ID, p.Number)
		if err != nil {
			return link.Chain{}, err
		}
		id = c.ID
		ps.wholes.Store(p.ID, id)
	}
	c := Clause{ID: id.(int64), PolicyID: p.ID, Number: p.Number, Kind: Record}
	return ps.Links.Of(ctx, a, link.Ref{Kind: Record, ID: c.ID, Number: c.Number}, ofClause{Clause: c, Title: p.Title, State: p.State}.card())
}

// PersonFields are the fields of events whose values are people.
var PersonFields = []string{"owner_id", "reviewer_id", "approver_id"}

func (v *View) named() []int64 {
	ids := []int64{v.OwnerID}
	for _, e := range v.Editions {
		ids = append(ids, e.AuthorID)
	}
	for _, t := range v.People {
		ids = append(ids, t.PersonID)
	}
	for _, c := range v.Comments {
		ids = append(ids, c.PersonID, c.ResolvedBy)
	}
	for _, e := range v.Exceptions {
		ids = append(ids, e.PersonID, e.AskedBy, e.ApproverID)
	}
	for _, r := range v.Reviews {
		ids = append(ids, r.PersonID)
	}
	ids = append(ids, v.Audience.People...)
	return append(ids, namedIn(v.Timeline)...)
}

func namedIn(entries []audit.Entry) []int64 {
	var ids []int64
	for _, e := range entries {
		ids = append(ids, e.PersonID)
		for _, ch := range e.Changes {
			if slices.Contains(PersonFields, ch.Field) {
				before, _ := ch.Before.(int64)
				after, _ := ch.After.(int64)
				ids = append(ids, before, after)
			}
		}
	}
	return ids
}

// Timeline gives older events, those before an event's id, with the names of the people in them.
func (ps *Policies) Timeline(ctx context.Context, a auth.Actor, number string, before int64) ([]audit.Entry, map[int64]string, bool, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return nil, nil, false, err
	}
	tree, err := ps.Org.Departments(ctx)
	if err != nil {
		return nil, nil, false, err
	}
	q := ps.d.Read(ctx)
	p, err := find(q, a, tree, number)
	if err != nil {
		return nil, nil, false, err
	}
	l := &loaded{Policy: p}
	if p.OpenID != 0 && !SeesAll(a) {
		if err := q.Where("edition_id = ?", p.OpenID).Find(&l.people).Error; err != nil {
			return nil, nil, false, err
		}
	}
	entries, more, err := audit.Timeline(q, Record, p.ID, before, timelinePage, l.told(a)...)
	if err != nil {
		return nil, nil, false, err
	}
	people, err := org.Names(q, namedIn(entries)...)
	return entries, people, more, err
}
