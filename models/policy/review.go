package policy

import (
	"context"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/fault"
	"bihuan/models/org"
)

// Send sends the draft to named people for review.
func (ps *Policies) Send(ctx context.Context, a auth.Actor, ref Ref, in SendInput) error {
	return ps.step(ctx, a, ref, SendStep, "policy.sent", func(w *work) error {
		if err := w.complete(); err != nil {
			return err
		}
		if err := w.ask(Reviewer, "reviewers", in.Reviewers, max(w.l.kind.Reviewers, 1), auth.PolicyRead); err != nil || !w.Check.OK() {
			return err
		}
		if err := w.start(ReviewClock, w.l.open.No, w.l.kind.Review); err != nil {
			return err
		}
		w.tell("policy_review", in.Reviewers...)
		return w.stage(map[string]any{"stage": Reviewing, "sent_at": w.tx.Now})
	})
}

// complete demands of a draft what nobody can review without.
func (w *work) complete() error {
	e, err := edition(w.tx.DB, w.p.OpenID)
	if err != nil {
		return err
	}
	if empty(e.Body) {
		return fault.Conflict("fault.policy_empty")
	}
	if empty(e.Title) { // a page that saves by itself may do so before there is one
		return fault.Conflict("fault.policy_untitled")
	}
	if e.BaseID != 0 && strings.TrimSpace(e.Summary) == "" {
		return fault.Conflict("fault.policy_no_summary")
	}
	return nil
}

// empty tells whether a text shows nothing; signs of no width show nothing either.
func empty(text string) bool {
	return strings.Trim(text, " \t\r\n\u3000\u00a0\u200b\u200c\u200d\ufeff") == ""
}

// ask asks people for their word, in place of those who were asked before.
func (w *work) ask(part Part, field string, people []int64, least int, right auth.Permission) error {
	people = distinct(people)
	if len(people) < least {
		w.Check.Add(field, "invalid.policy_people_least", "min", least)
	}
	if len(people) > maxPeople {
		w.Check.Add(field, "invalid.policy_people_most", "max", maxPeople)
	}
	for _, p := range people {
		if w.l.has(p, Author) {
			w.Check.Add(field, "invalid.policy_author")
			continue
		}
		if err := w.person(field, p); err != nil {
			return err
		}
		able, err := auth.Able(w.tx.DB, p, right)
		if err != nil {
			return err
		}
		if !able {
			w.Check.Add(field, "invalid.policy_able")
		}
	}
	if !w.Check.OK() {
		return nil
	}
	id := w.p.OpenID
	if err := w.tx.Where("edition_id = ? AND part = ?", id, part).Delete(&Participant{}).Error; err != nil {
		return err
	}
	rows := make([]Participant, len(people))
	for i, p := range people {
		rows[i] = Participant{EditionID: id, Part: part, PersonID: p, PolicyID: w.p.ID, Waiting: true, AskedAt: w.tx.Now}
		w.Note(string(part)+"_id", p)
	}
	return w.tx.Create(&rows).Error
}

// Say comments on a clause of the edition under review. It leaves the version alone: what others type stays valid.
func (ps *Policies) Say(ctx context.Context, a auth.Actor, ref Ref, in CommentInput) error {
	return ps.step(ctx, a, ref, SayStep, "policy.commented", func(w *work) error {
		w.p.Stage = w.was.Stage
		w.NeedText("text", in.Text, maxText)
		label, err := w.labelIn(w.p.OpenID, in.Key)
		if err != nil || !w.Check.OK() {
			return err
		}
		c := Comment{PolicyID: w.p.ID, EditionID: w.p.OpenID, Key: in.Key, Label: label, PersonID: w.a.PersonID, At: w.tx.Now, Text: strings.TrimSpace(in.Text)}
		if label != "" {
			w.Note("clause", label)
		}
		w.tell("policy_commented", w.authors()...)
		return w.tx.Create(&c).Error
	})
}

// labelIn is the label of a clause of an edition; a key that it has not is refused.
func (w *work) labelIn(id int64, key int) (string, error) {
	if key == 0 {
		return "", nil
	}
	e, err := edition(w.tx.DB, id)
	if err != nil {
		return "", err
	}
	for _, p := range e.Parts {
		if p.Key == key {
			return partLabel(p), nil
		}
	}
	w.Check.Add("clause", "invalid.choice")
	return "", nil
}

