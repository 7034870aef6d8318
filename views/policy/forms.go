package policy

import (
	"strconv"

	"bihuan/views/record"
	"bihuan/views/ui"
)

const (
	offerPeople = Home + "/people"
	maxMonths   = 120
	maxDraw     = 50
	maxAttempts = 20
	// standardRows is how many standards the form has room for beyond those that are there.
	standardRows = 2
)

// Fields are the controls of a step's form.
func Fields(s record.Sheet, step string) []record.Control {
	switch step {
	case "send":
		return []record.Control{s.Must(s.People("reviewers", offerPeople))}
	case "propose":
		return []record.Control{s.Must(s.People("approvers", offerPeople)), s.Day("effect_on")}
	case "judge", "approve":
		return []record.Control{s.Must(s.Radio("agree", step)), s.Area("note", 4, record.MaxText)}
	case "say":
		return []record.Control{s.Choose("clause", "clause"), s.Must(s.Area("text", 4, record.MaxText))}
	case "resolve":
		return []record.Control{s.Must(s.Radio("comment", "comment")), s.Must(s.Area("resolution", 3, record.MaxText))}
	case "postpone":
		return []record.Control{s.Must(s.Day("effect_on")), s.Must(s.Area("reason", 3, record.MaxReason))}
	case "take_back", "withdraw":
		return []record.Control{s.Must(s.Area("reason", 3, record.MaxReason))}
	case "retire":
		return []record.Control{s.Must(s.Area("reason", 3, record.MaxReason)), s.Line("replaced_by", record.MaxLine)}
	case "review":
		return []record.Control{s.Must(s.Radio("revise", "revise")), s.Must(s.Area("note", 4, record.MaxText)), s.Day("next_on")}
	case "ask":
		return []record.Control{s.Choose("clause", "clause"), s.Together(s.Choose("exception_department_id", "department"), s.Person("exception_person_id", offerPeople)),
			s.Must(s.Area("exception_reason", 3, record.MaxText)), s.Must(s.Area("measures", 3, record.MaxText)), s.Together(s.Must(s.Day("from_on")), s.Must(s.Day("until_on")))}
	case "answer":
		return []record.Control{s.Must(s.Radio("exception_id", "exception")), s.Must(s.Radio("grant", "grant")), s.Area("note", 3, record.MaxText)}
	case "end":
		return []record.Control{s.Must(s.Radio("exception_id", "exception")), s.Must(s.Area("note", 3, record.MaxText))}
	case "edit":
		return Facts(s)
	}
	return nil
}

// Facts are all that is said about a document, in one form with headings.
func Facts(s record.Sheet) []record.Control {
	var all []record.Control
	for _, g := range Groups(s) {
		all = append(append(all, s.Heading(g.Title)), g.Fields...)
	}
	return all
}

// Group is a part of the form of the facts.
type Group struct {
	Title, Hint string
	Fields      []record.Control
	Folded      bool // what most documents take as it is
}

// Groups are the parts of the form of the facts.
func Groups(s record.Sheet) []Group {
	category, secrecy, kept := s.Must(s.Choose("category", "category")), s.Choose("secrecy", "secrecy"), s.Choose("retention", "retention")
	secrecy.NoEmpty, kept.NoEmpty = true, true
	return []Group{
		{Title: s.T("policy.group.what"), Fields: []record.Control{s.Must(s.Line("title", record.MaxLine)), s.Must(s.Radio("kind", "kind")), category}},
		{Title: s.T("policy.group.who"), Fields: []record.Control{s.Together(s.Must(s.Person("owner_id", offerPeople)), s.Must(s.Choose("department_id", "department"))), secrecy}},
		{Title: s.T("policy.group.whom"), Hint: s.T("policy.group.whom.hint"), Fields: record.Audience(s, offerPeople)},
		{Title: s.T("policy.group.care"), Hint: s.T("policy.group.care.hint"), Folded: true, Fields: append([]record.Control{s.Line("keywords", record.MaxReason),
			s.Together(s.Number("review_months", 0, maxMonths), kept)}, append(standards(s), quiz(s)...)...)},
	}
}

// standards are the clauses of standards that the policy answers, a row for each and some empty ones.
func standards(s record.Sheet) []record.Control {
	var rows []record.Control
	for i := 1; ; i++ {
		n := strconv.Itoa(i)
		standard, clauses := s.As(s.Choose("standard", "standard"), "standard_"+n), s.As(s.Line("clauses", record.MaxLine), "clauses_"+n)
		if standard.Value+clauses.Value == "" && (i > standardRows || s.Has("standard_"+n)) {
			break
		}
		standard.Label, clauses.Label = s.T("policy.standard.n", "n", n), s.T("policy.clauses.n", "n", n)
		rows = append(rows, s.Together(standard, clauses))
	}
	return rows
}

func quiz(s record.Sheet) []record.Control {
	return []record.Control{s.Together(s.Number("quiz_draw", 0, maxDraw), s.Number("quiz_pass", 1, 100), s.Number("quiz_attempts", 1, maxAttempts))}
}

// AdoptFields ask whose the policies of the starter pack are to be.
func AdoptFields(s record.Sheet) []record.Control {
	return []record.Control{s.Must(s.Person("owner_id", offerPeople)), s.Must(s.Choose("department_id", "department"))}
}

// New is the page of a new document.
type New struct {
	Groups []Group
	Errors map[string]string
}

func (n New) spec() ui.FormSpec {
	return ui.FormSpec{Action: Home + "/new", ID: "new-policy", Draft: "policy-new", Class: "register-form"}
}

func (n New) order() []string { return order(n.Groups) }

func order(groups []Group) []string {
	var names []string
	for _, g := range groups {
		names = append(names, record.Order(g.Fields)...)
	}
	return names
}

// open tells whether a folded part stands open: where one of its fields was refused.
func (g Group) open(errs map[string]string) bool {
	for _, name := range record.Order(g.Fields) {
		if errs[name] != "" {
			return true
		}
	}
	return false
}
