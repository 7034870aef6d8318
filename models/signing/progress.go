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
)

// ListView is one of the lists of campaigns.
type ListView string

// The lists.
const (
	ViewOpen  ListView = "open"
	ViewMine  ListView = "mine" // begun by me, open or not
	ViewEnded ListView = "ended"
)

// ListViews in the order of the tabs.
var ListViews = []ListView{ViewOpen, ViewMine, ViewEnded}

// Filter is what the list of campaigns is narrowed to.
type Filter struct {
	View   ListView
	Text   string // the beginning of the number, the policy's number, or words of the title
	Cause  Cause
	Policy string // number
}

// PageSize is how many rows a page holds.
const PageSize = 50

// Campaigns gives one page of campaigns, the newest first.
func (ss *Signings) Campaigns(ctx context.Context, a auth.Actor, f Filter, at *db.Cursor) (db.Page[Campaign], error) {
	if err := a.Require(auth.SignRead); err != nil {
		return db.Page[Campaign]{}, err
	}
	q := ss.d.Read(ctx)
	narrowed := func() *gorm.DB {
		c := visible(q, a)
		switch f.View {
		case ViewMine:
			c = c.Where("begun_by = ?", a.PersonID)
		case ViewEnded:
			c = c.Where("state <> ?", Open)
		default:
			c = c.Where("state = ?", Open)
		}
		if f.Cause != "" {
			c = c.Where("cause = ?", strings.ToValidUTF8(string(f.Cause), ""))
		}
		if f.Policy != "" {
			c = c.Where("policy_number = ?", strings.ToValidUTF8(f.Policy, ""))
		}
		if t := change.Cut(strings.TrimSpace(strings.ToValidUTF8(f.Text, "")), 100); t != "" {
			begins := db.LikePrefix(strings.ToUpper(t))
			c = c.Where("(number LIKE ? ESCAPE '!' OR policy_number LIKE ? ESCAPE '!' OR title LIKE ? ESCAPE '!')", begins, begins, "%"+db.LikePrefix(t))
		}
		return c
	}
	l := db.Listing[Campaign]{Size: PageSize, Place: func(c Campaign) db.Cursor { return db.Cursor{ID: c.ID} },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			return ids, nil, db.Keyset(narrowed(), "id", true, nil, at).Limit(limit).Pluck("id", &ids).Error
		},
		Rows: func(ids []int64) ([]Campaign, error) {
			var rows []Campaign
			if len(ids) == 0 {
				return nil, nil
			}
			err := q.Where("id IN ?", ids).Find(&rows).Error
			db.InOrder(rows, ids, func(c Campaign) int64 { return c.ID })
			return rows, err
		}}
	return l.Page(at)
}

// DepartmentProgress is the counts of a campaign in one department: of those found at the beginning, and of joiners.
type DepartmentProgress struct {
	DepartmentID   int64
	Frozen, Joiner Counts
	Late           int64 // of those due
}

// Sum is the counts of both.
func (p DepartmentProgress) Sum() Counts { return p.Frozen.Plus(p.Joiner) }

// View is a campaign with what its page shows: its departments that the actor may see, and their sum.
type View struct {
	Campaign
	Departments []DepartmentProgress // in the order of the ids
	Sum         DepartmentProgress   // DepartmentID is 0
	All         bool                 // the actor sees all of its departments
	Timeline    []audit.Entry
	More        bool
	Steps       []fault.Option
	People      map[int64]string
}

// The steps that are taken on a campaign.
const (
	RemindStep = "remind"
	ExcuseStep = "excuse"
	EnterStep  = "enter" // a signature made on paper
	CloseStep  = "close"
	CancelStep = "cancel"
)

const timelinePage = 50

// ByNumber gives a campaign with its progress. Nothing is counted over duties but the few joiners who are late.
func (ss *Signings) ByNumber(ctx context.Context, a auth.Actor, number string) (View, error) {
	if err := a.Require(auth.SignRead); err != nil {
		return View{}, err
	}
	q := ss.d.Read(ctx)
	c, err := findCampaign(q, a, number)
	if err != nil {
		return View{}, err
	}
	v := View{Campaign: c, All: a.Scope(auth.SignRead).All, Steps: c.steps(a, ss.d.Now())}
	if err := v.progress(q, a, ss.d.Now()); err != nil {
		return v, err
	}
	if v.Timeline, v.More, err = audit.Timeline(q, Record, c.ID, 0, timelinePage); err != nil {
		return v, err
	}
	v.People, err = org.Names(q, slices.Concat(namedIn(v.Timeline), c.Audience.People, []int64{c.BegunBy})...)
	return v, err
}

