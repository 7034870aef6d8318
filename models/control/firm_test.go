package control

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// secret is a clause that the boss alone may see.
const secret = 9

// firm is a small firm with both registers, and a policy of ten clauses.
type firm struct {
	*Controls
	items *Information
	t     testing.TB
	ctx   context.Context
	d     *db.DB
	clock *dbtest.Clock
	index *search.Index
	house *orgtest.Firm
	links *link.Links

	boss, owner, keeper, supervisor, head, stranger, otherSupervisor, clerk, policyOwner, auditor, admin auth.Actor
}

func newFirm(t testing.TB, d *db.DB, clock *dbtest.Clock) *firm {
	t.Helper()
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	f := &firm{t: t, ctx: context.Background(), d: d, clock: clock, index: index, house: orgtest.New(t, d)}
	dbtest.Seed(t, d, calendar.Seed, terms.Seed, action.Seed, Seed)
	f.open(d)
	h := f.house
	f.boss = h.Hire("王总", orgtest.Root, auth.Supervisor)
	f.owner = h.Hire("李控", orgtest.Service, auth.Handler, orgtest.Service)
	f.keeper = h.Hire("陈助", orgtest.Service, auth.Handler, orgtest.Service)
	f.supervisor = h.Hire("赵主管", orgtest.Service, auth.Supervisor, orgtest.Service)
	f.head = h.Hire("孙经理", orgtest.Service, "")
	f.stranger = h.Hire("周外", orgtest.Store, auth.Handler, orgtest.Store)
	f.otherSupervisor = h.Hire("吴主管", orgtest.Store, auth.Supervisor, orgtest.Store)
	f.clerk = h.Hire("何员工", orgtest.Store, "")
	f.policyOwner = h.Hire("卫制度", orgtest.Root, auth.PolicyOwner)
	f.auditor = h.Hire("冯审计", orgtest.Root, auth.Auditor)
	f.admin = h.Hire("褚管理", orgtest.Root, auth.Administrator)
	h.Lead(orgtest.Service, f.head)
	return f
}

// open makes the use cases as another instance of the portal has them, with nothing read yet.
func (f *firm) open(d *db.DB) {
	f.links = link.New(d)
	p := Parts{Terms: terms.New(d), Calendars: calendar.New(d), Org: org.New(d), Index: f.index, Links: f.links}
	p.Actions = action.New(d, action.Parts{Terms: p.Terms, Calendars: p.Calendars, Org: p.Org, Index: f.index, Links: f.links})
	f.Controls, f.items = New(d, p), NewInformation(d, p)
	f.links.Join(link.Kind{Name: PolicyKind, Prefix: "ZD", Read: auth.PolicyRead,
		Cards: func(_ context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
			cards := map[int64]link.Card{}
			for _, id := range slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == secret && a.PersonID != f.boss.PersonID }) {
				cards[id] = link.Card{Title: "信息安全管理制度", State: "in_force", Tone: link.Good}
			}
			return cards, nil
		},
		Origin: func(_ context.Context, a auth.Actor, number string) (link.Origin, error) {
			var id int64
			if _, err := fmt.Sscanf(number, "ZD-2026-000003/%d", &id); err != nil || id > 10 || id == secret && a.PersonID != f.boss.PersonID {
				return link.Origin{}, fault.NotFound("fault.policy_gone")
			}
			return link.Origin{Ref: link.Ref{Kind: PolicyKind, ID: id, Number: number}, Title: "信息安全管理制度"}, nil
		}})
}

func (f *firm) must(err error) {
	f.t.Helper()
	if err != nil {
		if e := fault.Of(err); e != nil {
			f.t.Fatalf("%v %v %v %s", err, e.Args, e.Fields, e.Right)
		}
		f.t.Fatal(err)
	}
}

// refused demands a fault with the key or right, or one at a field with the key.
func refused(t testing.TB, err error, key string) {
	t.Helper()
	e := fault.Of(err)
	if e == nil {
		t.Fatalf("got %v, want a fault %s", err, key)
	}
	if e.Key == key || e.Right == key {
		return
	}
	for field, m := range e.Fields {
		if m.Key == key || field+" "+m.Key == key {
			return
		}
	}
	t.Fatalf("got %s right=%q fields=%v, want %s", e.Key, e.Right, e.Fields, key)
}

// facts are a monthly restore test of f.owner that began today.
func (f *firm) facts() Facts {
	return Facts{Title: "每月恢复演练", Text: "从备份恢复一台服务器，核对文件数。证据：恢复记录。", Area: "continuity", DepartmentID: orgtest.Service, OwnerID: f.owner.PersonID,
		Cycle: Cycle{1, Months}, Rule: "normal", Evidence: true, StartedOn: f.day(0), Clauses: []string{"ZD-2026-000003/4"}}
}

// add enters the sample, or as fn changes it.
func (f *firm) add(fn ...func(in *Facts)) string {
	f.t.Helper()
	in := f.facts()
	for _, change := range fn {
		change(&in)
	}
	number, err := f.Add(f.ctx, f.supervisor, in)
	f.must(err)
	return number
}

// at is the control as it stands in the database.
func (f *firm) at(number string) Control {
	f.t.Helper()
	var c Control
	f.must(f.d.Read(f.ctx).Where("number = ?", number).Take(&c).Error)
	return c
}

func (f *firm) ref(number string) Ref { return Ref{number, f.at(number).Version} }

// day is today moved on by days, where the firm is.
func (f *firm) day(days int) string {
	return f.d.Now().In(f.d.Zone()).AddDate(0, 0, days).Format(time.DateOnly)
}

// passed is a check of today that passed; failed is one that did not.
func (f *firm) passed() CheckInput {
	return CheckInput{HappenedOn: f.day(0), ReceivedOn: f.day(0), Result: Passed, Files: photo()}
}

func (f *firm) failed() CheckInput {
	return CheckInput{HappenedOn: f.day(0), ReceivedOn: f.day(0), Result: Failed, Findings: "恢复后少了 12 个文件。", Files: photo(),
		Action: ActionInput{Kind: "corrective", Priority: "normal"}}
}

// check records a check by the owner.
func (f *firm) check(number string, in CheckInput) string {
	f.t.Helper()
	led, err := f.Check(f.ctx, f.owner, f.ref(number), in)
	f.must(err)
	return led
}

func (f *firm) checks(number string) []Check {
	f.t.Helper()
	all, err := loadChecks(f.d.Read(f.ctx), f.at(number).ID, 100)
	f.must(err)
	return all
}

func (f *firm) count(table string) int64 {
	f.t.Helper()
	var n int64
	f.must(f.d.Read(f.ctx).Table(table).Count(&n).Error)
	return n
}

func (f *firm) events(kind, number string) string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("events").Where("record_kind = ? AND record_number = ?", kind, number).Order("id").Pluck("kind", &kinds).Error)
	return strings.Join(kinds, " ")
}

func (f *firm) told(a auth.Actor) string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("notifications").Where("person_id = ?", a.PersonID).Order("id").Pluck("kind", &kinds).Error)
	return strings.Join(kinds, " ")
}

var files int

// photo is a file that no record has yet.
func photo() []file.Upload {
	files++
	return []file.Upload{{Hash: fmt.Sprintf("%064x", files), Size: 10, Type: "image/png", Name: fmt.Sprintf("照片%d.png", files)}}
}

func instant(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("CST", 8*3600))
	if err != nil {
		panic(err)
	}
	return t.UTC()
}
