package signing

import (
	"sync"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/policy"
)

func TestAPublishedPolicyIsReadAndSigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("投诉处理制度", of(orgtest.Service))
		c := f.campaign(n)
		if c.State != Open || c.Cause != Publication || c.Frozen.Due != 3 || c.Joiner != (Counts{}) || len(c.Departments) != 1 || c.EditionNo != 1 {
			t.Fatalf("%+v", c)
		}
		if !c.DueAt.After(c.StartedAt) || c.StartedAt.After(d.Now()) {
			t.Errorf("from %v to %v", c.StartedAt, c.DueAt)
		}
		mine, err := f.Mine(f.ctx, f.one)
		f.must(err)
		if len(mine) != 1 || mine[0].PolicyNumber != n || mine[0].CurrentNo != 1 || mine[0].Major != 1 {
			t.Fatalf("%+v", mine)
		}
		in := SignInput{Number: n, EditionNo: 1}
		_, err = f.Sign(f.ctx, f.one, in)
		f.refused(err, "fault.sign_unread")
		_, err = f.Show(f.ctx, f.one, in, []int{99})
		f.refused(err, "fault.sign_no_part")
		v := f.view(n)
		_, err = f.Show(f.ctx, f.one, SignInput{Number: n, EditionNo: 7}, nil)
		f.refused(err, "fault.policy_edition_gone")
		s := f.signs(f.one, n)
		if s.Hash != v.Editions[0].Hash || len(s.Hash) != 64 || s.EditionID != v.CurrentID || s.CampaignID != c.ID || len(s.Parts) != s.PartsTotal || s.PartsTotal != 2 || s.Score != NoScore || s.DepartmentID != orgtest.Service {
			t.Errorf("%+v", s)
		}
		_, err = f.Sign(f.ctx, f.one, in)
		f.refused(err, "fault.sign_already")
		if got := f.duty(c.ID, f.one); got.State != Signed || got.SignatureID != s.ID || !got.RemindAt.Equal(Never) {
			t.Errorf("%+v", got)
		}
		f.signs(f.clerk, n) // on his own account: nobody asked him
		after := f.campaign(n)
		if after.Frozen.Signed != 1 || after.Frozen.Due != 2 || after.Sum.Sum().Bound() != 3 {
			t.Errorf("%+v", after.Frozen)
		}
		if mine, _ := f.Mine(f.ctx, f.one); len(mine) != 0 {
			t.Errorf("%+v", mine)
		}
		f.sound()
		if got := f.events(SignatureRecord); got != "signature.made signature.made" {
			t.Errorf("events %q", got)
		}
		_, err = f.Sign(f.ctx, f.auditor, in)
		f.forbidden(err)
	})
}