// Campaign gives a campaign without its progress.
func (ss *Signings) Campaign(ctx context.Context, a auth.Actor, number string) (Campaign, error) {
	if err := a.Require(auth.SignRead); err != nil {
		return Campaign{}, err
	}
	return findCampaign(ss.d.Read(ctx), a, number)
}

func (v *View) progress(q *gorm.DB, a auth.Actor, now time.Time) error {
	seen := func(m *gorm.DB) *gorm.DB {
		if s := a.Scope(auth.SignRead); !s.All {
			return m.Where("department_id IN ?", append([]int64{0}, s.Departments...))
		}
		return m
	}
	var rows []Progress
	if err := seen(q.Where("campaign_id = ?", v.ID)).Order("department_id, joined").Find(&rows).Error; err != nil {
		return err
	}
	late := map[int64]int64{}
	if v.State == Open && v.Joiner.Due > 0 {
		var found []struct{ DepartmentID, N int64 }
		err := seen(q.Model(&Duty{}).Select("department_id, COUNT(*) AS n").Where("campaign_id = ? AND joined = ? AND state = ? AND due_at < ?", v.ID, true, Due, now)).
			Group("department_id").Find(&found).Error
		if err != nil {
			return err
		}
		for _, f := range found {
			late[f.DepartmentID] = f.N
		}
	}
	for _, r := range rows {
		if n := len(v.Departments); n == 0 || v.Departments[n-1].DepartmentID != r.DepartmentID {
			v.Departments = append(v.Departments, DepartmentProgress{DepartmentID: r.DepartmentID, Late: late[r.DepartmentID]})
		}
		d := &v.Departments[len(v.Departments)-1]
		if r.Joined {
			d.Joiner = r.Counts
			continue
		}
		d.Frozen = r.Counts
		if now.After(v.DueAt) {
			d.Late += r.Due
		}
	}
	for _, d := range v.Departments {
		v.Sum.Frozen, v.Sum.Joiner, v.Sum.Late = v.Sum.Frozen.Plus(d.Frozen), v.Sum.Joiner.Plus(d.Joiner), v.Sum.Late+d.Late
	}
	return nil
}

// steps tells what the actor can do with a campaign now.
func (c *Campaign) steps(a auth.Actor, now time.Time) []fault.Option {
	open := func(right auth.Permission) error {
		if err := a.Require(right); err != nil {
			return err
		}
		if c.State != Open {
			return fault.Conflict("fault.campaign_over")
		}
		return nil
	}
	remind, end := open(auth.SignExcuse), open(auth.SignManage)
	if remind == nil && c.RemindedAt != nil && now.Before(c.RemindedAt.Add(remindAgain)) {
		remind = fault.Conflict("fault.sign_reminded", "hours", int(remindAgain/time.Hour))
	}
	if end == nil && c.Cause == Newcomer {
		end = fault.Conflict("fault.sign_standing")
	}
	return []fault.Option{fault.OptionOf(RemindStep, remind), fault.OptionOf(ExcuseStep, open(auth.SignExcuse)), fault.OptionOf(EnterStep, open(auth.SignExcuse)),
		fault.OptionOf(CloseStep, end), fault.OptionOf(CancelStep, end)}
}

// PersonFields are the fields of events whose values are people.
var PersonFields = []string{"person_id"}

func namedIn(entries []audit.Entry) []int64 {
	var ids []int64
	for _, e := range entries {
		ids = append(ids, e.PersonID)
		for _, ch := range e.Changes {
			if ch.Field == PersonFields[0] {
				after, _ := ch.After.(int64)
				ids = append(ids, after)
			}
		}
	}
	return ids
}

// Timeline gives older events of a campaign, those before an event's id, with the names of the people in them.
func (ss *Signings) Timeline(ctx context.Context, a auth.Actor, number string, before int64) ([]audit.Entry, map[int64]string, bool, error) {
	if err := a.Require(auth.SignRead); err != nil {
		return nil, nil, false, err
	}
	q := ss.d.Read(ctx)
	c, err := findCampaign(q, a, number)
	if err != nil {
		return nil, nil, false, err
	}
	entries, more, err := audit.Timeline(q, Record, c.ID, before, timelinePage)
	if err != nil {
		return nil, nil, false, err
	}
	people, err := org.Names(q, namedIn(entries)...)
	return entries, people, more, err
}

// PeopleFilter narrows the people of a campaign; zero values do not narrow.
type PeopleFilter struct {
	State      DutyState
	Late       bool // due beyond their time
	Joined     bool
	Department int64
	Name       string // the beginning of a name or number
}

