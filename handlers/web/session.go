package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/views/locale"
)

const (
	visitorCookie  = "bihuan_visitor"
	languageCookie = "bihuan_language"
	themeCookie    = "bihuan_theme"
)

func (r *Router) sessionCookie() string {
	if r.config.Secure {
		return "__Host-bihuan"
	}
	return "bihuan_session"
}

// openSession finds the session and who acts. Without one a page that needs it leads to sign-in.
func (r *Router) openSession(c *Context, access string) error {
	if token := c.SessionToken(); token != "" {
		session, err := r.config.Accounts.Resolve(c.Ctx(), token)
		switch {
		case err == nil:
			c.session, c.actor = session, session.Actor
			c.actor.RequestID = c.RequestID()
			c.chooseLanguage()
			c.csrf = sign(session.CSRFKey)
		case fault.Is(err, fault.NotFoundKind):
			r.ClearSession(c)
		default:
			return err
		}
	}
	if c.session.ID == 0 {
		c.csrf = sign(c.visitor())
	}
	if access == public || c.session.ID != 0 {
		return nil
	}
	return r.leadToSignIn(c)
}

func (r *Router) leadToSignIn(c *Context) error {
	c.done = true
	firm, err := r.config.Firm(c.Ctx())
	if err != nil {
		return err
	}
	to := "/sign-in"
	if firm == "" {
		to = "/set-up"
	} else if back := c.backPath(); back != "" && back != "/" {
		to += "?next=" + url.QueryEscape(back)
	}
	if c.HTMX() {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusUnauthorized)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// backPath is the page to come back to after signing in: for a step the page that held its form.
func (c *Context) backPath() string {
	if c.Request().Method == http.MethodGet && !c.HTMX() {
		return LocalPath(c.Request().RequestURI)
	}
	from := c.Request().Header.Get("HX-Current-URL")
	if from == "" {
		from = c.Request().Referer()
	}
	u, err := url.Parse(from)
	if err != nil || u.Host != c.Request().Host {
		return ""
	}
	return LocalPath(u.RequestURI())
}

// SessionToken is the token that the browser holds, or "".
func (c *Context) SessionToken() string {
	cookie, err := c.Cookie(c.router.sessionCookie())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// KeepSession gives the browser the token of a new session.
func (c *Context) KeepSession(token string) {
	c.setCookie(c.router.sessionCookie(), token, 0)
}

// ClearSession takes the token and what the browser stored back.
func (r *Router) ClearSession(c *Context) {
	c.setCookie(r.sessionCookie(), "", -1)
}

// EndSession takes the token back and tells the browser to forget what it stored of the portal.
func (c *Context) EndSession() {
	c.router.ClearSession(c)
	c.Response().Header().Set("Clear-Site-Data", `"storage"`)
}

// KeepLanguage remembers the language for a browser without a session.
func (c *Context) KeepLanguage(tag string) {
	c.setCookie(languageCookie, tag, 365*24*time.Hour)
}

// KeepTheme remembers the theme for a browser without a session; "" goes back to what the machine says.
func (c *Context) KeepTheme(theme string) {
	if theme == "" {
		c.setCookie(themeCookie, "", -1)
		return
	}
	c.setCookie(themeCookie, theme, 365*24*time.Hour)
}

// theme is the person's choice, or what this browser showed last where nobody is signed in.
func (c *Context) theme() string {
	if cookie, err := c.Cookie(themeCookie); err == nil && c.session.ID == 0 {
		return cookie.Value
	}
	return c.session.Theme
}

func (c *Context) setCookie(name, value string, age time.Duration) {
	cookie := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: c.router.config.Secure, SameSite: http.SameSiteLaxMode}
	if age < 0 {
		cookie.MaxAge = -1
	} else if age > 0 {
		cookie.MaxAge = int(age.Seconds())
	}
	c.SetCookie(cookie)
}

// visitor is a random value that ties forms before sign-in to one browser.
func (c *Context) visitor() []byte {
	if cookie, err := c.Cookie(visitorCookie); err == nil && len(cookie.Value) >= 22 && len(cookie.Value) <= 64 {
		return []byte(cookie.Value)
	}
	value := randomText(16)
	c.setCookie(visitorCookie, value, 0)
	return []byte(value)
}

func randomText(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

func sign(key []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("bihuan form"))
	return hex.EncodeToString(mac.Sum(nil))
}

// errFormToken says that the form belongs to another session: it stood open while somebody signed in anew.
var errFormToken = fault.Invalid("fault.form_token")

func parseForm(req *http.Request) error {
	if strings.HasPrefix(req.Header.Get("Content-Type"), "multipart/form-data") {
		return req.ParseMultipartForm(4 << 20)
	}
	return req.ParseForm()
}

// checkForm demands the form's token and binds the following transaction to the form's key. Files are taken
// only from people who are signed in.
func (c *Context) checkForm(files bool) error {
	req := c.Request()
	if !files && strings.HasPrefix(req.Header.Get("Content-Type"), "multipart/form-data") {
		return fault.Invalid("fault.form")
	}
	err := parseForm(req)
	if err != nil {
		if tooLarge(err) {
			return errTooLarge
		}
		return fault.Wrap(fault.InvalidKind, err, "fault.form")
	}
	sent := req.PostForm.Get("_csrf")
	if sent == "" {
		sent = req.Header.Get("X-CSRF-Token")
	}
	if subtle.ConstantTimeCompare([]byte(sent), []byte(c.csrf)) != 1 {
		return errFormToken
	}
	if key := req.PostForm.Get("_once"); key != "" && len(key) <= 64 {
		c.SetRequest(req.WithContext(db.WithOnce(req.Context(), key, c.actor.AccountID)))
	}
	return nil
}

// chooseLanguage takes the person's choice, then the browser's cookie, then what the browser asks for.
func (c *Context) chooseLanguage() {
	tag := c.session.Language
	if tag == "" {
		if cookie, err := c.Cookie(languageCookie); err == nil {
			tag = cookie.Value
		}
	}
	if tag == "" {
		tag = string(locale.Match(c.Request().Header.Get("Accept-Language")))
	}
	c.locale = locale.New(tag).In(c.router.config.Zone).WithNow(c.router.config.Now)
}

// Can tells whether the actor holds a permission anywhere; for showing or hiding what leads to it.
func (c *Context) Can(p auth.Permission) bool { return c.actor.Can(p) }
