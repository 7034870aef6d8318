package action

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
)

// ListView is one of the lists that everybody has.
type ListView string

// The lists.
const (
	ViewMine        ListView = "mine"   // owned by me or worked on by me
	ViewVerify      ListView = "verify" // verified by me
	ViewOpened      ListView = "opened" // opened by me
	ViewDepartment  ListView = "department"
	ViewLate        ListView = "late"
	ViewIneffective ListView = "ineffective"
	ViewAll         ListView = "all" // all I may see
)

// ListViews in the order of the tabs.
var ListViews = []ListView{ViewMine, ViewVerify, ViewOpened, ViewDepartment, ViewLate, ViewIneffective, ViewAll}

// Sort is the order of a list; words always give the newest first.
type Sort string

// The orders: the next due first, or the last opened first.
const (
	SortDue    Sort = "due"
	SortOpened Sort = "opened"
)

// Filter is what a list is narrowed to; zero values do not narrow.
type Filter struct {
	View        ListView
	Text        string // number, source's number, words
	State       State
	Kind        string
	Priority    string
	Department  int64
	Owner       int64
	Open        *bool
	Late        bool
	Ineffective bool
	From, To    time.Time // opened, To not included
	// DueFrom and DueBefore bound the next deadline; DueBefore is not included.
	DueFrom, DueBefore time.Time
	Sort               Sort // SortDue where empty
}

// Row is one line of a list; what no list shows (listColumns) is filled in exports only.
type Row struct {
	Action
	OwnerName, OpenerName, VerifierName string
}

// Page is one page of a list. It is cut where only the newest search.LookedAt matches of the words were looked at.
type Page = db.Page[Row]

// PageSize is how many rows a page holds.
const PageSize = 50

// List gives one page of what the actor may see.
func (as *Actions) List(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor) (Page, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return Page{}, err
	}
	return as.page(ctx, a, f, at, PageSize, listColumns)
}

func (as *Actions) page(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor, size int, columns string) (Page, error) {
	f = f.normal()
	l := db.Listing[Row]{Size: size, Onwards: f.Text != "", Place: f.place,
		Rows: func(ids []int64) ([]Row, error) { return as.rows(ctx, ids, columns) },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			if f.Text != "" {
				return as.textIDs(ctx, a, f, at, limit)
			}
			ids, err = as.union(a, f, at, limit).IDs(as.d.Read(ctx))
			return ids, nil, err
		}}
	return l.Page(at)
}

func (f Filter) normal() Filter {
	for _, s := range []*string{&f.Text, &f.Kind, &f.Priority, (*string)(&f.View), (*string)(&f.State)} {
		*s = strings.ToValidUTF8(*s, "")
	}
	// A span of opening is one stretch of the order of opening; in any other order it is strewn over the whole table.
	if !f.From.IsZero() || !f.To.IsZero() {
		f.Sort = SortOpened
	}
	if f.Sort != SortOpened {
		f.Sort = SortDue
	}
	f.Text = change.Cut(strings.Join(strings.Fields(f.Text), " "), 100)
	if f.State != "" {
		open := f.State != Closed
		f.Open = &open
	}
	f.Late = f.Late || f.View == ViewLate
	f.Ineffective = f.Ineffective || f.View == ViewIneffective
	if yes := true; f.Late || !f.DueFrom.IsZero() || !f.DueBefore.IsZero() {
		f.Open = &yes
	}
	return f
}

// place is where a row stands in the list.
func (f Filter) place(r Row) db.Cursor {
	switch {
	case f.Text != "":
		return db.Cursor{ID: r.ID}
	case f.Sort == SortOpened:
		return db.Cursor{ID: r.ID, Key: db.TimeKey(r.OpenedAt)}
	}
	return db.Cursor{ID: r.ID, Key: db.TimeKey(r.NextDueAt)}
}

