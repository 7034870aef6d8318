package policy

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

// walker takes random steps on one policy.
type walker struct {
	*firm
	rt     *rapid.T
	number string
	// issued are the hashes of the editions that were ever in force, by their numbers.
	issued map[int]string
}

func TestRandomWalksKeepTheRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		rapid.Check(t, func(rt *rapid.T) {
			clock.Set(dbtest.Start)
			w := &walker{firm: f, rt: rt, issued: map[int]string{}}
			w.number = f.draft("随机制度")
			if rapid.Bool().Draw(rt, "issued") {
				f.approve(w.number, "")
				f.pass(8 * 24 * time.Hour)
			}
			for range rapid.IntRange(1, 50).Draw(rt, "length") {
				w.walk()
			}
		})
	})
}

// walk tries one step by somebody and checks what must always hold.
func (w *walker) walk() {
	rt := w.rt
	w.clock.Advance(time.Duration(rapid.SampledFrom([]int{0, 1, 24, 24 * 8, 24 * 30}).Draw(rt, "hours")) * time.Hour)
	w.must(w.Switch(w.ctx))
	w.must(w.Remind(w.ctx))
	v := w.view(w.number)
	if rapid.IntRange(0, 9).Draw(rt, "onward") < 6 {
		step, a, err := w.onward(v)
		w.holds(v, step, a, err)
		return
	}
	a := rapid.SampledFrom([]auth.Actor{w.keeper, w.keeper, w.second, w.boss, w.chief, w.reviewer, w.clerk, w.auditor}).Draw(rt, "actor")
	s := rapid.SampledFrom(Steps).Draw(rt, "step")
	if rapid.IntRange(0, 3).Draw(rt, "ready") > 0 { // mostly what the page would offer
		var can []Step
		for _, o := range w.steps(a) {
			if o.Allowed && !slices.Contains([]Step{RetireStep, WithdrawStep, TakeBackStep}, Step(o.Step)) {
				can = append(can, Step(o.Step))
			}
		}
		if len(can) > 0 {
			s = rapid.SampledFrom(can).Draw(rt, "possible")
		}
	}
	err := w.take(a, s, v)
	if e := fault.Of(err); err != nil && e == nil {
		rt.Fatalf("%s by %s: %v", s, a.Name, err)
	}
	w.holds(v, s, a, err)
}

// onward takes the step that leads on, by somebody who may take it; whom he names is left to chance.
func (w *walker) onward(v View) (Step, auth.Actor, error) {
	rt, ref := w.rt, Ref{Number: w.number, Version: v.Version}
	everybody := []auth.Actor{w.boss, w.chief, w.second, w.keeper, w.reviewer}
	var people []int64
	for _, i := range rapid.Permutation([]int{0, 1, 2, 3, 4}).Draw(rt, "order")[:rapid.IntRange(1, 4).Draw(rt, "many")] {
		people = append(people, everybody[i].PersonID)
	}
	asked := func(part Part) auth.Actor {
		for _, t := range v.People {
			if t.EditionID == v.OpenID && t.Part == part && t.Decision == "" {
				return everybody[slices.IndexFunc(everybody, func(a auth.Actor) bool { return a.PersonID == t.PersonID })]
			}
		}
		return auth.Actor{}
	}
	switch v.Stage {
	case "":
		return DraftStep, w.keeper, w.Draft(w.ctx, w.keeper, ref)
	case Drafting:
		if err := w.rewrite(w.keeper, v); err != nil {
			return WriteStep, w.keeper, err
		}
		ref = w.ref(w.number)
		return SendStep, w.keeper, w.Send(w.ctx, w.keeper, ref, SendInput{Reviewers: people})
	case Reviewing:
		if a := asked(Reviewer); a.PersonID != 0 {
			return JudgeStep, a, w.Judge(w.ctx, a, ref, DecideInput{Agree: true})
		}
		for _, c := range v.Comments {
			if c.ResolvedAt == nil {
				return ResolveStep, w.keeper, w.Resolve(w.ctx, w.keeper, ref, ResolveInput{ID: c.ID, Resolution: "答复"})
			}
		}
		return ProposeStep, w.keeper, w.Propose(w.ctx, w.keeper, ref, ProposeInput{Approvers: people})
	case Approving:
		a := asked(Approver)
		return ApproveStep, a, w.Approve(w.ctx, a, ref, DecideInput{Agree: true})
	}
	w.clock.Advance(8 * 24 * time.Hour)
	return "switch", w.keeper, w.Switch(w.ctx)
}

