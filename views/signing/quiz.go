package signing

import (
	"bihuan/views/record"
	"bihuan/views/ui"
)

// Quiz is the page of the test on a policy.
type Quiz struct {
	Policy, Title string // number and title of the policy
	Lead          string // what the test asks
	Problem       string // why a step was refused
	Attempt       *Attempt
	Result        *Result
	Ask           string // whom to ask, where no attempt is left
	Next          []ui.Action
	Grant         []record.Control // allows somebody a further attempt; empty where the reader may not
	Granting      bool
	Errors        map[string]string // of Grant
}

// Attempt is an attempt that is not finished.
type Attempt struct {
	Action, Draft string
	Title         string
	Questions     []Asked
	Missing       bool // it was sent with questions unanswered
}

// Asked is one question of an attempt.
type Asked struct {
	Name    string // of its field
	Title   string
	Several bool // one or more may be right
	Options []ui.Option
	Given   []string
	Error   string
}

// Result is what came of an attempt.
type Result struct {
	Passed       bool
	Title, Score string
	At           string
	Right, Of    int
	Wrong        []Wrong
}

// Wrong is a question that was answered wrongly.
type Wrong struct {
	Title        string
	Given, Right []string
	Why          string
	Clause       *ui.Link
}

// GrantFields are the controls of the form that allows a further attempt.
func GrantFields(s record.Sheet) []record.Control {
	return []record.Control{s.Must(s.Person("grant_person", people)), s.Must(s.Line("reason", record.MaxLine))}
}

// errors are those of the questions, and their order.
func (a Attempt) errors() (errs map[string]string, order []string) {
	errs = map[string]string{}
	for _, q := range a.Questions {
		order = append(order, q.Name)
		if q.Error != "" {
			errs[q.Name] = q.Error
		}
	}
	return errs, order
}

func (q Asked) field(several string) ui.Field {
	f := ui.Field{Name: q.Name, Label: q.Title, Options: q.Options, Values: append([]string{}, q.Given...), Error: q.Error}
	if q.Several {
		f.Hint = several
	}
	return f
}
