package control

import (
	"context"
	"slices"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/search"
)

// ViewEnded are the items that are not collected any more; ViewMine and ViewAll are as of controls.
const ViewEnded ListView = "ended"

// ItemViews in the order of the tabs.
var ItemViews = []ListView{ViewMine, ViewAll, ViewEnded}

// ItemFilter is what a list of items is narrowed to; zero values do not narrow.
type ItemFilter struct {
	View       ListView
	Text       string // number, a clause's number, words
	Department int64
	Owner      int64
	Channel    string
	Frequency  string
	Retention  string
	Secrecy    string
	Policy     string // number of a policy or of one of its clauses
}

// ItemRow is one line of a list of items.
type ItemRow struct {
	Item
	OwnerName, CollectorName string
	Clauses                  []string // numbers of the clauses that demand it
}

// ItemPage is one page of a list of items.
type ItemPage = db.Page[ItemRow]

// List gives one page of what the actor may see, the last added first.
func (in *Information) List(ctx context.Context, a auth.Actor, f ItemFilter, at *db.Cursor) (ItemPage, error) {
	if err := a.Require(auth.InformationRead); err != nil {
		return ItemPage{}, err
	}
	return in.page(ctx, a, f, at, PageSize)
}

func (in *Information) page(ctx context.Context, a auth.Actor, f ItemFilter, at *db.Cursor, size int) (ItemPage, error) {
	f = f.normal()
	l := db.Listing[ItemRow]{Size: size, Onwards: f.Text != "",
		Place: func(r ItemRow) db.Cursor { return db.Cursor{ID: r.ID, Key: db.TimeKey(r.AddedAt)} },
		Rows:  func(ids []int64) ([]ItemRow, error) { return in.rows(ctx, ids) },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			if f.Text != "" {
				return in.textIDs(ctx, a, f, at, limit)
			}
			ids, err = in.union(a, f, at, limit).IDs(in.d.Read(ctx))
			return ids, nil, err
		}}
	return l.Page(at)
}

func (f ItemFilter) normal() ItemFilter {
	for _, s := range []*string{&f.Text, &f.Channel, &f.Frequency, &f.Retention, &f.Secrecy, &f.Policy, (*string)(&f.View)} {
		*s = strings.ToValidUTF8(strings.TrimSpace(*s), "")
	}
	f.Text = change.Cut(strings.Join(strings.Fields(f.Text), " "), 100)
	f.Policy = strings.ToUpper(change.Cut(f.Policy, 20))
	return f
}

// rows reads items by id, in that order, with the names of their people and their clauses.
func (in *Information) rows(ctx context.Context, ids []int64) ([]ItemRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := in.d.Read(ctx)
	var found []Item
	if err := q.Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	var people []int64
	for _, i := range found {
		people = append(people, i.OwnerID, i.CollectorID)
	}
	names, err := org.Names(q, people...)
	if err != nil {
		return nil, err
	}
	led, err := clausesOfAll(q, ItemKind, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]ItemRow, len(found))
	for n, i := range found {
		rows[n] = ItemRow{Item: i, OwnerName: names[i.OwnerID], CollectorName: names[i.CollectorID], Clauses: led[i.ID]}
	}
	db.InOrder(rows, ids, func(r ItemRow) int64 { return r.ID })
	return rows, nil
}

// Counts tells how many items stand in each list, counted up to CountCap.
func (in *Information) Counts(ctx context.Context, a auth.Actor) (map[ListView]int64, error) {
	if err := a.Require(auth.InformationRead); err != nil {
		return nil, err
	}
	unions := make([]db.Union, len(ItemViews))
	for i, v := range ItemViews {
		unions[i] = in.union(a, ItemFilter{View: v}, nil, CountCap)
	}
	n, err := db.CountUnions(in.d.Read(ctx), unions, CountCap)
	if err != nil {
		return nil, err
	}
	counts := map[ListView]int64{}
	for i, v := range ItemViews {
		counts[v] = n[i]
	}
	return counts, nil
}

// Empty tells whether there is no item at all, so that the starter pack may be taken over.
func (in *Information) Empty(ctx context.Context) (bool, error) {
	last, err := in.last(ctx)
	return last == 0, err
}

func (in *Information) union(a auth.Actor, f ItemFilter, at *db.Cursor, limit int) db.Union {
	return db.Union{Table: "information_items", Column: "added_at", Desc: true, At: at, Limit: limit, Closed: []bool{f.View == ViewEnded},
		Branches: branches(a, auth.InformationRead, f.View == ViewMine, f.Owner, f.Department), Narrow: f.narrow}
}

func (f ItemFilter) narrow(c *db.Conds) {
	equal := func(column string, value, zero any) {
		if value != zero {
			c.Add(column+" = ?", value)
		}
	}
	equal("department_id", f.Department, int64(0))
	equal("owner_id", f.Owner, int64(0))
	equal("channel", f.Channel, "")
	equal("frequency", f.Frequency, "")
	equal("retention", f.Retention, "")
	equal("secrecy", f.Secrecy, "")
	if f.Policy != "" {
		c.Add(underPolicy, ItemKind, PolicyKind, false, f.Policy, db.LikePrefix(f.Policy+"/"))
	}
}

func (in *Information) textIDs(ctx context.Context, a auth.Actor, f ItemFilter, at *db.Cursor, limit int) ([]int64, *db.Cursor, error) {
	r := register{table: "information_items", kind: ItemKind, prefix: ItemPrefix, right: auth.InformationRead, Index: in.Index, q: in.d.Read(ctx)}
	return r.find(ctx, a, f.Text, at, limit, func(c *db.Conds) {
		c.Add("closed = ?", f.View == ViewEnded)
		if f.View == ViewMine {
			c.Add("owner_id = ?", me(a))
		}
		f.narrow(c)
	})
}

