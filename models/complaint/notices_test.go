package complaint

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/file"
	"bihuan/models/org"
)

// again gives the use cases as another instance of the portal has them, with nothing read yet.
func (f *firm) again(d *db.DB) *Complaints {
	return New(d, parts(d, f.index))
}

// arrange changes rows without a use case.
func (f *firm) arrange(fn func(tx *db.Tx) error) {
	f.t.Helper()
	dbtest.Seed(f.t, f.d, fn)
}

func (f *firm) forgetTold() {
	f.t.Helper()
	f.arrange(func(tx *db.Tx) error { return tx.Exec("DELETE FROM notifications").Error })
}

func TestManyAtOnceNeedFewConnections(t *testing.T) {
	dsn := dbtest.NewDatabase(t)
	clock := dbtest.NewClock(dbtest.Start)
	d, err := db.Open(context.Background(), dsn, db.Options{Now: clock.Now, Connections: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	f := newFirm(t, d, clock)
	ctx, cancel := context.WithTimeout(f.ctx, 30*time.Second)
	defer cancel()
	for range 3 {
		fresh := f.again(d)
		// What is read beforehand makes them come to their transactions together.
		_, err := fresh.Terms.All(ctx)
		f.must(err)
		_, err = fresh.Org.Departments(ctx)
		f.must(err)
		var all sync.WaitGroup
		start := make(chan struct{})
		for range 12 {
			all.Go(func() {
				<-start
				if _, err := fresh.Register(ctx, f.clerk, sample()); err != nil {
					t.Error(err)
				}
			})
		}
		close(start)
		all.Wait()
	}
}

func TestAComplaintAgainstTheOneInChargeReachesTheNext(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.arrange(func(tx *db.Tx) error {
			if err := tx.Where("role = ? AND person_id <> ?", auth.Supervisor, f.supervisor.PersonID).Delete(&auth.RoleGrant{}).Error; err != nil {
				return err
			}
			return tx.Model(&org.Department{}).Where("id = ?", service).UpdateColumn("head_id", f.supervisor.PersonID).Error
		})
		in := sample()
		in.ComplainedPersonID = f.supervisor.PersonID
		n := f.register(f.clerk, in)
		if got := joined(f.told(f.boss)); got != "complaint_registered" {
			t.Errorf("the head above was told %q", got)
		}
		clock.Set(day("2026-03-06 15:01"))
		f.must(f.Remind(f.ctx))
		clock.Set(day("2026-03-09 15:01"))
		f.must(f.Remind(f.ctx))
		if got := joined(f.told(f.boss)); !strings.Contains(got, "complaint_late") {
			t.Errorf("the head above was told %q", got)
		}
		if got := f.told(f.supervisor); len(got) > 0 {
			t.Errorf("%s: the person complained about was told %q", n, got)
		}
	})
}

func TestNoticesTellTheNumberOnly(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.clerk, sample())
	f.advance(n, Closed)
	clock.Advance(72 * time.Hour)
	f.register(f.clerk, sample())
	clock.Advance(72 * time.Hour)
	f.must(f.Remind(f.ctx))
	var args []string
	f.must(d.Read(f.ctx).Table("notifications").Pluck("args", &args).Error)
	for _, a := range args {
		if strings.Contains(a, "快递") || strings.Contains(a, "subject") || !strings.Contains(a, `"number":"TS-`) {
			t.Errorf("a notice tells %s", a)
		}
	}
}

func TestALateClockIsMovedBySupervisorsOnlyAndForAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := sample()
		in.ReceivedAt = clock.Now().Add(-3 * time.Hour)
		n := f.register(f.clerk, in)
		f.advance(n, Accepted)
		facts := in.Facts
		facts.ReceivedAt = f.at(n).RegisteredAt.Add(time.Minute)
		clock.Advance(2 * time.Minute)
		refused(t, f.Edit(f.ctx, f.supervisor, f.ref(n), EditInput{Facts: facts, Reason: "记错了"}), "invalid.complaint_received_after")
		facts.ReceivedAt = in.ReceivedAt.Add(time.Hour)
		f.must(f.Edit(f.ctx, f.handler, f.ref(n), EditInput{Facts: facts}))
		clock.Set(day("2026-03-07 12:00"))
		facts.ReceivedAt = in.ReceivedAt.Add(2 * time.Hour)
		refused(t, f.Edit(f.ctx, f.handler, f.ref(n), EditInput{Facts: facts, Reason: "记错了"}), string(auth.ComplaintAssign))
		refused(t, f.Edit(f.ctx, f.supervisor, f.ref(n), EditInput{Facts: facts}), "invalid.required")
		f.must(f.Edit(f.ctx, f.supervisor, f.ref(n), EditInput{Facts: facts, Reason: "记错了"}))
		facts.ReceivedAt = in.ReceivedAt
		f.must(f.Edit(f.ctx, f.handler, f.ref(n), EditInput{Facts: facts}))
	})
}

