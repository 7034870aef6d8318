package control

import (
	"strings"
	"sync"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org/orgtest"
)

func TestWhoMayDoWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		for _, x := range []struct {
			who  auth.Actor
			want string
		}{{f.owner, "control.write"}, {f.clerk, "control.write"}, {f.auditor, "control.write"}, {f.admin, "control.write"}, {f.otherSupervisor, "department_id invalid.control_department"}} {
			_, err := f.Add(f.ctx, x.who, f.facts())
			refused(t, err, x.want)
		}
		_, err := f.Add(f.ctx, f.policyOwner, f.facts())
		f.must(err)
		n := "KZ-2026-000001"
		for _, x := range []struct {
			who  auth.Actor
			want string
		}{{f.clerk, "control.check"}, {f.auditor, "control.check"}, {f.stranger, "fault.control_gone"}, {f.otherSupervisor, "fault.control_gone"}} {
			_, err := f.Check(f.ctx, x.who, f.ref(n), f.passed())
			refused(t, err, x.want)
		}
		for _, who := range []auth.Actor{f.owner, f.keeper, f.supervisor, f.policyOwner, f.boss} {
			_, err := f.Check(f.ctx, who, f.ref(n), f.passed())
			f.must(err)
		}
		refused(t, f.Retire(f.ctx, f.keeper, f.ref(n), "不用"), "control.write")
		_, err = f.ByNumber(f.ctx, f.clerk, n)
		refused(t, err, "control.read")
		// an owner sees and checks his control wherever it is
		in := f.facts()
		in.OwnerID = f.stranger.PersonID
		f.must(f.Edit(f.ctx, f.supervisor, f.ref(n), in))
		_, err = f.Check(f.ctx, f.stranger, f.ref(n), f.passed())
		f.must(err)
		v, err := f.ByNumber(f.ctx, f.stranger, n)
		f.must(err)
		var can []string
		for _, o := range v.Steps {
			if o.Allowed {
				can = append(can, o.Step)
			}
		}
		if strings.Join(can, " ") != "check correct" {
			t.Errorf("%q", can)
		}
	})
}

func TestWhatAFormRefuses(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	for want, change := range map[string]func(in *Facts){
		"title invalid.required":               func(in *Facts) { in.Title = "  " },
		"title invalid.too_long":               func(in *Facts) { in.Title = strings.Repeat("长", maxTitle+1) },
		"text invalid.required":                func(in *Facts) { in.Text = "" },
		"area invalid.choice":                  func(in *Facts) { in.Area = "nowhere" },
		"department_id invalid.required":       func(in *Facts) { in.DepartmentID = 0 },
		"owner_id invalid.required":            func(in *Facts) { in.OwnerID = 0 },
		"owner_id invalid.control_able":        func(in *Facts) { in.OwnerID = f.clerk.PersonID },
		"cycle invalid.range":                  func(in *Facts) { in.Cycle.Amount = 61 },
		"cycle invalid.choice":                 func(in *Facts) { in.Cycle.Unit = "fortnights" },
		"rule invalid.choice":                  func(in *Facts) { in.Rule = "" },
		"started_on invalid.date":              func(in *Facts) { in.StartedOn = "2026-02-30" },
		"started_on invalid.control_start_far": func(in *Facts) { in.StartedOn = "2028-01-01" },
		"clauses invalid.control_clause":       func(in *Facts) { in.Clauses = []string{"ZD-2026-000003/99"} },
	} {
		in := f.facts()
		change(&in)
		_, err := f.Add(f.ctx, f.supervisor, in)
		refused(t, err, want)
	}
	n := f.add()
	for want, change := range map[string]func(in *CheckInput){
		"happened_on invalid.required":                func(in *CheckInput) { in.HappenedOn = "" },
		"happened_on invalid.future":                  func(in *CheckInput) { in.HappenedOn = f.day(1) },
		"received_on invalid.control_received_before": func(in *CheckInput) { in.ReceivedOn = f.day(-1) },
		"received_on invalid.date":                    func(in *CheckInput) { in.ReceivedOn = "gestern" },
		"result invalid.choice":                       func(in *CheckInput) { in.Result = "good" },
		"findings invalid.required":                   func(in *CheckInput) { in.Result = Failed },
		"files invalid.required":                      func(in *CheckInput) { in.Files = nil },
		"person_id invalid.choice":                    func(in *CheckInput) { in.PersonID = 4711 },
	} {
		in := f.passed()
		change(&in)
		_, err := f.Check(f.ctx, f.owner, f.ref(n), in)
		refused(t, err, want)
	}
	plain := f.add(func(in *Facts) { in.Evidence = false })
	in := f.passed()
	in.Files = nil
	f.check(plain, in)
}

