package web

import (
	"context"
	"io"
	"mime"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/views/locale"
)

// Context is one request on its way through a handler.
type Context struct {
	echo.Context
	router  *Router
	session auth.Session
	actor   auth.Actor
	locale  *locale.Locale
	csrf    string
	flashes []flash
	// done says that the session step answered already, for instance by leading to sign-in.
	done bool
}

const contextKey = "bihuan"

// context gives the one Context of a request.
func (r *Router) context(ec echo.Context) *Context {
	if c, ok := ec.Get(contextKey).(*Context); ok {
		return c
	}
	c := &Context{Context: ec, router: r}
	c.chooseLanguage()
	ec.Set(contextKey, c)
	return c
}

// Ctx is the request's context, for use cases.
func (c *Context) Ctx() context.Context { return c.Request().Context() }

// Actor is who acts; its zero value on public pages without a session.
func (c *Context) Actor() auth.Actor { return c.actor }

// Session is the reader's session; its zero value on public pages without one.
func (c *Context) Session() auth.Session { return c.session }

// Locale is the reader's language, zone and clock.
func (c *Context) Locale() *locale.Locale { return c.locale }

// T gives a message in the reader's language.
func (c *Context) T(key string, args ...any) string { return locale.T(c.view(), key, args...) }

// RecordPath gives the address of a record's page, or "".
func (c *Context) RecordPath(kind, number string) string { return c.router.RecordPath(kind, number) }

// Demo tells whether the one-click sign-in is offered.
func (c *Context) Demo() bool { return c.router.config.Demo }

// HTMX tells whether the page asked for a part of itself.
func (c *Context) HTMX() bool { return c.Request().Header.Get("HX-Request") == "true" }

// IP is the address the request came from; only trusted proxies are believed about it.
func (c *Context) IP() string { return c.RealIP() }

// Bind fills a form struct: from the body for POST, from the query for GET. Text is trimmed at its ends.
func (c *Context) Bind(form any) error {
	b := &echo.DefaultBinder{}
	var err error
	if c.Request().Method == http.MethodPost {
		err = b.BindBody(c.Context, form)
	} else {
		err = b.BindQueryParams(c.Context, form)
	}
	if err != nil {
		return fault.Wrap(fault.InvalidKind, err, "fault.form")
	}
	trim(reflect.ValueOf(form))
	return nil
}

func trim(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			trim(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				trim(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			trim(v.Index(i))
		}
	case reflect.String:
		if v.CanSet() {
			v.SetString(strings.TrimSpace(strings.ReplaceAll(valid(v.String()), "\r\n", "\n")))
		}
	}
}

// valid replaces what is no UTF-8, which MySQL refuses.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// QueryParam is a parameter of the address.
func (c *Context) QueryParam(name string) string { return valid(c.Context.QueryParam(name)) }

// FormValue is a value of the form.
func (c *Context) FormValue(name string) string { return valid(c.Context.FormValue(name)) }

// SeeOther leads to another page after a step was carried out.
func (c *Context) SeeOther(to string) error {
	c.keepFlashes()
	return c.Redirect(http.StatusSeeOther, to)
}

// LocalPath gives the path of an address inside the portal with its query and place, or "" for any other, so that no
// link leads outside.
func LocalPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(to, `\`) {
		return ""
	}
	if u.Fragment != "" {
		return u.RequestURI() + "#" + u.EscapedFragment()
	}
	return u.RequestURI()
}

// Render answers with a whole page. It is rendered into memory first, so that an error never leaves half a page.
func (c *Context) Render(status int, page templ.Component) error {
	html := buffers.Get()
	defer buffers.Put(html)
	ctx, err := c.shell()
	if err != nil {
		return err
	}
	if err := page.Render(ctx, html); err != nil {
		return err
	}
	return c.HTMLBlob(status, html.Bytes())
}

// Attachment sends what write writes as a download with this name. Once the first byte is out an error can only break the transfer.
func (c *Context) Attachment(name, contentType string, write func(w io.Writer) error) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, contentType)
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	return write(c.Response())
}

// FieldErrors translates what an Invalid fault says of single fields; nil for any other error.
func FieldErrors(c *Context, err error) map[string]string {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.InvalidKind {
		return nil
	}
	out := make(map[string]string, len(f.Fields))
	for field, m := range f.Fields {
		out[field] = c.T(m.Key, m.Args...)
	}
	if len(out) == 0 {
		out[""] = c.T(f.Key, f.Args...)
	}
	return out
}

// RequestID names this request in the log and in the trail.
func (c *Context) RequestID() string { return c.Response().Header().Get(requestIDHeader) }
