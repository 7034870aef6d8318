package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/views/layout"
	"bihuan/views/ui"
)

// statuses is the one map from faults to HTTP.
var statuses = map[fault.Kind]int{
	fault.NotFoundKind:    http.StatusNotFound,
	fault.InvalidKind:     http.StatusUnprocessableEntity,
	fault.ConflictKind:    http.StatusConflict,
	fault.ForbiddenKind:   http.StatusForbidden,
	fault.UnavailableKind: http.StatusServiceUnavailable,
}

// retrySeconds is when a page tries again by itself while the database is away.
const retrySeconds = 5

// answerError turns any error into a page in the reader's language.
func (r *Router) answerError(err error, ec echo.Context) {
	if ec.Response().Committed {
		// Part of the answer is out: break it off, so that nobody takes half a download for the whole.
		r.config.Log.Error("broke off", "request", ec.Response().Header().Get(requestIDHeader), "route", ec.Path(), "error", cause(err))
		panic(http.ErrAbortHandler)
	}
	c := r.context(ec)
	if f := fault.Of(err); f != nil && f.Kind == fault.RepeatedKind {
		// The step was carried out by the first submission: show what it made.
		if to := r.RecordPath(f.Ref.Kind, f.Ref.Number); to != "" {
			_ = c.SeeOther(to)
			return
		}
		_ = c.SeeOther(c.here())
		return
	}
	problem := c.problem(err)
	if problem.Status >= http.StatusInternalServerError {
		r.config.Log.Error("failed", "request", problem.Ref, "person", c.actor.PersonID, "route", ec.Path(), "error", cause(err))
	}
	if problem.Status == http.StatusServiceUnavailable {
		c.Response().Header().Set("Retry-After", strconv.Itoa(retrySeconds))
	}
	if err := c.renderFault(problem); err != nil {
		r.config.Log.Error("failed to show a fault", "request", problem.Ref, "error", cause(err))
		_ = c.String(problem.Status, http.StatusText(problem.Status)+"\n")
	}
}

// cause is the innermost error, without messages that may quote what a person typed.
func cause(err error) string {
	if f := fault.Of(err); f != nil && f.Err == nil {
		return f.Key
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "took too long"
	}
	return err.Error()
}

func (c *Context) problem(err error) layout.Fault {
	p := layout.Fault{Status: http.StatusInternalServerError, Ref: c.Response().Header().Get(requestIDHeader)}
	var he *echo.HTTPError
	f := fault.Of(err)
	switch {
	case f != nil:
		p.Status = statuses[f.Kind]
		if f.Kind != fault.NotFoundKind && f.Key != "fault.invalid" && f.Key != "fault.forbidden" && f.Key != "fault.unavailable" {
			p.Message = c.T(f.Key, f.Args...)
		}
		if f.Right != "" {
			p.Right = c.T("right." + f.Right)
			p.Ask = []string{c.T("fault.ask_supervisor"), c.T("fault.ask_administrator")}
		}
		if len(f.Fields) > 0 {
			p.Errors = FieldErrors(c, err)
		}
	case errors.As(err, &he):
		p.Status = he.Code
		if he.Code == http.StatusRequestEntityTooLarge {
			p.Status, p.Message = http.StatusUnprocessableEntity, c.T("fault.too_large", "mb", bodyLimit(c.Request())>>20)
		}
		if he.Code == http.StatusMethodNotAllowed {
			p.Status = http.StatusNotFound
		}
	case tooLarge(err):
		p.Status, p.Message = http.StatusUnprocessableEntity, c.T("fault.too_large", "mb", bodyLimit(c.Request())>>20)
	case db.Down(err), errors.Is(err, context.DeadlineExceeded):
		p.Status = http.StatusServiceUnavailable
	}
	switch {
	case errors.Is(err, errFormToken):
		p.Status, p.Repeat = http.StatusBadRequest, c.repeat()
	case p.Status == http.StatusServiceUnavailable:
		p.After, p.Repeat = retrySeconds, c.repeat()
	case p.Status == http.StatusConflict: // what the record's state forbids does not get better by sending it again
		p.Reload = c.here()
	}
	return p
}

// secretPaths are forms with passwords and codes, which no page gives back.
var secretPaths = []string{"/sign-in", "/set-up", "/password/", "/me/password", "/me/two-factor"}

// repeat holds the request once more, so that nothing typed is lost while the database is away.
func (c *Context) repeat() *layout.Repeat {
	req := c.Request()
	r := &layout.Repeat{Action: LocalPath(req.RequestURI), Get: req.Method == http.MethodGet}
	// Where already the session could not be read nobody has looked at the form yet. What cannot be read now cannot be kept.
	_ = parseForm(req)
	values := req.PostForm
	if r.Get {
		r.Action, values = req.URL.Path, req.URL.Query()
	}
	if r.Action == "" || slices.ContainsFunc(secretPaths, func(p string) bool { return strings.HasPrefix(r.Action, p) }) {
		return nil
	}
	r.Values = pairs(values)
	return r
}

func pairs(values url.Values) []ui.Pair {
	var out []ui.Pair
	for name, list := range values {
		for _, v := range list {
			out = append(out, ui.Pair{Name: name, Value: v})
		}
	}
	return out
}

// renderFault shows the fault in the shell, or, where the shell itself needs what is away, on a plain page.
func (c *Context) renderFault(p layout.Fault) error {
	// Where no session tells the right token the form goes again with the one that it came with.
	c.csrf = cmp.Or(c.csrf, c.Request().PostForm.Get("_csrf"))
	ctx, err := c.shell()
	if err != nil {
		ctx = layout.With(c.view(), layout.Shell{CSRF: c.csrf, Theme: c.theme(), Once: func() string { return randomText(16) }, Path: "/"})
	}
	html := buffers.Get()
	defer buffers.Put(html)
	if err := layout.FaultPage(p).Render(ctx, html); err != nil {
		return err
	}
	return c.HTMLBlob(p.Status, html.Bytes())
}
