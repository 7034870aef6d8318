package webtest

import (
	"context"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/org"
)

// Names of the people in a World, by the role they hold.
var Names = map[auth.Role]string{
	auth.Employee: "赵一凡", auth.Handler: "钱二明", auth.Supervisor: "孙三立", auth.HR: "李四华",
	auth.PolicyOwner: "周五洲", auth.Auditor: "吴六顺", auth.Administrator: "郑管理",
}

// hire gives the firm two departments and one person for each role.
func (w *World) hire(ctx context.Context) {
	w.T.Helper()
	system := auth.System("test firm")
	// A reader of its own: the portal's would keep the tree without the departments for two seconds.
	tree, err := org.New(w.House.DB).Departments(ctx)
	if err != nil {
		w.T.Fatal(err)
	}
	root := tree.Root()
	err = w.House.DB.InTx(ctx, func(tx *db.Tx) error {
		served, err := org.AddDepartment(tx, system, org.DepartmentInput{ParentID: root, Name: "售后部"})
		if err != nil {
			return err
		}
		other, err := org.AddDepartment(tx, system, org.DepartmentInput{ParentID: root, Name: "仓储部", Position: 1})
		if err != nil {
			return err
		}
		w.Department, w.Other = served.ID, other.ID
		for i, r := range append([]auth.Role{auth.Employee}, auth.Roles...) {
			if r == auth.Administrator {
				continue
			}
			where, scope := served.ID, served.ID
			if i > 2 {
				where, scope = root, 0
			}
			people, err := org.RegisterAll(tx, system, []org.PersonInput{{Number: "100" + string(rune('0'+i)), Name: Names[r], DepartmentID: where, JoinedOn: "2020-03-01"}})
			if err != nil {
				return err
			}
			w.people[r] = people[0].ID
			if _, err := auth.OpenAccount(tx, system, people[0].ID, Hasher.Hash(Password)); err != nil {
				return err
			}
			if r == auth.Employee {
				continue
			}
			if err := auth.GiveRole(tx, system, auth.GrantInput{PersonID: people[0].ID, Role: r, DepartmentID: scope, Reason: "test"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
}
