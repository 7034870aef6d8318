package org

import "slices"

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
