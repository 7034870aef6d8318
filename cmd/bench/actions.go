package main

import (
	"encoding/json"
	"fmt"
	"math"
	"time"

	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/complaint"
	"bihuan/models/file"
	"bihuan/models/link"
)

// actionsOf is how many actions a firm with so many complaints has. A small one has more for each, so that a page
// holds as many rows at either size.
func actionsOf(rows int) int { return max(rows*3/10, min(20_000, rows*2)) }

// openActions is the share of them that is open: fifteen in a hundred, of a small firm more.
func openActions(n int) float64 { return max(0.15, math.Min(0.3, 6000/float64(n))) }

// want is a row of what chains want.
type want struct {
	ID           int64
	RecordKind   string
	RecordID     int64
	RecordNumber string
	Wants        string
	DepartmentID int64
	Since        time.Time
	Met          bool
}

// TableName is where wants are stored.
func (want) TableName() string { return "link_wants" }

// actionStates are the states of open actions, as often as they come.
var actionStates = []action.State{action.Opened, action.Planned, action.Doing, action.Doing, action.Doing, action.Doing,
	action.Reported, action.Reported, action.Verified, action.Verified, action.Verified}

var actionKinds = []string{"correction", "corrective", "corrective", "corrective", "preventive"}

// actions makes the actions with their clocks, measures, people, evidence, checks, events and links.
func (f *firm) actions(put func(any) error) error {
	n := actionsOf(f.n)
	for i := range n {
		for _, row := range f.action(i, n) {
			if err := put(row); err != nil {
				return err
			}
		}
	}
	return nil
}

// action makes the rows of the action i of n.
func (f *firm) action(i, n int) []any {
	span := years * 365 * 24 * time.Hour
	opened := f.now.Add(-span + time.Duration(float64(span)*(float64(i)+f.rng.Float64())/float64(n))).Truncate(time.Second)
	year := opened.In(f.zone).Year()
	f.actionNumbers[year]++
	department := f.department()
	source := min(f.n-1, i*f.n/n)
	a := &action.Action{ID: int64(i + 1), Number: fmt.Sprintf("%s-%d-%06d", action.Prefix, year, f.actionNumbers[year]), Version: 3, Round: 1,
		Kind: pick(f, actionKinds), Title: f.text.sentence(10 + f.rng.IntN(12)), Finding: f.text.sentence(f.text.length(70, 400)), Cause: f.text.sentence(40),
		Priority: pick(f, []string{"normal", "normal", "normal", "important", "urgent"}), SourceKind: complaint.Kind, SourceNumber: f.known[source],
		DepartmentID: firstDepartment + int64(department), OwnerID: f.handler(department), OpenerID: firstSupervisor + int64(department),
		Finish: calendar.Target{Amount: 10, Unit: calendar.WorkingDays}, OpenedAt: opened, RoundAt: opened,
		NextDueAt: action.Never, NextSoonAt: action.Never, RemindAt: action.Never}
	if f.rng.IntN(2) == 0 {
		a.OpenerID = f.handler(department)
	}
	if f.rng.IntN(3) == 0 {
		a.VerifierID = firstSupervisor + int64(department)
	}
	if open := openActions(n); float64(i) > float64(n)*(1-2*open) && f.rng.IntN(2) == 0 {
		f.leaveActionOpen(a)
	} else {
		f.endAction(a)
	}
	rows := []any{a}
	rows = append(rows, f.actionClocks(a)...)
	rows = append(rows, f.actionWork(a)...)
	rows = append(rows, f.actionTrail(a)...)
	return append(rows, f.actionChain(a, source)...)
}

// reached sets the times of the steps up to a state.
func reached(a *action.Action, s action.State) {
	t := a.OpenedAt
	for i, at := range []**time.Time{&a.PlannedAt, &a.StartedAt, &a.ReportedAt, &a.VerifiedAt} {
		if t = t.Add(30 * time.Hour); s.Position() > i {
			when := t
			*at = &when
		}
	}
}

