package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"bihuan/models/action"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/link"
)

//go:embed tasks.json
var taskFile []byte

// taskText is an action as the story tells it: what is wrong, what is done about it, and how far it gets.
type taskText struct {
	Case             string // of the complaints that lead to it; empty where none does
	Kind, Priority   string
	Department, Type string
	Owner            string
	With             []string
	Opener, Verifier string // empty: who has to do with the complaint, any supervisor
	Title            string
	Finding, Cause   string
	Measures         [][2]string // what is to be done, and its result where it is done
	Evidence         [][2]string // title and form
	Report, Verified string
	Judged           string
	Yuan             int64
	Begins           int    // days before the story's end; 0: when the first complaint of the case is found right
	Stands, Due      string // where it stands when the story ends, and when it is due then
	Check            int    // days from the verification to the look at the effect; where it stands verified, from the story's end
	Joins            bool   // later complaints of the case join it
	SentBack         string `json:"sent_back"`
	Returned         string
	Extended         string
	Cancelled        string
	Ineffective      bool
	Calms, Stirs     []string // cases that come seldom once it is verified, or often all the while
	Again            struct{ Measures [][2]string }
	Control          string // key by which the check of a control opens it
	Cites            *struct {
		Policy, Clause, Reason string
		Proposes               bool // to change the clause
	}
}

// task is one action of the story.
type task struct {
	taskText
	s                       *story
	source                  *matter
	before                  *task // the earlier one that this one comes back to
	opener, owner, verifier *employee
	with                    []int64
	number                  string
	begun, done             time.Time // when it is opened and reported
	linked                  int
	closed                  bool
}

// The moods of cases: how much more often, or less, they come than they usually do.
const (
	often  = 5.0
	seldom = 0.1
)

// usual times of an action in the story.
const (
	lookAfter = 60                  // days from the verification to the look at the effect, where the text says nothing
	extension = 5                   // working days that an extension gives
	anew      = 20                  // working days for a second round
	untouched = 12 * 24 * time.Hour // grave complaints younger than this have led to no action yet
)

// tasks plans the actions of the year, with the complaints that they need. It gives how many complaints that are.
func (s *story) tasks() (int, error) {
	var texts []taskText
	if err := json.Unmarshal(taskFile, &texts); err != nil {
		return 0, fmt.Errorf("tasks.json: %w", err)
	}
	s.controlled, s.proposing = map[string]*task{}, map[string]string{}
	s.awaiting, s.running, s.mood = map[string][]*task{}, map[string][]*task{}, map[string]float64{}
	planted := 0
	for _, text := range texts {
		t := &task{taskText: text, s: s}
		if t.Control != "" {
			s.controlled[t.Control] = t
			continue
		}
		if t.Case != "" && t.Begins == 0 && t.Stands == "" {
			s.awaiting[t.Case] = append(s.awaiting[t.Case], t)
			continue
		}
		if !t.place() {
			continue
		}
		s.at(t.begun.AddDate(0, 0, -t.window()-10), func(context.Context) error { t.stir(often); return nil })
		if t.Case != "" {
			planted++
			s.come(t.begun.AddDate(0, 0, -4), t.Case, func(m *matter) { t.source = m })
		}
		s.at(t.begun, t.open)
	}
	// Some grave ones of the last days are still without an action: their chains are not complete.
	for i, c := range []string{"app_data", "damaged_home", "lost"} {
		planted++
		s.come(s.end.AddDate(0, 0, -6-2*i), c, func(*matter) {})
	}
	return planted, nil
}

// come lets a complaint of a case come at about a time.
func (s *story) come(at time.Time, key string, then func(m *matter)) {
	at = s.arrival(at)
	s.at(at, func(context.Context) error {
		i := slices.IndexFunc(s.cases, func(c *matterCase) bool { return c.Key == key })
		if i < 0 {
			return fmt.Errorf("%s is no case", key)
		}
		then(s.arrive(at, s.cases[i]))
		return nil
	})
}

// window is how many days each of the two windows of its effect has; 0 where no effect is judged in the story.
func (t *task) window() int {
	switch {
	case t.Kind == "correction" || t.Stands != "" && t.Stands != "verified":
		return 0
	case t.Check > 0 && t.Stands == "":
		return t.Check
	}
	return lookAfter
}

