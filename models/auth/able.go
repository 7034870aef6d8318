package auth

import (
	"slices"

	"gorm.io/gorm"
)

// Able tells whether a person with an active account holds a permission anywhere, be it for own records only.
func Able(q *gorm.DB, person int64, p Permission) (bool, error) {
	active, err := ActiveOf(q, []int64{person})
	if err != nil || len(active) == 0 {
		return false, err
	}
	var roles []Role
	if err := q.Model(&RoleGrant{}).Where("person_id = ?", person).Pluck("role", &roles).Error; err != nil {
		return false, err
	}
	if !slices.Contains(roles, Auditor) { // everyone else is an employee too
		roles = append(roles, Employee)
	}
	return slices.ContainsFunc(roles, func(r Role) bool { return r.May(p) }), nil
}

// RolesThatMay lists the roles that include a permission, besides what every employee may.
func RolesThatMay(p Permission) []Role {
	return slices.DeleteFunc(slices.Clone(Roles), func(r Role) bool { return !r.May(p) })
}
