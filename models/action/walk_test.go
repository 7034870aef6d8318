package action

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org/orgtest"
)

// walker takes random steps on one action.
type walker struct {
	*firm
	rt     *rapid.T
	number string
	steps  int // steps that were taken, opening included
	// took are those who owned it or worked along in this round since measures were stated.
	took []int64
}

func TestRandomWalksKeepTheRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		rapid.Check(t, func(rt *rapid.T) {
			clock.Set(dbtest.Start)
			w := &walker{firm: f, rt: rt}
			f.happened = []time.Time{dbtest.Start.AddDate(0, 0, -rapid.IntRange(1, 60).Draw(rt, "before")), dbtest.Start.AddDate(0, 0, rapid.IntRange(1, 60).Draw(rt, "after"))}
			from := rapid.SampledFrom([]State{Doing, Reported, Verified, Verified, Planned, Opened}).Draw(rt, "from")
			first := rapid.SampledFrom([]auth.Actor{f.owner, f.deputy, f.owner}).Draw(rt, "first")
			w.number = f.open(func(in *OpenInput) {
				in.Kind = rapid.SampledFrom([]string{"corrective", "corrective", "preventive", "correction"}).Draw(rt, "kind")
				if from == Verified {
					in.Kind = "corrective"
				}
				in.OwnerID = first.PersonID
				in.VerifierID = rapid.SampledFrom([]int64{0, 0, f.supervisor.PersonID, f.stranger.PersonID}).Draw(rt, "verifier")
				in.Source = link.Ref{Kind: "case", Number: "AL-1"}
			})
			if first.PersonID != f.owner.PersonID { // who planned hands it over
				f.must(f.Plan(f.ctx, first, f.ref(w.number), f.plan()))
				f.must(f.Assign(f.ctx, f.supervisor, f.ref(w.number), AssignInput{Part: Part{DepartmentID: orgtest.Service, OwnerID: f.owner.PersonID, Coworkers: []int64{f.helper.PersonID}}, Reason: "换人"}))
				if from == Opened {
					from = Planned
				}
			}
			for f.at(w.number).State.Position() < from.Position() {
				f.advance(w.number, States[f.at(w.number).State.Position()+1])
			}
			if from != Opened {
				w.took = []int64{first.PersonID, f.owner.PersonID, f.helper.PersonID}
			}
			w.steps = len(f.events(w.number))
			for range rapid.IntRange(1, 40).Draw(rt, "length") {
				w.walk()
			}
		})
	})
}

// aside are steps that a sensible walker leaves out, for they lead nowhere.
var aside = []Step{EditStep, LinkStep, CommentStep, CancelStep, AssignStep, ExtendStep}

// walk tries one step by somebody and checks what must always hold.
func (w *walker) walk() {
	rt := w.rt
	w.clock.Advance(time.Duration(rapid.SampledFrom([]int{1, 24 * 40, 0, 5, 30, 24 * 7, 24 * 40}).Draw(rt, "hours")) * time.Hour)
	everybody := []auth.Actor{w.boss, w.supervisor, w.deputy, w.opener, w.owner, w.helper, w.stranger, w.otherSupervisor, w.clerk, w.auditor}
	a, s := rapid.SampledFrom(everybody).Draw(rt, "actor"), rapid.SampledFrom(Steps).Draw(rt, "step")
	if rapid.IntRange(0, 3).Draw(rt, "ready") == 0 {
		w.ready()
	}
	was := w.at(w.number)
	l, err := load(w.d.Read(w.ctx), w.boss, w.number)
	w.must(err)
	t := l.team
	if rapid.IntRange(0, 4).Draw(rt, "sensible") > 0 { // most steps are ones that somebody's page would offer
		type choice struct {
			auth.Actor
			Step
		}
		var possible []choice
		for _, a := range everybody {
			for _, s := range Steps {
				if was.may(a, s, t) == nil && !slices.Contains(aside, s) {
					possible = append(possible, choice{a, s})
				}
			}
		}
		if len(possible) > 0 {
			c := possible[int(rapid.Uint32().Draw(rt, "possible"))%len(possible)]
			a, s = c.Actor, c.Step
		}
	}
	before, events := w.snapshot(), len(w.events(w.number))
	err = w.take(a, s)
	now := w.at(w.number)
	if err != nil {
		if e := fault.Of(err); e == nil || e.Kind == fault.RepeatedKind {
			rt.Fatalf("%s by %s: %v", s, a.Name, err)
		}
		if after := w.snapshot(); after != before {
			rt.Fatalf("%s by %s was refused (%v) and changed\n%s\nto\n%s", s, a.Name, err, before, after)
		}
		return
	}
	w.steps++
	w.invariants(a, s, was, now, events)
	w.part(s, was, t)
	w.duties(a, s, was)
}

