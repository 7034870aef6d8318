package policy

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// firm is a small firm with everything that policies need.
type firm struct {
	*Policies
	t     testing.TB
	ctx   context.Context
	d     *db.DB
	clock *dbtest.Clock
	index *search.Index
	house *orgtest.Firm

	keeper, second, boss, chief, reviewer, clerk, stranger, auditor, admin auth.Actor
}

func newFirm(t testing.TB, d *db.DB, clock *dbtest.Clock) *firm {
	t.Helper()
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	f := &firm{t: t, ctx: context.Background(), d: d, clock: clock, index: index, house: orgtest.New(t, d)}
	dbtest.Seed(t, d, calendar.Seed, terms.Seed, Seed)
	f.Policies = New(d, Parts{Terms: terms.New(d), Calendars: calendar.New(d), Org: org.New(d), Index: index, Links: link.New(d)})
	h := f.house
	f.keeper = h.Hire("文管", orgtest.Root, auth.PolicyOwner)
	f.second = h.Hire("副管", orgtest.Root, auth.PolicyOwner)
	f.boss = h.Hire("王总", orgtest.Root, auth.Supervisor)
	f.chief = h.Hire("赵主管", orgtest.Service, auth.Supervisor, orgtest.Service)
	f.reviewer = h.Hire("李审", orgtest.Service, "")
	f.clerk = h.Hire("陈员", orgtest.Service, "")
	f.stranger = h.Hire("周外", orgtest.Store, "")
	f.auditor = h.Hire("温审计", orgtest.Root, auth.Auditor)
	f.admin = h.Hire("夏管", orgtest.Root, auth.Administrator)
	return f
}

func (f *firm) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// facts are those of an ordinary rule of the service department.
func (f *firm) facts(title string) Facts {
	return Facts{Title: title, Kind: "rule", OwnerID: f.keeper.PersonID, DepartmentID: orgtest.Service, Secrecy: "internal", Category: "complaints",
		Retention: "permanent", ReviewMonths: 12, Audience: org.Audience{All: true}, Standards: []Standard{{Standard: "iso_10002", Clauses: "8.1"}}}
}

const text = `# 投诉处理制度

## 第一章 总则

第一条 为规范投诉处理，制定本制度。

第二条 本制度所称投诉，是指顾客表达的不满。

## 第二章 处理

第三条 接到投诉的人是首问责任人。

（一）当场登记；

（二）告知编号。

第四条 本制度自发布之日起施行。
`

// draft makes a policy with a text and gives its number.
func (f *firm) draft(title string) string {
	f.t.Helper()
	number, err := f.Create(f.ctx, f.keeper, CreateInput{Facts: f.facts(title), Body: text})
	f.must(err)
	return number
}

// ref is the policy as it stands now.
func (f *firm) ref(number string) Ref {
	f.t.Helper()
	v, err := f.ByNumber(f.ctx, f.keeper, number)
	f.must(err)
	return Ref{Number: number, Version: v.Version}
}

func (f *firm) view(number string) View {
	f.t.Helper()
	v, err := f.ByNumber(f.ctx, f.keeper, number)
	f.must(err)
	return v
}

// write saves a text as the draft.
func (f *firm) write(a auth.Actor, number, title, body string, weight Weight, summary string) Saved {
	f.t.Helper()
	v := f.view(number)
	saved, err := f.Write(f.ctx, a, DraftInput{Number: number, Version: v.Open.Version, Title: title, Body: body, Weight: weight, Summary: summary})
	f.must(err)
	return saved
}

// approve leads the open edition through review and approval, to be in force on a day (empty: the first possible).
func (f *firm) approve(number, on string) {
	f.t.Helper()
	f.must(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.reviewer.PersonID}}))
	f.must(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{Agree: true}))
	f.must(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, f.chief.PersonID}, EffectOn: on}))
	f.must(f.Approve(f.ctx, f.boss, f.ref(number), DecideInput{Agree: true}))
	f.must(f.Approve(f.ctx, f.chief, f.ref(number), DecideInput{Agree: true}))
}

// issued is a policy in force.
func (f *firm) issued(title string) string {
	f.t.Helper()
	number := f.draft(title)
	f.approve(number, "")
	f.pass(8 * 24 * time.Hour)
	return number
}

// pass lets time go by and the switch look.
func (f *firm) pass(d time.Duration) {
	f.t.Helper()
	f.clock.Advance(d)
	f.must(f.Switch(f.ctx))
}

// refused demands a fault of a kind with a key among its messages.
func (f *firm) refused(err error, kind fault.Kind, key string) {
	f.t.Helper()
	e := fault.Of(err)
	if e == nil || e.Kind != kind {
		f.t.Fatalf("got %v, want a fault %v %s", err, kind, key)
	}
	keys := []string{e.Key}
	for _, m := range e.Fields {
		keys = append(keys, m.Key)
	}
	if !strings.Contains(strings.Join(keys, " "), key) {
		f.t.Fatalf("got %v, want %s", keys, key)
	}
}
