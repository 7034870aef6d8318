package signing

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/signing"
	views "bihuan/views/record"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

const (
	usualListDays = "10" // working days with which a new reading list begins
	maxOffered    = 8
)

// listed are the reading lists as read for their pages, with the posts and people that they name.
type listed struct {
	words
	all   []signing.List
	posts []org.Post
	names map[int64]string
}

func (p *pages) listed(c *web.Context) (*listed, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	l := &listed{words: w, names: map[int64]string{}}
	if l.all, err = p.Signings.Lists(c.Ctx(), c.Actor()); err != nil {
		return nil, err
	}
	if l.posts, err = p.Organisation.Posts(c.Ctx()); err != nil {
		return nil, err
	}
	var ids []int64
	for _, one := range l.all {
		ids = append(ids, one.Audience.People...)
	}
	if len(ids) == 0 {
		return l, nil
	}
	people, err := p.Organisation.NamesOf(c.Ctx(), ids)
	for id, one := range people {
		l.names[id] = one.Name
	}
	return l, err
}

// find is the list of the address; "new" is an empty one.
func (l *listed) find(id string) (signing.List, error) {
	if id == "new" {
		return signing.List{}, nil
	}
	i := slices.IndexFunc(l.all, func(one signing.List) bool { return web.FormID(one.ID) == id })
	if i < 0 {
		return signing.List{}, fault.NotFound("fault.reading_list_gone")
	}
	return l.all[i], nil
}

func (l *listed) policies(all []signing.Listed) []view.Listed {
	out := make([]view.Listed, len(all))
	for i, one := range all {
		out[i] = view.Listed{Number: one.Number, Title: one.Title}
		if one.State != policy.InForce {
			out[i].Note = l.T("signing.list.not_in_force")
		}
	}
	return out
}

// lists are the reading lists of newcomers.
func (p *pages) lists(c *web.Context) error {
	l, err := p.listed(c)
	if err != nil {
		return err
	}
	page := view.ReadingLists{Back: ui.Link{Label: l.T("signing.campaigns"), Href: view.Home}}
	if c.Can(auth.SettingsRead) {
		page.Back = ui.Link{Label: l.T("signing.list.settings"), Href: "/settings"}
	}
	for _, one := range l.all {
		page.Rows = append(page.Rows, view.ReadingList{ID: web.FormID(one.ID), Href: view.Lists + "/" + web.FormID(one.ID), Name: one.Name, Audience: l.Audience(one.Audience, l.posts, l.names),
			Days: l.T("signing.list.days", "n", one.Days), Since: one.SinceOn, Active: one.Active, Policies: l.policies(one.Policies)})
	}
	return c.Render(http.StatusOK, view.ListsPage(page))
}

// listForm holds a reading list: its policies as numbers, in order. Do is the button that was pressed: without one the
// list is saved; "up 2", "down 2" and "drop 2" change the order, and "add" adds the policy that Add names.
type listForm struct {
	record.AudienceForm
	Version  int64    `form:"version"`
	Name     string   `form:"name"`
	Policies []string `form:"policies"`
	Add      string   `form:"add"`
	Days     string   `form:"days"`
	Active   string   `form:"active"`
	Do       string   `form:"do"`
}

func formOfList(one signing.List, names map[int64]string) (listForm, views.Values) {
	f := listForm{Version: one.Version, Name: one.Name, Days: strconv.Itoa(one.Days), Active: record.FormTick(one.Active)}
	for _, k := range one.Policies {
		f.Policies = append(f.Policies, k.Number)
	}
	values := views.Values{}
	record.FillAudience(values, one.Audience, names)
	if one.ID == 0 {
		f.Days, f.Active = usualListDays, ticked
	}
	return f, values
}

// list1 is the form of one reading list; while a policy is typed it offers those that fit.
func (p *pages) list1(c *web.Context) error {
	if words := strings.TrimSpace(c.QueryParam("add")); words != "" && c.HTMX() {
		found, err := p.Policies.Find(c.Ctx(), c.Actor(), words, maxOffered)
		if err != nil {
			return err
		}
		offers := make([]string, len(found))
		for i, r := range found {
			offers[i] = r.Number + " " + r.Title
		}
		return c.Render(http.StatusOK, view.PolicyOffers(offers))
	}
	l, err := p.listed(c)
	if err != nil {
		return err
	}
	one, err := l.find(c.Param("id"))
	if err != nil {
		return err
	}
	f, values := formOfList(one, l.names)
	return p.renderList(c, l, listAnswer{status: http.StatusOK, form: f, values: values, listed: one.Policies})
}

// listAnswer is what the form of a reading list shows.
type listAnswer struct {
	status int
	form   listForm
	values views.Values // of the audience
	listed []signing.Listed
	errs   map[string]string
	lost   []ui.Comparison
}

func (p *pages) renderList(c *web.Context, l *listed, a listAnswer) error {
	now, err := l.find(c.Param("id"))
	if err != nil {
		return err
	}
	s := views.NewSheet(l.Ctx, signing.ListRecord, a.values, record.AudienceOptions(l.Words, l.posts, now.Audience))
	page := view.ListForm{Action: view.Lists + "/" + c.Param("id"), Title: cmp.Or(now.Name, l.T("signing.list.add")), Version: strconv.FormatInt(a.form.Version, 10), Name: a.form.Name, Days: a.form.Days,
		Active: a.form.Active, Add: a.form.Add, Whom: view.Whom(s), Policies: l.policies(a.listed), Errors: a.errs, Lost: a.lost}
	return c.Render(a.status, view.ListFormPage(page))
}

