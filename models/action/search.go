package action

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/search"
)

var numberForm = regexp.MustCompile(`^(?i)([A-Z]{2})[- ]?(\d{4})[- ]?(\d{1,6})$`)

// textIDs gives the newest actions that fit the filter's words, at most limit, older than the cursor's. Where it
// stopped before it had looked at all, it gives the place to go on from.
func (as *Actions) textIDs(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor, limit int) ([]int64, *db.Cursor, error) {
	var before int64
	if at != nil {
		before = at.ID
	}
	ids, rest, err := search.Walk(before, limit, func(before int64) ([]int64, error) { return as.candidates(ctx, a, f.Text, before) },
		func(ids []int64) ([]int64, error) { return as.passing(ctx, a, f, ids) })
	if err != nil || rest == 0 {
		return ids, nil, err
	}
	return ids, &db.Cursor{ID: rest}, nil
}

// candidates gives the newest actions of this number, those that come from the record of this number, or those in
// which the words stand; rights not yet checked.
func (as *Actions) candidates(ctx context.Context, a auth.Actor, text string, before int64) ([]int64, error) {
	m := numberForm.FindStringSubmatch(text)
	if m == nil {
		return as.Index.Find(ctx, search.Query{Kind: Kind, Words: text, AnyToken: tokens(a), Before: before, Limit: search.WalkBatch})
	}
	number := fmt.Sprintf("%s-%s-%06s", strings.ToUpper(m[1]), m[2], m[3])
	q := as.d.Read(ctx)
	var ids []int64
	var err error
	if strings.HasPrefix(number, Prefix+"-") {
		err = q.Model(&Action{}).Where("number = ?", number).Pluck("id", &ids).Error
	} else {
		err = q.Table("links").Where("from_number = ? AND to_kind = ?", number, Kind).Distinct().Pluck("to_id", &ids).Error
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { return before > 0 && id >= before })
	slices.SortFunc(ids, func(x, y int64) int { return int(y - x) })
	return ids, err
}

// passing keeps the ids that the actor may see and the filter lets through, the newest first.
func (as *Actions) passing(ctx context.Context, a auth.Actor, f Filter, ids []int64) ([]int64, error) {
	q := visible(as.d.Read(ctx).Model(&Action{}), a).Where("actions.id IN ?", ids)
	switch f.View {
	case ViewMine:
		q = q.Where("(owner_id = ? OR EXISTS (SELECT 1 FROM action_coworkers w WHERE w.person_id = ? AND w.action_id = actions.id AND w.former = ?))", me(a), me(a), false)
	case ViewOpened:
		q = q.Where("opener_id = ?", me(a))
	case ViewVerify:
		q = q.Where("verifier_id = ?", me(a))
	case ViewDepartment:
		if s := a.Scope(auth.ActionRead); !s.All {
			q = q.Where("department_id IN ?", s.Departments)
		}
	}
	if f.Open != nil {
		q = q.Where("closed = ?", !*f.Open)
	}
	var c db.Conds
	f.narrow(&c, as.d.Now())
	var passed []int64
	return passed, c.On(q).Order("id DESC").Pluck("id", &passed).Error
}

// tokens are those of the documents that the actor may see; none where that is all.
func tokens(a auth.Actor) []string {
	s := a.Scope(auth.ActionRead)
	if s.All {
		return nil
	}
	all := []string{search.Token("p", me(a))}
	for _, d := range s.Departments {
		all = append(all, search.Token("d", d))
	}
	return all
}

// documents gives actions as the search index keeps them: texts, and who may find them.
func (as *Actions) documents(ctx context.Context, ids []int64) ([]search.Document, error) {
	q := as.d.Read(ctx)
	var found []Action
	if err := q.Select("id", "department_id", "owner_id", "opener_id", "verifier_id", "title", "finding", "cause").Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	var along []Coworker
	if err := q.Where("action_id IN ?", ids).Find(&along).Error; err != nil {
		return nil, err
	}
	documents := make([]search.Document, len(found))
	for i, c := range found {
		t := []string{search.Token("d", c.DepartmentID), search.Token("p", c.OwnerID), search.Token("p", c.OpenerID), search.Token("p", c.VerifierID)}
		for _, k := range along {
			if k.ActionID == c.ID {
				t = append(t, search.Token("p", k.PersonID))
			}
		}
		documents[i] = search.Document{ID: c.ID, Text: strings.Join([]string{c.Title, c.Finding, c.Cause}, "\n"), Tokens: t}
	}
	return documents, nil
}

// last is the highest id in use.
func (as *Actions) last(ctx context.Context) (int64, error) {
	return db.LastID(as.d.Read(ctx), "actions")
}

// Find is the search box: number, source's number or words, newest first.
func (as *Actions) Find(ctx context.Context, a auth.Actor, words string, limit int) ([]Row, error) {
	if err := a.Require(auth.ActionRead); err != nil || strings.TrimSpace(words) == "" {
		return nil, err
	}
	p, err := as.page(ctx, a, Filter{View: ViewAll, Text: words}, nil, min(max(limit, 1), PageSize), "*")
	return p.Rows, err
}
