package control

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
	"bihuan/models/org/orgtest"
)

func TestAControlIsCheckedInEachCycle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock) // Friday 2026-03-06
		n := f.add()
		c := f.at(n)
		if n != "KZ-2026-000001" || c.DueOn != "2026-04-03" || c.Moved() != "2026-04-06" || !c.DueAt.Equal(instant("2026-04-03 23:59")) || c.Turn != 1 || c.Closed {
			t.Fatalf("%s: %+v", n, c)
		}
		clock.Set(instant("2026-04-02 15:00"))
		in := f.passed()
		in.HappenedOn, in.PersonID = "2026-04-01", f.keeper.PersonID
		f.check(n, in)
		c = f.at(n)
		if c.LastOn != "2026-04-01" || c.LastResult != Passed || c.DueOn != "2026-04-30" || c.Moved() != "2026-05-01" || c.Turn != 2 {
			t.Errorf("checked: %+v", c)
		}
		v, err := f.ByNumber(f.ctx, f.owner, n)
		f.must(err)
		k := v.Checks[0]
		if len(v.Checks) != 1 || k.PersonID != f.keeper.PersonID || k.RecorderID != f.owner.PersonID || k.ReceivedOn != "2026-04-02" || k.DueOn != "2026-04-03" || !k.OnTime() || len(k.Files) != 1 {
			t.Errorf("%+v", v.Checks)
		}
		if len(v.Clauses) != 1 || v.Clauses[0].Number != "ZD-2026-000003/4" || v.People[f.keeper.PersonID] != "陈助" || v.Cycles.Code != "normal" {
			t.Errorf("%+v", v)
		}
		if got := f.events(Kind, n); got != "control.added control.checked" {
			t.Errorf("events %s", got)
		}
		file, err := f.Evidence(f.ctx, f.auditor, n, k.Files[0].ID)
		f.must(err)
		if file.Name != k.Files[0].Name {
			t.Errorf("%+v", file)
		}
		_, err = f.Evidence(f.ctx, f.stranger, n, k.Files[0].ID)
		refused(t, err, "fault.control_gone")
		// one entered late for a day before the last check moves nothing
		late := f.passed()
		late.HappenedOn = "2026-03-20"
		f.check(n, late)
		if now := f.at(n); now.LastOn != "2026-04-01" || now.DueOn != c.DueOn || f.checks(n)[1].DueOn != "2026-04-03" {
			t.Errorf("%+v", now)
		}
	})
}

func TestAFailedCheckOpensAnAction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add()
		in := f.failed()
		in.Action.OwnerID = f.keeper.PersonID
		led := f.check(n, in)
		if led != "ZG-2026-000001" || f.checks(n)[0].ActionNumber != led || f.at(n).LastResult != Failed {
			t.Fatalf("%q %+v", led, f.checks(n))
		}
		v, err := f.Actions.ByNumber(f.ctx, f.owner, led)
		f.must(err)
		if v.SourceNumber != n || v.OwnerID != f.keeper.PersonID || v.DepartmentID != orgtest.Service || v.Indicator != Indicator || v.Finding != in.Findings {
			t.Errorf("%+v", v.Action)
		}
		var chain []string // the clause, the control and the action: one walk
		for _, node := range v.Chain.Nodes {
			chain = append(chain, node.Number)
		}
		slices.Sort(chain)
		if !slices.Equal(chain, []string{"KZ-2026-000001", "ZD-2026-000003/4", "ZG-2026-000001"}) {
			t.Errorf("chain %q", chain)
		}
		if f.told(f.supervisor) != "control_failed" || f.told(f.keeper) != "action_opened" {
			t.Errorf("told %q %q", f.told(f.supervisor), f.told(f.keeper))
		}
		// the next one adds to it
		in = f.failed()
		in.Result, in.Action = Partly, ActionInput{Number: led}
		if again := f.check(n, in); again != led || f.count("actions") != 1 {
			t.Errorf("%s, %d actions", again, f.count("actions"))
		}
		in.Files, in.Action.Number = photo(), "ZG-2026-000099"
		_, err = f.Check(f.ctx, f.owner, f.ref(n), in)
		refused(t, err, "action_number invalid.choice")
	})
}

func TestARefusedActionLeavesNothingHalfDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add()
		before := f.at(n)
		for want, change := range map[string]func(in *ActionInput){
			"action_priority invalid.choice": func(in *ActionInput) { in.Priority = "" },
			"action_kind invalid.required":   func(in *ActionInput) { in.Kind = "" },
			"action_owner_id invalid.choice": func(in *ActionInput) { in.OwnerID = 4711 },
		} {
			in := f.failed()
			change(&in.Action)
			_, err := f.Check(f.ctx, f.owner, f.ref(n), in)
			refused(t, err, want)
		}
		if f.count("control_checks") != 0 || f.count("actions") != 0 || f.count("attachments") != 0 || f.at(n).Version != before.Version || f.events(Kind, n) != "control.added" {
			t.Error("a refused check left something")
		}
	})
}

func TestACheckIsCorrectedByAnotherOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add()
		f.check(n, f.passed())
		first := f.checks(n)[0]
		in := CorrectInput{CheckInput: f.failed(), CheckID: first.ID, Keep: []int64{first.Files[0].ID}}
		in.Files = nil
		_, err := f.Correct(f.ctx, f.owner, f.ref(n), in)
		refused(t, err, "reason invalid.required")
		in.Reason = "看错了恢复记录"
		in.HappenedOn = f.day(-1)
		led, err := f.Correct(f.ctx, f.owner, f.ref(n), in)
		f.must(err)
		all := f.checks(n)
		second := all[slices.IndexFunc(all, func(k Check) bool { return k.ID != first.ID })]
		if len(all) != 2 || led == "" || second.Reason != in.Reason || *second.Supersedes != first.ID || second.DueOn != first.DueOn || second.Files[0].Hash != first.Files[0].Hash {
			t.Errorf("%+v", all)
		}
		if c := f.at(n); c.LastResult != Failed || c.LastOn != f.day(-1) || c.BaseOn != c.StartedOn {
			t.Errorf("%+v", c)
		}
		_, err = f.Correct(f.ctx, f.owner, f.ref(n), in)
		refused(t, err, "fault.control_check_superseded")
		again := CorrectInput{CheckInput: f.failed(), CheckID: second.ID, Reason: "少写了一句"}
		again.Findings = "恢复后少了 12 个文件，都是图片。"
		same, err := f.Correct(f.ctx, f.owner, f.ref(n), again)
		f.must(err)
		if same != led || f.count("actions") != 1 {
			t.Errorf("the action stays: %s %s", same, led)
		}
		v, err := f.ByNumber(f.ctx, f.owner, n)
		f.must(err)
		changed := v.Timeline[0]
		if changed.Kind != "control.corrected" || changed.Reason != again.Reason || !slices.ContainsFunc(changed.Changes, func(c audit.Change) bool { return c.Field == "findings" && c.Before != c.After }) {
			t.Errorf("%+v", changed)
		}
	})
}

func TestClausesCanBeExchanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add()
		edit := func(numbers ...string) {
			in := f.facts()
			in.Clauses = numbers
			f.must(f.Edit(f.ctx, f.supervisor, f.ref(n), in))
		}
		is := func(want string) {
			t.Helper()
			v, err := f.ByNumber(f.ctx, f.owner, n)
			f.must(err)
			var got []string
			for _, r := range v.Clauses {
				got = append(got, strings.TrimPrefix(r.Number, "ZD-2026-000003/"))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("clauses %q, want %s", got, want)
			}
		}
		edit(" zd-2026-000003/5 ", "ZD-2026-000003/6", "", "ZD-2026-000003/6")
		is("5 6")
		edit("ZD-2026-000003/4", "ZD-2026-000003/5")
		is("4 5")
		var ended []link.Link
		f.must(d.Read(f.ctx).Where("ended = ?", true).Find(&ended).Error)
		if len(ended) != 1 || ended[0].FromNumber != "ZD-2026-000003/6" {
			t.Errorf("ended %+v", ended)
		}
		// a clause that the editor may not see stays
		in := f.facts()
		in.Clauses = []string{"ZD-2026-000003/4", "ZD-2026-000003/9"}
		f.must(f.Edit(f.ctx, f.boss, f.ref(n), in))
		is("4")
		edit("ZD-2026-000003/4", "ZD-2026-000003/5")
		is("4 5")
		if v, err := f.ByNumber(f.ctx, f.boss, n); err != nil || len(v.Clauses) != 3 {
			t.Errorf("%+v %v", v.Clauses, err)
		}
		in.Clauses = []string{"ZD-2026-000003/11"}
		refused(t, f.Edit(f.ctx, f.supervisor, f.ref(n), in), "clauses invalid.control_clause")
		in.Clauses = []string{"ZD-2026-000003/4", "ZD-2026-000003/5"}
		refused(t, f.Edit(f.ctx, f.supervisor, f.ref(n), in), "fault.control_unchanged")
	})
}

