package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/org"
	"bihuan/models/search"
)

// ListView is one of the lists that everybody has.
type ListView string

// The lists.
const (
	ViewInForce ListView = "in_force"
	ViewMine    ListView = "mine"   // owned by me, not retired
	ViewDrafts  ListView = "drafts" // an edition is open
	ViewReview  ListView = "review" // in force, the periodic review is near or late
	ViewRetired ListView = "retired"
	ViewAll     ListView = "all"
)

// ListViews in the order of the tabs.
var ListViews = []ListView{ViewInForce, ViewMine, ViewDrafts, ViewReview, ViewRetired, ViewAll}

// Sort is the order of a list; words always give the newest first.
type Sort string

// The orders.
const (
	SortChanged Sort = "changed" // the last to change first
	SortDue     Sort = "due"     // the next clock to run out first
	SortTitle   Sort = "title"
)

// Filter is what a list is narrowed to; zero values do not narrow.
type Filter struct {
	View       ListView
	Text       string // number or words
	Kind       string
	Category   string // with those below it
	State      State
	Stage      Stage
	Department int64 // with those below it
	Owner      int64
	Secrecy    string
	Sort       Sort
}

// Row is one line of a list.
type Row struct {
	Policy
	OwnerName string
	Edition   string // the number of the edition in force, as 2.1; empty where none
}

// Page is one page of a list.
type Page = db.Page[Row]

// PageSize is how many rows a page holds.
const PageSize = 50

// List gives one page of what the actor may see.
func (ps *Policies) List(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor) (Page, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return Page{}, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return Page{}, err
	}
	return ps.page(ctx, a, g, f.normal(), at, PageSize)
}

func (f Filter) normal() Filter {
	for _, s := range []*string{&f.Text, &f.Kind, &f.Category, &f.Secrecy, (*string)(&f.View), (*string)(&f.State), (*string)(&f.Stage)} {
		*s = strings.ToValidUTF8(*s, "")
	}
	f.Text = change.Cut(strings.Join(strings.Fields(f.Text), " "), 100)
	if !slices.Contains([]Sort{SortChanged, SortDue, SortTitle}, f.Sort) {
		f.Sort = SortChanged
		if f.View == ViewReview || f.View == ViewDrafts {
			f.Sort = SortDue
		}
	}
	return f
}

func (ps *Policies) page(ctx context.Context, a auth.Actor, g ground, f Filter, at *db.Cursor, size int) (Page, error) {
	l := db.Listing[Row]{Size: size, Onwards: f.Text != "", Place: f.place,
		Rows: func(ids []int64) ([]Row, error) { return ps.rows(ctx, ids) },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			if f.Text != "" {
				return ps.textIDs(ctx, a, g, f, at, limit)
			}
			q := f.narrow(Visible(ps.d.Read(ctx).Model(&Policy{}), a, g.tree), a, g)
			q = f.ordered(q, at)
			return ids, nil, q.Limit(limit).Pluck("policies.id", &ids).Error
		}}
	return l.Page(at)
}

// ordered begins a list behind a place.
func (f Filter) ordered(q *gorm.DB, at *db.Cursor) *gorm.DB {
	var key any
	column, desc := "policies.changed_at", true
	switch f.Sort {
	case SortDue:
		column, desc = "policies.next_due_at", false
	case SortTitle:
		column, desc = "policies.title", false
	}
	if at != nil {
		if key = at.Key; f.Sort != SortTitle {
			key = db.KeyTime(at.Key)
		}
	}
	return db.Keyset(q, column, desc, key, at)
}

// place is where a row stands in the list.
func (f Filter) place(r Row) db.Cursor {
	switch {
	case f.Text != "":
		return db.Cursor{ID: r.ID}
	case f.Sort == SortDue:
		return db.Cursor{ID: r.ID, Key: db.TimeKey(r.NextDueAt)}
	case f.Sort == SortTitle:
		return db.Cursor{ID: r.ID, Key: r.Title}
	}
	return db.Cursor{ID: r.ID, Key: db.TimeKey(r.ChangedAt)}
}

// narrow puts the filter's conditions on a query of policies.
func (f Filter) narrow(q *gorm.DB, a auth.Actor, g ground) *gorm.DB {
	switch f.View {
	case ViewInForce:
		q = q.Where("policies.state = ?", InForce)
	case ViewMine:
		q = q.Where("policies.owner_id = ? AND policies.state IN ?", me(a), []State{Unissued, InForce})
	case ViewDrafts:
		q = q.Where("policies.stage IN ?", []Stage{Drafting, Reviewing, Approving, Approved})
	case ViewReview:
		q = q.Where("policies.state = ? AND policies.review_on <> '' AND policies.review_on <= ?", InForce, g.near)
	case ViewRetired:
		q = q.Where("policies.state = ?", Retired)
	}
	equal := func(column, value string) {
		if value != "" {
			q = q.Where("policies."+column+" = ?", value)
		}
	}
	equal("kind", f.Kind)
	equal("state", string(f.State))
	equal("stage", string(f.Stage))
	equal("secrecy", f.Secrecy)
	if f.Category != "" {
		q = q.Where("policies.category IN ?", CategoriesBelow(g.terms, f.Category))
	}
	if f.Department != 0 {
		q = q.Where("policies.department_id IN ?", g.tree.Below(f.Department))
	}
	if f.Owner != 0 {
		q = q.Where("policies.owner_id = ?", f.Owner)
	}
	return q
}

