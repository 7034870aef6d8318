package complaint

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// firm is a small firm with everything a complaint needs.
type firm struct {
	*Complaints
	t     testing.TB
	ctx   context.Context
	d     *db.DB
	clock *dbtest.Clock
	index *search.Index
	house *orgtest.Firm

	boss, handler, second, supervisor, deputy, head, stranger, otherSupervisor, clerk, auditor, admin auth.Actor
}

// The departments of the firm.
const root, service, support, store = orgtest.Root, orgtest.Service, orgtest.Support, orgtest.Store

func parts(d *db.DB, index *search.Index) Parts {
	p := Parts{Terms: terms.New(d), Calendars: calendar.New(d), Org: org.New(d), Index: index, Links: link.New(d)}
	p.Actions = action.New(d, action.Parts{Terms: p.Terms, Calendars: p.Calendars, Org: p.Org, Index: index, Links: p.Links})
	return p
}

func newFirm(t testing.TB, d *db.DB, clock *dbtest.Clock) *firm {
	t.Helper()
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	f := &firm{t: t, ctx: context.Background(), d: d, clock: clock, index: index, house: orgtest.New(t, d)}
	f.Complaints = New(d, parts(d, index))
	dbtest.Seed(t, d, calendar.Seed, terms.Seed, action.Seed, Seed)
	f.boss = f.house.Hire("王总", root, auth.Supervisor, root, service, support, store)
	f.handler = f.house.Hire("李办", service, auth.Handler, service)
	f.second = f.house.Hire("陈助", service, auth.Handler, service)
	f.supervisor = f.house.Hire("赵主管", service, auth.Supervisor, service)
	f.deputy = f.house.Hire("钱副", service, auth.Supervisor, service)
	f.head = f.house.Hire("孙经理", service, "")
	f.stranger = f.house.Hire("周外", support, auth.Handler, support)
	f.otherSupervisor = f.house.Hire("吴主管", support, auth.Supervisor, support)
	f.clerk = f.house.Hire("郑员工", store, "")
	f.auditor = f.house.Hire("冯审计", root, auth.Auditor)
	f.admin = f.house.Hire("褚管理", root, auth.Administrator)
	f.house.Lead(root, f.boss)
	f.house.Lead(service, f.head)
	return f
}

func (f *firm) must(err error) {
	f.t.Helper()
	if err != nil {
		if e := fault.Of(err); e != nil {
			f.t.Fatalf("%v %v %v", err, e.Args, e.Fields)
		}
		f.t.Fatal(err)
	}
}

// refused demands a fault with the key, or one at a field with the key.
func refused(t testing.TB, err error, key string) {
	t.Helper()
	e := fault.Of(err)
	if e == nil {
		t.Fatalf("got %v, want a fault %s", err, key)
	}
	if e.Key == key || e.Right == key {
		return
	}
	for _, m := range e.Fields {
		if m.Key == key {
			return
		}
	}
	t.Fatalf("got %s right=%q fields=%v, want %s", e.Key, e.Right, e.Fields, key)
}

const body = "快递显示签收但我没有收到，请尽快核实。我的电话13812345678，邮箱zhang@example.com，我是张三丰。"

func sample() RegisterInput {
	return RegisterInput{Facts: Facts{Channel: "telephone", Body: body, OrderNumber: "DD20260306001", Severity: "normal", RemedySought: "重新发货"},
		Complainant:  Complainant{Name: "张三丰", Phone: "138-1234-5678", Email: "zhang@example.com", Address: "湖南省长沙市岳麓区麓山南路1号", CustomerNo: "KH0099"},
		DepartmentID: service}
}

func (f *firm) register(a auth.Actor, in RegisterInput) string {
	f.t.Helper()
	number, err := f.Register(f.ctx, a, in)
	f.must(err)
	return number
}

// at is the complaint as it stands in the database.
func (f *firm) at(number string) Complaint {
	f.t.Helper()
	var c Complaint
	f.must(f.d.Read(f.ctx).Where("number = ?", number).Take(&c).Error)
	return c
}

func (f *firm) ref(number string) Ref { return Ref{Number: number, Version: f.at(number).Version} }

func (f *firm) events(number string) []string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("events").Where("record_kind = ? AND record_number = ?", Kind, number).Order("id").Pluck("kind", &kinds).Error)
	return kinds
}

func (f *firm) told(a auth.Actor) []string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("notifications").Where("person_id = ?", a.PersonID).Order("id").Pluck("kind", &kinds).Error)
	return kinds
}

func (f *firm) clocks(number string) map[ClockKind]Clock {
	f.t.Helper()
	c := f.at(number)
	all, err := loadClocks(f.d.Read(f.ctx), c.ID)
	f.must(err)
	found := map[ClockKind]Clock{}
	for _, k := range all {
		if k.Round == c.Round {
			found[k.Kind] = k
		}
	}
	return found
}

func (f *firm) assess() AssessInput {
	return AssessInput{Severity: "normal", Complexity: "simple", Impact: "single", DeadlineClass: "general"}
}

// advance carries a registered complaint on to a state, with f.handler as its handler.
func (f *firm) advance(number string, to State) {
	f.t.Helper()
	h := f.handler
	way := []struct {
		state State
		step  func() error
	}{
		{Registered, func() error { return nil }},
		{Accepted, func() error { return f.Accept(f.ctx, h, f.ref(number), AcceptInput{Take: true}) }},
		{Assessed, func() error { return f.Assess(f.ctx, h, f.ref(number), f.assess()) }},
		{Investigating, func() error {
			return f.Investigate(f.ctx, h, f.ref(number), InvestigateInput{Findings: "派件员误投"})
		}},
		{Proposed, func() error {
			return f.ProposeRemedy(f.ctx, h, f.ref(number), RemedyInput{Kind: "refund", Amount: 12800, Description: "退款"})
		}},
		{Approved, func() error { return f.ApproveRemedy(f.ctx, f.supervisor, f.ref(number), f.pending(number)) }},
		{Replied, func() error {
			return f.Reply(f.ctx, h, f.ref(number), ReplyInput{Channel: "telephone", Text: "已为您退款"})
		}},
		{FollowedUp, func() error {
			return f.FollowUp(f.ctx, f.second, f.ref(number), FollowUpInput{Outcome: "satisfied", Experience: 4, Expectation: 3})
		}},
		{Closed, func() error {
			return f.Close(f.ctx, f.supervisor, f.ref(number), CloseInput{Outcome: Resolved, Summary: "已办结"})
		}},
	}
	for _, s := range way {
		f.must(s.step())
		if c := f.at(number); c.State != s.state {
			f.t.Fatalf("state %s, want %s", c.State, s.state)
		}
		if s.state == to {
			return
		}
	}
}

func (f *firm) pending(number string) int64 {
	f.t.Helper()
	all, err := loadRemedies(f.d.Read(f.ctx), f.at(number).ID)
	f.must(err)
	for _, r := range all {
		if r.State == RemedyProposed {
			return r.ID
		}
	}
	return 0
}

func joined(all []string) string { return strings.Join(all, " ") }

func day(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("CST", 8*3600))
	if err != nil {
		panic(err)
	}
	return t.UTC()
}