// saveList keeps a reading list, or changes the order of its policies in the form; a refused one comes back as it was
// typed.
func (p *pages) saveList(c *web.Context) error {
	var f listForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	l, err := p.listed(c)
	if err != nil {
		return err
	}
	one, err := l.find(c.Param("id"))
	if err != nil {
		return err
	}
	if f.Do == "" && f.Add != "" { // typed and sent without the button beside it
		f.Do = "add"
	}
	if f.Do != "" {
		errs, err := p.rearrange(c, &f)
		if err != nil {
			return err
		}
		status := http.StatusOK
		if len(errs) > 0 {
			status = http.StatusUnprocessableEntity
		}
		return p.giveBack(c, l, f, status, errs, nil)
	}
	var check fault.Check
	audience, err := f.Find(c, p.Organisation, &check, one.Audience, l.names)
	if err != nil {
		return err
	}
	if err = check.Err(); err == nil {
		err = p.Signings.SaveList(c.Ctx(), c.Actor(), signing.ListInput{ID: one.ID, Version: f.Version, Name: f.Name, Audience: audience, Days: record.ReadWhole(f.Days), Active: f.Active == ticked, Policies: f.Policies})
	}
	status, refused := record.Status(err)
	switch {
	case err == nil:
		c.Flash("success", "signing.list.saved", "name", f.Name)
		return c.SeeOther(view.Lists)
	case !refused || status == http.StatusForbidden:
		return err
	case status == http.StatusConflict:
		lost := l.compare(f, audience, one)
		f.Version = one.Version
		return p.giveBack(c, l, f, status, nil, lost)
	}
	return p.giveBack(c, l, f, status, web.FieldErrors(c, err), nil)
}

// giveBack shows the form as it was typed.
func (p *pages) giveBack(c *web.Context, l *listed, f listForm, status int, errs map[string]string, lost []ui.Comparison) error {
	now, err := l.find(c.Param("id"))
	if err != nil {
		return err
	}
	found, err := p.Signings.Listed(c.Ctx(), c.Actor(), f.Policies)
	if err != nil {
		return err
	}
	var known []signing.Listed
	for _, number := range f.Policies { // what stands in the list stays in it, also where the reader may not see it
		for _, k := range append(found, now.Policies...) {
			if k.Number == number {
				known = append(known, k)
				break
			}
		}
	}
	return p.renderList(c, l, listAnswer{status: status, form: f, values: record.Sent(c), listed: known, errs: errs, lost: lost})
}

// rearrange does what the pressed button says with the policies of the form.
func (p *pages) rearrange(c *web.Context, f *listForm) (map[string]string, error) {
	what, place, _ := strings.Cut(f.Do, " ")
	i := record.ReadWhole(place)
	inside := func(i int) bool { return i >= 0 && i < len(f.Policies) }
	switch {
	case what == "add":
		var check fault.Check
		number, err := p.findPolicy(c, &check, f.Add)
		if err != nil {
			return nil, err
		}
		if slices.Contains(f.Policies, number) {
			check.Add("add", "invalid.sign_listed")
		} else if number != "" {
			f.Policies, f.Add = append(f.Policies, number), ""
		}
		return web.FieldErrors(c, check.Err()), nil
	case what == "up" && inside(i) && inside(i-1):
		f.Policies[i-1], f.Policies[i] = f.Policies[i], f.Policies[i-1]
	case what == "down" && inside(i) && inside(i+1):
		f.Policies[i], f.Policies[i+1] = f.Policies[i+1], f.Policies[i]
	case what == "drop" && inside(i):
		f.Policies = slices.Delete(f.Policies, i, i+1)
	}
	return nil, nil
}

var policyNumber = regexp.MustCompile(`(?i)ZD-\d{4}-\d+`)

// findPolicy finds the policy that a field names by number or title; what fits none or several is noted at the field.
func (p *pages) findPolicy(c *web.Context, check *fault.Check, text string) (string, error) {
	if text == "" {
		check.Add("add", "invalid.required")
		return "", nil
	}
	words := cmp.Or(strings.ToUpper(policyNumber.FindString(text)), text)
	found, err := p.Policies.Find(c.Ctx(), c.Actor(), words, maxOffered)
	if err != nil {
		return "", err
	}
	if exact := slices.DeleteFunc(slices.Clone(found), func(r policy.Row) bool { return r.Title != text && r.Number != words }); len(exact) > 0 {
		found = exact
	}
	switch len(found) {
	case 0:
		check.Add("add", "invalid.sign_policy_unknown")
		return "", nil
	case 1:
		return found[0].Number, nil
	}
	titles := make([]string, len(found))
	for i, r := range found {
		titles[i] = r.Number + " " + r.Title
	}
	check.Add("add", "invalid.sign_policy_several", "titles", strings.Join(titles, "，"))
	return "", nil
}

// compare puts what was typed beside what somebody else saved meanwhile.
func (l *listed) compare(f listForm, audience org.Audience, now signing.List) []ui.Comparison {
	their, _ := formOfList(now, l.names)
	line := func(field, yours, theirs string) ui.Comparison {
		return ui.Comparison{Label: l.T("field.reading_list." + field), Yours: yours, Theirs: theirs}
	}
	return []ui.Comparison{line("name", f.Name, now.Name), line("audience", l.Audience(audience, l.posts, l.names), l.Audience(now.Audience, l.posts, l.names)),
		line("policies", strings.Join(f.Policies, "\n"), strings.Join(their.Policies, "\n")), line("days", f.Days, their.Days), line("active", l.Yes(f.Active == ticked), l.Yes(now.Active))}
}
