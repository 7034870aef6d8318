package action

import (
	"context"
	"slices"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
)

// ineffective is an action in its second round, the first one having shown no effect.
func (f *firm) ineffective() string {
	f.t.Helper()
	n := f.open()
	f.advance(n, Verified)
	f.toCheck(n)
	f.must(f.Judge(f.ctx, f.supervisor, f.ref(n), CheckInput{Effective: false, Comment: "仍有发生"}))
	return n
}

// TestAChainWantsProofOfAKindThatIsToBeProvedOnly also where the kind is edited later.
func TestAChainWantsProofOfAKindThatIsToBeProvedOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.ineffective()
		for _, c := range []struct {
			kind string
			want int
		}{{"correction", 0}, {"corrective", 1}, {"preventive", 1}} {
			facts := sample().Facts
			facts.Kind = c.kind
			f.must(f.Edit(f.ctx, f.opener, f.ref(n), facts))
			p, err := f.Links.Incomplete(f.ctx, f.boss, link.GapFilter{Wants: wantsProof}, nil)
			f.must(err)
			if len(p.Rows) != c.want {
				t.Errorf("a %s action wants %+v", c.kind, p.Rows)
			}
		}
	})
}

// TestADeadlineReckonedAnewStaysBeforeTheCheck where a holiday was laid into it before the report was sent back.
func TestADeadlineReckonedAnewStaysBeforeTheCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.open()
		f.advance(n, Doing)
		due := f.clocks(n)[FinishClock].DueAt
		facts := sample().Facts
		facts.CheckOn = day(due.AddDate(0, 0, 1), d.Zone())
		f.must(f.Edit(f.ctx, f.opener, f.ref(n), facts))
		f.advance(n, Reported)
		date := calendar.NewDate(2026, 3, 9) // Monday becomes a day off
		_, err := f.Calendars.SetDay(f.ctx, auth.System("test"), 0, date, &calendar.Day{Name: "停电"}, "停电")
		f.must(err)
		f.must(f.Return(f.ctx, f.supervisor, f.ref(n), "照片不清"))
		if c := f.at(n); !mustDay(t, c.CheckOn, d).After(f.clocks(n)[FinishClock].DueAt) {
			t.Errorf("looked at on %s, due %v", c.CheckOn, f.clocks(n)[FinishClock].DueAt)
		}
	})
}

// TestABusyMonthThatCannotBeReadSaysSo instead of falling over.
func TestABusyMonthThatCannotBeReadSaysSo(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	ctx, stop := context.WithCancel(f.ctx)
	stop()
	days := []Day{{Day: dbtest.Start}, {Day: dbtest.Start.Add(24 * time.Hour)}}
	if err := f.busyMonth(ctx, f.boss, Filter{View: ViewAll}, days); err == nil {
		t.Error("a month that was not read")
	}
}

// TestWhatAFileShowsIsOnRecord as a personal value: it may name people.
func TestWhatAFileShowsIsOnRecord(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.open()
	f.advance(n, Doing)
	f.must(f.AddEvidence(f.ctx, f.owner, f.ref(n), f.evidence()))
	v, err := f.ByNumber(f.ctx, f.supervisor, n)
	f.must(err)
	if !slices.Contains(v.Timeline[0].Changes, audit.Change{Field: "shows", After: f.evidence().Title}) {
		t.Errorf("%+v", v.Timeline[0])
	}
	var plain int64
	f.must(d.Read(f.ctx).Table("events").Where("canonical LIKE ?", "%"+f.evidence().Title+"%").Count(&plain).Error)
	if plain > 0 {
		t.Error("it stands among what is never erased")
	}
}
