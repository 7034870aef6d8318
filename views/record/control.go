package record

import "bihuan/views/ui"

// Kinds of controls.
const (
	Line     = "line"
	Area     = "area"
	Choose   = "choose"
	Radio    = "radio"
	Several  = "several"
	Tick     = "tick"
	Day      = "day"
	Minute   = "minute"
	Number   = "number"
	Yuan     = "yuan"
	Person   = "person" // an employee by number or name, offered while one types
	Upload   = "upload"
	Scale    = "scale"
	Heading  = "heading"
	Telling  = "telling" // words to read, not to fill
	Together = "together"
)

// Control is one field of a form, or several side by side.
type Control struct {
	Kind string
	ui.Field
	Row []Control // of Together
}

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

// Order names the fields as they stand, for the summary of errors.
func Order(controls []Control) []string {
	var names []string
	for _, c := range controls {
		if c.Kind == Together {
			names = append(names, Order(c.Row)...)
			continue
		}
		names = append(names, c.Name)
	}
	return names
}

// with gives the control its error.
func (c Control) with(errs map[string]string) Control {
	c.Error = errs[c.Name]
	return c
}

// asksPerson tells whether one of the controls offers people.
func asksPerson(controls []Control) bool {
	for _, c := range controls {
		if c.Kind == Person || asksPerson(c.Row) {
			return true
		}
	}
	return false
}

// yuan asks for yuan with two decimals as text: a number field would let the browser round.
func yuan(f ui.Field) ui.Field {
	f.InputMode = "decimal"
	f.Width = "short"
	f.Max = 14
	f.Placeholder = "0.00"
	return f
}
