package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"bihuan/models/action"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
)

// step takes one step on the action as it stands.
func (t *task) step(ctx context.Context, name string, by *employee, do func(ref action.Ref, v action.View) error) error {
	v, err := t.s.actions.ByNumber(ctx, by.actor, t.number)
	if err == nil {
		err = do(action.Ref{Number: t.number, Version: v.Version}, v)
	}
	if err != nil {
		return fmt.Errorf("%s of %s (%s) by %s: %w", name, t.number, t.Title, by.name, err)
	}
	return nil
}

// deed is a step that is taken when so much of the time until the report has passed.
type deed struct {
	part float64
	do   func(ctx context.Context) error
}

// write plans the steps up to where the action is to stand.
func (t *task) write(ctx context.Context) error {
	s := t.s
	var due time.Time
	err := t.step(ctx, "reading", t.owner, func(_ action.Ref, v action.View) error { due = v.NextDueAt; return nil })
	if err != nil || t.Stands == "opened" {
		return err
	}
	all := []deed{{0.08, func(ctx context.Context) error { return t.state(ctx, t.Measures, due) }}}
	if t.SentBack != "" {
		all = append(all, deed{0.13, t.sendBack}, all[0])
		all[2].part = 0.2
	}
	if t.Stands != "planned" {
		all = append(all, deed{0.25, t.start}, deed{0.27, t.cite})
		all = append(all, t.working()...)
	}
	reports := t.Stands != "doing" || t.Returned != ""
	switch {
	case t.Cancelled != "":
		all = slices.DeleteFunc(all, func(d deed) bool { return d.part > 0.3 })
		all = append(all, deed{0.5, t.cancel})
	case reports && t.Stands != "planned":
		at := 1.0
		if t.Stands == "doing" {
			at = 0.9
		}
		all = append(all, deed{at, t.report})
		if t.Returned != "" {
			all = append(all, deed{at + 0.05, t.sendReportBack})
		}
	}
	if t.done.IsZero() {
		t.done = due
		if t.Stands == "" {
			t.done = s.share(t.begun, due, 0.65+0.3*s.rng.Float64())
		}
		if t.done.After(s.end) {
			t.done = s.end
		}
	}
	for _, d := range all {
		s.at(s.share(t.begun, t.done, d.part), d.do)
	}
	if t.Cancelled == "" && (t.Stands == "" || t.Stands == "verified") {
		t.finish()
	}
	return nil
}

// working are the measures that are carried out, with what shows it, and an extension where there is one.
func (t *task) working() []deed {
	var all []deed
	if t.Extended != "" {
		all = append(all, deed{0.28, t.extend})
	}
	for i, m := range t.Measures {
		if m[1] != "" {
			all = append(all, deed{0.3 + 0.5*float64(i+1)/float64(len(t.Measures)), func(ctx context.Context) error { return t.carryOut(ctx, i, m[1]) }})
		}
	}
	for i, e := range t.Evidence {
		all = append(all, deed{0.5 + 0.35*float64(i+1)/float64(len(t.Evidence)), func(ctx context.Context) error { return t.show(ctx, e[0], e[1]) }})
	}
	return all
}

// finish plans what comes after the report.
func (t *task) finish() {
	s := t.s
	verified := s.after(t.done, s.minutes(240, 900))
	if t.Returned != "" {
		s.at(s.after(t.done, 4*time.Hour), func(ctx context.Context) error { return t.show(ctx, "补充说明", "note") })
		s.at(s.after(t.done, 5*time.Hour), t.report)
		verified = s.after(t.done, 10*time.Hour)
	}
	s.at(verified, t.verify)
}

// share is the instant at which a share of the working time between two has passed.
func (s *story) share(from, to time.Time, part float64) time.Time {
	work, err := s.calendar.Counted(from, to, calendar.WorkingMinutes, nil, 0)
	if err != nil || work <= 0 {
		return from.Add(time.Duration(float64(to.Sub(from)) * part))
	}
	return s.after(from, time.Duration(float64(work)*part))
}

func (s *story) day(t time.Time) string { return t.In(s.d.Zone()).Format(time.DateOnly) }

// state states measures, spread over the time until the deadline.
func (t *task) state(ctx context.Context, measures [][2]string, due time.Time) error {
	s := t.s
	return t.step(ctx, "plan", t.owner, func(ref action.Ref, v action.View) error {
		in := make([]action.MeasureInput, len(measures))
		for i, m := range measures {
			in[i] = action.MeasureInput{Measure: m[0], DueOn: s.day(s.share(v.RoundAt, due, 0.3+0.55*float64(i+1)/float64(len(measures))))}
			if i < len(v.Measures) {
				in[i].ID = v.Measures[i].ID
			}
		}
		return s.actions.Plan(ctx, t.owner.actor, ref, in)
	})
}

func (t *task) sendBack(ctx context.Context) error {
	return t.step(ctx, "send back", t.opener, func(ref action.Ref, _ action.View) error {
		return t.s.actions.SendBack(ctx, t.opener.actor, ref, t.SentBack)
	})
}

func (t *task) start(ctx context.Context) error {
	return t.step(ctx, "start", t.owner, func(ref action.Ref, _ action.View) error { return t.s.actions.Start(ctx, t.owner.actor, ref) })
}

