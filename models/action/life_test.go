package action

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/link"
)

func TestAnActionGoesAllTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open(func(in *OpenInput) { in.Source = link.Ref{Kind: "case", Number: " al-1 "} })
		if c := f.at(n); n != "ZG-2026-000001" || c.State != Opened || c.SourceNumber != "AL-1" || c.NextClock != FinishClock || c.Title != c.Finding {
			t.Fatalf("%s: %+v", n, c)
		}
		f.must(f.Plan(f.ctx, f.owner, f.ref(n), f.plan()))
		f.must(f.SendBack(f.ctx, f.opener, f.ref(n), "措施太笼统"))
		all := f.measures(n)
		f.must(f.Plan(f.ctx, f.helper, f.ref(n), []MeasureInput{{ID: all[1].ID, Measure: "培训全部派件员", DueOn: f.today(3)}, {Measure: "抽查签收照片", DueOn: f.today(4)}, {}}))
		if now := f.measures(n); len(now) != 2 || now[0].ID != all[1].ID || now[0].Measure != "培训全部派件员" || now[1].Position != 2 {
			t.Errorf("measures %+v", now)
		}
		f.must(f.Start(f.ctx, f.owner, f.ref(n)))
		refused(t, f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "好了"}), "fault.action_measures_open")
		f.must(f.carryAll(n))
		refused(t, f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "好了"}), "fault.action_evidence_missing")
		f.must(f.AddEvidence(f.ctx, f.helper, f.ref(n), f.evidence()))
		f.must(f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "都做完了", Cost: 12_00}))
		if c := f.at(n); c.NextClock != VerifyClock {
			t.Errorf("after the report runs %q", c.NextClock)
		}
		f.must(f.Return(f.ctx, f.supervisor, f.ref(n), "照片看不清"))
		if c := f.at(n); c.State != Doing || c.ReportedAt != nil || c.NextClock != FinishClock || f.clocks(n)[FinishClock].MetAt != nil {
			t.Errorf("returned: %+v", c)
		}
		f.must(f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "补了照片", Cost: 15_00}))
		f.must(f.Verify(f.ctx, f.supervisor, f.ref(n), f.proof(n)))
		if c := f.at(n); c.State != Verified || c.NextClock != CheckClock || day(c.NextDueAt, d.Zone()) != c.CheckOn {
			t.Errorf("verified: %+v", c)
		}
		refused(t, f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Effective: true, Comment: "好"}), "fault.action_check_early")
		f.toCheck(n)
		refused(t, f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Effective: true}), "comment invalid.required") // nothing was counted before
		f.must(f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Effective: true, Comment: "一次也没有再发生"}))
		c := f.at(n)
		if c.State != Closed || !c.Closed || c.Outcome != Effective || c.ClosedAt == nil || c.Cost != 15_00 || !c.NextDueAt.Equal(Never) || !c.RemindAt.Equal(Never) {
			t.Errorf("closed: %+v", c)
		}
		want := "action.opened action.planned action.plan_sent_back action.planned action.started action.measure_done action.measure_done action.evidence_added" +
			" action.reported action.returned action.reported action.verified action.proved"
		if got := joined(f.events(n)); got != want {
			t.Errorf("events %s", got)
		}
		if got := joined(f.told(f.owner)); got != "action_opened action_sent_back action_returned action_verified action_closed" {
			t.Errorf("the owner was told %s", got)
		}
		if got := joined(f.told(f.supervisor)); got != "action_reported action_reported" {
			t.Errorf("the supervisor was told %s", got)
		}
		v, err := f.ByNumber(f.ctx, f.opener, n)
		f.must(err)
		if len(v.Evidence) != 1 || v.Evidence[0].File.Name == "" || v.Evidence[0].HappenedOn >= v.Evidence[0].ReceivedOn || len(v.Checks) != 1 || len(v.Clocks) != 3 || !v.Proof ||
			v.People[f.helper.PersonID] != "陈助" || len(v.Timeline) != 13 || v.Rule.Code != "normal" {
			t.Errorf("view %+v", v)
		}
		file, err := f.Attachment(f.ctx, f.opener, n, v.Evidence[0].AttachmentID)
		f.must(err)
		if file.Name != v.Evidence[0].File.Name {
			t.Errorf("attachment %+v", file)
		}
		_, err = f.Attachment(f.ctx, f.stranger, n, v.Evidence[0].AttachmentID)
		refused(t, err, "fault.action_gone")
	})
}

func TestACorrectionIsClosedByItsVerification(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open(correction)
		f.advance(n, Reported)
		f.must(f.Verify(f.ctx, f.deputy, f.ref(n), VerifyInput{Comment: "看过"}))
		if c := f.at(n); c.State != Closed || c.Outcome != Done || c.CheckOn != "" {
			t.Errorf("%+v", c)
		}
		for kind, k := range f.clocks(n) {
			if k.MetAt == nil {
				t.Errorf("the %s clock still runs", kind)
			}
		}
		v, err := f.ByNumber(f.ctx, f.owner, n)
		f.must(err)
		last := v.Timeline[0]
		i := slices.IndexFunc(last.Changes, func(c audit.Change) bool { return c.Field == "state" })
		if i < 0 || last.Changes[i].After != string(Closed) || last.Reason != "看过" {
			t.Errorf("the event tells %+v", last)
		}
	})
}

func TestWhatDidNotHelpBeginsANewRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open()
		f.advance(n, Verified)
		c := f.at(n)
		f.toCheck(n)
		e, _ := c.windows(mustDay(t, c.CheckOn, d), d.Zone())
		f.happened = []time.Time{e.BeforeFrom, e.AfterFrom, e.AfterFrom.AddDate(0, 0, 1), e.BeforeFrom.Add(-time.Second)}
		refused(t, f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Effective: true}), "comment invalid.required")
		f.must(f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Effective: false}))
		c = f.at(n)
		if c.State != Opened || c.Round != 2 || c.Ineffective != 1 || c.Closed || c.CheckOn != "" || c.VerifiedAt != nil || c.NextClock != FinishClock || c.Report != "" {
			t.Errorf("%+v", c)
		}
		if len(f.measures(n)) != 0 || len(f.clocks(n)) != 1 {
			t.Error("a new round begins with nothing")
		}
		if !slices.Contains(f.told(f.deputy), "action_ineffective") || !slices.Contains(f.told(f.opener), "action_ineffective") {
			t.Error("who is in charge is told that it did not help")
		}
		page, err := f.List(f.ctx, f.supervisor, Filter{View: ViewIneffective}, nil)
		f.must(err)
		if len(page.Rows) != 1 {
			t.Errorf("%d ineffective ones", len(page.Rows))
		}
		f.happened = nil
		f.advance(n, Closed)
		if c := f.at(n); c.Outcome != Effective || c.Round != 2 || c.Ineffective != 1 {
			t.Errorf("%+v", c)
		}
		v, err := f.ByNumber(f.ctx, f.supervisor, n)
		f.must(err)
		if len(v.Checks) != 2 || v.Checks[0].Effective || v.Checks[0].BeforeCount != 1 || v.Checks[0].AfterCount != 2 || !v.Checks[1].Effective || v.Checks[1].Round != 2 {
			t.Errorf("checks %+v", v.Checks)
		}
		f.must(f.Reopen(f.ctx, f.supervisor, f.ref(n), ReopenInput{Reason: "又发生了"}))
		if c := f.at(n); c.Round != 3 || c.Outcome != "" || c.ClosedAt != nil || c.Closed {
			t.Errorf("reopened %+v", c)
		}
	})
}

func mustDay(t testing.TB, s string, d *db.DB) time.Time {
	t.Helper()
	at, ok := dayAt(s, d.Zone())
	if !ok {
		t.Fatalf("%q is no day", s)
	}
	return at
}

func TestWindowsOfAnEffectAreEqual(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	for _, days := range []int{7, 8, 30, 90, 200} {
		n := f.open()
		f.advance(n, Reported)
		in := f.proof(n)
		in.CheckOn = f.today(1 + days)
		if due := day(f.clocks(n)[FinishClock].DueAt, d.Zone()); in.CheckOn <= due {
			refused(t, f.Verify(f.ctx, f.supervisor, f.ref(n), in), "check_on invalid.action_check_before")
			continue
		}
		f.must(f.Verify(f.ctx, f.supervisor, f.ref(n), in))
		v, err := f.ByNumber(f.ctx, f.supervisor, n)
		f.must(err)
		if v.Effect != nil {
			t.Error("an effect is counted before its day")
		}
		f.toCheck(n)
		v, err = f.ByNumber(f.ctx, f.supervisor, n)
		f.must(err)
		e := v.Effect
		if e == nil || e.BeforeTo.Sub(e.BeforeFrom) != e.AfterTo.Sub(e.AfterFrom) || e.AfterTo.Sub(e.AfterFrom) != time.Duration(days)*24*time.Hour || e.BeforeTo.After(v.RoundAt) ||
			!e.AfterFrom.After(*v.VerifiedAt) || len(e.Series)%2 != 0 || day(e.AfterTo, d.Zone()) != in.CheckOn {
			t.Errorf("%d days: %+v", days, e)
		}
		clock.Set(dbtest.Start)
	}
}

