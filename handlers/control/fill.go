package control

import (
	"time"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/control"
	"bihuan/models/terms"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// usualKind is the kind that an action begins with which follows a check.
const usualKind = "corrective"

// Fill is what a step's form begins with.
func (m *matter) Fill(step string) views.Values {
	values := views.Values{}
	switch control.Step(step) {
	case control.CheckStep:
		values.Set("happened_on", m.today())
		values.Set("received_on", m.today())
		values.Set("person_id", m.c.Actor().Name)
		m.fillAction(values)
	case control.CorrectStep:
		m.fillCorrection(values)
	case control.EditStep:
		m.fillFacts(values)
	}
	return values
}

func (m *matter) today() string { return m.Now.In(m.c.Locale().Zone()).Format(time.DateOnly) }

// fillAction proposes the action that follows a check that did not pass: one that is open already, or a new one.
func (m *matter) fillAction(values views.Values) {
	values.Set("action_kind", usualKind)
	if len(m.priorities) > 0 {
		values.Set("action_priority", m.priorities[0].Value)
	}
	values.Set("action_owner_id", m.People[m.v.OwnerID])
	values.Set("action_title", m.T("control.action.title", "title", m.v.Title))
}

// corrected is the check that the address or the form names, the last one where it names none.
func (m *matter) corrected(id string) (control.Check, bool) {
	for _, k := range m.v.Checks {
		if k.SupersededBy == 0 && (id == "" || web.FormID(k.ID) == id) {
			return k, true
		}
	}
	return control.Check{}, false
}

func (m *matter) fillCorrection(values views.Values) {
	m.fillAction(values)
	k, ok := m.corrected(m.c.QueryParam("check"))
	if !ok {
		return
	}
	for name, value := range map[string]string{"check_id": web.FormID(k.ID), "happened_on": k.HappenedOn, "received_on": k.ReceivedOn, "result": string(k.Result),
		"findings": k.Findings, "person_id": m.People[k.PersonID]} {
		values.Set(name, value)
	}
	for _, f := range k.Files {
		values["keep"] = append(values["keep"], web.FormID(f.ID))
	}
}

func (m *matter) fillFacts(values views.Values) {
	v := m.v
	for name, value := range map[string]string{"title": v.Title, "text": v.Text, "area": v.Area, "department_id": web.FormID(v.DepartmentID), "owner_id": m.People[v.OwnerID],
		"cycle": whole(v.Cycle.Amount), "cycle_unit": string(v.Cycle.Unit), "rule": v.Rule, "evidence": record.FormTick(v.Evidence), "started_on": v.StartedOn, "clauses": Numbers(v.Clauses)} {
		values.Set(name, value)
	}
}

// choices are the options of a step's form.
func (m *matter) choices(step string, values views.Values) map[string][]ui.Option {
	if step == string(control.EditStep) {
		return m.facts(values)
	}
	out := map[string][]ui.Option{"result": record.Keyed(m.Words, "control.result.", control.Results), "action_kind": m.Words.Options(terms.ActionKind, values.Get("action_kind")),
		"action_priority": m.priorities}
	for _, n := range m.v.OpenActions {
		out["action_number"] = append(out["action_number"], ui.Option{Value: n, Label: n})
	}
	if k, ok := m.corrected(values.Get("check_id")); ok && step == string(control.CorrectStep) {
		out["check"] = []ui.Option{{Value: web.FormID(k.ID), Label: m.T("control.check.option", "day", k.HappenedOn, "result", m.T("control.result."+string(k.Result)))}}
		for _, f := range k.Files {
			out["keep"] = append(out["keep"], ui.Option{Value: web.FormID(f.ID), Label: f.Name})
		}
	}
	return out
}

// facts are the options of the facts, for entering and editing.
func (w words) facts(values views.Values) map[string][]ui.Option {
	return map[string][]ui.Option{"area": w.areas(values.Get("area")), "department": w.Departments(web.ReadID(values.Get("department_id"))),
		"cycle_unit": record.Keyed(w.Words, "control.unit.", control.CycleUnits), "rule": w.ruleOptions(values.Get("rule"))}
}
