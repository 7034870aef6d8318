package action

import (
	"slices"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

// State is where an action stands.
type State string

// The states in the order in which an action passes them.
const (
	Opened   State = "opened"   // 已开出, measures are to be stated
	Planned  State = "planned"  // 已定措施
	Doing    State = "doing"    // 整改中
	Reported State = "reported" // 已报完成, verification is due
	Verified State = "verified" // 已验证, the effect is to be looked at
	Closed   State = "closed"
)

// States lists all states in order.
var States = []State{Opened, Planned, Doing, Reported, Verified, Closed}

// StepperKeys name the places of the stepper: 开出 定措施 整改 报完成 验证 效果.
var StepperKeys = []string{"open", "plan", "do", "report", "verify", "check"}

// Position is the place on the stepper of what was done last, 0 to 5.
func (s State) Position() int { return slices.Index(States, s) }

// Step is something that can be done with an action.
type Step string

// The steps.
const (
	EditStep     Step = "edit"
	AssignStep   Step = "assign"
	PlanStep     Step = "plan"
	SendBackStep Step = "send_back"
	StartStep    Step = "start"
	MeasureStep  Step = "measure"
	EvidenceStep Step = "evidence"
	ReportStep   Step = "report"
	VerifyStep   Step = "verify"
	ReturnStep   Step = "return"
	CheckStep    Step = "check"
	PostponeStep Step = "postpone"
	ExtendStep   Step = "extend"
	CancelStep   Step = "cancel"
	ReopenStep   Step = "reopen"
	LinkStep     Step = "link"
	CommentStep  Step = "comment"
)

// Steps lists all steps in the order in which screens offer them.
var Steps = []Step{PlanStep, StartStep, MeasureStep, EvidenceStep, ReportStep, VerifyStep, ReturnStep, CheckStep,
	SendBackStep, PostponeStep, ExtendStep, AssignStep, EditStep, LinkStep, CommentStep, CancelStep, ReopenStep}

// Rights is the permission that each step demands: of the owner and those who work along wherever they are, of
// others in the action's department.
var Rights = map[Step]auth.Permission{
	PlanStep: auth.ActionWork, StartStep: auth.ActionWork, MeasureStep: auth.ActionWork, EvidenceStep: auth.ActionWork, ReportStep: auth.ActionWork,
	SendBackStep: auth.ActionOpen, EditStep: auth.ActionOpen, LinkStep: auth.ActionOpen,
	VerifyStep: auth.ActionVerify, ReturnStep: auth.ActionVerify, CheckStep: auth.ActionVerify,
	PostponeStep: auth.ActionManage, ExtendStep: auth.ActionManage, AssignStep: auth.ActionManage, CancelStep: auth.ActionManage, ReopenStep: auth.ActionManage,
	CommentStep: auth.ActionWork,
}

// next is the one table of what can be done in which state, and where it leads. Where the way depends on what was
// said (an effect not proved, a kind without proof) the step's use case says so.
var next = map[State]map[Step]State{
	Opened:   {PlanStep: Planned, EditStep: Opened, AssignStep: Opened, LinkStep: Opened, ExtendStep: Opened, CancelStep: Closed},
	Planned:  {PlanStep: Planned, SendBackStep: Opened, StartStep: Doing, EditStep: Planned, AssignStep: Planned, LinkStep: Planned, EvidenceStep: Planned, ExtendStep: Planned, CancelStep: Closed},
	Doing:    {PlanStep: Doing, MeasureStep: Doing, EvidenceStep: Doing, ReportStep: Reported, EditStep: Doing, AssignStep: Doing, LinkStep: Doing, ExtendStep: Doing, CancelStep: Closed},
	Reported: {EvidenceStep: Reported, VerifyStep: Verified, ReturnStep: Doing, AssignStep: Reported, LinkStep: Reported, CancelStep: Closed},
	Verified: {CheckStep: Closed, PostponeStep: Verified, AssignStep: Verified, LinkStep: Verified, CancelStep: Closed},
	Closed:   {ReopenStep: Opened},
}

// early and late say why a step is not possible yet, or not any more.
var (
	early = map[Step]string{StartStep: "fault.action_needs_plan", SendBackStep: "fault.action_needs_plan", MeasureStep: "fault.action_needs_start",
		EvidenceStep: "fault.action_needs_plan", ReportStep: "fault.action_needs_start", VerifyStep: "fault.action_needs_report",
		ReturnStep: "fault.action_needs_report", CheckStep: "fault.action_needs_verification", PostponeStep: "fault.action_needs_verification", ReopenStep: "fault.action_open"}
	late = map[Step]string{PlanStep: "fault.action_reported_before", StartStep: "fault.action_started_before", SendBackStep: "fault.action_started_before",
		MeasureStep: "fault.action_reported_before", EvidenceStep: "fault.action_verified_before", ReportStep: "fault.action_reported_before",
		VerifyStep: "fault.action_verified_before", ReturnStep: "fault.action_verified_before", EditStep: "fault.action_reported_before", ExtendStep: "fault.action_reported_before"}
)

// stepsFor tells for every step whether the actor can take it now.
func (v *View) stepsFor(a auth.Actor) []fault.Option {
	options := make([]fault.Option, 0, len(Steps))
	for _, s := range Steps {
		options = append(options, fault.OptionOf(string(s), v.Action.may(a, s, v.team)))
	}
	return options
}

// may gives a fault where the actor cannot take the step now.
func (c *Action) may(a auth.Actor, s Step, t team) error {
	if err := c.entitled(a, s, t); err != nil {
		return err
	}
	if s == CommentStep {
		return nil
	}
	_, known := next[c.State][s]
	switch {
	case known:
		return nil
	case c.Closed:
		return fault.Conflict("fault.action_closed")
	}
	if key, ok := late[s]; ok && !c.before(s) {
		return fault.Conflict(key)
	}
	return fault.Conflict(early[s])
}

// before tells whether the action stands before the first state in which the step is possible.
func (c *Action) before(s Step) bool {
	for _, state := range States {
		if _, ok := next[state][s]; ok {
			return c.State.Position() < state.Position()
		}
	}
	return false
}

// works tells whether the person owns the action or works along.
func (c *Action) works(person int64, t team) bool {
	return person != 0 && (person == c.OwnerID || slices.Contains(t.coworkers, person))
}

// worked tells whether the person works on the action or handed it over in this round.
func (c *Action) worked(person int64, t team) bool {
	return c.works(person, t) || slices.Contains(t.former, person)
}

// entitled gives a fault where the actor may not take the step on this action, whatever its state.
func (c *Action) entitled(a auth.Actor, s Step, t team) error {
	p := Rights[s]
	if err := a.Require(p); err != nil {
		return err
	}
	works := c.works(a.PersonID, t)
	switch s {
	case CommentStep: // who may see it may say something
		return nil
	case ReportStep:
		if a.PersonID == 0 || a.PersonID != c.OwnerID {
			return fault.Refused("fault.action_owner_only")
		}
		return nil
	case PlanStep, StartStep, MeasureStep, EvidenceStep:
		if !works {
			return fault.Refused("fault.action_workers_only")
		}
		return nil
	case VerifyStep, ReturnStep, CheckStep:
		switch {
		case c.worked(a.PersonID, t):
			return fault.Refused("fault.action_verify_own")
		case a.PersonID != 0 && a.PersonID == c.VerifierID:
			return nil
		}
	case PostponeStep, ExtendStep, CancelStep:
		if works {
			return fault.Refused("fault.action_relief_own")
		}
	case EditStep, SendBackStep, LinkStep:
		if a.PersonID != 0 && a.PersonID == c.OpenerID {
			return nil
		}
		p = auth.ActionManage
	}
	return a.RequireIn(p, c.DepartmentID)
}