// partLabel names a part: 第三条, or its heading.
func partLabel(p clause.Part) string {
	r := []rune(strings.TrimSpace(p.Label + " " + p.Title))
	return string(r[:min(len(r), 60)])
}

// Resolve answers a comment.
func (ps *Policies) Resolve(ctx context.Context, a auth.Actor, ref Ref, in ResolveInput) error {
	return ps.step(ctx, a, ref, ResolveStep, "policy.resolved", func(w *work) error {
		w.p.Stage = w.was.Stage
		w.NeedText("resolution", in.Resolution, maxText)
		var c []Comment
		if err := w.tx.Where("id = ? AND edition_id = ?", in.ID, w.p.OpenID).Limit(1).Find(&c).Error; err != nil || !w.Check.OK() {
			return err
		}
		switch {
		case len(c) == 0:
			return fault.NotFound("fault.policy_comment_gone")
		case c[0].ResolvedAt != nil:
			return fault.Conflict("fault.policy_comment_resolved")
		}
		if c[0].Label != "" {
			w.Note("clause", c[0].Label)
		}
		w.tell("policy_resolved", c[0].PersonID)
		return w.tx.Model(&c[0]).UpdateColumns(map[string]any{"resolved_at": w.tx.Now, "resolved_by": w.a.PersonID, "resolution": strings.TrimSpace(in.Resolution)}).Error
	})
}

// Judge is a reviewer's word. Who asked for changes may agree later.
func (ps *Policies) Judge(ctx context.Context, a auth.Actor, ref Ref, in DecideInput) error {
	return ps.step(ctx, a, ref, JudgeStep, "policy.judged", func(w *work) error {
		if err := w.decide(Reviewer, in); err != nil || !w.Check.OK() {
			return err
		}
		w.tell("policy_judged", w.authors()...)
		return nil
	})
}

// decide notes a word.
func (w *work) decide(part Part, in DecideInput) error {
	w.Check.Text("note", in.Note, maxText)
	if !in.Agree {
		w.Check.Required("note", in.Note)
	}
	if !w.Check.OK() {
		return nil
	}
	d := Agreed
	if !in.Agree {
		d = Refused
	}
	w.Note("decision", string(d))
	w.Reason = strings.TrimSpace(in.Note)
	for i := range w.l.people {
		if t := &w.l.people[i]; t.Part == part && t.PersonID == w.a.PersonID {
			t.Decision, t.Waiting = d, false
		}
	}
	return w.tx.Model(&Participant{}).Where("edition_id = ? AND part = ? AND person_id = ?", w.p.OpenID, part, w.a.PersonID).
		UpdateColumns(map[string]any{"decision": d, "note": w.Reason, "decided_at": w.tx.Now, "waiting": false}).Error
}

// Propose asks named people to approve the edition from a day on.
func (ps *Policies) Propose(ctx context.Context, a auth.Actor, ref Ref, in ProposeInput) error {
	return ps.step(ctx, a, ref, ProposeStep, "policy.proposed", func(w *work) error {
		if err := w.complete(); err != nil {
			return err
		}
		effect := w.effectOn("effect_on", in.EffectOn)
		if err := w.ask(Approver, "approvers", in.Approvers, w.l.kind.Quorum, auth.PolicyApprove); err != nil || !w.Check.OK() {
			return err
		}
		w.Note("effect_on", day(effect, w.ps.d.Zone()))
		if err := w.tx.Model(&Participant{}).Where("edition_id = ? AND part = ?", w.p.OpenID, Reviewer).UpdateColumns(map[string]any{"waiting": false}).Error; err != nil {
			return err
		}
		if err := w.meet(ReviewClock); err != nil {
			return err
		}
		if err := w.start(ApprovalClock, w.l.open.No, w.l.kind.Approval); err != nil {
			return err
		}
		w.tell("policy_approval", in.Approvers...)
		d := w.l.kind.Demands(w.l.open.Weight)
		return w.stage(map[string]any{"stage": Approving, "proposed_at": w.tx.Now, "effect_at": effect, "quorum": w.l.kind.Quorum,
			"demands_resign": d.Resign, "demands_quiz": d.Quiz, "demands_training": d.Training})
	})
}