func (w *walker) steps(a auth.Actor) []fault.Option {
	v, err := w.ByNumber(w.ctx, a, w.number)
	if err != nil {
		return nil
	}
	return v.Steps
}

// take tries a step with an input that may be right.
func (w *walker) take(a auth.Actor, s Step, v View) error {
	rt, ref := w.rt, Ref{Number: w.number, Version: v.Version}
	people := rapid.SliceOfN(rapid.SampledFrom([]int64{w.boss.PersonID, w.chief.PersonID, w.second.PersonID, w.keeper.PersonID, w.reviewer.PersonID}), 1, 3).Draw(rt, "people")
	agree := rapid.IntRange(0, 4).Draw(rt, "agree") > 0
	in := func(days int) string { return w.clock.Now().In(w.d.Zone()).AddDate(0, 0, days).Format(time.DateOnly) }
	switch s {
	case EditStep:
		f := w.facts(fmt.Sprintf("随机制度 %d", rapid.IntRange(1, 3).Draw(rt, "title")))
		f.ReviewMonths = rapid.IntRange(0, 12).Draw(rt, "months")
		return w.Edit(w.ctx, a, ref, f)
	case DraftStep:
		return w.Draft(w.ctx, a, ref)
	case WriteStep:
		return w.rewrite(a, v)
	case SendStep:
		return w.Send(w.ctx, a, ref, SendInput{Reviewers: people})
	case SayStep:
		return w.Say(w.ctx, a, ref, CommentInput{Key: rapid.IntRange(0, 4).Draw(rt, "key"), Text: "意见"})
	case ResolveStep:
		id := int64(0)
		for _, c := range v.Comments {
			if c.ResolvedAt == nil {
				id = c.ID
			}
		}
		return w.Resolve(w.ctx, a, ref, ResolveInput{ID: id, Resolution: "答复"})
	case JudgeStep:
		return w.Judge(w.ctx, a, ref, DecideInput{Agree: agree, Note: "说明"})
	case ProposeStep:
		return w.Propose(w.ctx, a, ref, ProposeInput{Approvers: people, EffectOn: rapid.SampledFrom([]string{"", in(8), in(40), in(2), in(-1)}).Draw(rt, "on")})
	case ApproveStep:
		return w.Approve(w.ctx, a, ref, DecideInput{Agree: agree, Note: "说明"})
	case TakeBackStep:
		return w.TakeBack(w.ctx, a, ref, "再议")
	case PostponeStep:
		return w.Postpone(w.ctx, a, ref, PostponeInput{EffectOn: in(rapid.IntRange(-1, 30).Draw(rt, "days")), Reason: "推迟"})
	case WithdrawStep:
		return w.Withdraw(w.ctx, a, ref, "撤回")
	case ReviewStep:
		return w.Review(w.ctx, a, ref, ReviewInput{Note: "无须修改"})
	case AskStep:
		return w.Ask(w.ctx, a, ref, ExceptionInput{PersonID: w.clerk.PersonID, Reason: "r", Measures: "m", FromOn: in(0), UntilOn: in(10)})
	case AnswerStep, EndStep:
		id := int64(0)
		if len(v.Exceptions) > 0 {
			id = v.Exceptions[0].ID
		}
		if s == EndStep {
			return w.EndException(w.ctx, a, ref, AnswerInput{ID: id, Note: "n"})
		}
		return w.Answer(w.ctx, a, ref, AnswerInput{ID: id, Grant: agree, Note: "n"})
	case RetireStep:
		return w.Retire(w.ctx, a, ref, RetireInput{Reason: "不再需要"})
	}
	return nil
}