func (w *walker) invariants(a auth.Actor, s Step, was, now Action, events int) {
	rt := w.rt
	grown, rounds := now.Version-was.Version, now.Round-was.Round
	if s == CommentStep {
		grown++
	}
	due := w.clocks(w.number)[FinishClock].DueAt
	switch {
	case grown != 1:
		rt.Fatalf("%s: version %d after %d", s, now.Version, was.Version)
	case now.Number != was.Number || !now.OpenedAt.Equal(was.OpenedAt) || now.OpenerID != was.OpenerID:
		rt.Fatalf("%s changed what never changes", s)
	case len(w.events(w.number)) != events+1 || events != w.steps-1:
		rt.Fatalf("%s: %d events after %d steps", s, events+1, w.steps)
	case now.Closed != (now.State == Closed), now.Closed != (now.ClosedAt != nil), now.Closed != (now.Outcome != ""):
		rt.Fatalf("closed %v at %v in state %s: %q", now.Closed, now.ClosedAt, now.State, now.Outcome)
	case now.Closed != now.NextDueAt.Equal(Never), (now.NextClock == "") != now.NextDueAt.Equal(Never), now.Closed && !now.RemindAt.Equal(Never):
		rt.Fatalf("%s: next %q %v", now.State, now.NextClock, now.NextDueAt)
	case rounds != 0 && rounds != 1, (rounds == 1) != (s == ReopenStep || s == CheckStep && now.Ineffective > was.Ineffective):
		rt.Fatalf("%s: round %d after %d", s, now.Round, was.Round)
	case now.CheckOn != "" && !mustDay(w.t, now.CheckOn, w.d).After(due):
		rt.Fatalf("%s: the effect is looked at on %s, the deadline is %v", s, now.CheckOn, due)
	case now.State == Verified && (now.CheckOn == "" || now.Indicator == "" || now.VerifiedAt == nil):
		rt.Fatalf("verified without a day: %+v", now)
	case now.Outcome == Effective && s != CommentStep && (was.State != Verified || w.d.Now().Before(mustDay(w.t, now.CheckOn, w.d))):
		rt.Fatalf("effective after %s on %s", was.State, now.CheckOn)
	case now.OwnerID == now.VerifierID:
		rt.Fatal("the owner verifies")
	}
	running := 0
	for kind, k := range w.clocks(w.number) {
		if k.MetAt == nil {
			running++
		}
		if k.MetAt != nil && k.MetAt.Before(k.StartedAt) || k.SoonAt.After(k.DueAt) || k.DueAt.Before(k.StartedAt) {
			rt.Fatalf("%s clock %+v of an action %s", kind, k, now.State)
		}
	}
	if (running == 1) == now.Closed || running > 1 {
		rt.Fatalf("%d clocks run in state %s", running, now.State)
	}
	w.chain(now)
	var apart int64
	w.must(w.d.Read(w.ctx).Model(&Coworker{}).Where("action_id = ? AND closed <> ?", now.ID, now.Closed).Count(&apart).Error)
	if apart > 0 {
		rt.Fatalf("%d co-workers of an action in state %s do not know whether it is closed", apart, now.State)
	}
}

// chain demands that what the chain wants and what came to nothing is as the action says.
func (w *walker) chain(now Action) {
	var n int64
	w.must(w.d.Read(w.ctx).Table("link_wants").Where("record_kind = ? AND record_id = ? AND wants = ? AND met = ? AND department_id = ?", Kind, now.ID, wantsProof, false, now.DepartmentID).Count(&n).Error)
	if wants := !now.Closed && now.Kind != "correction" && (now.State == Verified || now.Ineffective > 0); wants != (n == 1) {
		w.rt.Fatalf("%s, %d times ineffective: %d wants", now.State, now.Ineffective, n)
	}
	var ended []bool
	w.must(w.d.Read(w.ctx).Model(&link.Link{}).Where("to_kind = ? AND to_id = ?", Kind, now.ID).Pluck("ended", &ended).Error)
	if len(ended) == 0 || slices.Contains(ended, now.Outcome != Cancelled) {
		w.rt.Fatalf("%s %s: links ended %v", now.State, now.Outcome, ended)
	}
}

