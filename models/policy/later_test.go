package policy

import (
	"errors"
	"strings"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org/orgtest"
)

// law is a text of a law whose last clause tells from when it holds.
func law(version, words, from string) ImportFile {
	return ImportFile{Name: "样法(" + version + ").md", Text: "# 样法\n\n第一条 为了试验。\n\n第二条 " + words + "\n\n第三条 本法自" + from + "起施行。\n"}
}

// take takes over files as laws and demands that none failed.
func (f *firm) take(files ...ImportFile) []Imported {
	f.t.Helper()
	told, err := f.Import(f.ctx, f.keeper, ImportInput{Facts: f.lawFacts(), Files: files})
	f.must(err)
	for _, one := range told {
		f.must(one.Err)
	}
	return told
}

// TestALawToComeAsksForBeingReadAnew as one that holds already does, and the domains above hear of both.
func TestALawToComeAsksForBeingReadAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		var heard []string
		hear := func(what string) hookFunc {
			return func(_ *db.Tx, _ auth.Actor, p Policy, e EditionHead, _ Kind) error {
				heard = append(heard, what+" "+e.Label())
				return nil
			}
		}
		f.Join(Hooks{Approved: hear("approved"), InForce: hear("in force")})
		number := f.take(law("2020-03-01", "旧文", "2020年3月1日"))[0].Number
		coming := f.clock.Now().In(d.Zone()).AddDate(0, 0, 20)
		f.take(law(coming.Format(time.DateOnly), "新文", coming.Format("2006年1月2日")))
		if v := f.view(number); v.RequiredNo != 1 || v.Stage != Approved || v.CurrentNo != 1 {
			t.Fatalf("announced: %+v", v.Policy)
		}
		f.pass(30 * 24 * time.Hour)
		v := f.view(number)
		if v.RequiredNo != 2 || v.CurrentNo != 2 || !v.Editions[0].Demands.Resign {
			t.Errorf("in force: %+v", v.Policy)
		}
		if since := v.InForceAt.In(d.Zone()).Format(time.DateTime); since != coming.Format(time.DateOnly)+" 00:00:00" {
			t.Errorf("in force since %s, announced for %s", since, coming.Format(time.DateOnly))
		}
		day, want := coming.Format(time.DateOnly), map[int]string{-1: "旧文", 0: "新文"}
		for n, words := range want {
			r, err := f.Read(f.ctx, f.clerk, number, At{On: coming.AddDate(0, 0, n).Format(time.DateOnly)})
			if err != nil || !strings.Contains(r.Edition.Body, words) {
				t.Errorf("on %s %+d days: %v edition %d", day, n, err, r.Edition.No)
			}
		}
		if got := strings.Join(heard, ", "); got != "in force 2020-03-01, approved "+day+", in force "+day {
			t.Errorf("the domains above heard %s", got)
		}
	})
}

// TestImportsRespectWhatStands: a retired law stays retired, a draft of the same text is no edition in force, and nobody
// puts a rule of the firm's own in force by taking it over.
func TestImportsRespectWhatStands(t *testing.T) {
	f := one(t)
	rule := f.facts("值班制度")
	_, err := f.Import(f.ctx, f.keeper, ImportInput{Facts: rule, Files: []ImportFile{law("2020-03-01", "文", "2020年3月1日")}})
	f.refused(err, fault.ForbiddenKind, "fault.policy_import_kind")

	facts, file := f.lawFacts(), law("2020-03-01", "文", "2020年3月1日")
	facts.Title = "样法"
	number, err := f.Create(f.ctx, f.keeper, CreateInput{Facts: facts, Body: file.Text})
	f.must(err)
	if told := f.take(file); told[0].Skipped || told[0].Number != number {
		t.Errorf("a draft kept a law from coming into force: %+v", told[0])
	}
	f.must(f.Retire(f.ctx, f.keeper, f.ref(number), RetireInput{Reason: "废止"}))
	told, err := f.Import(f.ctx, f.keeper, ImportInput{Facts: f.lawFacts(), Files: []ImportFile{file, law("2024-03-01", "新文", "2024年3月1日")}})
	f.must(err)
	if !told[0].Skipped {
		t.Errorf("the same text anew: %+v", told[0])
	}
	f.refused(told[1].Err, fault.ConflictKind, "fault.policy_retired")
	if v := f.view(number); v.State != Retired || v.CurrentNo != 2 {
		t.Errorf("a retired law is %s again", v.State)
	}
}

// TestOneThatFailsKeepsNoneWaiting when several editions come into force in one night.
func TestOneThatFailsKeepsNoneWaiting(t *testing.T) {
	f := one(t)
	first, second := f.draft("投诉处理制度"), f.draft("值班制度")
	f.approve(first, "")
	f.approve(second, "")
	broken := errors.New("a domain above fails")
	f.Join(Hooks{InForce: func(_ *db.Tx, _ auth.Actor, p Policy, _ EditionHead, _ Kind) error {
		if p.Number == first {
			return broken
		}
		return nil
	}})
	f.clock.Advance(8 * 24 * time.Hour)
	if err := f.Switch(f.ctx); !errors.Is(err, broken) || !strings.Contains(err.Error(), first) {
		t.Errorf("got %v", err)
	}
	if f.view(first).State != Unissued || f.view(second).State != InForce {
		t.Error("one that failed kept the other waiting, or is half in force")
	}
}

