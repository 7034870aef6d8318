package complaint

import (
	"slices"

	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// usual are the steps that a state waits for, the likeliest first.
var usual = map[complaint.State][]complaint.Step{
	complaint.Registered:    {complaint.AcceptStep},
	complaint.Accepted:      {complaint.AcknowledgeStep, complaint.AssessStep},
	complaint.Assessed:      {complaint.InvestigateStep},
	complaint.Investigating: {complaint.ProposeStep, complaint.ReplyStep},
	complaint.Proposed:      {complaint.ApproveStep},
	complaint.Approved:      {complaint.ReplyStep},
	complaint.Replied:       {complaint.FollowUpStep},
	complaint.FollowedUp:    {complaint.CloseStep},
}

// beside is the other way out of a step: what one does where one does not do it.
var beside = map[complaint.Step]complaint.Step{
	complaint.AcceptStep: complaint.NotAcceptStep, complaint.AssignStep: complaint.AcceptStep, complaint.ApproveStep: complaint.SendBackStep,
	complaint.ProposeStep: complaint.ReplyStep, complaint.ReplyStep: complaint.ProposeStep, complaint.AcknowledgeStep: complaint.AssessStep,
	complaint.InvestigateStep: complaint.ProposeStep,
}

func option(v complaint.View, s complaint.Step) (fault.Option, bool) {
	i := slices.IndexFunc(v.Steps, func(o fault.Option) bool { return o.Step == string(s) })
	if i < 0 {
		return fault.Option{}, false
	}
	return v.Steps[i], true
}

func allowed(v complaint.View, s complaint.Step) bool {
	o, ok := option(v, s)
	return ok && o.Allowed
}

// obvious is the step that the page opens with: the one that the complaint waits for, where the reader may take it.
func obvious(v complaint.View) complaint.Step {
	order := usual[v.State]
	if v.HandlerID == 0 {
		order = slices.Concat([]complaint.Step{complaint.AssignStep}, order)
	}
	if v.Upheld == complaint.NotUpheld && v.State == complaint.Investigating {
		order = []complaint.Step{complaint.ReplyStep}
	}
	if v.State == complaint.Replied && slices.Contains(v.Outcomes, complaint.Unreached) {
		order = []complaint.Step{complaint.CloseStep, complaint.FollowUpStep}
	}
	if v.PausedAt != nil {
		order = []complaint.Step{complaint.ResumeStep}
	}
	for _, s := range order {
		if allowed(v, s) {
			return s
		}
	}
	return ""
}

// refusal is a step that was not taken: what was typed, and why.
type refusal struct {
	values  view.Values
	errs    map[string]string
	problem string
	changed []ui.Comparison
}

// form is the form that stands open: the step asked for, or the obvious one; nil where there is none.
func (p *pages) form(c *web.Context, v complaint.View, w words, asked complaint.Step, r *refusal) (*view.StepForm, error) {
	s := obvious(v)
	problem := ""
	if r != nil {
		s = asked
	} else if o, known := option(v, asked); known && asked != complaint.RevealStep {
		if o.Allowed {
			s = asked
		} else {
			problem = w.why(o)
		}
	}
	if s == "" {
		return nil, nil
	}
	f := &view.StepForm{Step: string(s), Number: v.Number, Version: v.Version, Problem: problem, Danger: s == complaint.NotAcceptStep,
		Files: s == complaint.InvestigateStep || s == complaint.AttachStep}
	if lead := "complaint.lead." + string(s); locale.Has(w.ctx, lead) {
		f.Lead = w.t(lead)
	}
	if s != obvious(v) {
		f.Cancel = view.Path(v.Number) + "#next"
	}
	if other := beside[s]; allowed(v, other) {
		f.Second = &ui.Action{Label: w.t("complaint.step." + string(other)), Href: view.Path(v.Number) + "?step=" + string(other) + "#next"}
	}
	values := w.fill(v, s)
	if r != nil {
		values, f.Errors, f.Problem, f.Changed = r.values, r.errs, r.problem, r.changed
	} else {
		takeOver(c, values, s)
	}
	choices, err := p.choices(c, v, w, s, values)
	if err != nil {
		return nil, err
	}
	f.Fields = view.NewSheet(w.ctx, values, choices).Fields(string(s))
	return f, nil
}

// takeOver keeps what stands in a form whose choices are asked for anew.
func takeOver(c *web.Context, values view.Values, s complaint.Step) {
	if s != complaint.TransferStep {
		return
	}
	for _, name := range []string{"department_id", "reason"} {
		if value := c.QueryParam(name); value != "" {
			values.Set(name, value)
		}
	}
}

// why says why a step cannot be taken now.
func (w words) why(o fault.Option) string {
	if o.Right != "" {
		return w.t("complaint.next.right", "right", w.t("right."+o.Right))
	}
	return w.t(o.Why.Key, o.Why.Args...)
}

// quiet is what the box says to a reader for whom nothing is to be done.
func (w words) quiet(v complaint.View) string {
	switch {
	case v.State == complaint.Closed:
		return w.t("complaint.next.closed")
	case v.State == complaint.NotAccepted:
		return w.t("complaint.next.not_accepted")
	case slices.ContainsFunc(v.Steps, func(o fault.Option) bool {
		return o.Allowed && o.Step != string(complaint.CommentStep) && o.Step != string(complaint.RevealStep)
	}):
		return w.t("complaint.next.wait")
	}
	return w.t("complaint.next.nothing")
}

// menu are the other steps: those possible first, then those that are not, each with its reason.
func (w words) menu(v complaint.View, f *view.StepForm) []ui.Action {
	var can, cannot []ui.Action
	for _, o := range v.Steps {
		a := ui.Action{Label: w.t("complaint.step." + o.Step), Href: view.Path(v.Number) + "?step=" + o.Step + "#next"}
		switch {
		case o.Step == string(complaint.RevealStep) || f != nil && (f.Step == o.Step || f.Second != nil && f.Second.Label == a.Label):
		case o.Allowed:
			can = append(can, a)
		case ahead(v, o):
			a.Why = w.why(o)
			cannot = append(cannot, a)
		}
	}
	return append(can, cannot...)
}

// ahead tells whether a step that is not possible now may still come, so that its reason is worth saying.
func ahead(v complaint.View, o fault.Option) bool {
	switch complaint.Step(o.Step) {
	case complaint.ResumeStep, complaint.ReopenStep, complaint.SendBackStep:
		return false
	case complaint.AcceptStep, complaint.NotAcceptStep:
		return v.State == complaint.Registered && o.Right == ""
	case complaint.AcknowledgeStep:
		return v.AcknowledgedAt == nil && !v.Closed && o.Right == ""
	}
	return !v.Closed && o.Right == ""
}
