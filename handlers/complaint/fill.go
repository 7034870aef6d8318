package complaint

import (
	"strconv"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/terms"
	calview "bihuan/views/calendar"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

const minuteForm = "2006-01-02T15:04"

// fill is what a step's form begins with.
func (w words) fill(v complaint.View, s complaint.Step) view.Values {
	values := view.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	switch s {
	case complaint.AcceptStep:
		set("take", tick(v.HandlerID == 0))
	case complaint.AcknowledgeStep:
		set("channel", v.Channel)
		set("text", w.acknowledgement(v, ""))
	case complaint.AssessStep:
		set("severity", v.Severity)
		set("complexity", v.Complexity)
		set("impact", v.Impact)
		set("deadline_class", v.DeadlineClass.Code)
		set("immediate_action", tick(v.ImmediateAction))
		set("action_text", v.ActionText)
	case complaint.TransferStep:
		set("department_id", id(v.DepartmentID))
	case complaint.InvestigateStep:
		set("findings", v.Findings)
		set("failure_type", v.FailureType)
		set("upheld", string(v.Upheld))
		set("attribution", v.Attribution)
		set("failure_kind", v.FailureKind)
	case complaint.ApproveStep, complaint.SendBackStep:
		if pending := pending(v); len(pending) > 0 {
			set("remedy_id", id(pending[0].ID))
		}
	case complaint.ReplyStep:
		set("channel", v.Channel)
	case complaint.CloseStep:
		if len(v.Outcomes) > 0 {
			set("outcome", string(v.Outcomes[0]))
		}
	case complaint.EditStep:
		w.fillFacts(v, set, values)
	}
	return values
}

func (w words) fillFacts(v complaint.View, set func(name, value string), values view.Values) {
	set("subject", v.Subject)
	set("body", v.Body)
	set("remedy_sought", v.RemedySought)
	set("channel", v.Channel)
	set("received_at", v.ReceivedAt.In(locale.From(w.ctx).Zone()).Format(minuteForm))
	set("severity", v.Severity)
	set("failure_type", v.FailureType)
	set("complained_department_id", id(v.ComplainedDepartmentID))
	set("complained_person_id", v.People[v.ComplainedPersonID])
	set("order_number", v.OrderNumber)
	set("urgent_safety", tick(v.UrgentSafety))
	if p := v.Complainant; !p.Masked {
		values["name"] = []string{p.Name} // also where it is empty: that it is here says that it may be edited
		set("phone", p.Phone)
		set("email", p.Email)
		set("address", p.Address)
		set("customer_no", p.CustomerNo)
	}
}

func tick(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// pending are the measures of this round that wait for a decision.
func pending(v complaint.View) []complaint.Remedy {
	var out []complaint.Remedy
	for _, r := range v.Remedies {
		if r.State == complaint.RemedyProposed && r.Round == v.Round {
			out = append(out, r)
		}
	}
	return out
}

// acknowledgement is what the complainant can be told: that it arrived, its number, and by when we answer.
func (w words) acknowledgement(v complaint.View, firm string) string {
	due := ""
	for _, k := range v.Clocks {
		if k.Kind == complaint.RespondClock && k.MetAt == nil {
			due = w.t("complaint.acknowledgement.due", "at", w.minute(k.DueAt))
		}
	}
	return w.t("complaint.acknowledgement.words", "number", v.Number, "due", due, "firm", firm)
}

// choices are the options of a step's form.
func (p *pages) choices(c *web.Context, v complaint.View, w words, s complaint.Step, values view.Values) (map[string][]ui.Option, error) {
	out := map[string][]ui.Option{}
	add := func(names ...string) {
		for _, list := range names {
			out[list] = w.options(list, values.Get(list))
		}
	}
	switch s {
	case complaint.NotAcceptStep:
		add(terms.NotAcceptReason, terms.Recourse)
	case complaint.AcknowledgeStep, complaint.ReplyStep:
		add(terms.Channel)
	case complaint.AssessStep:
		add(terms.Severity, terms.Complexity, terms.Impact)
		out["deadline_class"] = w.classOptions(v.DeadlineClass.Code)
	case complaint.InvestigateStep:
		add(terms.FailureType, terms.Attribution, terms.FailureKind)
		out["upheld"] = w.keyed("complaint.upheld.", codes(complaint.Verdicts))
	case complaint.ProposeStep:
		add(terms.RemedyKind)
	case complaint.ApproveStep, complaint.SendBackStep:
		for _, r := range pending(v) {
			o := ui.Option{Value: id(r.ID), Label: w.remedy(r), Hint: w.t("complaint.remedy.by", "name", w.people[r.ProposedBy])}
			out["remedy"] = append(out["remedy"], o)
		}
	case complaint.FollowUpStep:
		add(terms.FollowUpOutcome)
	case complaint.CloseStep:
		out["outcome"] = w.keyed("complaint.outcome.", codes(v.Outcomes))
	case complaint.PauseStep:
		add(terms.PauseReason)
	case complaint.EditStep:
		add(terms.Channel, terms.Severity, terms.FailureType)
		out["department"] = w.departments(v.ComplainedDepartmentID)
	case complaint.AssignStep, complaint.TransferStep:
		return out, p.whoMayHandle(c, v, w, values, out)
	}
	return out, nil
}

// whoMayHandle offers the people of the department that stands in the form.
func (p *pages) whoMayHandle(c *web.Context, v complaint.View, w words, values view.Values, out map[string][]ui.Option) error {
	out["department"] = w.departments(v.DepartmentID)
	if !c.Can(auth.ComplaintAssign) {
		return nil
	}
	department := number(values.Get("department_id"))
	if department == 0 {
		department = v.DepartmentID
	}
	people, err := p.Complaints.Assignees(c.Ctx(), c.Actor(), department)
	out["handler"] = peopleOptions(people)
	return err
}

// classOptions are the deadline classes with what they allow.
func (w words) classOptions(now string) []ui.Option {
	var out []ui.Option
	for _, d := range w.classes {
		if !d.Active && d.Code != now {
			continue
		}
		hint := w.t("complaint.class.hint", "acknowledge", w.amount(d.Acknowledge), "respond", w.amount(d.Respond), "resolve", w.amount(d.Resolve))
		out = append(out, ui.Option{Value: d.Code, Label: d.Name(w.tag), Hint: hint})
	}
	return out
}

func (w words) amount(t calendar.Target) string {
	return calview.Amount(w.ctx, t.Amount, string(t.Unit))
}

func codes[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, code := range list {
		out[i] = string(code)
	}
	return out
}

// minute reads a minute as a form sends it; empty is the zero time.
func minute(s string, zone *time.Location) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.ParseInLocation(minuteForm, s, zone)
}

// mark reads one of five marks; nothing chosen is 0.
func mark(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil && s != "" {
		return -1
	}
	return n
}
