package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field is one question of a form. Every kind of control takes the same
// struct and uses what applies to it.
type Field struct {
	Name  string
	Label string
	Hint  string
	Error string // how to mend it, translated

	Value  string
	Values []string // checkboxes and multiple choice
	// Options of Select, Radios and Checkboxes. Select begins with an empty
	// choice unless NoEmpty.
	Options []Option
	NoEmpty bool

	Required     bool
	Autocomplete string
	Placeholder  string
	InputMode    string // "tel", "numeric"
	Type         string // of Input; "text" when empty
	Width        string // "" full, "short", "medium"
	Rows         int    // of Textarea
	Max          int    // characters; a Textarea counts down
	Min, Most    string // of Number and dates
	Step         string
	Accept       string // of File
	Multiple     bool
	Disabled     bool
	Inline       bool   // Radios and Checkboxes side by side
	Focus        bool   // takes the focus when the page opens
	ID           string // "f-" + Name when empty
	Attrs        templ.Attributes
}

// Option is one choice.
type Option struct {
	Value, Label, Hint string
	Group              string // of Select: neighbours of one group stand together
	Disabled           bool
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + strings.NewReplacer("[", "-", "]", "", ".", "-").Replace(f.Name)
}

func (f Field) hintID() string  { return f.id() + "-hint" }
func (f Field) errorID() string { return f.id() + "-error" }
func (f Field) countID() string { return f.id() + "-count" }

// attrs are what all controls of a field have in common.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{"id": f.id(), "name": f.Name}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("autocomplete", f.Autocomplete)
	set("placeholder", f.Placeholder)
	set("inputmode", f.InputMode)
	if f.Required {
		a["aria-required"] = "true"
	}
	if f.Disabled {
		a["disabled"] = true
	}
	if f.Focus {
		a["autofocus"] = true
	}
	for name, value := range f.Attrs {
		a[name] = value
	}
	return a
}

func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.hintID())
	}
	if f.Error != "" {
		ids = append(ids, f.errorID())
	}
	if f.Max > 0 && f.Rows > 0 {
		ids = append(ids, f.countID())
	}
	return strings.Join(ids, " ")
}

// input adds what belongs to an <input> of the given type.
func (f Field) input(kind string) templ.Attributes {
	a := f.attrs()
	a["type"] = kind
	if kind != "file" && kind != "password" {
		a["value"] = f.Value
	}
	if f.Max > 0 && kind != "number" {
		a["maxlength"] = strconv.Itoa(f.Max)
	}
	for name, value := range map[string]string{"min": f.Min, "max": f.Most, "step": f.Step, "accept": f.Accept} {
		if value != "" {
			a[name] = value
		}
	}
	if f.Multiple {
		a["multiple"] = true
	}
	return a
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

func (f Field) chosen(value string) bool {
	if f.Values != nil {
		return slices.Contains(f.Values, value)
	}
	return f.Value == value
}

func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i)
}

func (f Field) class(control string) string {
	if f.Error != "" {
		return control + " is-invalid"
	}
	return control
}

type optionGroup struct {
	name    string
	options []Option
}

func (f Field) groups() []optionGroup {
	var groups []optionGroup
	for _, o := range f.Options {
		if n := len(groups); n == 0 || groups[n-1].name != o.Group {
			groups = append(groups, optionGroup{name: o.Group})
		}
		last := &groups[len(groups)-1]
		last.options = append(last.options, o)
	}
	return groups
}

// FormSpec is a POST form (or GET when Get is set).
type FormSpec struct {
	Action string
	ID     string
	Get    bool
	Files  bool   // carries files
	Draft  string // key under which unsent text is kept in the browser
	Class  string
	Attrs  templ.Attributes
}

func (f FormSpec) method() string {
	if f.Get {
		return "get"
	}
	return "post"
}

func (f FormSpec) attrs() templ.Attributes {
	a := templ.Attributes{}
	for name, value := range f.Attrs {
		a[name] = value
	}
	if f.ID != "" {
		a["id"] = f.ID
	}
	if f.Files {
		a["enctype"] = "multipart/form-data"
	}
	if f.Draft != "" {
		a["data-draft"] = f.Draft
	}
	return a
}

// mistake is one line of the error summary.
type mistake struct{ id, text string }

// mistakes lists the errors in the order of the form, the rest by name. The
// empty name is an error of the form as a whole.
func mistakes(errs map[string]string, order []string) []mistake {
	var list []mistake
	add := func(name string) {
		m := mistake{text: errs[name]}
		if name != "" {
			m.id = Field{Name: name}.id()
		}
		list = append(list, m)
	}
	var rest []string
	for name := range errs {
		if !slices.Contains(order, name) {
			rest = append(rest, name)
		}
	}
	for _, name := range order {
		if errs[name] != "" {
			add(name)
		}
	}
	slices.Sort(rest)
	for _, name := range rest {
		add(name)
	}
	return list
}

func width(w string) string {
	if w == "" {
		return "full"
	}
	return w
}
