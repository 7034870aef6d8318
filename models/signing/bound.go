package signing

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// BoundQuery asks who was bound by a policy, or by one of its clauses, on a day, and who had signed it.
type BoundQuery struct {
	Number     string // of the policy, or of a clause as ZD-2026-000003/12
	On         string // day; today where empty
	Key        int    // of the clause; 0: the whole
	Department int64
	Signed     *bool  // only those who had signed, or had not
	Excused    *bool  // only those who were excused and had not signed, or all others
	Name       string // the beginning of a name or number
}

// Bound answers it. Whom the policy bound that day is told by the audience that the last campaign on publication begun
// by then had frozen (Campaign); where there was none, by the audience that the policy has now.
type Bound struct {
	Policy   policy.Policy
	On       string
	Edition  policy.EditionHead // in force at the end of that day
	Required int                // the oldest edition whose signature held then
	Audience org.Audience
	Campaign string         // number; empty where the audience is the policy's of today
	Versions map[int]string // what the editions that were ever in force by then are called, by number
	Clauses  []BoundClause  // the parts of that edition that can be asked about, without their texts
	Clause   *BoundClause
	Bound    int64 // how many, of the departments that the actor sees
	Signed   int64 // of these
	Excused  int64 // of these; they had not signed
	Page     db.Page[BoundRow]
}

// BoundClause is a clause as its text stood that day.
type BoundClause struct {
	Key         int
	Label, Text string
}

// BoundRow is a person who was bound that day, with the signature that held.
type BoundRow struct {
	PersonID     int64
	PersonName   string
	PersonNumber string
	DepartmentID int64  // where he stood that day
	PostName     string // his post that day
	Signature    *Signature
	EnteredBy    string // the name of who entered a signature made on paper
	Excused      *Duty  // he had not signed, for he was excused
}

// bounding is a question with what is needed to answer it page by page.
type bounding struct {
	*Bound
	ss    *Signings
	query BoundQuery
	scope auth.Scope
	until time.Time // the end of the day
}

// Bound tells who was bound by what on a day, one page of the people at a time. Where the policy bound nobody that day,
// or had no such clause, the fault comes with what is known.
func (ss *Signings) Bound(ctx context.Context, a auth.Actor, query BoundQuery, at *db.Cursor) (Bound, error) {
	b, err := ss.bounding(ctx, a, query)
	if err != nil {
		return *b.Bound, err
	}
	q := ss.d.Read(ctx)
	if err := b.count(q); err != nil {
		return Bound{}, err
	}
	b.Page, err = b.page(q, at, PageSize)
	return *b.Bound, err
}

// ExportBound hands everybody whom a question finds to row, up to the cap on exports. That somebody exported is an
// event of its own.
func (ss *Signings) ExportBound(ctx context.Context, a auth.Actor, query BoundQuery, row func(BoundRow) error) (b Bound, n int, capped bool, err error) {
	k, err := ss.bounding(ctx, a, query)
	if err != nil {
		return b, 0, false, err
	}
	err = ss.d.InTx(ctx, func(tx *db.Tx) error {
		return a.Record(tx, audit.Event{Kind: "signature.exported", Record: audit.Ref{Kind: SignatureRecord, Number: k.Policy.Number}, Changes: []audit.Change{{Field: "on", After: k.On}}})
	})
	if err != nil {
		return b, 0, false, err
	}
	q := ss.d.Read(ctx)
	n, capped, err = db.EachRow(ss.ExportRows, func(at *db.Cursor) (db.Page[BoundRow], error) { return k.page(q, at, exportPage) }, row)
	return *k.Bound, n, capped, err
}

func (ss *Signings) bounding(ctx context.Context, a auth.Actor, query BoundQuery) (*bounding, error) {
	b := &bounding{Bound: &Bound{On: query.On}, ss: ss, query: query, scope: a.Scope(auth.SignRead)}
	if err := a.Require(auth.SignRead); err != nil {
		return b, err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return b, err
	}
	q := ss.d.Read(ctx)
	if b.Policy, err = findPolicy(q, a, tree, query.Number); err != nil {
		return b, err
	}
	if b.On == "" {
		b.On = ss.day(ss.d.Now())
	}
	begins, ok := dayAt(b.On, ss.d.Zone())
	if !ok || b.On > ss.day(ss.d.Now()) {
		return b, fault.Invalid("fault.sign_day")
	}
	b.until = begins.In(ss.d.Zone()).AddDate(0, 0, 1).UTC()
	if err := b.edition(q); err != nil {
		return b, err
	}
	return b, b.audience(q)
}

