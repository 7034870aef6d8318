package action

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
	"bihuan/models/org/orgtest"
)

func TestTheDeskShowsWhatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		expect := func(a auth.Actor, want ...string) {
			t.Helper()
			items, err := f.again(d).Waiting(f.ctx, a)
			f.must(err)
			var got []string
			for _, i := range items {
				got = append(got, i.Number+" "+string(i.Step))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("for %s wait %q, want %q", a.Name, got, want)
			}
		}
		n, named := f.open(), f.open(func(in *OpenInput) { in.VerifierID = f.stranger.PersonID })
		for _, step := range []struct {
			to   State
			step string
		}{{Opened, "plan"}, {Planned, "start"}, {Doing, "report"}} {
			f.advance(n, step.to)
			f.advance(named, step.to)
			expect(f.owner, n+" "+step.step, named+" "+step.step)
			expect(f.helper)
			expect(f.supervisor)
		}
		own := f.open(func(in *OpenInput) { in.OwnerID = f.deputy.PersonID })
		for _, number := range []string{n, named} {
			f.advance(number, Reported)
		}
		expect(f.owner)
		expect(f.supervisor, n+" verify")
		expect(f.deputy, n+" verify", own+" plan")
		expect(f.boss, n+" verify")
		expect(f.stranger, named+" verify")
		expect(f.otherSupervisor)
		expect(f.auditor)
		f.advance(n, Verified)
		f.must(f.Verify(f.ctx, f.stranger, f.ref(named), f.proof(named)))
		expect(f.supervisor) // until the day comes
		expect(f.stranger)
		f.clock.Set(mustDay(t, f.at(n).CheckOn, d).Add(-time.Minute).UTC())
		expect(f.supervisor)
		f.toCheck(n)
		expect(f.supervisor, n+" check")
		expect(f.stranger, named+" check")
		f.house.Leave(f.stranger) // what the one named leaves falls to those in charge
		f.house.Leave(f.deputy)   // and what an owner leaves is to be handed over
		expect(f.supervisor, n+" check", named+" check", own+" assign")
		expect(f.otherSupervisor)
		_, err := f.Waiting(f.ctx, auth.Actor{})
		refused(t, err, string(auth.ActionRead))
	})
}

// TestWhatOneMayVerifyNoMoreFallsToThoseInCharge though he still owns what he owns.
func TestWhatOneMayVerifyNoMoreFallsToThoseInCharge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		named, owned := f.open(func(in *OpenInput) { in.VerifierID = f.stranger.PersonID }), f.open(func(in *OpenInput) { in.OwnerID = f.stranger.PersonID })
		f.advance(named, Reported)
		f.house.Unmake(f.stranger)
		items, err := f.again(d).Waiting(f.ctx, f.supervisor)
		f.must(err)
		if len(items) != 1 || items[0].Number != named || items[0].Step != VerifyStep {
			t.Errorf("for the supervisor wait %+v, want %s to verify and not %s", items, named, owned)
		}
	})
}

func TestOthersActionsDoNotExist(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open()
		for _, a := range []auth.Actor{f.stranger, f.otherSupervisor, f.clerk, f.head} {
			_, err := f.ByNumber(f.ctx, a, n)
			refused(t, err, "fault.action_gone")
			_, _, _, err = f.Timeline(f.ctx, a, n, 0)
			refused(t, err, "fault.action_gone")
			refused(t, f.Comment(f.ctx, a, n, "看看"), "fault.action_gone")
		}
		_, err := f.ByNumber(f.ctx, auth.Actor{}, n)
		refused(t, err, string(auth.ActionRead))
		for _, c := range []struct {
			a    auth.Actor
			want string
		}{
			{f.owner, "plan comment"}, {f.helper, "plan comment"}, {f.opener, "edit link comment"}, {f.supervisor, "extend assign edit link comment cancel"},
			{f.boss, "extend assign edit link comment cancel"}, {f.auditor, ""},
		} {
			v, err := f.ByNumber(f.ctx, c.a, n)
			f.must(err)
			var can []string
			for _, o := range v.Steps {
				switch {
				case o.Allowed:
					can = append(can, o.Step)
				case o.Why.Key == "":
					t.Errorf("%s cannot %s, and nobody says why", c.a.Name, o.Step)
				}
			}
			if joined(can) != c.want || len(v.Steps) != len(Steps) {
				t.Errorf("%s can %v, want %s", c.a.Name, can, c.want)
			}
		}
		f.must(f.Comment(f.ctx, f.opener, n, "请抓紧"))
		if c := f.at(n); c.Version != 1 || joined(f.told(f.owner)) != "action_opened action_commented" {
			t.Errorf("version %d, told %v", c.Version, f.told(f.owner))
		}
		refused(t, f.Comment(f.ctx, f.auditor, n, "请抓紧"), string(auth.ActionWork))
		people, err := f.Able(f.ctx, f.opener, orgtest.Service)
		f.must(err)
		var names []string
		for _, p := range people {
			names = append(names, p.Name)
		}
		if joined(names) != "王总 陈助 赵主管 钱副" {
			t.Errorf("able are %v", names)
		}
		_, err = f.Able(f.ctx, f.clerk, orgtest.Service)
		refused(t, err, string(auth.ActionOpen))
	})
}

