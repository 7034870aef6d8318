package record

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// The longest texts that forms take, in characters.
const (
	MaxText   = 20_000
	MaxShort  = 2_000
	MaxReason = 500
	MaxLine   = 200
)

// Sheet builds the controls of a form: one reader's language, one kind of record, one set of values and choices.
type Sheet struct {
	ctx     context.Context
	kind    string
	values  Values
	choices map[string][]ui.Option
}

// NewSheet gives a sheet for a kind of record; choices are keyed by the list they come from.
func NewSheet(ctx context.Context, kind string, values Values, choices map[string][]ui.Option) Sheet {
	return Sheet{ctx: ctx, kind: kind, values: values, choices: choices}
}

// Has tells whether the form has values of this field at all.
func (s Sheet) Has(name string) bool {
	_, ok := s.values[name]
	return ok
}

// T is a message in the reader's language.
func (s Sheet) T(key string, args ...any) string { return locale.T(s.ctx, key, args...) }

// Field is a control of any kind with its label, hint and value.
func (s Sheet) Field(kind, name string) Control {
	f := ui.Field{Name: name, Label: locale.T(s.ctx, "field."+s.kind+"."+name), Value: s.values.Get(name)}
	for _, hint := range []string{s.kind + ".hint." + name, "record.hint." + name} {
		if locale.Has(s.ctx, hint) {
			f.Hint = locale.T(s.ctx, hint)
			break
		}
	}
	return Control{Kind: kind, Field: f}
}

// Must marks a control as required.
func (s Sheet) Must(c Control) Control {
	c.Required = true
	return c
}

// Line is one line of text.
func (s Sheet) Line(name string, limit int) Control {
	c := s.Field(Line, name)
	c.Max = limit
	return c
}

// Area is text of several lines.
func (s Sheet) Area(name string, rows, limit int) Control {
	c := s.Field(Area, name)
	c.Rows, c.Max = rows, limit
	return c
}

// Choose is one of many.
func (s Sheet) Choose(name, list string) Control {
	c := s.Field(Choose, name)
	c.Options = s.choices[list]
	return c
}

// Radio is one of few, side by side unless one needs explaining.
func (s Sheet) Radio(name, list string) Control {
	c := s.Choose(name, list)
	c.Kind, c.Inline = Radio, true
	for _, o := range c.Options {
		c.Inline = c.Inline && o.Hint == ""
	}
	return c
}

// Several is any number of few.
func (s Sheet) Several(name, list string) Control {
	c := s.Choose(name, list)
	c.Kind, c.Values = Several, s.values[name]
	return c
}

// Tick is a yes or no.
func (s Sheet) Tick(name string) Control { return s.Field(Tick, name) }

// Day is a day.
func (s Sheet) Day(name string) Control { return s.Field(Day, name) }

// Minute is an instant to the minute.
func (s Sheet) Minute(name string) Control { return s.Field(Minute, name) }

// Number is a whole number from least to most.
func (s Sheet) Number(name string, least, most int) Control {
	c := s.Field(Number, name)
	c.Min, c.Most, c.Width, c.InputMode = strconv.Itoa(least), strconv.Itoa(most), "short", "numeric"
	return c
}

// Yuan is an amount of money.
func (s Sheet) Yuan(name string) Control { return s.Field(Yuan, name) }

// Upload takes files.
func (s Sheet) Upload(name string) Control {
	c := s.Field(Upload, name)
	c.Multiple = true
	return c
}

// Person asks for an employee by number or name, for nobody finds one of thousands in a list; offer is the
// address that gives names while one is typed (handlers/record.OfferPeople).
func (s Sheet) Person(name, offer string) Control {
	c := s.Line(name, MaxLine)
	c.Kind, c.Autocomplete = Person, "off"
	c.Attrs = templ.Attributes{"list": "people", "hx-get": offer, "hx-trigger": "input changed delay:300ms", "hx-params": name,
		"hx-include": "closest form", "hx-target": "#people", "hx-select": "#people", "hx-swap": "outerHTML", "hx-push-url": "false"}
	return c
}

// PersonOf is Person that offers those of the department chosen while nothing is typed yet.
func (s Sheet) PersonOf(name, offer string) Control {
	c := s.Person(name, offer)
	c.Attrs["hx-trigger"] = "focus, input changed delay:300ms"
	c.Attrs["hx-params"] = name + ",department_id"
	return c
}

// Scale is one to five, with words.
func (s Sheet) Scale(name string) Control {
	c := s.Field(Scale, name)
	c.Inline = true
	for i := 1; i <= 5; i++ {
		n := strconv.Itoa(i)
		c.Options = append(c.Options, ui.Option{Value: n, Label: locale.T(s.ctx, "record.scale."+n)})
	}
	return c
}

// As is a control under another name, as one of several rows has it, with the value of that name.
func (s Sheet) As(c Control, name string) Control {
	c.Name, c.Value = name, s.values.Get(name)
	return c
}

// Heading parts a form.
func (s Sheet) Heading(text string) Control {
	return Control{Kind: Heading, Field: ui.Field{Label: text}}
}

// Telling is a sentence within a form.
func (s Sheet) Telling(text string) Control {
	return Control{Kind: Telling, Field: ui.Field{Label: text}}
}

// Together puts controls side by side.
func (s Sheet) Together(list ...Control) Control { return Control{Kind: Together, Row: list} }
