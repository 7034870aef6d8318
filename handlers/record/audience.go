package record

import (
	"slices"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/record"
	"bihuan/views/ui"
)

// AudienceForm says whom something is meant for: the whole firm, or some of it.
type AudienceForm struct {
	Whom        string   `form:"audience"`
	Departments []string `form:"audience_departments"`
	Posts       []string `form:"audience_posts"`
	Roles       []string `form:"audience_roles"`
	People      string   `form:"audience_people"`
}

// Find is the audience that the form describes; now is the present one, names those of its people. What is chosen
// counts only where not the whole firm is meant.
func (f AudienceForm) Find(c *web.Context, organisation *org.Organisation, check *fault.Check, now org.Audience, names map[int64]string) (org.Audience, error) {
	if f.Whom == view.AudienceAll {
		return org.Audience{All: true}, nil
	}
	a := org.Audience{Departments: ids(f.Departments), Posts: ids(f.Posts)}
	for _, code := range f.Roles {
		if auth.Role(code).Valid() && !slices.Contains(a.Roles, code) {
			a.Roles = append(a.Roles, code)
		}
	}
	var err error
	a.People, err = FindPeople(c, organisation, check, "audience_people", f.People, now.People, names)
	if err == nil && a.Empty() && f.People == "" {
		check.Add("audience", "invalid.record_audience")
	}
	return a, err
}

func ids(list []string) []int64 {
	var out []int64
	for _, s := range list {
		if id := web.ReadID(s); id != 0 && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// FillAudience sets the fields of an audience.
func FillAudience(values view.Values, a org.Audience, names map[int64]string) {
	values.Set("audience", view.AudienceSome)
	if a.All {
		values.Set("audience", view.AudienceAll)
	}
	for _, id := range a.Departments {
		values["audience_departments"] = append(values["audience_departments"], web.FormID(id))
	}
	for _, id := range a.Posts {
		values["audience_posts"] = append(values["audience_posts"], web.FormID(id))
	}
	values["audience_roles"] = a.Roles
	values.Set("audience_people", Names(names, a.People))
}

// AudienceOptions are the choices of an audience's fields.
func AudienceOptions(w Words, posts []org.Post, now org.Audience) map[string][]ui.Option {
	out := map[string][]ui.Option{"audience": {
		{Value: view.AudienceAll, Label: w.T("record.audience.all"), Hint: w.T("record.audience.all.hint")},
		{Value: view.AudienceSome, Label: w.T("record.audience.some"), Hint: w.T("record.audience.some.hint")}}}
	for _, d := range w.Tree.All() {
		if !d.Closed || slices.Contains(now.Departments, d.ID) {
			out["departments"] = append(out["departments"], ui.Option{Value: web.FormID(d.ID), Label: w.Tree.FullName(d.ID)})
		}
	}
	for _, p := range posts {
		if !p.Closed || slices.Contains(now.Posts, p.ID) {
			out["posts"] = append(out["posts"], ui.Option{Value: web.FormID(p.ID), Label: p.Name})
		}
	}
	for _, r := range auth.Roles {
		out["roles"] = append(out["roles"], ui.Option{Value: string(r), Label: w.T("role." + string(r))})
	}
	return out
}

// Audience says in words whom something is meant for; posts and people by their names.
func (w Words) Audience(a org.Audience, posts []org.Post, names map[int64]string) string {
	if a.All {
		return w.T("record.audience.all")
	}
	var parts []string
	for _, id := range a.Departments {
		parts = append(parts, w.Tree.Name(id))
	}
	for _, p := range posts {
		if slices.Contains(a.Posts, p.ID) {
			parts = append(parts, p.Name)
		}
	}
	for _, code := range a.Roles {
		parts = append(parts, w.T("role."+code))
	}
	for _, id := range a.People {
		parts = append(parts, names[id])
	}
	return strings.Join(parts, w.T("record.join"))
}

// Names are people in one line, as a field that takes several holds them.
func Names(names map[int64]string, people []int64) string {
	list := make([]string, len(people))
	for i, id := range people {
		list[i] = names[id]
	}
	return strings.Join(list, "，")
}