// stir lets the cases on which the action bears come so often from now on.
func (t *task) stir(mood float64) {
	for _, c := range t.Calms {
		t.s.mood[c] = mood
	}
	for _, c := range t.Stirs {
		t.s.mood[c] = often - mood/2 // what does not help
	}
}

// place finds the times at which the action is opened and reported; false where no time leads to where it is to stand.
func (t *task) place() bool {
	s := t.s
	finish := calendar.Target{Amount: map[string]int64{"urgent": 2, "important": 5}[t.Priority], Unit: calendar.WorkingDays}
	if finish.Amount == 0 {
		finish.Amount = 10
	}
	back := func(from time.Time, days int) time.Time { return s.working(from.AddDate(0, 0, -days)) }
	switch t.Stands {
	case "":
		t.begun = back(s.end, t.Begins)
	case "verified":
		t.done = back(s.end, lookAfter+2-t.Check)
		t.begun = s.earlier(t.done, finish.Amount)
	case "reported":
		verify := calendar.Target{Amount: map[string]int64{"urgent": 1, "important": 2}[t.Priority], Unit: calendar.WorkingDays}
		if verify.Amount == 0 {
			verify.Amount = 3
		}
		if t.done = s.startOf(verify, t.Due); !t.done.IsZero() {
			t.begun = s.earlier(t.done, finish.Amount)
		}
	default:
		if t.Extended != "" {
			finish.Amount += extension
		}
		t.begun = s.startOf(finish, t.Due)
	}
	return !t.begun.IsZero()
}

// earlier is when somebody began who has worked so many days until t, or most of them.
func (s *story) earlier(t time.Time, days int64) time.Time {
	for back := int(days); ; back++ {
		at := s.working(t.AddDate(0, 0, -back))
		worked, err := s.calendar.Counted(at, t, calendar.WorkingMinutes, nil, 0)
		if err != nil || worked >= time.Duration(days)*6*time.Hour || back > 60 {
			return at
		}
	}
}

// startOf is when a time allowed begins that is used up as wanted when the story ends: late, today, tomorrow or later.
func (s *story) startOf(target calendar.Target, due string) time.Time {
	y, m, d := s.end.In(s.d.Zone()).Date()
	midnight := func(days int) time.Time { return time.Date(y, m, d+days, 0, 0, 0, 0, s.d.Zone()) }
	from, to := s.end, midnight(8) // the next working day where the story ends on a holiday
	switch due {
	case "late":
		from, to = midnight(-7), midnight(0)
	case "tomorrow":
		from = midnight(1)
	case "later":
		from, to = midnight(2), midnight(14)
	}
	var fit []time.Time
	for back := range 60 {
		at := s.working(midnight(-back).Add(10*time.Hour + s.minutes(0, 240)))
		dl, err := s.calendar.Deadline(at, target, nil, 0, 80)
		if err == nil && at.Before(midnight(1-back)) && at.Before(s.end.AddDate(0, 0, -1)) && dl.Due.After(from) && dl.Due.Before(to) {
			fit = append(fit, at)
		}
	}
	switch {
	case len(fit) == 0:
		return time.Time{}
	case due == "late" || due == "later":
		return pick(s, fit)
	}
	return fit[len(fit)-1] // what falls due first
}

// working is the next working instant from t on.
func (s *story) working(t time.Time) time.Time { return s.after(t, 0) }

// after is when somebody has worked so long from t on.
func (s *story) after(t time.Time, work time.Duration) time.Time {
	at, err := s.calendar.Add(t, work, 0)
	if err != nil {
		return s.end.Add(time.Hour) // never
	}
	return at
}

// foundRight lets a complaint that was found right lead to actions: those of its case that wait for one, or the one
// that runs already. After a grave one that comes again, what was done then is looked at anew.
func (s *story) foundRight(m *matter) {
	if m.acted {
		return
	}
	m.acted = true
	grave := m.Severity == "serious" || m.Severity == "urgent"
	at := s.after(s.clock.at, s.minutes(60, 700))
	if grave && s.end.Sub(at) < untouched {
		return // nobody has opened an action yet
	}
	if waiting := s.awaiting[m.Key]; len(waiting) > 0 {
		delete(s.awaiting, m.Key)
		for _, t := range waiting {
			t.source = m
			if t.Kind == "corrective" {
				at = s.after(at, 8*time.Hour) // first the damage is put right
			}
			s.at(at, t.open)
		}
		return
	}
	var last *task
	for _, t := range s.running[m.Key] {
		if t.before == nil {
			last = t
		}
		if !t.closed && (grave || t.Joins) && t.linked < 4 && t.source != m {
			t.linked++
			s.at(at, func(ctx context.Context) error { return t.join(ctx, m) })
			return
		}
	}
	if grave && last != nil {
		s.at(at, last.recheck(m).open)
	}
}

