package org_test

import (
	"reflect"
	"slices"
	"testing"

	"bihuan/models/org"
)

var reads = []string{"ByNumber", "Choices", "Departments", "Firm", "FirmName", "Headcounts", "IsSetUp", "Keeper", "List", "NamesOf", "PlanImport", "Posts", "Today"}

func TestEveryUseCaseLeavesAnEvent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var d org.Department
		var p org.Person
		var post org.Post
		later, soon := "2026-09-01", "2026-08-31"
		steps := []struct {
			method, kind string
			run          func() error
		}{
			{"ChangeFirm", "firm.changed", func() error {
				return h.ChangeFirm(ctx, admin, 1, org.FirmInput{Name: "黄河服务", IdleMinutes: 20, SessionHours: 10})
			}},
			{"AddDepartment", "department.added", func() (err error) {
				d, err = h.AddDepartment(ctx, hr, org.DepartmentInput{ParentID: h.root, Name: "售后部"})
				return err
			}},
			{"ChangeDepartment", "department.changed", func() error {
				return h.ChangeDepartment(ctx, hr, d.ID, 1, org.DepartmentInput{ParentID: h.root, Name: "客服部"})
			}},
			{"CloseDepartment", "department.closed", func() error { return h.CloseDepartment(ctx, hr, d.ID, 2) }},
			{"ReopenDepartment", "department.reopened", func() error { return h.ReopenDepartment(ctx, hr, d.ID, 3) }},
			{"AddPost", "post.added", func() (err error) { post, err = h.AddPost(ctx, hr, "专员"); return err }},
			{"RenamePost", "post.renamed", func() error { return h.RenamePost(ctx, hr, post.ID, 1, "专责") }},
			{"ClosePost", "post.closed", func() error { return h.ClosePost(ctx, hr, post.ID, 2, true) }},
			{"Register", "person.registered", func() (err error) {
				p, err = h.Register(ctx, hr, org.PersonInput{Number: "A1", Name: "钱多", DepartmentID: d.ID, JoinedOn: "2025-01-06"})
				return err
			}},
			{"Change", "person.changed", func() error {
				_, err := h.Change(ctx, hr, p.ID, 1, org.PersonInput{Number: "A2", Name: "钱多", JoinedOn: "2025-01-06"})
				return err
			}},
			{"Move", "person.moved", func() error { return h.Move(ctx, hr, p.ID, 2, org.MoveInput{DepartmentID: h.root, On: today}) }},
			{"DropMove", "person.move_dropped", func() error {
				must(t, h.Move(ctx, hr, p.ID, 3, org.MoveInput{DepartmentID: d.ID, On: later}))
				return h.DropMove(ctx, hr, p.ID, 4)
			}},
			{"Leave", "person.left", func() error { return h.Leave(ctx, hr, p.ID, 5, org.LeaveInput{On: soon}) }},
			{"Rejoin", "person.stayed", func() error { return h.Rejoin(ctx, hr, p.ID, 6, org.MoveInput{}) }},
			{"Rejoin", "person.rejoined", func() error {
				must(t, h.Leave(ctx, hr, p.ID, 7, org.LeaveInput{On: today, EndNow: true}))
				h.clock.Advance(24 * 3600e9)
				return h.Rejoin(ctx, hr, p.ID, 8, org.MoveInput{DepartmentID: d.ID, On: h.Today()})
			}},
			{"Daily", "person.moved", func() error {
				must(t, h.Move(ctx, hr, p.ID, 9, org.MoveInput{DepartmentID: h.root, On: "2026-03-09"}))
				h.clock.Advance(3 * 24 * 3600e9)
				return h.Daily(ctx)
			}},
			{"ApplyImport", "people.imported", func() error {
				_, err := h.ApplyImport(ctx, hr, table(t, "a.csv", []byte("工号,姓名,部门\nB7,李四,客服部\n")), org.ImportOptions{})
				return err
			}},
		}
		steps = append(steps, struct {
			method, kind string
			run          func() error
		}{"Export", "people.exported", func() error { return h.Export(ctx, hr, org.PeopleFilter{}, func([]org.Person) error { return nil }) }})
		tried := append([]string{"SetUp"}, reads...) // SetUp ran in each
		if h.events(t)[0].Kind != "firm.set_up" {
			t.Error("no event of setting up")
		}
		for _, s := range steps {
			before := len(h.events(t))
			if err := s.run(); err != nil {
				t.Fatalf("%s: %v", s.method, err)
			}
			events := h.events(t)
			if len(events) == before || events[len(events)-1].Kind != s.kind {
				t.Errorf("%s: no event %s but %s", s.method, s.kind, events[len(events)-1].Kind)
			}
			tried = append(tried, s.method)
		}
		for m := range reflect.TypeFor[*org.Organisation]().Methods() {
			if !slices.Contains(tried, m.Name) {
				t.Errorf("%s is not tried here", m.Name)
			}
		}
	})
}
