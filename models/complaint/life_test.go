package complaint

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

func TestAComplaintGoesAllTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		if n != "TS-2026-000001" {
			t.Fatalf("number %s", n)
		}
		c := f.at(n)
		if c.Subject != "快递显示签收但我没有收到，请尽快核实" || c.FirstContactID != f.clerk.PersonID || c.DeadlineClass != "general" || c.Version != 1 {
			t.Fatalf("%+v", c)
		}
		// Friday 10:00: four working hours end at 15:00 (lunch from 12 to 13), 24 hours on Saturday 10:00, seven working days on the 17th.
		k := f.clocks(n)
		for kind, want := range map[ClockKind]string{AcknowledgeClock: "2026-03-06 15:00", RespondClock: "2026-03-07 10:00", ResolveClock: "2026-03-17 18:00"} {
			if got := k[kind].DueAt; got.Sub(day(want)).Abs() > time.Second {
				t.Errorf("%s due %v, want %s", kind, got, want)
			}
		}
		if c.NextClock != AcknowledgeClock || !c.NextDueAt.Equal(k[AcknowledgeClock].DueAt) || !c.RemindAt.Before(c.NextDueAt) {
			t.Errorf("next %s %v remind %v", c.NextClock, c.NextDueAt, c.RemindAt)
		}
		if got := joined(f.told(f.supervisor)); got != "complaint_registered" {
			t.Errorf("supervisor was told %q", got)
		}
		f.must(f.Acknowledge(f.ctx, f.handler, f.ref(n), AcknowledgeInput{Channel: "telephone", Text: "已收到"}))
		if c := f.at(n); c.NextClock != RespondClock || c.AcknowledgedAt == nil {
			t.Errorf("after acknowledging: %s %v", c.NextClock, c.AcknowledgedAt)
		}
		f.advance(n, Closed)
		c = f.at(n)
		if !c.Closed || c.Outcome != Resolved || c.NextClock != "" || !c.NextDueAt.Equal(Never) || !c.RemindAt.Equal(Never) || c.Version != 10 {
			t.Errorf("closed: %+v", c)
		}
		want := "complaint.registered complaint.acknowledged complaint.accepted complaint.assessed complaint.investigated complaint.remedy_proposed " +
			"complaint.remedy_approved complaint.replied complaint.followed_up complaint.closed"
		if got := joined(f.events(n)); got != want {
			t.Errorf("events %s", got)
		}
		if got := joined(f.told(f.handler)); got != "complaint_remedy_approved complaint_closed" {
			t.Errorf("handler was told %q", got)
		}
		if got := joined(f.told(f.clerk)); got != "complaint_closed" {
			t.Errorf("first contact was told %q", got)
		}
		v, err := f.ByNumber(f.ctx, f.supervisor, n)
		f.must(err)
		if len(v.Timeline) != 10 || v.Timeline[0].Kind != "complaint.closed" || len(v.Remedies) != 1 || len(v.FollowUps) != 1 || v.People[f.handler.PersonID] != "李办" {
			t.Errorf("view %d events, %d remedies, %d follow-ups, %v", len(v.Timeline), len(v.Remedies), len(v.FollowUps), v.People)
		}
		f.must(f.Reopen(f.ctx, f.supervisor, f.ref(n), "客户又来电"))
		if c := f.at(n); c.Closed || c.State != Investigating || c.Round != 2 || c.NextClock != RespondClock || len(f.clocks(n)) != 2 {
			t.Errorf("reopened: %s round %d %s", c.State, c.Round, c.NextClock)
		}
	})
}

