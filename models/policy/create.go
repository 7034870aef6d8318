package policy

import (
	"context"
	"strconv"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Create begins a document with its first draft and gives its number.
func (ps *Policies) Create(ctx context.Context, a auth.Actor, in CreateInput) (string, error) {
	if err := a.Require(auth.PolicyWrite); err != nil {
		return "", err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return "", err
	}
	defer ps.Index.Kick()
	var number string
	err = ps.d.InTx(ctx, func(tx *db.Tx) error {
		w := ps.begin(tx, a, g, &loaded{Policy: blank(tx)}, "policy.created")
		if err := w.facts(in.Facts); err != nil {
			return err
		}
		w.Check.Text("body", in.Body, MaxBody)
		if err := w.Check.Err(); err != nil {
			return err
		}
		if err := w.insert(in.Body, in.Files); err != nil {
			return err
		}
		number = w.p.Number
		return nil
	})
	return number, err
}

// blank is a document before anything is said about it.
func blank(tx *db.Tx) Policy {
	return Policy{Version: 1, State: Unissued, Stage: Drafting, Standards: []Standard{}, NextKey: 1, CreatedAt: tx.Now, ChangedAt: tx.Now,
		NextDueAt: Never, NextSoonAt: Never, RemindAt: Never}
}

// insert writes a new document with its first draft.
func (w *work) insert(body string, files []file.Upload) error {
	p := w.p
	if err := w.number(); err != nil {
		return err
	}
	was := *p
	body, err := w.pictures(body, files)
	if err != nil {
		return err
	}
	if err := w.newEdition(EditionHead{Title: p.Title, Weight: Major, Major: 1}, nil, body); err != nil {
		return err
	}
	if err := w.tx.Model(p).UpdateColumns(change.Columns(&was, p)).Error; err != nil {
		return err
	}
	if err := w.readers(); err != nil {
		return err
	}
	if err := w.record(); err != nil {
		return err
	}
	return search.Put(w.tx, Record, p.ID)
}

// number gives the document its number and writes its row.
func (w *work) number() (err error) {
	if w.p.Number, err = w.tx.NextNumber(Prefix); err != nil {
		return err
	}
	if err := w.tx.Create(w.p).Error; err != nil {
		return err
	}
	// The whole document can be pointed at from the beginning; its clauses once they are in force.
	return w.tx.Create(&Clause{PolicyID: w.p.ID, Number: w.p.Number, Kind: Record}).Error
}

// newEdition makes an edition the open one. Its keys are carried from base, nil where it is the first.
func (w *work) newEdition(head EditionHead, base *Edition, body string) error {
	p := w.p
	p.LatestNo++
	head.PolicyID, head.No, head.Version, head.Stage, head.AuthorID, head.CreatedAt, head.EditedAt = p.ID, p.LatestNo, 1, Drafting, w.a.PersonID, w.tx.Now, w.tx.Now
	e := Edition{EditionHead: head, Body: body}
	if base != nil {
		e.BaseID = base.ID
	}
	w.parse(&e, base)
	if err := w.tx.Create(&e).Error; err != nil {
		return err
	}
	p.OpenID, p.Stage, w.l.open = e.ID, Drafting, &e.EditionHead
	w.Note("edition", e.Label())
	w.Note("hash", e.Hash)
	return w.author()
}

// parse reads the parts of an edition's text, with the keys of what it was before.
func (w *work) parse(e *Edition, was *Edition) {
	var before []clause.Part
	var text string
	if was != nil {
		before, text = was.Parts, was.Body
	}
	e.Parts, w.p.NextKey = clause.Carry(before, text, clause.Parse(e.Body), e.Body, max(w.p.NextKey, 1))
	if e.Parts == nil {
		e.Parts = []clause.Part{} // the column holds a list, if an empty one
	}
	e.Hash = Hash(e.Title, e.Body)
}

// author notes that the actor had a hand in the text, for which he may never approve it.
func (w *work) author() error {
	if w.a.PersonID == 0 || w.l.has(w.a.PersonID, Author) {
		return nil
	}
	t := Participant{EditionID: w.p.OpenID, Part: Author, PersonID: w.a.PersonID, PolicyID: w.p.ID, AskedAt: w.tx.Now}
	w.l.people = append(w.l.people, t)
	return w.tx.Create(&t).Error
}

// facts checks and sets what is said about the document.
func (w *work) facts(in Facts) error {
	p, c := w.p, &w.Check
	c.Required("title", in.Title)
	c.Line("title", in.Title, maxTitle)
	k, ok := book.Find(w.kinds, in.Kind)
	if !ok || !k.Active && in.Kind != p.Kind {
		c.Add("kind", "invalid.choice")
	}
	w.l.kind = k
	w.terms.Check(c, "secrecy", terms.Secrecy, in.Secrecy, p.Secrecy, true)
	w.terms.Check(c, "category", terms.PolicyCategory, in.Category, p.Category, true)
	w.terms.Check(c, "retention", terms.Retention, in.Retention, p.Retention, true)
	c.Line("keywords", in.Keywords, maxLine)
	if in.ReviewMonths < 0 || in.ReviewMonths > maxMonths {
		c.Add("review_months", "invalid.range", "from", 0, "to", maxMonths)
	}
	w.checkQuiz(in.Quiz)
	if in.DepartmentID == 0 {
		c.Add("department_id", "invalid.required")
	}
	w.tree.Check(c, "department_id", in.DepartmentID)
	if in.OwnerID == 0 {
		c.Add("owner_id", "invalid.required")
	} else if in.OwnerID != p.OwnerID {
		if err := w.person("owner_id", in.OwnerID); err != nil {
			return err
		}
	}
	standards := w.standards(in.Standards)
	if err := in.Audience.Check(w.tx.DB, c, "audience", w.tree, w.ps.Org.Today()); err != nil || !c.OK() {
		return err
	}
	w.setFacts(in, standards)
	return nil
}

func (w *work) setFacts(in Facts, standards []Standard) {
	p := w.p
	w.Code("title", &p.Title, in.Title)
	w.Code("kind", &p.Kind, in.Kind)
	change.Value(&w.Set, "owner_id", &p.OwnerID, in.OwnerID)
	change.Value(&w.Set, "department_id", &p.DepartmentID, in.DepartmentID)
	w.Code("secrecy", &p.Secrecy, in.Secrecy)
	p.Restricted = w.terms.Flag(terms.Secrecy, in.Secrecy, terms.Restricted)
	w.Code("category", &p.Category, in.Category)
	w.Code("keywords", &p.Keywords, in.Keywords)
	w.Code("retention", &p.Retention, in.Retention)
	change.Value(&w.Set, "review_months", &p.ReviewMonths, in.ReviewMonths)
	change.Value(&w.Set, "quiz_draw", &p.Quiz.Draw, in.Quiz.Draw)
	change.Value(&w.Set, "quiz_pass", &p.Quiz.Pass, in.Quiz.Pass)
	change.Value(&w.Set, "quiz_attempts", &p.Quiz.Attempts, in.Quiz.Attempts)
	if before, after := standardsText(p.Standards), standardsText(standards); before != after {
		w.Changes = append(w.Changes, audit.Change{Field: "standards", Before: before, After: after})
		p.Standards = standards
	}
	if !p.Audience.Equal(in.Audience) {
		w.Changes = append(w.Changes, audit.Change{Field: "audience", Before: p.Audience.String(), After: in.Audience.String()})
		p.Audience = in.Audience
	}
}

func (w *work) checkQuiz(q Quiz) {
	if q.Draw == 0 {
		return
	}
	inRange := func(field string, n, low, high int) {
		if n < low || n > high {
			w.Check.Add(field, "invalid.range", "from", low, "to", high)
		}
	}
	inRange("quiz_draw", q.Draw, 1, 50)
	inRange("quiz_pass", q.Pass, 1, 100)
	inRange("quiz_attempts", q.Attempts, 1, 20)
}

// standards checks the standards referred to; rows without any text are left out.
func (w *work) standards(in []Standard) []Standard {
	all := []Standard{}
	for _, s := range in {
		s.Clauses = strings.TrimSpace(s.Clauses)
		if s.Standard == "" && s.Clauses == "" {
			continue
		}
		w.terms.Check(&w.Check, "standards", terms.Standard, s.Standard, "", true)
		w.Check.Line("standards", s.Clauses, maxLine)
		all = append(all, s)
	}
	if len(all) > maxPeople {
		w.Check.Add("standards", "invalid.policy_standards", "max", maxPeople)
	}
	return all
}

func standardsText(all []Standard) string {
	var words []string
	for _, s := range all {
		words = append(words, strings.TrimSpace(s.Standard+" "+s.Clauses))
	}
	return strings.Join(words, "; ")
}

// reader is one line of the audience of a restricted policy.
type reader struct {
	PolicyID int64
	Kind     string
	Ref      string
}

// TableName is where readers are stored.
func (reader) TableName() string { return "policy_readers" }

// readers spells out who besides its department may read a restricted policy.
func (w *work) readers() error {
	p := w.p
	if err := w.tx.Where("policy_id = ?", p.ID).Delete(&reader{}).Error; err != nil || !p.Restricted {
		return err
	}
	var all []reader
	if p.Audience.All {
		all = append(all, reader{p.ID, "all", ""})
	}
	add := func(kind string, ids []int64) {
		for _, id := range distinct(ids) {
			all = append(all, reader{p.ID, kind, strconv.FormatInt(id, 10)})
		}
	}
	add("department", p.Audience.Departments)
	add("post", p.Audience.Posts)
	add("person", p.Audience.People)
	for _, r := range p.Audience.Roles {
		all = append(all, reader{p.ID, "role", r})
	}
	if len(all) == 0 {
		return nil
	}
	return w.tx.Create(&all).Error
}

// retitle lets a draft that was never in force bear the title that the document was given. What was sent or is in force
// bears one that was approved with its text, so that only another edition changes it.
func (w *work) retitle() error {
	if w.p.Title == w.was.Title {
		return nil
	}
	if w.p.CurrentID != 0 || w.p.OpenID != 0 && w.p.Stage != Drafting {
		w.Check.Add("title", "invalid.policy_title")
		return nil
	}
	if w.p.OpenID == 0 {
		return nil
	}
	e, err := edition(w.tx.DB, w.p.OpenID)
	if err != nil {
		return err
	}
	was := e
	e.Title, e.Hash = w.p.Title, Hash(w.p.Title, e.Body)
	return w.saveDraft(&e, &was)
}

// Edit changes what is said about a document. Its text is an edition's, and so is the title of one in force.
func (ps *Policies) Edit(ctx context.Context, a auth.Actor, ref Ref, in Facts) error {
	return ps.step(ctx, a, ref, EditStep, "policy.edited", func(w *work) error {
		w.p.Stage = w.was.Stage
		if err := w.facts(in); err != nil || !w.Check.OK() {
			return err
		}
		if len(w.Changes) == 0 {
			return fault.Conflict("fault.nothing_changed")
		}
		if k, ok := FindKind(w.kinds, w.was.Kind); ok && k.External != w.l.kind.External && (w.p.CurrentID != 0 || w.p.OpenID != 0 && w.p.Stage != Drafting) {
			w.Check.Add("kind", "invalid.policy_kind_external") // what was approved as a law was not reviewed as a rule is
		}
		if err := w.retitle(); err != nil || !w.Check.OK() {
			return err
		}
		if w.p.ReviewMonths != w.was.ReviewMonths && w.p.State == InForce {
			if err := w.nextReview(w.cycleEnd()); err != nil {
				return err
			}
		}
		return w.readers()
	})
}
