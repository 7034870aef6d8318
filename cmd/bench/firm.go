package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/complaint"
	"bihuan/models/notify"
	"bihuan/models/org"
)

// The firm that is measured. Ids begin after those of the root department and the administrator.
const (
	departments  = 40
	allPeople    = 2000
	handlerCount = 300
	generals     = 2 // supervisors of the whole firm
	registrars   = 16
	years        = 3
	noticesEach  = 150

	firstDepartment = 2
	firstSupervisor = 2 // one for each department
	firstHandler    = firstSupervisor + departments
	firstGeneral    = firstHandler + handlerCount
	firstRegistrar  = firstGeneral + generals
	firstOther      = firstRegistrar + registrars
)

// firm makes the rows.
type firm struct {
	n       int
	now     time.Time
	zone    *time.Location
	rng     *rand.Rand
	text    *text
	share   []float64 // of complaints, by department, summed up
	who     *rand.Zipf
	open    float64
	numbers map[int]int
	known   []string // numbers of the complaints by id
	events  int64
	steps   calendar.Explanation

	actionNumbers                  map[int]int
	measures, files, checks, wants int64
	lastWant                       int

	policies                int
	clauses, duties, signed int64
}

// openAt is how many complaints are open in a firm of n. Few ones have more of them, so that a page holds as
// many rows at either size and what is compared is the size of the tables.
func openAt(n int) float64 { return max(0.03, math.Min(0.3, 3000/float64(n))) }

func newFirm(n int, zone *time.Location, cal *calendar.Calendar) *firm {
	rng := rand.New(rand.NewPCG(7, 11))
	f := &firm{n: n, now: time.Now().UTC().Truncate(time.Hour), zone: zone, rng: rng, text: newText(rng), open: openAt(n), numbers: map[int]int{}, actionNumbers: map[int]int{}}
	f.who = rand.NewZipf(rng, 1.08, 30, uint64(n/3+1))
	sum := 0.0
	for d := range departments {
		sum += 1 / math.Pow(float64(d+3), 0.7)
		f.share = append(f.share, sum)
	}
	if d, err := cal.Deadline(f.now, calendar.Target{Amount: 7, Unit: calendar.WorkingDays}, nil, 0, 80); err == nil {
		f.steps = d.Explanation
	}
	return f
}

func (f *firm) department() int {
	x := f.rng.Float64() * f.share[departments-1]
	return sort.SearchFloat64s(f.share, x)
}

// handler is one of those of the department, the first one four times as often.
func (f *firm) handler(department int) int64 {
	most := handlerCount / departments
	if department < handlerCount%departments {
		most++
	}
	i := max(0, f.rng.IntN(most+3)-3)
	return firstHandler + int64(i*departments+department)
}

// people makes departments, people, accounts, roles and notices.
func (f *firm) people(put func(any) error) error {
	var rows []any
	for d := range departments {
		parent, path := int64(1), "/1/"
		if d >= 8 {
			parent = firstDepartment + int64(d%8)
			path = fmt.Sprintf("/1/%d/", parent)
		}
		id := firstDepartment + int64(d)
		rows = append(rows, &org.Department{ID: id, ParentID: parent, Path: fmt.Sprintf("%s%d/", path, id), Name: fmt.Sprintf("第%d服务部", d+1),
			HeadID: firstSupervisor + int64(d), Position: d, Version: 1, CreatedAt: f.now, UpdatedAt: f.now})
	}
	grants := int64(1)
	for id := int64(2); id <= allPeople; id++ {
		role, department := auth.Role(""), int64(id%departments)
		scope := int64(0)
		switch {
		case id < firstHandler:
			role, department = auth.Supervisor, id-firstSupervisor
			scope = firstDepartment + department
		case id < firstGeneral:
			role, department = auth.Handler, (id-firstHandler)%departments
			scope = firstDepartment + department
		case id < firstRegistrar:
			role = auth.Supervisor
		}
		number := fmt.Sprintf("B%05d", id)
		rows = append(rows, &org.Person{ID: id, Number: number, NumberKey: org.NumberKey(number), Name: name(int(id)), DepartmentID: firstDepartment + department,
			Phone: fmt.Sprintf("138%08d", id), Email: number + "@bench.example", JoinedOn: "2020-01-06", Version: 1, CreatedAt: f.now, UpdatedAt: f.now},
			&org.Assignment{ID: id, PersonID: id, DepartmentID: firstDepartment + department, FromOn: "2020-01-06", CreatedAt: f.now})
		if id >= firstOther {
			continue
		}
		rows = append(rows, &auth.Account{ID: id, PersonID: id, Login: org.NumberKey(number), State: auth.Active, Version: 1, CreatedAt: f.now, UpdatedAt: f.now})
		if role != "" {
			grants++
			rows = append(rows, &auth.RoleGrant{ID: grants, PersonID: id, Role: role, DepartmentID: scope, GrantedAt: f.now})
		}
		for i := range noticesEach {
			args, _ := json.Marshal(map[string]string{"number": "TS-2026-000001", "subject": f.text.sentence(16)})
			rows = append(rows, &notify.Notification{ID: id*noticesEach + int64(i), PersonID: id, Kind: "complaint_assigned", Args: string(args), RecordKind: complaint.Kind,
				RecordNumber: "TS-2026-000001", Seen: i < noticesEach-7, CreatedAt: f.now.Add(-time.Duration(noticesEach-i) * time.Hour)})
		}
	}
	for _, r := range rows {
		if err := put(r); err != nil {
			return err
		}
	}
	return nil
}

