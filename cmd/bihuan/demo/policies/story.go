// Package policies tells the life of the demonstration firm's policies, its signatures, controls and items of
// original information: the starter pack made its own in the first two weeks, revised, signed, tested and checked
// through the year.
//
// What happens is plan.json; days in it count from the story's end. As in package demo nothing is written past the use
// cases, and the same seed and day give the same story.
package policies

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

// World is what the story of the firm lends to that of its policies.
type World interface {
	// Do lets something happen at an instant, unless that lies behind the story's end.
	Do(at time.Time, what func(ctx context.Context) error)
	Now() time.Time
	// After is when somebody has worked so long from an instant on.
	After(at time.Time, work time.Duration) time.Time
	// People are all who have ever worked here so far, by number.
	People() []Person
	Department(key string) int64
	Post(name string) int64
	// Correct carries out an action that a control's check opened, as the task of that key tells it.
	Correct(ctx context.Context, key, number string) error
	// Action is the number of the action that proposed to change a policy, empty where there is none.
	Action(title string) string
}

// Person is one of the firm's people as he stands now.
type Person struct {
	ID         int64
	Number     string
	Name       string
	Department string // key
	Actor      auth.Actor
	Gone       bool
}

// acts tells whether the person can sign in.
func (p Person) acts() bool { return p.Actor.PersonID != 0 }

// Parts are the use cases that the story takes.
type Parts struct {
	DB          *db.DB
	Files       *file.Store
	Policies    *policy.Policies
	Signings    *signing.Signings
	Controls    *control.Controls
	Information *control.Information
}

// Story is the life of the policies.
type Story struct {
	World
	Parts
	plan       plan
	begin, end time.Time
	rng        *rand.Rand
	numbers    map[string]string   // of policies, by title
	texts      map[string]shown    // what is shown of a policy's edition in force, by number
	right      map[string][]string // the right options, by question
	promised   map[promise]bool    // who is going to sign what
	failed     map[string]bool     // controls of which a check did not pass, by title
	banked     bool                // there are questions
	switched   []string            // policies that came into force just now
}

// promise is a signature that somebody is going to give.
type promise struct{ campaign, person int64 }

// shown is what a reader of an edition is shown.
type shown struct {
	no       int
	chapters []int
}

//go:embed plan.json
var planFile []byte

// plan is the year as it is written down.
type plan struct {
	Author    string
	Approvers []string
	Leaver    string // who goes without having signed all
	Struggles string // who does not pass a test at once
	Documents []document
	Revisions []revision
	Drafts    []document
	Reviews   []struct {
		Title, Note string
		Days, Next  int
	}
	Retirements []struct {
		Title, By, Reason, Replaced string
		Days                        int
	}
	Exceptions []exception
	Excused    []struct{ Title, Person, By, Why string }
	Lists      []struct {
		Name, Post string
		Days       int
		Policies   []string
	}
}

// document is a policy as the firm takes it up; without a file it is of the starter pack.
type document struct {
	Title, File, Kind, Category, Keywords string
	Owner, Department                     string
	In                                    []string // departments that it binds; all where empty
	ReviewMonths                          int      `json:"review_months"`
	Reviewers                             []string
	Comments                              []comment
	Days                                  int
}

// comment is what a reviewer says of a clause; without an answer it stays open.
type comment struct {
	By, Clause, Text, Answer string
	Refuses                  bool // he asks for changes before he agrees
}

// revision is a new edition of a policy and how far it gets.
type revision struct {
	Title, Summary string
	Weight         policy.Weight
	Effect         int    // the day of effect
	Begins         int    // the day of the first draft; two weeks before the effect where 0
	Stands         string // review or approval, where it stands there when the story ends
	Quotes         bool   // the summary names the action that it comes from
	Edits          [][2]string
	References     [][2]string // put right after clauses were renumbered
	Reviewers      []string
	Comments       []comment
	Cited          *struct{ By, Clause, Reason string }
}

type exception struct {
	Title, Clause, By, Department string
	Days, From, Until             int
	Reason, Measures, Answer      string
	Grant                         bool
	Answered                      string
}

