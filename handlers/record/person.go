package record

import (
	"net/http"
	"slices"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/record"
)

// maxPeople is how many people are offered while a name is typed.
const maxPeople = 8

// OfferPeople offers employees while a name or number is typed into one of these fields.
func OfferPeople(organisation *org.Organisation, fields ...string) web.Handler {
	return func(c *web.Context) error {
		var names []string
		for _, field := range fields {
			words := strings.TrimSpace(c.QueryParam(field))
			if words == "" {
				continue
			}
			found, err := organisation.Choices(c.Ctx(), c.Actor(), nil, words, maxPeople)
			if err != nil {
				return err
			}
			for _, o := range found {
				names = append(names, Named(o.Name, o.Number))
			}
		}
		return c.Render(http.StatusOK, view.PeopleList(names))
	}
}

// Named is a person as forms offer and take him: the name with the number behind it.
func Named(name, number string) string { return name + "（" + number + "）" }

// FindPerson finds the employee whom a form names by number or name. Where text is still the name that stood
// there, it is the person now; what fits nobody or several is noted at the field.
func FindPerson(c *web.Context, organisation *org.Organisation, check *fault.Check, field, text string, now int64, name string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	if now != 0 && text == name {
		return now, nil
	}
	words := text
	if i := strings.LastIndexAny(words, "（("); i >= 0 {
		words = strings.Trim(words[i:], "（）()")
	}
	found, err := organisation.Choices(c.Ctx(), c.Actor(), nil, words, maxPeople)
	if err != nil {
		return 0, err
	}
	exact := slices.DeleteFunc(slices.Clone(found), func(o org.Choice) bool { return !strings.EqualFold(o.Number, words) && o.Name != words })
	if len(exact) > 0 {
		found = exact
	}
	switch len(found) {
	case 0:
		check.Add(field, "invalid.record_person_unknown")
		return 0, nil
	case 1:
		return found[0].ID, nil
	}
	names := make([]string, len(found))
	for i, o := range found {
		names[i] = Named(o.Name, o.Number)
	}
	check.Add(field, "invalid.record_person_several", "names", strings.Join(names, "，"))
	return 0, nil
}