func TestAControlIsEditedRetiredAndResumed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add()
		clock.Set(instant("2026-04-10 10:00")) // overdue since the third
		in := f.facts()
		in.StartedOn, in.Cycle, in.OwnerID = f.at(n).StartedOn, Cycle{1, Years}, f.keeper.PersonID
		refused(t, f.Edit(f.ctx, f.supervisor, f.ref(n), in), "reason invalid.required")
		in.Reason = "一年一次就够了"
		f.must(f.Edit(f.ctx, f.supervisor, f.ref(n), in))
		c := f.at(n)
		if c.DueOn != "2027-03-05" || c.Turn != 2 || f.told(f.keeper) != "control_assigned" { // 2027-03-06 is a Saturday
			t.Errorf("%+v", c)
		}
		f.must(f.Retire(f.ctx, f.supervisor, f.ref(n), "改由机房做"))
		c = f.at(n)
		if !c.Closed || c.DueOn != "" || !c.DueAt.Equal(Never) || !c.RemindAt.Equal(Never) || c.RetiredAt == nil {
			t.Errorf("%+v", c)
		}
		_, err := f.Check(f.ctx, f.owner, f.ref(n), f.passed())
		refused(t, err, "fault.control_retired")
		f.must(f.Resume(f.ctx, f.supervisor, f.ref(n), "机房不做了"))
		c = f.at(n)
		if c.Closed || c.StartedOn != f.day(0) || c.DueOn != "2027-04-09" || c.RetiredAt != nil {
			t.Errorf("%+v", c)
		}
		refused(t, f.Resume(f.ctx, f.supervisor, f.ref(n), "再来"), "fault.control_active")
		if got := f.events(Kind, n); got != "control.added control.edited control.retired control.resumed" {
			t.Errorf("events %s", got)
		}
	})
}

func TestTwoChecksAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add()
		ref := f.ref(n)
		var group sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			in := f.failed()
			group.Go(func() { _, errs[i] = f.Check(f.ctx, f.owner, ref, in) })
		}
		group.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			refused(t, err, "fault.stale")
		}
		if done != 1 || f.count("control_checks") != 1 || f.count("actions") != 1 {
			t.Errorf("%d checks, %d actions", f.count("control_checks"), f.count("actions"))
		}
	})
}

func TestEffectsAreJudgedByFailedChecks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.add()
		for range 3 {
			f.check(n, f.failed())
		}
		f.check(n, f.passed())
		all := f.checks(n)
		_, err := f.Correct(f.ctx, f.owner, f.ref(n), CorrectInput{CheckInput: f.passed(), CheckID: all[1].ID, Reason: "看错了"})
		f.must(err)
		midnight := instant("2026-03-06 00:00")
		got, err := f.countFailures(d.Read(f.ctx), action.Measure{}, []int64{orgtest.Service}, []time.Time{midnight.AddDate(0, 0, -1), midnight, midnight.AddDate(0, 0, 1)})
		f.must(err)
		if len(got) != 2 || got[0] != 0 || got[1] != 2 {
			t.Errorf("%v", got)
		}
		got, err = f.countFailures(d.Read(f.ctx), action.Measure{}, []int64{orgtest.Store}, []time.Time{midnight, midnight.AddDate(0, 0, 1)})
		f.must(err)
		if got[0] != 0 {
			t.Errorf("%v in another department", got)
		}
		in := action.OpenInput{Facts: action.Facts{Kind: "corrective", Finding: "演练总是失败", Priority: "normal", Measure: action.Measure{Indicator: Indicator}},
			Part: action.Part{DepartmentID: orgtest.Service, OwnerID: f.owner.PersonID}}
		_, err = f.Actions.Open(f.ctx, f.supervisor, in)
		refused(t, err, "indicator_department_id invalid.required")
		in.Measure.IndicatorDepartmentID, in.Measure.IndicatorType = orgtest.Service, "product_defect"
		_, err = f.Actions.Open(f.ctx, f.supervisor, in)
		refused(t, err, "indicator_type invalid.control_measure")
		in.Measure.IndicatorType, in.Source = "", link.Ref{Kind: Kind, Number: n}
		_, err = f.Actions.Open(f.ctx, f.supervisor, in)
		f.must(err)
	})
}
