package complaint

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/fault"
)

// stepForm holds the fields of every step's form; each step reads its own.
type stepForm struct {
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
	LeaveOpen       string `form:"leave_open"`
}

func (p *pages) steps() []record.Step[stepForm] {
	cs := p.Complaints
	return []record.Step[stepForm]{
		{Name: "accept", Right: auth.ComplaintHandle, Second: "not_accept", Do: record.Do(cs.Accept, func(f stepForm) complaint.AcceptInput {
			return complaint.AcceptInput{Take: f.Take == "1"}
		})},
		{Name: "not_accept", Right: auth.ComplaintHandle, Danger: true, Do: record.Do(cs.NotAccept, func(f stepForm) complaint.NotAcceptInput {
			return complaint.NotAcceptInput{Reason: f.Reason, Text: f.Text, Recourse: f.Recourse}
		})},
		{Name: "acknowledge", Right: auth.ComplaintHandle, Second: "assess", Do: record.Do(cs.Acknowledge, func(f stepForm) complaint.AcknowledgeInput {
			return complaint.AcknowledgeInput{Channel: f.Channel, Text: f.Text}
		})},
		{Name: "assess", Right: auth.ComplaintHandle, Do: record.Do(cs.Assess, stepForm.assessment)},
		{Name: "assign", Right: auth.ComplaintAssign, Second: "accept", Do: record.Do(cs.Assign, func(f stepForm) complaint.AssignInput {
			return complaint.AssignInput{HandlerID: number(f.Handler), Reason: f.Reason}
		})},
		{Name: "transfer", Right: auth.ComplaintAssign, Leaves: true, Do: record.Do(cs.Transfer, func(f stepForm) complaint.AssignInput {
			return complaint.AssignInput{DepartmentID: number(f.Department), HandlerID: number(f.Handler), Reason: f.Reason}
		})},
		{Name: "investigate", Right: auth.ComplaintHandle, Second: "propose", Files: true, Do: p.investigate},
		{Name: "propose", Right: auth.ComplaintHandle, Second: "reply", Do: p.propose},
		{Name: "approve", Right: auth.ComplaintApprove, Second: "send_back", Do: record.Do(cs.ApproveRemedy, func(f stepForm) int64 { return number(f.Remedy) })},
		{Name: "send_back", Right: auth.ComplaintApprove, Do: func(c *web.Context, ref record.Ref, f stepForm) error {
			return cs.SendBackRemedy(c.Ctx(), c.Actor(), complaint.Ref(ref), number(f.Remedy), f.Reason)
		}},
		{Name: "reply", Right: auth.ComplaintHandle, Second: "propose", Do: record.Do(cs.Reply, func(f stepForm) complaint.ReplyInput {
			return complaint.ReplyInput{Channel: f.Channel, Text: f.Text}
		})},
		{Name: "follow_up", Right: auth.ComplaintFollowUp, Do: record.Do(cs.FollowUp, func(f stepForm) complaint.FollowUpInput {
			return complaint.FollowUpInput{Outcome: f.Outcome, Experience: record.ReadWhole(f.Experience), Expectation: record.ReadWhole(f.Expectation), Comment: f.Comment}
		})},
		{Name: "close", Right: auth.ComplaintClose, Do: record.Do(cs.Close, func(f stepForm) complaint.CloseInput {
			return complaint.CloseInput{Outcome: complaint.Outcome(f.Outcome), Summary: f.Summary, LeaveOpen: f.LeaveOpen == "1"}
		})},
		{Name: "pause", Right: auth.ComplaintHandle, Do: record.Do(cs.Pause, func(f stepForm) complaint.PauseInput {
			return complaint.PauseInput{Reason: f.Reason, Text: f.Text}
		})},
		{Name: "resume", Right: auth.ComplaintHandle, Do: record.Do(cs.Resume, func(f stepForm) string { return f.Note })},
		{Name: "reopen", Right: auth.ComplaintClose, Do: record.Do(cs.Reopen, func(f stepForm) string { return f.Reason })},
		{Name: "comment", Right: auth.ComplaintRegister, Aside: true, Do: func(c *web.Context, ref record.Ref, f stepForm) error {
			return cs.Comment(c.Ctx(), c.Actor(), ref.Number, f.Text)
		}},
		{Name: "attach", Right: auth.ComplaintRegister, Files: true, Do: p.attach},
		{Name: "edit", Right: auth.ComplaintRegister, Compare: compared, Do: p.edit},
	}
}

// compared are the facts that are put side by side when two people edited them.
var compared = []string{"subject", "body", "remedy_sought", "channel", "received_at", "severity", "failure_type", "complained_department_id",
	"complained_person_id", "order_number", "urgent_safety", "name", "phone", "email", "address", "customer_no"}

func (f stepForm) assessment() complaint.AssessInput {
	return complaint.AssessInput{Severity: f.Severity, Complexity: f.Complexity, Impact: f.Impact, ImmediateAction: f.ImmediateAction == "1",
		ActionText: f.ActionText, DeadlineClass: f.DeadlineClass}
}

func (p *pages) investigate(c *web.Context, ref record.Ref, f stepForm) error {
	files, err := record.Uploads(c, p.Files)
	if err != nil {
		return err
	}
	return p.Complaints.Investigate(c.Ctx(), c.Actor(), complaint.Ref(ref), complaint.InvestigateInput{Findings: f.Findings, FailureType: f.FailureType,
		Attribution: f.Attribution, FailureKind: f.FailureKind, Upheld: complaint.Verdict(f.Upheld), Files: files})
}

func (p *pages) propose(c *web.Context, ref record.Ref, f stepForm) error {
	var check fault.Check
	amount := record.ReadYuan(&check, "amount", f.Amount)
	if err := check.Err(); err != nil {
		return err
	}
	return p.Complaints.ProposeRemedy(c.Ctx(), c.Actor(), complaint.Ref(ref), complaint.RemedyInput{Kind: f.Kind, Amount: amount, Description: f.Description})
}

func (p *pages) attach(c *web.Context, ref record.Ref, _ stepForm) error {
	files, err := record.Uploads(c, p.Files)
	if err != nil {
		return err
	}
	return p.Complaints.Attach(c.Ctx(), c.Actor(), ref.Number, files)
}

// edit changes the facts; who complains only where the form held it.
func (p *pages) edit(c *web.Context, ref record.Ref, s stepForm) error {
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
	return p.Complaints.Edit(c.Ctx(), c.Actor(), complaint.Ref(ref), in)
}
