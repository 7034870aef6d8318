package control

import (
	"context"
	"slices"
	"strings"

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
	ViewMine    ListView = "mine"
	ViewSoon    ListView = "soon" // due soon or overdue
	ViewOverdue ListView = "overdue"
	ViewAll     ListView = "all" // in use
	ViewRetired ListView = "retired"
)

// ListViews in the order of the tabs.
var ListViews = []ListView{ViewMine, ViewSoon, ViewOverdue, ViewAll, ViewRetired}

// Filter is what a list is narrowed to; zero values do not narrow.
type Filter struct {
	View       ListView
	Text       string // number, a clause's or action's number, words
	Area       string // with those below it
	Department int64
	Owner      int64
	Result     Result // of the last check
	Policy     string // number of a policy or of one of its clauses
	// DueFrom and DueTo bound the due day; both are days and included.
	DueFrom, DueTo string
}

// Row is one line of a list.
type Row struct {
	Control
	OwnerName string
	Clauses   []string // numbers of the clauses that it implements
}

// Page is one page of a list. It is cut where only the newest search.LookedAt matches of the words were looked at.
type Page = db.Page[Row]

// PageSize is how many rows a page holds.
const PageSize = 50

// List gives one page of what the actor may see, the next due first.
func (cs *Controls) List(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor) (Page, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return Page{}, err
	}
	return cs.page(ctx, a, f, at, PageSize)
}

func (cs *Controls) page(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor, size int) (Page, error) {
	n, err := cs.narrowed(ctx, f)
	if err != nil {
		return Page{}, err
	}
	l := db.Listing[Row]{Size: size, Onwards: n.Text != "", Place: n.place,
		Rows: func(ids []int64) ([]Row, error) { return cs.rows(ctx, ids) },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			if n.Text != "" {
				return cs.textIDs(ctx, a, n, at, limit)
			}
			u := cs.union(a, n, at, limit)
			ids, err = u.IDs(cs.d.Read(ctx))
			return ids, nil, err
		}}
	return l.Page(at)
}

// narrowing is a filter as queries need it.
type narrowing struct {
	Filter
	areas []string // the area and those below it
}

func (cs *Controls) narrowed(ctx context.Context, f Filter) (narrowing, error) {
	for _, s := range []*string{&f.Text, &f.Area, &f.Policy, &f.DueFrom, &f.DueTo, (*string)(&f.View), (*string)(&f.Result)} {
		*s = strings.ToValidUTF8(strings.TrimSpace(*s), "")
	}
	f.Text = change.Cut(strings.Join(strings.Fields(f.Text), " "), 100)
	f.Policy = strings.ToUpper(change.Cut(f.Policy, 20))
	n := narrowing{Filter: f}
	if f.Area == "" {
		return n, nil
	}
	set, err := cs.Terms.All(ctx)
	n.areas = areasUnder(set, f.Area)
	return n, err
}

// place is where a row stands in the list.
func (n narrowing) place(r Row) db.Cursor {
	if n.Text != "" {
		return db.Cursor{ID: r.ID}
	}
	return db.Cursor{ID: r.ID, Key: db.TimeKey(r.DueAt)}
}

// rows reads controls by id, in that order, with the names of their owners and their clauses.
func (cs *Controls) rows(ctx context.Context, ids []int64) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := cs.d.Read(ctx)
	var found []Control
	if err := q.Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	var people []int64
	for _, c := range found {
		people = append(people, c.OwnerID)
	}
	names, err := org.Names(q, people...)
	if err != nil {
		return nil, err
	}
	led, err := clausesOfAll(q, Kind, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(found))
	for i, c := range found {
		rows[i] = Row{Control: c, OwnerName: names[c.OwnerID], Clauses: led[c.ID]}
	}
	db.InOrder(rows, ids, func(r Row) int64 { return r.ID })
	return rows, nil
}

// CountCap is where counting for tabs ends: "99+".
const CountCap = 99

// Counts tells how many controls stand in each list, counted up to CountCap.
func (cs *Controls) Counts(ctx context.Context, a auth.Actor) (map[ListView]int64, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return nil, err
	}
	unions := make([]db.Union, len(ListViews))
	for i, v := range ListViews {
		unions[i] = cs.union(a, narrowing{Filter: Filter{View: v}}, nil, CountCap)
	}
	n, err := db.CountUnions(cs.d.Read(ctx), unions, CountCap)
	if err != nil {
		return nil, err
	}
	counts := map[ListView]int64{}
	for i, v := range ListViews {
		counts[v] = n[i]
	}
	return counts, nil
}

// Empty tells whether there is no control at all, so that the starter pack may be taken over.
func (cs *Controls) Empty(ctx context.Context) (bool, error) {
	last, err := cs.last(ctx)
	return last == 0, err
}