// Tell puts the life of the policies into the story, from the day on which the portal is set up to the end.
func Tell(w World, p Parts, end time.Time, seed uint64) (*Story, error) {
	s := &Story{World: w, Parts: p, begin: w.Now(), end: end, rng: rand.New(rand.NewPCG(seed, 21)),
		numbers: map[string]string{}, texts: map[string]shown{}, right: map[string][]string{}, promised: map[promise]bool{}, failed: map[string]bool{}}
	if err := json.Unmarshal(planFile, &s.plan); err != nil {
		return nil, fmt.Errorf("plan.json: %w", err)
	}
	pack, err := policy.Starter()
	if err != nil {
		return nil, err
	}
	for _, f := range pack {
		for _, q := range f.Questions {
			for _, i := range q.Right {
				s.right[q.Text] = append(s.right[q.Text], q.Options[i])
			}
		}
	}
	p.Policies.Join(policy.Hooks{InForce: s.inForce})
	s.Do(s.After(s.begin, 90*time.Minute), s.found)
	s.Do(s.After(s.day(12), time.Hour), s.keepLists)
	for _, r := range s.plan.Revisions {
		s.revise(r)
	}
	s.upkeep()
	s.registers()
	// A minute after midnight the portal's job would have looked; the duties are brought in step every fourth week.
	for at, i := midnight(s.begin, p.DB.Zone(), 1), 0; at.Before(s.end); at, i = midnight(at, p.DB.Zone(), 1), i+1 {
		s.Do(at.Add(time.Minute), func(ctx context.Context) error { return s.night(ctx, i%28 == 3) })
	}
	s.Do(s.end.Add(-20*time.Minute), func(ctx context.Context) error { return s.night(ctx, true) })
	return s, nil
}

// night lets approved editions come into force, and brings duties in step where that is due.
func (s *Story) night(ctx context.Context, settle bool) error {
	s.switched = nil
	if err := s.Policies.Switch(ctx); err != nil {
		return err
	}
	for _, number := range s.switched {
		if err := s.reread(ctx, number); err != nil {
			return err
		}
	}
	if settle {
		if err := s.Signings.Settle(ctx); err != nil {
			return err
		}
	}
	if settle || len(s.switched) > 0 {
		return s.attend(ctx)
	}
	return nil
}

// day is a quarter past nine so many days after the beginning, or before the end where days is not positive.
func (s *Story) day(days int) time.Time {
	from := s.begin
	if days <= 0 {
		from = s.end
	}
	return midnight(from, s.DB.Zone(), days).Add(9*time.Hour + 15*time.Minute)
}

// on is that day as files hold it.
func (s *Story) on(days int) string {
	return midnight(s.end, s.DB.Zone(), days).Format(time.DateOnly)
}

func midnight(t time.Time, zone *time.Location, days int) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, zone)
}

// person gives somebody by number; who is not there yet has no id.
func (s *Story) person(number string) Person {
	all := s.People()
	if i := slices.IndexFunc(all, func(p Person) bool { return p.Number == number }); i >= 0 {
		return all[i]
	}
	return Person{}
}

func (s *Story) author() Person { return s.person(s.plan.Author) }

func (s *Story) ids(numbers []string) []int64 {
	ids := make([]int64, len(numbers))
	for i, n := range numbers {
		ids[i] = s.person(n).ID
	}
	return ids
}

// chance is true with probability p.
func (s *Story) chance(p float64) bool { return s.rng.Float64() < p }

// hours is a stretch of work between so many hours.
func (s *Story) hours(low, high float64) time.Duration {
	return time.Duration((low + s.rng.Float64()*(high-low)) * float64(time.Hour))
}

// deed is something done not before an instant.
type deed struct {
	what string
	at   time.Time
	do   func(ctx context.Context) error
}

// follow lets deeds happen one after the other, each in working time, none before its instant.
func (s *Story) follow(deeds ...deed) {
	if len(deeds) == 0 {
		return
	}
	next := deeds[0]
	at := s.After(s.Now(), 6*time.Minute)
	if next.at.After(at) {
		at = s.After(next.at, 0)
	}
	s.Do(at, func(ctx context.Context) error {
		if err := next.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", next.what, err)
		}
		s.follow(deeds[1:]...)
		return nil
	})
}