func TestStepsAreRefusedWithTheReason(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.clerk, sample())
	reply := ReplyInput{Channel: "telephone", Text: "答复"}
	follow := FollowUpInput{Outcome: "satisfied", Experience: 5, Expectation: 5}
	refused(t, f.Accept(f.ctx, f.clerk, f.ref(n), AcceptInput{}), string(auth.ComplaintHandle))
	refused(t, f.Accept(f.ctx, f.stranger, f.ref(n), AcceptInput{}), "fault.complaint_gone")
	refused(t, f.Accept(f.ctx, f.auditor, f.ref(n), AcceptInput{}), string(auth.ComplaintHandle))
	refused(t, f.Accept(f.ctx, f.admin, f.ref(n), AcceptInput{}), "fault.complaint_gone")
	refused(t, f.Comment(f.ctx, f.auditor, n, "看过"), string(auth.ComplaintRegister))
	refused(t, f.Accept(f.ctx, f.handler, Ref{Number: n, Version: 7}, AcceptInput{}), "fault.stale")
	refused(t, f.Assess(f.ctx, f.handler, f.ref(n), f.assess()), "fault.complaint_needs_acceptance")
	refused(t, f.Investigate(f.ctx, f.handler, f.ref(n), InvestigateInput{Findings: "x"}), "fault.complaint_needs_assessment")
	refused(t, f.Reply(f.ctx, f.handler, f.ref(n), reply), "fault.complaint_needs_investigation")
	refused(t, f.FollowUp(f.ctx, f.second, f.ref(n), follow), "fault.complaint_needs_reply")
	refused(t, f.Reopen(f.ctx, f.supervisor, f.ref(n), "x"), "fault.complaint_open")
	refused(t, f.Resume(f.ctx, f.handler, f.ref(n), ""), "fault.complaint_not_paused")
	refused(t, f.Close(f.ctx, f.supervisor, f.ref(n), CloseInput{Outcome: Resolved, Summary: "x"}), "fault.complaint_needs_follow_up")
	refused(t, f.Close(f.ctx, f.supervisor, f.ref(n), CloseInput{Outcome: Unreached, Summary: "x"}), "fault.complaint_needs_attempts")
	refused(t, f.Close(f.ctx, f.supervisor, f.ref(n), CloseInput{Outcome: NotAcceptedOutcome, Summary: "x"}), "invalid.choice")
	refused(t, f.Assign(f.ctx, f.handler, f.ref(n), AssignInput{HandlerID: f.second.PersonID}), string(auth.ComplaintAssign))
	refused(t, f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{HandlerID: f.stranger.PersonID}), "invalid.complaint_handler_scope")
	refused(t, f.Transfer(f.ctx, f.supervisor, f.ref(n), AssignInput{DepartmentID: 99, Reason: "x"}), "invalid.choice")
	f.must(f.Accept(f.ctx, f.supervisor, f.ref(n), AcceptInput{}))
	refused(t, f.NotAccept(f.ctx, f.supervisor, f.ref(n), NotAcceptInput{}), "fault.complaint_accepted_before")
	f.must(f.Assess(f.ctx, f.supervisor, f.ref(n), f.assess()))
	refused(t, f.Investigate(f.ctx, f.supervisor, f.ref(n), InvestigateInput{Findings: "x"}), "fault.complaint_no_handler")
	f.must(f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{HandlerID: f.handler.PersonID}))
	refused(t, f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{HandlerID: f.handler.PersonID}), "fault.complaint_assigned_before")
	f.must(f.Investigate(f.ctx, f.handler, f.ref(n), InvestigateInput{Findings: "x"}))
	for _, in := range []RemedyInput{{Kind: "refund", Amount: -1}, {Kind: "refund", Amount: 1 << 60}, {Kind: "apology", Amount: 1}, {Kind: "nonsense"}, {Kind: "refund"}} {
		if err := f.ProposeRemedy(f.ctx, f.handler, f.ref(n), in); !fault.Is(err, fault.InvalidKind) {
			t.Errorf("%+v: %v", in, err)
		}
	}
	f.must(f.ProposeRemedy(f.ctx, f.supervisor, f.ref(n), RemedyInput{Kind: "refund", Amount: 100}))
	refused(t, f.ApproveRemedy(f.ctx, f.handler, f.ref(n), f.pending(n)), string(auth.ComplaintApprove))
	refused(t, f.ApproveRemedy(f.ctx, f.supervisor, f.ref(n), f.pending(n)), "fault.complaint_approve_own")
	refused(t, f.ApproveRemedy(f.ctx, f.deputy, f.ref(n), 999), "fault.complaint_remedy_gone")
	refused(t, f.Reply(f.ctx, f.handler, f.ref(n), reply), "fault.complaint_awaits_approval")
	refused(t, f.SendBackRemedy(f.ctx, f.deputy, f.ref(n), f.pending(n), " "), "invalid.required")
	f.must(f.SendBackRemedy(f.ctx, f.deputy, f.ref(n), f.pending(n), "金额过高"))
	f.must(f.ProposeRemedy(f.ctx, f.handler, f.ref(n), RemedyInput{Kind: "apology", Description: "登门道歉"}))
	f.must(f.ProposeRemedy(f.ctx, f.handler, f.ref(n), RemedyInput{Kind: "refund", Amount: 100}))
	f.must(f.ApproveRemedy(f.ctx, f.deputy, f.ref(n), f.pending(n)))
	if c := f.at(n); c.State != Proposed {
		t.Errorf("one of two approved: %s", c.State)
	}
	f.must(f.ApproveRemedy(f.ctx, f.deputy, f.ref(n), f.pending(n)))
	f.must(f.Reply(f.ctx, f.handler, f.ref(n), reply))
	refused(t, f.Reply(f.ctx, f.handler, f.ref(n), reply), "fault.complaint_replied_before")
	refused(t, f.FollowUp(f.ctx, f.handler, f.ref(n), follow), "fault.complaint_follow_up_self")
	refused(t, f.FollowUp(f.ctx, f.second, f.ref(n), FollowUpInput{Outcome: "satisfied", Experience: 6, Expectation: 1}), "invalid.range")
	refused(t, f.FollowUp(f.ctx, f.second, f.ref(n), FollowUpInput{Outcome: "satisfied", Experience: 5}), "invalid.complaint_both_marks")
	refused(t, f.FollowUp(f.ctx, f.second, f.ref(n), FollowUpInput{Outcome: "not_reached", Experience: 5, Expectation: 5}), "invalid.complaint_not_reached")
	refused(t, f.FollowUp(f.ctx, f.second, f.ref(n), FollowUpInput{Outcome: "dissatisfied"}), "invalid.required")
}

