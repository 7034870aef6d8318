package org

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

// Names gives the names of people; those who do not exist are absent, and 0 stands for nobody.
func Names(q *gorm.DB, ids ...int64) (map[int64]string, error) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return id == 0 })
	people, err := PeopleByID(q, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[int64]string, len(people))
	for id, p := range people {
		names[id] = p.Name
	}
	return names, nil
}

// Employed tells whether a person exists and is employed on a day.
func Employed(q *gorm.DB, id int64, today string) (bool, error) {
	people, err := PeopleByID(q, []int64{id})
	p, ok := people[id]
	return ok && p.Present(today), err
}

// CheckPerson notes at a field that somebody does not exist or is not employed on a day; 0 stands for nobody.
func CheckPerson(q *gorm.DB, c *fault.Check, field string, id int64, today string) error {
	if id == 0 {
		return nil
	}
	there, err := Employed(q, id, today)
	if err == nil && !there {
		c.Add(field, "invalid.choice")
	}
	return err
}

// Check notes at a field that a department does not exist or is closed; 0 stands for none.
func (t Tree) Check(c *fault.Check, field string, id int64) {
	if d, ok := t.Get(id); id != 0 && (!ok || d.Closed) {
		c.Add(field, "invalid.choice")
	}
}

// Supervisors lists the supervisors over a department who have an active account, except one person.
func Supervisors(q *gorm.DB, department, without int64) ([]int64, error) {
	all, err := Holders(q, auth.Supervisor, department)
	return slices.DeleteFunc(all, func(id int64) bool { return id == without }), err
}

// HeadOver is the nearest head of the department and those above it who has an active account and is none of some
// people; 0 where there is none.
func HeadOver(q *gorm.DB, tree Tree, department int64, without ...int64) (int64, error) {
	var heads []int64
	for _, id := range tree.Above(department) {
		if d, _ := tree.Get(id); d.HeadID != 0 && !slices.Contains(without, d.HeadID) {
			heads = append(heads, d.HeadID)
		}
	}
	able, err := auth.ActiveOf(q, heads)
	if i := slices.IndexFunc(heads, func(id int64) bool { return slices.Contains(able, id) }); i >= 0 && err == nil {
		return heads[i], nil
	}
	return 0, err
}

// Able lists the people employed on a day who hold one of the roles over a department and can sign in.
func Able(q *gorm.DB, tree Tree, department int64, today string, roles ...auth.Role) ([]Person, error) {
	ids, err := HoldersIn(q, tree.Above(department), roles...)
	if err != nil {
		return nil, err
	}
	people, err := PeopleByID(q, ids)
	if err != nil {
		return nil, err
	}
	var all []Person
	for _, id := range ids {
		if p, ok := people[id]; ok && p.Present(today) {
			all = append(all, p)
		}
	}
	return all, nil
}

// Keeper finds the person of a login or, where it is empty, the first one who is employed and holds one of the roles
// for the whole firm, the first role first; 0 where there is none.
func (o *Organisation) Keeper(ctx context.Context, login string, roles ...auth.Role) (int64, error) {
	q := o.db.Read(ctx)
	if login != "" {
		var ids []int64
		err := q.Table("accounts").Where("login = ? AND state = ?", login, auth.Active).Limit(1).Pluck("person_id", &ids).Error
		return first(ids), err
	}
	for _, r := range roles {
		ids, err := HoldersIn(q, nil, r)
		if err != nil {
			return 0, err
		}
		for _, id := range ids {
			if there, err := Employed(q, id, o.Today()); err != nil || there {
				return id, err
			}
		}
	}
	return 0, nil
}

func first(ids []int64) int64 {
	if len(ids) == 0 {
		return 0
	}
	return ids[0]
}
