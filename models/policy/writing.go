package policy

import (
	"context"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
)

// Writing is what an author has before him: the draft, what is in force beside it, and what was said about the draft.
type Writing struct {
	Policy
	Ruled    Kind
	Open     Edition // zero where none is open
	InForce  Edition // the last one that was in force; zero where none ever was
	Comments []Comment
	Pictures []file.Attachment
	Names    map[int64]string // of those who commented
	Write    fault.Option     // whether the actor may write now, and why not
	Begin    fault.Option     // whether he may begin a new edition
}

// Writing gives the open edition for writing on. It answers too where none is open, or where the actor may not write
// now: then Write says why. Who may not read drafts at all gets fault.Forbidden.
func (ps *Policies) Writing(ctx context.Context, a auth.Actor, number string) (Writing, error) {
	if err := a.Require(auth.PolicyWrite); err != nil {
		return Writing{}, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return Writing{}, err
	}
	q := ps.d.Read(ctx)
	l, err := load(q, a, g, number)
	if err != nil {
		return Writing{}, err
	}
	w := Writing{Policy: l.Policy, Ruled: l.kind, Write: fault.OptionOf(string(WriteStep), l.may(a, WriteStep)), Begin: fault.OptionOf(string(DraftStep), l.may(a, DraftStep))}
	if l.open == nil {
		return w, nil
	}
	return w, w.read(q)
}

func (w *Writing) read(q *gorm.DB) error {
	var both []Edition
	if err := q.Where("id IN ?", []int64{w.OpenID, w.CurrentID}).Find(&both).Error; err != nil {
		return err
	}
	for _, e := range both {
		if e.ID == w.OpenID {
			w.Open = e
		} else {
			w.InForce = e
		}
	}
	if err := q.Where("edition_id = ?", w.OpenID).Order("id").Find(&w.Comments).Error; err != nil {
		return err
	}
	var err error
	if w.Pictures, err = file.Of(q, Record, w.ID); err != nil {
		return err
	}
	ids := make([]int64, len(w.Comments))
	for i, c := range w.Comments {
		ids[i] = c.PersonID
	}
	w.Names, err = org.Names(q, ids...)
	return err
}

// Parts reads the parts of a text written on the draft, with the keys that Write would give them.
func (w *Writing) Parts(body string) []clause.Part {
	parts, _ := clause.Carry(w.Open.Parts, w.Open.Body, clause.Parse(body), body, max(w.NextKey, 1))
	return parts
}
