package policy

import (
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

// TestLife leads a policy from its draft through two editions to its end, looking at what stands at each place.
func TestLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.draft("投诉处理制度")
		if v := f.view(number); v.State != Unissued || v.Stage != Drafting || v.Open == nil || v.Open.Label() != "1.0" {
			t.Fatalf("draft %+v %+v", v.Policy, v.Open)
		}
		_, err := f.ByNumber(f.ctx, f.clerk, number)
		f.refused(err, fault.NotFoundKind, "fault.policy_gone")
		f.approve(number, "")
		v := f.view(number)
		if v.Stage != Approved || v.State != Unissued || !v.Open.EffectAt.After(clock.Now().Add(6*24*time.Hour)) {
			t.Fatalf("approved %+v", v.Open)
		}
		if _, err := f.Read(f.ctx, f.clerk, number, At{}); err != nil {
			t.Errorf("the reading window is closed to readers: %v", err)
		}
		f.pass(6 * 24 * time.Hour)
		if v := f.view(number); v.State != Unissued {
			t.Fatal("in force before its day")
		}
		f.pass(48 * time.Hour)
		v = f.view(number)
		if v.State != InForce || v.Stage != "" || v.CurrentNo != 1 || v.RequiredNo != 1 || v.ReviewOn == "" {
			t.Fatalf("in force %+v", v.Policy)
		}
		f.second1(number)
		f.ends(number)
	})
}

// second1 revises a policy: a clause goes in between, so that all behind it get new numbers and keep their keys.
func (f *firm) second1(number string) {
	f.t.Helper()
	before, err := f.Read(f.ctx, f.clerk, number, At{})
	f.must(err)
	first := f.clock.Now().In(f.d.Zone()).Format(time.DateOnly)
	f.must(f.Draft(f.ctx, f.keeper, f.ref(number)))
	body := strings.Replace(text, "第四条 本制度自", "第四条 升级投诉报主管。\n\n第五条 本制度自", 1)
	f.write(f.keeper, number, "投诉处理制度", body, Minor, "增加升级条款")
	if got, err := f.Read(f.ctx, f.clerk, number, At{}); err != nil || got.Edition.Hash != before.Edition.Hash {
		f.t.Errorf("readers saw a draft: %v", err)
	}
	f.approve(number, "")
	f.pass(8 * 24 * time.Hour)
	now, err := f.Read(f.ctx, f.clerk, number, At{})
	f.must(err)
	if now.Edition.Label() != "1.1" || now.RequiredNo != 1 || now.CurrentNo != 2 {
		f.t.Errorf("edition %s, required %d, current %d", now.Edition.Label(), now.RequiredNo, now.CurrentNo)
	}
	key := func(r Reading, label string) int {
		for _, p := range r.Edition.Parts {
			if p.Label == label {
				return p.Key
			}
		}
		f.t.Fatalf("no %s", label)
		return 0
	}
	if key(before, "第四条") != key(now, "第五条") || key(before, "第三条") != key(now, "第三条") || key(now, "第四条") == key(now, "第五条") {
		f.t.Error("a clause lost its key by renumbering")
	}
	c, err := f.ClauseByKey(f.ctx, f.clerk, number, key(now, "第五条"))
	f.must(err)
	if c.Clause.Label != "第五条" || !c.Clause.InForce || len(c.History) != 2 {
		f.t.Errorf("clause %+v with %d texts", c.Clause, len(c.History))
	}
	old, err := f.Read(f.ctx, f.clerk, number, At{On: first})
	f.must(err)
	if old.Edition.No != 1 || old.Edition.Stage != Superseded {
		f.t.Errorf("on %s edition %d %s", first, old.Edition.No, old.Edition.Stage)
	}
	_, err = f.Read(f.ctx, f.clerk, number, At{On: "2020-01-01"})
	f.refused(err, fault.NotFoundKind, "fault.policy_none_on")
}

// ends retires a policy.
func (f *firm) ends(number string) {
	f.t.Helper()
	f.refused(f.Retire(f.ctx, f.chief, f.ref(number), RetireInput{Reason: "并入"}), fault.ForbiddenKind, "")
	f.refused(f.Retire(f.ctx, f.keeper, f.ref(number), RetireInput{Reason: "并入", ReplacedBy: number}), fault.InvalidKind, "invalid.policy_replaced_by")
	f.must(f.Retire(f.ctx, f.keeper, f.ref(number), RetireInput{Reason: "并入新制度"}))
	v := f.view(number)
	if v.State != Retired || len(v.Clocks) != 0 || v.NextDueAt != Never {
		f.t.Errorf("retired %+v", v.Policy)
	}
	f.refused(f.Draft(f.ctx, f.keeper, f.ref(number)), fault.ConflictKind, "fault.policy_retired")
	if r, err := f.Read(f.ctx, f.clerk, number, At{}); err != nil || r.Edition.Stage != Superseded {
		f.t.Errorf("a retired text is gone: %v %s", err, r.Edition.Stage)
	}
}

