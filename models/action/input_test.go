package action

import (
	"strings"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org/orgtest"
)

// broken are texts that no field takes.
const broken = "坏\xff字"

func TestBadInputOfAnOpeningIsToldAtItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		without := f.house.Employ("无账号", orgtest.Service)
		for _, c := range []struct {
			want   string
			change func(in *OpenInput)
		}{
			{"kind invalid.required", func(in *OpenInput) { in.Kind = "" }},
			{"kind invalid.choice", func(in *OpenInput) { in.Kind = "cosmetic" }},
			{"kind invalid.choice", func(in *OpenInput) { in.Kind = broken }},
			{"priority invalid.choice", func(in *OpenInput) { in.Priority = "someday" }},
			{"priority invalid.choice", func(in *OpenInput) { in.Priority = "" }},
			{"finding invalid.required", func(in *OpenInput) { in.Finding = " \n" }},
			{"finding invalid.too_long", func(in *OpenInput) { in.Finding = strings.Repeat("长", maxText+1) }},
			{"finding invalid.encoding", func(in *OpenInput) { in.Finding = broken }},
			{"cause invalid.control", func(in *OpenInput) { in.Cause = "a\x00b" }},
			{"title invalid.one_line", func(in *OpenInput) { in.Title = "a\nb" }},
			{"title invalid.too_long", func(in *OpenInput) { in.Title = strings.Repeat("长", maxTitle+1) }},
			{"finish invalid.calendar_amount", func(in *OpenInput) { in.Finish = calendar.Target{Amount: -1, Unit: calendar.WorkingDays} }},
			{"finish invalid.calendar_amount", func(in *OpenInput) { in.Finish = calendar.Target{Amount: 1 << 60, Unit: calendar.WorkingDays} }},
			{"finish invalid.choice", func(in *OpenInput) { in.Finish = calendar.Target{Amount: 1, Unit: "moons"} }},
			{"check_on invalid.date", func(in *OpenInput) { in.CheckOn = "2026-02-30" }},
			{"check_on invalid.date", func(in *OpenInput) { in.CheckOn = "0001-01-01" }},
			{"check_on invalid.date", func(in *OpenInput) { in.CheckOn = "9999-12-31" }},
			{"check_on invalid.date", func(in *OpenInput) { in.CheckOn = broken }},
			{"check_on invalid.action_check_before", func(in *OpenInput) { in.CheckOn = f.today(0) }},
			{"check_on invalid.action_check_before", func(in *OpenInput) { in.CheckOn = "2026-03-20" }}, // the very deadline
			{"check_on invalid.action_check_far", func(in *OpenInput) { in.CheckOn = "2198-01-01" }},
			{"indicator invalid.choice", func(in *OpenInput) { in.Measure.Indicator = "luck" }},
			{"indicator_type invalid.choice", func(in *OpenInput) { in.Measure = Measure{Indicator: "events", IndicatorType: "none"} }},
			{"indicator_department_id invalid.choice", func(in *OpenInput) { in.Measure = Measure{Indicator: "events", IndicatorDepartmentID: 99} }},
			{"department_id invalid.required", func(in *OpenInput) { in.DepartmentID = 0 }},
			{"department_id invalid.choice", func(in *OpenInput) { in.DepartmentID = 99 }},
			{"department_id invalid.choice", func(in *OpenInput) { in.DepartmentID = -1 }},
			{"owner_id invalid.required", func(in *OpenInput) { in.OwnerID = 0 }},
			{"owner_id invalid.choice", func(in *OpenInput) { in.OwnerID = 999 }},
			{"owner_id invalid.action_able", func(in *OpenInput) { in.OwnerID = without }},
			{"owner_id invalid.action_able", func(in *OpenInput) { in.OwnerID = f.auditor.PersonID }},
			{"coworkers invalid.choice", func(in *OpenInput) { in.Coworkers = []int64{999} }},
			{"coworkers invalid.action_people", func(in *OpenInput) {
				for i := range int64(maxPeople + 1) {
					in.Coworkers = append(in.Coworkers, 100+i)
				}
			}},
			{"verifier_id invalid.choice", func(in *OpenInput) { in.VerifierID = -5 }},
			{"verifier_id invalid.action_able", func(in *OpenInput) { in.VerifierID = f.clerk.PersonID }},
			{"verifier_id invalid.action_verifier", func(in *OpenInput) { in.VerifierID = f.owner.PersonID }},
			{"verifier_id invalid.action_verifier", func(in *OpenInput) { in.VerifierID = f.helper.PersonID }},
			{"fault.link_source_gone", func(in *OpenInput) { in.Source = link.Ref{Kind: "case", Number: "AL-2"} }},
			{"fault.link_source_gone", func(in *OpenInput) { in.Source = link.Ref{Kind: "case", Number: broken} }},
			{"fault.link_source_gone", func(in *OpenInput) { in.Source = link.Ref{Kind: broken, Number: "AL-1"} }},
			{"fault.link_source_gone", func(in *OpenInput) { in.Source = link.Ref{Kind: Kind, Number: "ZG-2026-999999"} }},
			{"fault.link_source_gone", func(in *OpenInput) { in.Source = link.Ref{Kind: Kind, Number: broken} }},
		} {
			in := sample()
			in.OwnerID, in.Coworkers = f.owner.PersonID, []int64{f.helper.PersonID, f.helper.PersonID, 0}
			c.change(&in)
			_, err := f.Open(f.ctx, f.opener, in)
			refused(t, err, c.want)
		}
		for _, a := range []auth.Actor{f.clerk, f.auditor, f.admin} {
			_, err := f.Open(f.ctx, a, sample())
			refused(t, err, string(auth.ActionOpen))
		}
		var n int64
		f.must(d.Read(f.ctx).Table("actions").Count(&n).Error)
		if n != 0 {
			t.Errorf("%d were opened all the same", n)
		}
		// What names the indicator's part without an indicator is not kept.
		c := f.at(f.open(func(in *OpenInput) {
			in.Measure = Measure{IndicatorType: strings.Repeat("x", 100), IndicatorDepartmentID: 99}
		}))
		if c.Measure != (Measure{}) || c.CheckOn != "" {
			t.Errorf("%+v", c.Measure)
		}
	})
}

func TestBadInputOfTheWorkIsToldAtItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open()
		plan := func(all ...MeasureInput) error { return f.Plan(f.ctx, f.owner, f.ref(n), all) }
		refused(t, plan(), "measures invalid.required")
		refused(t, plan(MeasureInput{}), "measures invalid.required")
		refused(t, plan(MeasureInput{DueOn: f.today(1)}), "measures invalid.required")
		refused(t, plan(MeasureInput{Measure: "做"}), "measures invalid.action_measure_day")
		refused(t, plan(MeasureInput{Measure: "做", DueOn: "0001-01-01"}), "measures invalid.action_measure_day")
		refused(t, plan(MeasureInput{Measure: "做", DueOn: f.today(-1)}), "measures invalid.action_measure_day")
		refused(t, plan(MeasureInput{Measure: "做", DueOn: "2026-03-21"}), "measures invalid.action_measure_late")
		refused(t, plan(MeasureInput{Measure: broken, DueOn: f.today(1)}), "measures invalid.encoding")
		refused(t, plan(MeasureInput{Measure: "做", DueOn: f.today(1), ID: 77}), "measures invalid.choice")
		var many []MeasureInput
		for range maxMeasures + 1 {
			many = append(many, MeasureInput{Measure: "做", DueOn: f.today(1)})
		}
		refused(t, plan(many...), "measures invalid.action_measures")
		f.advance(n, Planned)
		first := f.measures(n)[0]
		twice := MeasureInput{ID: first.ID, Measure: "一", DueOn: first.DueOn}
		refused(t, plan(twice, twice), "measures invalid.choice")
		refused(t, f.SendBack(f.ctx, f.opener, f.ref(n), " "), "reason invalid.required")
		f.advance(n, Doing)

		done := func(in MeasureDoneInput) error { return f.CarryOut(f.ctx, f.owner, f.ref(n), in) }
		refused(t, done(MeasureDoneInput{ID: first.ID}), "done_on invalid.required")
		refused(t, done(MeasureDoneInput{ID: first.ID, DoneOn: f.today(1)}), "done_on invalid.future")
		refused(t, done(MeasureDoneInput{ID: first.ID, DoneOn: "1026-01-01"}), "done_on invalid.date")
		refused(t, done(MeasureDoneInput{ID: 99, DoneOn: f.today(0)}), "measure_id invalid.choice")
		refused(t, done(MeasureDoneInput{ID: first.ID, DoneOn: f.today(0), Result: broken}), "result invalid.encoding")
		f.must(done(MeasureDoneInput{ID: first.ID, DoneOn: f.today(0)}))
		refused(t, done(MeasureDoneInput{ID: first.ID, DoneOn: f.today(0)}), "fault.action_measure_done_before")
		// What was done stays as it was, even where the plan leaves it out.
		f.must(plan(MeasureInput{Measure: "再做一次", DueOn: f.today(1)}))
		if all := f.measures(n); len(all) != 2 || all[1].ID != first.ID || all[1].DoneOn == "" {
			t.Errorf("%+v", all)
		}
		for want, change := range map[string]func(in *EvidenceInput){
			"files invalid.required":                     func(in *EvidenceInput) { in.Files = nil },
			"happened_on invalid.required":               func(in *EvidenceInput) { in.HappenedOn = "" },
			"happened_on invalid.future":                 func(in *EvidenceInput) { in.HappenedOn = f.today(1) },
			"received_on invalid.future":                 func(in *EvidenceInput) { in.ReceivedOn = "2199-01-01" },
			"received_on invalid.date":                   func(in *EvidenceInput) { in.ReceivedOn = "9999-12-31" },
			"happened_on invalid.date":                   func(in *EvidenceInput) { in.HappenedOn = "0001-01-01" },
			"received_on invalid.action_received_before": func(in *EvidenceInput) { in.HappenedOn, in.ReceivedOn = f.today(0), f.today(-1) },
			"title invalid.encoding":                     func(in *EvidenceInput) { in.Title = broken },
		} {
			in := f.evidence()
			change(&in)
			refused(t, f.AddEvidence(f.ctx, f.owner, f.ref(n), in), want)
		}
		in := f.evidence()
		f.must(f.AddEvidence(f.ctx, f.owner, f.ref(n), in))
		refused(t, f.AddEvidence(f.ctx, f.owner, f.ref(n), in), "fault.action_file_there")
		f.must(f.carryAll(n))
		refused(t, f.Report(f.ctx, f.owner, f.ref(n), ReportInput{}), "report invalid.required")
		refused(t, f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "好", Cost: -1}), "cost invalid.range")
		refused(t, f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "好", Cost: maxCost + 1}), "cost invalid.range")
		refused(t, f.Report(f.ctx, f.helper, f.ref(n), ReportInput{Report: "好"}), "fault.action_owner_only")
		f.must(f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "好"}))
		f.afterTheReport(n)
	})
}

