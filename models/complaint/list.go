package complaint

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/terms"
)

// ListView is one of the lists that everybody has.
type ListView string

// The lists.
const (
	ViewMine         ListView = "mine" // handled by me
	ViewDepartment   ListView = "department"
	ViewLate         ListView = "late"
	ViewAll          ListView = "all" // all I may see
	ViewFirstContact ListView = "first_contact"
)

// ListViews in the order of the tabs.
var ListViews = []ListView{ViewMine, ViewDepartment, ViewLate, ViewAll, ViewFirstContact}

// Sort is the order of a list; words always give the newest first.
type Sort string

// The orders: the next due first, or the last received first.
const (
	SortDue      Sort = "due"
	SortReceived Sort = "received"
)

// Filter is what a list is narrowed to; zero values do not narrow.
type Filter struct {
	View       ListView
	Text       string // number, phone end, order number, name, words
	State      State
	Class      string
	Type       string
	Channel    string
	Severity   string
	Department int64
	Handler    int64
	Open       *bool
	Late       bool
	From, To   time.Time // received, To not included
	// DueFrom and DueBefore bound the next deadline; DueBefore is not included.
	DueFrom, DueBefore time.Time
	Sort               Sort // SortDue where empty
}

// Row is one line of a list, as the reader may see it; what no list shows (listColumns) is filled in exports only.
type Row struct {
	Complaint
	Complainant      Complainant
	HandlerName      string
	FirstContactName string
}

// Page is one page of a list. It is cut where only the newest search.LookedAt matches of the words were looked at.
type Page = db.Page[Row]

// PageSize is how many rows a page holds.
const PageSize = 50

// List gives one page of what the actor may see.
func (cs *Complaints) List(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor) (Page, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return Page{}, err
	}
	return cs.page(ctx, a, f, at, PageSize, listColumns)
}

func (cs *Complaints) page(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor, size int, columns string) (Page, error) {
	f = f.normal()
	l := db.Listing[Row]{Size: size, Onwards: f.Text != "", Place: f.place,
		Rows: func(ids []int64) ([]Row, error) { return cs.rows(ctx, a, ids, columns) },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			if f.Text != "" {
				return cs.textIDs(ctx, a, f, at, limit)
			}
			ids, err = f.union(a, cs.d.Now(), at, limit).IDs(cs.d.Read(ctx))
			return ids, nil, err
		}}
	return l.Page(at)
}

func (f Filter) normal() Filter {
	// A span of receipt is one stretch of the order of receipt; in any other order it is strewn over the whole table.
	if !f.From.IsZero() || !f.To.IsZero() {
		f.Sort = SortReceived
	}
	if f.Sort != SortReceived {
		f.Sort = SortDue
	}
	f = f.clean()
	f.Text = change.Cut(trimQuery(f.Text), 100)
	if f.State != "" {
		open := f.State != Closed && f.State != NotAccepted
		f.Open = &open
	}
	if f.View == ViewLate {
		f.Late = true
	}
	if yes := true; f.Late || !f.DueBefore.IsZero() {
		f.Open = &yes
	}
	return f
}

// clean takes out what is no text, which no database takes.
func (f Filter) clean() Filter {
	for _, s := range []*string{&f.Text, &f.Class, &f.Type, &f.Channel, &f.Severity, (*string)(&f.View), (*string)(&f.State)} {
		*s = strings.ToValidUTF8(*s, "")
	}
	return f
}

// place is where a row stands in the list.
func (f Filter) place(r Row) db.Cursor {
	switch {
	case f.Text != "":
		return db.Cursor{ID: r.ID}
	case f.Sort == SortReceived:
		return db.Cursor{ID: r.ID, Key: db.TimeKey(r.ReceivedAt)}
	}
	return db.Cursor{ID: r.ID, Key: db.TimeKey(r.NextDueAt)}
}

// Counts tells how many open complaints stand in each list, counted up to CountCap.
func (cs *Complaints) Counts(ctx context.Context, a auth.Actor) (map[ListView]int64, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return nil, err
	}
	open := true
	filters := make([]Filter, len(ListViews))
	for i, v := range ListViews {
		filters[i] = Filter{View: v, Open: &open}.normal()
	}
	n, err := cs.count(ctx, a, filters, CountCap)
	if err != nil {
		return nil, err
	}
	counts := map[ListView]int64{}
	for i, v := range ListViews {
		counts[v] = n[i]
	}
	return counts, nil
}

// CountCap is where counting for tabs ends: "99+".
const CountCap = 99

// exportPage is how many rows are read at a time.
const exportPage = 500

// Export hands every complaint of a filtered list to row, as the actor may see it, up to the cap on exports.
// It tells how many there were and whether the cap cut the rest off. That somebody exported is an event of its own.
func (cs *Complaints) Export(ctx context.Context, a auth.Actor, f Filter, row func(Row) error) (n int, capped bool, err error) {
	if err := a.Require(auth.ComplaintExport); err != nil {
		return 0, false, err
	}
	set, err := cs.Terms.All(ctx)
	if err != nil {
		return 0, false, err
	}
	err = cs.d.InTx(ctx, func(tx *db.Tx) error {
		return a.Record(tx, audit.Event{Kind: "complaint.exported", Record: audit.Ref{Kind: Kind}, Changes: f.changes(set)})
	})
	if err != nil {
		return 0, false, err
	}
	return db.EachRow(cs.ExportRows, func(at *db.Cursor) (Page, error) { return cs.page(ctx, a, f, at, exportPage, allColumns) }, row)
}

// changes tells in an event what was asked for. Words may name people, and so may what stands in the place of a code.
func (f Filter) changes(set terms.Set) []audit.Change {
	f = f.clean()
	var changes []audit.Change
	add := func(field string, v any) {
		if v != "" && v != int64(0) && v != false {
			changes = append(changes, audit.Change{Field: field, After: v})
		}
	}
	code := func(field, value string, known bool) {
		if known || value == "" {
			add(field, value)
		} else {
			add(field, audit.Personal(change.Cut(value, 100)))
		}
	}
	code("view", string(f.View), slices.Contains(ListViews, f.View))
	if f.Text != "" {
		add("words", audit.Personal(f.Text))
	}
	code("state", string(f.State), slices.Contains(States, f.State))
	code("failure_class", f.Class, set.Known(terms.FailureClass, f.Class))
	code("failure_type", f.Type, set.Known(terms.FailureType, f.Type))
	code("channel", f.Channel, set.Known(terms.Channel, f.Channel))
	code("severity", f.Severity, set.Known(terms.Severity, f.Severity))
	add("department_id", f.Department)
	add("handler_id", f.Handler)
	add("late", f.Late)
	if !f.DueBefore.IsZero() {
		add("due_before", f.DueBefore.UTC().Format(time.RFC3339))
	}
	if !f.From.IsZero() {
		add("from", f.From.UTC().Format(time.RFC3339))
	}
	if !f.To.IsZero() {
		add("until", f.To.UTC().Format(time.RFC3339))
	}
	return changes
}
