package org

import (
	"slices"
	"time"

	"gorm.io/gorm"
)

// Audience says whom something is meant for: the whole firm, or all who fit one of the lists. It is stored as JSON.
type Audience struct {
	All         bool     `json:"all,omitempty"`
	Departments []int64  `json:"departments,omitempty"` // with those below them
	Posts       []int64  `json:"posts,omitempty"`
	Roles       []string `json:"roles,omitempty"` // codes of auth.Role
	People      []int64  `json:"people,omitempty"`
}

// Empty tells whether nobody is meant.
func (a Audience) Empty() bool {
	return !a.All && len(a.Departments)+len(a.Posts)+len(a.Roles)+len(a.People) == 0
}

// Equal tells whether two audiences are described alike.
func (a Audience) Equal(b Audience) bool {
	return a.All == b.All && slices.Equal(a.Departments, b.Departments) && slices.Equal(a.Posts, b.Posts) && slices.Equal(a.Roles, b.Roles) && slices.Equal(a.People, b.People)
}

// Members gives a query of those who are meant on a day (2006-01-02) of a zone: the assignments s of that day that fit,
// one for each person, with person_id, department_id, post_id and from_on. Every person has assignments, and the last of
// them ends with his last day. The tree of departments is that of today; of roles those held today are known, each from
// the day on which it was given.
func (a Audience) Members(q *gorm.DB, day string, zone *time.Location) *gorm.DB {
	q = q.Session(&gorm.Session{NewDB: true})
	m := q.Table("assignments s").Select("s.person_id, s.department_id, s.post_id, s.from_on").
		Where("s.from_on <= ? AND (s.to_on = '' OR s.to_on >= ?)", day, day)
	if a.All {
		return m
	}
	fits := q.Where("1 = 0")
	if len(a.Departments) > 0 {
		fits = fits.Or("s.department_id IN (SELECT b.id FROM departments b JOIN departments t ON b.path LIKE CONCAT(t.path, '%') WHERE t.id IN ?)", a.Departments)
	}
	if len(a.Posts) > 0 {
		fits = fits.Or("s.post_id IN ?", a.Posts)
	}
	if len(a.Roles) > 0 {
		began, _ := time.ParseInLocation(time.DateOnly, day, zone) // a day that is none has no members
		fits = fits.Or("EXISTS (SELECT 1 FROM role_grants g WHERE g.person_id = s.person_id AND g.role IN ? AND g.granted_at < ?)", a.Roles, began.AddDate(0, 0, 1).UTC())
	}
	if len(a.People) > 0 {
		fits = fits.Or("s.person_id IN ?", a.People)
	}
	return m.Where(fits)
}
