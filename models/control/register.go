package control

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/link"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// maxBranches is up to how many departments get a branch of their own; beyond it they are checked row by row.
const maxBranches = 30

// branches are the parts that together are a list of one of the registers, before its filters.
func branches(a auth.Actor, right auth.Permission, mine bool, owner, department int64) []db.Branch {
	s, own := a.Scope(right), db.Where("owner_id = ?", me(a))
	switch {
	case mine:
		return []db.Branch{own}
	case s.All && owner != 0:
		return []db.Branch{db.Where("owner_id = ?", owner)}
	case department != 0 && s.Has(department):
		return []db.Branch{db.Where("department_id = ?", department)}
	case s.All:
		return []db.Branch{db.Where("1 = 1")}
	case department != 0: // of another department only one's own, which the filter narrows
		return []db.Branch{own}
	case len(s.Departments) > maxBranches:
		// The plus keeps SQLite from preferring an index on the department to the one of the order.
		return []db.Branch{own, db.Where("+department_id IN ?", s.Departments)}
	}
	all := []db.Branch{own}
	for _, d := range s.Departments {
		all = append(all, db.Where("department_id = ?", d))
	}
	return all
}

// register is one of the two registers as the search for words reads it.
type register struct {
	table, kind, prefix string
	right               auth.Permission
	*search.Index
	q *gorm.DB
}

var numberForm = regexp.MustCompile(`^(?i)([A-Z]{2})[- ]?(\d{4})[- ]?(\d{1,6})(/\d{1,4})?$`)

// find gives the newest records that fit the words and what narrow adds, at most limit, older than the cursor's. Where
// it stopped before it had looked at all, it gives the place to go on from.
func (r register) find(ctx context.Context, a auth.Actor, text string, at *db.Cursor, limit int, narrow func(*db.Conds)) ([]int64, *db.Cursor, error) {
	var before int64
	if at != nil {
		before = at.ID
	}
	passing := func(ids []int64) ([]int64, error) {
		var c db.Conds
		narrow(&c)
		var passed []int64
		q := visible(r.q.Session(&gorm.Session{}).Table(r.table), a, r.right).Where("id IN ?", ids)
		return passed, c.On(q).Order("id DESC").Pluck("id", &passed).Error
	}
	ids, rest, err := search.Walk(before, limit, func(before int64) ([]int64, error) { return r.candidates(ctx, a, text, before) }, passing)
	if err != nil || rest == 0 {
		return ids, nil, err
	}
	return ids, &db.Cursor{ID: rest}, nil
}

// candidates gives the newest records of this number, those to which the clause, policy or record of this number
// leads, or those in which the words stand; rights not yet checked.
func (r register) candidates(ctx context.Context, a auth.Actor, text string, before int64) ([]int64, error) {
	m := numberForm.FindStringSubmatch(text)
	if m == nil {
		return r.Find(ctx, search.Query{Kind: r.kind, Words: text, AnyToken: tokens(a, r.right), Before: before, Limit: search.WalkBatch})
	}
	number := fmt.Sprintf("%s-%s-%06s%s", strings.ToUpper(m[1]), m[2], m[3], m[4])
	q := r.q.Session(&gorm.Session{})
	var ids []int64
	var err error
	if strings.HasPrefix(number, r.prefix+"-") {
		err = q.Table(r.table).Where("number = ?", number).Pluck("id", &ids).Error
	} else {
		err = q.Table("links").Where("(from_number = ? OR from_number LIKE ? ESCAPE '!') AND to_kind = ? AND ended = ?", number, db.LikePrefix(number+"/"), r.kind, false).
			Distinct().Pluck("to_id", &ids).Error
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { return before > 0 && id >= before })
	slices.SortFunc(ids, func(x, y int64) int { return int(y - x) })
	return ids, err
}

// tokens are those of the documents that the actor may see; none where that is all.
func tokens(a auth.Actor, right auth.Permission) []string {
	s := a.Scope(right)
	if s.All {
		return nil
	}
	all := []string{search.Token("p", me(a))}
	for _, d := range s.Departments {
		all = append(all, search.Token("d", d))
	}
	return all
}

func tokensOf(department, owner int64) []string {
	return []string{search.Token("d", department), search.Token("p", owner)}
}

// clausesOfAll gives the numbers of the clauses that lead to each of the records of a kind.
func clausesOfAll(q *gorm.DB, kind string, ids []int64) (map[int64][]string, error) {
	var found []link.Link
	err := q.Where("to_kind = ? AND to_id IN ? AND from_kind = ? AND ended = ?", kind, ids, PolicyKind, false).Order("id").Find(&found).Error
	led := map[int64][]string{}
	for _, l := range found {
		led[l.ToID] = append(led[l.ToID], l.FromNumber)
	}
	return led, err
}

// areasUnder are an area and all below it.
func areasUnder(set terms.Set, area string) []string {
	all := []string{area}
	for _, t := range set.Every(terms.ControlArea) { // each parent before its children
		if slices.Contains(all, t.Parent) {
			all = append(all, t.Code)
		}
	}
	return all
}

// exported collects for an event what an export was narrowed to.
type exported struct{ changes []audit.Change }

func (e *exported) view(name string, known bool) {
	if known {
		e.changes = append(e.changes, audit.Change{Field: "view", After: name})
	}
}

func (e *exported) text(field, s string) {
	if s != "" {
		e.changes = append(e.changes, audit.Change{Field: field, After: audit.Personal(change.Cut(s, 100))})
	}
}

func (e *exported) id(field string, id int64) {
	if id != 0 {
		e.changes = append(e.changes, audit.Change{Field: field, After: id})
	}
}
