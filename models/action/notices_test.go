package action

import (
	"strings"
	"sync"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org/orgtest"
)

// reminded are the reminders that somebody got.
func (f *firm) reminded(a auth.Actor) string {
	f.t.Helper()
	var got []string
	for _, k := range f.told(a) {
		if k == "action_soon" || k == "action_late" {
			got = append(got, strings.TrimPrefix(k, "action_"))
		}
	}
	return joined(got)
}

// expect reminds twice at an instant and demands who was told what by then.
func (f *firm) expect(when, owner, supervisor, head string) {
	f.t.Helper()
	f.clock.Set(instant(when))
	for range 2 {
		f.must(f.Remind(f.ctx))
	}
	if a, b, c := f.reminded(f.owner), f.reminded(f.supervisor), f.reminded(f.head); a != owner || b != supervisor || c != head {
		f.t.Errorf("%s: %q %q %q", when, a, b, c)
	}
}

func TestRemindersGoUpTheLevelsOnceInWorkingTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open() // on Friday 2026-03-06 at 10:00: ten working days end on Friday 2026-03-20
		if due := f.at(n).NextDueAt; !due.Equal(instant("2026-03-20 18:00")) {
			t.Fatalf("due %v", due)
		}
		version := f.at(n).Version
		f.expect("2026-03-17 12:00", "", "", "")
		f.expect("2026-03-18 18:30", "", "", "") // eighty in a hundred of ten days, but nobody works any more
		f.expect("2026-03-19 09:01", "soon", "", "")
		f.expect("2026-03-20 19:00", "soon", "", "") // due
		f.expect("2026-03-21 12:00", "soon", "", "") // Saturday
		f.expect("2026-03-23 09:01", "soon late", "", "")
		f.expect("2026-03-23 17:59", "soon late", "", "")
		f.expect("2026-03-24 09:01", "soon late", "late", "") // one working day late
		f.expect("2026-03-27 12:00", "soon late", "late", "")
		f.expect("2026-03-30 09:01", "soon late", "late", "late") // five of them
		f.expect("2026-04-30 12:00", "soon late", "late", "late")
		if f.at(n).Version != version || !f.at(n).RemindAt.Equal(Never) {
			t.Error("a reminder changed the version, or another one is planned")
		}
		if got := joined(f.events(n)); strings.Count(got, "action.reminded") != 4 {
			t.Errorf("events %s", got)
		}
		if f.reminded(f.deputy) != "late" || f.reminded(f.helper)+f.reminded(f.stranger)+f.reminded(f.opener) != "" {
			t.Error("told to the wrong people")
		}
		var args []string
		f.must(d.Read(f.ctx).Table("notifications").Where("kind = 'action_late'").Distinct().Pluck("args", &args).Error)
		if joined(args) != `{"clock":"finish","due":"2026-03-20 18:00","number":"`+n+`"}` {
			t.Errorf("told %q", args)
		}
	})
}

func TestVerificationAndCheckAreRemindedToWhoVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open(func(in *OpenInput) { in.VerifierID = f.stranger.PersonID })
		f.advance(n, Reported)
		f.expect("2026-03-12 09:01", "", "", "") // three working days
		if got := f.reminded(f.stranger); got != "late" {
			t.Errorf("the one named to verify was told %q", got)
		}
		f.expect("2026-03-13 09:01", "", "late", "")
		f.must(f.Return(f.ctx, f.stranger, f.ref(n), "重做"))
		f.forgetTold()
		f.must(f.Report(f.ctx, f.owner, f.ref(n), ReportInput{Report: "重做了"}))
		f.house.Leave(f.stranger)
		f.expect("2026-03-19 09:01", "", "late", "") // the one named has gone: the second clock falls to those in charge
		if got := joined(f.told(f.stranger)); got != "action_reported" {
			t.Errorf("who has gone was told %q", got)
		}
		f.must(f.Verify(f.ctx, f.supervisor, f.ref(n), f.proof(n)))
		f.forgetTold()
		f.clock.Set(mustDay(t, f.at(n).CheckOn, d).AddDate(0, 0, 2).Add(10 * 3600e9).UTC())
		f.must(f.Remind(f.ctx))
		if f.reminded(f.owner) != "" || !strings.HasSuffix(f.reminded(f.supervisor), "late") {
			t.Errorf("%q %q", f.reminded(f.owner), f.reminded(f.supervisor))
		}
	})
}

func TestTwoInstancesRemindOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		var numbers []string
		for range 6 {
			numbers = append(numbers, f.open())
		}
		clock.Set(instant("2026-03-19 10:00"))
		var all sync.WaitGroup
		for range 4 {
			one := f.again(d)
			all.Go(func() {
				if err := one.Remind(f.ctx); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, n := range numbers {
			if got := joined(f.events(n)); got != "action.opened action.reminded" {
				t.Errorf("%s: %s", n, got)
			}
		}
		if got := f.reminded(f.owner); got != "soon soon soon soon soon soon" {
			t.Errorf("told %q", got)
		}
	})
}

