package demo

import (
	"context"
	"fmt"
	"time"

	"bihuan/cmd/bihuan/demo/policies"
	"bihuan/models/action"
	"bihuan/models/policy"
)

// rule plans the life of the firm's policies; a short story has none.
func (s *story) rule(ctx context.Context) (err error) {
	if s.total < 150 {
		return nil
	}
	admin := s.byNumber[administratorNumber] // he is an employee too, and signs like everybody
	if admin.actor, err = s.accounts.ActorOf(ctx, admin.id); err != nil {
		return err
	}
	s.rules, err = policies.Tell(world{s}, s.policies, s.end, s.seed)
	return err
}

// world lends the story to that of the policies.
type world struct{ *story }

// Do lets something happen at an instant.
func (w world) Do(at time.Time, what func(ctx context.Context) error) { w.at(at, what) }

// Now is the instant at which the story stands.
func (w world) Now() time.Time { return w.clock.at }

// After is when somebody has worked so long.
func (w world) After(at time.Time, work time.Duration) time.Time { return w.after(at, work) }

// People are all who have come so far.
func (w world) People() []policies.Person {
	var all []policies.Person
	for _, e := range w.staff {
		if e.id != 0 {
			all = append(all, policies.Person{ID: e.id, Number: e.number, Name: e.name, Department: e.department, Actor: e.actor, Gone: e.gone})
		}
	}
	return all
}

// Department gives the id of a department by its key.
func (w world) Department(key string) int64 { return w.places[key].ID }

// Post gives the id of a post.
func (w world) Post(name string) int64 { return w.posts[name] }

// Action is the number of the action that proposed to change a policy.
func (w world) Action(title string) string { return w.proposing[title] }

// Correct carries out the action that the check of a control opened.
func (w world) Correct(ctx context.Context, key, number string) error {
	t := w.controlled[key]
	if t == nil {
		return fmt.Errorf("tasks.json has no control %q", key)
	}
	t.number, t.begun = number, w.clock.at
	t.cast()
	w.opened++
	return t.write(ctx)
}

// cite says which clause the action bears on, and remembers whether it proposes to change it.
func (t *task) cite(ctx context.Context) error {
	c := t.Cites
	if c == nil || t.s.rules == nil {
		return nil
	}
	if c.Proposes {
		t.s.proposing[c.Policy] = t.number
	}
	return t.s.rules.Cite(ctx, t.citer().actor, action.Kind, t.number, c.Policy, c.Clause, c.Reason)
}

// citer is the owner where he may cite, otherwise who is over him.
func (t *task) citer() *employee {
	for _, e := range t.s.handlers(t.Department) {
		if e == t.owner {
			return e
		}
	}
	return t.s.acting("supervisor", t.Department)[0]
}

// count counts the policies that there are.
func (s *story) count(ctx context.Context) error {
	var n int64
	err := s.d.Read(ctx).Model(&policy.Policy{}).Count(&n).Error
	s.ruled = int(n)
	return err
}