// part notes who took part in the round.
func (w *walker) part(s Step, was Action, t team) {
	switch {
	case s == ReopenStep || s == CheckStep:
		w.took = nil
	case was.PlannedAt != nil:
		w.took = append(append(w.took, was.OwnerID), t.coworkers...)
	}
}

// duties demands that nobody verifies, judges, extends or cancels what is his own work.
func (w *walker) duties(a auth.Actor, s Step, was Action) {
	switch s {
	case VerifyStep, ReturnStep, CheckStep:
		if slices.Contains(w.took, a.PersonID) || a.PersonID == was.OwnerID {
			w.rt.Fatalf("%s by %s, who had a part in it", s, a.Name)
		}
	case ExtendStep, PostponeStep, CancelStep:
		var rows []Coworker
		w.must(w.d.Read(w.ctx).Where("action_id = ? AND person_id = ? AND former = ?", was.ID, a.PersonID, false).Find(&rows).Error)
		if a.PersonID == was.OwnerID || len(rows) > 0 || !a.CanIn(auth.ActionManage, was.DepartmentID) {
			w.rt.Fatalf("%s by %s", s, a.Name)
		}
	}
}

// snapshot is everything stored about the action.
func (w *walker) snapshot() string {
	c := w.at(w.number)
	var b strings.Builder
	show := func(v any) { // JSON, because times behind pointers print as addresses
		text, err := json.Marshal(v)
		w.must(err)
		b.Write(text)
	}
	show(c)
	for _, rows := range []any{&[]Clock{}, &[]Coworker{}, &[]PlannedMeasure{}, &[]Evidence{}, &[]Check{}} {
		w.must(w.d.Read(w.ctx).Where("action_id = ?", c.ID).Find(rows).Error)
		show(rows)
	}
	var links []link.Link
	w.must(w.d.Read(w.ctx).Where("to_kind = ? AND to_id = ?", Kind, c.ID).Find(&links).Error)
	show(links)
	var wants []map[string]any
	w.must(w.d.Read(w.ctx).Table("link_wants").Where("record_kind = ? AND record_id = ?", Kind, c.ID).Find(&wants).Error)
	show(wants)
	for _, table := range []string{"events", "notifications", "search_changes", "attachments"} {
		var n int64
		w.must(w.d.Read(w.ctx).Table(table).Count(&n).Error)
		fmt.Fprintf(&b, " %s=%d", table, n)
	}
	return b.String()
}

// take tries a step with likely input.
func (w *walker) take(a auth.Actor, s Step) error {
	rt, ref := w.rt, w.ref(w.number)
	if rapid.IntRange(0, 9).Draw(rt, "stale") == 0 {
		ref.Version--
	}
	text := rapid.SampledFrom([]string{"说明", "说明", "说明", ""}).Draw(rt, "text")
	on := w.today(rapid.SampledFrom([]int{0, 0, 0, -1, 1}).Draw(rt, "day"))
	switch s {
	case PlanStep:
		measures := w.plan()
		for _, m := range w.measures(w.number) {
			if rapid.Bool().Draw(rt, "keep") {
				measures = append(measures, MeasureInput{ID: m.ID, Measure: m.Measure + text, DueOn: on})
			}
		}
		return w.Plan(w.ctx, a, ref, measures)
	case SendBackStep:
		return w.SendBack(w.ctx, a, ref, text)
	case StartStep:
		return w.Start(w.ctx, a, ref)
	case MeasureStep:
		in := MeasureDoneInput{DoneOn: on, Result: text}
		if all := w.measures(w.number); len(all) > 0 {
			in.ID = rapid.SampledFrom(all).Draw(rt, "measure").ID
		}
		return w.CarryOut(w.ctx, a, ref, in)
	case EvidenceStep:
		return w.AddEvidence(w.ctx, a, ref, EvidenceInput{Title: text, HappenedOn: on, ReceivedOn: w.today(0), Files: photo()})
	case ReportStep:
		return w.Report(w.ctx, a, ref, ReportInput{Report: text, Cost: rapid.Int64Range(-1, 10000).Draw(rt, "cost")})
	}
	return w.takeLater(a, s, ref, text)
}

