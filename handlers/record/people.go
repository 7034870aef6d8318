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

// FindPeople finds each of several people whom one field names, with commas between. Those that text still calls by
// the names of now are the same people; who is not found is named, for the field holds them all.
func FindPeople(c *web.Context, organisation *org.Organisation, check *fault.Check, field, text string, now []int64, names map[int64]string) ([]int64, error) {
	var found []int64
	for _, name := range strings.FieldsFunc(text, separates) {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		kept := slices.IndexFunc(now, func(id int64) bool { // of two who are called alike, each stands once
			return names[id] == name && !slices.Contains(found, id)
		})
		if kept >= 0 {
			found = append(found, now[kept])
			continue
		}
		var one fault.Check
		id, err := FindPerson(c, organisation, &one, field, name, 0, "")
		if err != nil {
			return nil, err
		}
		if f := fault.Of(one.Err()); f != nil {
			key := "invalid.record_people_unknown"
			if len(f.Fields[field].Args) > 0 {
				key = "invalid.record_people_several"
			}
			check.Add(field, key, append([]any{"name", name}, f.Fields[field].Args...)...)
		}
		if id != 0 {
			found = append(found, id)
		}
	}
	return found, nil
}

func separates(r rune) bool { return strings.ContainsRune(",，、;；\n", r) }

// LastName parts a field of several names into the one that is being typed and what stands before it.
func LastName(text string) (before, words string) {
	i := strings.LastIndexFunc(text, separates)
	if i < 0 {
		return "", text
	}
	words = strings.TrimLeftFunc(text[i:], func(r rune) bool { return separates(r) || r == ' ' })
	return text[:len(text)-len(words)], words
}

// OfferSeveral offers employees while the last of several names is typed into one of these fields.
func OfferSeveral(organisation *org.Organisation, fields ...string) web.Handler {
	return func(c *web.Context) error {
		var offers []string
		for _, field := range fields {
			before, words := LastName(c.QueryParam(field))
			if words = strings.TrimSpace(words); words == "" {
				continue
			}
			found, err := organisation.Choices(c.Ctx(), c.Actor(), nil, words, maxPeople)
			if err != nil {
				return err
			}
			for _, o := range found {
				offers = append(offers, before+Named(o.Name, o.Number))
			}
		}
		return c.Render(http.StatusOK, view.PeopleList(offers))
	}
}