// complaints makes the complaints with who complains, clocks and events.
func (f *firm) complaints(put func(any) error) error {
	f.events = 1000
	for i := range f.n {
		for _, row := range f.one(i) {
			if err := put(row); err != nil {
				return err
			}
		}
	}
	return nil
}

var openStates = []complaint.State{complaint.Registered, complaint.Accepted, complaint.Assessed, complaint.Investigating, complaint.Investigating,
	complaint.Investigating, complaint.Proposed, complaint.Approved, complaint.Replied, complaint.Replied, complaint.FollowedUp}

var failures = []struct{ class, kind string }{{"delivery", "slow_service"}, {"delivery", "slow_service"}, {"delivery", "product_defect"}, {"delivery", "product_defect"},
	{"delivery", "packing_error"}, {"delivery", "out_of_stock"}, {"delivery", "bad_information"}, {"delivery", "wrong_repair"}, {"delivery", "pricing_error"},
	{"request", "special_request"}, {"request", "customer_error"}, {"conduct", "inattention"}, {"conduct", "wrong_charge"}, {"conduct", "embarrassment"}}

var channels = []string{"telephone", "telephone", "telephone", "telephone", "instant_message", "instant_message", "web_form", "visit", "email", "social_media", "letter"}

func pick[T any](f *firm, of []T) T { return of[f.rng.IntN(len(of))] }

// one makes the rows of the complaint i.
func (f *firm) one(i int) []any {
	span := years * 365 * 24 * time.Hour
	received := f.now.Add(-span + time.Duration(float64(span)*(float64(i)+f.rng.Float64())/float64(f.n))).Truncate(time.Second)
	year := received.In(f.zone).Year()
	f.numbers[year]++
	department := f.department()
	failure := pick(f, failures)
	body := f.text.sentence(f.text.length(70, 600))
	c := &complaint.Complaint{ID: int64(i + 1), Number: fmt.Sprintf("%s-%d-%06d", complaint.Prefix, year, f.numbers[year]), Version: 1, Round: 1,
		Channel: pick(f, channels), ReceivedAt: received, RegisteredAt: received.Add(5 * time.Minute), FirstContactID: firstRegistrar + int64(f.rng.IntN(registrars)),
		DepartmentID: firstDepartment + int64(department), Subject: f.text.sentence(10 + f.rng.IntN(12)), Body: body, RemedySought: f.text.sentence(8),
		OrderNumber: fmt.Sprintf("DD%010d", f.rng.Int64N(1e10)), Severity: pick(f, []string{"", "minor", "normal", "normal", "serious"}), UrgentSafety: f.rng.IntN(50) == 0,
		FailureClass: failure.class, FailureType: failure.kind, DeadlineClass: "general", NextDueAt: complaint.Never, NextSoonAt: complaint.Never, RemindAt: complaint.Never}
	f.known = append(f.known, c.Number)
	if float64(i) > float64(f.n)*(1-2*f.open) && f.rng.IntN(2) == 0 {
		f.leaveOpen(c, department)
	} else {
		f.end(c, department)
	}
	rows := []any{c, f.complainant(c.ID)}
	rows = append(rows, f.clocks(c)...)
	return append(rows, f.trail(c)...)
}