// rewrite changes the draft: a clause more, one fewer, or other words.
func (w *walker) rewrite(a auth.Actor, v View) error {
	r, err := w.Read(w.ctx, w.keeper, w.number, At{No: v.LatestNo})
	if err != nil || v.Open == nil {
		return err
	}
	body := rapid.SampledFrom([]string{r.Edition.Body + "\n第九条 又一条。\n", strings.Replace(r.Edition.Body, "第二条", "第二条 修改后的", 1),
		clause.Renumber(strings.Replace(r.Edition.Body, "第三条 ", "第三条 新插入的条文。\n\n第三条 ", 1)), ""}).Draw(w.rt, "body")
	_, err = w.Write(w.ctx, a, DraftInput{Number: w.number, Version: v.Open.Version, Title: "随机制度", Body: body, Weight: rapid.SampledFrom([]Weight{Major, Minor}).Draw(w.rt, "weight"), Summary: "修改"})
	return err
}

// holds checks what must always hold.
func (w *walker) holds(was View, s Step, a auth.Actor, err error) {
	rt, v := w.rt, w.view(w.number)
	if err != nil && v.Version != was.Version && s != WriteStep {
		rt.Fatalf("%s failed with %v and changed the policy", s, err)
	}
	if (v.OpenID != 0) != (v.Stage != "") || (v.State == InForce) != (v.CurrentID != 0 && v.State != Retired) || v.RequiredNo > v.CurrentNo {
		rt.Fatalf("after %s: %+v", s, v.Policy)
	}
	var all []Edition
	w.must(w.d.Read(w.ctx).Where("policy_id = ?", v.ID).Order("no").Find(&all).Error)
	inForce := 0
	for _, e := range all {
		if e.Stage == Current {
			inForce++
		}
		if e.InForceAt != nil {
			w.issuedRightly(e)
		}
	}
	if want := map[bool]int{true: 1, false: 0}[v.State == InForce]; inForce != want {
		rt.Fatalf("after %s by %s %d editions are in force", s, a.Name, inForce)
	}
	w.clausesStand(v)
}

// issuedRightly demands of an edition that was in force that its text is still the one, that its quorum was full and
// that none of its authors approved it.
func (w *walker) issuedRightly(e Edition) {
	rt := w.rt
	if hash, ok := w.issued[e.No]; ok && hash != e.Hash || Hash(e.Title, e.Body) != e.Hash {
		rt.Fatalf("edition %d changed after it was in force", e.No)
	}
	w.issued[e.No] = e.Hash
	var people []Participant
	w.must(w.d.Read(w.ctx).Where("edition_id = ?", e.ID).Find(&people).Error)
	authors, approved := map[int64]bool{}, 0
	for _, p := range people {
		if p.Part == Author {
			authors[p.PersonID] = true
		}
	}
	for _, p := range people {
		if p.Waiting {
			rt.Fatalf("edition %d is in force and waits for %d", e.No, p.PersonID)
		}
		if p.Part == Approver && p.Decision == Agreed {
			approved++
			if authors[p.PersonID] {
				rt.Fatalf("edition %d was approved by its author", e.No)
			}
		}
	}
	if approved < 2 || e.ApprovedAt == nil || e.EffectAt == nil || e.InForceAt.Before(*e.EffectAt) || e.EffectAt.Before(e.ApprovedAt.Add(5*24*time.Hour)) {
		rt.Fatalf("edition %d in force with %d approvals, approved %v, effect %v, in force %v", e.No, approved, e.ApprovedAt, e.EffectAt, e.InForceAt)
	}
}

// clausesStand demands that the rows of clauses that hold are those of the edition in force.
func (w *walker) clausesStand(v View) {
	var held []int
	w.must(w.d.Read(w.ctx).Model(&Clause{}).Where("policy_id = ? AND in_force = ? AND clause_key > 0", v.ID, true).Order("clause_key").Pluck("clause_key", &held).Error)
	var want []int
	if v.State == InForce {
		r, err := w.Read(w.ctx, w.keeper, w.number, At{})
		w.must(err)
		for _, p := range r.Edition.Parts {
			if p.Kind != clause.Meta {
				want = append(want, p.Key)
			}
		}
		slices.Sort(want)
	}
	if !slices.Equal(held, want) {
		w.rt.Fatalf("clauses %v hold, want %v", held, want)
	}
}
