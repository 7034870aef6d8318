package complaint

import (
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

func TestWhoTakesAComplaintFromItsHandlerSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		f.must(f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{HandlerID: f.handler.PersonID}))
		second := AssignInput{HandlerID: f.second.PersonID}
		refused(t, f.Assign(f.ctx, f.supervisor, f.ref(n), second), "invalid.complaint_reassign_reason")
		results, err := f.BulkAssign(f.ctx, f.supervisor, []string{n}, second)
		f.must(err)
		refused(t, results[0].Err, "invalid.complaint_reassign_reason")
		second.Reason = "休假"
		f.must(f.Assign(f.ctx, f.supervisor, f.ref(n), second))
		refused(t, f.Transfer(f.ctx, f.supervisor, f.ref(n), AssignInput{DepartmentID: support, HandlerID: f.second.PersonID, Reason: "属客服部"}), "invalid.complaint_handler_scope")

		free := f.register(f.clerk, sample())
		elsewhere := AssignInput{DepartmentID: support, HandlerID: f.stranger.PersonID}
		refused(t, f.Assign(f.ctx, f.supervisor, f.ref(free), elsewhere), "invalid.complaint_reassign_reason")
		results, err = f.BulkAssign(f.ctx, f.supervisor, []string{free}, elsewhere)
		f.must(err)
		f.must(results[0].Err)
	})
}

func TestNobodyDecidesOnWhatHeHandles(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.clerk, sample())
	f.advance(n, Proposed)
	f.must(f.Assign(f.ctx, f.deputy, f.ref(n), AssignInput{HandlerID: f.supervisor.PersonID, Reason: "我来办"}))
	refused(t, f.ApproveRemedy(f.ctx, f.supervisor, f.ref(n), f.pending(n)), "fault.complaint_approve_handler")
	refused(t, f.SendBackRemedy(f.ctx, f.supervisor, f.ref(n), f.pending(n), "x"), "fault.complaint_approve_handler")
	f.must(f.ApproveRemedy(f.ctx, f.deputy, f.ref(n), f.pending(n)))
}

func TestNobodyFollowsUpWhatHeTookPartIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		satisfied := FollowUpInput{Outcome: "satisfied"}
		allowed := func(n string, a auth.Actor) bool {
			v, err := f.ByNumber(f.ctx, a, n)
			f.must(err)
			for _, s := range v.Steps {
				if s.Step == string(FollowUpStep) {
					return s.Allowed
				}
			}
			return false
		}
		n := f.register(f.clerk, sample())
		f.must(f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{HandlerID: f.second.PersonID}))
		f.must(f.Transfer(f.ctx, f.supervisor, f.ref(n), AssignInput{HandlerID: f.handler.PersonID, Reason: "休假"}))
		f.must(f.Accept(f.ctx, f.handler, f.ref(n), AcceptInput{}))
		f.must(f.Assess(f.ctx, f.handler, f.ref(n), f.assess()))
		f.must(f.Investigate(f.ctx, f.supervisor, f.ref(n), InvestigateInput{Findings: "已查"}))
		f.must(f.ProposeRemedy(f.ctx, f.deputy, f.ref(n), RemedyInput{Kind: "apology", Description: "道歉"}))
		f.must(f.ApproveRemedy(f.ctx, f.boss, f.ref(n), f.pending(n)))
		f.must(f.Reply(f.ctx, f.handler, f.ref(n), ReplyInput{Channel: "telephone", Text: "好"}))
		for _, a := range []auth.Actor{f.second, f.supervisor, f.deputy, f.handler} {
			refused(t, f.FollowUp(f.ctx, a, f.ref(n), satisfied), "fault.complaint_follow_up_self")
			if allowed(n, a) {
				t.Errorf("%s is offered the follow-up", a.Name)
			}
		}
		if !allowed(n, f.boss) {
			t.Error("somebody else is not offered the follow-up")
		}
		f.must(f.FollowUp(f.ctx, f.boss, f.ref(n), FollowUpInput{Outcome: "dissatisfied", Comment: "没有解决"}))
		// What was done in the first round does not bind in the second.
		f.must(f.Reply(f.ctx, f.handler, f.ref(n), ReplyInput{Channel: "telephone", Text: "再答复"}))
		if !allowed(n, f.deputy) || !allowed(n, f.second) {
			t.Error("the first round binds in the second")
		}
		f.must(f.FollowUp(f.ctx, f.deputy, f.ref(n), satisfied))
	})
}

