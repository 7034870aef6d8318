package record

import (
	"context"
	"slices"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/org"
	"bihuan/models/terms"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Value puts a value of a field, as an event holds it, into words; people are the names of those it may name.
type Value func(field string, v any, people map[int64]string) string

// Fields says what stands behind the fields of a kind of record that are not told by their names:
// *department_id is a department, *_at an instant, amount money in fen.
type Fields struct {
	Terms  map[string]string // the value list behind a field
	Keys   map[string]string // how the message key of a code begins, "complaint.state."
	People []string          // fields that hold a person's id
	Ticks  []string          // fields that forms send as a tick
}

const amountField = "amount"

// Words put codes, ids and times into the reader's language. A domain embeds them in its own.
type Words struct {
	Ctx    context.Context
	Tag    string
	Now    time.Time
	Terms  terms.Set
	Tree   org.Tree
	People map[int64]string // whom the record names
	fields *Fields
}

// NewWords gives the words of the reader.
func NewWords(c *web.Context, lists *terms.Lists, organisation *org.Organisation, fields *Fields) (Words, error) {
	w := Words{Ctx: locale.With(c.Ctx(), c.Locale()), Tag: string(c.Locale().Tag()), Now: c.Locale().Now(), fields: fields}
	var err error
	if w.Terms, err = lists.All(c.Ctx()); err != nil {
		return w, err
	}
	w.Tree, err = organisation.Departments(c.Ctx())
	return w, err
}

// T is a message.
func (w Words) T(key string, args ...any) string { return locale.T(w.Ctx, key, args...) }

// Term is the name of a code of a value list.
func (w Words) Term(list, code string) string {
	if code == "" {
		return ""
	}
	return w.Terms.Name(list, code, w.Tag)
}

// Yes is yes or no.
func (w Words) Yes(on bool) string {
	if on {
		return w.T("record.yes")
	}
	return w.T("record.no")
}

// Person is the name of somebody whom the record names, or the message none.
func (w Words) Person(id int64, none string) string {
	if id == 0 {
		return w.T(none)
	}
	return w.People[id]
}

// Minute is an instant with its day, to the minute.
func (w Words) Minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(locale.From(w.Ctx).Zone()).Format("2006-01-02 15:04")
}

// Value is a value of a field as an event holds it.
func (w Words) Value(field string, v any, people map[int64]string) string {
	switch v := v.(type) {
	case audit.Erased:
		return w.T("record.erased")
	case bool:
		return w.Yes(v)
	case int64:
		switch {
		case strings.HasSuffix(field, "department_id"):
			return w.Tree.Name(v)
		case slices.Contains(w.fields.People, field):
			return people[v]
		case field == amountField:
			return locale.Money(w.Ctx, v)
		}
		return locale.Number(w.Ctx, v)
	case string:
		return w.Code(field, v)
	}
	return ""
}

// Code is a code or text of a field.
func (w Words) Code(field, s string) string {
	if s == "" {
		return ""
	}
	if list, ok := w.fields.Terms[field]; ok {
		return w.Term(list, s)
	}
	if key, ok := w.fields.Keys[field]; ok {
		return w.T(key + s)
	}
	if strings.HasSuffix(field, "_at") {
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return w.Minute(t)
		}
	}
	return s
}

// Typed is a value as it stands in a form.
func (w Words) Typed(field, s string) string {
	switch {
	case slices.Contains(w.fields.Ticks, field):
		return w.Yes(s == "1")
	case strings.HasSuffix(field, "department_id"):
		return w.Tree.Name(web.ReadID(s))
	case strings.HasSuffix(field, "_at"):
		return strings.Replace(s, "T", " ", 1)
	}
	return w.Code(field, s)
}

// Options are the terms of a list that can be chosen; one that stands there already stays choosable.
func (w Words) Options(list, now string) []ui.Option {
	l, _ := terms.Find(list)
	var out []ui.Option
	for _, t := range w.Terms.List(list) {
		o := ui.Option{Value: t.Code, Label: t.Name(w.Tag)}
		if l.Parent != "" && l.Parent != list {
			o.Group = w.Term(l.Parent, t.Parent)
		}
		out = append(out, o)
	}
	if now != "" && !w.Terms.Has(list, now) && w.Terms.Known(list, now) {
		out = append(out, ui.Option{Value: now, Label: w.Term(list, now)})
	}
	return out
}

// Departments are the departments that exist, each with its way.
func (w Words) Departments(now int64) []ui.Option {
	var out []ui.Option
	for _, d := range w.Tree.All() {
		if !d.Closed || d.ID == now {
			out = append(out, ui.Option{Value: web.FormID(d.ID), Label: w.Tree.FullName(d.ID)})
		}
	}
	return out
}

// Keyed are codes as options, named by message keys that begin with prefix.
func Keyed[C ~string](w Words, prefix string, codes []C) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, code := range codes {
		out[i] = ui.Option{Value: string(code), Label: w.T(prefix + string(code))}
	}
	return out
}

// PeopleOptions are people to choose from.
func PeopleOptions(people []org.Person) []ui.Option {
	out := make([]ui.Option, len(people))
	for i, p := range people {
		out[i] = ui.Option{Value: web.FormID(p.ID), Label: p.Name}
	}
	return out
}
