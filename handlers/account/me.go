package account

import (
	"bytes"
	"cmp"
	"image/png"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	view "bihuan/views/account"
	"bihuan/views/locale"
)

// back is where a switch in the shell comes back to.
func back(c *web.Context) string {
	if to := web.LocalPath(c.Request().PostForm.Get("back")); to != "" {
		return to
	}
	return "/"
}

func (p pages) language(c *web.Context) error {
	tag := string(locale.New(c.Request().PostForm.Get("tag")).Tag())
	if s := c.Session(); s.ID != 0 {
		if err := p.accounts.SetProfile(c.Ctx(), c.Actor(), auth.Profile{Language: tag, Theme: s.Theme, Density: s.Density}); err != nil {
			return err
		}
	}
	c.KeepLanguage(tag)
	return c.SeeOther(back(c))
}

func (p pages) theme(c *web.Context) error {
	theme, s := c.Request().PostForm.Get("theme"), c.Session()
	if theme == "auto" {
		theme = ""
	}
	if theme != "" && theme != "light" && theme != "dark" {
		return fault.Invalid("invalid.choice")
	}
	if s.ID != 0 {
		if err := p.accounts.SetProfile(c.Ctx(), c.Actor(), auth.Profile{Language: s.Language, Theme: theme, Density: s.Density}); err != nil {
			return err
		}
	}
	c.KeepTheme(theme)
	return c.SeeOther(back(c))
}

func (p pages) me(c *web.Context) error { return p.showMe(c, http.StatusOK, nil, nil) }

func (p pages) showMe(c *web.Context, status int, typed *auth.Profile, errs map[string]string) error {
	m, err := p.accounts.Mine(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	a := c.Actor()
	v := view.Me{Name: a.Name, Number: a.Number, Department: a.Department, LastSignIn: m.LastSignInAt, PasswordAt: m.PasswordAt, Language: m.Language, Theme: m.Theme,
		Density: m.Density, TwoFactor: m.TwoFactor(), Errors: errs}
	if typed != nil {
		v.Language, v.Theme, v.Density = typed.Language, typed.Theme, typed.Density
	}
	for _, g := range a.Grants {
		v.Roles = append(v.Roles, c.T("role."+string(g.Role)))
	}
	// This device first: it is the one that a person recognises.
	slices.SortStableFunc(m.Sessions, func(x, y auth.SessionInfo) int {
		return cmp.Or(-cmp.Compare(here(c, x), here(c, y)), y.SeenAt.Compare(x.SeenAt))
	})
	for _, s := range m.Sessions {
		v.Sessions = append(v.Sessions, view.Session{ID: strconv.FormatInt(s.ID, 10), Where: where(c, s.Agent), IP: s.IP, Seen: s.SeenAt, Created: s.CreatedAt, Here: s.ID == c.Session().ID})
	}
	return c.Render(status, view.MePage(v))
}

func here(c *web.Context, s auth.SessionInfo) int {
	if s.ID == c.Session().ID {
		return 1
	}
	return 0
}

// where names a device, also one that says nothing of itself.
func where(c *web.Context, agent string) string {
	if name := browser(agent); name != "" {
		return name
	}
	return c.T("account.session.unknown")
}

// browser tells a browser and its system from what it says of itself; the order matters, for each also
// claims to be the ones after it.
func browser(agent string) string {
	first := func(names [][2]string) string {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				return n[1]
			}
		}
		return ""
	}
	name := first([][2]string{{"MicroMessenger", "WeChat"}, {"Edg", "Edge"}, {"OPR", "Opera"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}})
	system := first([][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}})
	switch {
	case name == "" && system == "":
		if r := []rune(agent); len(r) > 40 {
			return string(r[:40]) + "…"
		}
		return agent
	case name == "" || system == "":
		return name + system
	}
	return name + " · " + system
}