// recheck is a correction that looks whether an earlier action is still followed.
func (t *task) recheck(m *matter) *task {
	return &task{s: t.s, source: m, before: t, taskText: taskText{Case: t.Case, Kind: "correction", Priority: "important", Department: t.Department, Owner: t.Owner,
		Title: cut("核对措施是否仍在执行："+t.Title, 60), Finding: fmt.Sprintf("%s办结后，又收到同类投诉，需到现场核对原措施。", t.number), Cause: "原措施执行一段时间后走样，没有人定期核对。",
		Measures: [][2]string{{"到现场逐项核对原措施，当场纠正", "原措施仍在，个别人员执行走样，已当场纠正并讲评。"}}, Evidence: [][2]string{{"现场核对记录", "check"}},
		Report: "逐项核对完毕，走样的已经纠正。", Verified: "现场看过，措施在执行。"}}
}

func cut(s string, most int) string { return string([]rune(s)[:min(most, len([]rune(s)))]) }

// open opens the action from its complaint and goes on with what is to be done.
func (t *task) open(ctx context.Context) error {
	t.cast()
	s := t.s
	in := action.OpenInput{Facts: action.Facts{Kind: t.Kind, Title: t.Title, Finding: t.Finding, Cause: t.Cause, Priority: t.Priority},
		Part: action.Part{DepartmentID: s.places[t.Department].ID, OwnerID: t.owner.id, Coworkers: t.with}}
	if t.verifier != nil {
		in.VerifierID = t.verifier.id
	}
	if t.source != nil && t.source.number != "" {
		in.Source = link.Ref{Kind: complaint.Kind, Number: t.source.number}
	}
	var err error
	if t.number, err = s.actions.Open(ctx, t.opener.actor, in); err != nil {
		return fmt.Errorf("opening %s: %w", t.Title, err)
	}
	s.opened++
	t.begun = s.clock.at
	s.running[t.Case] = append(s.running[t.Case], t)
	if t.before != nil {
		err = t.step(ctx, "link", t.opener, func(ref action.Ref, _ action.View) error {
			return s.actions.Link(ctx, t.opener.actor, ref, link.Ref{Kind: action.Kind, Number: t.before.number})
		})
		if err != nil {
			return err
		}
	}
	return t.write(ctx)
}

// cast finds the people of the action. Who is not there yet is stood in for.
func (t *task) cast() {
	s := t.s
	if t.owner = s.byNumber[t.Owner]; !t.owner.acts() {
		t.owner = s.handlers(t.Department)[0]
	}
	for _, number := range t.With {
		if e := s.byNumber[number]; e.id != 0 && e.left == 0 && e != t.owner {
			t.with = append(t.with, e.id)
		}
	}
	if e := s.byNumber[t.Verifier]; e != nil && e.acts() {
		t.verifier = e
	}
	switch {
	case t.Opener != "":
		t.opener = s.byNumber[t.Opener]
	case t.source != nil && t.source.number != "":
		m := t.source
		t.opener = s.supervisor(m.department, m.about, t.owner)
		if m.handler != t.owner && s.chance(0.35) {
			t.opener = m.handler
		}
	default:
		t.opener = s.supervisor(t.Department, t.owner)
	}
}

// join ties a further complaint to the action, unless it was verified meanwhile.
func (t *task) join(ctx context.Context, m *matter) error {
	if t.closed {
		return nil
	}
	by := t.s.supervisor(t.Department, t.owner, m.about)
	return t.step(ctx, "join", by, func(ref action.Ref, _ action.View) error {
		return t.s.actions.Link(ctx, by.actor, ref, link.Ref{Kind: complaint.Kind, Number: m.number})
	})
}
