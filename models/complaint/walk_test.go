package complaint

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

// walker takes random steps on one complaint.
type walker struct {
	*firm
	rt     *rapid.T
	number string
	about  auth.Actor
	steps  int // steps that were taken, registering included
}

func TestRandomWalksKeepTheRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		rapid.Check(t, func(rt *rapid.T) {
			clock.Set(dbtest.Start)
			in := sample()
			w := &walker{firm: f, rt: rt, about: rapid.SampledFrom([]auth.Actor{{PersonID: -7}, f.second, f.deputy, f.stranger}).Draw(rt, "about")}
			if w.about.PersonID > 0 {
				in.ComplainedPersonID = w.about.PersonID
			}
			w.number = f.register(f.clerk, in)
			f.advance(w.number, rapid.SampledFrom([]State{Registered, Registered, Assessed, Investigating, Approved, Replied}).Draw(rt, "from"))
			w.steps = len(f.events(w.number))
			for range rapid.IntRange(1, 40).Draw(rt, "length") {
				w.walk()
			}
		})
	})
}

// aside are steps that a sensible walker leaves out, for they lead nowhere.
var aside = []Step{EditStep, PauseStep, CommentStep, RevealStep, AttachStep, NotAcceptStep}

// walk tries one step by somebody and checks what must always hold.
func (w *walker) walk() {
	rt := w.rt
	w.clock.Advance(time.Duration(rapid.IntRange(0, 40).Draw(rt, "hours")) * time.Hour)
	a := rapid.SampledFrom([]auth.Actor{w.handler, w.handler, w.handler, w.supervisor, w.supervisor, w.supervisor, w.second, w.second, w.deputy, w.stranger,
		w.otherSupervisor, w.clerk, w.auditor, w.boss}).Draw(rt, "actor")
	s := rapid.SampledFrom(Steps).Draw(rt, "step")
	if rapid.Bool().Draw(rt, "sensible") { // half of the steps are ones that the page would offer
		var possible []Step
		c := w.at(w.number)
		for _, o := range c.StepsFor(a) {
			if s := Step(o.Step); o.Allowed && !slices.Contains(aside, s) {
				possible = append(possible, s)
			}
		}
		if c.State == Proposed && slices.Contains(possible, ApproveStep) {
			possible = append(possible, ApproveStep, ApproveStep, SendBackStep, SendBackStep)
		}
		if len(possible) > 0 {
			s = rapid.SampledFrom(possible).Draw(rt, "possible")
		}
	}
	before, events := w.snapshot(), len(w.events(w.number))
	was := w.at(w.number)
	err := w.take(a, s)
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
}

func (w *walker) invariants(a auth.Actor, s Step, was, now Complaint, events int) {
	rt := w.rt
	grown := now.Version - was.Version
	if s == CommentStep || s == RevealStep || s == AttachStep {
		grown++
	}
	switch {
	case grown != 1:
		rt.Fatalf("%s: version %d after %d", s, now.Version, was.Version)
	case now.Number != was.Number || now.FirstContactID != was.FirstContactID:
		rt.Fatalf("%s changed what never changes", s)
	case len(w.events(w.number)) != events+1 || events != w.steps-1:
		rt.Fatalf("%s: %d events after %d steps", s, events+1, w.steps)
	case was.ComplainedPersonID == a.PersonID && s != CommentStep:
		rt.Fatalf("%s by the person complained about", s)
	case s == FollowUpStep && (a.PersonID == was.HandlerID || a.PersonID == was.RepliedBy):
		rt.Fatal("a follow-up by the handler")
	case (s == ApproveStep || s == SendBackStep) && a.PersonID == was.HandlerID:
		rt.Fatalf("%s by the handler", s)
	case s == AssignStep && was.HandlerID != 0 && !w.reasoned():
		rt.Fatal("taken from its handler without a reason")
	case now.HandlerID != 0 && now.HandlerID == now.ComplainedPersonID:
		rt.Fatal("handled by the person complained about")
	case now.Closed != (now.State == Closed || now.State == NotAccepted), now.Closed != (now.ClosedAt != nil):
		rt.Fatalf("closed %v in state %s", now.Closed, now.State)
	case (now.Closed || now.PausedAt != nil) != now.NextDueAt.Equal(Never), (now.NextClock == "") != now.NextDueAt.Equal(Never):
		rt.Fatalf("%s paused %v: next %q %v", now.State, now.PausedAt, now.NextClock, now.NextDueAt)
	case (now.State == Proposed) != (w.pendingInRound(now) > 0) && !now.Closed:
		rt.Fatalf("state %s with %d remedies pending", now.State, w.pendingInRound(now))
	}
	for kind, k := range w.clocks(w.number) {
		if k.MetAt != nil && k.MetAt.Before(k.StartedAt) || now.Closed && k.MetAt == nil || k.SoonAt.After(k.DueAt) || k.DueAt.Before(k.StartedAt) {
			rt.Fatalf("%s clock %+v of a complaint %s", kind, k, now.State)
		}
	}
	var decided []Remedy
	w.must(w.d.Read(w.ctx).Where("complaint_id = ? AND decided_by = proposed_by", now.ID).Find(&decided).Error)
	if len(decided) > 0 {
		rt.Fatalf("decided on what one proposed: %+v", decided)
	}
	if v, err := w.ByNumber(w.ctx, w.about, w.number); err == nil {
		if x := leak(v); x != "" {
			rt.Fatalf("after %s the person complained about reads %q", s, x)
		}
	} else if !fault.Is(err, fault.NotFoundKind) && !fault.Is(err, fault.ForbiddenKind) {
		rt.Fatal(err)
	}
}

