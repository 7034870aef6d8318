package account

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/account"
)

const (
	deviceCookie  = "bihuan_device"
	pendingCookie = "bihuan_pending"
	pendingTime   = 5 * time.Minute
)

// secret reads a field as it was typed: spaces belong to a password.
func secret(c *web.Context, field string) string { return c.Request().PostForm.Get(field) }

func (p pages) visit(c *web.Context) auth.Visit {
	v := auth.Visit{IP: c.IP(), Agent: c.Request().UserAgent(), RequestID: c.RequestID()}
	if cookie, err := c.Cookie(deviceCookie); err == nil {
		v.Device = cookie.Value
	}
	return v
}

func (p pages) keep(c *web.Context, name, value string, age time.Duration) {
	cookie := &http.Cookie{Name: name, Value: value, Path: "/sign-in", HttpOnly: true, Secure: p.secure, SameSite: http.SameSiteLaxMode, MaxAge: int(age.Seconds())}
	if value == "" {
		cookie.MaxAge = -1
	}
	c.SetCookie(cookie)
}

// welcome gives the browser its session and leads to where the person wanted to go.
func (p pages) welcome(c *web.Context, entry auth.Entry, next string) error {
	c.KeepSession(entry.Token)
	if entry.Device != "" {
		p.keep(c, deviceCookie, entry.Device, auth.DeviceLife)
	}
	if next = web.LocalPath(next); next == "" {
		next = "/"
	}
	return c.SeeOther(next)
}

type signInForm struct {
	Login string `form:"login"`
	Next  string `form:"next" query:"next"`
}

func (p pages) signIn(c *web.Context) error {
	var f signInForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	if c.Session().ID != 0 {
		return c.SeeOther(cmp.Or(web.LocalPath(f.Next), "/"))
	}
	if done, err := p.org.IsSetUp(c.Ctx()); err != nil {
		return err
	} else if !done {
		return c.SeeOther("/set-up")
	}
	return p.showSignIn(c, http.StatusOK, f, nil)
}

func (p pages) showSignIn(c *web.Context, status int, f signInForm, errs map[string]string) error {
	v := view.SignIn{Login: f.Login, Next: web.LocalPath(f.Next), Errors: errs}
	if c.Demo() {
		people, err := p.accounts.DemoPeople(c.Ctx())
		if err != nil {
			return err
		}
		for _, d := range people {
			v.Demo = append(v.Demo, view.DemoRole{Role: string(d.Role), Person: strconv.FormatInt(d.PersonID, 10), Name: d.Name})
		}
	}
	return c.Render(status, view.SignInPage(v))
}

// refusal is the status of what was refused with the reasons by field, and says how long to wait where
// attempts are held.
func refusal(c *web.Context, err error) (int, map[string]string) {
	f := fault.Of(err)
	if f == nil || f.Key != "fault.sign_in_wait" {
		return http.StatusUnprocessableEntity, web.FieldErrors(c, err)
	}
	if len(f.Args) == 2 {
		if wait, ok := f.Args[1].(time.Duration); ok {
			seconds := int(wait.Seconds())
			c.Response().Header().Set("Retry-After", strconv.Itoa(seconds))
			if wait < 2*time.Minute {
				return http.StatusTooManyRequests, map[string]string{"": c.T("account.wait", "n", seconds)}
			}
		}
	}
	return http.StatusTooManyRequests, web.FieldErrors(c, err)
}

// repeated demands that a new password was typed alike twice.
func repeated(c *web.Context) error {
	var check fault.Check
	if secret(c, "repeat") != secret(c, "password") {
		check.Add("repeat", "invalid.password_repeat")
	}
	return check.Err()
}

func (p pages) doSignIn(c *web.Context) error {
	var f signInForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	entry, err := p.accounts.SignIn(c.Ctx(), auth.Attempt{Login: f.Login, Password: secret(c, "password"), Visit: p.visit(c)})
	if fault.Is(err, fault.InvalidKind) {
		status, errs := refusal(c, err)
		return p.showSignIn(c, status, f, errs)
	}
	if err != nil {
		return err
	}
	if !entry.CodeNeeded {
		return p.welcome(c, entry, f.Next)
	}
	p.keep(c, pendingCookie, entry.Token, pendingTime)
	to := "/sign-in/code"
	if next := web.LocalPath(f.Next); next != "" {
		to += "?next=" + url.QueryEscape(next)
	}
	return c.SeeOther(to)
}

func (p pages) enterDemo(c *web.Context) error {
	var f struct {
		Person int64  `form:"person"`
		Next   string `form:"next"`
	}
	if err := c.Bind(&f); err != nil {
		return err
	}
	if !c.Demo() {
		return fault.Refused("fault.not_demo")
	}
	entry, err := p.accounts.EnterDemo(c.Ctx(), f.Person, p.visit(c))
	if err != nil {
		return err
	}
	return p.welcome(c, entry, f.Next)
}