// leaveActionOpen lets the action stand somewhere on its way, due in the days before and after now.
func (f *firm) leaveActionOpen(a *action.Action) {
	a.State = pick(f, actionStates)
	reached(a, a.State)
	days, back := 14.0, 1.5
	switch a.NextClock = action.FinishClock; a.State {
	case action.Reported:
		a.NextClock, days = action.VerifyClock, 5
	case action.Verified:
		a.NextClock, days, back = action.CheckClock, 90, 3
	}
	a.NextDueAt = f.now.Add(time.Duration((f.rng.Float64()*days - back) * 24 * float64(time.Hour))).Truncate(time.Second)
	a.NextSoonAt, a.RemindAt = a.NextDueAt.Add(-8*time.Hour), f.now.AddDate(1, 0, 0)
	if a.State == action.Verified {
		f.judgedBy(a, a.NextDueAt)
	}
	if f.rng.IntN(30) == 0 {
		a.Ineffective, a.Round = 1, 2
	}
}

func (f *firm) judgedBy(a *action.Action, on time.Time) {
	a.Kind, a.CheckOn, a.Report = "corrective", on.In(f.zone).Format(time.DateOnly), f.text.sentence(40)
	a.Measure = action.Measure{Indicator: complaint.Indicator, IndicatorDepartmentID: a.DepartmentID, IndicatorType: pick(f, failures).kind}
}

// endAction closes the action some months after it was opened.
func (f *firm) endAction(a *action.Action) {
	a.State, a.Closed, a.Outcome, a.Cost = action.Closed, true, action.Done, f.rng.Int64N(500_000)
	reached(a, a.State)
	at := a.OpenedAt.AddDate(0, 0, 6)
	if a.Kind != "correction" {
		at = a.OpenedAt.AddDate(0, 0, 60)
		f.judgedBy(a, at)
		a.Outcome = action.Effective
	}
	a.ClosedAt = &at
	if f.rng.IntN(25) == 0 {
		a.Outcome = action.Cancelled
	}
}

func (f *firm) actionClocks(a *action.Action) []any {
	one := func(kind action.ClockKind, amount int64, unit calendar.Unit, from, due time.Time, met *time.Time) any {
		if kind == a.NextClock {
			due, met = a.NextDueAt, nil
		}
		return &action.Clock{ActionID: a.ID, Round: a.Round, Kind: kind, Time: clock.Time{Amount: amount, Unit: unit, StartedAt: from, DueAt: due, SoonAt: due.Add(-time.Hour),
			MetAt: met, CalendarVersion: 1, Explanation: f.steps}}
	}
	rows := []any{one(action.FinishClock, 10, calendar.WorkingDays, a.OpenedAt, a.OpenedAt.AddDate(0, 0, 14), a.ReportedAt)}
	if a.ReportedAt != nil && !a.Closed {
		rows = append(rows, one(action.VerifyClock, 3, calendar.WorkingDays, *a.ReportedAt, a.ReportedAt.AddDate(0, 0, 3), a.VerifiedAt))
	}
	if a.VerifiedAt != nil && a.CheckOn != "" {
		rows = append(rows, one(action.CheckClock, 86_400, calendar.ElapsedMinutes, *a.VerifiedAt, a.VerifiedAt.AddDate(0, 0, 60), a.ClosedAt))
	}
	return rows
}

// actionWork is who works along, the measures, a file that shows them, and the judgement of the effect.
func (f *firm) actionWork(a *action.Action) []any {
	var rows []any
	if other := f.handler(int(a.DepartmentID - firstDepartment)); f.rng.IntN(3) == 0 && other != a.OwnerID {
		rows = append(rows, &action.Coworker{ActionID: a.ID, PersonID: other, Closed: a.Closed})
	}
	if a.PlannedAt == nil {
		return rows
	}
	day := func(days int) string { return a.OpenedAt.In(f.zone).AddDate(0, 0, days).Format(time.DateOnly) }
	for i := range 2 {
		f.measures++
		m := &action.PlannedMeasure{ID: f.measures, ActionID: a.ID, Round: a.Round, Position: i + 1, Measure: f.text.sentence(18), DueOn: day(5 + i)}
		if a.ReportedAt != nil {
			m.DoneOn, m.DoneBy, m.Result = day(4+i), a.OwnerID, f.text.sentence(12)
		}
		rows = append(rows, m)
	}
	if a.ReportedAt != nil && (!a.Closed || f.rng.IntN(4) == 0) {
		f.files++
		rows = append(rows, &file.Attachment{ID: f.files, RecordKind: action.Kind, RecordID: a.ID, PersonID: a.OwnerID, Hash: fmt.Sprintf("%064x", f.files), Size: 4096,
			Type: "text/csv", Name: "检查记录.csv", CreatedAt: *a.ReportedAt},
			&action.Evidence{AttachmentID: f.files, ActionID: a.ID, Round: a.Round, Title: "检查记录", HappenedOn: day(4), ReceivedOn: day(5), PersonID: a.OwnerID, At: *a.ReportedAt})
	}
	if a.Outcome == action.Effective && f.rng.IntN(2) == 0 {
		f.checks++
		rows = append(rows, &action.Check{ID: f.checks, ActionID: a.ID, Round: a.Round, At: *a.ClosedAt, PersonID: a.OpenerID, Effective: true, Comment: f.text.sentence(16),
			Measure: a.Measure, Effect: action.Effect{BeforeFrom: a.OpenedAt.AddDate(0, 0, -55), BeforeTo: a.OpenedAt, AfterFrom: *a.VerifiedAt, AfterTo: *a.ClosedAt,
				BeforeCount: 12, AfterCount: 3, Series: []int64{2, 2, 2, 2, 2, 2, 1, 0, 1, 0, 1, 0}}})
	}
	return rows
}