// Find is the search box: number, a clause's number or words, newest first.
func (in *Information) Find(ctx context.Context, a auth.Actor, words string, limit int) ([]ItemRow, error) {
	if err := a.Require(auth.InformationRead); err != nil || strings.TrimSpace(words) == "" {
		return nil, err
	}
	p, err := in.page(ctx, a, ItemFilter{Text: words}, nil, min(max(limit, 1), PageSize))
	return p.Rows, err
}

// Export hands every item of a filtered list to row, up to the cap on exports. It tells how many there were and
// whether the cap cut the rest off. That somebody exported is an event of its own.
func (in *Information) Export(ctx context.Context, a auth.Actor, f ItemFilter, row func(ItemRow) error) (n int, capped bool, err error) {
	if err := a.Require(auth.InformationRead); err != nil {
		return 0, false, err
	}
	err = in.d.InTx(ctx, func(tx *db.Tx) error {
		return a.Record(tx, audit.Event{Kind: "information.exported", Record: audit.Ref{Kind: ItemKind}, Changes: f.normal().changes()})
	})
	if err != nil {
		return 0, false, err
	}
	return db.EachRow(in.ExportRows, func(at *db.Cursor) (ItemPage, error) { return in.page(ctx, a, f, at, exportPage) }, row)
}

func (f ItemFilter) changes() []audit.Change {
	var e exported
	e.view(string(f.View), slices.Contains(ItemViews, f.View))
	e.text("words", f.Text)
	e.id("department_id", f.Department)
	e.id("owner_id", f.Owner)
	e.text("channel", f.Channel)
	e.text("frequency", f.Frequency)
	e.text("retention", f.Retention)
	e.text("secrecy", f.Secrecy)
	e.text("policy", f.Policy)
	return e.changes
}

// ItemView is an item with all that its page shows.
type ItemView struct {
	Item
	Clauses  []link.Ref
	Timeline []audit.Entry // newest first
	More     bool          // older events exist; Timeline reads on
	Steps    []fault.Option
	Chain    link.Chain
	People   map[int64]string // names of all people named by id in the view
}

// ByNumber gives an item as the actor may see it.
func (in *Information) ByNumber(ctx context.Context, a auth.Actor, number string) (ItemView, error) {
	if err := a.Require(auth.InformationRead); err != nil {
		return ItemView{}, err
	}
	q := in.d.Read(ctx)
	i, err := loadItem(q, a, number)
	if err != nil {
		return ItemView{}, err
	}
	v := ItemView{Item: *i}
	for _, s := range ItemSteps {
		v.Steps = append(v.Steps, fault.OptionOf(string(s), i.may(a, s)))
	}
	if v.Timeline, v.More, err = audit.Timeline(q, ItemKind, i.ID, 0, timelinePage); err != nil {
		return ItemView{}, err
	}
	if v.Chain, err = in.Links.Of(ctx, a, i.ref(), i.card()); err != nil {
		return ItemView{}, err
	}
	v.Clauses = seen(v.Chain)
	v.People, err = org.Names(q, append([]int64{i.OwnerID, i.CollectorID, i.ReviewerID}, namedIn(v.Timeline)...)...)
	return v, err
}

// Timeline gives older events, those before an event's id, with the names of the people in them.
func (in *Information) Timeline(ctx context.Context, a auth.Actor, number string, before int64) ([]audit.Entry, map[int64]string, bool, error) {
	if err := a.Require(auth.InformationRead); err != nil {
		return nil, nil, false, err
	}
	q := in.d.Read(ctx)
	i, err := loadItem(q, a, number)
	if err != nil {
		return nil, nil, false, err
	}
	return story(q, ItemKind, i.ID, before)
}

// Able lists who may be named to answer for an item of a department.
func (in *Information) Able(ctx context.Context, a auth.Actor, department int64) ([]org.Person, error) {
	if err := a.Require(auth.InformationRead); err != nil {
		return nil, err
	}
	tree, err := in.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	return org.Able(in.d.Read(ctx), tree, department, in.Org.Today(), auth.RolesThatMay(auth.InformationRead)...)
}

func (i *Item) card() link.Card {
	k := link.Card{Title: i.Title, State: string(i.State()), Tone: link.Good}
	if i.Closed {
		k.Tone = link.Ended
	}
	return k
}

// cards tells chains of items that the actor may see.
func (in *Information) cards(ctx context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
	var found []Item
	if err := visible(in.d.Read(ctx), a, auth.InformationRead).Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	cards := make(map[int64]link.Card, len(found))
	for _, i := range found {
		cards[i.ID] = i.card()
	}
	return cards, nil
}

// origin tells what an action opened from an item begins with.
func (in *Information) origin(ctx context.Context, a auth.Actor, number string) (link.Origin, error) {
	i, err := loadItem(in.d.Read(ctx), a, number)
	if err != nil {
		return link.Origin{}, err
	}
	return link.Origin{Ref: i.ref(), Title: i.Title, DepartmentID: i.DepartmentID}, nil
}

// documents gives items as the search index keeps them: texts, and who may find them.
func (in *Information) documents(ctx context.Context, ids []int64) ([]search.Document, error) {
	var found []Item
	if err := in.d.Read(ctx).Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	documents := make([]search.Document, len(found))
	for n, i := range found {
		documents[n] = search.Document{ID: i.ID, Text: strings.Join([]string{i.Title, i.Source, i.Collector, i.Keeper, i.Purpose}, "\n"), Tokens: tokensOf(i.DepartmentID, i.OwnerID)}
	}
	return documents, nil
}

// last is the highest id in use.
func (in *Information) last(ctx context.Context) (int64, error) {
	return db.LastID(in.d.Read(ctx), "information_items")
}
