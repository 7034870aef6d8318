package org_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
)

var (
	ctx   = context.Background()
	quick = auth.Hasher{Memory: 64, Time: 1, Lanes: 1}
	hr    = auth.Actor{PersonID: 1, Name: "hr", Grants: []auth.Grant{{Role: auth.HR, Scope: auth.Scope{All: true}}}}
	admin = auth.Actor{PersonID: 1, Name: "admin", Grants: []auth.Grant{{Role: auth.Administrator, Scope: auth.Scope{All: true}}}}
)

const today = "2026-03-06" // dbtest.Start in Shanghai

func setUp() org.SetUpInput {
	return org.SetUpInput{Firm: "长江服务", Name: "赵敏", Number: "G001", Password: "a quiet river at noon", StarterPack: true, Hasher: quick}
}

type house struct {
	*org.Organisation
	d     *db.DB
	clock *dbtest.Clock
	root  int64
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		h := &house{Organisation: org.New(d), d: d, clock: clock}
		_, err := h.SetUp(ctx, setUp())
		must(t, err)
		h.root = h.tree(t).Root()
		fn(t, h)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected: %v %+v", err, fault.Of(err))
	}
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Fatalf("want the fault %s, got %v", key, err)
	}
	if f.Key == key {
		return
	}
	for _, m := range f.Fields {
		if m.Key == key {
			return
		}
	}
	t.Fatalf("want the fault %s, got %+v", key, f)
}

func (h *house) tree(t *testing.T) org.Tree {
	t.Helper()
	tree, err := h.Departments(ctx)
	must(t, err)
	return tree
}

func (h *house) department(t *testing.T, parent int64, name string) org.Department {
	t.Helper()
	d, err := h.AddDepartment(ctx, hr, org.DepartmentInput{ParentID: parent, Name: name})
	must(t, err)
	return d
}

func (h *house) person(t *testing.T, number, name string, department int64) org.Person {
	t.Helper()
	p, err := h.Register(ctx, hr, org.PersonInput{Number: number, Name: name, DepartmentID: department, JoinedOn: "2025-01-06"})
	must(t, err)
	return p
}

func (h *house) file(t *testing.T, number string) org.File {
	t.Helper()
	f, err := h.ByNumber(ctx, hr, number)
	must(t, err)
	return f
}

func (h *house) events(t *testing.T) []audit.Row {
	t.Helper()
	var rows []audit.Row
	must(t, h.d.Read(ctx).Order("id").Find(&rows).Error)
	return rows
}

func TestSettingUpIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		bad := setUp()
		bad.Password, bad.Number = "123456789012", "Ḡ1"
		_, err := org.New(d).SetUp(ctx, bad)
		if f := fault.Of(err); f == nil || len(f.Fields) != 2 {
			t.Fatalf("%+v", f)
		}
		seedErr := errors.New("seed")
		if _, err := org.New(d).SetUp(ctx, setUp(), func(*db.Tx) error { return seedErr }); !errors.Is(err, seedErr) {
			t.Fatalf("a failed seed: %v", err)
		}
		if done, err := org.New(d).IsSetUp(ctx); done || err != nil {
			t.Fatal("a failed set-up left something", err)
		}
		var mu sync.Mutex
		won, seeded := 0, 0
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				_, err := org.New(d).SetUp(ctx, setUp(), func(*db.Tx) error {
					mu.Lock()
					defer mu.Unlock()
					seeded++
					return nil
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if f := fault.Of(err); f == nil || f.Key != "fault.set_up_done" {
					t.Errorf("lost with %v", err)
				}
			})
		}
		wg.Wait()
		if won != 1 || seeded != 1 {
			t.Errorf("%d won, %d seeded", won, seeded)
		}
		name, err := org.New(d).FirmName(ctx)
		if name != "长江服务" || err != nil {
			t.Error(name, err)
		}
	})
}

