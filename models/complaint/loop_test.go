package complaint

import (
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/models/action"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/link"
)

// opened opens an action from a complaint.
func (f *firm) opened(number string) string {
	f.t.Helper()
	o, err := f.Links.Origin(f.ctx, f.supervisor, Kind, number)
	f.must(err)
	zg, err := f.Actions.Open(f.ctx, f.supervisor, action.OpenInput{Source: o.Ref,
		Facts: action.Facts{Kind: "corrective", Finding: o.Finding, Cause: o.Cause, Priority: "normal", Finish: calendar.Target{Amount: 2, Unit: calendar.WorkingDays}},
		Part:  action.Part{DepartmentID: o.DepartmentID, OwnerID: f.handler.PersonID, VerifierID: f.supervisor.PersonID}})
	f.must(err)
	return zg
}

func (f *firm) severe() string {
	in := sample()
	in.Severity, in.FailureType = "serious", "slow_service"
	number := f.register(f.clerk, in)
	f.advance(number, Investigating)
	assessed := f.assess()
	assessed.Severity = "serious"
	f.must(f.Assess(f.ctx, f.handler, f.ref(number), assessed))
	f.must(f.Investigate(f.ctx, f.handler, f.ref(number), InvestigateInput{Findings: "派件网点未复核地址", FailureType: "slow_service", Upheld: Upheld}))
	return number
}

func (f *firm) gaps() []string {
	f.t.Helper()
	p, err := f.Links.Incomplete(f.ctx, f.supervisor, link.GapFilter{}, nil)
	f.must(err)
	var all []string
	for _, g := range p.Rows {
		all = append(all, g.Number+" "+g.Wants)
	}
	return all
}

// TestAnUpheldSevereComplaintWantsAnAction until one was opened from it, and again when that came to nothing.
func TestAnUpheldSevereComplaintWantsAnAction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.severe()
		if got := f.gaps(); !slices.Equal(got, []string{number + " action"}) {
			t.Fatalf("wanting: %v", got)
		}
		o, err := f.Links.Origin(f.ctx, f.supervisor, Kind, number)
		f.must(err)
		if o.Cause != "派件网点未复核地址" || o.FailureType != "slow_service" || o.DepartmentID != service || o.Number != number {
			t.Errorf("an action begins with %+v", o)
		}
		_, err = f.Links.Origin(f.ctx, f.stranger, Kind, number)
		refused(t, err, "fault.link_source_gone")
		zg := f.opened(number)
		if got := f.gaps(); len(got) != 0 {
			t.Errorf("with an action it wants %v", got)
		}
		v, err := f.ByNumber(f.ctx, f.supervisor, number)
		f.must(err)
		if len(v.Chain.Nodes) != 2 || v.Chain.Nodes[1].Number != zg || v.Chain.Nodes[1].Hidden {
			t.Errorf("chain %+v", v.Chain)
		}
		v, err = f.ByNumber(f.ctx, f.clerk, number) // the first contact sees the complaint, not the action
		f.must(err)
		if n := v.Chain.Nodes[1]; !n.Hidden || n.Number != "" || n.Title != "" {
			t.Errorf("the first contact sees %+v", n)
		}
		a, err := f.Actions.ByNumber(f.ctx, f.handler, zg)
		f.must(err)
		if n := a.Chain.Nodes; len(n) != 2 || n[1].Number != number || n[1].Depth != -1 {
			t.Errorf("the action's chain %+v", n)
		}
		f.must(f.Actions.Cancel(f.ctx, f.deputy, action.Ref{Number: zg, Version: a.Version}, "重复开出"))
		if got := f.gaps(); !slices.Equal(got, []string{number + " action"}) {
			t.Errorf("after the action was cancelled it wants %v", got)
		}
	})
}

// TestWhatIsWantedFollowsTheAssessment though the severities that ask for an action changed meanwhile.
func TestWhatIsWantedFollowsTheAssessment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.severe()
		dbtest.Seed(t, d, func(tx *db.Tx) error { return tx.Exec("UPDATE terms SET data = '' WHERE list = 'severity'").Error })
		f.Complaints = New(d, parts(d, f.index)) // as another instance, which read the list anew
		assessed := f.assess()
		assessed.Severity = "normal"
		f.must(f.Assess(f.ctx, f.handler, f.ref(number), assessed))
		if got := f.gaps(); len(got) != 0 {
			t.Errorf("a normal one wants %v", got)
		}
	})
}