// edition finds the version that was in force at the end of the day, which signatures held, and the clause asked about.
func (b *bounding) edition(q *gorm.DB) error {
	var all []policy.EditionHead
	if err := q.Where("policy_id = ? AND in_force_at < ?", b.Policy.ID, b.until).Order("in_force_at, no").Find(&all).Error; err != nil {
		return err
	}
	b.Versions = map[int]string{}
	for _, e := range all {
		b.Versions[e.No] = e.Label()
		if b.Required == 0 || e.Demands.Resign {
			b.Required = e.No
		}
		b.Edition = e
	}
	if len(all) == 0 || b.Edition.EndedAt != nil && b.Edition.EndedAt.Before(b.until) {
		return fault.NotFound("fault.sign_not_in_force_on", "number", b.Policy.Number, "day", b.On)
	}
	var e policy.Edition
	if err := q.Where("id = ?", b.Edition.ID).Take(&e).Error; err != nil {
		return err
	}
	for _, p := range e.Parts {
		label := strings.TrimSpace(p.Label + " " + p.Title)
		if p.Key == 0 || label == "" {
			continue
		}
		b.Clauses = append(b.Clauses, BoundClause{Key: p.Key, Label: label})
		if p.Key == b.query.Key {
			b.Clause = &BoundClause{Key: p.Key, Label: label, Text: p.Body(e.Body)}
		}
	}
	if b.query.Key != 0 && b.Clause == nil {
		return fault.NotFound("fault.sign_no_clause_on", "day", b.On)
	}
	return nil
}

// audience finds whom the policy bound that day.
func (b *bounding) audience(q *gorm.DB) error {
	b.Audience = b.Policy.Audience
	var found []Campaign
	err := q.Where("policy_id = ? AND cause = ? AND state <> ? AND begun_at < ? AND edition_no <= ?", b.Policy.ID, Publication, Cancelled, b.until, b.Edition.No).
		Order("edition_no DESC").Limit(1).Find(&found).Error
	if len(found) > 0 {
		b.Audience, b.Campaign = found[0].Audience, found[0].Number
	}
	return err
}

// members is a query of those who were bound and whom the question asks about.
func (b *bounding) members(q *gorm.DB) *gorm.DB {
	m := signers(b.Audience.Members(q, b.On, b.ss.d.Zone()))
	if b.Audience.Empty() {
		m = m.Where("1 = 0")
	}
	switch {
	case b.query.Department != 0 && b.scope.Has(b.query.Department):
		m = m.Where("s.department_id = ?", b.query.Department)
	case b.query.Department != 0:
		m = m.Where("1 = 0")
	case !b.scope.All:
		m = m.Where("s.department_id IN ?", append([]int64{0}, b.scope.Departments...))
	}
	return m
}

// held is a query of the signatures that held that day of the person of a member.
func (b *bounding) held(q *gorm.DB) *gorm.DB {
	return q.Session(&gorm.Session{NewDB: true}).Table("sign_signatures x").Select("1").
		Where("x.person_id = s.person_id AND x.policy_id = ? AND x.edition_no BETWEEN ? AND ? AND x.signed_on <= ?", b.Policy.ID, b.Required, b.Edition.No, b.On)
}

// excused is a query of the duties from which the person of a member was excused that day, under an edition that held.
// Who signed later all the same is known as excused no more.
func (b *bounding) excused(q *gorm.DB) *gorm.DB {
	return q.Session(&gorm.Session{NewDB: true}).Table("sign_duties d").Joins("JOIN sign_campaigns c ON c.id = d.campaign_id").
		Where("d.policy_id = ? AND d.state = ? AND d.settled_at < ? AND c.edition_no BETWEEN ? AND ?", b.Policy.ID, Excused, b.until, b.Required, b.Edition.No)
}

// isExcused is excused of the person of a member.
func (b *bounding) isExcused(q *gorm.DB) *gorm.DB {
	return b.excused(q).Select("1").Where("d.person_id = s.person_id")
}