// reasoned tells whether the last event holds a reason.
func (w *walker) reasoned() bool {
	rows, err := audit.Of(w.d.Read(w.ctx), Kind, w.at(w.number).ID, 0, 1)
	w.must(err)
	told, err := audit.Tell(w.d.Read(w.ctx), rows)
	w.must(err)
	return told[0].Reason != ""
}

func (w *walker) pendingInRound(c Complaint) int {
	all, err := loadRemedies(w.d.Read(w.ctx), c.ID)
	w.must(err)
	n := 0
	for _, r := range all {
		if r.State == RemedyProposed && r.Round == c.Round {
			n++
		}
	}
	return n
}

// snapshot is everything stored about the complaint.
func (w *walker) snapshot() string {
	c := w.at(w.number)
	var b strings.Builder
	show := func(v any) { // JSON, because times behind pointers print as addresses
		text, err := json.Marshal(v)
		w.must(err)
		b.Write(text)
	}
	show(c)
	for _, rows := range []any{&[]Clock{}, &[]Pause{}, &[]Remedy{}, &[]FollowUp{}, &[]Complainant{}} {
		w.must(w.d.Read(w.ctx).Where("complaint_id = ?", c.ID).Find(rows).Error)
		show(rows)
	}
	for _, table := range []string{"events", "notifications", "search_changes", "attachments"} {
		var n int64
		w.must(w.d.Read(w.ctx).Table(table).Count(&n).Error)
		fmt.Fprintf(&b, " %s=%d", table, n)
	}
	return b.String()
}

// take tries a step with likely input.
func (w *walker) take(a auth.Actor, s Step) error {
	rt, ref, n := w.rt, w.ref(w.number), w.number
	if rapid.IntRange(0, 9).Draw(rt, "stale") == 0 {
		ref.Version--
	}
	text := rapid.SampledFrom([]string{"说明", "说明", "说明", "", "张三丰来电 13812345678"}).Draw(rt, "text")
	switch s {
	case EditStep:
		facts := sample().Facts
		facts.Severity, facts.UrgentSafety = rapid.SampledFrom([]string{"normal", "serious"}).Draw(rt, "severity"), rapid.Bool().Draw(rt, "urgent")
		facts.ComplainedPersonID = max(w.about.PersonID, 0)
		facts.ReceivedAt = dbtest.Start.Add(-time.Duration(rapid.IntRange(0, 50).Draw(rt, "received")) * time.Hour)
		return w.Edit(w.ctx, a, ref, EditInput{Facts: facts})
	case AcceptStep:
		return w.Accept(w.ctx, a, ref, AcceptInput{Take: rapid.Bool().Draw(rt, "take")})
	case NotAcceptStep:
		return w.NotAccept(w.ctx, a, ref, NotAcceptInput{Reason: "not_ours", Text: text, Recourse: "platform"})
	case AcknowledgeStep:
		return w.Acknowledge(w.ctx, a, ref, AcknowledgeInput{Channel: "telephone", Text: text})
	case AssessStep:
		in := w.assess()
		in.DeadlineClass = rapid.SampledFrom([]string{"general", "urgent_safety", "complex", "none"}).Draw(rt, "class")
		return w.Assess(w.ctx, a, ref, in)
	case AssignStep, TransferStep:
		in := AssignInput{DepartmentID: rapid.SampledFrom([]int64{0, service, support}).Draw(rt, "department"), Reason: text,
			HandlerID: rapid.SampledFrom([]auth.Actor{{}, w.handler, w.second, w.stranger, w.deputy}).Draw(rt, "to").PersonID}
		if s == AssignStep {
			return w.Assign(w.ctx, a, ref, in)
		}
		return w.Transfer(w.ctx, a, ref, in)
	case InvestigateStep:
		return w.Investigate(w.ctx, a, ref, InvestigateInput{Findings: text, FailureType: "wrong_charge", Upheld: PartlyUpheld})
	case ProposeStep:
		return w.ProposeRemedy(w.ctx, a, ref, RemedyInput{Kind: "refund", Amount: rapid.Int64Range(-1, 10000).Draw(rt, "amount")})
	case ApproveStep:
		return w.ApproveRemedy(w.ctx, a, ref, w.pending(n))
	case SendBackStep:
		return w.SendBackRemedy(w.ctx, a, ref, w.pending(n), text)
	case ReplyStep:
		return w.Reply(w.ctx, a, ref, ReplyInput{Channel: "email", Text: text})
	case FollowUpStep:
		return w.FollowUp(w.ctx, a, ref, FollowUpInput{Outcome: rapid.SampledFrom([]string{"satisfied", "dissatisfied", "not_reached", "declined"}).Draw(rt, "outcome"), Comment: text})
	case CloseStep:
		return w.Close(w.ctx, a, ref, CloseInput{Outcome: rapid.SampledFrom([]Outcome{Resolved, Unreached, Withdrawn}).Draw(rt, "outcome"), Summary: text})
	}
	return w.takeOther(a, s, ref, text)
}

func (w *walker) takeOther(a auth.Actor, s Step, ref Ref, text string) error {
	n := w.number
	switch s {
	case PauseStep:
		return w.Pause(w.ctx, a, ref, PauseInput{Reason: "waiting_customer", Text: text})
	case ResumeStep:
		return w.Resume(w.ctx, a, ref, text)
	case ReopenStep:
		return w.Reopen(w.ctx, a, ref, text)
	case CommentStep:
		return w.Comment(w.ctx, a, n, text)
	case AttachStep:
		return w.Attach(w.ctx, a, n, nil)
	case RevealStep:
		_, err := w.Reveal(w.ctx, a, n, text)
		return err
	}
	w.rt.Fatalf("no way to take %s", s)
	return nil
}