func TestReopeningEmptiesHowItEnded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		closed, turnedAway := f.register(f.clerk, sample()), f.register(f.clerk, sample())
		f.advance(closed, Closed)
		f.must(f.NotAccept(f.ctx, f.handler, f.ref(turnedAway), NotAcceptInput{Reason: "not_ours", Text: "不属于我司", Recourse: "platform"}))
		for n, fields := range map[string]string{closed: "outcome reply_channel reply summary replied_by replied_at closed_at", turnedAway: "outcome not_accept_reason recourse reply closed_at"} {
			f.must(f.Reopen(f.ctx, f.supervisor, f.ref(n), "客户来电"))
			c := f.at(n)
			if c.Outcome != "" || c.ClosedAt != nil || c.NotAcceptReason != "" || c.Recourse != "" || c.Reply != "" || c.Summary != "" || c.ReplyChannel != "" || c.RepliedAt != nil || c.RepliedBy != 0 {
				t.Errorf("%+v", c)
			}
			v, err := f.ByNumber(f.ctx, f.clerk, n)
			f.must(err)
			before := ""
			for _, ch := range v.Timeline[0].Changes {
				if empty := ch.After == nil || ch.After == "" || ch.After == int64(0); empty && ch.Before != nil && ch.Before != "" {
					before += " " + ch.Field
				}
			}
			if before != " "+fields {
				t.Errorf("noted%s, want %s", before, fields)
			}
		}
	})
}

func TestAPausedComplaintMayBeWithdrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		f.advance(n, FollowedUp)
		f.must(f.Pause(f.ctx, f.handler, f.ref(n), PauseInput{Reason: "waiting_customer"}))
		v, err := f.ByNumber(f.ctx, f.supervisor, n)
		f.must(err)
		if len(v.Outcomes) != 1 || v.Outcomes[0] != Withdrawn {
			t.Errorf("outcomes %v", v.Outcomes)
		}
		refused(t, f.Close(f.ctx, f.supervisor, f.ref(n), CloseInput{Outcome: Resolved, Summary: "x"}), "fault.complaint_paused")
		f.must(f.Close(f.ctx, f.supervisor, f.ref(n), CloseInput{Outcome: Withdrawn, Summary: "客户撤诉"}))
		var open int64
		f.must(d.Read(f.ctx).Model(&Pause{}).Where("ended_at IS NULL").Count(&open).Error)
		if c := f.at(n); !c.Closed || c.PausedAt != nil || c.PauseReason != "" || open != 0 {
			t.Errorf("%+v, %d pauses last", c, open)
		}
		f.must(f.Reopen(f.ctx, f.supervisor, f.ref(n), "客户又来了"))
	})
}

func TestTheHandlerCannotBuyTimeWhenItIsUp(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.clerk, sample())
	f.advance(n, Assessed)
	longer, shorter := f.assess(), f.assess()
	longer.DeadlineClass, shorter.DeadlineClass = "complex", "urgent_safety"
	clock.Advance(30 * time.Hour)
	refused(t, f.Assess(f.ctx, f.handler, f.ref(n), longer), "invalid.complaint_class_late")
	f.must(f.Assess(f.ctx, f.handler, f.ref(n), shorter))
	f.must(f.Assess(f.ctx, f.supervisor, f.ref(n), longer))
	timely := f.register(f.clerk, sample())
	f.advance(timely, Accepted)
	f.must(f.Assess(f.ctx, f.handler, f.ref(timely), longer))
}

// changesOf are the changes of the last event of a kind.
func (f *firm) changesOf(kind string) (audit.Row, map[string]any) {
	f.t.Helper()
	var rows []audit.Row
	f.must(f.d.Read(f.ctx).Where("kind = ?", kind).Order("id DESC").Limit(1).Find(&rows).Error)
	told, err := audit.Tell(f.d.Read(f.ctx), rows)
	f.must(err)
	found := map[string]any{}
	for _, ch := range told[0].Changes {
		found[ch.Field] = ch.After
	}
	return rows[0], found
}