// afterTheReport tries bad input of the verification and the check.
func (f *firm) afterTheReport(n string) {
	t := f.t
	refused(t, f.Return(f.ctx, f.supervisor, f.ref(n), ""), "reason invalid.required")
	for want, change := range map[string]func(in *VerifyInput){
		"check_on invalid.required":            func(in *VerifyInput) { in.CheckOn = "" },
		"check_on invalid.date":                func(in *VerifyInput) { in.CheckOn = "9999-01-01" },
		"check_on invalid.action_check_before": func(in *VerifyInput) { in.CheckOn = "2026-03-20" },
		"check_on invalid.action_check_far":    func(in *VerifyInput) { in.CheckOn = "2199-01-01" },
		"indicator invalid.required":           func(in *VerifyInput) { in.Measure = Measure{} },
		"indicator invalid.choice":             func(in *VerifyInput) { in.Measure.Indicator = "luck" },
		"comment invalid.too_long":             func(in *VerifyInput) { in.Comment = strings.Repeat("长", maxLine+1) },
		"comment invalid.control":              func(in *VerifyInput) { in.Comment = "\x07" },
	} {
		in := f.proof(n)
		change(&in)
		refused(t, f.Verify(f.ctx, f.supervisor, f.ref(n), in), want)
	}
	f.clock.Set(instant("2026-04-01 10:00")) // past the deadline: now the shortest window counts
	in := f.proof(n)
	in.CheckOn = "2026-04-08"
	err := f.Verify(f.ctx, f.supervisor, f.ref(n), in)
	refused(t, err, "check_on invalid.action_check_short")
	if args := fault.Of(err).Fields["check_on"].Args; args[3] != "2026-04-09" {
		t.Errorf("the earliest day is %v", args)
	}
	in.CheckOn = "2026-04-09"
	f.must(f.Verify(f.ctx, f.supervisor, f.ref(n), in))
	refused(t, f.Postpone(f.ctx, f.supervisor, f.ref(n), PostponeInput{CheckOn: "2026-05-09"}), "reason invalid.required")
	refused(t, f.Postpone(f.ctx, f.supervisor, f.ref(n), PostponeInput{CheckOn: "x", Reason: "数据不足"}), "check_on invalid.date")
	refused(t, f.Postpone(f.ctx, f.supervisor, f.ref(n), PostponeInput{CheckOn: "2026-04-03", Reason: "数据不足"}), "check_on invalid.action_check_short")
	refused(t, f.Postpone(f.ctx, f.supervisor, f.ref(n), PostponeInput{CheckOn: "2199-04-03", Reason: "数据不足"}), "check_on invalid.action_check_far")
	f.must(f.Postpone(f.ctx, f.supervisor, f.ref(n), PostponeInput{CheckOn: "2026-05-09", Reason: "数据不足"}))
	f.toCheck(n)
	refused(t, f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Comment: broken}), "comment invalid.encoding")
	refused(t, f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Finish: calendar.Target{Amount: 9}}), "finish invalid.choice")
	refused(t, f.Comment(f.ctx, f.supervisor, n, ""), "text invalid.required")
	for _, number := range []string{broken, "", strings.Repeat("Z", 5000), "ZG-2026-000099"} {
		_, err := f.ByNumber(f.ctx, f.boss, number)
		refused(t, err, "fault.action_gone")
	}
}

func TestReliefNeedsAnotherSupervisorAndAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open(func(in *OpenInput) { in.OwnerID, in.CheckOn = f.deputy.PersonID, "2026-03-25" })
		due := f.clocks(n)[FinishClock].DueAt
		more := ExtendInput{Amount: 5, Reason: "等快递公司答复"}
		refused(t, f.Extend(f.ctx, f.deputy, f.ref(n), more), "fault.action_relief_own")
		refused(t, f.Cancel(f.ctx, f.deputy, f.ref(n), "不做了"), "fault.action_relief_own")
		refused(t, f.Extend(f.ctx, f.helper, f.ref(n), more), string(auth.ActionManage))
		refused(t, f.Extend(f.ctx, f.opener, f.ref(n), more), string(auth.ActionManage))
		refused(t, f.Extend(f.ctx, f.otherSupervisor, f.ref(n), more), "fault.action_gone")
		refused(t, f.Extend(f.ctx, f.supervisor, f.ref(n), ExtendInput{Amount: 5}), "reason invalid.required")
		refused(t, f.Extend(f.ctx, f.supervisor, f.ref(n), ExtendInput{Amount: 0, Reason: "x"}), "amount invalid.range")
		refused(t, f.Extend(f.ctx, f.supervisor, f.ref(n), ExtendInput{Amount: 3655, Reason: "x"}), "amount invalid.range")
		refused(t, f.Extend(f.ctx, f.supervisor, f.ref(n), ExtendInput{Amount: 3655, Reason: strings.Repeat("长", maxLine+1)}), "reason invalid.too_long")
		refused(t, f.Cancel(f.ctx, f.supervisor, f.ref(n), ""), "reason invalid.required")
		f.must(f.Extend(f.ctx, f.supervisor, f.ref(n), more))
		c := f.at(n)
		if now := f.clocks(n)[FinishClock].DueAt; !now.After(due) || c.Extensions != 1 || c.Finish.Amount != 15 || !c.NextDueAt.Equal(now) {
			t.Errorf("extended to %v: %+v", now, c)
		}
		if start := mustDay(t, c.CheckOn, d); !start.After(c.NextDueAt) {
			t.Errorf("the effect is looked at on %s, the deadline is %v", c.CheckOn, c.NextDueAt)
		}
		// Editing is no way round it.
		facts := sample().Facts
		facts.CheckOn, facts.Finish = c.CheckOn, calendar.Target{Amount: 100, Unit: calendar.WorkingDays}
		refused(t, f.Edit(f.ctx, f.deputy, f.ref(n), facts), "finish invalid.action_finish")
		facts.CheckOn = "2026-03-10"
		facts.Finish = calendar.Target{}
		refused(t, f.Edit(f.ctx, f.opener, f.ref(n), facts), "check_on invalid.action_check_before")
		f.must(f.Plan(f.ctx, f.deputy, f.ref(n), f.plan()))
		facts.CheckOn, facts.Finish = c.CheckOn, calendar.Target{Amount: 16, Unit: calendar.WorkingDays}
		refused(t, f.Edit(f.ctx, f.supervisor, f.ref(n), facts), "finish invalid.action_finish")
		facts.Finish = calendar.Target{}
		refused(t, f.Edit(f.ctx, f.opener, f.ref(n), facts), "fault.action_unchanged")
		facts.Cause = "另有原因"
		refused(t, f.Edit(f.ctx, f.opener, Ref{Number: n, Version: f.at(n).Version - 1}, facts), "fault.stale")
		f.must(f.Edit(f.ctx, f.opener, f.ref(n), facts))
		f.must(f.Cancel(f.ctx, f.supervisor, f.ref(n), "重复开出"))
		if c := f.at(n); c.Outcome != Cancelled || !c.Closed || !c.NextDueAt.Equal(Never) {
			t.Errorf("%+v", c)
		}
		refused(t, f.Plan(f.ctx, f.deputy, f.ref(n), f.plan()), "fault.action_closed")
		refused(t, f.Reopen(f.ctx, f.supervisor, f.ref(n), ReopenInput{}), "reason invalid.required")
	})
}

func TestTheDeadlineIsEditedBeforeThePlanOnly(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.open()
	facts := sample().Facts
	facts.Finish = calendar.Target{Amount: 3, Unit: calendar.WorkingDays}
	f.must(f.Edit(f.ctx, f.opener, f.ref(n), facts))
	if c := f.at(n); c.Finish != facts.Finish || !c.NextDueAt.Equal(f.clocks(n)[FinishClock].DueAt) {
		t.Errorf("%+v", c)
	}
	f.must(f.Plan(f.ctx, f.owner, f.ref(n), f.plan()))
	f.must(f.SendBack(f.ctx, f.opener, f.ref(n), "再想想"))
	facts.Finish.Amount = 30
	refused(t, f.Edit(f.ctx, f.opener, f.ref(n), facts), "finish invalid.action_finish")
}

func TestALateOwnerCanStillPlan(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.open()
	clock.Set(instant("2026-04-20 10:00"))
	refused(t, f.Plan(f.ctx, f.owner, f.ref(n), f.plan()), "measures invalid.action_measure_late")
	f.must(f.Plan(f.ctx, f.owner, f.ref(n), []MeasureInput{{Measure: "今天做", DueOn: f.today(0)}}))
}
