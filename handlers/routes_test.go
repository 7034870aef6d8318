package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
)

func TestRouteTable(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	var b strings.Builder
	for _, r := range w.House.Router().Table() {
		fmt.Fprintf(&b, "%-4s %-50s %s\n", r.Method, r.Path, r.Access)
	}
	webtest.Golden(t, "routes.golden", b.String())
}

// TestEveryRoleOnEveryRoute opens each route as each role and as a stranger: whoever lacks the right is
// refused before anything else happens, and whoever holds it is not.
func TestEveryRoleOnEveryRoute(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	routes := w.House.Router().Table()
	stranger := w.Visitor()
	stranger.Get("/sign-in")
	for _, r := range routes {
		if r.Access == "public" {
			continue
		}
		page := try(stranger, r.Method, r.Path)
		if page.URL.Path != "/sign-in" {
			t.Errorf("a stranger got %s %s: status %d at %s", r.Method, r.Path, page.Status, page.URL.Path)
		}
	}
	for _, role := range append([]auth.Role{auth.Employee}, auth.Roles...) {
		c := w.As(role)
		c.Get("/")
		actor := w.Actor(role)
		for _, r := range routes {
			if r.Access == "public" || r.Path == "/sign-out" || r.Path == "/me/sessions/end-others" {
				continue
			}
			page := try(c, r.Method, r.Path)
			may := r.Access == "signed-in" || actor.Can(auth.Permission(r.Access))
			refused := page.Status == http.StatusForbidden && strings.Contains(page.Text(), "缺少的权限")
			if may && refused {
				t.Errorf("%s may %s but got %d at %s %s: %s", role, r.Access, page.Status, r.Method, r.Path, page.Text())
			}
			if !may && !refused {
				t.Errorf("%s may not %s but got %d at %s %s: %s", role, r.Access, page.Status, r.Method, r.Path, page.Text())
			}
			if page.Status >= http.StatusInternalServerError {
				t.Errorf("%s: status %d at %s %s", role, page.Status, r.Method, r.Path)
			}
		}
	}
}

// try opens a route with a stand-in for each of its parameters. What follows a redirect is the answer.
func try(c *webtest.Client, method, path string) *webtest.Page {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") {
			parts[i] = "999999"
		}
	}
	path = strings.Join(parts, "/")
	if method == http.MethodGet {
		return c.Get(path)
	}
	if !strings.Contains(c.Last.Body, `name="_csrf"`) { // a download, or the page of a stranger
		c.Get("/")
	}
	return c.Post(path, url.Values{})
}
