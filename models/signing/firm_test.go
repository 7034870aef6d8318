package signing

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/policy"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// firm is a small firm with policies that people are to sign.
type firm struct {
	*Signings
	policies *policy.Policies
	t        testing.TB
	ctx      context.Context
	d        *db.DB
	clock    *dbtest.Clock
	house    *orgtest.Firm
	index    *search.Index

	keeper, boss, chief, one, two, clerk, auditor, hr, admin auth.Actor
}

func newFirm(t testing.TB, d *db.DB, clock *dbtest.Clock) *firm {
	t.Helper()
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	f := &firm{t: t, ctx: context.Background(), d: d, clock: clock, house: orgtest.New(t, d), index: index}
	// A rule is approved by one person without a review, and may come into force at once: the rest is the policy's own affair.
	plain := func(tx *db.Tx) error {
		return tx.Model(&policy.Kind{}).Where("code = ?", "rule").UpdateColumns(map[string]any{"reviewers": 0, "quorum": 1, "reading_days": 0}).Error
	}
	dbtest.Seed(t, d, calendar.Seed, terms.Seed, policy.Seed, plain)
	f.policies, f.Signings = f.again()
	h := f.house
	f.keeper = h.Hire("文管", orgtest.Root, auth.PolicyOwner)
	f.boss = h.Hire("王总", orgtest.Root, auth.Supervisor)
	f.chief = h.Hire("赵主管", orgtest.Service, auth.Supervisor, orgtest.Service)
	f.one = h.Hire("李一", orgtest.Service, "")
	f.two = h.Hire("陈二", orgtest.Service, "")
	f.clerk = h.Hire("周外", orgtest.Store, "")
	f.auditor = h.Hire("温审计", orgtest.Root, auth.Auditor)
	f.hr = h.Hire("何人事", orgtest.Support, auth.HR)
	f.admin = h.Hire("夏管", orgtest.Root, auth.Administrator)
	h.Lead(orgtest.Root, f.boss)
	return f
}

// again gives the use cases as another instance of the portal has them.
func (f *firm) again() (*policy.Policies, *Signings) {
	cals, o := calendar.New(f.d), org.New(f.d)
	ps := policy.New(f.d, policy.Parts{Terms: terms.New(f.d), Calendars: cals, Org: o, Index: f.index, Links: link.New(f.d)})
	// Nothing is shuffled: what was drawn stands in the order of the bank.
	return ps, New(f.d, Parts{Policies: ps, Calendars: cals, Org: o, Shuffle: func(int, func(i, j int)) {}})
}

func (f *firm) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// refused demands a fault with a key, its own or a field's.
func (f *firm) refused(err error, key string) {
	f.t.Helper()
	e := fault.Of(err)
	if e == nil {
		f.t.Fatalf("got %v, want %s", err, key)
	}
	keys := e.Key + " "
	for _, m := range e.Fields {
		keys += m.Key + " "
	}
	if !strings.Contains(keys, key) {
		f.t.Fatalf("got %s, want %s", keys, key)
	}
}

// forbidden demands that a right is missing.
func (f *firm) forbidden(err error) {
	f.t.Helper()
	if !fault.Is(err, fault.ForbiddenKind) {
		f.t.Fatalf("got %v, want forbidden", err)
	}
}

const text = `# 投诉处理制度

## 第一章 总则

第一条 为规范投诉处理，制定本制度。

## 第二章 处理

第二条 接到投诉的人是首问责任人。

第三条 二十四小时内答复。
`

// facts are those of a rule for an audience.
func (f *firm) facts(title string, a org.Audience, quiz policy.Quiz) policy.Facts {
	return policy.Facts{Title: title, Kind: "rule", OwnerID: f.keeper.PersonID, DepartmentID: orgtest.Service, Secrecy: "internal", Category: "complaints",
		Retention: "permanent", ReviewMonths: 12, Audience: a, Quiz: quiz}
}

// draft makes a policy for an audience and gives its number.
func (f *firm) draft(title string, a org.Audience, quiz policy.Quiz) string {
	f.t.Helper()
	number, err := f.policies.Create(f.ctx, f.keeper, policy.CreateInput{Facts: f.facts(title, a, quiz), Body: text})
	f.must(err)
	return number
}

func (f *firm) view(number string) policy.View {
	f.t.Helper()
	v, err := f.policies.ByNumber(f.ctx, f.keeper, number)
	f.must(err)
	return v
}