func TestVainFollowUpsAllowClosing(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.clerk, sample())
	f.advance(n, Replied)
	for range 3 {
		refused(t, f.Close(f.ctx, f.supervisor, f.ref(n), CloseInput{Outcome: Unreached, Summary: "x"}), "fault.complaint_needs_attempts")
		f.must(f.FollowUp(f.ctx, f.second, f.ref(n), FollowUpInput{Outcome: "not_reached"}))
	}
	f.must(f.Close(f.ctx, f.supervisor, f.ref(n), CloseInput{Outcome: Unreached, Summary: "三次未联系上"}))
	refused(t, f.Pause(f.ctx, f.handler, f.ref(n), PauseInput{Reason: "waiting_customer"}), "fault.complaint_closed")
	f.must(f.Comment(f.ctx, f.handler, n, "客户后来发来感谢"))
}

func TestADissatisfiedCustomerBeginsASecondRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		f.advance(n, Replied)
		clock.Advance(24 * time.Hour)
		f.must(f.FollowUp(f.ctx, f.second, f.ref(n), FollowUpInput{Outcome: "dissatisfied", Experience: 1, Expectation: 5, Comment: "没有解决"}))
		c := f.at(n)
		if c.State != Investigating || c.Round != 2 || c.NextClock != RespondClock || !c.NextDueAt.After(d.Now().Add(23*time.Hour)) {
			t.Errorf("%s round %d, %s due %v", c.State, c.Round, c.NextClock, c.NextDueAt)
		}
		if !strings.Contains(joined(f.told(f.handler)), "complaint_second_round") {
			t.Error("handler was not told")
		}
		// The first round's remedy does not carry over.
		f.must(f.ProposeRemedy(f.ctx, f.handler, f.ref(n), RemedyInput{Kind: "apology", Description: "道歉"}))
		f.must(f.SendBackRemedy(f.ctx, f.supervisor, f.ref(n), f.pending(n), "不够"))
		if c := f.at(n); c.State != Investigating {
			t.Errorf("state %s", c.State)
		}
	})
}

