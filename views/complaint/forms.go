package complaint

import (
	"context"
	"strconv"

	"bihuan/views/locale"
	"bihuan/views/ui"

	"github.com/a-h/templ"
)

// Values are what stands in a form's fields.
type Values map[string][]string

// Get is the first value of a field.
func (v Values) Get(name string) string {
	if list := v[name]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// Set gives a field one value.
func (v Values) Set(name, value string) { v[name] = []string{value} }

// The longest texts that the forms take, in characters.
const (
	maxText   = 20_000
	maxShort  = 2_000
	maxReason = 500
	maxLine   = 200
	maxName   = 60
	maxCode   = 64
)

// Sheet builds the controls of a form: one reader's language, one set of
// values and choices.
type Sheet struct {
	ctx     context.Context
	values  Values
	choices map[string][]ui.Option
}

// NewSheet gives a sheet; choices are keyed by the list they come from.
func NewSheet(ctx context.Context, v Values, choices map[string][]ui.Option) Sheet {
	return Sheet{ctx: ctx, values: v, choices: choices}
}

func (s Sheet) field(kind, name string) Control {
	f := ui.Field{Name: name, Label: label(s.ctx, name), Value: s.values.Get(name)}
	if hint := "complaint.hint." + name; locale.Has(s.ctx, hint) {
		f.Hint = locale.T(s.ctx, hint)
	}
	return Control{Kind: kind, Field: f}
}

func (s Sheet) must(c Control) Control {
	c.Required = true
	return c
}

func (s Sheet) line(name string, limit int) Control {
	c := s.field(Line, name)
	c.Max = limit
	return c
}

func (s Sheet) area(name string, rows, limit int) Control {
	c := s.field(Area, name)
	c.Rows, c.Max = rows, limit
	return c
}

func (s Sheet) choose(name, list string) Control {
	c := s.field(Choose, name)
	c.Options = s.choices[list]
	return c
}

func (s Sheet) radio(name, list string) Control {
	c := s.choose(name, list)
	c.Kind, c.Inline = Radio, list != "deadline_class" && list != "remedy"
	return c
}

func (s Sheet) upload(name string) Control {
	c := s.field(Upload, name)
	c.Multiple = true
	return c
}

// scale is one to five, with words at both ends.
func (s Sheet) scale(name string) Control {
	c := s.field(Scale, name)
	c.Inline = true
	for i := 1; i <= 5; i++ {
		n := strconv.Itoa(i)
		c.Options = append(c.Options, ui.Option{Value: n, Label: locale.T(s.ctx, "complaint.scale."+n)})
	}
	return c
}

func together(list ...Control) Control { return Control{Kind: Together, Row: list} }

// Fields are the controls of a step.
func (s Sheet) Fields(step string) []Control {
	switch step {
	case "accept":
		return []Control{s.field(Tick, "take")}
	case "not_accept":
		return []Control{together(s.must(s.choose("reason", "not_accept_reason")), s.must(s.choose("recourse", "recourse"))),
			s.must(s.area("text", 3, maxText))}
	case "acknowledge":
		return []Control{s.must(s.choose("channel", "channel")), s.area("text", 4, maxShort)}
	case "assess":
		return s.assess()
	case "assign":
		return []Control{together(s.choose("department_id", "department"), s.must(s.choose("handler_id", "handler"))), s.line("reason", maxReason)}
	case "transfer":
		return []Control{together(s.must(s.choose("department_id", "department")), s.choose("handler_id", "handler")), s.must(s.line("reason", maxReason))}
	case "investigate":
		return s.investigate()
	case "propose":
		return []Control{together(s.must(s.choose("kind", "remedy_kind")), s.field(Yuan, "amount")), s.area("description", 4, maxShort)}
	case "approve":
		return s.remedy()
	case "reply":
		return []Control{s.must(s.choose("channel", "channel")), s.must(s.area("text", 7, maxText))}
	case "follow_up":
		return []Control{s.must(s.radio("outcome", "follow_up_outcome")), together(s.scale("experience"), s.scale("expectation")), s.area("comment", 3, maxShort)}
	case "close":
		return []Control{s.must(s.radio("outcome", "outcome")), s.must(s.area("summary", 4, maxShort))}
	case "pause":
		return []Control{s.must(s.choose("reason", "pause_reason")), s.area("text", 2, maxReason)}
	case "send_back":
		return append(s.remedy(), s.must(s.area("reason", 3, maxReason)))
	case "reopen":
		return []Control{s.must(s.area("reason", 3, maxReason))}
	case "resume":
		return []Control{s.line("note", maxReason)}
	case "comment":
		return []Control{s.must(s.area("text", 4, maxShort))}
	case "attach":
		return []Control{s.must(s.upload("files"))}
	case "edit":
		return s.edit()
	}
	return nil
}

// remedy is which measure is decided on: asked only where there are several.
func (s Sheet) remedy() []Control {
	return []Control{s.must(s.radio("remedy_id", "remedy"))}
}

func (s Sheet) assess() []Control {
	return []Control{
		together(s.must(s.choose("severity", "severity")), s.must(s.choose("complexity", "complexity")), s.must(s.choose("impact", "impact"))),
		s.must(s.radio("deadline_class", "deadline_class")),
		s.field(Tick, "immediate_action"),
		s.area("action_text", 2, maxShort),
	}
}

func (s Sheet) investigate() []Control {
	return []Control{
		s.must(s.area("findings", 6, maxText)),
		together(s.choose("failure_type", "failure_type"), s.choose("upheld", "upheld")),
		together(s.choose("attribution", "attribution"), s.choose("failure_kind", "failure_kind")),
		s.upload("files"),
	}
}

func (s Sheet) edit() []Control {
	list := []Control{s.must(s.line("subject", maxLine)), s.must(s.area("body", 6, maxText)), s.area("remedy_sought", 2, maxShort)}
	list = append(list,
		together(s.must(s.choose("channel", "channel")), s.must(s.field(Minute, "received_at"))),
		together(s.choose("severity", "severity"), s.choose("failure_type", "failure_type")),
		s.about(),
		s.line("order_number", maxCode),
		s.field(Tick, "urgent_safety"))
	why := s.line("reason", maxReason)
	why.Hint = locale.T(s.ctx, "complaint.hint.edit_reason")
	list = append(list, why)
	if _, ok := s.values["name"]; ok {
		list = append(list, Control{Kind: Heading, Field: ui.Field{Label: locale.T(s.ctx, "complaint.complainant")}})
		list = append(list, s.Who()...)
	}
	return list
}

// about are the questions on who is complained about: a person is written by
// number or name, for nobody finds one of thousands in a list.
func (s Sheet) about() Control {
	person := s.line("complained_person_id", maxLine)
	person.Autocomplete = "off"
	person.Attrs = templ.Attributes{"list": "people", "hx-get": "/complaints/people", "hx-trigger": "input changed delay:300ms", "hx-params": "complained_person_id,complained_department_id",
		"hx-include": "closest form", "hx-target": "#people", "hx-select": "#people", "hx-swap": "outerHTML", "hx-push-url": "false"}
	return together(s.choose("complained_department_id", "department"), person)
}

// Who are the questions about the complainant.
func (s Sheet) Who() []Control {
	phone := s.line("phone", 40)
	phone.Type, phone.InputMode, phone.Autocomplete = "tel", "tel", "off"
	name, email, address, customer := s.line("name", maxName), s.line("email", 254), s.line("address", maxLine), s.line("customer_no", 40)
	email.Type = "email"
	name.Autocomplete, email.Autocomplete, address.Autocomplete, customer.Autocomplete = "off", "off", "off", "off"
	return []Control{together(phone, name), together(customer, email), address}
}

// What are the questions about the matter.
func (s Sheet) What() []Control {
	return []Control{
		s.must(s.area("body", 6, maxText)),
		s.line("subject", maxLine),
		together(s.must(s.choose("channel", "channel")), s.must(s.field(Minute, "received_at"))),
		s.about(),
		together(s.choose("failure_type", "failure_type"), s.choose("severity", "severity"), s.line("order_number", maxCode)),
		s.field(Tick, "urgent_safety"),
	}
}

// Wish are the questions about what the complainant wants.
func (s Sheet) Wish() []Control {
	return []Control{s.area("remedy_sought", 3, maxShort), s.upload("files")}
}