func TestDepartmentsFormATree(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		service := h.department(t, h.root, "售后部")
		one := h.department(t, service.ID, "一组")
		store := h.department(t, h.root, "仓储部")
		change := func(d org.Department, version int, in org.DepartmentInput) error {
			return h.ChangeDepartment(ctx, hr, d.ID, version, in)
		}
		refused(t, change(service, 1, org.DepartmentInput{ParentID: one.ID, Name: "售后部"}), "invalid.department_cycle")
		refused(t, change(service, 1, org.DepartmentInput{ParentID: service.ID, Name: "售后部"}), "invalid.department_cycle")
		refused(t, change(store, 1, org.DepartmentInput{ParentID: h.root, Name: "售后部"}), "invalid.name_taken")
		refused(t, change(store, 1, org.DepartmentInput{ParentID: h.root, Name: "a/b"}), "invalid.department_name")
		must(t, change(service, 1, org.DepartmentInput{ParentID: store.ID, Name: "客服部"}))
		refused(t, change(service, 1, org.DepartmentInput{ParentID: store.ID, Name: "x"}), "fault.stale")
		tree := h.tree(t)
		if got := tree.FullName(one.ID); got != "仓储部 / 客服部 / 一组" {
			t.Error(got)
		}
		if !reflect.DeepEqual(tree.Below(store.ID), []int64{service.ID, one.ID, store.ID}) && len(tree.Below(store.ID)) != 3 {
			t.Error(tree.Below(store.ID))
		}
		if !slices.Equal(tree.Above(one.ID), []int64{one.ID, service.ID, store.ID, h.root}) {
			t.Error(tree.Above(one.ID))
		}
		p := h.person(t, "A1", "钱多", one.ID)
		refused(t, h.CloseDepartment(ctx, hr, store.ID, 1), "fault.department_open_below")
		refused(t, h.CloseDepartment(ctx, hr, one.ID, 1), "fault.department_people")
		refused(t, h.CloseDepartment(ctx, hr, h.root, 1), "fault.department_root")
		must(t, h.Move(ctx, hr, p.ID, p.Version, org.MoveInput{DepartmentID: store.ID, On: today}))
		must(t, h.CloseDepartment(ctx, hr, one.ID, 1))
		refused(t, h.Move(ctx, hr, p.ID, p.Version+1, org.MoveInput{DepartmentID: one.ID, On: today}), "invalid.department_closed")
		must(t, h.CloseDepartment(ctx, hr, service.ID, 2))
		refused(t, h.ReopenDepartment(ctx, hr, one.ID, 2), "fault.department_closed_above")
	})
}

func TestRandomMovesNeverMakeACycle(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ids := []int64{h.root}
		for i := range 8 {
			ids = append(ids, h.department(t, ids[rand.IntN(len(ids))], "部门"+string(rune('A'+i))).ID)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 12 {
					id, parent := ids[1+rand.IntN(len(ids)-1)], ids[rand.IntN(len(ids))]
					d, _ := h.tree(t).Get(id)
					err := h.ChangeDepartment(ctx, hr, id, d.Version, org.DepartmentInput{ParentID: parent, Name: d.Name})
					if err != nil && fault.Of(err) == nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		fresh, err := org.New(h.d).Departments(ctx)
		must(t, err)
		for _, id := range ids {
			above := fresh.Above(id)
			if above[len(above)-1] != h.root || above[0] != id {
				t.Errorf("%d hangs at %v", id, above)
			}
			d, _ := fresh.Get(id)
			if parent, ok := fresh.Get(d.ParentID); ok && !strings.HasPrefix(d.Path, parent.Path) {
				t.Errorf("%s does not lie below %s", d.Path, parent.Path)
			}
		}
		if len(fresh.All()) != len(ids) {
			t.Errorf("%d of %d are reachable from the root", len(fresh.All()), len(ids))
		}
	})
}

func TestAHeadIsInheritedFromAbove(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		service := h.department(t, h.root, "售后部")
		one := h.department(t, service.ID, "一组")
		p := h.person(t, "A1", "钱多", service.ID)
		must(t, h.ChangeDepartment(ctx, hr, service.ID, 1, org.DepartmentInput{ParentID: h.root, Name: "售后部", HeadID: p.ID}))
		if h.tree(t).Head(one.ID) != p.ID || h.tree(t).Head(h.root) != 0 {
			t.Error("head")
		}
		must(t, h.Leave(ctx, hr, p.ID, p.Version, org.LeaveInput{On: today, EndNow: true}))
		if fresh, _ := org.New(h.d).Departments(ctx); fresh.Head(one.ID) != 0 {
			t.Error("who left heads nothing")
		}
	})
}