// ready carries out what is left before the owner reports; the steps are counted.
func (w *walker) ready() {
	n, c := len(w.events(w.number)), w.at(w.number)
	for _, a := range []auth.Actor{w.owner, w.helper, w.deputy} {
		if c.OwnerID != a.PersonID || c.State != Doing {
			continue
		}
		for _, m := range w.measures(w.number) {
			if m.DoneOn == "" {
				w.must(w.CarryOut(w.ctx, a, w.ref(w.number), MeasureDoneInput{ID: m.ID, DoneOn: w.today(0)}))
			}
		}
		if err := w.AddEvidence(w.ctx, a, w.ref(w.number), w.evidence()); err != nil && fault.Of(err).Key != "invalid.files_count" {
			w.rt.Fatal(err)
		}
	}
	w.steps += len(w.events(w.number)) - n
}

func (w *walker) takeLater(a auth.Actor, s Step, ref Ref, text string) error {
	rt := w.rt
	person := func(name string) int64 {
		return rapid.SampledFrom([]auth.Actor{w.owner, w.helper, w.deputy, w.supervisor, w.clerk, w.auditor}).Draw(rt, name).PersonID
	}
	switch s {
	case VerifyStep:
		in := w.proof(w.number)
		in.Comment, in.CheckOn = text, rapid.SampledFrom([]string{in.CheckOn, in.CheckOn, w.today(1), ""}).Draw(rt, "check")
		return w.Verify(w.ctx, a, ref, in)
	case ReturnStep:
		return w.Return(w.ctx, a, ref, text)
	case CheckStep:
		finish := rapid.SampledFrom([]calendar.Target{{}, {}, {Amount: 3, Unit: calendar.ElapsedDays}, {Amount: -3}}).Draw(rt, "finish")
		return w.Judge(w.ctx, a, ref, CheckInput{Effective: rapid.Bool().Draw(rt, "effective"), Comment: text, Finish: finish})
	case PostponeStep:
		return w.Postpone(w.ctx, a, ref, PostponeInput{CheckOn: w.today(rapid.IntRange(-5, 90).Draw(rt, "to")), Reason: text})
	case ExtendStep:
		return w.Extend(w.ctx, a, ref, ExtendInput{Amount: rapid.Int64Range(0, 30).Draw(rt, "more"), Reason: text})
	case CancelStep:
		return w.Cancel(w.ctx, a, ref, text)
	case ReopenStep:
		return w.Reopen(w.ctx, a, ref, ReopenInput{Reason: text})
	case AssignStep:
		part := Part{DepartmentID: rapid.SampledFrom([]int64{orgtest.Service, orgtest.Service, orgtest.Support}).Draw(rt, "department"), OwnerID: person("owner"), Coworkers: []int64{person("along")},
			VerifierID: rapid.SampledFrom([]int64{0, 0, w.boss.PersonID, w.deputy.PersonID}).Draw(rt, "verifier")}
		return w.Assign(w.ctx, a, ref, AssignInput{Part: part, Reason: text})
	case EditStep:
		facts := sample().Facts
		facts.Kind, facts.Cause = rapid.SampledFrom([]string{w.at(w.number).Kind, "corrective", "correction"}).Draw(rt, "kind"), rapid.SampledFrom([]string{"甲", "乙"}).Draw(rt, "cause")
		facts.Finish.Unit, facts.Finish.Amount = calendar.WorkingDays, rapid.Int64Range(8, 12).Draw(rt, "finish")
		facts.CheckOn = rapid.SampledFrom([]string{"", w.today(5), w.today(40)}).Draw(rt, "check")
		return w.Edit(w.ctx, a, ref, facts)
	case LinkStep:
		return w.Link(w.ctx, a, ref, link.Ref{Kind: "case", Number: rapid.SampledFrom([]string{"AL-1", "AL-2", "AL-3", "AL-5"}).Draw(rt, "source")})
	case CommentStep:
		return w.Comment(w.ctx, a, w.number, text)
	}
	rt.Fatalf("no way to take %s", s)
	return nil
}
