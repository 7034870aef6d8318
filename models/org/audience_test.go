package org_test

import (
	"slices"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
)

func TestWhoIsMeantByAnAudienceOnADay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		service := h.department(t, h.root, "售后部")
		team := h.department(t, service.ID, "一组")
		store := h.department(t, h.root, "仓储部")
		one, two, clerk := h.person(t, "A1", "一", team.ID), h.person(t, "A2", "二", service.ID), h.person(t, "A3", "三", store.ID)
		h.account(t, clerk, auth.Active, auth.Handler, store.ID)
		dbtest.Seed(t, h.d, func(tx *db.Tx) error {
			if err := tx.Model(&org.Assignment{}).Where("person_id = ?", two.ID).UpdateColumns(map[string]any{"to_on": "2026-01-31"}).Error; err != nil {
				return err
			}
			return tx.Create(&org.Assignment{PersonID: two.ID, DepartmentID: store.ID, FromOn: "2026-02-01", CreatedAt: tx.Now}).Error
		})
		zone := h.d.Zone()
		for _, c := range []struct {
			what string
			org.Audience
			day  string
			want []int64
		}{
			{"all", org.Audience{All: true}, today, []int64{one.ID, two.ID, clerk.ID}},
			{"a department with those below", org.Audience{Departments: []int64{service.ID}}, "2026-01-31", []int64{one.ID, two.ID}},
			{"the same after a move", org.Audience{Departments: []int64{service.ID}}, "2026-02-01", []int64{one.ID}},
			{"a role", org.Audience{Roles: []string{"handler"}}, today, []int64{clerk.ID}},
			{"a role before it was given", org.Audience{Roles: []string{"handler"}}, "2026-01-31", nil},
			{"people and a department", org.Audience{People: []int64{one.ID}, Departments: []int64{store.ID}}, today, []int64{one.ID, two.ID, clerk.ID}},
			{"before anybody came", org.Audience{All: true}, "2019-12-31", nil},
			{"nobody", org.Audience{Posts: []int64{99}}, today, nil},
		} {
			var got []int64
			must(t, h.d.Read(ctx).Table("(?) AS m", c.Members(h.d.Read(ctx), c.day, zone)).Order("person_id").Pluck("person_id", &got).Error)
			got = slices.DeleteFunc(got, func(id int64) bool { return !slices.Contains([]int64{one.ID, two.ID, clerk.ID}, id) })
			if !slices.Equal(got, c.want) {
				t.Errorf("%s on %s: %v, want %v", c.what, c.day, got, c.want)
			}
		}
		tree, err := org.New(h.d).Departments(ctx)
		must(t, err)
		var check fault.Check
		must(t, org.Audience{Departments: []int64{999}}.Check(h.d.Read(ctx), &check, "a", tree, today))
		must(t, org.Audience{Roles: []string{"king"}}.Check(h.d.Read(ctx), &check, "b", tree, today))
		must(t, org.Audience{People: []int64{999}}.Check(h.d.Read(ctx), &check, "c", tree, today))
		must(t, org.Audience{Posts: []int64{999}}.Check(h.d.Read(ctx), &check, "d", tree, today))
		must(t, org.Audience{People: make([]int64, 201)}.Check(h.d.Read(ctx), &check, "e", tree, today))
		must(t, org.Audience{Departments: []int64{team.ID}, Roles: []string{"handler"}, People: []int64{one.ID}}.Check(h.d.Read(ctx), &check, "f", tree, today))
		if f := fault.Of(check.Err()); f == nil || len(f.Fields) != 5 || f.Fields["e"].Key != "invalid.audience_many" {
			t.Errorf("%v", check.Err())
		}
		if got := (org.Audience{Departments: []int64{3, 4}, Roles: []string{"handler"}}).String(); got != "departments 3 4; roles handler" {
			t.Error(got)
		}
	})
}