func TestCareers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.department(t, h.root, "售后部"), h.department(t, h.root, "仓储部")
		post, err := h.AddPost(ctx, hr, "专员")
		must(t, err)
		p := h.person(t, "A1", "钱多", a.ID)
		refused(t, h.Move(ctx, hr, p.ID, 1, org.MoveInput{DepartmentID: b.ID, On: "2024-12-31"}), "invalid.move_before")
		refused(t, h.Move(ctx, hr, p.ID, 1, org.MoveInput{DepartmentID: a.ID, On: today}), "invalid.move_same")
		must(t, h.Move(ctx, hr, p.ID, 1, org.MoveInput{DepartmentID: b.ID, PostID: post.ID, On: "2025-07-01", Reason: "轮岗"}))
		refused(t, h.Move(ctx, hr, p.ID, 1, org.MoveInput{DepartmentID: a.ID, On: today}), "fault.stale")
		f := h.file(t, "a1")
		if f.DepartmentID != b.ID || f.PostID != post.ID || len(f.Assignments) != 2 || f.Assignments[1].ToOn != "2025-06-30" {
			t.Fatalf("%+v", f)
		}
		for day, want := range map[string]int64{"2025-01-05": 0, "2025-01-06": a.ID, "2025-06-30": a.ID, "2025-07-01": b.ID, "2030-01-01": b.ID} {
			if got, _ := f.OnDay(day); got.DepartmentID != want {
				t.Errorf("on %s in %d", day, got.DepartmentID)
			}
		}
		must(t, h.Move(ctx, hr, p.ID, 2, org.MoveInput{DepartmentID: a.ID, On: "2026-03-10"}))
		if f = h.file(t, "A1"); f.DepartmentID != b.ID {
			t.Error("a move to come was carried out at once")
		}
		must(t, h.DropMove(ctx, hr, p.ID, 3))
		refused(t, h.DropMove(ctx, hr, p.ID, 4), "fault.no_planned_move")
		must(t, h.Move(ctx, hr, p.ID, 4, org.MoveInput{DepartmentID: a.ID, On: "2026-03-10"}))
		must(t, h.Daily(ctx))
		h.clock.Set(time.Date(2026, 3, 9, 16, 1, 0, 0, time.UTC))
		must(t, h.Daily(ctx))
		must(t, h.Daily(ctx))
		if f = h.file(t, "A1"); f.DepartmentID != a.ID || f.Version != 6 {
			t.Errorf("a move whose day has come: %+v", f.Person)
		}
		must(t, h.Leave(ctx, hr, p.ID, 6, org.LeaveInput{On: "2026-03-20", Reason: "辞职"}))
		refused(t, h.Leave(ctx, hr, p.ID, 7, org.LeaveInput{On: "2026-03-20"}), "fault.person_left")
		must(t, h.Rejoin(ctx, hr, p.ID, 7, org.MoveInput{Reason: "不走了"}))
		must(t, h.Leave(ctx, hr, p.ID, 8, org.LeaveInput{On: "2026-03-09"}))
		refused(t, h.Rejoin(ctx, hr, p.ID, 9, org.MoveInput{DepartmentID: b.ID, On: "2026-03-09"}), "invalid.rejoin_before")
		must(t, h.Rejoin(ctx, hr, p.ID, 9, org.MoveInput{DepartmentID: b.ID, On: "2026-03-10"}))
		// The day of rejoining is the day on which the dropped post began: nothing of it may be left.
		if f = h.file(t, "A1"); !f.Present("2026-03-10") || f.DepartmentID != b.ID {
			t.Errorf("%+v", f)
		}
	})
}

func TestCorrectingADayOfJoining(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.person(t, "A1", "钱多", h.root)
		in := org.PersonInput{Number: "A1", Name: "钱多多", Phone: "13800138000", JoinedOn: "2024-01-02"}
		p, err := h.Change(ctx, hr, p.ID, 1, in)
		must(t, err)
		if f := h.file(t, "A1"); f.Assignments[0].FromOn != "2024-01-02" || f.Name != "钱多多" || f.DepartmentID != h.root {
			t.Errorf("%+v", f)
		}
		d := h.department(t, h.root, "售后部")
		must(t, h.Move(ctx, hr, p.ID, 2, org.MoveInput{DepartmentID: d.ID, On: "2025-01-01"}))
		in.JoinedOn = "2025-02-01"
		_, err = h.Change(ctx, hr, p.ID, 3, in)
		refused(t, err, "invalid.joined_on")
		in.JoinedOn, in.Number = "2024-01-02", "g001"
		_, err = h.Change(ctx, hr, p.ID, 3, in)
		refused(t, err, "invalid.number_taken")
	})
}

func TestBadPeopleAreRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		good := org.PersonInput{Number: "A1", Name: "钱多", DepartmentID: h.root, JoinedOn: today}
		for key, spoil := range map[string]func(*org.PersonInput){
			"invalid.required":          func(p *org.PersonInput) { p.Name = " " },
			"invalid.too_long":          func(p *org.PersonInput) { p.Name = strings.Repeat("长", 10_000) },
			"invalid.person_number":     func(p *org.PersonInput) { p.Number = "new" },
			"invalid.phone":             func(p *org.PersonInput) { p.Phone = "call me" },
			"invalid.email":             func(p *org.PersonInput) { p.Email = "a@" },
			"invalid.day":               func(p *org.PersonInput) { p.JoinedOn = "2026-02-30" },
			"invalid.department_closed": func(p *org.PersonInput) { p.DepartmentID = 99 },
			"invalid.post_closed":       func(p *org.PersonInput) { p.PostID = 99 },
			"invalid.number_taken":      func(p *org.PersonInput) { p.Number = "g001" },
			"invalid.one_line":          func(p *org.PersonInput) { p.Name = "a\nb" },
		} {
			in := good
			spoil(&in)
			_, err := h.Register(ctx, hr, in)
			refused(t, err, key)
		}
		p, err := h.Register(ctx, hr, org.PersonInput{Number: "A2", Name: "𠮷野<b>😀", DepartmentID: h.root, JoinedOn: today})
		must(t, err)
		if f := h.file(t, p.Number); f.Name != "𠮷野<b>😀" {
			t.Error(f.Name)
		}
	})
}

func TestListsKeepToTheScopeAndPage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.department(t, h.root, "售后部"), h.department(t, h.root, "仓储部")
		one := h.department(t, a.ID, "一组")
		for i := range 7 {
			h.person(t, "A"+string(rune('1'+i)), "钱"+string(rune('甲'+i)), one.ID)
		}
		gone := h.person(t, "B1", "孙行", b.ID)
		must(t, h.Leave(ctx, hr, gone.ID, 1, org.LeaveInput{On: "2026-03-01"}))
		numbers := func(p org.Page) (all string) {
			for _, l := range p.People {
				all += l.Number + " "
			}
			return strings.TrimSpace(all)
		}
		list := func(actor auth.Actor, f org.PeopleFilter) org.Page {
			p, err := h.List(ctx, actor, f)
			must(t, err)
			return p
		}
		if p := list(hr, org.PeopleFilter{DepartmentID: a.ID}); numbers(p) != "A1 A2 A3 A4 A5 A6 A7" || p.Count != 7 || p.Next != nil {
			t.Error(numbers(p), p.Count)
		}
		if got := numbers(list(hr, org.PeopleFilter{State: org.StateLeft})); got != "B1" {
			t.Error(got)
		}
		if got := numbers(list(hr, org.PeopleFilter{State: org.StateAll, Words: "孙"})); got != "B1" {
			t.Error(got)
		}
		if got := numbers(list(hr, org.PeopleFilter{Words: "%"})); got != "" {
			t.Error(got)
		}
		supervisor := auth.Actor{PersonID: 9, Grants: []auth.Grant{{Role: auth.Supervisor, Scope: auth.Scope{Departments: []int64{b.ID}}}}}
		if got := numbers(list(supervisor, org.PeopleFilter{State: org.StateAll})); got != "B1" {
			t.Error(got)
		}
		_, err := h.ByNumber(ctx, supervisor, "A1")
		refused(t, err, "fault.person_gone")
		_, err = h.List(ctx, auth.Actor{Grants: []auth.Grant{{Role: auth.Employee}}}, org.PeopleFilter{})
		if !fault.Is(err, fault.ForbiddenKind) {
			t.Error(err)
		}

		first := list(hr, org.PeopleFilter{DepartmentID: a.ID, Limit: 3})
		second := list(hr, org.PeopleFilter{DepartmentID: a.ID, Limit: 3, Cursor: first.Next})
		third := list(hr, org.PeopleFilter{DepartmentID: a.ID, Limit: 3, Cursor: second.Next})
		back := list(hr, org.PeopleFilter{DepartmentID: a.ID, Limit: 3, Cursor: third.Prev})
		start := list(hr, org.PeopleFilter{DepartmentID: a.ID, Limit: 3, Cursor: back.Prev})
		if first.Prev != nil || numbers(second) != "A4 A5 A6" || numbers(third) != "A7" || third.Next != nil || numbers(back) != "A4 A5 A6" ||
			numbers(start) != "A1 A2 A3" || start.Prev != nil || start.Next == nil {
			t.Error(numbers(first), numbers(second), numbers(third), numbers(back), numbers(start))
		}
		n := 0
		must(t, h.Export(ctx, hr, org.PeopleFilter{State: org.StateAll}, func(p []org.Person) error { n += len(p); return nil }))
		if n != 9 {
			t.Error("exported", n)
		}
		who, err := h.Choices(ctx, supervisor, h.tree(t).Below(a.ID), "", 3)
		must(t, err)
		if len(who) != 3 || who[0].Name != "钱甲" {
			t.Error(who)
		}
	})
}
