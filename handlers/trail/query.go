package trail

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/evidence"
	view "bihuan/views/trail"
	"bihuan/views/ui"
)

// query is the address of a list, read.
type query struct {
	Person string `query:"person"`
	Number string `query:"number"`
	Role   string `query:"role"`
	Kind   string `query:"kind"`
	Record string `query:"record"`
	From   string `query:"from"`
	To     string `query:"to"`
	At     string `query:"at"`
	Form   string `query:"form"`
}

func (q query) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"person": q.Person, "number": q.Number, "role": q.Role, "kind": q.Kind, "record": q.Record, "from": q.From, "to": q.To} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// href is the list with one parameter changed; an empty value leaves it out.
func (q query) href(name, value string) string {
	v := q.values()
	if v.Del(name); value != "" {
		v.Set(name, value)
	}
	if len(v) == 0 {
		return view.Home
	}
	return view.Home + "?" + v.Encode()
}

func (q query) cursor() *db.Cursor {
	if c, ok := db.DecodeCursor(q.At); ok {
		return &c
	}
	return nil
}

var typedNumber = regexp.MustCompile(`^[A-Za-z]{2}-\d{4}-\d+$`)

// filter is what the use case takes; a name is looked up first. A day that makes no sense narrows nothing.
func (p *pages) filter(c *web.Context, q query) (evidence.Filter, error) {
	f := evidence.Filter{Role: auth.Role(q.Role), Kind: q.Kind, RecordKind: q.Record, RecordNumber: q.Number}
	if typedNumber.MatchString(q.Number) {
		f.RecordNumber = strings.ToUpper(q.Number)
	}
	zone := c.Locale().Zone()
	if t, err := time.ParseInLocation(time.DateOnly, q.From, zone); err == nil {
		f.From = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, q.To, zone); err == nil {
		f.To = t.AddDate(0, 0, 1)
	}
	if q.Person == "" {
		return f, nil
	}
	people, err := p.trail.People(c.Ctx(), c.Actor(), q.Person)
	f.People = make([]int64, len(people))
	for i, person := range people {
		f.People[i] = person.ID
	}
	return f, err
}

// bar is the filter bar with what can be chosen and what is.
func (w words) bar(q query, kinds evidence.Kinds) view.Filter {
	f := view.Filter{Person: q.Person, Number: q.Number, Role: q.Role, Kind: q.Kind, Record: q.Record, From: q.From, To: q.To, More: q.Role+q.Record+q.From+q.To != ""}
	for _, r := range append([]auth.Role{auth.Employee}, append(slices.Clone(auth.Roles), auth.SystemRole)...) {
		f.Roles = append(f.Roles, ui.Option{Value: string(r), Label: w.role(string(r))})
	}
	for _, k := range kinds.Records {
		f.Records = append(f.Records, ui.Option{Value: k, Label: w.record(k)})
	}
	for _, k := range kinds.Events {
		record, _, _ := strings.Cut(k, ".")
		f.Kinds = append(f.Kinds, ui.Option{Value: k, Label: w.event(k), Group: w.record(record)})
	}
	slices.SortStableFunc(f.Kinds, func(a, b ui.Option) int { return cmp.Compare(a.Group, b.Group) })
	chip := func(name, label, value string) {
		if value != "" {
			f.Chips = append(f.Chips, ui.FilterChip{Label: w.t("trail.filter." + label), Value: value, Remove: q.href(name, "")})
		}
	}
	chip("person", "person", q.Person)
	chip("number", "number", q.Number)
	chip("kind", "kind", w.event(q.Kind))
	chip("role", "role", w.role(q.Role))
	chip("record", "record", w.record(q.Record))
	chip("from", "from", q.From)
	chip("to", "to", q.To)
	return f
}
