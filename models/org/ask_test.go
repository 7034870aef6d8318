package org_test

import (
	"slices"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
)

// account gives a person an account in a state, and a role in a department where it is named.
func (h *house) account(t *testing.T, p org.Person, state string, role auth.Role, department int64) {
	t.Helper()
	dbtest.Seed(t, h.d, func(tx *db.Tx) error {
		if err := tx.Create(&auth.Account{PersonID: p.ID, Login: p.Number, State: state, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}).Error; err != nil || role == "" {
			return err
		}
		return tx.Create(&auth.RoleGrant{PersonID: p.ID, Role: role, DepartmentID: department, GrantedAt: tx.Now}).Error
	})
}

func TestWhoIsInChargeOfADepartment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		service := h.department(t, h.root, "售后部")
		team := h.department(t, service.ID, "一组")
		one, two, gone, boss := h.person(t, "A1", "一", team.ID), h.person(t, "A2", "二", team.ID), h.person(t, "A3", "三", team.ID), h.person(t, "A4", "四", h.root)
		h.account(t, one, auth.Active, auth.Supervisor, team.ID)
		h.account(t, two, auth.Active, auth.Supervisor, service.ID)
		h.account(t, gone, auth.Disabled, auth.Supervisor, team.ID)
		h.account(t, boss, auth.Active, "", 0)
		q := h.d.Read(ctx)
		supervisors := func(department, without int64, want ...int64) {
			t.Helper()
			got, err := org.Supervisors(q, department, without)
			if must(t, err); !slices.Equal(got, want) {
				t.Errorf("supervisors %v, want %v", got, want)
			}
		}
		supervisors(team.ID, 0, one.ID, two.ID)
		supervisors(team.ID, one.ID, two.ID)
		supervisors(service.ID, 0, two.ID)

		active, err := auth.ActiveOf(q, []int64{gone.ID, boss.ID, 999})
		if must(t, err); !slices.Equal(active, []int64{boss.ID}) {
			t.Errorf("active %v", active)
		}
		if none, err := auth.ActiveOf(q, nil); err != nil || len(none) != 0 {
			t.Errorf("of nobody: %v, %v", none, err)
		}

		dbtest.Seed(t, h.d, func(tx *db.Tx) error {
			for id, head := range map[int64]int64{team.ID: gone.ID, service.ID: two.ID, h.root: boss.ID} {
				if err := tx.Model(&org.Department{}).Where("id = ?", id).UpdateColumn("head_id", head).Error; err != nil {
					return err
				}
			}
			return nil
		})
		tree, err := org.New(h.d).Departments(ctx)
		must(t, err)
		head := func(want int64, without ...int64) {
			t.Helper()
			got, err := org.HeadOver(q, tree, team.ID, without...)
			if must(t, err); got != want {
				t.Errorf("head %d, want %d", got, want)
			}
		}
		head(two.ID)
		head(boss.ID, two.ID)
		head(0, two.ID, boss.ID)
	})
}

func TestPeopleAreNamedAndEmployed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one := h.person(t, "A1", "一", h.root)
		q := h.d.Read(ctx)
		ids := []int64{one.ID, 0, one.ID, 999}
		names, err := org.Names(q, ids...)
		if must(t, err); len(names) != 1 || names[one.ID] != "一" || ids[1] != 0 {
			t.Errorf("names %v of %v", names, ids)
		}
		for day, want := range map[string]bool{today: true, "2024-12-31": false} {
			if got, err := org.Employed(q, one.ID, day); err != nil || got != want {
				t.Errorf("employed on %s: %t, %v", day, got, err)
			}
		}
		if got, err := org.Employed(q, 999, today); err != nil || got {
			t.Errorf("nobody is employed: %t, %v", got, err)
		}
	})
}
