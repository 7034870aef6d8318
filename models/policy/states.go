package policy

import (
	"slices"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

// Step is something that can be done with a policy.
type Step string

// The steps.
const (
	EditStep     Step = "edit"      // the facts
	DraftStep    Step = "draft"     // begin a new edition beside the one in force
	WriteStep    Step = "write"     // save its text
	SendStep     Step = "send"      // to review
	SayStep      Step = "say"       // comment at a clause
	ResolveStep  Step = "resolve"   // answer a comment
	JudgeStep    Step = "judge"     // a reviewer's word
	ProposeStep  Step = "propose"   // for approval
	ApproveStep  Step = "approve"   // an approver's word
	TakeBackStep Step = "take_back" // to the draft
	PostponeStep Step = "postpone"
	WithdrawStep Step = "withdraw"
	ReviewStep   Step = "review" // the periodic look
	AskStep      Step = "ask"    // for an exception
	AnswerStep   Step = "answer"
	EndStep      Step = "end" // an exception
	RetireStep   Step = "retire"
	PictureStep  Step = "picture"
)

// Steps lists all steps that people take, in the order in which screens offer them.
var Steps = []Step{WriteStep, SendStep, JudgeStep, ProposeStep, ApproveStep, SayStep, ResolveStep, DraftStep, ReviewStep, AskStep, AnswerStep, EndStep,
	EditStep, PostponeStep, TakeBackStep, WithdrawStep, RetireStep}

// Rights is the permission that each step demands.
var Rights = map[Step]auth.Permission{
	EditStep: auth.PolicyWrite, DraftStep: auth.PolicyWrite, WriteStep: auth.PolicyWrite, PictureStep: auth.PolicyWrite, SendStep: auth.PolicyWrite, ProposeStep: auth.PolicyWrite,
	TakeBackStep: auth.PolicyWrite, WithdrawStep: auth.PolicyWrite, ReviewStep: auth.PolicyWrite,
	SayStep: auth.PolicyRead, ResolveStep: auth.PolicyRead, JudgeStep: auth.PolicyRead, ApproveStep: auth.PolicyApprove,
	AskStep: auth.PolicyCite, AnswerStep: auth.PolicyManage, EndStep: auth.PolicyManage, PostponeStep: auth.PolicyManage, RetireStep: auth.PolicyManage,
}

// stages is the one table of what can be done with an open edition, and where it leads. "" is: none is open. Where the
// way depends on what was said, the step's use case says so.
var stages = map[Stage]map[Step]Stage{
	"":        {DraftStep: Drafting},
	Drafting:  {WriteStep: Drafting, PictureStep: Drafting, ResolveStep: Drafting, SendStep: Reviewing, ProposeStep: Approving, WithdrawStep: ""},
	Reviewing: {SayStep: Reviewing, ResolveStep: Reviewing, JudgeStep: Reviewing, ProposeStep: Approving, TakeBackStep: Drafting, WithdrawStep: ""},
	Approving: {ApproveStep: Approving, TakeBackStep: Drafting, WithdrawStep: ""},
	Approved:  {PostponeStep: Approved, TakeBackStep: Drafting, WithdrawStep: ""},
}

// states are the steps that ask for the state of the document only.
var states = map[Step][]State{
	EditStep: {Unissued, InForce}, DraftStep: {Unissued, InForce}, ReviewStep: {InForce}, AskStep: {InForce}, AnswerStep: {InForce}, EndStep: {InForce}, RetireStep: {InForce},
}

// why says why a step of the open edition cannot be taken at a stage.
var why = map[Stage]string{
	"": "fault.policy_no_draft", Drafting: "fault.policy_drafted", Reviewing: "fault.policy_in_review", Approving: "fault.policy_in_approval", Approved: "fault.policy_approved",
}

// may gives a fault where the actor cannot take the step now.
func (l *loaded) may(a auth.Actor, s Step) error {
	if err := l.entitled(a, s); err != nil {
		return err
	}
	p := &l.Policy
	if in, ok := states[s]; ok && !slices.Contains(in, p.State) {
		if p.State == Retired {
			return fault.Conflict("fault.policy_retired")
		}
		return fault.Conflict("fault.policy_not_in_force")
	}
	if _, ofState := states[s]; ofState && s != DraftStep {
		return nil
	}
	if _, ok := stages[p.Stage][s]; !ok {
		return fault.Conflict(why[p.Stage])
	}
	return l.ready(s)
}

// entitled gives a fault where the actor may not take the step on this policy, whatever its state.
func (l *loaded) entitled(a auth.Actor, s Step) error {
	if err := a.Require(Rights[s]); err != nil {
		return err
	}
	writes := a.Can(auth.PolicyWrite)
	switch s {
	case SayStep:
		if !writes && !l.takesPart(a.PersonID) {
			return fault.Refused("fault.policy_reviewers_only")
		}
	case ResolveStep:
		if !writes && !l.has(a.PersonID, Author) {
			return fault.Refused("fault.policy_authors_only")
		}
	case JudgeStep:
		if !l.has(a.PersonID, Reviewer) {
			return fault.Refused("fault.policy_reviewers_only")
		}
	case ApproveStep:
		switch {
		case l.has(a.PersonID, Author):
			return fault.Refused("fault.policy_approve_own")
		case !l.has(a.PersonID, Approver):
			return fault.Refused("fault.policy_approvers_only")
		}
	}
	return nil
}

// ready gives a fault where the edition is at the right stage, but something is still missing.
func (l *loaded) ready(s Step) error {
	if l.open == nil {
		return nil
	}
	switch s {
	case SendStep:
		if l.kind.External {
			return fault.Conflict("fault.policy_external")
		}
	case JudgeStep, ApproveStep:
		return nil
	case ProposeStep:
		if l.Stage == Drafting && l.kind.Reviewers > 0 && !l.kind.External {
			return fault.Conflict("fault.policy_needs_review")
		}
		for _, p := range l.people {
			if p.Part == Reviewer && p.Decision != Agreed {
				return fault.Conflict("fault.policy_review_open")
			}
		}
		if l.unresolved > 0 {
			return fault.Conflict("fault.policy_comments_open", "count", l.unresolved)
		}
	}
	return nil
}

// has tells whether a person has a part in the open edition.
func (l *loaded) has(person int64, part Part) bool {
	return person != 0 && slices.ContainsFunc(l.people, func(p Participant) bool { return p.PersonID == person && p.Part == part })
}

// takesPart tells whether a person has any part in the open edition.
func (l *loaded) takesPart(person int64) bool {
	return person != 0 && slices.ContainsFunc(l.people, func(p Participant) bool { return p.PersonID == person })
}

// stepsFor tells for every step whether the actor can take it now.
func (l *loaded) stepsFor(a auth.Actor) []fault.Option {
	options := make([]fault.Option, 0, len(Steps))
	for _, s := range Steps {
		options = append(options, fault.OptionOf(string(s), l.may(a, s)))
	}
	return options
}
