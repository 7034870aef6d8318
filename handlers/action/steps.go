package action

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	"bihuan/models/link"
)

// stepForm holds the fields of every step's form; each step reads its own.
type stepForm struct {
	FactsForm
	PartForm
	Reason     string `form:"reason"`
	Text       string `form:"text"`
	MeasureID  string `form:"measure_id"`
	DoneOn     string `form:"done_on"`
	Result     string `form:"result"`
	Shows      string `form:"shows"`
	HappenedOn string `form:"happened_on"`
	ReceivedOn string `form:"received_on"`
	Report     string `form:"report"`
	Cost       string `form:"cost"`
	Comment    string `form:"comment"`
	Effective  string `form:"effective"`
	Amount     string `form:"amount"`
	Source     string `form:"source"`
}

// FactsForm holds what is said about an action when it is opened or edited.
type FactsForm struct {
	Kind                string `form:"kind"`
	Title               string `form:"title"`
	Finding             string `form:"finding"`
	Cause               string `form:"cause"`
	Priority            string `form:"priority"`
	Finish              string `form:"finish"`
	FinishUnit          string `form:"finish_unit"`
	CheckOn             string `form:"check_on"`
	Indicator           string `form:"indicator"`
	IndicatorDepartment string `form:"indicator_department_id"`
	IndicatorType       string `form:"indicator_type"`
	IndicatorCause      string `form:"indicator_cause"`
}

func (f FactsForm) facts() action.Facts {
	return action.Facts{Kind: f.Kind, Title: f.Title, Finding: f.Finding, Cause: f.Cause, Priority: f.Priority, Finish: f.finish(), CheckOn: f.CheckOn, Measure: f.measure()}
}

// finish is the time allowed; zero where none was typed, which takes the priority's.
func (f FactsForm) finish() calendar.Target {
	if f.Finish == "" {
		return calendar.Target{}
	}
	return calendar.Target{Amount: int64(record.ReadWhole(f.Finish)), Unit: calendar.Unit(f.FinishUnit)}
}

// measure is by what the effect is judged; how it is narrowed counts only where something is to be counted.
func (f FactsForm) measure() action.Measure {
	if f.Indicator == "" {
		return action.Measure{}
	}
	return action.Measure{Indicator: f.Indicator, IndicatorDepartmentID: web.ReadID(f.IndicatorDepartment), IndicatorType: f.IndicatorType, IndicatorCause: f.IndicatorCause}
}

// compared are the facts that are put side by side when two people edited them.
var compared = []string{"title", "kind", "finding", "cause", "priority", "finish", "finish_unit", "check_on", "indicator", "indicator_department_id", "indicator_type", "indicator_cause"}

// parted are the parts that are put side by side when two people handed the action over.
var parted = []string{"department_id", "owner_id", "coworkers", "verifier_id"}