func TestPausesMoveTheDeadlines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		before := f.clocks(n)
		f.must(f.Pause(f.ctx, f.handler, f.ref(n), PauseInput{Reason: "waiting_customer", Text: "等客户照片"}))
		if c := f.at(n); c.PausedAt == nil || c.NextClock != "" || !c.NextDueAt.Equal(Never) || c.PauseReason != "waiting_customer" {
			t.Fatalf("paused: %+v", c)
		}
		refused(t, f.Accept(f.ctx, f.handler, f.ref(n), AcceptInput{}), "fault.complaint_paused")
		f.must(f.Comment(f.ctx, f.handler, n, "已催"))
		clock.Advance(90 * time.Minute)
		f.must(f.Resume(f.ctx, f.handler, f.ref(n), ""))
		after := f.clocks(n)
		for kind, k := range after {
			if moved := k.DueAt.Sub(before[kind].DueAt); kind != ResolveClock && moved.Round(time.Minute) != 90*time.Minute {
				t.Errorf("%s moved by %v", kind, moved)
			}
			if k.Explanation.PausedMinutes != 90 {
				t.Errorf("%s explains %d minutes", kind, k.Explanation.PausedMinutes)
			}
		}
		if c := f.at(n); c.PausedAt != nil || c.PauseReason != "" || !c.NextDueAt.Equal(after[AcknowledgeClock].DueAt) {
			t.Errorf("resumed: %v %v", c.PausedAt, c.NextDueAt)
		}
	})
}

func TestTheClassMovesTheClocksFromTheReceipt(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	in := sample()
	in.ReceivedAt = clock.Now().Add(-2 * time.Hour)
	n := f.register(f.clerk, in)
	f.advance(n, Accepted)
	assess := f.assess()
	assess.DeadlineClass, assess.ImmediateAction = "urgent_safety", true
	refused(t, f.Assess(f.ctx, f.handler, f.ref(n), assess), "invalid.required")
	assess.ActionText = "已通知停用"
	f.must(f.Assess(f.ctx, f.handler, f.ref(n), assess))
	if due := f.clocks(n)[RespondClock].DueAt; !due.Equal(f.at(n).ReceivedAt.Add(4 * time.Hour)) {
		t.Errorf("due %v", due)
	}
	in.UrgentSafety = true
	if c := f.at(f.register(f.clerk, in)); c.DeadlineClass != "urgent_safety" {
		t.Errorf("class %s", c.DeadlineClass)
	}
}

func TestNotAcceptedComplaintsEndAndCanComeBack(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.clerk, sample())
	refused(t, f.NotAccept(f.ctx, f.handler, f.ref(n), NotAcceptInput{Reason: "not_ours", Text: "x"}), "invalid.required")
	f.must(f.NotAccept(f.ctx, f.handler, f.ref(n), NotAcceptInput{Reason: "not_ours", Text: "不属于我司", Recourse: "platform"}))
	if c := f.at(n); !c.Closed || c.State != NotAccepted || c.Outcome != NotAcceptedOutcome || !c.NextDueAt.Equal(Never) {
		t.Errorf("%+v", c)
	}
	f.must(f.Reopen(f.ctx, f.supervisor, f.ref(n), "查明属于我司"))
	if c := f.at(n); c.State != Accepted || c.Outcome != "" || c.AcceptedAt == nil {
		t.Errorf("%s %s", c.State, c.Outcome)
	}
}

func TestTransferAndBulkAssign(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		f.advance(n, Accepted)
		refused(t, f.Transfer(f.ctx, f.supervisor, f.ref(n), AssignInput{DepartmentID: support}), "invalid.required")
		f.must(f.Transfer(f.ctx, f.supervisor, f.ref(n), AssignInput{DepartmentID: support, Reason: "属客服部"}))
		if c := f.at(n); c.DepartmentID != support || c.HandlerID != 0 {
			t.Errorf("%d %d", c.DepartmentID, c.HandlerID)
		}
		if _, err := f.ByNumber(f.ctx, f.supervisor, n); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("the old department still sees it: %v", err)
		}
		numbers := []string{n}
		for range 3 {
			numbers = append(numbers, f.register(f.clerk, sample()))
		}
		results, err := f.BulkAssign(f.ctx, f.supervisor, numbers, AssignInput{HandlerID: f.second.PersonID})
		f.must(err)
		for i, r := range results {
			if (r.Err == nil) != (i > 0) {
				t.Errorf("%s: %v", r.Number, r.Err)
			}
		}
		people, err := f.Assignees(f.ctx, f.supervisor, service)
		f.must(err)
		if len(people) != 5 {
			t.Errorf("%d assignees: %v", len(people), people)
		}
	})
}

func TestOfTwoAtOnceOneIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		f.advance(n, Proposed)
		ref, remedy := f.ref(n), f.pending(n)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, a := range []auth.Actor{f.supervisor, f.deputy} {
			wg.Go(func() { errs[i] = f.ApproveRemedy(f.ctx, a, ref, remedy) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.ConflictKind) {
			t.Fatalf("%v", errs)
		}
		if got := f.at(n).Version; got != ref.Version+1 {
			t.Errorf("version %d after %d", got, ref.Version)
		}
	})
}

func TestBadInputIsToldAtItsField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		long := strings.Repeat("字", 10_000)
		for name, spoil := range map[string]func(*RegisterInput){
			"name":                     func(in *RegisterInput) { in.Complainant.Name = long },
			"phone":                    func(in *RegisterInput) { in.Complainant.Phone = "打给我" },
			"email":                    func(in *RegisterInput) { in.Complainant.Email = "a@b@c" },
			"subject":                  func(in *RegisterInput) { in.Subject = long },
			"body":                     func(in *RegisterInput) { in.Body = strings.Repeat(long, 3) },
			"order_number":             func(in *RegisterInput) { in.OrderNumber = long },
			"channel":                  func(in *RegisterInput) { in.Channel = "smoke_signal" },
			"severity":                 func(in *RegisterInput) { in.Severity = "<b>" },
			"failure_type":             func(in *RegisterInput) { in.FailureClass, in.FailureType = "conduct", "out_of_stock" },
			"department_id":            func(in *RegisterInput) { in.DepartmentID = 4711 },
			"complained_person_id":     func(in *RegisterInput) { in.ComplainedPersonID = 4711 },
			"received_at":              func(in *RegisterInput) { in.ReceivedAt = d.Now().Add(time.Hour) },
			"complained_department_id": func(in *RegisterInput) { in.ComplainedDepartmentID = -3 },
			"remedy_sought":            func(in *RegisterInput) { in.RemedySought = "a\x00b" },
		} {
			in := sample()
			spoil(&in)
			_, err := f.Register(f.ctx, f.clerk, in)
			if e := fault.Of(err); e == nil || len(e.Fields) != 1 || e.Fields[name].Key == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		in := sample()
		in.Body, in.Complainant.Name, in.Subject = "😀𠮷野家的外卖少了一份 <script>alert(1)</script>", "𠮷田", "  "
		v, err := f.ByNumber(f.ctx, f.clerk, f.register(f.clerk, in))
		f.must(err)
		if v.Body != in.Body || v.Complainant.Name != "𠮷田" || v.Subject != "😀𠮷野家的外卖少了一份 <script>alert(1)</script>" {
			t.Errorf("%q %q %q", v.Body, v.Complainant.Name, v.Subject)
		}
	})
}

func TestEditingTellsTheDifferences(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		facts := sample().Facts
		facts.Severity, facts.Subject = "serious", "签收异常"
		f.must(f.Edit(f.ctx, f.clerk, f.ref(n), EditInput{Facts: facts, Complainant: &Complainant{Name: "张三", Phone: "13812345679"}}))
		refused(t, f.Edit(f.ctx, f.clerk, f.ref(n), EditInput{Facts: facts}), "fault.complaint_unchanged")
		refused(t, f.Edit(f.ctx, f.handler, f.ref(n), EditInput{Facts: facts, Complainant: &Complainant{Name: "张**"}}), "fault.complaint_masked")
		v, err := f.ByNumber(f.ctx, f.clerk, n)
		f.must(err)
		if v.Severity != "serious" || v.Complainant.Phone != "13812345679" || v.Complainant.Email != "" {
			t.Errorf("%s %+v", v.Severity, v.Complainant)
		}
		got := map[string]any{}
		for _, ch := range v.Timeline[0].Changes {
			got[ch.Field] = ch.After
		}
		if got["severity"] != "serious" || got["phone"] != "13812345679" || got["subject"] != "签收异常" || len(got) != 7 {
			t.Errorf("%v", got)
		}
		f.advance(n, Accepted)
		refused(t, f.Edit(f.ctx, f.clerk, f.ref(n), EditInput{Facts: facts}), string(auth.ComplaintHandle))
		facts.ComplainedPersonID = f.handler.PersonID
		refused(t, f.Edit(f.ctx, f.supervisor, f.ref(n), EditInput{Facts: facts}), "invalid.complaint_person_handles")
	})
}