// leaveOpen lets the complaint stand somewhere on its way, due in the days before and after now.
func (f *firm) leaveOpen(c *complaint.Complaint, department int) {
	c.State = pick(f, openStates)
	if c.State != complaint.Registered || f.rng.IntN(3) > 0 {
		c.HandlerID = f.handler(department)
	}
	c.NextClock = complaint.RespondClock
	c.NextDueAt = f.now.Add(time.Duration((f.rng.Float64()*14 - 1.5) * 24 * float64(time.Hour))).Truncate(time.Second)
	c.NextSoonAt, c.RemindAt = c.NextDueAt.Add(-5*time.Hour), f.now.AddDate(1, 0, 0)
	t := c.RegisteredAt
	step := func(reached bool, at **time.Time) {
		if t = t.Add(40 * time.Minute); reached {
			when := t
			*at = &when
		}
	}
	n := c.State.Position()
	step(n > 0, &c.AcknowledgedAt)
	step(n > 0, &c.AcceptedAt)
	step(n > 1, &c.AssessedAt)
	step(n > 4, &c.RepliedAt)
	if n > 2 {
		c.Findings, c.Complexity, c.Impact = f.text.sentence(50), "simple", "single"
	}
	if n > 4 {
		c.Reply, c.RepliedBy, c.ReplyChannel, c.NextClock = f.text.sentence(60), c.HandlerID, "telephone", complaint.ResolveClock
	}
}

// end closes the complaint some days after it came.
func (f *firm) end(c *complaint.Complaint, department int) {
	c.State, c.Closed, c.HandlerID, c.Outcome, c.Upheld = complaint.Closed, true, f.handler(department), complaint.Resolved, complaint.Upheld
	if f.rng.IntN(25) == 0 {
		c.State, c.Outcome, c.Upheld = complaint.NotAccepted, complaint.NotAcceptedOutcome, ""
	}
	at := func(hours float64) *time.Time {
		t := c.RegisteredAt.Add(time.Duration(hours * float64(time.Hour)))
		return &t
	}
	hours := 20 + f.rng.Float64()*200
	c.AcknowledgedAt, c.AcceptedAt, c.AssessedAt, c.RepliedAt, c.ClosedAt = at(hours/40), at(hours/30), at(hours/20), at(hours/4), at(hours)
	c.Findings, c.Reply, c.Summary = f.text.sentence(50), f.text.sentence(60), f.text.sentence(20)
	c.Complexity, c.Impact, c.Attribution, c.FailureKind, c.ReplyChannel, c.RepliedBy = "simple", "single", "provider", "outcome", "telephone", c.HandlerID
}

func (f *firm) complainant(id int64) *complaint.Complainant {
	n := int64(f.who.Uint64())
	phone := fmt.Sprintf("1%010d", 3000000000+n*7919%6999999999)
	p := &complaint.Complainant{ComplaintID: id, Name: name(int(n)), Phone: phone, PhoneDigits: phone, PhoneEnd: phone[7:], Address: fmt.Sprintf("和邻花园%d号楼%d室", n%40+1, n%3000+101)}
	if n%2 == 0 {
		p.CustomerNo = fmt.Sprintf("K%07d", n)
	}
	return p
}

// clocks are all three of an open complaint and the last one of a closed one, which nobody looks at.
func (f *firm) clocks(c *complaint.Complaint) []any {
	one := func(kind complaint.ClockKind, amount int64, unit calendar.Unit, due time.Time, met *time.Time) any {
		return &complaint.Clock{ComplaintID: c.ID, Round: 1, Kind: kind, Time: clock.Time{Amount: amount, Unit: unit, StartedAt: c.ReceivedAt, DueAt: due, SoonAt: due.Add(-time.Hour),
			MetAt: met, CalendarVersion: 1, Explanation: f.steps}}
	}
	resolve := one(complaint.ResolveClock, 7, calendar.WorkingDays, c.ReceivedAt.AddDate(0, 0, 9), c.ClosedAt)
	if c.Closed {
		return []any{resolve}
	}
	return []any{resolve, one(complaint.RespondClock, 24, calendar.ElapsedHours, c.NextDueAt, c.RepliedAt),
		one(complaint.AcknowledgeClock, 4, calendar.WorkingHours, c.ReceivedAt.Add(4*time.Hour), c.AcknowledgedAt)}
}

// trail is one event of a closed complaint, and one for each step of an open one.
func (f *firm) trail(c *complaint.Complaint) []any {
	kinds := []string{"complaint.registered"}
	if !c.Closed {
		kinds = append(kinds, []string{"complaint.acknowledged", "complaint.assigned", "complaint.accepted", "complaint.assessed", "complaint.investigated",
			"complaint.remedy_proposed", "complaint.remedy_approved", "complaint.replied"}[:min(8, 1+c.State.Position())]...)
	}
	var rows []any
	for i, kind := range kinds {
		actor, role := c.HandlerID, string(auth.Handler)
		if i == 0 || actor == 0 {
			actor, role = c.FirstContactID, string(auth.Employee)
		}
		rows = append(rows, f.event(kind, c.RegisteredAt.Add(time.Duration(i)*40*time.Minute), actor, role, audit.Ref{Kind: complaint.Kind, ID: c.ID, Number: c.Number}, c.Subject,
			[]any{"channel", "", c.Channel}, []any{"state", "", string(c.State)})...)
	}
	return rows
}
