package action

import (
	"strconv"

	"bihuan/views/record"
)

const (
	offerPeople = Home + "/people"
	maxTime     = 3650 // the greatest number of days or hours that a form takes
)

// Fields are the controls of a step; proof tells whether the effect is to be proved.
func Fields(s record.Sheet, step string, proof bool) []record.Control {
	switch step {
	case "start":
		return nil
	case "measure":
		return []record.Control{s.Must(s.Radio("measure_id", "measure")), s.Together(s.Must(s.Day("done_on")), s.Line("result", record.MaxReason))}
	case "evidence":
		return []record.Control{s.Line("shows", record.MaxLine), s.Together(s.Must(s.Day("happened_on")), s.Must(s.Day("received_on"))), s.Must(s.Upload("files"))}
	case "report":
		return []record.Control{s.Must(s.Area("report", 6, record.MaxText)), s.Yuan("cost")}
	case "verify":
		return verify(s, proof)
	case "check":
		return append([]record.Control{s.Must(s.Radio("effective", "effective")), s.Area("comment", 3, record.MaxText)}, allowed(s, "action.allowed.again")...)
	case "send_back", "return", "cancel":
		return []record.Control{s.Must(s.Area("reason", 3, record.MaxReason))}
	case "postpone":
		return []record.Control{s.Must(s.Day("check_on")), s.Must(s.Area("reason", 3, record.MaxReason))}
	case "extend":
		return []record.Control{s.Must(s.Number("amount", 1, maxTime)), s.Must(s.Area("reason", 3, record.MaxReason))}
	case "assign":
		return append(Who(s), s.Area("reason", 2, record.MaxReason))
	case "edit":
		return append(What(s), Proof(s)...)
	case "link":
		return []record.Control{s.Must(s.Line("source", record.MaxLine))}
	case "comment":
		return []record.Control{s.Must(s.Area("text", 4, record.MaxShort))}
	case "reopen":
		return append([]record.Control{s.Must(s.Area("reason", 3, record.MaxReason))}, allowed(s, "action.allowed.hint")...)
	}
	return nil
}

func verify(s record.Sheet, proof bool) []record.Control {
	list := []record.Control{s.Area("comment", 3, record.MaxReason)}
	if !proof {
		return list
	}
	list = append(list, s.Heading(s.T("action.group.proof")))
	for _, c := range Proof(s) {
		switch {
		case c.Name == "indicator":
			c = s.Must(c)
		case c.Name == "check_on":
			c = s.Must(c)
			c.Hint = s.T("action.hint.check_on_now")
		}
		list = append(list, c)
	}
	return list
}

// allowed asks for the time allowed: how much, and in what. The hint stands below both.
func allowed(s record.Sheet, hint string) []record.Control {
	amount, unit := s.Number("finish", 1, maxTime), s.Choose("finish_unit", "finish_unit")
	amount.Width, unit.NoEmpty = "", true
	return []record.Control{s.Together(amount, unit), s.Telling(s.T(hint))}
}

// What are the questions about what is wrong.
func What(s record.Sheet) []record.Control {
	return append([]record.Control{
		s.Must(s.Radio("kind", "kind")),
		s.Must(s.Area("finding", 5, record.MaxText)),
		s.Line("title", record.MaxLine),
		s.Area("cause", 3, record.MaxText),
		s.Must(s.Radio("priority", "priority")),
	}, allowed(s, "action.allowed.hint")...)
}

// Who are the questions about who has a part in it.
func Who(s record.Sheet) []record.Control {
	return []record.Control{
		s.Together(s.Must(s.Choose("department_id", "department")), s.Must(person(s, "owner_id"))),
		s.Together(person(s, "coworkers"), person(s, "verifier_id")),
	}
}

// person asks for people; while nothing is typed yet those of the department are offered.
func person(s record.Sheet, name string) record.Control {
	c := s.PersonOf(name, offerPeople)
	c.Max = record.MaxShort
	return c
}

// Proof are the questions about how it shall be seen that it helped.
func Proof(s record.Sheet) []record.Control {
	return []record.Control{
		s.Choose("indicator", "indicator"),
		s.Together(s.Choose("indicator_department_id", "department"), s.Choose("indicator_type", "failure_type"), s.Choose("indicator_cause", "attribution")),
		s.Day("check_on"),
	}
}

// PlanFields are the rows of a plan, each what is to be done and by which day.
func PlanFields(s record.Sheet, rows []PlanRow) []record.Control {
	var out []record.Control
	for i, r := range rows {
		if r.Done != "" {
			out = append(out, s.Telling(r.Done))
			continue
		}
		text, day := s.Line("measure", record.MaxReason), s.Day("measure_due_on")
		n := strconv.Itoa(i + 1)
		text.Name, text.Value, text.Label = r.TextName, r.Text, s.T("action.plan.measure", "n", n)
		day.Name, day.Value, day.Label = r.DayName, r.Day, s.T("action.plan.day", "n", n)
		out = append(out, s.Together(text, day))
	}
	return append(out, s.Telling(s.T("action.plan.more")))
}
