package complaint

import (
	"bihuan/views/record"
)

// The longest texts that only complaints have, in characters.
const (
	maxName     = 60
	maxCode     = 64
	maxPhone    = 40
	maxEmail    = 254
	offerPeople = "/complaints/people"
)

// Fields are the controls of a step.
func Fields(s record.Sheet, step string) []record.Control {
	switch step {
	case "accept":
		return []record.Control{s.Tick("take")}
	case "not_accept":
		return []record.Control{s.Together(s.Must(s.Choose("reason", "not_accept_reason")), s.Must(s.Choose("recourse", "recourse"))),
			s.Must(s.Area("text", 3, record.MaxText))}
	case "acknowledge":
		return []record.Control{s.Must(s.Choose("channel", "channel")), s.Area("text", 4, record.MaxShort)}
	case "assess":
		return assess(s)
	case "assign":
		return []record.Control{s.Together(s.Choose("department_id", "department"), s.Must(s.Choose("handler_id", "handler"))), s.Line("reason", record.MaxReason)}
	case "transfer":
		return []record.Control{s.Together(s.Must(s.Choose("department_id", "department")), s.Choose("handler_id", "handler")), s.Must(s.Line("reason", record.MaxReason))}
	case "investigate":
		return investigate(s)
	case "propose":
		return []record.Control{s.Together(s.Must(s.Choose("kind", "remedy_kind")), s.Yuan("amount")), s.Area("description", 4, record.MaxShort)}
	case "approve":
		return []record.Control{s.Must(s.Radio("remedy_id", "remedy"))}
	case "send_back":
		return []record.Control{s.Must(s.Radio("remedy_id", "remedy")), s.Must(s.Area("reason", 3, record.MaxReason))}
	case "reply":
		return []record.Control{s.Must(s.Choose("channel", "channel")), s.Must(s.Area("text", 7, record.MaxText))}
	case "follow_up":
		return []record.Control{s.Must(s.Radio("outcome", "follow_up_outcome")), s.Together(s.Scale("experience"), s.Scale("expectation")), s.Area("comment", 3, record.MaxShort)}
	case "close":
		return []record.Control{s.Must(s.Radio("outcome", "outcome")), s.Must(s.Area("summary", 4, record.MaxShort))}
	case "pause":
		return []record.Control{s.Must(s.Choose("reason", "pause_reason")), s.Area("text", 2, record.MaxReason)}
	case "resume":
		return []record.Control{s.Line("note", record.MaxReason)}
	case "reopen":
		return []record.Control{s.Must(s.Area("reason", 3, record.MaxReason))}
	case "comment":
		return []record.Control{s.Must(s.Area("text", 4, record.MaxShort))}
	case "attach":
		return []record.Control{s.Must(s.Upload("files"))}
	case "edit":
		return edit(s)
	}
	return nil
}

func assess(s record.Sheet) []record.Control {
	return []record.Control{
		s.Together(s.Must(s.Choose("severity", "severity")), s.Must(s.Choose("complexity", "complexity")), s.Must(s.Choose("impact", "impact"))),
		s.Must(s.Radio("deadline_class", "deadline_class")),
		s.Tick("immediate_action"),
		s.Area("action_text", 2, record.MaxShort),
	}
}

func investigate(s record.Sheet) []record.Control {
	return []record.Control{
		s.Must(s.Area("findings", 6, record.MaxText)),
		s.Together(s.Choose("failure_type", "failure_type"), s.Choose("upheld", "upheld")),
		s.Together(s.Choose("attribution", "attribution"), s.Choose("failure_kind", "failure_kind")),
		s.Upload("files"),
	}
}

func edit(s record.Sheet) []record.Control {
	why := s.Line("reason", record.MaxReason)
	why.Hint = s.T("complaint.hint.edit_reason")
	list := []record.Control{s.Must(s.Line("subject", record.MaxLine)), s.Must(s.Area("body", 6, record.MaxText)), s.Area("remedy_sought", 2, record.MaxShort),
		s.Together(s.Must(s.Choose("channel", "channel")), s.Must(s.Minute("received_at"))),
		s.Together(s.Choose("severity", "severity"), s.Choose("failure_type", "failure_type")),
		about(s),
		s.Line("order_number", maxCode),
		s.Tick("urgent_safety"),
		why}
	if s.Has("name") {
		list = append(append(list, s.Heading(s.T("complaint.complainant"))), Who(s)...)
	}
	return list
}

// about are the questions on who is complained about.
func about(s record.Sheet) record.Control {
	return s.Together(s.Choose("complained_department_id", "department"), s.Person("complained_person_id", offerPeople))
}

// Who are the questions about the complainant.
func Who(s record.Sheet) []record.Control {
	phone := s.Line("phone", maxPhone)
	phone.Type, phone.InputMode, phone.Autocomplete = "tel", "tel", "off"
	name, email, address, customer := s.Line("name", maxName), s.Line("email", maxEmail), s.Line("address", record.MaxLine), s.Line("customer_no", maxPhone)
	email.Type = "email"
	name.Autocomplete, email.Autocomplete, address.Autocomplete, customer.Autocomplete = "off", "off", "off", "off"
	return []record.Control{s.Together(phone, name), s.Together(customer, email), address}
}

// What are the questions about the matter.
func What(s record.Sheet) []record.Control {
	return []record.Control{
		s.Must(s.Area("body", 6, record.MaxText)),
		s.Line("subject", record.MaxLine),
		s.Together(s.Must(s.Choose("channel", "channel")), s.Must(s.Minute("received_at"))),
		about(s),
		s.Together(s.Choose("failure_type", "failure_type"), s.Choose("severity", "severity"), s.Line("order_number", maxCode)),
		s.Tick("urgent_safety"),
	}
}

// Wish are the questions about what the complainant wants.
func Wish(s record.Sheet) []record.Control {
	return []record.Control{s.Area("remedy_sought", 3, record.MaxShort), s.Upload("files")}
}
