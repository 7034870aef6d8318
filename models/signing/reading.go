package signing

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/auth"
	parts "bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/policy"
)

// Chapter is a part of a text that is shown as a whole before it is signed.
type Chapter struct {
	Key   int
	Label string
}

// Chapters gives the parts of an edition that a reader is to be shown: its chapters with what stands before and behind
// them. A text without chapters is shown by its outermost headings, one without headings by its clauses or points; one
// without any parts is shown as a whole (key 0).
func Chapters(e policy.Edition) []Chapter {
	level := func(p parts.Part) bool { return p.Kind == parts.Chapter }
	has := func() bool { return slices.ContainsFunc(e.Parts, level) }
	if !has() {
		least := 0
		for _, p := range e.Parts {
			if heading(p) && (least == 0 || p.Depth < least) {
				least = p.Depth
			}
		}
		level = func(p parts.Part) bool { return heading(p) && p.Depth == least }
	}
	if !has() {
		level = func(p parts.Part) bool { return p.Kind == parts.Clause || p.Kind == parts.Point }
	}
	var all []Chapter
	for _, p := range e.Parts {
		if p.Key != 0 && (level(p) || p.Kind == parts.Preamble || p.Kind == parts.Annex) {
			all = append(all, Chapter{Key: p.Key, Label: cmp.Or(strings.TrimSpace(p.Label+" "+p.Title), e.Title)})
		}
	}
	if len(all) == 0 {
		all = []Chapter{{Label: e.Title}}
	}
	return all
}

func heading(p parts.Part) bool {
	return p.Depth > 0 && (p.Kind == parts.Heading || p.Kind == parts.Section)
}

// Show notes that parts of an edition were shown to the person, and gives all that were so far. Which parts a reader's
// screen has shown is told often and is no business record until it is signed: it leaves no event.
func (ss *Signings) Show(ctx context.Context, a auth.Actor, in SignInput, keys []int) ([]int, error) {
	if err := maySign(a); err != nil {
		return nil, err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	q := ss.d.Read(ctx)
	p, err := findPolicy(q, a, tree, in.Number)
	if err != nil {
		return nil, err
	}
	e, err := findEdition(q, &p, in.EditionNo)
	if err != nil {
		return nil, err
	}
	if e.Stage != policy.Approved && e.Stage != policy.Current {
		return nil, fault.Conflict("fault.sign_superseded", "number", p.Number, "edition", e.Label())
	}
	chapters := Chapters(e)
	for _, k := range keys {
		if !slices.ContainsFunc(chapters, func(c Chapter) bool { return c.Key == k }) {
			return nil, fault.Invalid("fault.sign_no_part", "part", k)
		}
	}
	var shown []int
	err = ss.d.InTx(ctx, func(tx *db.Tx) error {
		row := Reading{PersonID: a.PersonID, EditionID: e.ID, Shown: []int{}, FirstAt: tx.Now, LastAt: tx.Now}
		if err := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error; err != nil {
			return err
		}
		if err := tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("person_id = ? AND edition_id = ?", a.PersonID, e.ID).Take(&row).Error; err != nil {
			return err
		}
		shown = slices.Concat(row.Shown, keys)
		slices.Sort(shown)
		shown = slices.Compact(shown)
		row.Shown, row.LastAt = shown, tx.Now
		return tx.Model(&row).Select("shown", "last_at").UpdateColumns(&row).Error
	})
	return shown, err
}

// shownParts lists the parts of an edition that a person was shown.
func shownParts(q *gorm.DB, person, edition int64) ([]int, error) {
	var found []Reading
	if err := q.Where("person_id = ? AND edition_id = ?", person, edition).Limit(1).Find(&found).Error; err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0].Shown, nil
}