func TestRulesAreData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, tick *dbtest.Clock) {
		f := newFirm(t, d, tick)
		before := f.open()
		all, err := f.Rules(f.ctx)
		f.must(err)
		rule, _ := book.Find(all, "normal")
		rule.Reminders = []clock.Reminder{{Days: 2, To: clock.Head}, {Hours: 3, To: clock.Supervisor}}
		rule.Finish = calendar.Target{Amount: 1, Unit: calendar.WorkingDays}
		refused(t, f.SaveRule(f.ctx, f.supervisor, rule), string(auth.TermsWrite))
		f.must(f.SaveRule(f.ctx, f.admin, rule))
		refused(t, f.SaveRule(f.ctx, f.admin, rule), "fault.stale")
		after := f.open() // due on Monday at the end
		if !f.at(before).NextDueAt.Equal(instant("2026-03-20 18:00")) || !f.at(after).NextDueAt.Equal(instant("2026-03-09 18:00")) {
			t.Errorf("due %v and %v", f.at(before).NextDueAt, f.at(after).NextDueAt)
		}
		f.expect("2026-03-10 11:58", "", "", "")
		f.expect("2026-03-10 14:01", "", "late", "")
		f.expect("2026-03-12 09:01", "", "late", "late")
		f.expect("2026-03-19 09:01", "soon", "late", "late") // the older one keeps what it was opened with
		f.badRules(rule)
		rule.ID, rule.NameZh = 0, "特急"
		f.must(f.SaveRule(f.ctx, f.admin, rule))
		all, err = f.again(d).Rules(f.ctx)
		f.must(err)
		f.must(f.switchOff(all[1:]))
		refused(t, f.switchOff(all[:1]), "fault.action_no_rule")
		in := sample()
		in.OwnerID, in.Priority = f.owner.PersonID, "urgent"
		_, err = f.Open(f.ctx, f.opener, in)
		refused(t, err, "priority invalid.choice")
		var kinds []string
		f.must(d.Read(f.ctx).Table("events").Where("record_kind = 'action_rule'").Order("id").Pluck("kind", &kinds).Error)
		if got := joined(kinds); got != "action_rule.changed action_rule.created action_rule.changed action_rule.changed action_rule.changed" {
			t.Errorf("events %s", got)
		}
	})
}

func (f *firm) switchOff(rules []Rule) error {
	for _, r := range rules {
		r.Active = false
		if err := f.SaveRule(f.ctx, f.admin, r); err != nil {
			return err
		}
	}
	return nil
}

// badRules tries what a rule cannot be.
func (f *firm) badRules(rule Rule) {
	f.t.Helper()
	all, err := f.again(f.d).Rules(f.ctx)
	f.must(err)
	now, _ := book.Find(all, rule.Code)
	for want, change := range map[string]func(r *Rule){
		"name_zh invalid.required":       func(r *Rule) { r.NameZh = "" },
		"name_en invalid.too_long":       func(r *Rule) { r.NameEn = strings.Repeat("x", 121) },
		"name_zh invalid.encoding":       func(r *Rule) { r.NameZh = broken },
		"finish invalid.calendar_amount": func(r *Rule) { r.Finish.Amount = 0 },
		"verify invalid.choice":          func(r *Rule) { r.Verify.Unit = "moons" },
		"check_days invalid.range":       func(r *Rule) { r.CheckDays = r.LeastDays - 1 },
		"least_days invalid.range":       func(r *Rule) { r.LeastDays = 0 },
		"soon_percent invalid.range":     func(r *Rule) { r.SoonPercent = 101 },
		"reminders invalid.reminder":     func(r *Rule) { r.Reminders = []clock.Reminder{{To: clock.Owner}} },
		"reminders invalid.choice":       func(r *Rule) { r.Reminders = []clock.Reminder{{Days: 1, To: "moon"}} },
		"reminders invalid.range":        func(r *Rule) { r.Reminders = make([]clock.Reminder, 9) },
		"fault.action_rule_gone":         func(r *Rule) { r.ID = 99 },
	} {
		r := now
		change(&r)
		refused(f.t, f.SaveRule(f.ctx, f.admin, r), want)
	}
}

func TestNoticesTellTheNumberOnly(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	f.advance(f.open(), Closed)
	var args []string
	f.must(d.Read(f.ctx).Table("notifications").Pluck("args", &args).Error)
	for _, a := range args {
		if strings.Contains(a, "快递") || !strings.Contains(a, `"number":"ZG-`) {
			t.Errorf("a notice tells %s", a)
		}
	}
	if len(args) < 5 {
		t.Errorf("%d notices", len(args))
	}
}

func TestADepartmentWithoutSupervisorsFallsToTheHeadAbove(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	f.house.Leave(f.boss)
	f.house.Lead(orgtest.Root, f.auditor)
	n := f.open(func(in *OpenInput) { in.DepartmentID = orgtest.Support })
	f.advance(n, Reported)
	if got := joined(f.told(f.auditor)); got != "action_reported" {
		t.Errorf("the head above was told %q", got)
	}
}
