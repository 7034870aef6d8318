package web

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"bihuan/models/auth"
)

// Config is what every page needs from the house.
type Config struct {
	Accounts *auth.Accounts
	// Firm gives the firm's name; it is empty before set-up, and then every page leads to /set-up.
	Firm func(ctx context.Context) (string, error)
	// Unread counts the actor's unread notifications.
	Unread func(ctx context.Context, a auth.Actor) (int, error)
	// Written is called after each step, to wake what works outside requests.
	Written func()
	// Zone is where the firm is.
	Zone *time.Location
	Now  func() time.Time
	Log  *slog.Logger
	// Proxies are the networks whose word on the client's address is believed, besides this machine's own.
	Proxies []*net.IPNet
	// Secure marks cookies for HTTPS only.
	Secure bool
	// Demo offers one-click sign-in; only ever on a loopback address.
	Demo bool
	// Version is shown in the person menu.
	Version string
}

// Handler answers one request.
type Handler func(c *Context) error

// Route is one line of the route table.
type Route struct {
	Method, Path string
	// Access is the permission demanded, or "public", or "signed-in".
	Access string
}

// Module is an entry of the side menu.
type Module struct {
	Key        string // the letter that follows g on the keyboard
	Label      string // message key
	Href, Icon string
	Permission auth.Permission
	Position   int
}

// Router registers pages. There is no way to register one without naming who may open it.
type Router struct {
	echo    *echo.Echo
	config  Config
	routes  []Route
	modules []Module
	records map[string]func(number string) string
	under   map[string]string
	metrics *metrics
}

const (
	public   = "public"
	signedIn = "signed-in"
)

// NewRouter gives a router with the house's middleware, without pages.
func NewRouter(config Config) *Router {
	r := &Router{echo: echo.New(), config: config, records: map[string]func(string) string{}, under: map[string]string{}}
	r.echo.HideBanner, r.echo.HidePort = true, true
	r.echo.HTTPErrorHandler = r.answerError
	r.echo.IPExtractor = clientAddress(config.Proxies)
	r.metrics = newMetrics()
	r.echo.Pre(r.observe, r.headers, r.guardOrigin, limitBody)
	return r
}

// clientAddress tells where a request comes from: the connection's other end, or whom a proxy on this very
// machine or in one of the named networks says it stands for. The throttle of sign-ins counts by this address.
func clientAddress(proxies []*net.IPNet) echo.IPExtractor {
	trust := []echo.TrustOption{echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(p))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// ServeHTTP answers a request.
func (r *Router) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.echo.ServeHTTP(w, req) }

// GET registers a page for those who hold the permission.
func (r *Router) GET(path string, p auth.Permission, h Handler) {
	r.add(http.MethodGet, path, string(p), h)
}

// POST registers a step for those who hold the permission.
func (r *Router) POST(path string, p auth.Permission, h Handler) {
	r.add(http.MethodPost, path, string(p), h)
}

// Public registers a page that needs no sign-in.
func (r *Router) Public(method, path string, h Handler) { r.add(method, path, public, h) }

// SignedIn registers a page for every signed-in person.
func (r *Router) SignedIn(method, path string, h Handler) { r.add(method, path, signedIn, h) }

// Assets serves the files under prefix without session or cookies.
func (r *Router) Assets(prefix string, h http.Handler) {
	r.routes = append(r.routes, Route{http.MethodGet, prefix + "*", public})
	r.echo.GET(prefix+"*", echo.WrapHandler(h))
}

// Module adds an entry to the side menu for those who hold its permission.
func (r *Router) Module(m Module) {
	r.modules = append(r.modules, m)
	slices.SortStableFunc(r.modules, func(a, b Module) int { return cmp.Compare(a.Position, b.Position) })
}

// Under shows the page at path and those below it in the side menu as some of the module at href.
func (r *Router) Under(path, href string) { r.under[path] = href }

// Record tells where the page of a kind of record is.
func (r *Router) Record(kind string, path func(number string) string) { r.records[kind] = path }

// RecordPath gives the address of a record's page, or "" where the kind has none.
func (r *Router) RecordPath(kind, number string) string {
	if path, ok := r.records[kind]; ok {
		return path(number)
	}
	return ""
}

// Config gives what the router was made with.
func (r *Router) Config() Config { return r.config }

// Table lists all routes by path and method.
func (r *Router) Table() []Route {
	t := slices.Clone(r.routes)
	slices.SortFunc(t, func(a, b Route) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return t
}

func (r *Router) add(method, path, access string, h Handler) {
	if slices.ContainsFunc(r.routes, func(x Route) bool { return x.Method == method && x.Path == path }) {
		panic(fmt.Sprintf("route %s %s is registered twice", method, path))
	}
	r.routes = append(r.routes, Route{method, path, access})
	r.echo.Add(method, path, func(ec echo.Context) error {
		c := r.context(ec)
		if err := r.openSession(c, access); err != nil {
			return err
		}
		if c.done {
			return nil
		}
		if access != public && access != signedIn {
			if err := c.actor.Require(auth.Permission(access)); err != nil {
				return err
			}
		}
		if method == http.MethodPost {
			if err := c.checkForm(access != public); err != nil {
				return err
			}
		}
		err := h(c)
		if method == http.MethodPost {
			r.config.Written()
		}
		return err
	})
}
