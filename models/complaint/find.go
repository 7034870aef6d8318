package complaint

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/search"
)

// LookedAt is how many matches of words one page looks at where a filter lets few of them through.
const LookedAt = search.LookedAt

var numberForm = regexp.MustCompile(`^(?i)` + Prefix + `[- ]?(\d{4})[- ]?(\d{1,6})$`)

func trimQuery(s string) string { return strings.Join(strings.Fields(s), " ") }

// textIDs gives the newest complaints that fit the filter's words, at most limit, older than the cursor's. Where it
// stopped before it had looked at all, it gives the place to go on from.
func (cs *Complaints) textIDs(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor, limit int) ([]int64, *db.Cursor, error) {
	var before int64
	if at != nil {
		before = at.ID
	}
	ids, rest, err := search.Walk(before, limit,
		func(before int64) ([]int64, error) { return cs.candidates(ctx, a, f.Text, before) },
		func(ids []int64) ([]int64, error) { return cs.passing(ctx, a, f, ids) })
	if err != nil || rest == 0 {
		return ids, nil, err
	}
	return ids, &db.Cursor{ID: rest}, nil
}

// candidates gives the newest complaints that one of the ways of finding leads to, rights not yet checked.
func (cs *Complaints) candidates(ctx context.Context, a auth.Actor, text string, before int64) ([]int64, error) {
	if m := numberForm.FindStringSubmatch(text); m != nil {
		var ids []int64
		q := cs.d.Read(ctx).Model(&Complaint{}).Where("number = ?", fmt.Sprintf("%s-%s-%06s", Prefix, m[1], m[2]))
		return ids, older(q, "id", before).Pluck("id", &ids).Error
	}
	found, err := cs.lookUp(ctx, text, before)
	if err != nil {
		return nil, err
	}
	ids, err := cs.Index.Find(ctx, search.Query{Kind: Kind, Words: text, AnyToken: tokens(a), Before: before, Limit: search.WalkBatch})
	if err != nil {
		return nil, err
	}
	ids = append(ids, found...)
	slices.SortFunc(ids, func(x, y int64) int { return int(y - x) })
	return slices.Compact(ids), nil
}

func older(q *gorm.DB, column string, before int64) *gorm.DB {
	if before > 0 {
		q = q.Where(column+" < ?", before)
	}
	return q.Order(column + " DESC").Limit(search.WalkBatch)
}

// lookUps are questions for values that stand in a column of their own.
type lookUps struct {
	before int64
	parts  []string
	args   []any
}

// add asks in a table for a value, the newest first.
func (l *lookUps) add(table, id, column, value string) {
	older := ""
	if l.before > 0 {
		older = fmt.Sprintf(" AND %s < %d", id, l.before)
	}
	l.parts = append(l.parts, fmt.Sprintf("SELECT * FROM (SELECT %[1]s AS id FROM %[2]s WHERE %[3]s = ?%[4]s ORDER BY %[1]s DESC LIMIT %[5]d) AS l%[6]d",
		id, table, column, older, search.WalkBatch, len(l.parts)))
	l.args = append(l.args, value)
}

func (l *lookUps) who(column, value string) { l.add("complainants", "complaint_id", column, value) }
func (l *lookUps) own(column, value string) { l.add("complaints", "id", column, value) }

func (l *lookUps) ids(q *gorm.DB) ([]int64, error) {
	if len(l.parts) == 0 {
		return nil, nil
	}
	var ids []int64
	return ids, q.Raw("SELECT id FROM ("+strings.Join(l.parts, " UNION ")+") AS l ORDER BY id DESC", l.args...).Scan(&ids).Error
}

const phoneSigns = "0123456789 -+()"

// lookUp finds by phone, customer number, order number and this year's number.
func (cs *Complaints) lookUp(ctx context.Context, text string, before int64) ([]int64, error) {
	l := lookUps{before: before}
	if strings.Trim(text, phoneSigns) == "" {
		switch d := digits(text); {
		case len(d) == 4:
			l.who("phone_end", d)
		case len(d) > 4:
			l.who("phone_digits", d)
		}
		if d := digits(text); len(d) > 0 && len(d) <= 6 {
			l.own("number", fmt.Sprintf("%s-%d-%06s", Prefix, cs.d.Now().In(cs.d.Zone()).Year(), d))
		}
	}
	if !strings.Contains(text, " ") && utf8.RuneCountInString(text) <= maxCode {
		l.who("customer_no", text)
		l.own("order_number", text)
	}
	return l.ids(cs.d.Read(ctx))
}

// passing keeps the ids that the actor may see and the filter lets through. Complaints about the actor are
// not found by words, for the words could be the complainant's.
func (cs *Complaints) passing(ctx context.Context, a auth.Actor, f Filter, ids []int64) ([]int64, error) {
	q := notAbout(visible(cs.d.Read(ctx).Model(&Complaint{}), a), a).Where("complaints.id IN ?", ids)
	switch f.View {
	case ViewMine:
		q = q.Where("complaints.handler_id = ?", me(a))
	case ViewFirstContact:
		q = q.Where("complaints.first_contact_id = ?", me(a))
	case ViewDepartment:
		if s := a.Scope(auth.ComplaintRead); !s.All {
			q = q.Where("complaints.department_id IN ?", s.Departments)
		}
	}
	if f.Open != nil {
		q = q.Where("complaints.closed = ?", !*f.Open)
	}
	var c db.Conds
	f.narrow(&c, cs.d.Now())
	var passed []int64
	return passed, c.On(q).Order("complaints.id DESC").Pluck("complaints.id", &passed).Error
}

