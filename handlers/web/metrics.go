package web

import (
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are the figures of one router, by route and never by person or record.
type metrics struct {
	registry   *prometheus.Registry
	seconds    *prometheus.HistogramVec
	statements *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bihuan_request_seconds", Help: "Time to answer a request.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"method", "route", "status"}),
		statements: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "bihuan_request_statements", Help: "Statements sent to the database for a request.",
			Buckets: []float64{0, 1, 2, 4, 6, 8, 10, 12, 16, 24, 48}}, []string{"method", "route"}),
	}
	m.registry.MustRegister(m.seconds, m.statements, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(c echo.Context, began time.Time, statements int64) {
	method, route := c.Request().Method, c.Path()
	if method != http.MethodGet && method != http.MethodPost && method != http.MethodHead {
		method = "other" // anybody can invent methods, and each would stay in memory
	}
	m.seconds.WithLabelValues(method, route, strconv.Itoa(c.Response().Status)).Observe(time.Since(began).Seconds())
	m.statements.WithLabelValues(method, route).Observe(float64(statements))
}

// Metrics serves the figures in Prometheus' form, to this machine only: a proxy must not pass them on.
func (r *Router) Metrics(path string) {
	serve := promhttp.HandlerFor(r.metrics.registry, promhttp.HandlerOpts{})
	r.Public(http.MethodGet, path, func(c *Context) error {
		host, _, err := net.SplitHostPort(c.Request().RemoteAddr)
		if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() || c.Request().Header.Get(echo.HeaderXForwardedFor) != "" {
			return echo.ErrNotFound
		}
		serve.ServeHTTP(c.Response(), c.Request())
		return nil
	})
}