// TestAReopenedComplaintWantsItsAction also where its first round ended before there were actions.
func TestAReopenedComplaintWantsItsAction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.severe()
		f.must(f.Close(f.ctx, f.supervisor, f.ref(number), CloseInput{Outcome: Withdrawn, Summary: "客户撤诉"}))
		dbtest.Seed(t, d, func(tx *db.Tx) error { return tx.Exec("DELETE FROM link_wants").Error })
		f.must(f.Reopen(f.ctx, f.supervisor, f.ref(number), "客户又来电"))
		if got := f.gaps(); !slices.Equal(got, []string{number + " action"}) {
			t.Errorf("reopened it wants %v", got)
		}
	})
}

// TestClosingAsksAboutOpenActions and keeps which stayed open.
func TestClosingAsksAboutOpenActions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.severe()
		zg := f.opened(number)
		err := f.Close(f.ctx, f.supervisor, f.ref(number), CloseInput{Outcome: Withdrawn, Summary: "客户撤诉"})
		refused(t, err, "invalid.complaint_actions_open")
		if m := fault.Of(err).Fields["leave_open"]; len(m.Args) < 2 || m.Args[1] != zg {
			t.Errorf("it names %v", m.Args)
		}
		f.must(f.Close(f.ctx, f.supervisor, f.ref(number), CloseInput{Outcome: Withdrawn, Summary: "客户撤诉", LeaveOpen: true}))
	})
}

// TestComplaintsAreCountedForAnEffect by type, department and cause, between the instants.
func TestComplaintsAreCountedForAnEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		start := f.d.Now().Add(-time.Minute)
		for range 3 {
			f.severe()
		}
		in := sample()
		in.FailureType, in.DepartmentID = "packing_error", support
		f.register(f.clerk, in)
		end := f.d.Now().Add(time.Hour)
		for _, c := range []struct {
			m    action.Measure
			deps []int64
			want int64
		}{
			{action.Measure{IndicatorType: "slow_service"}, nil, 3}, {action.Measure{IndicatorType: "packing_error"}, nil, 1},
			{action.Measure{IndicatorDepartmentID: root}, []int64{root, service, support, store}, 4}, {action.Measure{IndicatorDepartmentID: support}, []int64{support}, 1},
			{action.Measure{IndicatorType: "slow_service", IndicatorDepartmentID: support}, []int64{support}, 0},
		} {
			n, err := countMeasure(f.d.Read(f.ctx), c.m, c.deps, []time.Time{start.Add(-time.Hour), start, end})
			f.must(err)
			if n[0] != 0 || n[1] != c.want {
				t.Errorf("%+v: %v, want 0 and %d", c.m, n, c.want)
			}
		}
	})
}

// TestTheRecordOfAnActionOnTheDayOfItsCheckCostsFewStatements the counting of complaints included. Who is signed in,
// the firm's name and the bell ask twelve together with it at most.
func TestTheRecordOfAnActionOnTheDayOfItsCheckCostsFewStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		zg := f.opened(f.severe())
		as := f.Actions
		seen := func() action.View {
			v, err := as.ByNumber(f.ctx, f.supervisor, zg)
			f.must(err)
			return v
		}
		ref := func() action.Ref { return action.Ref{Number: zg, Version: seen().Version} }
		on := func(days int) string { return d.Now().In(d.Zone()).AddDate(0, 0, days).Format(time.DateOnly) }
		f.must(as.Plan(f.ctx, f.handler, ref(), []action.MeasureInput{{Measure: "培训派件员", DueOn: on(0)}}))
		f.must(as.Start(f.ctx, f.handler, ref()))
		f.must(as.CarryOut(f.ctx, f.handler, ref(), action.MeasureDoneInput{ID: seen().Measures[0].ID, DoneOn: on(0)}))
		f.must(as.AddEvidence(f.ctx, f.handler, ref(), action.EvidenceInput{HappenedOn: on(0), ReceivedOn: on(0),
			Files: []file.Upload{{Hash: strings.Repeat("a", 64), Size: 10, Type: "image/png", Name: "签到表.png"}}}))
		f.must(as.Report(f.ctx, f.handler, ref(), action.ReportInput{Report: "都做完了"}))
		f.must(as.Verify(f.ctx, f.supervisor, ref(), action.VerifyInput{CheckOn: on(40), Measure: action.Measure{Indicator: Indicator, IndicatorType: "slow_service"}}))
		clock.Advance(40 * 24 * time.Hour)
		_ = seen() // what is kept for two seconds is read
		ctx, n := db.CountStatements(f.ctx)
		v, err := as.ByNumber(ctx, f.supervisor, zg)
		f.must(err)
		t.Logf("%d statements", n.Load())
		if v.Effect == nil || len(v.Effect.Series) != 12 || n.Load() > 8 {
			t.Errorf("%d statements, effect %+v", n.Load(), v.Effect)
		}
	})
}
