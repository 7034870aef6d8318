package signing

import (
	"sync"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org/orgtest"
	"bihuan/models/policy"
)

func instant(s string) time.Time {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		panic(err)
	}
	return t
}

func TestRemindersGoUpTheLevelsAndComeTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		service := of(orgtest.Service)
		first, second := f.issue("甲制度", service), f.issue("乙制度", service) // Friday 2026-03-06 10:00, five working days: 03-13 18:00
		if due := f.campaign(first).DueAt; !due.Equal(instant("2026-03-13 18:00")) {
			t.Fatalf("due %v", due)
		}
		expect := func(when, one, chief, boss string) {
			t.Helper()
			f.clock.Set(instant(when))
			for range 2 {
				f.must(f.Remind(f.ctx))
			}
			if a, b, c := f.notices(f.one), f.notices(f.chief), f.notices(f.boss); a != one || b != chief || c != boss {
				t.Errorf("%s: %q %q %q", when, a, b, c)
			}
		}
		expect("2026-03-06 10:05", "sign_due", "sign_due", "") // both policies in one notice
		expect("2026-03-08 12:00", "sign_due", "sign_due", "") // Sunday
		f.signs(f.chief, first)
		f.signs(f.chief, second)
		f.signs(f.two, first)
		expect("2026-03-12 18:30", "sign_due", "sign_due", "") // eighty in a hundred of the time are past, but nobody works any more
		expect("2026-03-13 09:05", "sign_due sign_due", "sign_due", "")
		expect("2026-03-16 09:05", "sign_due sign_due sign_late", "sign_due", "")
		expect("2026-03-17 18:00", "sign_due sign_due sign_late", "sign_due", "")
		// The boss is told as a supervisor over all, then as the head.
		expect("2026-03-18 09:05", "sign_due sign_due sign_late", "sign_due sign_team", "sign_team")
		expect("2026-03-23 09:05", "sign_due sign_due sign_late", "sign_due sign_team", "sign_team sign_team")
		expect("2026-04-30 10:00", "sign_due sign_due sign_late", "sign_due sign_team", "sign_team sign_team")
		if n := f.table("sign_duties", "state = 'due' AND remind_at < ?", Never); n != 0 {
			t.Errorf("%d are to be reminded for ever", n)
		}
		f.sound()
	})
}

func TestEverybodyIsToldOnceByTwoInstances(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.issue("甲制度", everybody)
		_, other := f.again()
		var wg sync.WaitGroup
		for _, ss := range []*Signings{f.Signings, other, f.Signings, other} {
			wg.Go(func() {
				if err := ss.Remind(f.ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, a := range []auth.Actor{f.one, f.two, f.clerk, f.boss} {
			if got := f.notices(a); got != "sign_due" {
				t.Errorf("told %q", got)
			}
		}
	})
}

func TestAReminderByHandComesSeldom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("甲制度", everybody)
		c := f.campaign(n)
		_, err := f.RemindNow(f.ctx, f.one, c.Number)
		f.forbidden(err)
		told, err := f.RemindNow(f.ctx, f.chief, c.Number)
		f.must(err)
		if told != 3 || f.notices(f.one) != "sign_asked" || f.notices(f.clerk) != "" {
			t.Errorf("told %d", told)
		}
		_, err = f.RemindNow(f.ctx, f.keeper, c.Number)
		f.refused(err, "fault.sign_reminded")
		clock.Advance(5 * time.Hour)
		if told, err = f.RemindNow(f.ctx, f.keeper, c.Number); err != nil || told != int(c.Frozen.Due) {
			t.Errorf("told %d %v", told, err)
		}
		if v := f.seen(c.Number); v.RemindedAt == nil || v.Steps[0].Allowed || v.Version != 1 {
			t.Errorf("%+v", v.Steps)
		}
	})
}

func TestWhoWasBoundOnADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("投诉处理制度", of(orgtest.Service)) // 2026-03-06
		f.signs(f.one, n)
		clock.Set(instant("2026-03-10 10:00"))
		f.signs(f.two, n)
		f.move(f.clerk, orgtest.Service)
		f.move(f.two, orgtest.Store)
		clock.Set(instant("2026-03-20 10:00"))
		f.revise(n, policy.Major, "")
		f.signs(f.clerk, n)
		f.must(f.policies.Edit(f.ctx, f.keeper, f.ref(n), f.facts("投诉处理制度", of(orgtest.Store), policy.Quiz{})))

		ask := func(q BoundQuery) Bound {
			t.Helper()
			q.Number = n
			b, err := f.Bound(f.ctx, f.auditor, q, nil)
			f.must(err)
			return b
		}
		_, err := f.Bound(f.ctx, f.auditor, BoundQuery{Number: n, On: "2026-03-05"}, nil)
		f.refused(err, "fault.sign_not_in_force_on")
		_, err = f.Bound(f.ctx, f.auditor, BoundQuery{Number: n, On: "2027-01-01"}, nil)
		f.refused(err, "fault.sign_day")
		_, err = f.Bound(f.ctx, f.one, BoundQuery{Number: n}, nil)
		f.forbidden(err)

		b := ask(BoundQuery{On: "2026-03-06"})
		if b.Edition.No != 1 || b.Bound != 3 || b.Signed != 1 || b.Campaign == "" || len(b.Page.Rows) != 3 {
			t.Fatalf("%+v", b)
		}
		who := func(b Bound) map[int64]*Signature {
			m := map[int64]*Signature{}
			for _, r := range b.Page.Rows {
				m[r.PersonID] = r.Signature
			}
			return m
		}
		if m := who(b); m[f.one.PersonID] == nil || m[f.two.PersonID] != nil || m[f.one.PersonID].Hash != b.Edition.Hash {
			t.Errorf("%+v", m)
		}
		b = ask(BoundQuery{On: "2026-03-10"})
		if m := who(b); b.Bound != 3 || b.Signed != 1 || m[f.clerk.PersonID] != nil {
			t.Errorf("%+v", b)
		} else if _, there := m[f.two.PersonID]; there {
			t.Error("who moved away is not bound")
		}
		b = ask(BoundQuery{})
		if b.Edition.No != 2 || b.Required != 2 || b.Bound != 3 || b.Signed != 1 || who(b)[f.one.PersonID] != nil || who(b)[f.clerk.PersonID] == nil {
			t.Errorf("%+v", b)
		}
		yes, no := true, false
		if b := ask(BoundQuery{Signed: &yes}); len(b.Page.Rows) != 1 {
			t.Errorf("%+v", b.Page.Rows)
		}
		if b := ask(BoundQuery{Signed: &no, Name: "李"}); len(b.Page.Rows) != 1 || b.Page.Rows[0].PersonName != "李一" {
			t.Errorf("%+v", b.Page.Rows)
		}
		if b := ask(BoundQuery{Department: orgtest.Store}); b.Bound != 0 {
			t.Errorf("%+v", b)
		}
		if b := ask(BoundQuery{On: "2026-03-06", Key: 4}); b.Clause == nil || b.Clause.Label != "第二条" || b.Clause.Text == "" {
			t.Errorf("%+v", b.Clause)
		}
		_, err = f.Bound(f.ctx, f.auditor, BoundQuery{Number: n, On: "2026-03-06", Key: 99}, nil)
		f.refused(err, "fault.sign_no_clause_on")
		rows := 0
		_, count, capped, err := f.ExportBound(f.ctx, f.auditor, BoundQuery{Number: n, On: "2026-03-06"}, func(BoundRow) error { rows++; return nil })
		f.must(err)
		if rows != 3 || count != 3 || capped {
			t.Errorf("%d %d", rows, count)
		}
		// A supervisor sees his departments only.
		other := f.house.Hire("仓主管", orgtest.Store, auth.Supervisor, orgtest.Store)
		if b, err := f.Bound(f.ctx, other, BoundQuery{Number: n}, nil); err != nil || b.Bound != 0 {
			t.Errorf("%+v %v", b, err)
		}
	})
}