func TestRemindersReckonedAnewAreToldOnceMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		all, err := f.Classes(f.ctx)
		f.must(err)
		all[2].Respond.Amount = 240
		f.must(f.SaveClass(f.ctx, f.admin, all[2]))
		n := f.register(f.clerk, sample())
		f.advance(n, Assessed)
		clock.Set(day("2026-03-10 15:01"))
		f.must(f.Remind(f.ctx))
		if k := f.clocks(n)[RespondClock]; k.Told != 3 {
			t.Fatalf("told %d", k.Told)
		}
		longer := f.assess()
		longer.DeadlineClass = "complex"
		f.must(f.Assess(f.ctx, f.supervisor, f.ref(n), longer))
		k := f.clocks(n)[RespondClock]
		past := 0
		for _, r := range k.Reminders {
			if r.At.Before(clock.Now()) {
				past++
			}
		}
		if k.Told != past || past == 3 {
			t.Errorf("told %d, past %d", k.Told, past)
		}
		f.forgetTold()
		clock.Set(day("2026-03-18 15:01"))
		f.must(f.Remind(f.ctx))
		if got := joined(f.told(f.head)); got != "complaint_late" && got != "complaint_late complaint_late" {
			t.Errorf("the head was told %q", got)
		}
	})
}

func TestWhatALeaverLeftIsAssignedAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := sample()
		in.DepartmentID = support
		other := f.register(f.stranger, in)
		f.must(f.Accept(f.ctx, f.stranger, f.ref(other), AcceptInput{Take: true}))
		n := f.register(f.clerk, sample())
		f.advance(n, Closed)
		open := f.register(f.clerk, sample())
		f.advance(open, Assessed)
		waiting := func() string {
			t.Helper()
			items, err := f.again(d).Waiting(f.ctx, f.supervisor)
			f.must(err)
			var all []string
			for _, i := range items {
				all = append(all, i.Number+" "+string(i.Step))
			}
			return joined(all)
		}
		if got := waiting(); got != "" {
			t.Errorf("waiting %q", got)
		}
		f.house.Leave(f.handler)
		f.house.Leave(f.stranger)
		if got := waiting(); got != open+" assign" {
			t.Errorf("waiting %q", got)
		}
		f.forgetTold()
		clock.Set(day("2026-03-07 09:30")) // 80 in a hundred of the response
		clock.Set(day("2026-03-09 09:01"))
		f.must(f.Remind(f.ctx))
		f.must(f.Reopen(f.ctx, f.deputy, f.ref(n), "客户又来电"))
		f.must(f.Comment(f.ctx, f.deputy, open, "催办"))
		if got := f.told(f.handler); len(got) > 0 {
			t.Errorf("the leaver was told %q", got)
		}
		if got := joined(f.told(f.supervisor)); !strings.Contains(got, "complaint_late") || !strings.Contains(got, "complaint_reopened") || strings.Contains(got, "commented") {
			t.Errorf("the supervisor was told %q", got)
		}
	})
}

func TestFilesOfTheRegistrationStandInItsEvent(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	in := sample()
	in.Files = []file.Upload{{Hash: strings.Repeat("a", 64), Size: 1, Type: "image/png", Name: "签收单.png"}}
	n := f.register(f.clerk, in)
	f.advance(n, Accepted)
	v, err := f.ByNumber(f.ctx, f.handler, n)
	f.must(err)
	entry := v.Timeline[len(v.Timeline)-1]
	if i := indexOf(entry.Changes, "file"); i < 0 || entry.Changes[i].After != "签收单.png" || len(v.Files) != 1 {
		t.Errorf("%+v", entry.Changes)
	}
}

func indexOf(changes []audit.Change, field string) int {
	for i, c := range changes {
		if c.Field == field {
			return i
		}
	}
	return -1
}

func TestTwoInstancesRemindOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		var numbers []string
		for range 6 {
			numbers = append(numbers, f.register(f.clerk, sample()))
		}
		clock.Set(day("2026-03-06 14:30"))
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
			if got := joined(f.events(n)); got != "complaint.registered complaint.reminded" {
				t.Errorf("%s: %s", n, got)
			}
		}
	})
}

func TestEveryClockThatIsLateIsNamed(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.clerk, sample())
	f.must(f.Accept(f.ctx, f.handler, f.ref(n), AcceptInput{Take: true}))
	f.forgetTold()
	clock.Set(day("2026-03-10 09:30"))
	f.must(f.Remind(f.ctx))
	var args []string
	f.must(d.Read(f.ctx).Table("notifications").Where("person_id = ? AND kind = 'complaint_late'", f.supervisor.PersonID).Order("id").Pluck("args", &args).Error)
	if got := joined(args); len(args) != 2 || !strings.Contains(got, string(AcknowledgeClock)) || !strings.Contains(got, string(RespondClock)) {
		t.Errorf("told %s", got)
	}
}

func TestWhatTurnsOutUrgentGetsTheUrgentClass(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.register(f.clerk, sample())
		f.advance(n, Assessed)
		facts := sample().Facts
		facts.UrgentSafety = true
		f.must(f.Edit(f.ctx, f.handler, f.ref(n), EditInput{Facts: facts}))
		c := f.at(n)
		if due := f.clocks(n)[RespondClock].DueAt; c.DeadlineClass != "urgent_safety" || !due.Equal(c.ReceivedAt.Add(4*time.Hour)) {
			t.Errorf("class %s due %v", c.DeadlineClass, due)
		}
		v, err := f.ByNumber(f.ctx, f.handler, n)
		f.must(err)
		if i := indexOf(v.Timeline[0].Changes, "deadline_class"); i < 0 || v.Timeline[0].Changes[i].After != "urgent_safety" {
			t.Errorf("%+v", v.Timeline[0].Changes)
		}
	})
}
