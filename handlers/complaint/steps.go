package complaint

import (
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/fault"
)

// stepForm holds the fields of every step's form; each step reads its own.
type stepForm struct {
	Version string `form:"version"`
	Back    string `form:"back"`

	Take            string `form:"take"`
	Reason          string `form:"reason"`
	Recourse        string `form:"recourse"`
	Text            string `form:"text"`
	Note            string `form:"note"`
	Channel         string `form:"channel"`
	Severity        string `form:"severity"`
	Complexity      string `form:"complexity"`
	Impact          string `form:"impact"`
	ImmediateAction string `form:"immediate_action"`
	ActionText      string `form:"action_text"`
	DeadlineClass   string `form:"deadline_class"`
	Department      string `form:"department_id"`
	Handler         string `form:"handler_id"`
	Findings        string `form:"findings"`
	FailureType     string `form:"failure_type"`
	Attribution     string `form:"attribution"`
	FailureKind     string `form:"failure_kind"`
	Upheld          string `form:"upheld"`
	Kind            string `form:"kind"`
	Amount          string `form:"amount"`
	Description     string `form:"description"`
	Remedy          string `form:"remedy_id"`
	Outcome         string `form:"outcome"`
	Experience      string `form:"experience"`
	Expectation     string `form:"expectation"`
	Comment         string `form:"comment"`
	Summary         string `form:"summary"`
}

var steps = []step{
	{complaint.AcceptStep, auth.ComplaintHandle, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Accept(c.Ctx(), c.Actor(), ref, complaint.AcceptInput{Take: f.Take == "1"})
	}},
	{complaint.NotAcceptStep, auth.ComplaintHandle, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.NotAccept(c.Ctx(), c.Actor(), ref, complaint.NotAcceptInput{Reason: f.Reason, Text: f.Text, Recourse: f.Recourse})
	}},
	{complaint.AcknowledgeStep, auth.ComplaintHandle, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Acknowledge(c.Ctx(), c.Actor(), ref, complaint.AcknowledgeInput{Channel: f.Channel, Text: f.Text})
	}},
	{complaint.AssessStep, auth.ComplaintHandle, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Assess(c.Ctx(), c.Actor(), ref, complaint.AssessInput{Severity: f.Severity, Complexity: f.Complexity, Impact: f.Impact,
			ImmediateAction: f.ImmediateAction == "1", ActionText: f.ActionText, DeadlineClass: f.DeadlineClass})
	}},
	{complaint.AssignStep, auth.ComplaintAssign, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Assign(c.Ctx(), c.Actor(), ref, complaint.AssignInput{HandlerID: number(f.Handler), Reason: f.Reason})
	}},
	{complaint.TransferStep, auth.ComplaintAssign, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Transfer(c.Ctx(), c.Actor(), ref, complaint.AssignInput{DepartmentID: number(f.Department), HandlerID: number(f.Handler), Reason: f.Reason})
	}},
	{complaint.InvestigateStep, auth.ComplaintHandle, (*pages).investigate},
	{complaint.ProposeStep, auth.ComplaintHandle, (*pages).propose},
	{complaint.ApproveStep, auth.ComplaintApprove, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.ApproveRemedy(c.Ctx(), c.Actor(), ref, number(f.Remedy))
	}},
	{complaint.SendBackStep, auth.ComplaintApprove, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.SendBackRemedy(c.Ctx(), c.Actor(), ref, number(f.Remedy), f.Reason)
	}},
	{complaint.ReplyStep, auth.ComplaintHandle, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Reply(c.Ctx(), c.Actor(), ref, complaint.ReplyInput{Channel: f.Channel, Text: f.Text})
	}},
	{complaint.FollowUpStep, auth.ComplaintFollowUp, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.FollowUp(c.Ctx(), c.Actor(), ref, complaint.FollowUpInput{Outcome: f.Outcome, Experience: mark(f.Experience),
			Expectation: mark(f.Expectation), Comment: f.Comment})
	}},
	{complaint.CloseStep, auth.ComplaintClose, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Close(c.Ctx(), c.Actor(), ref, complaint.CloseInput{Outcome: complaint.Outcome(f.Outcome), Summary: f.Summary})
	}},
	{complaint.PauseStep, auth.ComplaintHandle, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Pause(c.Ctx(), c.Actor(), ref, complaint.PauseInput{Reason: f.Reason, Text: f.Text})
	}},
	{complaint.ResumeStep, auth.ComplaintHandle, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Resume(c.Ctx(), c.Actor(), ref, f.Note)
	}},
	{complaint.ReopenStep, auth.ComplaintClose, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Reopen(c.Ctx(), c.Actor(), ref, f.Reason)
	}},
	{complaint.CommentStep, auth.ComplaintRegister, func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error {
		return p.Complaints.Comment(c.Ctx(), c.Actor(), ref.Number, f.Text)
	}},
	{complaint.AttachStep, auth.ComplaintRegister, (*pages).attach},
	{complaint.EditStep, auth.ComplaintRegister, (*pages).edit},
}

func (p *pages) investigate(c *web.Context, ref complaint.Ref, f stepForm) error {
	files, err := p.uploads(c)
	if err != nil {
		return err
	}
	return p.Complaints.Investigate(c.Ctx(), c.Actor(), ref, complaint.InvestigateInput{Findings: f.Findings, FailureType: f.FailureType,
		Attribution: f.Attribution, FailureKind: f.FailureKind, Upheld: complaint.Verdict(f.Upheld), Files: files})
}

func (p *pages) propose(c *web.Context, ref complaint.Ref, f stepForm) error {
	amount, ok := fen(f.Amount)
	if !ok {
		var check fault.Check
		check.Add("amount", "invalid.complaint_yuan")
		return check.Err()
	}
	return p.Complaints.ProposeRemedy(c.Ctx(), c.Actor(), ref, complaint.RemedyInput{Kind: f.Kind, Amount: amount, Description: f.Description})
}

func (p *pages) attach(c *web.Context, ref complaint.Ref, _ stepForm) error {
	files, err := p.uploads(c)
	if err != nil {
		return err
	}
	return p.Complaints.Attach(c.Ctx(), c.Actor(), ref.Number, files)
}

// edit changes the facts; who complains only where the form held it.
func (p *pages) edit(c *web.Context, ref complaint.Ref, s stepForm) error {
	var f factsForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	v, err := p.Complaints.ByNumber(c.Ctx(), c.Actor(), ref.Number)
	if err != nil {
		return err
	}
	facts, err := p.facts(c, f, v)
	if err != nil {
		return err
	}
	in := complaint.EditInput{Facts: facts, Reason: s.Reason}
	if _, asked := c.Request().PostForm["name"]; asked {
		who := f.complainant()
		in.Complainant = &who
	}
	return p.Complaints.Edit(c.Ctx(), c.Actor(), ref, in)
}
