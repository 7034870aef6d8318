package demo

import (
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/org"
)

const (
	firmName            = "和邻生活服务有限公司"
	administratorNumber = "HL1501"
	generalManager      = "总经理"
	mailDomain          = "helin.example"
)

// The departments, each after the one it lies in.
var departments = []struct{ key, parent, name string }{
	{"office", "", "总经理办公室"}, {"aftersales", "", "售后服务部"}, {"frontdesk", "aftersales", "客户服务中心"},
	{"engineering", "", "工程维修部"}, {"warehouse", "", "仓储物流部"}, {"admin", "", "人事行政部"},
}

//go:embed people.csv
var peopleCSV string

// place is a department and post held.
type place struct{ department, post string }

// earlier is a place held until so many months ago.
type earlier struct {
	months int
	place
}

// employee is one of the people of the story.
type employee struct {
	number, name string
	place
	joined  int // months ago
	left    int // months ago, 0 while employed
	gone    bool
	account bool
	head    bool
	roles   []string
	before  []earlier
	surname string

	id      int64
	version int
	actor   auth.Actor // from when the person may act on
}

// acts tells whether the person has an account by now.
func (e *employee) acts() bool { return e.actor.PersonID != 0 }

// roll reads the people; the order of the file is that of their ids.
func (s *story) roll() map[string]*employee {
	if s.byNumber != nil {
		return s.byNumber
	}
	rows, err := csv.NewReader(strings.NewReader(peopleCSV)).ReadAll()
	if err != nil {
		panic(err) // embedded and tested
	}
	s.byNumber = map[string]*employee{}
	for _, r := range rows[1:] {
		e := &employee{number: r[0], name: r[1], place: place{r[2], r[3]}, account: r[5] == "y", head: r[6] == "y", roles: strings.Fields(r[7])}
		e.surname = string([]rune(e.name)[:1])
		e.joined, _ = strconv.Atoi(r[4])
		for _, step := range strings.Split(r[8], ";") {
			parts := strings.Split(step, ":")
			switch {
			case parts[0] == "left":
				e.left, _ = strconv.Atoi(parts[1])
			case len(parts) == 3:
				months, _ := strconv.Atoi(parts[0])
				e.before = append(e.before, earlier{months, place{parts[1], parts[2]}})
			}
		}
		s.staff = append(s.staff, e)
		s.byNumber[e.number] = e
	}
	return s.byNumber
}

// settle gives the firm its departments, posts and people as they were when the story begins, and plans
// who joins, moves and leaves during it.
func (s *story) settle(ctx context.Context) error {
	if err := s.build(ctx); err != nil {
		return fmt.Errorf("building the firm: %w", err)
	}
	for _, e := range s.staff {
		start := s.end.AddDate(0, -e.joined, 0)
		if start.Before(s.clock.at) {
			start = s.clock.at
		}
		s.at(start, func(ctx context.Context) error { return s.join(ctx, e) })
		for i, b := range e.before {
			next := e.place
			if i+1 < len(e.before) {
				next = e.before[i+1].place
			}
			on := s.morning(s.end.AddDate(0, -b.months, 0))
			if on.Before(start) {
				on = start
			}
			s.at(on, func(ctx context.Context) error { return s.move(ctx, e, next, s.ago(b.months)) })
		}
		if e.left > 0 {
			s.at(s.morning(s.end.AddDate(0, -e.left, 1)), func(ctx context.Context) error { return s.leave(ctx, e) })
		}
	}
	// Heads can be named when the people of the first day are there.
	s.at(s.clock.at.Add(time.Hour), s.appoint)
	return s.until(ctx, s.clock.at.Add(time.Hour))
}

// build makes departments and posts.
func (s *story) build(ctx context.Context) error {
	tree, err := s.org.Departments(ctx)
	if err != nil {
		return err
	}
	root, _ := tree.Get(tree.Root())
	s.places, s.posts = map[string]org.Department{"": root}, map[string]int64{}
	for i, d := range departments {
		in := org.DepartmentInput{ParentID: s.places[d.parent].ID, Name: d.name, Position: (i + 1) * 10}
		if s.places[d.key], err = s.org.AddDepartment(ctx, s.admin, in); err != nil {
			return err
		}
	}
	for _, e := range s.staff {
		for _, p := range append([]earlier{{place: e.place}}, e.before...) {
			if s.posts[p.post] != 0 {
				continue
			}
			post, err := s.org.AddPost(ctx, s.admin, p.post)
			if err != nil {
				return err
			}
			s.posts[p.post] = post.ID
		}
	}
	return nil
}