func (p pages) saveProfile(c *web.Context) error {
	var f struct {
		Language string `form:"language"`
		Theme    string `form:"theme"`
		Density  string `form:"density"`
	}
	if err := c.Bind(&f); err != nil {
		return err
	}
	in := auth.Profile{Language: f.Language, Theme: f.Theme, Density: f.Density}
	err := p.accounts.SetProfile(c.Ctx(), c.Actor(), in)
	if fault.Is(err, fault.InvalidKind) {
		return p.showMe(c, http.StatusUnprocessableEntity, &in, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "account.display.saved")
	return c.SeeOther("/me")
}

func (p pages) endSession(c *web.Context) error {
	var f struct {
		Session int64 `form:"session"`
	}
	if err := c.Bind(&f); err != nil {
		return err
	}
	// A session that ended by itself meanwhile is what was asked for.
	if err := p.accounts.EndSession(c.Ctx(), c.Actor(), f.Session); err != nil && !fault.Is(err, fault.NotFoundKind) {
		return err
	}
	c.Flash("success", "account.session.ended")
	return c.SeeOther("/me#sessions")
}

func (p pages) endOthers(c *web.Context) error {
	if err := p.accounts.EndOtherSessions(c.Ctx(), c.Actor(), c.Session().ID); err != nil {
		return err
	}
	c.Flash("success", "account.session.others_ended")
	return c.SeeOther("/me#sessions")
}

func (p pages) password(c *web.Context) error { return p.showPassword(c, http.StatusOK, nil) }

func (p pages) showPassword(c *web.Context, status int, errs map[string]string) error {
	return c.Render(status, view.PasswordPage(view.Password{Number: c.Actor().Number, Errors: errs}))
}

func (p pages) changePassword(c *web.Context) error {
	err := repeated(c)
	if err == nil {
		err = p.accounts.ChangePassword(c.Ctx(), c.Actor(), c.Session().ID, secret(c, "current"), secret(c, "password"))
	}
	if fault.Is(err, fault.InvalidKind) {
		status, errs := refusal(c, err)
		return p.showPassword(c, status, errs)
	}
	if err != nil {
		return err
	}
	c.Flash("success", "account.password.saved")
	return c.SeeOther("/me")
}

func (p pages) twoFactor(c *web.Context) error { return p.showTwoFactor(c, http.StatusOK, nil, nil) }

func (p pages) showTwoFactor(c *web.Context, status int, recovery []string, errs map[string]string) error {
	m, err := p.accounts.Mine(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	v := view.TwoFactor{On: m.TwoFactor(), RecoveryLeft: m.RecoveryLeft, Recovery: recovery, Errors: errs}
	if !v.On && m.TotpPending != "" {
		v.Secret, v.Picture = m.TotpPending, "/me/two-factor/picture"
	}
	return c.Render(status, view.TwoFactorPage(v))
}

// picture draws the secret that waits for its first code as a QR code.
func (p pages) picture(c *web.Context) error {
	e, err := p.accounts.Enrolment(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	img, err := auth.Picture(e.Address)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	return c.Blob(http.StatusOK, "image/png", b.Bytes())
}

// settle answers a step on the page of the second factor.
func (p pages) settle(c *web.Context, err error, done string, recovery []string) error {
	switch {
	case fault.Is(err, fault.InvalidKind):
		status, errs := refusal(c, err)
		return p.showTwoFactor(c, status, nil, errs)
	case err != nil:
		return err
	case recovery != nil:
		// The codes are shown in this answer only; there is no page that could show them again.
		c.Flash("success", done)
		return p.showTwoFactor(c, http.StatusOK, recovery, nil)
	case done != "":
		c.Flash("success", done)
	}
	return c.SeeOther("/me/two-factor")
}

func (p pages) startTwoFactor(c *web.Context) error {
	return p.settle(c, p.accounts.StartTwoFactor(c.Ctx(), c.Actor(), secret(c, "password")), "", nil)
}

func (p pages) confirmTwoFactor(c *web.Context) error {
	codes, err := p.accounts.ConfirmTwoFactor(c.Ctx(), c.Actor(), c.Session().ID, strings.ReplaceAll(secret(c, "code"), " ", ""))
	return p.settle(c, err, "account.two_factor.done", codes)
}

func (p pages) renewRecovery(c *web.Context) error {
	codes, err := p.accounts.RenewRecovery(c.Ctx(), c.Actor(), secret(c, "password"))
	return p.settle(c, err, "account.recovery.renewed", codes)
}

func (p pages) stopTwoFactor(c *web.Context) error {
	return p.settle(c, p.accounts.StopTwoFactor(c.Ctx(), c.Actor(), secret(c, "password")), "account.two_factor.stopped", nil)
}