func (t *task) carryOut(ctx context.Context, i int, result string) error {
	return t.step(ctx, "measure", t.owner, func(ref action.Ref, v action.View) error {
		return t.s.actions.CarryOut(ctx, t.owner.actor, ref, action.MeasureDoneInput{ID: v.Measures[i].ID, DoneOn: t.s.day(t.s.clock.at), Result: result})
	})
}

// show adds a file that shows something of what was done the working day before.
func (t *task) show(ctx context.Context, title, form string) error {
	s := t.s
	happened := s.clock.at.AddDate(0, 0, -1)
	if happened.Before(t.begun) {
		happened = s.clock.at
	}
	ending := ".csv"
	if form == "note" {
		ending = ".txt"
	}
	upload, err := s.files.Save(ctx, t.evidence(title, form, happened), title+ending, 0)
	if err != nil {
		return err
	}
	return t.step(ctx, "evidence", t.owner, func(ref action.Ref, _ action.View) error {
		in := action.EvidenceInput{Title: title, HappenedOn: s.day(happened), ReceivedOn: s.day(s.clock.at)}
		in.Files = append(in.Files, upload)
		return s.actions.AddEvidence(ctx, t.owner.actor, ref, in)
	})
}

func (t *task) extend(ctx context.Context) error {
	by := t.s.supervisor(t.Department, t.owner)
	return t.step(ctx, "extend", by, func(ref action.Ref, _ action.View) error {
		return t.s.actions.Extend(ctx, by.actor, ref, action.ExtendInput{Amount: extension, Reason: t.Extended})
	})
}

func (t *task) cancel(ctx context.Context) error {
	by := t.s.supervisor(t.Department, t.owner)
	t.closed = true
	return t.step(ctx, "cancel", by, func(ref action.Ref, _ action.View) error { return t.s.actions.Cancel(ctx, by.actor, ref, t.Cancelled) })
}

func (t *task) report(ctx context.Context) error {
	return t.step(ctx, "report", t.owner, func(ref action.Ref, _ action.View) error {
		return t.s.actions.Report(ctx, t.owner.actor, ref, action.ReportInput{Report: t.Report, Cost: t.Yuan * 100})
	})
}

// checker is who verifies and judges.
func (t *task) checker() *employee {
	if t.verifier != nil {
		return t.verifier
	}
	return t.s.supervisor(t.Department, t.owner)
}

func (t *task) sendReportBack(ctx context.Context) error {
	by := t.checker()
	return t.step(ctx, "return", by, func(ref action.Ref, _ action.View) error { return t.s.actions.Return(ctx, by.actor, ref, t.Returned) })
}

// verify confirms what was done and plans the look at the effect.
func (t *task) verify(ctx context.Context) error {
	s, by := t.s, t.checker()
	in := action.VerifyInput{Comment: t.Verified}
	if t.Kind == "correction" {
		t.closed = true
	} else {
		days := t.window()
		look := s.clock.at.AddDate(0, 0, days)
		if t.Stands == "verified" {
			look = s.end.AddDate(0, 0, t.Check)
		}
		in.CheckOn = s.day(look)
		in.Measure = action.Measure{Indicator: complaint.Indicator, IndicatorDepartmentID: s.places[t.Department].ID, IndicatorType: t.Type}
		if t.Stands == "" {
			s.at(s.working(s.morning(look)), t.judge)
		}
	}
	t.stir(seldom)
	if len(t.Calms) == 0 && t.Case != "" && len(t.Stirs) == 0 {
		s.mood[t.Case] = seldom
	}
	return t.step(ctx, "verify", by, func(ref action.Ref, _ action.View) error { return s.actions.Verify(ctx, by.actor, ref, in) })
}

// judge says whether the effect is there. What did not help is begun anew.
func (t *task) judge(ctx context.Context) error {
	s, by := t.s, t.checker()
	in := action.CheckInput{Effective: !t.Ineffective, Comment: t.Judged}
	if t.Ineffective {
		in.Finish = calendar.Target{Amount: anew, Unit: calendar.WorkingDays}
	}
	err := t.step(ctx, "judge", by, func(ref action.Ref, v action.View) error {
		if in.Comment == "" {
			in.Comment = verdictOn(v.Effect)
		}
		return s.actions.Judge(ctx, by.actor, ref, in)
	})
	if t.closed = in.Effective; t.closed || err != nil {
		return err
	}
	var due time.Time
	if err := t.step(ctx, "reading", t.owner, func(_ action.Ref, v action.View) error { due = v.NextDueAt; return nil }); err != nil {
		return err
	}
	begun, until := s.clock.at, due
	if until.After(s.end) {
		until = s.end
	}
	s.at(s.share(begun, until, 0.2), func(ctx context.Context) error { return t.state(ctx, t.Again.Measures, due) })
	s.at(s.share(begun, until, 0.35), t.start)
	s.at(s.share(begun, until, 0.8), func(ctx context.Context) error { return t.carryOut(ctx, 0, t.Again.Measures[0][1]) })
	return nil
}

// verdictOn is what is said of an effect that is found good.
func verdictOn(e *action.Effect) string {
	switch {
	case e.AfterCount == 0:
		return "观察期内没有再发生，措施有效，予以关闭。"
	case e.Improved():
		return fmt.Sprintf("同类投诉由%d件降到%d件，措施有效，予以关闭。", e.BeforeCount, e.AfterCount)
	}
	return fmt.Sprintf("观察期内同类投诉%d件，逐件核对均为其他原因，本项措施有效，予以关闭。", e.AfterCount)
}
