package signing

import "bihuan/views/record"

const maxDays = 365

// Open asks for a new campaign.
type Open struct {
	What, Whom, When []record.Control
	Errors           map[string]string
}

func (o Open) order() []string {
	return append(append(record.Order(o.What), record.Order(o.Whom)...), record.Order(o.When)...)
}

// What are the questions about what is to be read.
func What(s record.Sheet) []record.Control {
	return []record.Control{s.Must(s.Line("policy", 30)), s.Line("title", record.MaxLine)}
}

// Whom asks for the audience.
func Whom(s record.Sheet) []record.Control { return record.Audience(s, people) }

// When are the questions about the time and the test.
func When(s record.Sheet) []record.Control {
	return []record.Control{s.Number("days", 1, maxDays), s.Tick("quiz")}
}