// TestTitlesAreApprovedWithTheText: a draft bears the title that the document was given last, whoever gave it where.
func TestTitlesAreApprovedWithTheText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.draft("甲制度")
		f.write(f.keeper, number, "乙制度", text, Major, "")
		if v := f.view(number); v.Title != "乙制度" {
			t.Errorf("the list calls it %s", v.Title)
		}
		f.must(f.Edit(f.ctx, f.second, f.ref(number), f.facts("丙制度")))
		v, err := f.Read(f.ctx, f.keeper, number, At{})
		f.must(err)
		if v.Edition.Title != "丙制度" || v.Edition.Hash != Hash("丙制度", v.Edition.Body) {
			t.Errorf("the draft is called %s", v.Edition.Title)
		}
		f.refused(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.second.PersonID}}), fault.InvalidKind, "invalid.policy_author")
		f.approve(number, "")
		f.refused(f.Edit(f.ctx, f.keeper, f.ref(number), f.facts("丁制度")), fault.InvalidKind, "invalid.policy_title")
		f.pass(8 * 24 * time.Hour)
		f.refused(f.Edit(f.ctx, f.keeper, f.ref(number), f.facts("丁制度")), fault.InvalidKind, "invalid.policy_title")
		if v := f.view(number); v.Title != "丙制度" || v.Editions[0].Title != v.Title {
			t.Errorf("in force as %s, its text as %s", v.Title, v.Editions[0].Title)
		}
	})
}

// TestAnotherCycleIsNoReview: the day by which a policy is to be reviewed runs from when it last was.
func TestAnotherCycleIsNoReview(t *testing.T) {
	f := one(t)
	number := f.issued("投诉处理制度")
	was := f.view(number).ReviewOn
	f.pass(300 * 24 * time.Hour)
	facts := f.facts("投诉处理制度")
	facts.ReviewMonths = 13
	f.must(f.Edit(f.ctx, f.keeper, f.ref(number), facts))
	facts.ReviewMonths = 12
	f.must(f.Edit(f.ctx, f.keeper, f.ref(number), facts))
	if got := f.view(number).ReviewOn; got != was {
		t.Errorf("to be reviewed by %s, before by %s", got, was)
	}
	facts.ReviewMonths = 6
	f.must(f.Edit(f.ctx, f.keeper, f.ref(number), facts))
	if v := f.view(number); v.ReviewOn >= day(f.clock.Now(), f.d.Zone()) || v.NextDueAt.After(f.clock.Now().Add(time.Hour)) {
		t.Errorf("a cycle that is over is due by %s", v.ReviewOn)
	}
	facts.ReviewMonths = 0
	f.must(f.Edit(f.ctx, f.keeper, f.ref(number), facts))
	if v := f.view(number); v.ReviewOn != "" || v.NextDueAt != Never || len(v.Clocks) != 0 {
		t.Errorf("no cycle, and due at %s", v.NextDueAt)
	}
}

// TestEndsOfExceptionsAreToldTwice: when a fifth is left and on the last day; of a retired policy nobody hears anything.
func TestEndsOfExceptionsAreToldTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number, other := f.issued("投诉处理制度"), f.issued("值班制度")
		in := func(days int) string { return clock.Now().In(d.Zone()).AddDate(0, 0, days).Format(time.DateOnly) }
		for _, n := range []string{number, other} {
			ask := ExceptionInput{DepartmentID: orgtest.Service, Reason: "系统未上线", Measures: "手工登记", FromOn: in(0), UntilOn: in(10)}
			f.must(f.Ask(f.ctx, f.chief, f.ref(n), ask))
			f.must(f.Answer(f.ctx, f.keeper, f.ref(n), AnswerInput{ID: f.view(n).Exceptions[0].ID, Grant: true}))
		}
		f.must(f.Retire(f.ctx, f.keeper, f.ref(other), RetireInput{Reason: "并入"}))
		told := func(n string) (times int) {
			for _, e := range f.view(n).Timeline {
				if e.Kind == "policy.exception_ending" {
					times++
				}
			}
			return times
		}
		for day, want := range []int{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2} {
			f.must(f.Remind(f.ctx))
			f.must(f.Remind(f.ctx))
			if got := told(number); got != want {
				t.Errorf("after %d days told %d times, want %d", day, got, want)
			}
			clock.Advance(24 * time.Hour)
		}
		if told(other) != 0 {
			t.Error("people were told of an exception from what is not in force")
		}
	})
}

// TestTheDeskHoldsOnlyWhatCanBeDone: no answers about retired policies, and no proposal that a reviewer's no prevents.
func TestTheDeskHoldsOnlyWhatCanBeDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		waits := func(a auth.Actor, number string) Step {
			items, err := f.OnDesk(f.ctx, a)
			f.must(err)
			for _, i := range items {
				if i.Number == number {
					return i.Step
				}
			}
			return ""
		}
		number := f.issued("投诉处理制度")
		today := clock.Now().In(d.Zone()).Format(time.DateOnly)
		f.must(f.Ask(f.ctx, f.chief, f.ref(number), ExceptionInput{DepartmentID: orgtest.Service, Reason: "系统未上线", Measures: "手工登记", FromOn: today, UntilOn: today}))
		if got := waits(f.second, number); got != AnswerStep {
			t.Errorf("asked for an exception, the desk says %q", got)
		}
		f.must(f.Retire(f.ctx, f.keeper, f.ref(number), RetireInput{Reason: "并入"}))
		if got := waits(f.second, number); got != "" {
			t.Errorf("of a retired policy the desk says %q", got)
		}
		number = f.draft("值班制度")
		f.must(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.reviewer.PersonID}}))
		f.must(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{Note: "第二条不清楚"}))
		if got := waits(f.keeper, number); got != TakeBackStep {
			t.Errorf("a reviewer asks for changes, the desk says %q", got)
		}
		f.must(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{Agree: true}))
		if got := waits(f.keeper, number); got != ProposeStep {
			t.Errorf("all agreed, the desk says %q", got)
		}
	})
}
