package list

import (
	"cmp"
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

// Owners are the people that the parameter owner can take: those of People, chosen by able for the department of the
// address or the reader's own, and the one chosen where he stands in no row. Known are the names in the rows.
func (a Address) Owners(c *web.Context, organisation *org.Organisation, able func(department int64) ([]org.Person, error), known map[int64]string) ([]ui.Option, error) {
	people, err := able(cmp.Or(a.ID("department"), c.Actor().DepartmentID))
	if err != nil {
		return nil, err
	}
	if chosen := a.ID("owner"); chosen != 0 && known[chosen] == "" { // he owns nothing here, and is named still
		found, err := organisation.NamesOf(c.Ctx(), []int64{chosen})
		if err != nil {
			return nil, err
		}
		known[chosen] = found[chosen].Name
	}
	return a.People("owner", c.Actor(), people, known), nil
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