type codeForm struct {
	Code string `form:"code"`
	Next string `form:"next" query:"next"`
}

func (p pages) code(c *web.Context) error {
	var f codeForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	if _, err := c.Cookie(pendingCookie); err != nil {
		return c.SeeOther("/sign-in")
	}
	return c.Render(http.StatusOK, view.CodePage(view.Code{Next: web.LocalPath(f.Next)}))
}

func (p pages) enterCode(c *web.Context) error {
	var f codeForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	pending, err := c.Cookie(pendingCookie)
	if err != nil {
		return c.SeeOther("/sign-in")
	}
	entry, err := p.accounts.EnterCode(c.Ctx(), pending.Value, f.Code, p.visit(c))
	switch {
	case fault.Is(err, fault.InvalidKind):
		status, errs := refusal(c, err)
		return c.Render(status, view.CodePage(view.Code{Next: web.LocalPath(f.Next), Errors: errs}))
	case fault.Is(err, fault.NotFoundKind):
		p.keep(c, pendingCookie, "", 0)
		c.Flash("warning", "account.code.late")
		return c.SeeOther("/sign-in")
	case err != nil:
		return err
	}
	p.keep(c, pendingCookie, "", 0)
	return p.welcome(c, entry, f.Next)
}

func (p pages) signOut(c *web.Context) error {
	if err := p.accounts.SignOut(c.Ctx(), c.SessionToken(), c.RequestID()); err != nil {
		return err
	}
	c.EndSession()
	c.Flash("success", "account.signed_out")
	return c.SeeOther("/sign-in")
}

func (p pages) showSetUp(c *web.Context) error {
	if done, err := p.org.IsSetUp(c.Ctx()); err != nil {
		return err
	} else if done {
		return c.SeeOther("/")
	}
	return c.Render(http.StatusOK, view.SetUpPage(view.SetUp{StarterPack: true}))
}

func (p pages) doSetUp(c *web.Context) error {
	var f struct {
		Firm    string `form:"firm"`
		Name    string `form:"name"`
		Number  string `form:"number"`
		Starter string `form:"starter"`
	}
	if err := c.Bind(&f); err != nil {
		return err
	}
	password := secret(c, "password")
	in := org.SetUpInput{Firm: f.Firm, Name: f.Name, Number: f.Number, Password: password, StarterPack: f.Starter == "1", RequestID: c.RequestID()}
	err := repeated(c)
	if err == nil {
		_, err = p.setUp(c.Ctx(), in)
	}
	switch {
	case fault.Is(err, fault.InvalidKind):
		return c.Render(http.StatusUnprocessableEntity, view.SetUpPage(view.SetUp{Firm: f.Firm, Name: f.Name, Number: f.Number, StarterPack: in.StarterPack, Errors: web.FieldErrors(c, err)}))
	case fault.Is(err, fault.ConflictKind), fault.Is(err, fault.RepeatedKind):
		c.Flash("warning", "fault.set_up_done")
		return c.SeeOther("/sign-in")
	case err != nil:
		return err
	}
	entry, err := p.accounts.SignIn(c.Ctx(), auth.Attempt{Login: f.Number, Password: password, Visit: p.visit(c)})
	if err != nil {
		return err
	}
	c.Flash("success", "account.set_up.done")
	return p.welcome(c, entry, "")
}

func (p pages) link(c *web.Context) error { return p.showLink(c, http.StatusOK, nil) }

func (p pages) showLink(c *web.Context, status int, errs map[string]string) error {
	who, err := p.accounts.ReadLink(c.Ctx(), c.Param("token"))
	if fault.Is(err, fault.NotFoundKind) {
		return c.Render(http.StatusNotFound, view.LinkPage(view.Link{Gone: true}))
	}
	if err != nil {
		return err
	}
	return c.Render(status, view.LinkPage(view.Link{Action: c.Request().URL.Path, Name: who.Name, Number: who.Number, First: who.First, Errors: errs}))
}

func (p pages) setByLink(c *web.Context) error {
	err := repeated(c)
	if err == nil {
		err = p.accounts.SetByLink(c.Ctx(), c.Param("token"), secret(c, "password"), c.RequestID())
	}
	switch {
	case fault.Is(err, fault.InvalidKind):
		return p.showLink(c, http.StatusUnprocessableEntity, web.FieldErrors(c, err))
	case fault.Is(err, fault.NotFoundKind):
		return p.showLink(c, http.StatusNotFound, nil)
	case err != nil:
		return err
	}
	c.Flash("success", "account.link.done")
	return c.SeeOther("/sign-in")
}
