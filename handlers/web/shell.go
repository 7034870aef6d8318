package web

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"

	"bihuan/views/layout"
	"bihuan/views/locale"
)

const (
	flashCookie = "bihuan_flash"
	maxFlashes  = 3000 // bytes of cookie
)

// flash is a message for the next page. It travels as key and arguments, so that the words are
// always ours, whatever the cookie holds.
type flash struct {
	Kind string
	Key  string
	Args []any
}

// Flash shows a message ("success", "warning" or "danger") on the next page.
func (c *Context) Flash(kind, key string, args ...any) {
	c.flashes = append(c.flashes, flash{kind, key, args})
}

// keepFlashes carries messages over a redirect.
func (c *Context) keepFlashes() {
	if len(c.flashes) == 0 {
		return
	}
	raw, err := json.Marshal(c.flashes)
	if err != nil || len(raw) > maxFlashes {
		return
	}
	c.setCookie(flashCookie, base64.RawURLEncoding.EncodeToString(raw), 0)
}

// takeFlashes gives the messages of this request and those carried here.
func (c *Context) takeFlashes(ctx context.Context) []layout.Flash {
	carried := c.flashes
	if cookie, err := c.Cookie(flashCookie); err == nil && cookie.Value != "" {
		var list []flash
		if raw, err := base64.RawURLEncoding.DecodeString(cookie.Value); err == nil && json.Unmarshal(raw, &list) == nil {
			carried = append(list, carried...)
		}
		c.setCookie(flashCookie, "", -1)
	}
	var out []layout.Flash
	for _, f := range carried {
		if locale.Has(ctx, f.Key) {
			out = append(out, layout.Flash{Kind: f.Kind, Text: locale.T(ctx, f.Key, f.Args...)})
		}
	}
	return out
}

// view is the context that views read the language from.
func (c *Context) view() context.Context { return locale.With(c.Ctx(), c.locale) }

// shell is the context of a whole page: language, menu, person, messages and form tokens.
func (c *Context) shell() (context.Context, error) {
	ctx := c.view()
	config := c.router.config
	firm, err := config.Firm(ctx)
	if err != nil {
		return nil, err
	}
	s := layout.Shell{Firm: firm, Theme: c.theme(), Density: c.session.Density, CSRF: c.csrf, Demo: config.Demo, Version: config.Version,
		Once: func() string { return randomText(16) }, Path: c.here(), Flashes: c.takeFlashes(ctx)}
	if c.session.ID != 0 {
		s.Person = layout.Person{PersonID: c.actor.PersonID, Name: c.actor.Name, Department: c.actor.Department}
		s.Menu = c.menu()
		s.Query = strings.TrimSpace(c.searched())
		if s.Unread, err = config.Unread(ctx, c.actor); err != nil {
			return nil, err
		}
	}
	return layout.With(ctx, s), nil
}

// here is where language and theme switches come back to: this page, or for a form that was sent the page it stood on.
func (c *Context) here() string {
	if back := c.backPath(); back != "" {
		return back
	}
	return "/"
}

func (c *Context) searched() string {
	if c.Path() == "/search" {
		return c.QueryParam("q")
	}
	return ""
}

func (c *Context) menu() []layout.MenuItem {
	path := c.Request().URL.Path
	for at, href := range c.router.under {
		if path == at || strings.HasPrefix(path, at+"/") {
			path = href
			break
		}
	}
	var items []layout.MenuItem
	for _, m := range c.router.modules {
		if !c.actor.Can(m.Permission) {
			continue
		}
		active := path == m.Href || m.Href != "/" && strings.HasPrefix(path, m.Href+"/")
		items = append(items, layout.MenuItem{Key: m.Key, Href: m.Href, Icon: m.Icon, Label: m.Label, Active: active})
	}
	return items
}
