package org

import (
	"strings"
	"time"

	"bihuan/models/db"
)

// Firm is the one row that stands for the firm and its settings.
type Firm struct {
	ID           int64
	Name         string
	IdleMinutes  int // a session unused for so long ends
	SessionHours int // a session ends after so long, used or not
	TreeChanges  int64
	Version      int
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Department is one place in the tree. The root is the firm itself.
type Department struct {
	ID        int64
	ParentID  int64
	Path      string // as /1/4/
	Name      string
	HeadID    int64 // a person, 0 where vacant
	Position  int
	Closed    bool
	Version   int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Post is what somebody is employed as.
type Post struct {
	ID        int64
	Name      string
	Closed    bool
	Version   int
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Person is an employee, present or past. Department and post are those held today.
type Person struct {
	ID           int64
	Number       string // employee number
	NumberKey    string
	Name         string
	DepartmentID int64
	PostID       int64 // 0 where none
	Phone        string
	Email        string
	JoinedOn     string
	LeftOn       string // the last day, empty while employed
	Version      int
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Present tells whether the person is employed on a day.
func (p Person) Present(day string) bool {
	return p.JoinedOn <= day && (p.LeftOn == "" || p.LeftOn >= day)
}

// Assignment is a post held in a department from a day to a day, both included; ToOn is empty while it lasts.
type Assignment struct {
	ID           int64
	PersonID     int64
	DepartmentID int64
	PostID       int64
	FromOn       string
	ToOn         string
	Reason       string
	CreatedAt    time.Time
}

// Organisation are the use cases about the firm, its departments and people.
type Organisation struct {
	db   *db.DB
	tree db.Cache[Tree]
	name db.Cache[string]
}

// New gives the use cases on a database.
func New(d *db.DB) *Organisation { return &Organisation{db: d} }

// Today is the present day where the firm is.
func (o *Organisation) Today() string { return o.day(o.db.Now()) }

func (o *Organisation) day(t time.Time) string { return t.In(o.db.Zone()).Format(time.DateOnly) }

// forget makes the next reader see a change of this process at once.
func (o *Organisation) forget() {
	o.tree.Forget()
	o.name.Forget()
}

// validDay tells whether s is an ISO date of a plausible year.
func validDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// dayBefore is the day before a valid day.
func dayBefore(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return s
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// NumberKey is the form in which employee numbers are compared.
func NumberKey(number string) string { return strings.ToLower(strings.TrimSpace(number)) }