func (p *pages) steps() []record.Step[stepForm] {
	as := p.Actions
	return []record.Step[stepForm]{
		{Name: "plan", Right: auth.ActionWork, Do: p.plan},
		{Name: "start", Right: auth.ActionWork, Second: "send_back", Do: func(c *web.Context, ref record.Ref, _ stepForm) error {
			return as.Start(c.Ctx(), c.Actor(), action.Ref(ref))
		}},
		{Name: "measure", Right: auth.ActionWork, Second: "evidence", Do: record.Do(as.CarryOut, func(f stepForm) action.MeasureDoneInput {
			return action.MeasureDoneInput{ID: web.ReadID(f.MeasureID), DoneOn: f.DoneOn, Result: f.Result}
		})},
		{Name: "evidence", Right: auth.ActionWork, Files: true, Do: p.evidence},
		{Name: "report", Right: auth.ActionWork, Second: "evidence", Do: p.report},
		{Name: "verify", Right: auth.ActionVerify, Second: "return", Do: record.Do(as.Verify, func(f stepForm) action.VerifyInput {
			return action.VerifyInput{Comment: f.Comment, CheckOn: f.CheckOn, Measure: f.measure()}
		})},
		{Name: "return", Right: auth.ActionVerify, Do: record.Do(as.Return, reason)},
		{Name: "check", Right: auth.ActionVerify, Second: "postpone", Do: p.judge},
		{Name: "send_back", Right: auth.ActionOpen, Do: record.Do(as.SendBack, reason)},
		{Name: "postpone", Right: auth.ActionManage, Do: record.Do(as.Postpone, func(f stepForm) action.PostponeInput {
			return action.PostponeInput{CheckOn: f.CheckOn, Reason: f.Reason}
		})},
		{Name: "extend", Right: auth.ActionManage, Do: record.Do(as.Extend, func(f stepForm) action.ExtendInput {
			return action.ExtendInput{Amount: int64(record.ReadWhole(f.Amount)), Reason: f.Reason}
		})},
		{Name: "assign", Right: auth.ActionManage, Leaves: true, Compare: parted, Do: p.assign},
		{Name: "edit", Right: auth.ActionOpen, Compare: compared, Do: record.Do(as.Edit, func(f stepForm) action.Facts { return f.facts() })},
		{Name: "link", Right: auth.ActionOpen, Do: p.link},
		{Name: "comment", Right: auth.ActionWork, Aside: true, Do: func(c *web.Context, ref record.Ref, f stepForm) error {
			return as.Comment(c.Ctx(), c.Actor(), ref.Number, f.Text)
		}},
		{Name: "cancel", Right: auth.ActionManage, Danger: true, Do: record.Do(as.Cancel, reason)},
		{Name: "reopen", Right: auth.ActionManage, Do: record.Do(as.Reopen, func(f stepForm) action.ReopenInput {
			return action.ReopenInput{Finish: f.finish(), Reason: f.Reason}
		})},
	}
}

func reason(f stepForm) string { return f.Reason }

func (p *pages) evidence(c *web.Context, ref record.Ref, f stepForm) error {
	files, err := record.Uploads(c, p.Files)
	if err != nil {
		return err
	}
	in := action.EvidenceInput{Title: f.Shows, HappenedOn: f.HappenedOn, ReceivedOn: f.ReceivedOn, Files: files}
	return record.Renamed(p.Actions.AddEvidence(c.Ctx(), c.Actor(), action.Ref(ref), in), map[string]string{"title": "shows"})
}

func (p *pages) report(c *web.Context, ref record.Ref, f stepForm) error {
	var check fault.Check
	cost := record.ReadYuan(&check, "cost", f.Cost)
	if err := check.Err(); err != nil {
		return err
	}
	return p.Actions.Report(c.Ctx(), c.Actor(), action.Ref(ref), action.ReportInput{Report: f.Report, Cost: cost})
}

// judge judges the effect; that it was effective has to be said, not left to a default.
func (p *pages) judge(c *web.Context, ref record.Ref, f stepForm) error {
	var check fault.Check
	check.Required("effective", f.Effective)
	check.OneOf("effective", f.Effective, "1", "0")
	if err := check.Err(); err != nil {
		return err
	}
	in := action.CheckInput{Effective: f.Effective == "1", Comment: f.Comment, Finish: f.finish()}
	return p.Actions.Judge(c.Ctx(), c.Actor(), action.Ref(ref), in)
}

func (p *pages) assign(c *web.Context, ref record.Ref, f stepForm) error {
	v, err := p.Actions.ByNumber(c.Ctx(), c.Actor(), ref.Number)
	if err != nil {
		return err
	}
	part, err := p.part(c, f.PartForm, v)
	if err != nil {
		return err
	}
	return p.Actions.Assign(c.Ctx(), c.Actor(), action.Ref(ref), action.AssignInput{Part: part, Reason: f.Reason})
}

// link ties the action to the record that a number names.
func (p *pages) link(c *web.Context, ref record.Ref, f stepForm) error {
	var check fault.Check
	check.Required("source", f.Source)
	if err := check.Err(); err != nil {
		return err
	}
	return p.Actions.Link(c.Ctx(), c.Actor(), action.Ref(ref), link.Ref{Kind: p.Links.KindOf(f.Source), Number: f.Source})
}
