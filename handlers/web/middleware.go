package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"bihuan/models/db"
)

const (
	requestIDHeader = "X-Request-Id"
	requestTime     = 30 * time.Second
	// exportTime is for downloads that are made while they are sent.
	exportTime = 5 * time.Minute
	// bodyTime is how long a form with its files may take to arrive.
	bodyTime = 3 * time.Minute
	// formLimit is for forms without files, uploadLimit for those with; single files have their own limit.
	formLimit   = 2 << 20
	uploadLimit = 64 << 20
)

var errTooLarge = echo.NewHTTPError(http.StatusRequestEntityTooLarge)

// observe gives the request an id and a time limit, catches panics and writes one line to the log.
func (r *Router) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(ec echo.Context) error {
		began := time.Now()
		id := randomText(9)
		ec.Response().Header().Set(requestIDHeader, id)
		limit := requestTime
		if strings.HasSuffix(ec.Request().URL.Path, "/export") {
			limit = exportTime
		}
		ctx, cancel := context.WithTimeout(ec.Request().Context(), limit)
		defer cancel()
		ctx, statements := db.CountStatements(ctx)
		ec.SetRequest(ec.Request().WithContext(ctx))
		func() {
			// net/http clears up after its own copy of the request only.
			defer func() {
				if f := ec.Request().MultipartForm; f != nil {
					_ = f.RemoveAll()
				}
			}()
			defer func() {
				if p := recover(); p != nil {
					if p == http.ErrAbortHandler {
						panic(p)
					}
					r.config.Log.Error("panic", "request", id, "what", p, "stack", string(debug.Stack()))
					r.answerError(errors.New("panic"), ec)
				}
			}()
			err := next(ec)
			if err != nil {
				r.answerError(err, ec)
			}
		}()
		r.metrics.observe(ec, began, statements.Load())
		var person int64
		if c, ok := ec.Get(contextKey).(*Context); ok {
			person = c.actor.PersonID
		}
		if !strings.HasPrefix(ec.Path(), "/static/") {
			r.config.Log.Info("request", "request", id, "person", person, "method", ec.Request().Method, "route", ec.Path(),
				"status", ec.Response().Status, "ms", time.Since(began).Milliseconds(), "statements", statements.Load())
		}
		return nil
	}
}

// policy is what pages may load: everything from here, nothing inline.
const policy = "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"

func (r *Router) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if r.config.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if !strings.HasPrefix(c.Request().URL.Path, "/static/") {
			h.Set("Cache-Control", "no-store")
			h.Add("Vary", "HX-Request")
		}
		return next(c)
	}
}

// guardOrigin refuses steps that another site sends.
func (r *Router) guardOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	guard := http.NewCrossOriginProtection()
	return func(c echo.Context) error {
		if err := guard.Check(c.Request()); err != nil {
			return echo.NewHTTPError(http.StatusForbidden).SetInternal(err)
		}
		return next(c)
	}
}

// bodyLimit is how many bytes a request may bring.
func bodyLimit(req *http.Request) int64 {
	if strings.HasPrefix(req.Header.Get(echo.HeaderContentType), "multipart/form-data") {
		return uploadLimit
	}
	return formLimit
}

func limitBody(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		req := c.Request()
		limit := bodyLimit(req)
		if req.ContentLength > limit {
			return errTooLarge
		}
		if req.Method == http.MethodPost {
			_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(bodyTime)) // a test's recorder has none
		}
		req.Body = http.MaxBytesReader(c.Response(), req.Body, limit)
		return next(c)
	}
}

func tooLarge(err error) bool {
	var e *http.MaxBytesError
	return errors.As(err, &e)
}

type bufferPool struct{ sync.Pool }

var buffers = bufferPool{sync.Pool{New: func() any { return new(bytes.Buffer) }}}

// Get gives an empty buffer.
func (p *bufferPool) Get() *bytes.Buffer {
	b := p.Pool.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

// Put takes a buffer back, unless it has grown very large.
func (p *bufferPool) Put(b *bytes.Buffer) {
	if b.Cap() < 1<<20 {
		p.Pool.Put(b)
	}
}
