package demo

import (
	"context"
	"time"
)

// stage is where a matter of the desks stands when the story ends.
type stage int

const (
	unassigned stage = iota
	accepted
	assessed
	handled  // investigated by its handler
	waiting  // paused
	proposed // a remedy awaits approval
	approved
	replied
	followed // closing is due
)

// hour is when a matter of the desks falls due.
type hour int

const (
	late hour = iota
	today
	later
)

// desks plans the matters by which everybody's desk holds something late, something for today and something
// for later: for the first handler of each department, and for those who assign and approve there. It tells
// how many they are.
func (s *story) desks() int {
	n := 0
	put := func(department string, at stage, due hour, times int) {
		for range times {
			if s.onDesk(department, at, due) {
				n++
			}
		}
	}
	for _, at := range []stage{accepted, assessed, waiting, approved, replied, followed} {
		put("aftersales", at, later, 1)
	}
	put("aftersales", handled, today, 1)
	put("aftersales", handled, later, 1)
	put("engineering", waiting, later, 1)
	for _, d := range []string{"aftersales", "frontdesk", "engineering", "warehouse", "admin"} {
		for _, due := range []hour{today, later} {
			put(d, handled, due, 1)
			put(d, unassigned, due, 1)
			put(d, proposed, due, 1)
		}
	}
	// A good office is late with few.
	put("aftersales", handled, late, 1)
	put("aftersales", proposed, late, 1)
	put("engineering", handled, late, 1)
	put("warehouse", unassigned, late, 1)
	return n
}

// onDesk plans one matter that is due as wanted; the first target is the reply within 24 hours of receipt, 48
// for those assessed as complex. False where no time of receipt leads there, as shortly before midnight.
func (s *story) onDesk(department string, at stage, due hour) bool {
	y, mo, d := s.end.In(s.d.Zone()).Date()
	midnight := time.Date(y, mo, d+1, 0, 0, 0, 0, s.d.Zone())
	var from, to time.Time
	day := 24 * time.Hour
	switch due {
	case late:
		from, to = s.end.Add(-5*day), s.end.Add(-day-3*time.Hour)
	case today:
		from, to = s.end.Add(-day+25*time.Minute), midnight.Add(-day)
	case later:
		from, to = midnight.Add(-day), s.end.Add(-10*time.Minute)
		if at > accepted { // these can be complex: then yesterday does as well
			from, to = s.end.Add(-day), s.end.Add(-4*time.Hour)
		}
	}
	if !from.Before(to) {
		return false
	}
	received := s.daytime(from, to)
	s.at(received, func(context.Context) error {
		m := &matter{s: s, matterCase: s.caseOf(department, at == waiting), customer: s.visitor(), received: received, gap: 9 * time.Minute, still: true,
			department: department, long: due == later && at > accepted, channel: "telephone"}
		m.handler = s.handlers(department)[0]
		s.stop(m, at)
		m.begin(received.Add(4 * time.Minute))
		return nil
	})
	return true
}

// stop plans the steps up to a stage.
func (s *story) stop(m *matter, at stage) {
	if at == unassigned {
		m.then(1, 1, "acknowledge", m.acknowledge)
		return
	}
	if at == proposed {
		m.handler = pick(s, s.handlers(m.department))
	}
	all := []struct {
		upTo stage
		name string
		do   func(ctx context.Context) error
	}{
		{accepted, "assign", m.assign}, {accepted, "acknowledge", m.acknowledge}, {accepted, "accept", m.accept}, {assessed, "assess", m.assess},
		{handled, "look", m.look}, {proposed, "find", m.find}, {proposed, "propose", m.propose},
		{approved, "approve", m.approve}, {replied, "reply", m.reply}, {followed, "follow up", m.followUp},
	}
	for _, next := range all {
		if next.upTo <= at && (at != waiting || next.upTo <= handled) {
			m.then(1, 1, next.name, next.do)
		}
	}
	if at == waiting {
		m.then(1, 1, "pause", m.pause)
	}
}

// daytime is an instant between two, at a time of day at which people telephone where there is one.
func (s *story) daytime(from, to time.Time) time.Time {
	t := from
	for range 40 {
		t = from.Add(time.Duration(s.rng.Int64N(int64(to.Sub(from)))))
		if h := t.In(s.d.Zone()).Hour(); h >= 9 && h < 20 {
			break
		}
	}
	return t
}

// caseOf takes a case of a department that is neither urgent nor long; where asked for, one that has to wait.
func (s *story) caseOf(department string, waits bool) *matterCase {
	for {
		c := pick(s, s.cases)
		if c.Department == department && !c.Safety && len(c.Channels) == 0 && (c.Pause != nil || !waits && c.Severity != "serious") {
			return c
		}
	}
}