// TestNobodyApprovesHisOwn text, however he came to write it, nor without the quorum.
func TestNobodyApprovesHisOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.draft("信息管理制度")
		f.write(f.second, number, "信息管理制度", text+"\n第五条 补充。\n", Major, "")
		f.refused(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID}}), fault.ConflictKind, "fault.policy_needs_review")
		f.refused(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.keeper.PersonID}}), fault.InvalidKind, "invalid.policy_author")
		f.refused(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{}), fault.InvalidKind, "invalid.policy_people_least")
		f.must(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.reviewer.PersonID}}))
		f.refused(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{}), fault.ConflictKind, "fault.policy_review_open")
		f.refused(f.Judge(f.ctx, f.boss, f.ref(number), DecideInput{Agree: true}), fault.NotFoundKind, "fault.policy_gone")
		f.refused(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{}), fault.InvalidKind, "invalid.required")
		f.must(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{Agree: true}))
		for _, author := range []int64{f.keeper.PersonID, f.second.PersonID} {
			f.refused(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, author}}), fault.InvalidKind, "invalid.policy_author")
		}
		f.refused(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, f.clerk.PersonID}}), fault.InvalidKind, "invalid.policy_able")
		f.refused(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, f.boss.PersonID}}), fault.InvalidKind, "invalid.policy_people_least")
		f.must(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, f.chief.PersonID}}))
		f.refused(f.Approve(f.ctx, f.second, f.ref(number), DecideInput{Agree: true}), fault.ForbiddenKind, "fault.policy_approve_own")
		f.must(f.Approve(f.ctx, f.boss, f.ref(number), DecideInput{Agree: true}))
		if v := f.view(number); v.Stage != Approving {
			t.Fatalf("one of two approvals led to %s", v.Stage)
		}
		f.must(f.Approve(f.ctx, f.chief, f.ref(number), DecideInput{Note: "第二条不清楚"}))
		if v := f.view(number); v.Stage != Drafting || v.Open.EffectAt != nil {
			t.Fatalf("refused, and it stands at %s", v.Stage)
		}
	})
}

// TestDaysOfEffect are neither in the past nor within the time for reading, also when approving took long.
func TestDaysOfEffect(t *testing.T) {
	f := one(t)
	number := f.draft("档案管理制度")
	f.must(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.reviewer.PersonID}}))
	f.must(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{Agree: true}))
	propose := func(on string) error {
		return f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, f.chief.PersonID}, EffectOn: on})
	}
	in := func(days int) string { return f.clock.Now().In(f.d.Zone()).AddDate(0, 0, days).Format(time.DateOnly) }
	f.refused(propose(in(-1)), fault.InvalidKind, "invalid.policy_effect_past")
	f.refused(propose(in(6)), fault.InvalidKind, "invalid.policy_effect_window")
	f.refused(propose("2026-02-30"), fault.InvalidKind, "invalid.day")
	f.refused(propose("9999-01-01"), fault.InvalidKind, "invalid.day")
	f.must(propose(in(7)))
	f.pass(5 * 24 * time.Hour)
	f.must(f.Approve(f.ctx, f.boss, f.ref(number), DecideInput{Agree: true}))
	f.must(f.Approve(f.ctx, f.chief, f.ref(number), DecideInput{Agree: true}))
	if got := day(*f.view(number).Open.EffectAt, f.d.Zone()); got != in(7) {
		t.Errorf("in force on %s, want %s: nobody had time to read it", got, in(7))
	}
	f.refused(f.Postpone(f.ctx, f.keeper, f.ref(number), PostponeInput{EffectOn: in(20)}), fault.InvalidKind, "invalid.required")
	f.must(f.Postpone(f.ctx, f.keeper, f.ref(number), PostponeInput{EffectOn: in(20), Reason: "系统未上线"}))
	f.pass(10 * 24 * time.Hour)
	if v := f.view(number); v.State != Unissued {
		t.Error("in force before the day it was moved to")
	}
	f.pass(11 * 24 * time.Hour)
	if v := f.view(number); v.State != InForce {
		t.Error("not in force on the day it was moved to")
	}
}

func one(t *testing.T) *firm {
	d, clock := dbtest.One(t)
	return newFirm(t, d, clock)
}