func TestEveryStepSaysWhyNot(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.open()
	for _, s := range States {
		f.advance(n, s)
		v, err := f.ByNumber(f.ctx, f.boss, n)
		f.must(err)
		for _, step := range Steps {
			for _, a := range []auth.Actor{f.boss, f.owner, f.opener} {
				if err := v.may(a, step, v.team); err != nil && err.Error() == "" {
					t.Errorf("%s by %s in %s: no reason", step, a.Name, s)
				}
			}
		}
	}
}

func TestTheTimelineReadsOn(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.open()
	for i := range timelinePage + 5 {
		f.must(f.Comment(f.ctx, f.opener, n, fmt.Sprintf("第%d条", i)))
	}
	v, err := f.ByNumber(f.ctx, f.owner, n)
	f.must(err)
	entries, people, more, err := f.Timeline(f.ctx, f.owner, n, v.Timeline[len(v.Timeline)-1].ID)
	f.must(err)
	if len(v.Timeline) != timelinePage || !v.More || more || len(entries) != 6 || entries[5].Kind != "action.opened" || people[f.owner.PersonID] != "李办" {
		t.Errorf("%d, more %v; %d, more %v; %v", len(v.Timeline), v.More, len(entries), more, people)
	}
}

func TestActionsStandInChains(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		dbtest.Seed(t, d, func(tx *db.Tx) error { return link.Want(tx, theCase(1), orgtest.Service, Kind) })
		wants := func(want ...string) {
			t.Helper()
			p, err := f.Links.Incomplete(f.ctx, f.boss, link.GapFilter{}, nil)
			f.must(err)
			var got []string
			for _, g := range p.Rows {
				got = append(got, g.Number+" "+g.Wants)
			}
			if joined(got) != joined(want) {
				t.Errorf("wanted %v, want %v", got, want)
			}
		}
		wants("AL-1 action")
		from := func(kind, number string) func(in *OpenInput) {
			return func(in *OpenInput) { in.Source = link.Ref{Kind: kind, Number: number} }
		}
		a := f.open(from("case", "AL-1"))
		wants()
		b := f.open(from(Kind, a))
		c := f.open(from(Kind, b))
		// A led to B led to C: none of them leads back.
		refused(t, f.Link(f.ctx, f.opener, f.ref(a), link.Ref{Kind: Kind, Number: c}), "fault.link_circle")
		refused(t, f.Link(f.ctx, f.opener, f.ref(a), link.Ref{Kind: Kind, Number: a}), "fault.link_circle")
		refused(t, f.Link(f.ctx, f.opener, f.ref(b), link.Ref{Kind: Kind, Number: a}), "fault.link_there")
		refused(t, f.Link(f.ctx, f.opener, f.ref(b), link.Ref{Kind: "case", Number: "AL-2"}), "source invalid.action_source")
		refused(t, f.Link(f.ctx, f.opener, f.ref(b), link.Ref{Kind: "case", Number: broken}), "source invalid.action_source")
		refused(t, f.Link(f.ctx, f.owner, f.ref(b), link.Ref{Kind: "case", Number: "AL-3"}), string(auth.ActionOpen))
		f.must(f.Link(f.ctx, f.opener, f.ref(c), link.Ref{Kind: Kind, Number: " " + a}))
		f.must(f.Link(f.ctx, f.boss, f.ref(b), link.Ref{Kind: "case", Number: "al-2"}))
		v, err := f.ByNumber(f.ctx, f.owner, b)
		f.must(err)
		hidden := 0
		for _, n := range v.Chain.Nodes {
			if n.Hidden {
				hidden++
			}
		}
		if len(v.Chain.Nodes) != 5 || len(v.Chain.Edges) != 4 || hidden != 1 || v.Chain.Nodes[0].Tone != link.Open || v.Chain.Nodes[0].Number != b {
			t.Errorf("%+v", v.Chain)
		}
		// What is cancelled leaves the case without an action, and what is taken up again gives it back.
		f.must(f.Cancel(f.ctx, f.supervisor, f.ref(a), "重复"))
		wants("AL-1 action")
		_, err = f.Open(f.ctx, f.opener, func() OpenInput { in := sample(); in.OwnerID = f.owner.PersonID; from(Kind, a)(&in); return in }())
		refused(t, err, "fault.link_source_gone")
		numbers, err := OpenFrom(d.Read(f.ctx), "case", 1)
		f.must(err)
		if len(numbers) != 0 {
			t.Errorf("open from the case: %v", numbers)
		}
		f.must(f.Reopen(f.ctx, f.supervisor, f.ref(a), ReopenInput{Reason: "还要做"}))
		wants()
		numbers, err = OpenFrom(d.Read(f.ctx), "case", 1)
		f.must(err)
		if joined(numbers) != a {
			t.Errorf("open from the case: %v", numbers)
		}
		f.advance(a, Verified)
		wants(a + " proof")
		f.advance(a, Closed)
		wants()
	})
}

