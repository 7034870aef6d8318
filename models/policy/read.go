package policy

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org"
)

// At says which edition is to be read: the one in force now where it is zero.
type At struct {
	No int    // this one
	On string // the one in force on this day, as 2006-01-02
}

// Pointer is a record of another domain that is linked with a clause.
type Pointer = link.Pointer

// Reading is an edition with all that the page for reading it shows.
type Reading struct {
	Policy
	Ruled      Kind
	Edition    Edition
	Editions   []EditionHead     // those that were in force and, for those who may read them, the others; the newest first
	Pointers   map[int][]Pointer // by the key of the clause; 0 is the whole
	Comments   []Comment         // of the edition, while it is open, for those who work on it
	Exceptions []Exception       // that hold today
	CanSay     bool              // the actor may comment on the edition
	Names      map[int64]string
	On         string // the day asked for
	works      bool   // the actor works on the open edition
	says       bool   // the actor may comment on it
}

// InForceOn gives the edition that was in force at the end of a day; nil where none was.
func InForceOn(all []EditionHead, day string, zone *time.Location) *EditionHead {
	end, ok := dayAt(day, zone)
	if !ok {
		return nil
	}
	end = end.In(zone).AddDate(0, 0, 1).UTC()
	var found *EditionHead
	for i, e := range all {
		if e.InForceAt == nil || !e.InForceAt.Before(end) || e.EndedAt != nil && e.EndedAt.Before(end) {
			continue
		}
		if found == nil || e.InForceAt.After(*found.InForceAt) {
			found = &all[i]
		}
	}
	return found
}

// Read gives an edition for reading. A day on which none was in force, and an edition that the actor may not read, are
// fault.NotFound.
func (ps *Policies) Read(ctx context.Context, a auth.Actor, number string, at At) (Reading, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return Reading{}, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return Reading{}, err
	}
	q := ps.d.Read(ctx)
	p, err := find(q, a, g.tree, number)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{Policy: p, On: at.On}
	r.Ruled, _ = book.Find(g.kinds, p.Kind)
	if err := ps.readEditions(q, a, &r, at); err != nil {
		return Reading{}, err
	}
	if err := ps.readBeside(ctx, a, q, &r); err != nil {
		return Reading{}, err
	}
	ids := []int64{p.OwnerID, r.Edition.AuthorID}
	for _, c := range r.Comments {
		ids = append(ids, c.PersonID, c.ResolvedBy)
	}
	for _, e := range r.Exceptions {
		ids = append(ids, e.PersonID, e.ApproverID)
	}
	r.Names, err = org.Names(q, ids...)
	return r, err
}

// readHeads reads the list of editions that the actor may read.
func (r *Reading) readHeads(q *gorm.DB, a auth.Actor) error {
	all, err := editions(q, r.ID)
	if err != nil {
		return err
	}
	l := &loaded{Policy: r.Policy, kind: r.Ruled}
	if r.OpenID != 0 && !SeesAll(a) {
		if err := q.Where("edition_id = ?", r.OpenID).Find(&l.people).Error; err != nil {
			return err
		}
	}
	reads := l.readsOpen(a)
	for _, e := range all {
		if e.InForceAt != nil || SeesAll(a) || e.ID == r.OpenID && reads {
			r.Editions = append(r.Editions, e)
		}
	}
	r.works, r.says = l.worksOn(a), SeesAll(a) && a.Can(auth.PolicyWrite) || l.takesPart(a.PersonID)
	return nil
}

// readEditions reads the list of editions and the one asked for.
func (ps *Policies) readEditions(q *gorm.DB, a auth.Actor, r *Reading, at At) error {
	if err := r.readHeads(q, a); err != nil {
		return err
	}
	head, err := r.choose(at, ps.d.Zone())
	if err != nil {
		return err
	}
	r.CanSay = head.ID == r.OpenID && r.Stage == Reviewing && r.says
	r.Edition, err = ps.texts.edition(q, *head)
	return err
}

// choose finds the edition asked for among those that the actor may read.
func (r *Reading) choose(at At, zone *time.Location) (*EditionHead, error) {
	var head *EditionHead
	switch {
	case at.No != 0:
		if i := slices.IndexFunc(r.Editions, func(e EditionHead) bool { return e.No == at.No }); i >= 0 {
			head = &r.Editions[i]
		}
	case at.On != "":
		if head = InForceOn(r.Editions, at.On, zone); head == nil {
			return nil, fault.NotFound("fault.policy_none_on", "number", r.Number, "day", at.On)
		}
	case r.CurrentID != 0:
		i := slices.IndexFunc(r.Editions, func(e EditionHead) bool { return e.ID == r.CurrentID })
		head = &r.Editions[i]
	case len(r.Editions) > 0:
		head = &r.Editions[0]
	}
	if head == nil {
		return nil, fault.NotFound("fault.policy_edition_gone", "number", r.Number)
	}
	return head, nil
}