func (f *firm) ref(number string) policy.Ref {
	f.t.Helper()
	return policy.Ref{Number: number, Version: f.view(number).Version}
}

// approve has the open edition approved, to be in force on a day (empty: at once).
func (f *firm) approve(number, on string) {
	f.t.Helper()
	f.must(f.policies.Propose(f.ctx, f.keeper, f.ref(number), policy.ProposeInput{Approvers: []int64{f.boss.PersonID}, EffectOn: on}))
	f.must(f.policies.Approve(f.ctx, f.boss, f.ref(number), policy.DecideInput{Agree: true}))
}

// issue puts a policy for an audience in force at once; its campaign begins with it.
func (f *firm) issue(title string, a org.Audience) string {
	f.t.Helper()
	number := f.draft(title, a, policy.Quiz{})
	f.approve(number, "")
	return number
}

// revise puts a new edition in force on a day (empty: at once).
func (f *firm) revise(number string, weight policy.Weight, on string) {
	f.t.Helper()
	f.must(f.policies.Draft(f.ctx, f.keeper, f.ref(number)))
	v := f.view(number)
	_, err := f.policies.Write(f.ctx, f.keeper, policy.DraftInput{Number: number, Version: v.Open.Version, Title: v.Title,
		Body: text + "\n第四条 本制度第" + string(rune('一'+v.LatestNo)) + "次修订。\n", Weight: weight, Summary: "修订"})
	f.must(err)
	f.approve(number, on)
}

// campaign gives the newest campaign of a policy.
func (f *firm) campaign(number string) View {
	f.t.Helper()
	var numbers []string
	f.must(f.d.Read(f.ctx).Model(&Campaign{}).Where("policy_number = ?", number).Order("id DESC").Limit(1).Pluck("number", &numbers).Error)
	if len(numbers) == 0 {
		f.t.Fatalf("%s has no campaign", number)
	}
	return f.seen(numbers[0])
}

func (f *firm) seen(campaign string) View {
	f.t.Helper()
	v, err := f.ByNumber(f.ctx, f.keeper, campaign)
	f.must(err)
	return v
}

// read shows a person all of the edition in force.
func (f *firm) read(a auth.Actor, number string) SignInput {
	f.t.Helper()
	var e policy.Edition
	f.must(f.d.Read(f.ctx).Where("id = (SELECT current_id FROM policies WHERE number = ?)", number).Take(&e).Error)
	var keys []int
	for _, c := range Chapters(e) {
		keys = append(keys, c.Key)
	}
	in := SignInput{Number: number, EditionNo: e.No}
	_, err := f.Show(f.ctx, a, in, keys)
	f.must(err)
	return in
}

// signs has a person read and sign the edition in force.
func (f *firm) signs(a auth.Actor, number string) Signature {
	f.t.Helper()
	s, err := f.Sign(f.ctx, a, f.read(a, number))
	f.must(err)
	return s
}

// duty gives what a person has to do in a campaign.
func (f *firm) duty(campaign int64, a auth.Actor) Duty {
	f.t.Helper()
	var d []Duty
	f.must(f.d.Read(f.ctx).Where("campaign_id = ? AND person_id = ?", campaign, a.PersonID).Find(&d).Error)
	if len(d) == 0 {
		return Duty{}
	}
	return d[0]
}

// move gives a person another department from today on.
func (f *firm) move(a auth.Actor, department int64) {
	f.t.Helper()
	today := f.day(f.d.Now())
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		var s org.Assignment
		if err := tx.Where("person_id = ? AND to_on = ''", a.PersonID).Take(&s).Error; err != nil {
			return err
		}
		if s.FromOn == today {
			return tx.Model(&s).UpdateColumns(map[string]any{"department_id": department}).Error
		}
		before := f.day(tx.Now.AddDate(0, 0, -1))
		if err := tx.Model(&s).UpdateColumns(map[string]any{"to_on": before}).Error; err != nil {
			return err
		}
		return tx.Create(&org.Assignment{PersonID: a.PersonID, DepartmentID: department, FromOn: today, CreatedAt: tx.Now}).Error
	}, func(tx *db.Tx) error {
		return tx.Model(&org.Person{}).Where("id = ?", a.PersonID).UpdateColumns(map[string]any{"department_id": department, "updated_at": tx.Now}).Error
	})
}

