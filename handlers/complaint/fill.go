package complaint

import (
	"bihuan/handlers/record"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/terms"
	calview "bihuan/views/calendar"
	"bihuan/views/locale"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// Fill is what a step's form begins with.
func (m *matter) Fill(step string) views.Values {
	v, values := m.v, views.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	switch complaint.Step(step) {
	case complaint.AcceptStep:
		set("take", record.FormTick(v.HandlerID == 0))
	case complaint.AcknowledgeStep:
		set("channel", v.Channel)
		set("text", m.acknowledgement(v, ""))
	case complaint.AssessStep:
		set("severity", v.Severity)
		set("complexity", v.Complexity)
		set("impact", v.Impact)
		set("deadline_class", v.DeadlineClass.Code)
		set("immediate_action", record.FormTick(v.ImmediateAction))
		set("action_text", v.ActionText)
	case complaint.TransferStep:
		set("department_id", id(v.DepartmentID))
		set("department_id", m.c.QueryParam("department_id")) // the choices are asked for anew
		set("reason", m.c.QueryParam("reason"))
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
		m.fillFacts(v, set, values)
	}
	return values
}

func (w words) fillFacts(v complaint.View, set func(name, value string), values views.Values) {
	set("subject", v.Subject)
	set("body", v.Body)
	set("remedy_sought", v.RemedySought)
	set("channel", v.Channel)
	set("received_at", record.FormMinute(v.ReceivedAt, locale.From(w.Ctx).Zone()))
	set("severity", v.Severity)
	set("failure_type", v.FailureType)
	set("complained_department_id", id(v.ComplainedDepartmentID))
	set("complained_person_id", v.People[v.ComplainedPersonID])
	set("order_number", v.OrderNumber)
	set("urgent_safety", record.FormTick(v.UrgentSafety))
	if p := v.Complainant; !p.Masked {
		values["name"] = []string{p.Name} // also where it is empty: that it is here says that it may be edited
		set("phone", p.Phone)
		set("email", p.Email)
		set("address", p.Address)
		set("customer_no", p.CustomerNo)
	}
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
			due = w.T("complaint.acknowledgement.due", "at", w.Minute(k.DueAt))
		}
	}
	return w.T("complaint.acknowledgement.words", "number", v.Number, "due", due, "firm", firm)
}

// choices are the options of a step's form.
func (m *matter) choices(s complaint.Step, values views.Values) (map[string][]ui.Option, error) {
	v, w, out := m.v, m.words, map[string][]ui.Option{}
	add := func(names ...string) {
		for _, list := range names {
			out[list] = w.Options(list, values.Get(list))
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
		out["upheld"] = record.Keyed(w.Words, "complaint.upheld.", complaint.Verdicts)
	case complaint.ProposeStep:
		add(terms.RemedyKind)
	case complaint.ApproveStep, complaint.SendBackStep:
		for _, r := range pending(v) {
			o := ui.Option{Value: id(r.ID), Label: w.remedy(r), Hint: w.T("complaint.remedy.by", "name", w.People[r.ProposedBy])}
			out["remedy"] = append(out["remedy"], o)
		}
	case complaint.FollowUpStep:
		add(terms.FollowUpOutcome)
	case complaint.CloseStep:
		out["outcome"] = record.Keyed(w.Words, "complaint.outcome.", v.Outcomes)
	case complaint.PauseStep:
		add(terms.PauseReason)
	case complaint.EditStep:
		add(terms.Channel, terms.Severity, terms.FailureType)
		out["department"] = w.Departments(v.ComplainedDepartmentID)
	case complaint.AssignStep, complaint.TransferStep:
		return out, m.whoMayHandle(values, out)
	}
	return out, nil
}

// whoMayHandle offers the people of the department that stands in the form.
func (m *matter) whoMayHandle(values views.Values, out map[string][]ui.Option) error {
	out["department"] = m.Departments(m.v.DepartmentID)
	if !m.c.Can(auth.ComplaintAssign) {
		return nil
	}
	department := number(values.Get("department_id"))
	if department == 0 {
		department = m.v.DepartmentID
	}
	people, err := m.p.Complaints.Assignees(m.c.Ctx(), m.c.Actor(), department)
	out["handler"] = record.PeopleOptions(people)
	return err
}

// classOptions are the deadline classes with what they allow.
func (w words) classOptions(now string) []ui.Option {
	var out []ui.Option
	for _, d := range w.classes {
		if !d.Active && d.Code != now {
			continue
		}
		hint := w.T("complaint.class.hint", "acknowledge", w.amount(d.Acknowledge), "respond", w.amount(d.Respond), "resolve", w.amount(d.Resolve))
		out = append(out, ui.Option{Value: d.Code, Label: d.Name(w.Tag), Hint: hint})
	}
	return out
}

func (w words) amount(t calendar.Target) string {
	return calview.Amount(w.Ctx, t.Amount, string(t.Unit))
}

func codes[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, code := range list {
		out[i] = string(code)
	}
	return out
}
