package list

import (
	"slices"
	"time"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/org"
	"bihuan/views/ui"
)

// People are those whom the parameter name can take: the reader, those whom he may choose, and the one chosen
// where known holds his name.
func (a Address) People(name string, reader auth.Actor, able []org.Person, known map[int64]string) []ui.Option {
	var out []ui.Option
	if reader.PersonID != 0 {
		out = append(out, ui.Option{Value: web.FormID(reader.PersonID), Label: reader.Name})
	}
	others := slices.DeleteFunc(slices.Clone(able), func(p org.Person) bool { return p.ID == reader.PersonID })
	out = append(out, record.PeopleOptions(others)...)
	chosen := func(o ui.Option) bool { return o.Value == a.Get(name) }
	if known := known[a.ID(name)]; known != "" && !slices.ContainsFunc(out, chosen) {
		out = append(out, ui.Option{Value: a.Get(name), Label: known})
	}
	return out
}

// Departmental tells whether the reader sees the records of departments and not only his own.
func Departmental(a auth.Actor, read auth.Permission) bool {
	s := a.Scope(read)
	return s.All || len(s.Departments) > 0
}

// RestOfToday is the time from now to the end of the reader's day.
func RestOfToday(c *web.Context) (from, before time.Time) {
	now := c.Locale().Now().In(c.Locale().Zone())
	y, m, d := now.Date()
	return now, time.Date(y, m, d+1, 0, 0, 0, 0, now.Location())
}