// tokens are those of the documents that the actor may see; none where that is all.
func tokens(a auth.Actor) []string {
	s := a.Scope(auth.ComplaintRead)
	if s.All {
		return nil
	}
	all := []string{search.Token("h", me(a)), search.Token("f", me(a))}
	for _, d := range s.Departments {
		all = append(all, search.Token("d", d))
	}
	return all
}

// documents gives complaints as the search index keeps them: texts, name and numbers, and who may find them.
func (cs *Complaints) documents(ctx context.Context, ids []int64) ([]search.Document, error) {
	var found []struct {
		ID, DepartmentID, HandlerID, FirstContactID int64
		Subject, Body, RemedySought, OrderNumber    string
		Name                                        string
	}
	err := cs.d.Read(ctx).Table("complaints c").Joins("JOIN complainants p ON p.complaint_id = c.id").Where("c.id IN ?", ids).
		Select("c.id, c.department_id, c.handler_id, c.first_contact_id, c.subject, c.body, c.remedy_sought, c.order_number, p.name").Find(&found).Error
	documents := make([]search.Document, len(found))
	for i, r := range found {
		documents[i] = search.Document{ID: r.ID, Text: strings.Join([]string{r.Subject, r.Body, r.RemedySought, r.OrderNumber, r.Name}, "\n"),
			Tokens: []string{search.Token("d", r.DepartmentID), search.Token("h", r.HandlerID), search.Token("f", r.FirstContactID)}}
	}
	return documents, err
}

// last is the highest id in use.
func (cs *Complaints) last(ctx context.Context) (int64, error) {
	return db.LastID(cs.d.Read(ctx), "complaints")
}

// Find is the search box: number, name, phone end, order number or words, newest first.
func (cs *Complaints) Find(ctx context.Context, a auth.Actor, words string, limit int) ([]Row, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return nil, err
	}
	if trimQuery(words) == "" {
		return nil, nil
	}
	p, err := cs.page(ctx, a, Filter{View: ViewAll, Text: words}, nil, min(max(limit, 1), PageSize), listColumns)
	return p.Rows, err
}

// Duplicates are what a new complaint may be the same as, as far as the actor may see it.
type Duplicates struct {
	Earlier []Row // of the same phone or order, newest first
	Similar []Row // with a like text, the most alike first
}

const (
	maxDuplicates  = 10
	maxSimilar     = 2 * maxDuplicates // some of them stand among the earlier ones already
	shortestToFind = 8
)

// Duplicates finds the customer's earlier matters and complaints with a like text.
func (cs *Complaints) Duplicates(ctx context.Context, a auth.Actor, text, phone, orderNumber string) (Duplicates, error) {
	var found Duplicates
	if err := a.Require(auth.ComplaintRegister); err != nil {
		return found, err
	}
	var l lookUps
	if d := digits(phone); len(d) >= 5 {
		l.who("phone_digits", d)
	}
	if n := strings.TrimSpace(orderNumber); n != "" {
		l.own("order_number", n)
	}
	ids, err := l.ids(cs.d.Read(ctx))
	if err != nil {
		return found, err
	}
	if found.Earlier, err = cs.seen(ctx, a, ids, nil); err != nil {
		return found, err
	}
	if text = strings.TrimSpace(text); utf8.RuneCountInString(text) < shortestToFind {
		return found, nil
	}
	hits, err := cs.Index.Similar(ctx, Kind, text, 0, maxSimilar, cs.visible(ctx, a))
	if err != nil {
		return found, err
	}
	var alike []int64
	for _, h := range hits {
		if !slices.ContainsFunc(found.Earlier, func(r Row) bool { return r.ID == h.ID }) {
			alike = append(alike, h.ID)
		}
	}
	found.Similar, err = cs.seen(ctx, a, alike, alike)
	return found, err
}

// visible gives those of some complaints that the actor may see.
func (cs *Complaints) visible(ctx context.Context, a auth.Actor) func([]int64) ([]int64, error) {
	return func(ids []int64) ([]int64, error) { return cs.passing(ctx, a, Filter{}, ids) }
}

// seen reads those of the ids that the actor may see, in the given order, or the newest first.
func (cs *Complaints) seen(ctx context.Context, a auth.Actor, ids, order []int64) ([]Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	passed, err := cs.passing(ctx, a, Filter{}, ids)
	if err != nil {
		return nil, err
	}
	if order != nil {
		passed = slices.DeleteFunc(slices.Clone(order), func(id int64) bool { return !slices.Contains(passed, id) })
	}
	return cs.rows(ctx, a, passed[:min(len(passed), maxDuplicates)], listColumns)
}