// readBeside reads what stands beside the text.
func (ps *Policies) readBeside(ctx context.Context, a auth.Actor, q *gorm.DB, r *Reading) error {
	var err error
	if r.Pointers, err = ps.pointers(ctx, a, q, r.ID); err != nil {
		return err
	}
	if r.Edition.ID == r.OpenID && r.works {
		if err := q.Where("edition_id = ?", r.OpenID).Order("id").Find(&r.Comments).Error; err != nil {
			return err
		}
	}
	if r.State == InForce {
		today := day(ps.d.Now(), ps.d.Zone())
		err = q.Where("policy_id = ? AND state = ? AND from_on <= ? AND until_on >= ?", r.ID, Granted, today, today).Order("id").Find(&r.Exceptions).Error
	}
	return err
}

// pointers gives the records that are linked with clauses of a policy, by the clause's key.
func (ps *Policies) pointers(ctx context.Context, a auth.Actor, q *gorm.DB, policy int64) (map[int][]Pointer, error) {
	found, err := ps.Links.Pointers(ctx, a, Record, q.Model(&Clause{}).Select("id").Where("policy_id = ?", policy))
	if err != nil {
		return nil, err
	}
	all := map[int][]Pointer{}
	for _, p := range found {
		self := p.Link.To()
		if p.Forward {
			self = p.Link.From()
		}
		key, _ := keyOf(self.Number)
		all[key] = append(all[key], p)
	}
	return all, nil
}

// Text gives an edition of a policy with its text, by its number in order; for comparing.
func (ps *Policies) Text(ctx context.Context, a auth.Actor, number string, no int) (Reading, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return Reading{}, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return Reading{}, err
	}
	q := ps.d.Read(ctx)
	p, err := find(q, a, g.tree, number)
	if err != nil {
		return Reading{}, err
	}
	r := Reading{Policy: p}
	r.Ruled, _ = book.Find(g.kinds, p.Kind)
	return r, ps.readEditions(q, a, &r, At{No: no})
}

// Pair gives two editions of a policy with their texts, and all that may be compared (Reading.Editions).
func (ps *Policies) Pair(ctx context.Context, a auth.Actor, number string, from, to int) (was Edition, now Reading, err error) {
	if now, err = ps.Text(ctx, a, number, to); err != nil {
		return was, now, err
	}
	i := slices.IndexFunc(now.Editions, func(e EditionHead) bool { return e.No == from })
	if i < 0 {
		return was, now, fault.NotFound("fault.policy_edition_gone", "number", number)
	}
	was, err = ps.texts.edition(ps.d.Read(ctx), now.Editions[i])
	return was, now, err
}

// ClauseText is how a clause stood in one edition.
type ClauseText struct {
	EditionHead
	Label string
	Text  string
}

// ClauseView is one clause with its history and what it is linked with.
type ClauseView struct {
	Policy
	Clause   Clause
	History  []ClauseText // the editions in which it differs from the one before, the newest first
	Pointers []Pointer
	Chain    link.Chain
	Names    map[int64]string
}

// ClauseByKey gives a clause that was in force at some time.
func (ps *Policies) ClauseByKey(ctx context.Context, a auth.Actor, number string, key int) (ClauseView, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return ClauseView{}, err
	}
	tree, err := ps.Org.Departments(ctx)
	if err != nil {
		return ClauseView{}, err
	}
	q := ps.d.Read(ctx)
	p, err := find(q, a, tree, number)
	if err != nil {
		return ClauseView{}, err
	}
	v := ClauseView{Policy: p}
	var c []Clause
	if err := q.Where("policy_id = ? AND clause_key = ?", p.ID, key).Limit(1).Find(&c).Error; err != nil {
		return ClauseView{}, err
	}
	if key == 0 || len(c) == 0 {
		return ClauseView{}, fault.NotFound("fault.policy_clause_gone", "number", number)
	}
	v.Clause = c[0]
	if err := v.history(q); err != nil {
		return ClauseView{}, err
	}
	if v.Pointers, err = ps.Links.Pointers(ctx, a, Record, []int64{v.Clause.ID}); err != nil {
		return ClauseView{}, err
	}
	self := ofClause{Clause: v.Clause, Title: p.Title, State: p.State}.card()
	if v.Chain, err = ps.Links.Of(ctx, a, link.Ref{Kind: Record, ID: v.Clause.ID, Number: v.Clause.Number}, self); err != nil {
		return ClauseView{}, err
	}
	v.Names, err = org.Names(q, p.OwnerID)
	return v, err
}

// history reads how the clause stood in the editions that were in force, leaving out those in which it did not change.
func (v *ClauseView) history(q *gorm.DB) error {
	var all []Edition
	if err := q.Where("policy_id = ? AND in_force_at IS NOT NULL", v.Policy.ID).Order("in_force_at, no").Find(&all).Error; err != nil {
		return err
	}
	for _, e := range all {
		i := slices.IndexFunc(e.Parts, func(p clause.Part) bool { return p.Key == v.Clause.Key })
		if i < 0 {
			continue
		}
		t := ClauseText{EditionHead: e.EditionHead, Label: partLabel(e.Parts[i]), Text: e.Parts[i].Body(e.Body)}
		if n := len(v.History); n > 0 && v.History[n-1].Text == t.Text && v.History[n-1].Label == t.Label {
			continue
		}
		v.History = append(v.History, t)
	}
	slices.Reverse(v.History)
	return nil
}
