package demo

import (
	"container/heap"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"bihuan/cmd/bihuan/demo/policies"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/org"
)

// clock stands still between events and moves on a little with each reading.
type clock struct{ at time.Time }

// Now tells the time of the story.
func (c *clock) Now() time.Time {
	c.at = c.at.Add(137 * time.Microsecond)
	return c.at
}

// set moves the clock on; it never runs backwards.
func (c *clock) set(at time.Time) {
	if at.After(c.at) {
		c.at = at
	}
}

// story is the year that is told.
type story struct {
	d          *db.DB
	clock      *clock
	end        time.Time
	rng        *rand.Rand
	org        *org.Organisation
	accounts   *auth.Accounts
	calendars  *calendar.Calendars
	complaints *complaint.Complaints
	actions    *action.Actions
	files      *file.Store
	calendar   *calendar.Calendar // office hours
	duty       *calendar.Calendar // the same hours on every day
	admin      auth.Actor
	places     map[string]org.Department
	posts      map[string]int64
	staff      []*employee
	byNumber   map[string]*employee
	customers  []customer
	cases      []*matterCase
	refused    []*matterCase
	areas      map[string]*area
	queue      queue
	progress   func(done, total int)
	begun      int
	total      int
	opened     int                // actions
	awaiting   map[string][]*task // that begin with the first complaint of a case
	running    map[string][]*task // that were opened, by case
	mood       map[string]float64 // how often cases come, where not as usual
	stalled    int
	policies   policies.Parts
	rules      *policies.Story
	seed       uint64
	ruled      int               // policies
	controlled map[string]*task  // tasks of actions that checks of controls open
	proposing  map[string]string // actions that propose to change a policy, by its title
}

// event is something that happens at an instant of the story.
type event struct {
	at  time.Time
	seq int
	do  func(ctx context.Context) error
}

type queue struct {
	events []event
	seq    int
}

func (q *queue) Len() int { return len(q.events) }
func (q *queue) Less(i, j int) bool {
	a, b := q.events[i], q.events[j]
	if !a.at.Equal(b.at) {
		return a.at.Before(b.at)
	}
	return a.seq < b.seq
}
func (q *queue) Swap(i, j int) { q.events[i], q.events[j] = q.events[j], q.events[i] }

// Push is for container/heap.
func (q *queue) Push(e any) { q.events = append(q.events, e.(event)) }

// Pop is for container/heap.
func (q *queue) Pop() any {
	last := q.events[len(q.events)-1]
	q.events = q.events[:len(q.events)-1]
	return last
}

// at lets something happen at an instant; what lies after the end of the story never does.
func (s *story) at(at time.Time, do func(ctx context.Context) error) {
	if at.After(s.end) {
		return
	}
	s.queue.seq++
	heap.Push(&s.queue, event{at, s.queue.seq, do})
}

// run lets everything happen in the order of time.
func (s *story) run(ctx context.Context) error { return s.until(ctx, s.end) }

// until lets happen what happens up to an instant.
func (s *story) until(ctx context.Context, end time.Time) error {
	for s.queue.Len() > 0 && !s.queue.events[0].at.After(end) {
		if err := ctx.Err(); err != nil {
			return err
		}
		e := heap.Pop(&s.queue).(event)
		s.clock.set(e.at)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("at %s: %w", e.at.Format(time.DateTime), err)
		}
	}
	return nil
}

// ago is the day so many months before the end, as people's files hold days.
func (s *story) ago(months int) string {
	return s.morning(s.end.AddDate(0, -months, 0)).In(s.d.Zone()).Format(time.DateOnly)
}

// morning is a quarter past nine on that day.
func (s *story) morning(day time.Time) time.Time {
	y, m, d := day.In(s.d.Zone()).Date()
	return time.Date(y, m, d, 9, 15, 0, 0, s.d.Zone())
}

// chance is true with probability p.
func (s *story) chance(p float64) bool { return s.rng.Float64() < p }

// between is a whole number from low to high.
func (s *story) between(low, high int) int { return low + s.rng.IntN(high-low+1) }

// minutes is a stretch of so many minutes, short ones more often than long ones.
func (s *story) minutes(low, high int) time.Duration {
	f := s.rng.Float64()
	return time.Duration(float64(time.Minute) * (float64(low) + f*f*float64(high-low)))
}

// pick takes one of the values.
func pick[T any](s *story, of []T) T { return of[s.rng.IntN(len(of))] }
