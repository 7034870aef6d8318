package demo

import (
	"context"
	"math"
	"time"

	"bihuan/models/notify"
)

// plan puts the complaints of the year into the queue: most of them anywhere in the year, many in the last
// weeks, and some so that everybody's desk holds late, today's and later matters when the story ends.
func (s *story) plan(ctx context.Context) error {
	first := s.clock.at.AddDate(0, 0, 1)
	planned := 0
	if s.total >= 150 {
		tasks, err := s.tasks()
		if err != nil {
			return err
		}
		planned = s.desks() + tasks
	}
	for i := range s.total - planned {
		days := s.end.Sub(first).Hours() / 24
		back := s.rng.Float64() * days
		switch {
		case i%12 == 0:
			back = s.rng.Float64() * 10
		case i%12 == 1:
			back = s.rng.Float64() * 45
		}
		// Somebody may have come twice for one matter: the plan is made at the time, when it is known who works here.
		received := s.arrival(s.end.Add(-time.Duration(back * 24 * float64(time.Hour))))
		s.at(received, func(context.Context) error { s.arrive(received, s.anyCase()); return nil })
	}
	// What was told before the day before yesterday has been read.
	s.at(s.end.Add(-30*time.Hour), func(ctx context.Context) error { return s.readInboxes(ctx) })
	return nil
}

func (s *story) readInboxes(ctx context.Context) error {
	inbox := notify.New(s.d)
	for _, e := range s.staff {
		if !e.acts() {
			continue
		}
		if err := inbox.MarkAllRead(ctx, e.actor, math.MaxInt64); err != nil {
			return err
		}
	}
	return nil
}

// arrival moves an instant to a time of day at which people complain, seldom at a weekend.
func (s *story) arrival(t time.Time) time.Time {
	t = t.In(s.d.Zone())
	if w := t.Weekday(); (w == time.Saturday || w == time.Sunday) && s.chance(0.7) && s.end.Sub(t) > 96*time.Hour {
		t = t.AddDate(0, 0, -2)
	}
	y, m, d := t.Date()
	hour := 8 + s.rng.IntN(4) // mornings and evenings
	if s.chance(0.6) {
		hour = 13 + s.rng.IntN(8)
	}
	at := time.Date(y, m, d, hour, s.rng.IntN(60), s.rng.IntN(60), 0, s.d.Zone())
	if !at.Before(s.end) {
		at = s.end.Add(-s.minutes(5, 600))
	}
	return at
}

// anyCase takes a case as often as cases of its kind come at the time.
func (s *story) anyCase() *matterCase {
	if s.chance(0.06) {
		return pick(s, s.refused)
	}
	for {
		c := pick(s, s.cases)
		mood, ok := s.mood[c.Key]
		if !ok {
			mood = 1
		}
		if s.chance(mood / often) {
			return c
		}
	}
}

// arrive begins a matter received now.
func (s *story) arrive(received time.Time, c *matterCase) *matter {
	m := &matter{s: s, matterCase: c, customer: s.visitor(), received: received, weekend: s.chance(0.6)}
	m.department, m.channel = m.Department, s.channel(m.matterCase)
	if m.Key == "no_facts" {
		m.customer = customer{}
	}
	m.write()
	if age := s.end.Sub(received); m.Refuse == nil && s.chance(0.3) && (age < 20*time.Hour || age < 8*24*time.Hour && s.stalled < 4) {
		m.stall(age)
	}
	if m.Refuse == nil && s.chance(0.04) {
		m.whenRegistered = func(context.Context) error { s.twice(m); return nil }
	}
	m.begin(m.taken())
	return m
}

// stall leaves the matter lying somewhere on its way; old ones at least have a handler.
func (m *matter) stall(age time.Duration) {
	least := 1
	if age > 20*time.Hour {
		m.s.stalled++
		least = min(6, len(m.script))
	}
	m.script = m.script[:m.s.between(least, len(m.script))]
}

// taken is when the matter is registered: calls and visits at once, the rest when somebody reads it.
func (m *matter) taken() time.Time {
	if m.channel == "telephone" || m.channel == "visit" {
		return m.received.Add(m.s.minutes(3, 12))
	}
	at, err := m.s.duty.Add(m.received, m.s.minutes(4, 50), 0)
	if err != nil {
		return m.received
	}
	return at
}

// channel is how a case reaches the firm.
func (s *story) channel(c *matterCase) string {
	if len(c.Channels) > 0 {
		return pick(s, c.Channels)
	}
	f := s.rng.Float64()
	for _, o := range []struct {
		upTo float64
		code string
	}{{0.44, "telephone"}, {0.66, "instant_message"}, {0.78, "web_form"}, {0.88, "visit"}, {0.94, "email"}, {0.98, "social_media"}} {
		if f < o.upTo {
			return o.code
		}
	}
	return "letter"
}

// twice lets the same person complain of the same matter again by another way.
func (s *story) twice(m *matter) {
	double := *m
	double.script, double.whenRegistered, double.wrong, double.handler = nil, nil, "", m.handler
	double.channel = map[bool]string{true: "web_form", false: "telephone"}[m.channel == "telephone"]
	double.body = "之前反映过，再说一次：" + m.body
	double.received = s.clock.at.Add(s.minutes(120, 1500))
	double.then(5, 40, "assign", double.assign)
	double.then(5, 30, "acknowledge", double.acknowledge)
	if s.end.Sub(double.received) > 72*time.Hour {
		double.then(30, 300, "withdraw", double.merge)
	}
	double.first = m
	double.begin(double.taken())
}

// write plans what is done about a matter.
func (m *matter) write() {
	s := m.s
	if m.Refuse != nil {
		m.then(10, 60, "acknowledge", m.acknowledge)
		m.then(30, 400, "not accept", m.refuse)
		return
	}
	m.shy = s.chance(0.05)
	assigned := s.chance(0.65)
	if s.chance(0.06) && !m.Safety {
		if m.wrong = "frontdesk"; m.department == "frontdesk" {
			m.wrong = "aftersales"
		}
		m.then(10, 90, "transfer", m.transfer)
		assigned = true
	}
	if assigned {
		m.then(4, 60, "assign", m.assign)
	}
	m.then(4, 60, "acknowledge", m.acknowledge)
	m.then(3, 50, "accept", m.accept)
	m.then(8, 60, "assess", m.assess)
	if s.chance(0.05) {
		m.then(30, 600, "withdraw", m.withdraw)
		return
	}
	m.answer()
}

// answer plans one round: investigating, remedies, the reply and the follow-up.
func (m *matter) answer() {
	s := m.s
	m.then(10, 120, "look", m.look)
	if s.chance(0.3) {
		m.then(5, 60, "comment", m.comment)
	}
	if m.Pause != nil && m.round <= 1 && s.chance(0.65) {
		m.then(10, 60, "pause", m.pause)
		m.then(400, 2200, "resume", m.resume)
	}
	if s.chance(0.12) {
		m.then(500, 2600, "find", m.find) // this one takes long
	} else {
		m.then(15, 140, "find", m.find)
	}
	m.then(4, 50, "propose", m.propose)
	if s.chance(0.08) {
		m.then(15, 120, "send back", m.sendBack)
		m.then(20, 120, "propose", m.propose)
	}
	if s.chance(0.03) {
		m.then(2, 15, "reveal", m.reveal)
	}
	m.then(8, 100, "approve", m.approve)
	m.then(8, 80, "reply", m.reply)
	m.then(400, 1300, "follow up", m.followUp)
}