// actionTrail is one event of a closed action, and one for each step of an open one.
func (f *firm) actionTrail(a *action.Action) []any {
	kinds := []string{"opened"}
	if !a.Closed {
		kinds = append(kinds, []string{"planned", "started", "measure_done", "evidence_added", "reported", "verified"}[:min(6, a.State.Position()*3/2)]...)
	}
	var rows []any
	for i, kind := range kinds {
		actor, role := a.OwnerID, string(auth.Handler)
		if i == 0 {
			actor, role = a.OpenerID, string(auth.Supervisor)
		}
		rows = append(rows, f.event("action."+kind, a.OpenedAt.Add(time.Duration(i)*20*time.Hour), actor, role, audit.Ref{Kind: action.Kind, ID: a.ID, Number: a.Number}, a.Title,
			[]any{"kind", "", a.Kind}, []any{"state", "", string(a.State)})...)
	}
	return rows
}

// actionChain is the link to the complaint that the action comes from, and what its chain wants.
func (f *firm) actionChain(a *action.Action, source int) []any {
	from := link.Ref{Kind: complaint.Kind, ID: int64(source + 1), Number: f.known[source]}
	rows := []any{&link.Link{ID: a.ID, FromKind: from.Kind, FromID: from.ID, FromNumber: from.Number, ToKind: action.Kind, ToID: a.ID, ToNumber: a.Number,
		At: a.OpenedAt, PersonID: a.OpenerID, Ended: a.Outcome == action.Cancelled}}
	add := func(r link.Ref, wants string, met bool) {
		f.wants++
		rows = append(rows, &want{ID: f.wants, RecordKind: r.Kind, RecordID: r.ID, RecordNumber: r.Number, Wants: wants, DepartmentID: a.DepartmentID, Since: a.OpenedAt, Met: met})
	}
	if a.State == action.Verified || !a.Closed && a.Ineffective > 0 {
		add(link.Ref{Kind: action.Kind, ID: a.ID, Number: a.Number}, "proof", false)
	}
	if f.rng.IntN(6) == 0 && (source == 0 || f.lastWant != source) {
		f.lastWant = source
		add(from, action.Kind, f.rng.IntN(8) > 0)
	}
	return rows
}

// event is one event with a text that stands beside it, and plain changes.
func (f *firm) event(kind string, at time.Time, actor int64, role string, record audit.Ref, text string, changes ...any) []any {
	f.events++
	id, salt := f.events, []byte("0123456789abcdef")
	uid := fmt.Sprintf("%032x", id)
	all := append([]any{changes[0], []any{"body", "", map[string]any{"c": audit.Commitment(salt, text)}}}, changes[1:]...)
	canonical, _ := json.Marshal(map[string]any{"v": 1, "uid": uid, "at": at.UnixMicro(), "kind": kind, "actor": map[string]any{"person": actor, "account": actor, "role": role, "note": ""},
		"record": map[string]any{"kind": record.Kind, "id": record.ID, "number": record.Number}, "request": "bench", "reason": "", "changes": all})
	return []any{&audit.Row{ID: id, UID: uid, AtUS: at.UnixMicro(), Kind: kind, ActorID: actor, ActorRole: role, RecordKind: record.Kind, RecordID: record.ID,
		RecordNumber: record.Number, Canonical: canonical}, &audit.Value{EventID: id, Path: "1.after", Salt: salt, Value: text}}
}