// EarliestEffect is the first day from which an edition approved today may be in force, where people are to have time
// to read it before.
func (k Kind) EarliestEffect(now time.Time, zone *time.Location) string {
	return now.In(zone).AddDate(0, 0, k.ReadingDays).Format(time.DateOnly)
}

// mostAhead is how many years ahead a day of effect may lie.
const mostAhead = 5

// effectOn is the instant at which a chosen day begins, or the first one allowed. A day in the past, or one that
// leaves no time for reading, is refused.
func (w *work) effectOn(field, text string) time.Time {
	zone := w.ps.d.Zone()
	earliest := w.l.kind.EarliestEffect(w.tx.Now, zone)
	if text = strings.TrimSpace(text); text == "" {
		text = earliest
	}
	effect, ok := dayAt(text, zone)
	switch {
	case !ok:
		w.Check.Add(field, "invalid.day")
	case text < w.today():
		w.Check.Add(field, "invalid.policy_effect_past", "day", w.today())
	case text < earliest:
		w.Check.Add(field, "invalid.policy_effect_window", "day", earliest, "days", w.l.kind.ReadingDays)
	case effect.After(w.tx.Now.AddDate(mostAhead, 0, 0)):
		w.Check.Add(field, "invalid.policy_effect_far", "years", mostAhead)
	}
	return effect
}

// Approve is an approver's word. The one that makes the quorum full approves the edition; one that refuses sends it
// back to the draft.
func (ps *Policies) Approve(ctx context.Context, a auth.Actor, ref Ref, in DecideInput) error {
	return ps.step(ctx, a, ref, ApproveStep, "policy.approved", func(w *work) error {
		if err := w.decide(Approver, in); err != nil || !w.Check.OK() {
			return err
		}
		if !in.Agree {
			w.event = "policy.refused"
			w.tell("policy_refused", w.others()...)
			return w.backToDraft()
		}
		agreed := 0
		for _, t := range w.l.people {
			if t.Part == Approver && t.Decision == Agreed {
				agreed++
			}
		}
		if agreed < w.l.open.Quorum {
			w.event = "policy.approval_given"
			return nil
		}
		return w.approved()
	})
}

// approved sets the day of effect of an edition whose quorum is full. Where approving took so long that the day asked
// for leaves no time for reading, it moves to the first one that does.
func (w *work) approved() error {
	e, zone := w.l.open, w.ps.d.Zone()
	earliest, _ := dayAt(w.l.kind.EarliestEffect(w.tx.Now, zone), zone)
	if e.EffectAt == nil || e.EffectAt.Before(earliest) {
		e.EffectAt = at(earliest)
	}
	if e.EffectAt.Before(w.tx.Now) { // today, with no window
		e.EffectAt = at(w.tx.Now)
	}
	e.Stage, e.ApprovedAt, w.p.Stage = Approved, at(w.tx.Now), Approved
	w.Note("effect_on", day(*e.EffectAt, zone))
	if err := w.silence(); err != nil {
		return err
	}
	if err := w.meet(ApprovalClock); err != nil {
		return err
	}
	if err := w.stage(map[string]any{"stage": Approved, "approved_at": w.tx.Now, "effect_at": *e.EffectAt}); err != nil {
		return err
	}
	w.tell("policy_approved", append(w.authors(), w.p.OwnerID)...)
	w.hook(func(h Hooks) hookFunc { return h.Approved }, *e)
	if e.EffectAt.After(w.tx.Now) {
		return nil
	}
	return w.publish()
}

// authors are those who wrote the open edition.
func (w *work) authors() []int64 {
	var people []int64
	for _, t := range w.l.people {
		if t.Part == Author {
			people = append(people, t.PersonID)
		}
	}
	return people
}

// supervisors are those over the policy's department; where there are none, the nearest head.
func (w *work) supervisors() ([]int64, error) {
	all, err := org.Supervisors(w.tx.DB, w.p.DepartmentID, w.p.OwnerID)
	if err != nil || len(all) > 0 {
		return all, err
	}
	return w.head()
}

func (w *work) head() ([]int64, error) {
	id, err := org.HeadOver(w.tx.DB, w.tree, w.p.DepartmentID, w.p.OwnerID)
	if err != nil || id == 0 {
		return nil, err
	}
	return []int64{id}, nil
}