// join takes a person on in the first place that he held.
func (s *story) join(ctx context.Context, e *employee) error {
	first := e.place
	if len(e.before) > 0 {
		first = e.before[0].place
	}
	in := org.PersonInput{Number: e.number, Name: e.name, DepartmentID: s.places[first.department].ID, PostID: s.posts[first.post],
		Phone: s.mobile(), Email: strings.ToLower(e.number) + "@" + mailDomain, JoinedOn: s.ago(e.joined)}
	if e.number == administratorNumber {
		return s.joinAdministrator(ctx, e, in)
	}
	p, err := s.org.Register(ctx, s.admin, in)
	if err != nil {
		return err
	}
	e.id, e.version = p.ID, p.Version
	if len(e.before) > 0 {
		return nil
	}
	return s.empower(ctx, e)
}

// joinAdministrator completes the file of the one who exists since the portal was set up.
func (s *story) joinAdministrator(ctx context.Context, e *employee, in org.PersonInput) error {
	p, err := s.org.Change(ctx, s.admin, e.id, 1, in)
	if err != nil {
		return err
	}
	e.version = p.Version
	return s.move(ctx, e, e.place, in.JoinedOn)
}

// move gives a person another place from a day on.
func (s *story) move(ctx context.Context, e *employee, to place, on string) error {
	reason := "岗位调整"
	if e.number == administratorNumber {
		reason = "补录任职"
	}
	err := s.org.Move(ctx, s.admin, e.id, e.version, org.MoveInput{DepartmentID: s.places[to.department].ID, PostID: s.posts[to.post], On: on, Reason: reason})
	if err != nil {
		return err
	}
	e.version++
	if to != e.place {
		return nil
	}
	return s.empower(ctx, e)
}

func (s *story) leave(ctx context.Context, e *employee) error {
	e.gone = true
	err := s.org.Leave(ctx, s.admin, e.id, e.version, org.LeaveInput{On: s.ago(e.left), Reason: "个人原因离职"})
	e.version++
	return err
}

// empower opens the account of a person who has come to the present place, and gives the roles.
func (s *story) empower(ctx context.Context, e *employee) error {
	if !e.account || e.number == administratorNumber {
		return nil
	}
	err := s.d.InTx(ctx, func(tx *db.Tx) error {
		if _, err := auth.OpenAccount(tx, s.admin, e.id, ""); err != nil {
			return err
		}
		for _, r := range e.roles {
			role, where, _ := strings.Cut(r, "@")
			in := auth.GrantInput{PersonID: e.id, Role: auth.Role(role)}
			if where != "" {
				in.DepartmentID = s.places[where].ID
			}
			if err := auth.GiveRole(tx, s.admin, in); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	e.actor, err = s.accounts.ActorOf(ctx, e.id)
	return err
}

// appoint names the heads of the departments; the general manager heads the firm.
func (s *story) appoint(ctx context.Context) error {
	for _, e := range s.staff {
		if !e.head {
			continue
		}
		d := s.places[e.department]
		if e.post == generalManager {
			d = s.places[""]
		}
		in := org.DepartmentInput{ParentID: d.ParentID, Name: d.Name, HeadID: e.id, Position: d.Position}
		if err := s.org.ChangeDepartment(ctx, s.admin, d.ID, d.Version, in); err != nil {
			return err
		}
	}
	return nil
}

// mobile is a telephone number that looks like one.
func (s *story) mobile() string {
	prefixes := []string{"133", "135", "136", "137", "138", "139", "150", "151", "158", "159", "177", "180", "186", "188", "189"}
	return pick(s, prefixes) + fmt.Sprintf("%08d", s.rng.IntN(100_000_000))
}
