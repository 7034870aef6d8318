package people

import (
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/people"
	"bihuan/views/ui"
)

// States of a person's file.
const (
	present = "present"
	leaving = "leaving"
	left    = "left"
)

func state(person org.Person, today string) string {
	switch {
	case person.LeftOn == "":
		return present
	case person.LeftOn < today:
		return left
	}
	return leaving
}

func (p pages) file(c *web.Context) (org.File, error) {
	return p.org.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
}

func (p pages) person(c *web.Context) error {
	f, err := p.file(c)
	if err != nil {
		return err
	}
	return p.showPerson(c, http.StatusOK, f, view.Grant{}, nil)
}

// showPerson shows a file: with a refused grant as it was typed, or with a one-time link that was just made.
func (p pages) showPerson(c *web.Context, status int, f org.File, grant view.Grant, link *view.OneTime) error {
	tree, posts, err := p.surroundings(c)
	if err != nil {
		return err
	}
	names, today := postNames(posts), p.org.Today()
	v := view.Person{Number: f.Number, Name: f.Name, Department: tree.FullName(f.DepartmentID), Post: names[f.PostID], Phone: f.Phone, Email: f.Email,
		JoinedOn: f.JoinedOn, LeftOn: f.LeftOn, State: state(f.Person, today), Version: strconv.Itoa(f.Version), Grant: grant, Link: link,
		Can: view.Can{Write: c.Actor().CanIn(auth.PeopleWrite, f.DepartmentID), Accounts: c.Can(auth.AccountWrite)}}
	told := func(a org.Assignment) view.Post {
		return view.Post{From: a.FromOn, To: a.ToOn, Department: tree.FullName(a.DepartmentID), Post: names[a.PostID], Reason: a.Reason, Planned: a.FromOn > today}
	}
	for _, a := range f.Assignments {
		v.Career = append(v.Career, told(a))
	}
	if v.AsOf = c.QueryParam("on"); v.AsOf != "" {
		if a, ok := f.OnDay(v.AsOf); ok {
			held := told(a)
			v.OnDay = &held
		}
	}
	if err := p.access(c, f, tree, &v); err != nil {
		return err
	}
	return c.Render(status, view.PersonPage(v))
}

// access tells of a person's roles and account.
func (p pages) access(c *web.Context, f org.File, tree org.Tree, v *view.Person) error {
	held, err := p.accounts.Holdings(c.Ctx(), c.Actor(), f.ID)
	if err != nil {
		return err
	}
	for _, h := range held {
		v.Holdings = append(v.Holdings, holding(h, tree))
	}
	a, ok, err := p.accounts.AccountOf(c.Ctx(), c.Actor(), f.ID)
	if err != nil {
		return err
	}
	if ok {
		v.Account = view.Account{State: a.State, TwoFactor: a.TwoFactor(), Waiting: a.PasswordAt == nil, LastSignIn: a.LastSignInAt}
	}
	if v.Can.Accounts {
		v.Roles, v.Departments = roleOptions(c), departmentOptions(tree, 0)
	}
	return nil
}

func holding(h auth.Holding, tree org.Tree) view.Holding {
	return view.Holding{ID: id(h.ID), Role: string(h.Role), Scope: tree.FullName(h.DepartmentID), Since: h.GrantedAt, Name: h.Name, Number: h.Number,
		Inactive: h.State != auth.Active}
}

func roleOptions(c *web.Context) []ui.Option {
	var options []ui.Option
	for _, r := range auth.Roles {
		options = append(options, ui.Option{Value: string(r), Label: c.T("role." + string(r))})
	}
	return options
}

type personForm struct {
	Number     string `form:"number"`
	Name       string `form:"name"`
	Department string `form:"department"`
	Post       string `form:"post"`
	Phone      string `form:"phone"`
	Email      string `form:"email"`
	JoinedOn   string `form:"joined_on"`
	Version    string `form:"version"`
}