func TestACardTellsHowItStands(t *testing.T) {
	now := dbtest.Start
	soon := Action{State: Doing, NextClock: FinishClock, NextDueAt: now.Add(time.Hour)}
	late, again := soon, soon
	late.NextDueAt, again.Ineffective = now.Add(-time.Hour), 1
	for want, c := range map[link.Tone]Action{link.Open: soon, link.Late: late, link.Bad: again, link.Good: {State: Closed, Outcome: Done, NextDueAt: Never}, link.Ended: {State: Closed, Outcome: Cancelled, NextDueAt: Never}} {
		if got := c.card(now); got.Tone != want || (c.NextClock == "") != got.Due.IsZero() {
			t.Errorf("%+v, want %s", got, want)
		}
	}
}

func TestStatementsStayFew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.fill(30)
		n := f.open(func(in *OpenInput) { in.Source = link.Ref{Kind: "case", Number: "AL-1"} })
		f.advance(n, Verified)
		open := f.open()
		f.must(f.index.CatchUp(f.ctx))
		month := time.Date(2026, 3, 1, 0, 0, 0, 0, d.Zone())
		for _, c := range []struct {
			name string
			most int64
			do   func(ctx context.Context) error
		}{
			{"record", 8, func(ctx context.Context) error { _, err := f.ByNumber(ctx, f.supervisor, n); return err }},
			{"list", 6, func(ctx context.Context) error { _, err := f.List(ctx, f.supervisor, Filter{}, nil); return err }},
			{"list by words", 6, func(ctx context.Context) error {
				_, err := f.List(ctx, f.supervisor, Filter{Text: "快递"}, nil)
				return err
			}},
			{"counts", 1, func(ctx context.Context) error { _, err := f.Counts(ctx, f.boss); return err }},
			{"board by state", 6, func(ctx context.Context) error { _, err := f.BoardByState(ctx, f.supervisor, Filter{}); return err }},
			{"board by department", 6, func(ctx context.Context) error {
				_, err := f.BoardByDepartment(ctx, f.supervisor, Filter{})
				return err
			}},
			{"month", 6, func(ctx context.Context) error {
				_, err := f.Month(ctx, f.supervisor, Filter{}, month, month.AddDate(0, 0, 42))
				return err
			}},
			{"waiting", 4, func(ctx context.Context) error { _, err := f.Waiting(ctx, f.supervisor); return err }},
			{"open", 22, func(ctx context.Context) error {
				in := sample()
				in.OwnerID, in.Source = f.owner.PersonID, link.Ref{Kind: "case", Number: "AL-3"}
				_, err := f.Open(ctx, f.opener, in)
				return err
			}},
			{"plan", 18, func(ctx context.Context) error { return f.Plan(ctx, f.owner, f.ref(open), f.plan()) }},
		} {
			_, err := f.Terms.All(f.ctx)
			_, err2 := f.Org.Departments(f.ctx)
			_, err3 := f.Rules(f.ctx)
			f.must(errors.Join(err, err2, err3))
			ctx, n := db.CountStatements(f.ctx)
			f.must(c.do(ctx))
			t.Logf("%s: %d statements", c.name, n.Load())
			if n.Load() > c.most {
				t.Errorf("%s costs %d statements, at most %d", c.name, n.Load(), c.most)
			}
		}
	})
}