func TestThePeopleOfACampaign(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		for i := range 70 {
			f.house.Employ("员工"+string(rune('A'+i%26))+string(rune('a'+i/26)), orgtest.Support)
		}
		n := f.issue("甲制度", everybody)
		f.signs(f.one, n)
		c := f.campaign(n)
		f.must(f.Excuse(f.ctx, f.chief, c.Number, ExcuseInput{f.two.PersonID, "病假"}))
		page := func(a auth.Actor, filter PeopleFilter, at *db.Cursor) db.Page[DutyRow] {
			t.Helper()
			p, err := f.People(f.ctx, a, c.Number, filter, at)
			f.must(err)
			return p
		}
		p := page(f.keeper, PeopleFilter{}, nil)
		if len(p.Rows) != PageSize || p.Next == nil || p.Prev != nil {
			t.Fatalf("%d rows", len(p.Rows))
		}
		q := page(f.keeper, PeopleFilter{}, p.Next)
		if int64(len(p.Rows)+len(q.Rows)) != c.Sum.Sum().Bound() || q.Next != nil || page(f.keeper, PeopleFilter{}, q.Prev).Rows[0].ID != p.Rows[0].ID {
			t.Errorf("%d and %d", len(p.Rows), len(q.Rows))
		}
		if p := page(f.keeper, PeopleFilter{State: Signed}, nil); len(p.Rows) != 1 || p.Rows[0].PersonName != "李一" || p.Rows[0].SignedAt == nil || p.Rows[0].Score != NoScore {
			t.Errorf("%+v", p.Rows)
		}
		if p := page(f.keeper, PeopleFilter{State: Excused}, nil); len(p.Rows) != 1 || p.Rows[0].ExcuserName != "赵主管" || p.Rows[0].Why != "病假" {
			t.Errorf("%+v", p.Rows)
		}
		if p := page(f.chief, PeopleFilter{}, nil); len(p.Rows) != 3 {
			t.Errorf("a supervisor sees %d", len(p.Rows))
		}
		if p := page(f.chief, PeopleFilter{Department: orgtest.Support}, nil); len(p.Rows) != 0 {
			t.Errorf("of another department %d", len(p.Rows))
		}
		if p := page(f.keeper, PeopleFilter{Name: "周"}, nil); len(p.Rows) != 1 {
			t.Errorf("%+v", p.Rows)
		}
		if p := page(f.keeper, PeopleFilter{Late: true}, nil); len(p.Rows) != 0 {
			t.Errorf("late %d", len(p.Rows))
		}
		clock.Advance(20 * 24 * time.Hour)
		if p := page(f.chief, PeopleFilter{Late: true}, nil); len(p.Rows) != 1 {
			t.Errorf("late %d", len(p.Rows))
		}
		v := f.seen(c.Number)
		if v.Sum.Late != v.Sum.Sum().Due {
			t.Errorf("late %d of %d", v.Sum.Late, v.Sum.Sum().Due)
		}
		narrow, err := f.ByNumber(f.ctx, f.chief, c.Number)
		f.must(err)
		if narrow.All || len(narrow.Departments) != 1 || narrow.Sum.Sum() != (Counts{Due: 1, Signed: 1, Excused: 1}) {
			t.Errorf("%+v", narrow.Sum)
		}
		n2, _, err := f.Export(f.ctx, f.chief, c.Number, PeopleFilter{}, func(DutyRow) error { return nil })
		if err != nil || n2 != 3 {
			t.Errorf("%d %v", n2, err)
		}
		counted, statements := db.CountStatements(f.ctx)
		if _, err := f.ByNumber(counted, f.keeper, c.Number); err != nil || statements.Load() > 6 {
			t.Errorf("%d statements %v", statements.Load(), err)
		}
		if _, err := f.ByNumber(f.ctx, f.one, c.Number); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("an employee: %v", err)
		}
	})
}