// TestSwitchIsDoneOnce however many instances look at the same instant.
func TestSwitchIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.draft("售后服务管理制度")
		f.approve(number, "")
		clock.Advance(8 * 24 * time.Hour)
		var wg sync.WaitGroup
		for range 4 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if err := f.Switch(f.ctx); err != nil {
					t.Error(err)
				}
			}()
		}
		wg.Wait()
		v := f.view(number)
		times := 0
		for _, e := range v.Timeline {
			if e.Kind == "policy.in_force" {
				times++
			}
		}
		if times != 1 || v.State != InForce {
			t.Errorf("switched %d times, %s", times, v.State)
		}
	})
}

// TestComments at clauses keep an edition from being proposed until each is answered.
func TestComments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.draft("值班制度")
		f.refused(f.Say(f.ctx, f.second, f.ref(number), CommentInput{Text: "早"}), fault.ConflictKind, "fault.policy_drafted")
		f.must(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.reviewer.PersonID}}))
		r, err := f.Read(f.ctx, f.reviewer, number, At{})
		f.must(err)
		if !r.CanSay {
			t.Error("a reviewer cannot comment")
		}
		key := r.Edition.Parts[len(r.Edition.Parts)-1].Key
		f.must(f.Say(f.ctx, f.reviewer, f.ref(number), CommentInput{Key: key, Text: "生效日期应写明"}))
		f.refused(f.Say(f.ctx, f.reviewer, f.ref(number), CommentInput{Key: 999, Text: "x"}), fault.InvalidKind, "invalid.choice")
		f.refused(f.Say(f.ctx, f.stranger, Ref{Number: number}, CommentInput{Text: "x"}), fault.NotFoundKind, "fault.policy_gone")
		f.must(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{Agree: true}))
		f.refused(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{}), fault.ConflictKind, "fault.policy_comments_open")
		v := f.view(number)
		f.refused(f.Resolve(f.ctx, f.reviewer, f.ref(number), ResolveInput{ID: v.Comments[0].ID, Resolution: "x"}), fault.ForbiddenKind, "fault.policy_authors_only")
		f.must(f.Resolve(f.ctx, f.keeper, f.ref(number), ResolveInput{ID: v.Comments[0].ID, Resolution: "已写明"}))
		f.refused(f.Resolve(f.ctx, f.keeper, f.ref(number), ResolveInput{ID: v.Comments[0].ID, Resolution: "x"}), fault.ConflictKind, "fault.policy_comment_resolved")
		f.must(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, f.chief.PersonID}}))
	})
}

// TestStaleSaves are refused and leave what the other one saved.
func TestStaleSaves(t *testing.T) {
	f := one(t)
	number := f.draft("培训管理制度")
	v := f.view(number)
	f.write(f.keeper, number, "培训管理制度", text+"\n第五条 甲。\n", Major, "")
	_, err := f.Write(f.ctx, f.second, DraftInput{Number: number, Version: v.Open.Version, Title: "培训管理制度", Body: text + "\n第五条 乙。\n", Weight: Major})
	f.refused(err, fault.ConflictKind, "fault.policy_draft_stale")
	r, err := f.Read(f.ctx, f.keeper, number, At{})
	f.must(err)
	if !strings.Contains(r.Edition.Body, "甲") {
		t.Error("the first save is gone")
	}
	ref := f.ref(number)
	f.must(f.Send(f.ctx, f.keeper, ref, SendInput{Reviewers: []int64{f.reviewer.PersonID}}))
	f.refused(f.Send(f.ctx, f.second, ref, SendInput{Reviewers: []int64{f.reviewer.PersonID}}), fault.ConflictKind, "fault.stale")
	_, err = f.Write(f.ctx, f.keeper, DraftInput{Number: number, Version: 2, Title: "x", Body: "y", Weight: Major})
	f.refused(err, fault.ConflictKind, "fault.policy_in_review")
	var e EditionHead
	f.must(f.d.Read(f.ctx).Where("policy_id = ?", v.ID).Take(&e).Error)
	if e.Hash != Hash(r.Edition.Title, r.Edition.Body) {
		t.Error("the hash is not that of the text")
	}
}

