package control

import (
	"bihuan/models/auth"
	"bihuan/models/fault"
)

// Step is something that can be done with a control or an item.
type Step string

// The steps.
const (
	CheckStep   Step = "check"
	CorrectStep Step = "correct"
	EditStep    Step = "edit"
	RetireStep  Step = "retire"
	ResumeStep  Step = "resume"
	ReviewStep  Step = "review" // of an item
	EndStep     Step = "end"    // of an item
)

// Steps lists the steps of a control in the order in which screens offer them.
var Steps = []Step{CheckStep, CorrectStep, EditStep, RetireStep, ResumeStep}

// Rights is the permission that each step of a control demands: of its owner wherever he is, for a check, otherwise in
// the control's department.
var Rights = map[Step]auth.Permission{CheckStep: auth.ControlCheck, CorrectStep: auth.ControlCheck,
	EditStep: auth.ControlWrite, RetireStep: auth.ControlWrite, ResumeStep: auth.ControlWrite}

// may gives a fault where the actor cannot take the step now.
func (c *Control) may(a auth.Actor, s Step) error {
	if err := c.entitled(a, s); err != nil {
		return err
	}
	switch {
	case s == ResumeStep && !c.Closed:
		return fault.Conflict("fault.control_active")
	case s != ResumeStep && c.Closed:
		return fault.Conflict("fault.control_retired")
	case s == CorrectStep && c.LastOn == "":
		return fault.Conflict("fault.control_no_check")
	}
	return nil
}

// entitled gives a fault where the actor may not take the step on this control, whatever its state.
func (c *Control) entitled(a auth.Actor, s Step) error {
	if err := a.Require(Rights[s]); err != nil {
		return err
	}
	if Rights[s] == auth.ControlCheck && a.PersonID != 0 && a.PersonID == c.OwnerID {
		return nil
	}
	return a.RequireIn(Rights[s], c.DepartmentID)
}

// stepsFor tells for every step whether the actor can take it now.
func (c *Control) stepsFor(a auth.Actor) []fault.Option {
	options := make([]fault.Option, 0, len(Steps))
	for _, s := range Steps {
		options = append(options, fault.OptionOf(string(s), c.may(a, s)))
	}
	return options
}
