package people

import (
	"context"
	"net/url"
	"time"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Section is a page of the module, for its tabs.
type Section string

// The sections.
const (
	SectionPeople      Section = ""
	SectionDepartments Section = "/departments"
	SectionPosts       Section = "/posts"
	SectionRoles       Section = "/roles"
)

func tabs(ctx context.Context, at Section) ui.TabSet {
	tab := func(s Section, label string) ui.Tab {
		return ui.Tab{Label: label, Href: "/people" + string(s), Active: s == at}
	}
	return ui.TabSet{Label: locale.T(ctx, "people.tabs"), Tabs: []ui.Tab{tab(SectionPeople, locale.T(ctx, "menu.people")), tab(SectionDepartments, locale.T(ctx, "people.departments")),
		tab(SectionPosts, locale.T(ctx, "people.posts")), tab(SectionRoles, locale.T(ctx, "people.roles"))}}
}

// List is the directory.
type List struct {
	Words, Department, Post, State string
	Departments, Posts             []ui.Option
	Chips                          []ui.FilterChip
	Rows                           []Row
	Count                          string
	Pages                          ui.Pages
	Exports                        []ui.Action
	CanWrite                       bool
}

// Row is one person in the directory.
type Row struct {
	Number, Name, Department, Post, Phone, JoinedOn string
	LeftOn                                          string
	Gone                                            bool
	Account                                         string // "active", "disabled" or empty
}

func (r Row) href() string { return Href(r.Number) }

// Href is the address of a person's file.
func Href(number string) string { return "/people/" + url.PathEscape(number) }

// Person is a person's file.
type Person struct {
	Number, Name     string
	Department, Post string
	Phone, Email     string
	JoinedOn, LeftOn string
	State            string // "present", "leaving" or "left"
	AsOf             string // the day asked for
	OnDay            *Post  // what was held on that day
	Career           []Post
	Holdings         []Holding
	Roles            []ui.Option // that can be granted
	Departments      []ui.Option
	Account          Account
	Can              Can
	Version          string
	Grant            Grant
	Link             *OneTime
}

// Post is a post held for a time.
type Post struct {
	From, To, Department, Post, Reason string
	Planned                            bool
}

// Holding is a role that somebody holds.
type Holding struct {
	ID, Role, Scope string
	Since           time.Time
	// Name and Number say whose it is, on the page of all roles.
	Name, Number string
	Inactive     bool
}

// Account is the account of a person, as an administrator sees it.
type Account struct {
	State      string // empty where there is none
	TwoFactor  bool
	Waiting    bool // the first link was not used yet
	LastSignIn *time.Time
}

// Can says which steps the reader may take.
type Can struct{ Write, Accounts bool }

// Grant is the form for a role.
type Grant struct {
	Role, Department, Reason string
	Errors                   map[string]string
}

// OneTime is a one-time link, shown once.
type OneTime struct {
	Address string
	Expires time.Time
}

// Form is the form for a person: new where Number is empty.
type Form struct {
	Action, Back                    string
	New                             bool
	Title                           string
	Number, Name, Department, Post  string
	Phone, Email, JoinedOn, Version string
	Departments, Posts              []ui.Option
	Errors                          map[string]string
	// Lost is what another editor saved meanwhile, beside what was typed.
	Lost []ui.Comparison
}

// Step is the form of a step of a career: moving, leaving, coming back.
type Step struct {
	Action, Back, Title, Lead, Submit string
	Version                           string
	On, Reason, Department, Post      string
	Departments, Posts                []ui.Option
	Place                             bool // asks for department and post
	Day                               bool // asks for a day
	EndNow                            bool // offers to end access at once
	EndNowTicked                      bool
	Danger                            bool
	Errors                            map[string]string
}

// Import is the page on which a table is handed in.
type Import struct {
	Create  bool
	Leavers bool
	On      string
	Errors  map[string]string
}

// Trial is the result of a dry run.
type Trial struct {
	File                        string
	Hash                        string
	New, Changed, Unchanged     int
	Leavers, Bad                int
	Departments, Posts, Ignored []string
	Lines                       []Line
	More                        int // lines that are not shown
	Create, OptLeavers          bool
	On                          string
	Empty                       bool
	Errors                      map[string]string
}

// Line is what becomes of one line of a table.
type Line struct {
	Number, Name, Line string
	Kind               string
	Changes            []ui.Change
	Faults             []string
}

// Departments is the page of the tree.
type Departments struct {
	Rows     []Department
	Form     *DepartmentForm // adding one
	CanWrite bool
}

// Department is one line of the tree.
type Department struct {
	ID, Name, Head, HeadNumber string
	Depth, People              int
	Closed                     bool
}

// DepartmentForm adds or changes a department.
type DepartmentForm struct {
	Action                 string
	ID, Name, Parent, Head string
	Position, Version      string
	Root, Closed, New      bool
	Parents, Heads         []ui.Option
	Errors                 map[string]string
}

// Posts is the page of posts.
type Posts struct {
	Rows     []PostRow
	Name     string
	CanWrite bool
	Errors   map[string]string
}

// PostRow is one post.
type PostRow struct {
	ID, Name, Version string
	People            int
	Closed            bool
}

// PostForm renames a post.
type PostForm struct {
	ID, Name, Version string
	Closed            bool
	Errors            map[string]string
}

// Roles is the page of who holds what.
type Roles struct {
	Groups      []RoleGroup
	CanGrant    bool
	Options     []ui.Option
	Departments []ui.Option
	Number      string
	Grant       Grant
}

// RoleGroup is everybody who holds one role, with what the role may do.
type RoleGroup struct {
	Role     string
	Rights   []string
	Holdings []Holding
}