// TestWindowsAreWholeDaysWhereClocksAreChanged in spring, between the two windows and within one of them.
func TestWindowsAreWholeDaysWhereClocksAreChanged(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	midnight := func(s string) time.Time {
		at, ok := dayAt(s, zone)
		if !ok {
			t.Fatalf("%q is no day", s)
		}
		return at.UTC()
	}
	for _, c := range []struct {
		begun, verified, until, from string
		days                         int
	}{{"2026-03-20", "2026-03-22", "2026-03-30", "2026-03-13", 7}, {"2026-04-02", "2026-04-03", "2026-04-11", "2026-03-26", 7}, {"2026-10-20", "2026-10-24", "2026-10-26", "2026-10-19", 1}} {
		verified := midnight(c.verified).Add(10 * time.Hour)
		a := Action{RoundAt: midnight(c.begun).Add(9 * time.Hour), VerifiedAt: &verified}
		e, days := a.windows(midnight(c.until), zone)
		if days != c.days || !e.BeforeFrom.Equal(midnight(c.from)) || !e.BeforeTo.Equal(midnight(c.begun)) || !e.AfterTo.Equal(midnight(c.until)) ||
			!e.AfterFrom.Equal(midnight(c.verified).In(zone).AddDate(0, 0, 1)) {
			t.Errorf("%+v: %d days, %+v", c, days, e)
		}
	}
}

// TestAnEffectIsCountedInOneQuestion and what happened between the windows counts for neither.
func TestAnEffectIsCountedInOneQuestion(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.open()
	f.advance(n, Verified)
	c := f.at(n)
	until, _ := dayAt(c.CheckOn, d.Zone())
	e, _ := c.windows(until, d.Zone())
	f.happened = []time.Time{e.BeforeFrom, e.BeforeTo.Add(-time.Second), e.BeforeTo, e.AfterFrom.Add(-time.Second), e.AfterFrom, e.AfterTo.Add(-time.Second), e.AfterTo, e.BeforeFrom.Add(-time.Second)}
	f.toCheck(n)
	asked := f.asked
	v, err := f.ByNumber(f.ctx, f.supervisor, n)
	f.must(err)
	if f.asked != asked+1 || v.Effect.BeforeCount != 2 || v.Effect.AfterCount != 2 || len(v.Effect.Series) != 2*parts {
		t.Errorf("asked %d times: %+v", f.asked-asked, v.Effect)
	}
	if got := fmt.Sprint(v.Effect.Series); got != "[1 0 0 0 0 1 1 0 0 0 0 1]" {
		t.Errorf("parts %s", got)
	}
}

func TestOfTwoAtOnceOneIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		for range 5 {
			n := f.open()
			f.advance(n, Reported)
			ref, proof := f.ref(n), f.proof(n)
			var all sync.WaitGroup
			errs := make([]error, 2)
			for i, a := range []auth.Actor{f.supervisor, f.deputy} {
				all.Go(func() {
					if i == 0 {
						errs[i] = f.Verify(f.ctx, a, ref, proof)
						return
					}
					errs[i] = f.Return(f.ctx, a, ref, "再看看")
				})
			}
			all.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errs[0], fault.ConflictKind) && !fault.Is(errs[1], fault.ConflictKind) {
				t.Errorf("%v and %v", errs[0], errs[1])
			}
			if len(f.events(n)) != 8 {
				t.Errorf("events %v", f.events(n))
			}
		}
	})
}

func TestHandingOverKeepsWhoHadAPartFromVerifying(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open(func(in *OpenInput) { in.OwnerID, in.Coworkers = f.deputy.PersonID, nil })
		f.must(f.Plan(f.ctx, f.deputy, f.ref(n), f.plan()))
		f.must(f.SendBack(f.ctx, f.supervisor, f.ref(n), "换人做"))
		part := Part{DepartmentID: 2, OwnerID: f.owner.PersonID, Coworkers: []int64{f.helper.PersonID}, VerifierID: f.deputy.PersonID}
		refused(t, f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{Part: part, Reason: "换人"}), "verifier_id invalid.action_verifier")
		part.VerifierID = 0
		f.must(f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{Part: part, Reason: "换人"}))
		refused(t, f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{Part: part, Reason: "换人"}), "fault.action_unchanged")
		f.advance(n, Reported)
		refused(t, f.Verify(f.ctx, f.deputy, f.ref(n), f.proof(n)), "fault.action_verify_own")
		refused(t, f.Return(f.ctx, f.deputy, f.ref(n), "不行"), "fault.action_verify_own")
		part.OwnerID = f.deputy.PersonID
		refused(t, f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{Part: part, Reason: "换回来"}), "fault.action_owner_fixed")
		part.OwnerID, part.VerifierID = f.owner.PersonID, f.stranger.PersonID
		f.must(f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{Part: part}))
		f.must(f.Verify(f.ctx, f.stranger, f.ref(n), f.proof(n)))
		if _, err := f.ByNumber(f.ctx, f.deputy, n); err != nil {
			t.Error(err)
		}
		f.toCheck(n)
		f.must(f.Judge(f.ctx, f.stranger, f.ref(n), CheckInput{Effective: false, Comment: "还有"}))
		f.advance(n, Reported) // in the new round the deputy had no part
		f.must(f.Verify(f.ctx, f.deputy, f.ref(n), f.proof(n)))
	})
}
