package list

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/db"
	view "bihuan/views/list"
	"bihuan/views/ui"
)

// Parameters that every list's address has.
const (
	viewName   = "view"
	sortName   = "sort"
	cursorName = "at"
	columnName = "col"
	// wordsName is the parameter of lists that can be searched.
	wordsName = "q"
)

// Address is the address of a list, read: what it is narrowed to, in which order, from where on. What makes
// no sense in it is left out.
type Address struct {
	path    string
	values  url.Values // one value for each parameter in use
	at      string
	columns []string
}

// Read reads the parameters of the list.
func (l List) Read(v url.Values) Address {
	a := Address{path: l.Path, values: url.Values{}, at: v.Get(cursorName), columns: v[columnName]}
	for _, name := range append([]string{viewName, sortName}, l.Names...) {
		value := strings.TrimSpace(strings.ToValidUTF8(v.Get(name), ""))
		if slices.Contains(l.Days, name) && !isDay(value) {
			continue
		}
		if value != "" {
			a.values.Set(name, value)
		}
	}
	return a
}

// Get is a parameter, empty where it is not in use.
func (a Address) Get(name string) string { return a.values.Get(name) }

// ID is a parameter that names a record by its id.
func (a Address) ID(name string) int64 { return web.ReadID(a.Get(name)) }

// Day is the beginning of a day, and that of the day after it; both zero where the address names none.
func (a Address) Day(name string, zone *time.Location) (begin, end time.Time) {
	begin, err := time.ParseInLocation(time.DateOnly, a.Get(name), zone)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return begin, begin.AddDate(0, 0, 1)
}

// isDay tells whether s is a day of the years that every database holds.
func isDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// Cursor is the place at which the page begins, nil for the first page.
func (a Address) Cursor() *db.Cursor {
	if c, ok := db.DecodeCursor(a.at); ok {
		return &c
	}
	return nil
}

// With is the address with some parameters changed, given as name and value; an empty value leaves one out.
func (a Address) With(changes ...string) Address {
	values := url.Values{}
	for name, list := range a.values {
		values[name] = list
	}
	for i := 0; i+1 < len(changes); i += 2 {
		if values.Del(changes[i]); changes[i+1] != "" {
			values.Set(changes[i], changes[i+1])
		}
	}
	a.values = values
	return a
}

// Href leads to the first page, with some parameters changed as by With.
func (a Address) Href(changes ...string) string {
	if query := a.With(changes...).Query(); query != "" {
		return a.path + "?" + query
	}
	return a.path
}

// Query is the list as a query, without the place in it.
func (a Address) Query() string { return a.values.Encode() }

// Same tells whether a query means this list.
func (a Address) Same(query string) bool {
	v, err := url.ParseQuery(query)
	return err == nil && v.Encode() == a.Query()
}

// Pairs are the parameters, for the hidden fields of a form.
func (a Address) Pairs() []ui.Pair {
	var out []ui.Pair
	for name := range a.values {
		out = append(out, ui.Pair{Name: name, Value: a.Get(name)})
	}
	slices.SortFunc(out, func(x, y ui.Pair) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// Pages lead to the neighbours of this page.
func (a Address) Pages(prev, next *db.Cursor) ui.Pages {
	var p ui.Pages
	if prev != nil {
		p.Prev = a.Href(cursorName, prev.Encode())
	}
	if next != nil {
		p.Next = a.Href(cursorName, next.Encode())
	}
	return p
}

// Order is one order of a list: the column whose head leads to it, its name in the address, and "asc" or "desc".
type Order struct{ Column, Name, Direction string }

// Sorts are the heads of the columns that sort, the usual order first; now names the one in force, "" where the
// list is ranked otherwise.
func (a Address) Sorts(now string, orders ...Order) map[string]view.Sort {
	out := map[string]view.Sort{}
	for i, o := range orders {
		name := o.Name
		if i == 0 {
			name = ""
		}
		s := view.Sort{Href: a.Href(sortName, name)}
		if o.Name == now {
			s.Now = o.Direction
		}
		out[o.Column] = s
	}
	return out
}

// Heads are the heads of a list in the order of what is due, which is the usual one, or in that of when its records
// began. A span of the beginning, set by one of days, has no other order; what words find is ranked.
func (a Address) Heads(due, begun Order, days ...string) map[string]view.Sort {
	for _, day := range days {
		if a.Get(day) != "" {
			return map[string]view.Sort{begun.Column: {Href: a.Href(), Now: begun.Direction}}
		}
	}
	now := due.Name
	if a.Get(sortName) == begun.Name {
		now = begun.Name
	}
	if a.Get(wordsName) != "" {
		now = ""
	}
	return a.Sorts(now, due, begun)
}

// Filter is the bar with the conditions as they stand in the address, those of more behind "more", and a chip
// for each in use.
func (a Address) Filter(fields, more []view.Field) view.Filter {
	f := view.Filter{Filter: ui.Filter{Action: a.path, Clear: a.bare()}, Fields: fields, More: more}
	for _, name := range []string{viewName, sortName} {
		f.Hidden = a.hide(f.Hidden, name)
	}
	for _, list := range [][]view.Field{fields, more} {
		for i := range list {
			c := &list[i]
			c.Value, c.ID = a.Get(c.Name), "filter-"+c.Name
			if c.Value == "" {
				continue
			}
			if c.Kind == view.Hidden {
				f.Hidden = a.hide(f.Hidden, c.Name)
			}
			f.Chips = append(f.Chips, a.chip(*c))
		}
	}
	return f
}

func (a Address) hide(pairs []ui.Pair, name string) []ui.Pair {
	if value := a.Get(name); value != "" {
		pairs = append(pairs, ui.Pair{Name: name, Value: value})
	}
	return pairs
}

func (a Address) chip(f view.Field) ui.FilterChip {
	chip := ui.FilterChip{Label: f.Label, Value: f.Value, Remove: a.Href(f.Name, "")}
	if f.Chip != "" {
		chip.Label = f.Chip
	}
	for _, o := range f.Options {
		if o.Value == f.Value {
			chip.Value = o.Label
		}
	}
	return chip
}

// bare is the list without any condition.
func (a Address) bare() string {
	kept := Address{path: a.path, values: url.Values{}}
	return kept.Href(viewName, a.Get(viewName), sortName, a.Get(sortName))
}