// reminded are the reminders that somebody got.
func (f *firm) reminded(a auth.Actor) string {
	var got []string
	for k := range strings.FieldsSeq(f.told(a)) {
		if k == "control_soon" || k == "control_late" {
			got = append(got, strings.TrimPrefix(k, "control_"))
		}
	}
	return strings.Join(got, " ")
}

func TestRemindersGoUpTheLevelsOnceInWorkingTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add() // due on Friday 2026-04-03, eighty in a hundred of 29 days on Sunday 2026-03-29
		expect := func(when, owner, supervisor, head string) {
			t.Helper()
			f.clock.Set(instant(when))
			for range 2 {
				f.must(f.Remind(f.ctx))
			}
			if a, b, c := f.reminded(f.owner), f.reminded(f.supervisor), f.reminded(f.head); a != owner || b != supervisor || c != head {
				t.Errorf("%s: %q %q %q", when, a, b, c)
			}
		}
		expect("2026-03-27 12:00", "", "", "")
		expect("2026-03-29 12:00", "", "", "")
		expect("2026-03-30 09:01", "soon", "", "")
		expect("2026-04-02 17:00", "soon", "", "")
		expect("2026-04-03 09:01", "soon soon", "", "") // the morning of the day
		expect("2026-04-07 17:00", "soon soon", "", "") // after Qingming
		expect("2026-04-08 09:01", "soon soon", "late", "")
		expect("2026-04-30 14:30", "soon soon", "late", "late")
		if c := f.at(n); c.Version != 1 || !c.RemindAt.Equal(Never) {
			t.Errorf("%+v", c)
		}
		f.check(n, f.passed())
		expect("2026-05-25 14:30", "soon soon soon", "late", "late")
		f.house.Leave(f.owner) // what he would be told falls to the supervisors
		expect("2026-05-29 09:01", "soon soon soon", "late soon", "late")
	})
}

func TestTwoInstancesRemindOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.add()
		clock.Set(instant("2026-03-30 09:01"))
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() { f.must(f.Remind(f.ctx)) })
		}
		group.Wait()
		if got := f.reminded(f.owner); got != "soon" {
			t.Errorf("%q", got)
		}
	})
}

func TestARuleIsEdited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		all, err := f.Rules(f.ctx)
		f.must(err)
		r := all[0]
		r.SoonPercent = 50
		refused(t, f.SaveRule(f.ctx, f.policyOwner, r), "terms.write")
		f.must(f.SaveRule(f.ctx, f.admin, r))
		refused(t, f.SaveRule(f.ctx, f.admin, r), "fault.stale")
		if c := f.at(f.add()); !c.SoonAt.Before(instant("2026-03-21 00:00")) {
			t.Errorf("soon at %v", c.SoonAt)
		}
		for _, r := range all {
			r.Active = false
			r.Version = map[bool]int64{true: 2, false: 1}[r.Code == "normal"]
			if err = f.SaveRule(f.ctx, f.admin, r); err != nil {
				break
			}
		}
		refused(t, err, "fault.control_no_rule")
	})
}

func TestTheStarterPackIsTakenOverOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := Adoption{DepartmentID: orgtest.Service, OwnerID: f.supervisor.PersonID}
		_, err := f.AdoptStarter(f.ctx, f.owner, in)
		refused(t, err, "control.write")
		n, err := f.AdoptStarter(f.ctx, f.supervisor, in)
		f.must(err)
		if int64(n) != f.count("controls") {
			t.Errorf("%d, not %d", n, f.count("controls"))
		}
		n, err = f.items.AdoptStarter(f.ctx, f.supervisor, in)
		f.must(err)
		if int64(n) != f.count("information_items") {
			t.Errorf("%d, not %d", n, f.count("information_items"))
		}
		f.add()
		_, err = f.AdoptStarter(f.ctx, f.supervisor, in)
		refused(t, err, "fault.control_register_used")
	})
}