// DutyRow is one person of a campaign.
type DutyRow struct {
	Duty
	PersonName, PersonNumber string
	ExcuserName              string
	SignedAt                 *time.Time
	Score                    int
	OnPaper                  bool
}

// People gives one page of the people of a campaign, of the departments that the actor sees.
func (ss *Signings) People(ctx context.Context, a auth.Actor, number string, f PeopleFilter, at *db.Cursor) (db.Page[DutyRow], error) {
	if err := a.Require(auth.SignRead); err != nil {
		return db.Page[DutyRow]{}, err
	}
	c, err := findCampaign(ss.d.Read(ctx), a, number)
	if err != nil {
		return db.Page[DutyRow]{}, err
	}
	return ss.people(ctx, a, &c, f, at, PageSize)
}

func (ss *Signings) people(ctx context.Context, a auth.Actor, c *Campaign, f PeopleFilter, at *db.Cursor, size int) (db.Page[DutyRow], error) {
	q := ss.d.Read(ctx)
	l := db.Listing[DutyRow]{Size: size, Place: func(r DutyRow) db.Cursor { return db.Cursor{ID: r.ID} },
		Rows: func(ids []int64) ([]DutyRow, error) { return dutyRows(q, ids) },
		IDs: func(limit int) (ids []int64, rest *db.Cursor, err error) {
			return ids, nil, db.Keyset(f.narrow(q, a, c, ss.d.Now()), "id", false, nil, at).Limit(limit).Pluck("id", &ids).Error
		}}
	return l.Page(at)
}

func (f PeopleFilter) narrow(q *gorm.DB, a auth.Actor, c *Campaign, now time.Time) *gorm.DB {
	m := q.Model(&Duty{}).Where("campaign_id = ?", c.ID)
	switch s := a.Scope(auth.SignRead); {
	case f.Department != 0 && s.Has(f.Department):
		m = m.Where("department_id = ?", f.Department)
	case f.Department != 0:
		m = m.Where("1 = 0")
	case !s.All:
		m = m.Where("department_id IN ?", append([]int64{0}, s.Departments...))
	}
	if f.Late {
		f.State = Due
		m = m.Where("due_at < ?", now)
	}
	if f.State != "" {
		m = m.Where("state = ?", strings.ToValidUTF8(string(f.State), ""))
	}
	if f.Joined {
		m = m.Where("joined = ?", true)
	}
	if n := change.Cut(strings.TrimSpace(strings.ToValidUTF8(f.Name, "")), 60); n != "" {
		m = m.Where("person_id IN (SELECT p.id FROM people p WHERE p.number_key LIKE ? ESCAPE '!' OR p.name LIKE ? ESCAPE '!')", db.LikePrefix(org.NumberKey(n)), db.LikePrefix(n))
	}
	return m
}

func dutyRows(q *gorm.DB, ids []int64) ([]DutyRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []DutyRow
	err := q.Table("sign_duties d").Select("d.*, p.name AS person_name, p.number AS person_number, COALESCE(e.name, '') AS excuser_name, s.signed_at,"+
		" COALESCE(s.score, -1) AS score, COALESCE(s.entered_by, 0) <> 0 AS on_paper").
		Joins("JOIN people p ON p.id = d.person_id").Joins("LEFT JOIN people e ON e.id = d.excused_by").Joins("LEFT JOIN sign_signatures s ON s.id = d.signature_id").
		Where("d.id IN ?", ids).Find(&rows).Error
	db.InOrder(rows, ids, func(r DutyRow) int64 { return r.ID })
	return rows, err
}

// exportPage is how many rows are read at a time.
const exportPage = 500

// Export hands everybody of a campaign whom the filter keeps to row, up to the cap on exports. That somebody exported
// is an event of its own.
func (ss *Signings) Export(ctx context.Context, a auth.Actor, number string, f PeopleFilter, row func(DutyRow) error) (n int, capped bool, err error) {
	if err := a.Require(auth.SignRead); err != nil {
		return 0, false, err
	}
	c, err := findCampaign(ss.d.Read(ctx), a, number)
	if err != nil {
		return 0, false, err
	}
	if err := ss.d.InTx(ctx, func(tx *db.Tx) error { return c.record(tx, a, "campaign.exported", "") }); err != nil {
		return 0, false, err
	}
	return db.EachRow(ss.ExportRows, func(at *db.Cursor) (db.Page[DutyRow], error) { return ss.people(ctx, a, &c, f, at, exportPage) }, row)
}
