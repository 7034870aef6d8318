package control

import "bihuan/views/record"

const (
	maxText    = 5_000
	maxCycle   = 1830
	maxClauses = 300
)

// Fields are the controls of a step. Needs tells whether a check needs a file; open whether there are actions that it
// can add to; led is the action that a check to be corrected led to, which stays.
func Fields(s record.Sheet, step string, needs, open bool, led string) []record.Control {
	switch step {
	case "check":
		return append(check(s, needs), after(s, open)...)
	case "correct":
		list := append([]record.Control{s.Must(s.Choose("check_id", "check")), s.Must(s.Area("reason", 2, record.MaxReason))}, check(s, false)...)
		list[len(list)-1] = s.Together(s.Several("keep", "keep"), list[len(list)-1]) // what the other one had may stay
		if led != "" {
			return append(list, s.Telling(s.T("control.action.stays", "number", led)))
		}
		return append(list, after(s, false)...)
	case "edit":
		return append(append(append(What(s), Who(s)...), When(s)...), s.Area("reason", 2, record.MaxReason))
	case "retire", "resume":
		return []record.Control{s.Must(s.Area("reason", 3, record.MaxReason))}
	}
	return nil
}

// check asks for a check; its files come last.
func check(s record.Sheet, needs bool) []record.Control {
	files := s.Upload("files")
	files.Required = needs
	return []record.Control{
		s.Must(s.Radio("result", "result")),
		s.Together(s.Must(s.Day("happened_on")), s.Must(s.Day("received_on")), s.PersonOf("person_id", people)),
		s.Area("findings", 4, maxText),
		files,
	}
}

// after asks for the action that follows a check; it is hidden until the check did not pass (5-control.css).
func after(s record.Sheet, open bool) []record.Control {
	list := []record.Control{s.Heading(s.T("control.group.action")), s.Telling(s.T("control.group.action.hint"))}
	if open {
		list = append(list, s.Choose("action_number", "action_number"))
	}
	return append(list, s.Radio("action_kind", "action_kind"), s.Together(s.Choose("action_priority", "action_priority"), s.PersonOf("action_owner_id", people)),
		s.Line("action_title", record.MaxLine))
}

// What are the questions about what is controlled, and how.
func What(s record.Sheet) []record.Control {
	return []record.Control{
		s.Must(s.Line("title", record.MaxLine)),
		s.Must(s.Choose("area", "area")),
		s.Must(s.Area("text", 5, maxText)),
		s.Line("clauses", maxClauses),
	}
}

// Who are the questions about who answers for it.
func Who(s record.Sheet) []record.Control {
	return []record.Control{s.Together(s.Must(s.Choose("department_id", "department")), s.Must(s.PersonOf("owner_id", people)))}
}

// When are the questions about how often it is checked.
func When(s record.Sheet) []record.Control {
	amount, unit := s.Must(s.Number("cycle", 1, maxCycle)), s.Choose("cycle_unit", "cycle_unit")
	amount.Width, unit.NoEmpty = "", true
	return []record.Control{
		s.Together(amount, unit, s.Must(s.Day("started_on"))),
		s.Telling(s.T("control.cycle.hint")),
		s.Must(s.Radio("rule", "rule")),
		s.Tick("evidence"),
	}
}