// TestExceptions are answered by somebody else and end.
func TestExceptions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.issued("投诉处理制度")
		today := clock.Now().In(d.Zone())
		in := ExceptionInput{Key: 3, DepartmentID: 2, Reason: "系统切换", Measures: "手工登记", FromOn: today.Format(time.DateOnly), UntilOn: today.AddDate(0, 0, 30).Format(time.DateOnly)}
		f.refused(f.Ask(f.ctx, f.clerk, Ref{Number: number}, in), fault.ForbiddenKind, "")
		bad := in
		bad.UntilOn = today.AddDate(3, 0, 0).Format(time.DateOnly)
		f.refused(f.Ask(f.ctx, f.keeper, Ref{Number: number}, bad), fault.InvalidKind, "invalid.policy_until_far")
		f.must(f.Ask(f.ctx, f.keeper, Ref{Number: number}, in))
		id := f.view(number).Exceptions[0].ID
		f.refused(f.Answer(f.ctx, f.keeper, f.ref(number), AnswerInput{ID: id, Grant: true}), fault.ForbiddenKind, "fault.policy_exception_own")
		f.must(f.Answer(f.ctx, f.second, f.ref(number), AnswerInput{ID: id, Grant: true}))
		r, err := f.Read(f.ctx, f.clerk, number, At{})
		f.must(err)
		if len(r.Exceptions) != 1 || r.Exceptions[0].Label != f.view(number).Exceptions[0].Label {
			t.Fatalf("exceptions %+v", r.Exceptions)
		}
		told := func() (n int64) {
			f.must(d.Read(f.ctx).Table("notifications").Where("kind = ?", "policy_exception_ending").Count(&n).Error)
			return n
		}
		f.must(f.Remind(f.ctx))
		if told() != 0 {
			t.Error("told of its end at its beginning")
		}
		for range 3 {
			clock.Advance(26 * 24 * time.Hour / 3)
			f.must(f.Remind(f.ctx))
			f.must(f.Remind(f.ctx))
		}
		if told() != 1 {
			t.Errorf("told %d times before its end", told())
		}
		clock.Advance(5 * 24 * time.Hour)
		f.must(f.Remind(f.ctx))
		f.must(f.Remind(f.ctx))
		if told() != 2 {
			t.Errorf("told %d times at its end", told())
		}
		if r, err := f.Read(f.ctx, f.clerk, number, At{}); err != nil || len(r.Exceptions) != 0 {
			t.Errorf("still valid after its end: %v %v", r.Exceptions, err)
		}
	})
}

// TestPeriodicReview moves the day on, and its owner is reminded before.
func TestPeriodicReview(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.issued("信息安全管理制度")
		first := f.view(number).ReviewOn
		clock.Advance(11 * 30 * 24 * time.Hour)
		items, err := f.OnDesk(f.ctx, f.keeper)
		f.must(err)
		if len(items) != 1 || items[0].Step != ReviewStep {
			t.Fatalf("on the desk %+v", items)
		}
		f.refused(f.Review(f.ctx, f.keeper, f.ref(number), ReviewInput{}), fault.InvalidKind, "invalid.required")
		f.must(f.Review(f.ctx, f.keeper, f.ref(number), ReviewInput{Note: "与新标准核对，无须修改"}))
		v := f.view(number)
		if v.ReviewOn <= first || len(v.Reviews) != 1 || v.Reviews[0].Revise {
			t.Errorf("review %s after %s, %+v", v.ReviewOn, first, v.Reviews)
		}
		if items, err := f.OnDesk(f.ctx, f.keeper); err != nil || len(items) != 0 {
			t.Errorf("still on the desk: %+v %v", items, err)
		}
	})
}

// TestRestricted policies are read by those whom they concern, and nobody else learns that they exist.
func TestRestricted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		facts := f.facts("客户密级资料办法")
		facts.Secrecy = "confidential"
		facts.Audience.All, facts.Audience.People = false, []int64{f.stranger.PersonID}
		number, err := f.Create(f.ctx, f.keeper, CreateInput{Facts: facts, Body: text})
		f.must(err)
		f.approve(number, "")
		f.pass(8 * 24 * time.Hour)
		for who, sees := range map[*auth.Actor]bool{&f.keeper: true, &f.clerk: true, &f.stranger: true, &f.auditor: true, &f.chief: true} {
			if _, err := f.Read(f.ctx, *who, number, At{}); (err == nil) != sees {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		outsider := f.house.Hire("外人", 4, "")
		_, err = f.Read(f.ctx, outsider, number, At{})
		f.refused(err, fault.NotFoundKind, "fault.policy_gone")
		p, err := f.List(f.ctx, outsider, Filter{View: ViewAll}, nil)
		f.must(err)
		if len(p.Rows) != 0 {
			t.Error("the list tells of a restricted policy")
		}
		n, err := f.Counts(f.ctx, f.clerk)
		f.must(err)
		if n[ViewInForce] != 1 || n[ViewAll] != 1 {
			t.Errorf("counts %+v", n)
		}
		f.refused(f.Send(f.ctx, f.admin, f.ref(number), SendInput{}), fault.NotFoundKind, "fault.policy_gone")
	})
}
