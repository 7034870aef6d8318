package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/models/complaint"
)

// matter is one complaint of the story with what is still to be done about it.
type matter struct {
	*matterCase
	s                         *story
	customer                  customer
	channel                   string
	received                  time.Time
	registrar, handler, about *employee
	department                string // responsible now
	wrong                     string // department that it was registered for by mistake
	words                     *strings.Replacer
	subject, body, wish       string
	order                     string
	price                     int
	gap                       time.Duration // between steps, where they are taken at once instead of in office hours
	weekend                   bool          // handled on duty days too
	number                    string
	version                   int64
	round, attempts           int
	script                    []step
	whenRegistered            func(ctx context.Context) error
	verdict                   complaint.Verdict
	shy                       bool    // cannot be reached
	still                     bool    // ends where its script ends, after a friendly follow-up
	long                      bool    // takes the long deadlines
	first                     *matter // the same matter as this one
	acted                     bool    // it was seen to whether an action is called for
}

// step is the next thing done about a matter, after so much working time.
type step struct {
	after time.Duration
	name  string
	do    func(ctx context.Context) error
}

// then adds a step some minutes of work after the one before.
func (m *matter) then(low, high int, name string, do func(ctx context.Context) error) {
	after := m.s.minutes(low, high)
	if m.Safety {
		after /= 4
	}
	m.script = append(m.script, step{after, name, do})
}

// begin registers the matter at an instant and goes on with its script.
func (m *matter) begin(at time.Time) {
	m.s.at(at, func(ctx context.Context) error {
		if err := m.register(ctx); err != nil {
			return fmt.Errorf("registering %s: %w", m.Key, err)
		}
		if m.whenRegistered != nil {
			if err := m.whenRegistered(ctx); err != nil {
				return err
			}
		}
		m.next()
		return nil
	})
}

// next lets the next step of the script happen when its time has come.
func (m *matter) next() {
	if len(m.script) == 0 {
		return
	}
	now := m.script[0]
	m.script = m.script[1:]
	m.s.at(m.later(now.after), func(ctx context.Context) error {
		if err := now.do(ctx); err != nil {
			return fmt.Errorf("%s of %s (%s): %w", now.name, m.number, m.Key, err)
		}
		m.next()
		return nil
	})
}

// later is when somebody has worked so long from now on.
func (m *matter) later(after time.Duration) time.Time {
	if m.gap > 0 {
		return m.s.clock.at.Add(m.gap)
	}
	if m.Safety && after < 90*time.Minute {
		return m.s.clock.at.Add(after)
	}
	calendar := m.s.calendar
	if m.weekend {
		calendar = m.s.duty
	}
	at, err := calendar.Add(m.s.clock.at, after, 0)
	if err != nil {
		return m.s.end.Add(time.Hour) // never
	}
	return at
}

func (m *matter) ref() complaint.Ref { return complaint.Ref{Number: m.number, Version: m.version} }

// did counts a step that succeeded.
func (m *matter) did(err error) error {
	if err == nil {
		m.version++
	}
	return err
}

// acting lists who works in a department with a role just now.
func (s *story) acting(role, department string) []*employee {
	var all []*employee
	for _, e := range s.staff {
		if e.acts() && e.left == 0 && slices.Contains(e.roles, role+"@"+department) {
			all = append(all, e)
		}
	}
	return all
}

// handlers lists the handlers of one department; who handles in several only follows up.
func (s *story) handlers(department string) []*employee {
	return slices.DeleteFunc(s.acting("handler", department), func(e *employee) bool { return len(e.roles) > 1 })
}

// supervisor takes a supervisor of the department, or of the one above it, who is none of those named.
func (s *story) supervisor(department string, but ...*employee) *employee {
	all := s.acting("supervisor", department)
	if department == "frontdesk" {
		all = append(all, s.acting("supervisor", "aftersales")...)
	}
	all = slices.DeleteFunc(all, func(e *employee) bool { return slices.Contains(but, e) })
	// The first is the one on the spot.
	if s.chance(0.75) {
		return all[0]
	}
	return pick(s, all)
}

// follower takes somebody who may follow up and neither handles nor replied.
func (s *story) follower(m *matter) *employee {
	all := slices.DeleteFunc(s.acting("handler", "warehouse"), func(e *employee) bool { return len(e.roles) < 2 })
	if m.department == "aftersales" && s.chance(0.3) {
		all = s.handlers("aftersales")
	}
	return pick(s, slices.DeleteFunc(all, func(e *employee) bool { return e == m.handler || e == m.about }))
}

// receives takes somebody who takes complaints in by this channel.
func (s *story) receives(m *matter) *employee {
	all := append(s.handlers("frontdesk"), s.byNumber["HL1210"])
	switch m.channel {
	case "visit", "letter":
		all = []*employee{s.byNumber["HL1208"], s.byNumber["HL1209"]}
	case "instant_message", "web_form", "social_media":
		all = s.handlers("aftersales")
	case "inspection", "supervisor_remark":
		all = s.handlers("admin")
	}
	return pick(s, slices.DeleteFunc(all, func(e *employee) bool { return !e.acts() || e == m.about }))
}

// complainedAbout takes one of the people of the case's department who do not handle complaints.
func (s *story) complainedAbout(department string) *employee {
	if department == "" {
		return nil
	}
	all := slices.DeleteFunc(slices.Clone(s.staff), func(e *employee) bool {
		return e.department != department || e.id == 0 || e.left != 0 || len(e.roles) > 0
	})
	if len(all) == 0 {
		return nil
	}
	return pick(s, all)
}
