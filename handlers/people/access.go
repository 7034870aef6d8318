package people

import (
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/people"
)

// giveLink makes a one-time link and shows it in this answer; there is no page that could show it again.
func (p pages) giveLink(c *web.Context, make func(personID int64) (auth.Link, error)) error {
	f, err := p.file(c)
	if err != nil {
		return err
	}
	link, err := make(f.ID)
	if err != nil {
		return err
	}
	address := c.Scheme() + "://" + c.Request().Host + "/password/" + link.Token
	return p.showPerson(c, http.StatusOK, f, view.Grant{}, &view.OneTime{Address: address, Expires: link.Expires})
}

func (p pages) createAccount(c *web.Context) error {
	return p.giveLink(c, func(id int64) (auth.Link, error) { return p.accounts.CreateAccount(c.Ctx(), c.Actor(), id) })
}

func (p pages) resetPassword(c *web.Context) error {
	return p.giveLink(c, func(id int64) (auth.Link, error) { return p.accounts.ResetPassword(c.Ctx(), c.Actor(), id) })
}

// administer carries out a step on the account of the person whom the address names.
func (p pages) administer(c *web.Context, done string, do func(f org.File, reason string) error) error {
	var form struct {
		Reason string `form:"reason"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	f, err := p.file(c)
	if err != nil {
		return err
	}
	if err := do(f, form.Reason); err != nil {
		return err
	}
	c.Flash("success", done, "name", f.Name)
	return c.SeeOther(view.Href(f.Number) + "#account")
}

func (p pages) disable(c *web.Context) error {
	return p.administer(c, "people.account.disable.done", func(f org.File, why string) error { return p.accounts.Disable(c.Ctx(), c.Actor(), f.ID, why) })
}

func (p pages) enable(c *web.Context) error {
	return p.administer(c, "people.account.enable.done", func(f org.File, why string) error { return p.accounts.Enable(c.Ctx(), c.Actor(), f.ID, why) })
}

func (p pages) signOutEverywhere(c *web.Context) error {
	return p.administer(c, "people.account.sign_out.done", func(f org.File, why string) error { return p.accounts.EndSessionsOf(c.Ctx(), c.Actor(), f.ID, why) })
}

func (p pages) dropTwoFactor(c *web.Context) error {
	return p.administer(c, "people.account.two_factor.done", func(f org.File, why string) error { return p.accounts.DropTwoFactor(c.Ctx(), c.Actor(), f.ID, why) })
}

type grantForm struct {
	Number     string `form:"number"`
	Role       string `form:"role"`
	Department string `form:"department"`
	Reason     string `form:"reason"`
}

func (f grantForm) view(errs map[string]string) view.Grant {
	return view.Grant{Role: f.Role, Department: f.Department, Reason: f.Reason, Errors: errs}
}

func (p pages) give(c *web.Context, f grantForm, personID int64) error {
	return p.accounts.Grant(c.Ctx(), c.Actor(), auth.GrantInput{PersonID: personID, Role: auth.Role(f.Role), DepartmentID: number(f.Department), Reason: f.Reason})
}

func (p pages) grant(c *web.Context) error {
	var form grantForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	f, err := p.file(c)
	if err != nil {
		return err
	}
	err = p.give(c, form, f.ID)
	if fault.Is(err, fault.InvalidKind) {
		return p.showPerson(c, http.StatusUnprocessableEntity, f, form.view(web.FieldErrors(c, err)), nil)
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.role.granted", "name", f.Name)
	return c.SeeOther(view.Href(f.Number) + "#roles")
}

func (p pages) roles(c *web.Context) error { return p.showRoles(c, http.StatusOK, grantForm{}, nil) }

func (p pages) showRoles(c *web.Context, status int, form grantForm, errs map[string]string) error {
	tree, err := p.org.Departments(c.Ctx())
	if err != nil {
		return err
	}
	held, err := p.accounts.Holdings(c.Ctx(), c.Actor(), 0)
	if err != nil {
		return err
	}
	v := view.Roles{CanGrant: c.Can(auth.AccountWrite), Options: roleOptions(c), Departments: departmentOptions(tree, 0), Number: form.Number, Grant: form.view(errs)}
	for _, r := range auth.Roles {
		g := view.RoleGroup{Role: string(r)}
		for _, permission := range r.Permissions() {
			g.Rights = append(g.Rights, string(permission))
		}
		for _, h := range held {
			if h.Role == r {
				g.Holdings = append(g.Holdings, holding(h, tree))
			}
		}
		// Whoever sees only some departments is not told that nobody holds a role.
		if len(g.Holdings) > 0 || c.Actor().Scope(auth.PeopleRead).All {
			v.Groups = append(v.Groups, g)
		}
	}
	return c.Render(status, view.RolesPage(v))
}

func (p pages) grantByNumber(c *web.Context) error {
	var form grantForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	f, err := p.org.ByNumber(c.Ctx(), c.Actor(), form.Number)
	if fault.Is(err, fault.NotFoundKind) {
		var check fault.Check
		check.Add("number", "invalid.person_unknown")
		err = check.Err()
	}
	if err == nil {
		err = p.give(c, form, f.ID)
	}
	if fault.Is(err, fault.InvalidKind) {
		return p.showRoles(c, http.StatusUnprocessableEntity, form, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.role.granted", "name", f.Name)
	return c.SeeOther(home + "/roles#role-" + form.Role)
}

func (p pages) revoke(c *web.Context) error {
	var form struct {
		Grant string `form:"grant"`
		Back  string `form:"back"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := p.accounts.Revoke(c.Ctx(), c.Actor(), number(form.Grant), ""); err != nil {
		return err
	}
	c.Flash("success", "people.role.revoked")
	back := web.LocalPath(form.Back)
	if back == "" {
		back = home + "/roles"
	}
	return c.SeeOther(back)
}
