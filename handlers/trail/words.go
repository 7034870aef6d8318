package trail

import (
	"context"
	"strings"
	"time"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/org"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// words tells of events in the reader's language. What no module gave words for is shown by its name in the
// trail, which an auditor can still read.
type words struct {
	ctx    context.Context
	tree   org.Tree
	people map[int64]org.Person
	names  map[int64]string
	voices map[string]record.Value // by kind of record
}

func (p *pages) words(c *web.Context) (words, error) {
	w := words{ctx: locale.With(c.Ctx(), c.Locale()), voices: make(map[string]record.Value, len(p.voices))}
	var err error
	for _, v := range p.voices {
		if w.voices[v.Kind], err = v.Words(c); err != nil {
			return w, err
		}
	}
	w.tree, err = p.organisation.Departments(c.Ctx())
	return w, err
}

// knowing is w with the names of these people.
func (w words) knowing(people map[int64]org.Person) words {
	w.people, w.names = people, make(map[int64]string, len(people))
	for id, p := range people {
		w.names[id] = p.Name
	}
	return w
}

func (w words) t(key string, args ...any) string { return locale.T(w.ctx, key, args...) }

// first is the text of the first key that has one.
func (w words) first(instead string, keys ...string) string {
	for _, k := range keys {
		if locale.Has(w.ctx, k) {
			return w.t(k)
		}
	}
	return instead
}

func plain(code string) string { return strings.NewReplacer("_", " ", ".", " · ").Replace(code) }

func (w words) event(kind string) string { return w.first(plain(kind), "event."+kind) }

func (w words) record(kind string) string { return w.first(plain(kind), "kind."+kind) }

func (w words) role(role string) string { return w.first(plain(role), "role."+role) }

func (w words) field(e audit.Told, field string) string {
	about, _, _ := strings.Cut(e.Kind, ".")
	return w.first(plain(field), "field."+e.RecordKind+"."+field, "field."+about+"."+field, "field.trail."+field)
}

// value is one side of a change in words.
func (w words) value(e audit.Told, field string, v any) string {
	if _, gone := v.(audit.Erased); gone {
		return w.t("trail.erased")
	}
	if tell, ok := w.voices[e.RecordKind]; ok {
		if s := tell(field, v, w.names); s != "" {
			return s
		}
	}
	switch v := v.(type) {
	case bool:
		return w.first("", map[bool]string{true: "trail.yes", false: "trail.no"}[v])
	case int64:
		return w.number(field, v)
	case string:
		return w.code(e, field, v)
	}
	return ""
}

func (w words) number(field string, n int64) string {
	if n == 0 && strings.HasSuffix(field, "_id") {
		return ""
	}
	if name := w.names[n]; name != "" && strings.HasSuffix(field, "_id") && !strings.Contains(field, "department") {
		return name
	}
	if name := w.tree.Name(n); name != "" && (strings.HasSuffix(field, "department_id") || field == "parent_id") {
		return name
	}
	if field == "amount" {
		return locale.Money(w.ctx, n)
	}
	return locale.Number(w.ctx, n)
}

func (w words) code(e audit.Told, field, s string) string {
	switch {
	case s == "":
		return ""
	case field == "role":
		return w.role(s)
	case field == "kind" && e.RecordKind == "trail":
		return w.event(s)
	case field == "record_kind":
		return w.record(s)
	}
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return locale.FullTime(w.ctx, t)
	}
	return w.first(s, e.RecordKind+"."+field+"."+s, "trail."+field+"."+s)
}

// changes tells all differences of an event, each value cut to most characters where most is not 0.
func (w words) changes(e audit.Told, most int) []ui.Change {
	var out []ui.Change
	for _, c := range e.Changes {
		before, after := cut(w.value(e, c.Field, c.Before), most), cut(w.value(e, c.Field, c.After), most)
		if before != "" || after != "" {
			out = append(out, ui.Change{Label: w.field(e, c.Field), Before: before, After: after})
		}
	}
	return out
}

func cut(s string, most int) string {
	if r := []rune(s); most > 0 && len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// who is the name of who acted, with the employee number, empty for the portal itself.
func (w words) who(e audit.Told) string {
	p, ok := w.people[e.ActorID]
	if !ok {
		return ""
	}
	return p.Name + " " + p.Number
}