// namesOfRow are the names of the people of a row.
const namesOfRow = ", (SELECT name FROM people WHERE people.id = actions.owner_id) AS owner_name, (SELECT name FROM people WHERE people.id = actions.opener_id) AS opener_name," +
	" (SELECT name FROM people WHERE people.id = actions.verifier_id) AS verifier_name"

// rows reads actions by id, in that order, with the names of their people.
func (as *Actions) rows(ctx context.Context, ids []int64, columns string) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []Row
	if err := as.d.Read(ctx).Table("actions").Select(columns+namesOfRow).Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, err
	}
	db.InOrder(rows, ids, func(r Row) int64 { return r.ID })
	return rows, nil
}

// rowsOf reads the rows of several lists of ids in one go.
func (as *Actions) rowsOf(ctx context.Context, lists ...[]int64) ([][]Row, error) {
	rows, err := as.rows(ctx, distinct(slices.Concat(lists...)), listColumns)
	return db.Spread(rows, func(r Row) int64 { return r.ID }, lists...), err
}

// CountCap is where counting for tabs ends: "99+".
const CountCap = 99

// Counts tells how many open actions stand in each list, counted up to CountCap.
func (as *Actions) Counts(ctx context.Context, a auth.Actor) (map[ListView]int64, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return nil, err
	}
	open := true
	unions := make([]db.Union, len(ListViews))
	for i, v := range ListViews {
		unions[i] = as.union(a, Filter{View: v, Open: &open}.normal(), nil, CountCap)
	}
	n, err := db.CountUnions(as.d.Read(ctx), unions, CountCap)
	if err != nil {
		return nil, err
	}
	counts := map[ListView]int64{}
	for i, v := range ListViews {
		counts[v] = n[i]
	}
	return counts, nil
}

// exportPage is how many rows are read at a time.
const exportPage = 500

// Export hands every action of a filtered list to row, up to the cap on exports. It tells how many there were and
// whether the cap cut the rest off. That somebody exported is an event of its own.
func (as *Actions) Export(ctx context.Context, a auth.Actor, f Filter, row func(Row) error) (n int, capped bool, err error) {
	if err := a.Require(auth.ActionExport); err != nil {
		return 0, false, err
	}
	f = f.normal()
	err = as.d.InTx(ctx, func(tx *db.Tx) error {
		return a.Record(tx, audit.Event{Kind: "action.exported", Record: audit.Ref{Kind: Kind}, Changes: f.changes()})
	})
	if err != nil {
		return 0, false, err
	}
	return db.EachRow(as.ExportRows, func(at *db.Cursor) (Page, error) { return as.page(ctx, a, f, at, exportPage, "*") }, row)
}

// changes tells in an event what was asked for. What stands in the place of a word or code may name people.
func (f Filter) changes() []audit.Change {
	var changes []audit.Change
	add := func(field string, v any) {
		if v != "" && v != int64(0) && v != false {
			changes = append(changes, audit.Change{Field: field, After: v})
		}
	}
	text := func(field, s string) {
		if s != "" {
			add(field, audit.Personal(change.Cut(s, 100)))
		}
	}
	if slices.Contains(ListViews, f.View) {
		add("view", string(f.View))
	}
	if slices.Contains(States, f.State) {
		add("state", string(f.State))
	}
	text("words", f.Text)
	text("kind", f.Kind)
	text("priority", f.Priority)
	add("department_id", f.Department)
	add("owner_id", f.Owner)
	add("late", f.Late)
	add("ineffective", f.Ineffective)
	if f.Open != nil {
		changes = append(changes, audit.Change{Field: "open", After: *f.Open})
	}
	for field, t := range map[string]time.Time{"from": f.From, "until": f.To, "due_from": f.DueFrom, "due_before": f.DueBefore} {
		if !t.IsZero() {
			add(field, t.UTC().Format(time.RFC3339))
		}
	}
	slices.SortFunc(changes, func(x, y audit.Change) int { return strings.Compare(x.Field, y.Field) })
	return changes
}
