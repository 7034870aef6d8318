package complaint

import (
	"slices"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

// State is where a complaint stands.
type State string

// The states in the order in which a complaint passes them.
const (
	Registered    State = "registered"    // 已登记
	Accepted      State = "accepted"      // 已受理
	Assessed      State = "assessed"      // 已评审
	Investigating State = "investigating" // 调查中
	Proposed      State = "proposed"      // a remedy awaits approval
	Approved      State = "approved"      // remedies are approved, the reply is due
	Replied       State = "replied"       // 已答复, the follow-up is due
	FollowedUp    State = "followed_up"   // 已回访, closing is due
	Closed        State = "closed"
	NotAccepted   State = "not_accepted"
)

// States lists all states in order.
var States = []State{Registered, Accepted, Assessed, Investigating, Proposed, Approved, Replied, FollowedUp, Closed, NotAccepted}

// Position is the place of the state on the stepper, 0 to 7 (登记 受理 评审 调查 方案 答复 回访 结案), and how many there are.
func (s State) Position() int {
	return map[State]int{Registered: 0, Accepted: 1, Assessed: 2, Investigating: 3, Proposed: 4, Approved: 4, Replied: 5, FollowedUp: 6, Closed: 7, NotAccepted: 7}[s]
}

// StepperKeys name the places of the stepper.
var StepperKeys = []string{"register", "accept", "assess", "investigate", "propose", "reply", "follow_up", "close"}

// Step is something that can be done with a complaint.
type Step string

// The steps.
const (
	EditStep        Step = "edit"
	AcceptStep      Step = "accept"
	NotAcceptStep   Step = "not_accept"
	AcknowledgeStep Step = "acknowledge"
	AssessStep      Step = "assess"
	AssignStep      Step = "assign"
	TransferStep    Step = "transfer"
	InvestigateStep Step = "investigate"
	ProposeStep     Step = "propose"
	ApproveStep     Step = "approve"
	SendBackStep    Step = "send_back"
	ReplyStep       Step = "reply"
	FollowUpStep    Step = "follow_up"
	CloseStep       Step = "close"
	PauseStep       Step = "pause"
	ResumeStep      Step = "resume"
	ReopenStep      Step = "reopen"
	CommentStep     Step = "comment"
	AttachStep      Step = "attach"
	RevealStep      Step = "reveal"
)

// Steps lists all steps in the order in which screens offer them.
var Steps = []Step{AcceptStep, AssessStep, InvestigateStep, ProposeStep, ApproveStep, SendBackStep, ReplyStep, FollowUpStep, CloseStep,
	AcknowledgeStep, AssignStep, TransferStep, PauseStep, ResumeStep, NotAcceptStep, EditStep, AttachStep, CommentStep, RevealStep, ReopenStep}

// rights is the permission that each step demands in the complaint's department.
var rights = map[Step]auth.Permission{
	EditStep: auth.ComplaintHandle, AcceptStep: auth.ComplaintHandle, NotAcceptStep: auth.ComplaintHandle, AcknowledgeStep: auth.ComplaintHandle,
	AssessStep: auth.ComplaintHandle, InvestigateStep: auth.ComplaintHandle, ProposeStep: auth.ComplaintHandle, ReplyStep: auth.ComplaintHandle,
	PauseStep: auth.ComplaintHandle, ResumeStep: auth.ComplaintHandle, AttachStep: auth.ComplaintHandle,
	AssignStep: auth.ComplaintAssign, TransferStep: auth.ComplaintAssign, ApproveStep: auth.ComplaintApprove, SendBackStep: auth.ComplaintApprove,
	FollowUpStep: auth.ComplaintFollowUp, CloseStep: auth.ComplaintClose, ReopenStep: auth.ComplaintClose,
	CommentStep: auth.ComplaintRegister, RevealStep: auth.ComplaintReveal,
}

// next is the one table of what can be done in which state, and where it leads. Where the way depends on
// what was said (a dissatisfied follow-up, a remedy sent back) the step's use case says so.
var next = map[State]map[Step]State{
	Registered:    {AcceptStep: Accepted, NotAcceptStep: NotAccepted, CloseStep: Closed},
	Accepted:      {AssessStep: Assessed, CloseStep: Closed},
	Assessed:      {AssessStep: Assessed, InvestigateStep: Investigating, CloseStep: Closed},
	Investigating: {AssessStep: Investigating, InvestigateStep: Investigating, ProposeStep: Proposed, ReplyStep: Replied, CloseStep: Closed},
	Proposed:      {AssessStep: Proposed, InvestigateStep: Proposed, ProposeStep: Proposed, ApproveStep: Approved, SendBackStep: Investigating, CloseStep: Closed},
	Approved:      {AssessStep: Approved, InvestigateStep: Approved, ProposeStep: Proposed, ReplyStep: Replied, CloseStep: Closed},
	Replied:       {FollowUpStep: FollowedUp, CloseStep: Closed},
	FollowedUp:    {CloseStep: Closed},
	Closed:        {ReopenStep: Investigating},
	NotAccepted:   {ReopenStep: Accepted},
}

// anywhere are steps that lead nowhere: they may be taken in every open state, and those marked also when closed.
var anywhere = map[Step]bool{EditStep: false, AcknowledgeStep: false, AssignStep: false, TransferStep: false, PauseStep: false, ResumeStep: false,
	AttachStep: false, CommentStep: true, RevealStep: true}

// whilePaused are the steps that a pause does not stop. Closing is one, for a complainant may withdraw meanwhile.
var whilePaused = []Step{ResumeStep, EditStep, AssignStep, TransferStep, AttachStep, CommentStep, RevealStep, CloseStep}

// early and late say why a step is not possible yet, or not any more.
var (
	early = map[Step]string{AssessStep: "fault.complaint_needs_acceptance", InvestigateStep: "fault.complaint_needs_assessment",
		ProposeStep: "fault.complaint_needs_investigation", ReplyStep: "fault.complaint_needs_investigation",
		FollowUpStep: "fault.complaint_needs_reply", ApproveStep: "fault.complaint_nothing_to_approve", SendBackStep: "fault.complaint_nothing_to_approve",
		ReopenStep: "fault.complaint_open"}
	late = map[Step]string{AcceptStep: "fault.complaint_accepted_before", NotAcceptStep: "fault.complaint_accepted_before",
		AssessStep: "fault.complaint_replied_before", InvestigateStep: "fault.complaint_replied_before", ProposeStep: "fault.complaint_replied_before",
		ReplyStep: "fault.complaint_replied_before", FollowUpStep: "fault.complaint_followed_up_before", ApproveStep: "fault.complaint_nothing_to_approve", SendBackStep: "fault.complaint_nothing_to_approve"}
)

// StepsFor tells for every step whether the actor can take it now.
func (c *Complaint) StepsFor(a auth.Actor) []fault.Option {
	options := make([]fault.Option, 0, len(Steps))
	for _, s := range Steps {
		options = append(options, fault.OptionOf(string(s), c.may(a, s)))
	}
	return options
}

// may gives a fault where the actor cannot take the step now.
func (c *Complaint) may(a auth.Actor, s Step) error {
	if err := c.entitled(a, s); err != nil {
		return err
	}
	closedToo, everywhere := anywhere[s]
	_, known := next[c.State][s]
	switch {
	case c.Closed && s != ReopenStep && !closedToo:
		return fault.Conflict("fault.complaint_closed")
	case c.PausedAt != nil && !slices.Contains(whilePaused, s):
		return fault.Conflict("fault.complaint_paused")
	case c.PausedAt == nil && s == ResumeStep:
		return fault.Conflict("fault.complaint_not_paused")
	case s == AcknowledgeStep && c.AcknowledgedAt != nil:
		return fault.Conflict("fault.complaint_acknowledged_before")
	case s == ReplyStep && c.State == Proposed:
		return fault.Conflict("fault.complaint_awaits_approval")
	case (s == InvestigateStep || s == ProposeStep || s == ReplyStep) && known && c.HandlerID == 0:
		return fault.Conflict("fault.complaint_no_handler")
	case everywhere || known:
		return nil
	}
	if key, ok := late[s]; ok && !c.before(s) {
		return fault.Conflict(key)
	}
	return fault.Conflict(early[s])
}

// before tells whether the complaint stands before the first state in which the step is possible.
func (c *Complaint) before(s Step) bool {
	for _, state := range States {
		if _, ok := next[state][s]; ok {
			return slices.Index(States, c.State) < slices.Index(States, state)
		}
	}
	return false
}

// entitled gives a fault where the actor may not take the step on this complaint, whatever its state.
func (c *Complaint) entitled(a auth.Actor, s Step) error {
	p := rights[s]
	first := a.PersonID != 0 && a.PersonID == c.FirstContactID && (s == AttachStep || s == EditStep && c.State == Registered)
	mine := a.PersonID != 0 && a.PersonID == c.HandlerID && p == auth.ComplaintHandle
	if err := a.Require(p); err != nil && !first {
		return err
	}
	switch {
	case c.about(a) && s != CommentStep:
		return fault.Refused("fault.complaint_about_self")
	case s == FollowUpStep && a.PersonID != 0 && (a.PersonID == c.HandlerID || a.PersonID == c.RepliedBy):
		return fault.Refused("fault.complaint_follow_up_self")
	case (s == ApproveStep || s == SendBackStep) && a.PersonID != 0 && a.PersonID == c.HandlerID:
		return fault.Refused("fault.complaint_approve_handler")
	case first || mine || s == CommentStep:
		return nil
	}
	return a.RequireIn(p, c.DepartmentID)
}

// about tells whether the complaint is about the actor.
func (c *Complaint) about(a auth.Actor) bool {
	return c.ComplainedPersonID != 0 && c.ComplainedPersonID == a.PersonID
}
