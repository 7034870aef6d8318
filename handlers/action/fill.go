package action

import (
	"strconv"
	"time"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/calendar"
	"bihuan/models/terms"
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
	switch action.Step(step) {
	case action.MeasureStep:
		set("measure_id", m.firstOpen())
		set("done_on", m.today())
	case action.EvidenceStep:
		set("happened_on", m.today())
		set("received_on", m.today())
	case action.ReportStep: // what was reported before it was sent back, and the cost so far
		set("report", v.Report)
		if v.Cost > 0 {
			set("cost", record.FormYuan(v.Cost))
		}
	case action.VerifyStep:
		m.fillProof(set)
	case action.PostponeStep:
		set("check_on", v.CheckOn)
	case action.CheckStep:
		m.fillFinish(set, calendar.Target{Unit: m.v.Rule.Finish.Unit})
	case action.ReopenStep:
		m.fillFinish(set, v.Rule.Finish)
	case action.AssignStep:
		set("department_id", web.FormID(v.DepartmentID))
		set("owner_id", m.People[v.OwnerID])
		set("coworkers", m.names(v.Coworkers))
		set("verifier_id", m.People[v.VerifierID])
	case action.EditStep:
		m.fillFacts(set)
	}
	return values
}

func (m *matter) today() string { return m.Now.In(m.c.Locale().Zone()).Format(time.DateOnly) }

func (m *matter) firstOpen() string {
	for _, k := range m.v.Measures {
		if k.DoneOn == "" {
			return web.FormID(k.ID)
		}
	}
	return ""
}

// fillProof proposes the day of the rule and what was chosen when the action was opened.
func (m *matter) fillProof(set func(name, value string)) {
	v := m.v
	day := v.CheckOn
	if day == "" {
		day = m.Now.In(m.c.Locale().Zone()).AddDate(0, 0, v.Rule.CheckDays).Format(time.DateOnly)
	}
	set("check_on", day)
	m.fillMeasure(set)
	if all := m.p.Actions.Indicators(); v.Indicator == "" && len(all) > 0 {
		set("indicator", all[0])
		set("indicator_department_id", web.FormID(v.DepartmentID))
	}
}

func (m *matter) fillMeasure(set func(name, value string)) {
	set("indicator", m.v.Indicator)
	set("indicator_department_id", web.FormID(m.v.IndicatorDepartmentID))
	set("indicator_type", m.v.IndicatorType)
	set("indicator_cause", m.v.IndicatorCause)
}

func (m *matter) fillFinish(set func(name, value string), t calendar.Target) {
	if t.Amount > 0 {
		set("finish", strconv.FormatInt(t.Amount, 10))
	}
	set("finish_unit", string(t.Unit))
}

func (m *matter) fillFacts(set func(name, value string)) {
	v := m.v
	set("kind", v.Kind)
	set("title", v.Title)
	set("finding", v.Finding)
	set("cause", v.Cause)
	set("priority", v.Priority)
	m.fillFinish(set, v.Finish)
	set("check_on", v.CheckOn)
	m.fillMeasure(set)
}

// choices are the options of a step's form.
func (m *matter) choices(values views.Values) map[string][]ui.Option {
	out := m.facts(values, m.p.Actions.Indicators())
	for _, k := range m.v.Measures {
		if k.DoneOn == "" {
			out["measure"] = append(out["measure"], ui.Option{Value: web.FormID(k.ID), Label: k.Measure, Hint: m.T("action.measure.until", "day", k.DueOn)})
		}
	}
	for _, code := range []string{"1", "0"} {
		out["effective"] = append(out["effective"], ui.Option{Value: code, Label: m.T("action.effective." + code), Hint: m.T("action.effective.hint." + code)})
	}
	return out
}

// facts are the options of the facts, for opening and editing.
func (w words) facts(values views.Values, indicators []string) map[string][]ui.Option {
	out := map[string][]ui.Option{}
	for _, key := range indicators {
		out["indicator"] = append(out["indicator"], ui.Option{Value: key, Label: w.T("action.indicator." + key)})
	}
	out["kind"] = w.kinds(values.Get("kind"))
	out["priority"] = w.priorities(values.Get("priority"))
	out["finish_unit"] = w.units(values.Get("finish_unit"))
	out["department"] = w.Departments(web.ReadID(values.Get("department_id")))
	out["failure_type"] = w.Options(terms.FailureType, values.Get("indicator_type"))
	out["attribution"] = w.Options(terms.Attribution, values.Get("indicator_cause"))
	return out
}