// rows reads policies by id, in that order, with the names of their owners and the numbers of their editions.
func (ps *Policies) rows(ctx context.Context, ids []int64) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := ps.d.Read(ctx)
	var found []struct {
		Policy
		CurrentMajor, CurrentMinor int
		CurrentTag                 string
	}
	err := q.Table("policies").Select("policies.*, e.major AS current_major, e.minor AS current_minor, e.tag AS current_tag").
		Joins("LEFT JOIN policy_editions e ON e.id = policies.current_id").Where("policies.id IN ?", ids).Find(&found).Error
	if err != nil {
		return nil, err
	}
	var people []int64
	for _, p := range found {
		people = append(people, p.OwnerID)
	}
	names, err := org.Names(q, people...)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(found))
	for i, p := range found {
		rows[i] = Row{Policy: p.Policy, OwnerName: names[p.OwnerID]}
		if p.CurrentID != 0 {
			rows[i].Edition = EditionHead{Major: p.CurrentMajor, Minor: p.CurrentMinor, Tag: p.CurrentTag}.Label()
		}
	}
	db.InOrder(rows, ids, func(r Row) int64 { return r.ID })
	return rows, nil
}

// CountCap is where counting for tabs ends: "99+".
const CountCap = 99

// Counts tells how many policies stand in each list, counted up to CountCap.
func (ps *Policies) Counts(ctx context.Context, a auth.Actor) (map[ListView]int64, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return nil, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return nil, err
	}
	var parts []string
	var args []any
	for _, v := range ListViews {
		q := Filter{View: v}.narrow(Visible(ps.d.Read(ctx).Session(&gorm.Session{DryRun: true}).Model(&Policy{}), a, g.tree), a, g)
		s := q.Select("policies.id").Limit(CountCap + 1).Find(&[]int64{}).Statement
		parts = append(parts, "(SELECT COUNT(*) FROM ("+s.SQL.String()+") AS c) AS `"+string(v)+"`")
		args = append(args, s.Vars...)
	}
	var n struct{ InForce, Mine, Drafts, Review, Retired, All int64 }
	if err := ps.d.Read(ctx).Raw("SELECT "+strings.Join(parts, ", "), args...).Scan(&n).Error; err != nil {
		return nil, err
	}
	return map[ListView]int64{ViewInForce: n.InForce, ViewMine: n.Mine, ViewDrafts: n.Drafts, ViewReview: n.Review, ViewRetired: n.Retired, ViewAll: n.All}, nil
}

// CategoryCounts tells how many policies in force that the actor may see stand in each category itself.
func (ps *Policies) CategoryCounts(ctx context.Context, a auth.Actor) (map[string]int64, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return nil, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return nil, err
	}
	var found []struct {
		Category string
		N        int64
	}
	err = Visible(ps.d.Read(ctx).Model(&Policy{}), a, g.tree).Select("policies.category, COUNT(*) AS n").Where("policies.state = ?", InForce).Group("policies.category").Find(&found).Error
	counts := map[string]int64{}
	for _, f := range found {
		counts[f.Category] = f.N
	}
	return counts, err
}

// exportPage is how many rows are read at a time.
const exportPage = 500

// Export hands every policy of a filtered list to row, up to the cap on exports. It tells how many there were and
// whether the cap cut the rest off. That somebody exported is an event of its own.
func (ps *Policies) Export(ctx context.Context, a auth.Actor, f Filter, row func(Row) error) (n int, capped bool, err error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return 0, false, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return 0, false, err
	}
	f = f.normal()
	err = ps.d.InTx(ctx, func(tx *db.Tx) error {
		return a.Record(tx, audit.Event{Kind: "policy.exported", Record: audit.Ref{Kind: Record}, Changes: []audit.Change{{Field: "view", After: string(f.View)}, {Field: "text", After: audit.Personal(f.Text)}}})
	})
	if err != nil {
		return 0, false, err
	}
	return db.EachRow(ps.ExportRows, func(at *db.Cursor) (Page, error) { return ps.page(ctx, a, g, f, at, exportPage) }, row)
}

// textIDs gives the newest policies that fit the filter's words, at most limit, older than the cursor's.
func (ps *Policies) textIDs(ctx context.Context, a auth.Actor, g ground, f Filter, at *db.Cursor, limit int) ([]int64, *db.Cursor, error) {
	var before int64
	if at != nil {
		before = at.ID
	}
	passing := func(ids []int64) (passed []int64, err error) {
		q := f.narrow(Visible(ps.d.Read(ctx).Model(&Policy{}), a, g.tree), a, g)
		return passed, q.Where("policies.id IN ?", ids).Order("policies.id DESC").Pluck("policies.id", &passed).Error
	}
	ids, rest, err := search.Walk(before, limit, func(before int64) ([]int64, error) { return ps.candidates(ctx, f.Text, before) }, passing)
	if err != nil || rest == 0 {
		return ids, nil, err
	}
	return ids, &db.Cursor{ID: rest}, nil
}

// candidates gives the newest policies of this number, or in which the words stand; rights not yet checked.
func (ps *Policies) candidates(ctx context.Context, text string, before int64) ([]int64, error) {
	m := exactForm.FindStringSubmatch(text)
	if m == nil {
		return ps.Index.Find(ctx, search.Query{Kind: Record, Words: text, Before: before, Limit: search.WalkBatch})
	}
	var ids []int64
	q := ps.d.Read(ctx).Model(&Policy{}).Where("number = ?", fmt.Sprintf("%s-%s-%06s", Prefix, m[1], m[2]))
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	return ids, q.Pluck("id", &ids).Error
}

// Find is the search box: number or words, the newest first.
func (ps *Policies) Find(ctx context.Context, a auth.Actor, words string, limit int) ([]Row, error) {
	if err := a.Require(auth.PolicyRead); err != nil || strings.TrimSpace(words) == "" {
		return nil, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return nil, err
	}
	p, err := ps.page(ctx, a, g, Filter{View: ViewAll, Text: words}.normal(), nil, min(max(limit, 1), PageSize))
	return p.Rows, err
}