// leave ends a person's employment with yesterday.
func (f *firm) leave(a auth.Actor) {
	f.t.Helper()
	yesterday := f.day(f.d.Now().AddDate(0, 0, -1))
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		if err := tx.Model(&org.Assignment{}).Where("person_id = ? AND to_on = ''", a.PersonID).UpdateColumns(map[string]any{"to_on": yesterday}).Error; err != nil {
			return err
		}
		return tx.Model(&org.Person{}).Where("id = ?", a.PersonID).UpdateColumns(map[string]any{"left_on": yesterday, "updated_at": tx.Now}).Error
	})
}

// joins employs somebody from today on.
func (f *firm) joins(name string, department int64) auth.Actor {
	f.t.Helper()
	a := f.house.Hire(name, department, "")
	today := f.day(f.d.Now())
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error {
		if err := tx.Model(&org.Person{}).Where("id = ?", a.PersonID).UpdateColumns(map[string]any{"joined_on": today}).Error; err != nil {
			return err
		}
		return tx.Model(&org.Assignment{}).Where("person_id = ?", a.PersonID).UpdateColumns(map[string]any{"from_on": today}).Error
	})
	return a
}

// pass lets time go by.
func (f *firm) pass(d time.Duration) {
	f.t.Helper()
	f.clock.Advance(d)
	f.must(f.policies.Switch(f.ctx))
}

// sound demands that the counters tell what the duties do, and that nobody has two duties in a campaign.
func (f *firm) sound() {
	f.t.Helper()
	q := f.d.Read(f.ctx)
	var campaigns []Campaign
	f.must(q.Find(&campaigns).Error)
	for _, c := range campaigns {
		var all []Duty
		f.must(q.Where("campaign_id = ?", c.ID).Find(&all).Error)
		var frozen, joiner Counts
		by := map[Progress]Counts{}
		people := map[int64]bool{}
		for _, d := range all {
			if people[d.PersonID] {
				f.t.Fatalf("%s counts %d twice", c.Number, d.PersonID)
			}
			people[d.PersonID] = true
			one := map[DutyState]Counts{Due: {Due: 1}, Signed: {Signed: 1}, Excused: {Excused: 1}, Left: {Gone: 1}, Ended: {Ended: 1}}[d.State]
			if d.Joined {
				joiner = joiner.Plus(one)
			} else {
				frozen = frozen.Plus(one)
			}
			key := Progress{CampaignID: c.ID, DepartmentID: d.DepartmentID, Joined: d.Joined}
			by[key] = by[key].Plus(one)
			if (d.State == Signed) != (d.SignatureID != 0) || (d.State == Due) != (d.SettledAt == nil) {
				f.t.Fatalf("%s: %+v", c.Number, d)
			}
		}
		if frozen != c.Frozen || joiner != c.Joiner {
			f.t.Fatalf("%s counts %+v %+v, its duties are %+v %+v", c.Number, c.Frozen, c.Joiner, frozen, joiner)
		}
		var rows []Progress
		f.must(q.Where("campaign_id = ?", c.ID).Find(&rows).Error)
		if len(rows) != len(by) {
			f.t.Fatalf("%s has %d counters for %d", c.Number, len(rows), len(by))
		}
		for _, r := range rows {
			if n := by[Progress{CampaignID: r.CampaignID, DepartmentID: r.DepartmentID, Joined: r.Joined}]; n != r.Counts {
				f.t.Fatalf("%s department %d counts %+v of %+v", c.Number, r.DepartmentID, r.Counts, n)
			}
		}
	}
}

// events lists the kinds of the events of a kind of record.
func (f *firm) events(kind string) string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("events").Where("record_kind = ?", kind).Order("id").Pluck("kind", &kinds).Error)
	return strings.Join(kinds, " ")
}

// notices lists what a person was told of signing.
func (f *firm) notices(a auth.Actor) string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("notifications").Where("person_id = ? AND kind LIKE 'sign%'", a.PersonID).Order("id").Pluck("kind", &kinds).Error)
	return strings.Join(kinds, " ")
}

var everybody = org.Audience{All: true}

func of(departments ...int64) org.Audience { return org.Audience{Departments: departments} }

// table counts the rows of a table that meet a condition.
func (f *firm) table(name, where string, args ...any) int64 {
	f.t.Helper()
	var n int64
	f.must(f.d.Read(f.ctx).Session(&gorm.Session{}).Table(name).Where(where, args...).Count(&n).Error)
	return n
}