func TestOnlyThoseSignAgainWhoMust(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("值班制度", of(orgtest.Service))
		first := f.campaign(n)
		old := f.signs(f.one, n)

		f.revise(n, policy.Minor, "")
		if c := f.campaign(n); c.ID != first.ID || c.State != Open || c.Frozen.Signed != 1 {
			t.Fatalf("a slip of the pen began %+v", c.Campaign)
		}
		_, err := f.Sign(f.ctx, f.two, SignInput{Number: n, EditionNo: 1})
		f.refused(err, "fault.sign_superseded")
		if s := f.signs(f.two, n); s.EditionNo != 2 || s.CampaignID != first.ID {
			t.Fatalf("%+v", s)
		}

		// A change that matters: it takes effect in a week, until then people read it and sign the one in force.
		f.revise(n, policy.Major, "2026-03-16")
		second := f.campaign(n)
		if second.ID == first.ID || second.Frozen.Due != 3 || second.LeastNo != 3 || f.day(second.StartedAt) != "2026-03-16" {
			t.Fatalf("%+v", second.Campaign)
		}
		_, err = f.Sign(f.ctx, f.one, SignInput{Number: n, EditionNo: 3})
		f.refused(err, "fault.sign_not_yet")
		if s := f.signs(f.chief, n); s.EditionNo != 2 {
			t.Fatalf("%+v", s)
		}
		if got := f.duty(second.ID, f.chief); got.State != Due {
			t.Errorf("the old edition did for the new one: %+v", got)
		}
		var e policy.Edition
		f.must(d.Read(f.ctx).Where("id = ?", second.EditionID).Take(&e).Error)
		if stand, err := f.Stand(f.ctx, f.one, f.view(n).Policy, e); err != nil || stand.Refusal == nil || stand.Refusal.Key != "fault.sign_not_yet" || stand.Signed == nil || stand.Signed.ID != old.ID || stand.Duty == nil {
			t.Errorf("%+v, %v", stand, err)
		}
		var early []int
		for _, c := range Chapters(e) {
			early = append(early, c.Key)
		}
		_, err = f.Show(f.ctx, f.one, SignInput{Number: n, EditionNo: 3}, early)
		f.must(err)
		f.pass(10 * 24 * time.Hour)
		if c := f.seen(first.Number); c.State != Superseded || c.Frozen != (Counts{Signed: 3}) {
			t.Errorf("the former campaign tells %+v", c.Campaign)
		}
		made, err := f.Sign(f.ctx, f.one, SignInput{Number: n, EditionNo: 3}) // what was shown before the effect counts
		f.must(err)
		if made.CampaignID != second.ID {
			t.Errorf("%+v", made)
		}
		var kept Signature
		f.must(d.Read(f.ctx).Where("id = ?", old.ID).Take(&kept).Error)
		if kept.Hash != old.Hash || kept.EditionNo != 1 {
			t.Error("a signature changed")
		}
		page, err := f.MySignatures(f.ctx, f.one, nil)
		f.must(err)
		if len(page.Rows) != 2 || !page.Rows[0].Holds() || page.Rows[1].Holds() || page.Rows[0].PolicyNumber != n {
			t.Errorf("%+v", page.Rows)
		}
		if no, at, err := f.Last(f.ctx, f.one, made.PolicyID); err != nil || no != 3 || at.IsZero() {
			t.Errorf("%d %v", no, err)
		}
		f.must(f.policies.Retire(f.ctx, f.keeper, f.ref(n), policy.RetireInput{Reason: "不再需要"}))
		if c := f.seen(second.Number); c.State != Retired || c.Frozen != (Counts{Signed: 1, Ended: 2}) {
			t.Errorf("%+v", c.Campaign)
		}
		_, err = f.Sign(f.ctx, f.two, SignInput{Number: n, EditionNo: 3})
		f.refused(err, "fault.sign_retired")
		f.sound()
	})
}

func TestAnApprovedEditionIsPostponedAndTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.draft("档案制度", everybody, policy.Quiz{})
		f.approve(n, "2026-03-16")
		c := f.campaign(n)
		f.must(f.Remind(f.ctx))
		f.must(f.policies.Postpone(f.ctx, f.keeper, f.ref(n), policy.PostponeInput{EffectOn: "2026-03-23", Reason: "准备不足"}))
		moved := f.campaign(n)
		if moved.ID != c.ID || f.day(moved.StartedAt) != "2026-03-23" || !moved.DueAt.After(c.DueAt) {
			t.Fatalf("%+v", moved.Campaign)
		}
		if got := f.duty(c.ID, f.one); !got.DueAt.Equal(moved.DueAt) || got.Told != 1 || !got.RemindAt.After(moved.StartedAt) || !got.StartedAt.Equal(moved.StartedAt) {
			t.Errorf("%+v", got)
		}
		var e policy.Edition
		f.must(d.Read(f.ctx).Where("id = ?", moved.EditionID).Take(&e).Error)
		_, err := f.Show(f.ctx, f.one, SignInput{Number: n, EditionNo: 1}, []int{Chapters(e)[0].Key})
		f.must(err)
		f.must(f.policies.TakeBack(f.ctx, f.keeper, f.ref(n), "还要改"))
		if got := f.seen(c.Number); got.State != Cancelled || got.Frozen.Ended == 0 || f.table("sign_reading", "1 = 1") != 0 {
			t.Errorf("%+v", got.Campaign)
		}
		f.approve(n, "")
		if again := f.campaign(n); again.ID == c.ID || again.State != Open {
			t.Errorf("%+v", again.Campaign)
		}
		f.sound()
	})
}

func TestAReadingListNamesTheEditionToRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("档案制度", everybody)
		f.signs(f.one, n)
		f.revise(n, policy.Major, "2026-03-16")
		mine, err := f.Mine(f.ctx, f.one)
		f.must(err)
		if len(mine) != 1 || mine[0].EditionNo != 2 || mine[0].CurrentNo != 1 || mine[0].Label() != "2.0" {
			t.Errorf("before its effect: %+v", mine)
		}
	})
}

func TestJoinersAndLeaversAreCountedApart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("投诉处理制度", of(orgtest.Service))
		c := f.campaign(n)
		f.pass(3 * 24 * time.Hour)
		f.move(f.clerk, orgtest.Service)
		f.move(f.two, orgtest.Store)
		f.leave(f.chief)
		fresh := f.joins("新人", orgtest.Service)
		for range 2 {
			f.must(f.Settle(f.ctx))
		}
		if got := f.campaign(n); got.Frozen != (Counts{Due: 1, Gone: 2}) || got.Joiner != (Counts{Due: 2}) || got.Sum.Sum().Bound() != 3 {
			t.Fatalf("%+v %+v", got.Frozen, got.Joiner)
		}
		if got := f.duty(c.ID, fresh); !got.Joined || !got.DueAt.After(c.DueAt) {
			t.Errorf("%+v", got)
		}
		f.move(f.two, orgtest.Service)
		f.must(f.SettleChanged(f.ctx))
		f.must(f.SettleChanged(f.ctx))
		if got := f.duty(c.ID, f.two); got.State != Due || !got.Joined {
			t.Errorf("who came back: %+v", got)
		}
		// From now on only those are looked at who changed.
		f.clock.Advance(24 * time.Hour)
		f.must(f.SettleChanged(f.ctx))
		late := f.joins("再来", orgtest.Service)
		f.move(f.two, orgtest.Store)
		f.must(f.SettleChanged(f.ctx))
		if a, b := f.duty(c.ID, late), f.duty(c.ID, f.two); a.State != Due || !a.Joined || b.State != Left {
			t.Errorf("%+v %+v", a, b)
		}
		f.move(f.two, orgtest.Service)
		f.leave(late)
		f.must(f.SettleChanged(f.ctx))
		if a, b := f.duty(c.ID, late), f.duty(c.ID, f.two); a.State != Left || b.State != Due {
			t.Errorf("%+v %+v", a, b)
		}
		f.signs(fresh, n)
		f.clock.Set(c.DueAt.Add(time.Hour))
		got := f.campaign(n)
		if got.Joiner.Signed != 1 || got.Sum.Late != 1 {
			t.Errorf("late %d %+v", got.Sum.Late, got.Joiner)
		}
		f.pass(20 * 24 * time.Hour)
		if got := f.campaign(n); got.Sum.Late != 3 {
			t.Errorf("late %d", got.Sum.Late)
		}
		f.sound()
	})
}

func TestWhoMayExcuseAndEnterPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("投诉处理制度", everybody)
		c := f.campaign(n)
		if d := f.duty(c.ID, f.auditor); d.ID != 0 {
			t.Errorf("an auditor, who signs nothing, is waited for: %+v", d)
		}
		f.forbidden(f.Excuse(f.ctx, f.one, c.Number, ExcuseInput{PersonID: f.two.PersonID, Why: "x"}))
		f.forbidden(f.Excuse(f.ctx, f.chief, c.Number, ExcuseInput{PersonID: f.clerk.PersonID, Why: "别的部门"}))
		f.refused(f.Excuse(f.ctx, f.chief, c.Number, ExcuseInput{PersonID: f.chief.PersonID, Why: "自己"}), "fault.sign_own")
		f.refused(f.Excuse(f.ctx, f.chief, c.Number, ExcuseInput{PersonID: f.two.PersonID}), "invalid.required")
		f.must(f.Excuse(f.ctx, f.chief, c.Number, ExcuseInput{PersonID: f.two.PersonID, Why: "长期病假"}))
		f.refused(f.Excuse(f.ctx, f.chief, c.Number, ExcuseInput{PersonID: f.two.PersonID, Why: "再来"}), "fault.sign_duty_over")
		if got := f.campaign(n); got.Frozen.Excused != 1 || f.duty(c.ID, f.two).ExcusedBy != f.chief.PersonID {
			t.Errorf("%+v", got.Frozen)
		}
		f.signs(f.two, n) // he came after all
		if got := f.campaign(n); got.Frozen.Excused != 0 || got.Frozen.Signed != 1 {
			t.Errorf("%+v", got.Frozen)
		}

		paper := EnterInput{Number: n, PersonID: f.one.PersonID, SignedOn: "2026-03-06", Note: "纸质签字表存人事部",
			Files: []file.Upload{{Hash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Size: 1, Type: "image/png", Name: "签字表.png"}}}
		enter := func(by int, change func(*EnterInput)) error {
			in := paper
			if change != nil {
				change(&in)
			}
			_, err := f.Enter(f.ctx, []auth.Actor{f.chief, f.one, f.hr, f.auditor}[by], in)
			return err
		}
		f.forbidden(enter(1, nil))
		f.forbidden(enter(3, nil))
		f.refused(enter(2, func(in *EnterInput) { in.PersonID = f.hr.PersonID }), "fault.sign_own")
		f.refused(enter(0, func(in *EnterInput) { in.SignedOn = "2026-03-05" }), "invalid.sign_before")
		f.refused(enter(0, func(in *EnterInput) { in.SignedOn = "2026-03-07" }), "invalid.day_future")
		f.refused(enter(0, func(in *EnterInput) { in.Note = "" }), "invalid.required")
		f.must(enter(0, nil))
		f.refused(enter(0, nil), "fault.sign_already")
		var s Signature
		f.must(d.Read(f.ctx).Where("person_id = ?", f.one.PersonID).Take(&s).Error)
		if s.EnteredBy != f.chief.PersonID || s.SignedOn != "2026-03-06" || s.CampaignID != c.ID || s.Note == "" {
			t.Errorf("%+v", s)
		}
		files, err := file.Of(d.Read(f.ctx), SignatureRecord, s.ID)
		f.must(err)
		if _, err := f.Paper(f.ctx, f.one, s.ID, files[0].ID); err != nil {
			t.Error(err)
		}
		if _, err := f.Paper(f.ctx, f.clerk, s.ID, files[0].ID); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("another one's paper: %v", err)
		}
		f.revise(n, policy.Major, "")
		f.refused(enter(0, func(in *EnterInput) { in.EditionNo = 1 }), "invalid.sign_edition")
		f.sound()
	})
}