func (b *bounding) count(q *gorm.DB) error {
	var n struct{ Bound, Signed, Excused int64 }
	one := func(when string) string { return "COALESCE(SUM(CASE WHEN " + when + " THEN 1 ELSE 0 END), 0)" }
	err := b.members(q).Select("COUNT(*) AS bound, "+one("EXISTS (?)")+" AS signed, "+one("NOT EXISTS (?) AND EXISTS (?)")+" AS excused", b.held(q), b.held(q), b.isExcused(q)).Scan(&n).Error
	b.Bound.Bound, b.Signed, b.Bound.Excused = n.Bound, n.Signed, n.Excused
	return err
}

func (b *bounding) page(q *gorm.DB, at *db.Cursor, size int) (db.Page[BoundRow], error) {
	stood := map[int64]BoundRow{}
	l := db.Listing[BoundRow]{Size: size, Place: func(r BoundRow) db.Cursor { return db.Cursor{ID: r.PersonID} },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			var found []struct {
				ID, DepartmentID int64
				PostName         string
			}
			err = db.Keyset(q.Session(&gorm.Session{NewDB: true}).Table("(?) AS m", b.narrowed(q)), "id", false, nil, at).Limit(limit).Find(&found).Error
			for _, f := range found {
				ids, stood[f.ID] = append(ids, f.ID), BoundRow{PersonID: f.ID, DepartmentID: f.DepartmentID, PostName: f.PostName}
			}
			return ids, nil, err
		},
		Rows: func(ids []int64) ([]BoundRow, error) { return b.rows(q, ids, stood) }}
	return l.Page(at)
}

// narrowed is a query of the members whom the question asks to see.
func (b *bounding) narrowed(q *gorm.DB) *gorm.DB {
	m := b.members(q)
	not := func(no bool) string {
		if no {
			return "NOT "
		}
		return ""
	}
	if b.query.Signed != nil {
		m = m.Where(not(!*b.query.Signed)+"EXISTS (?)", b.held(q))
	}
	if b.query.Excused != nil {
		m = m.Where(not(!*b.query.Excused)+"(EXISTS (?) AND NOT EXISTS (?))", b.isExcused(q), b.held(q))
	}
	if n := change.Cut(strings.TrimSpace(strings.ToValidUTF8(b.query.Name, "")), 60); n != "" {
		m = m.Where("s.person_id IN (SELECT p.id FROM people p WHERE p.number_key LIKE ? ESCAPE '!' OR p.name LIKE ? ESCAPE '!')", db.LikePrefix(org.NumberKey(n)), db.LikePrefix(n))
	}
	return m.Select("s.person_id AS id, s.department_id, COALESCE((SELECT o.name FROM posts o WHERE o.id = s.post_id), '') AS post_name")
}

// rows gives people with where they stood, the newest signature that held, or why there is none.
func (b *bounding) rows(q *gorm.DB, ids []int64, stood map[int64]BoundRow) ([]BoundRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	signatures, duties := map[int64]*Signature{}, map[int64]*Duty{}
	var signed []Signature
	err := q.Where("person_id IN ? AND policy_id = ? AND edition_no BETWEEN ? AND ? AND signed_on <= ?", ids, b.Policy.ID, b.Required, b.Edition.No, b.On).Order("edition_no").Find(&signed).Error
	if err != nil {
		return nil, err
	}
	named := slices.Clone(ids)
	for i := range signed {
		signatures[signed[i].PersonID] = &signed[i]
		if by := signed[i].EnteredBy; by != 0 && !slices.Contains(named, by) {
			named = append(named, by)
		}
	}
	var excused []Duty
	if err := b.excused(q).Select("d.*").Where("d.person_id IN ?", ids).Order("d.id").Find(&excused).Error; err != nil {
		return nil, err
	}
	for i := range excused {
		duties[excused[i].PersonID] = &excused[i]
	}
	people, err := org.PeopleByID(q, named)
	if err != nil {
		return nil, err
	}
	rows := make([]BoundRow, len(ids))
	for i, id := range ids {
		r := stood[id]
		r.PersonName, r.PersonNumber, r.Signature = people[id].Name, people[id].Number, signatures[id]
		if r.Signature == nil {
			r.Excused = duties[id]
		} else {
			r.EnteredBy = people[r.Signature.EnteredBy].Name
		}
		rows[i] = r
	}
	return rows, nil
}