func (f personForm) input() org.PersonInput {
	return org.PersonInput{Number: f.Number, Name: f.Name, DepartmentID: number(f.Department), PostID: number(f.Post), Phone: f.Phone, Email: f.Email, JoinedOn: f.JoinedOn}
}

func (p pages) showForm(c *web.Context, status int, f personForm, of string, errs map[string]string) error {
	tree, posts, err := p.surroundings(c)
	if err != nil {
		return err
	}
	v := view.Form{Action: home, Back: home, New: of == "", Title: c.T("people.new"), Number: f.Number, Name: f.Name, Department: f.Department, Post: f.Post,
		Phone: f.Phone, Email: f.Email, JoinedOn: f.JoinedOn, Version: f.Version, Departments: departmentOptions(tree, 0), Posts: postOptions(posts, 0), Errors: errs}
	if !v.New {
		v.Action, v.Back, v.Title = view.Href(of)+"/edit", view.Href(of), c.T("people.edit.title", "number", of)
	}
	return c.Render(status, view.FormPage(v))
}

func (p pages) newPerson(c *web.Context) error {
	return p.showForm(c, http.StatusOK, personForm{JoinedOn: p.org.Today(), Department: c.QueryParam("department")}, "", nil)
}

func (p pages) register(c *web.Context) error {
	var f personForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	person, err := p.org.Register(c.Ctx(), c.Actor(), f.input())
	if fault.Is(err, fault.InvalidKind) {
		return p.showForm(c, http.StatusUnprocessableEntity, f, "", web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.registered", "name", person.Name)
	return c.SeeOther(view.Href(person.Number))
}

func (p pages) editPerson(c *web.Context) error {
	f, err := p.file(c)
	if err != nil {
		return err
	}
	return p.showForm(c, http.StatusOK, personForm{Number: f.Number, Name: f.Name, Phone: f.Phone, Email: f.Email, JoinedOn: f.JoinedOn, Version: strconv.Itoa(f.Version)}, f.Number, nil)
}

func (p pages) changePerson(c *web.Context) error {
	var f personForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	old, err := p.file(c)
	if err != nil {
		return err
	}
	person, err := p.org.Change(c.Ctx(), c.Actor(), old.ID, versionOf(f.Version), f.input())
	switch {
	case fault.Is(err, fault.InvalidKind):
		return p.showForm(c, http.StatusUnprocessableEntity, f, old.Number, web.FieldErrors(c, err))
	case stale(err):
		return p.lost(c, f, old)
	case err != nil:
		return err
	}
	c.Flash("success", "people.saved")
	return c.SeeOther(view.Href(person.Number))
}

func stale(err error) bool {
	f := fault.Of(err)
	return f != nil && f.Key == "fault.stale"
}

// lost shows both edits; saving again carries what stands in the form now.
func (p pages) lost(c *web.Context, f personForm, now org.File) error {
	tree, posts, err := p.surroundings(c)
	if err != nil {
		return err
	}
	v := view.Form{Action: view.Href(now.Number) + "/edit", Back: view.Href(now.Number), Title: c.T("people.edit.title", "number", now.Number), Number: f.Number, Name: f.Name,
		Phone: f.Phone, Email: f.Email, JoinedOn: f.JoinedOn, Version: strconv.Itoa(now.Version), Departments: departmentOptions(tree, 0), Posts: postOptions(posts, 0)}
	for _, line := range [][3]string{{"number", f.Number, now.Number}, {"name", f.Name, now.Name}, {"phone", f.Phone, now.Phone}, {"email", f.Email, now.Email}, {"joined_on", f.JoinedOn, now.JoinedOn}} {
		v.Lost = append(v.Lost, ui.Comparison{Label: c.T("field.person." + line[0]), Yours: line[1], Theirs: line[2]})
	}
	return c.Render(http.StatusConflict, view.FormPage(v))
}