func TestACampaignOnDemand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("投诉处理制度", of(orgtest.Service))
		f.signs(f.one, n)
		in := BeginInput{Policy: n, Audience: org.Audience{Departments: []int64{orgtest.Store}, People: []int64{f.one.PersonID, f.boss.PersonID}}, Days: 3}
		begin := func(change func(*BeginInput)) error {
			in := in
			change(&in)
			_, err := f.Begin(f.ctx, f.keeper, in)
			return err
		}
		_, err := f.Begin(f.ctx, f.chief, in)
		f.forbidden(err)
		f.refused(begin(func(in *BeginInput) { in.Audience = org.Audience{} }), "invalid.required")
		f.refused(begin(func(in *BeginInput) { in.Audience.People = []int64{9999} }), "invalid.choice")
		f.refused(begin(func(in *BeginInput) { in.Audience.Posts = []int64{9999} }), "invalid.choice")
		f.refused(begin(func(in *BeginInput) { in.Audience.Roles = []string{"king"} }), "invalid.choice")
		f.refused(begin(func(in *BeginInput) { in.Days = 999 }), "invalid.range")
		f.refused(begin(func(in *BeginInput) { in.Quiz = true }), "invalid.sign_no_questions")
		f.refused(begin(func(in *BeginInput) { in.Audience = org.Audience{Roles: []string{"handler"}} }), "invalid.sign_nobody")
		f.refused(begin(func(in *BeginInput) { in.Policy = "ZD-2020-000001" }), "fault.policy_gone")
		fresh := f.draft("未发布", everybody, policy.Quiz{})
		f.refused(begin(func(in *BeginInput) { in.Policy = fresh }), "fault.sign_not_in_force")
		number, err := f.Begin(f.ctx, f.keeper, in)
		f.must(err)
		c := f.seen(number)
		if c.Frozen != (Counts{Due: 2, Signed: 1}) || c.Cause != OnDemand || c.BegunBy != f.keeper.PersonID || c.Title != "投诉处理制度" {
			t.Fatalf("%+v", c.Campaign)
		}
		f.refused(f.End(f.ctx, f.keeper, Ref{number, 7}, EndInput{Reason: "x"}), "fault.stale")
		f.refused(f.End(f.ctx, f.keeper, Ref{number, 1}, EndInput{}), "invalid.required")
		f.forbidden(f.End(f.ctx, f.chief, Ref{number, 1}, EndInput{Reason: "x"}))
		f.must(f.End(f.ctx, f.keeper, Ref{number, 1}, EndInput{Reason: "到此为止"}))
		f.refused(f.End(f.ctx, f.keeper, Ref{number, 2}, EndInput{Reason: "x"}), "fault.campaign_over")
		if c := f.seen(number); c.State != Closed || c.Frozen != (Counts{Signed: 1, Ended: 2}) {
			t.Errorf("%+v", c.Campaign)
		}
		f.signs(f.boss, n)
		if c := f.seen(number); c.Frozen != (Counts{Signed: 1, Ended: 2}) {
			t.Errorf("what ended changed: %+v", c.Frozen)
		}
		page, err := f.Campaigns(f.ctx, f.chief, Filter{}, nil)
		f.must(err)
		if len(page.Rows) != 1 || page.Rows[0].Cause != Publication {
			t.Errorf("a supervisor sees %+v", page.Rows)
		}
		_, err = f.ByNumber(f.ctx, f.house.Hire("仓主管", orgtest.Support, "supervisor", orgtest.Support), number)
		f.refused(err, "fault.campaign_gone")
		if page, err := f.Campaigns(f.ctx, f.keeper, Filter{View: ViewEnded, Text: "投诉"}, nil); err != nil || len(page.Rows) != 1 {
			t.Errorf("%+v %v", page.Rows, err)
		}
		if page, err := f.Campaigns(f.ctx, f.keeper, Filter{View: ViewMine, Text: number[:6]}, nil); err != nil || len(page.Rows) != 1 {
			t.Errorf("%+v %v", page.Rows, err)
		}
		f.sound()
	})
}

func TestTwoSignaturesAtOnceAreOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("投诉处理制度", everybody)
		_, other := f.again()
		for _, a := range []auth.Actor{f.one, f.two, f.clerk, f.chief} {
			in := f.read(a, n)
			var wg sync.WaitGroup
			for _, ss := range []*Signings{f.Signings, other, f.Signings} {
				wg.Go(func() {
					if _, err := ss.Sign(f.ctx, a, in); err != nil && fault.Of(err).Key != "fault.sign_already" {
						t.Error(err)
					}
				})
			}
			wg.Go(func() {
				if err := other.Settle(f.ctx); err != nil {
					t.Error(err)
				}
			})
			wg.Wait()
		}
		if got := f.table("sign_signatures", "1 = 1"); got != 4 || f.campaign(n).Frozen.Signed != 4 {
			t.Errorf("%d signatures, %+v", got, f.campaign(n).Frozen)
		}
		f.sound()
	})
}
