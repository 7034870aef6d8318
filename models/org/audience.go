package org

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/fault"
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

// String is the audience as events hold it: "all", or ids and codes as "departments 3 4; roles handler".
func (a Audience) String() string {
	if a.All {
		return "all"
	}
	var parts []string
	add := func(name string, n int, list any) {
		if n > 0 {
			parts = append(parts, name+" "+strings.Trim(fmt.Sprint(list), "[]"))
		}
	}
	add("departments", len(a.Departments), a.Departments)
	add("posts", len(a.Posts), a.Posts)
	add("roles", len(a.Roles), a.Roles)
	add("people", len(a.People), a.People)
	return strings.Join(parts, "; ")
}

// maxNamed is how many departments, posts, roles and people an audience may name.
const maxNamed = 200

// Check notes at a field what is wrong with an audience: it names what does not exist or is closed, people who have
// left, or too many.
func (a Audience) Check(q *gorm.DB, c *fault.Check, field string, tree Tree, today string) error {
	if n := len(a.Departments) + len(a.Posts) + len(a.Roles) + len(a.People); n > maxNamed {
		c.Add(field, "invalid.audience_many", "max", maxNamed)
		return nil
	}
	for _, d := range a.Departments {
		tree.Check(c, field, d)
	}
	for _, r := range a.Roles {
		c.OneOf(field, r, roleCodes...)
	}
	people, err := PeopleByID(q, a.People)
	if err != nil {
		return err
	}
	for _, id := range a.People {
		if p, ok := people[id]; !ok || !p.Present(today) {
			c.Add(field, "invalid.choice")
		}
	}
	if len(a.Posts) == 0 {
		return nil
	}
	var known []int64
	if err := q.Model(&Post{}).Where("id IN ?", a.Posts).Pluck("id", &known).Error; err != nil {
		return err
	}
	for _, id := range a.Posts {
		if !slices.Contains(known, id) {
			c.Add(field, "invalid.choice")
		}
	}
	return nil
}

var roleCodes = func() []string {
	codes := make([]string, len(auth.Roles))
	for i, r := range auth.Roles {
		codes[i] = string(r)
	}
	return codes
}()

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