// union is the list as the database reads it.
func (cs *Controls) union(a auth.Actor, n narrowing, at *db.Cursor, limit int) db.Union {
	return db.Union{Table: "controls", Column: "due_at", At: at, Limit: limit, Closed: []bool{n.View == ViewRetired},
		Branches: branches(a, auth.ControlRead, n.View == ViewMine, n.Owner, n.Department),
		Narrow:   func(c *db.Conds) { n.narrow(c, cs) }}
}

// narrow adds the filters.
func (n narrowing) narrow(c *db.Conds, cs *Controls) {
	now := cs.d.Now()
	equal := func(column string, value, zero any) {
		if value != zero {
			c.Add(column+" = ?", value)
		}
	}
	equal("department_id", n.Department, int64(0))
	equal("owner_id", n.Owner, int64(0))
	equal("last_result", string(n.Result), "")
	if n.areas != nil {
		c.Add("area IN ?", n.areas)
	}
	switch n.View {
	case ViewSoon:
		c.Add("soon_at <= ?", now)
	case ViewOverdue:
		c.Add("due_at < ?", now)
	}
	if n.Policy != "" {
		c.Add(underPolicy, Kind, PolicyKind, false, n.Policy, db.LikePrefix(n.Policy+"/"))
	}
	if n.DueFrom != "" {
		c.Add("due_on >= ?", n.DueFrom)
	}
	if n.DueTo != "" {
		c.Add("due_on <= ?", n.DueTo)
	}
}

// exportPage is how many rows are read at a time.
const exportPage = 500

// Export hands every control of a filtered list to row, up to the cap on exports. It tells how many there were and
// whether the cap cut the rest off. That somebody exported is an event of its own.
func (cs *Controls) Export(ctx context.Context, a auth.Actor, f Filter, row func(Row) error) (n int, capped bool, err error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return 0, false, err
	}
	err = cs.d.InTx(ctx, func(tx *db.Tx) error {
		return a.Record(tx, audit.Event{Kind: "control.exported", Record: audit.Ref{Kind: Kind}, Changes: f.changes()})
	})
	if err != nil {
		return 0, false, err
	}
	return db.EachRow(cs.ExportRows, func(at *db.Cursor) (Page, error) { return cs.page(ctx, a, f, at, exportPage) }, row)
}

// changes tells in an event what was asked for. What stands in the place of a word or code may name people.
func (f Filter) changes() []audit.Change {
	var e exported
	e.view(string(f.View), slices.Contains(ListViews, f.View))
	e.text("words", f.Text)
	e.text("area", f.Area)
	e.id("department_id", f.Department)
	e.id("owner_id", f.Owner)
	e.text("result", string(f.Result))
	e.text("policy", f.Policy)
	e.text("due_from", f.DueFrom)
	e.text("due_to", f.DueTo)
	return e.changes
}

// Find is the search box: number, a clause's number or words, newest first.
func (cs *Controls) Find(ctx context.Context, a auth.Actor, words string, limit int) ([]Row, error) {
	if err := a.Require(auth.ControlRead); err != nil || strings.TrimSpace(words) == "" {
		return nil, err
	}
	p, err := cs.page(ctx, a, Filter{Text: words}, nil, min(max(limit, 1), PageSize))
	return p.Rows, err
}

// textIDs gives the newest controls that fit the filter's words, at most limit, older than the cursor's.
func (cs *Controls) textIDs(ctx context.Context, a auth.Actor, n narrowing, at *db.Cursor, limit int) ([]int64, *db.Cursor, error) {
	r := register{table: "controls", kind: Kind, prefix: Prefix, right: auth.ControlRead, Index: cs.Index, q: cs.d.Read(ctx)}
	return r.find(ctx, a, n.Text, at, limit, func(c *db.Conds) {
		c.Add("closed = ?", n.View == ViewRetired)
		if n.View == ViewMine {
			c.Add("owner_id = ?", me(a))
		}
		n.narrow(c, cs)
	})
}

// documents gives controls as the search index keeps them: texts, and who may find them.
func (cs *Controls) documents(ctx context.Context, ids []int64) ([]search.Document, error) {
	var found []Control
	if err := cs.d.Read(ctx).Select("id", "department_id", "owner_id", "title", "text").Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	documents := make([]search.Document, len(found))
	for i, c := range found {
		documents[i] = search.Document{ID: c.ID, Text: c.Title + "\n" + c.Text, Tokens: tokensOf(c.DepartmentID, c.OwnerID)}
	}
	return documents, nil
}

// last is the highest id in use.
func (cs *Controls) last(ctx context.Context) (int64, error) {
	return db.LastID(cs.d.Read(ctx), "controls")
}
