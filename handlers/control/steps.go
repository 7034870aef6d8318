package control

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/fault"
)

// stepForm holds the fields of every step's form; each step reads its own.
type stepForm struct {
	FactsForm
	CheckID        string   `form:"check_id"`
	Keep           []string `form:"keep"`
	HappenedOn     string   `form:"happened_on"`
	ReceivedOn     string   `form:"received_on"`
	Person         string   `form:"person_id"`
	Result         string   `form:"result"`
	Findings       string   `form:"findings"`
	ActionNumber   string   `form:"action_number"`
	ActionKind     string   `form:"action_kind"`
	ActionPriority string   `form:"action_priority"`
	ActionOwner    string   `form:"action_owner_id"`
	ActionTitle    string   `form:"action_title"`
	Reason         string   `form:"reason"`
}

// FactsForm holds what is said about a control.
type FactsForm struct {
	Title      string `form:"title"`
	Text       string `form:"text"`
	Area       string `form:"area"`
	Department string `form:"department_id"`
	Owner      string `form:"owner_id"`
	Cycle      string `form:"cycle"`
	CycleUnit  string `form:"cycle_unit"`
	Rule       string `form:"rule"`
	Evidence   string `form:"evidence"`
	StartedOn  string `form:"started_on"`
	Clauses    string `form:"clauses"`
}

// facts are what was typed; the owner is still to be found.
func (f FactsForm) facts() control.Facts {
	return control.Facts{Title: f.Title, Text: f.Text, Area: f.Area, DepartmentID: web.ReadID(f.Department), Rule: f.Rule, Evidence: f.Evidence != "", StartedOn: f.StartedOn,
		Cycle: control.Cycle{Amount: int64(record.ReadWhole(f.Cycle)), Unit: control.CycleUnit(f.CycleUnit)}, Clauses: Separated(f.Clauses)}
}

// compared are the facts that are put side by side when two people edited them.
var compared = []string{"title", "text", "area", "department_id", "owner_id", "cycle", "cycle_unit", "rule", "evidence", "started_on", "clauses"}

func (p *pages) steps() []record.Step[stepForm] {
	cs := p.Controls
	reason := func(f stepForm) string { return f.Reason }
	return []record.Step[stepForm]{
		{Name: "check", Right: auth.ControlCheck, Files: true, Do: p.check},
		{Name: "correct", Right: auth.ControlCheck, Files: true, Do: p.correct},
		{Name: "edit", Right: auth.ControlWrite, Leaves: true, Compare: compared, Do: p.edit},
		{Name: "retire", Right: auth.ControlWrite, Danger: true, Do: record.Do(cs.Retire, reason)},
		{Name: "resume", Right: auth.ControlWrite, Do: record.Do(cs.Resume, reason)},
	}
}

// input reads a check from the form, its people found and its files taken in.
func (p *pages) input(c *web.Context, number string, f stepForm) (control.CheckInput, error) {
	in := control.CheckInput{HappenedOn: f.HappenedOn, ReceivedOn: f.ReceivedOn, Result: control.Result(f.Result), Findings: f.Findings,
		Action: control.ActionInput{Number: f.ActionNumber, Kind: f.ActionKind, Title: f.ActionTitle, Priority: f.ActionPriority}}
	v, err := p.Controls.ByNumber(c.Ctx(), c.Actor(), number)
	if err != nil {
		return in, err
	}
	a := c.Actor()
	var check fault.Check
	known, name := a.PersonID, a.Name
	for _, k := range v.Checks { // in a correction the name may be that of who checked
		if web.FormID(k.ID) == f.CheckID {
			known, name = k.PersonID, v.People[k.PersonID]
		}
	}
	if in.PersonID, err = record.FindPerson(c, p.Organisation, &check, "person_id", f.Person, known, name); err != nil {
		return in, err
	}
	if in.Result != control.Passed {
		if in.Action.OwnerID, err = record.FindPerson(c, p.Organisation, &check, "action_owner_id", f.ActionOwner, v.OwnerID, v.People[v.OwnerID]); err != nil {
			return in, err
		}
	}
	if err := check.Err(); err != nil {
		return in, err
	}
	in.Files, err = record.Uploads(c, p.Files)
	return in, err
}

func (p *pages) check(c *web.Context, ref record.Ref, f stepForm) error {
	in, err := p.input(c, ref.Number, f)
	if err != nil {
		return err
	}
	led, err := p.Controls.Check(c.Ctx(), c.Actor(), control.Ref(ref), in)
	tellAction(c, led, f.ActionNumber)
	return err
}

func (p *pages) correct(c *web.Context, ref record.Ref, f stepForm) error {
	in, err := p.input(c, ref.Number, f)
	if err != nil {
		return err
	}
	out := control.CorrectInput{CheckInput: in, CheckID: web.ReadID(f.CheckID), Reason: f.Reason}
	for _, id := range f.Keep {
		out.Keep = append(out.Keep, web.ReadID(id))
	}
	led, err := p.Controls.Correct(c.Ctx(), c.Actor(), control.Ref(ref), out)
	tellAction(c, led, led)
	return err
}

// tellAction says which action a check opened; one that was there already is known.
func tellAction(c *web.Context, led, before string) {
	if led != "" && led != before {
		c.Flash("warning", "control.action.opened", "number", led)
	}
}

func (p *pages) edit(c *web.Context, ref record.Ref, f stepForm) error {
	v, err := p.Controls.ByNumber(c.Ctx(), c.Actor(), ref.Number)
	if err != nil {
		return err
	}
	in, err := p.found(c, f.FactsForm, v)
	if err != nil {
		return err
	}
	in.Reason = f.Reason
	return p.Controls.Edit(c.Ctx(), c.Actor(), control.Ref(ref), in)
}

// found gives the facts with the owner found; what else is wrong with them is told in the same go where he is not.
func (p *pages) found(c *web.Context, f FactsForm, v control.View) (control.Facts, error) {
	in := f.facts()
	var check fault.Check
	var err error
	if in.OwnerID, err = record.FindPerson(c, p.Organisation, &check, "owner_id", f.Owner, v.OwnerID, v.People[v.OwnerID]); err != nil {
		return in, err
	}
	if check.OK() {
		return in, nil
	}
	return in, record.Together(check.Err(), p.Controls.CheckFacts(c.Ctx(), c.Actor(), in))
}
