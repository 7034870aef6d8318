package web_test

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web"
	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db/dbtest"
)

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	for _, path := range []string{"/sign-in", "/no-such-page", "/livez"} {
		h := w.Visitor().Get(path).Header
		for name, want := range map[string]string{"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff",
			"X-Frame-Options": "DENY", "Cache-Control": "no-store", "Referrer-Policy": "same-origin"} {
			if !strings.Contains(h.Get(name), want) {
				t.Errorf("%s: %s is %q, want %q", path, name, h.Get(name), want)
			}
		}
		if strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
			t.Errorf("%s allows inline content", path)
		}
	}
}

func TestAStepNeedsTheFormsToken(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.As(auth.Administrator)
	c.Get("/settings/calendar/hours")
	c.Raw("/settings/calendar/hours", url.Values{"_csrf": {"wrong"}, "note": {"写好的话"}}).
		Has(t, http.StatusBadRequest, "打开太久", `value="写好的话"`)
	c.Raw("/settings/calendar/hours", nil).Has(t, http.StatusBadRequest)
}

func TestAnotherSiteCannotSendSteps(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.As(auth.Administrator)
	for _, origin := range []string{"cross-site", "same-site"} {
		req, _ := http.NewRequest(http.MethodPost, w.Server.URL+"/settings/calendar/hours", nil)
		req.Header.Set("Sec-Fetch-Site", origin)
		if page := c.Do(req); page.Status != http.StatusForbidden {
			t.Errorf("%s: status %d", origin, page.Status)
		}
	}
}

func TestTooMuchIsRefusedInWords(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.As(auth.Administrator)
	c.Get("/settings/calendar/hours")
	c.Post("/settings/calendar/hours", url.Values{"note": {strings.Repeat("很长", 1<<20)}}).Has(t, http.StatusUnprocessableEntity, " 2 MB")
}

func TestFaultPagesSpeakBothLanguages(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.As(auth.Employee)
	c.Get("/nothing-here").Has(t, http.StatusNotFound, "没有找到")
	en := w.Visitor()
	en.Language = "en"
	en.Get("/nothing-here").Has(t, http.StatusNotFound, "not")
	c.Get("/settings/calendar/hours").Has(t, http.StatusForbidden, "缺少的权限", "维护工作日历")
}

func TestAnExpiredSessionLeadsBackAfterSigningIn(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	c := w.Visitor()
	page := c.Get("/settings/calendar?year=2026")
	if page.URL.Path != "/sign-in" || page.URL.Query().Get("next") != "/settings/calendar?year=2026" {
		t.Errorf("led to %s", page.URL)
	}
	if part := c.Part("/settings/calendar"); part.Status != http.StatusUnauthorized || !strings.HasPrefix(part.Header.Get("HX-Redirect"), "/sign-in") {
		t.Errorf("a part must tell htmx to go to sign-in: %d %q", part.Status, part.Header.Get("HX-Redirect"))
	}
}

// Whoever could choose his own address could guess passwords without end.
func TestOnlyAProxyOnThisMachineMayNameTheVisitor(t *testing.T) {
	d, _ := dbtest.One(t)
	router := webtest.New(t, d).House.Router()
	var seen string
	router.Public(http.MethodGet, "/who", func(c *web.Context) error {
		seen = c.IP()
		return c.NoContent(http.StatusOK)
	})
	for from, want := range map[string]string{"192.168.1.9:4000": "192.168.1.9", "203.0.113.7:4000": "203.0.113.7", "127.0.0.1:4000": "198.51.100.4"} {
		req := httptest.NewRequest(http.MethodGet, "/who", nil)
		req.RemoteAddr = from
		req.Header.Set("X-Forwarded-For", "198.51.100.4")
		req.Header.Set("X-Real-IP", "198.51.100.5")
		router.ServeHTTP(httptest.NewRecorder(), req)
		if seen != want {
			t.Errorf("%s was taken for %s, want %s", from, seen, want)
		}
	}
}

func TestOnlyLocalPathsAreFollowed(t *testing.T) {
	for to, want := range map[string]string{"/complaints?x=1": "/complaints?x=1", "//evil.example/x": "", "https://evil.example": "", `/\evil.example`: "",
		"javascript:alert(1)": "", "complaints": "", "/a%2f/b": "/a%2f/b", "/policies/x?y=1#c12": "/policies/x?y=1#c12"} {
		if got := web.LocalPath(to); got != want {
			t.Errorf("LocalPath(%q) = %q, want %q", to, got, want)
		}
	}
}

func TestOnlyNamedProxiesAreBelieved(t *testing.T) {
	_, office, _ := net.ParseCIDR("10.0.0.0/24")
	for _, c := range []struct {
		proxies      []*net.IPNet
		remote, says string
		want         string
	}{
		{nil, "10.0.0.5:5000", "203.0.113.9", "10.0.0.5"},
		{[]*net.IPNet{office}, "10.0.0.5:5000", "203.0.113.9", "203.0.113.9"},
		{[]*net.IPNet{office}, "192.168.1.5:5000", "203.0.113.9", "192.168.1.5"},
	} {
		var got string
		r := web.NewRouter(web.Config{Proxies: c.proxies, Log: slog.New(slog.DiscardHandler), Now: time.Now, Zone: time.UTC})
		r.Public(http.MethodGet, "/who", func(c *web.Context) error { got = c.IP(); return c.NoContent(http.StatusOK) })
		req := httptest.NewRequest(http.MethodGet, "/who", nil)
		req.RemoteAddr = c.remote
		req.Header.Set("X-Forwarded-For", c.says)
		r.ServeHTTP(httptest.NewRecorder(), req)
		if got != c.want {
			t.Errorf("from %s saying %s with %v: %s, want %s", c.remote, c.says, c.proxies, got, c.want)
		}
	}
}

func TestUploadsLeaveNoFilesBehind(t *testing.T) {
	d, _ := dbtest.One(t)
	w := webtest.New(t, d)
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	big := webtest.File{Field: "file", Name: "a.csv", Content: bytes.Repeat([]byte("x"), 6<<20)}
	stranger := w.Visitor()
	stranger.Get("/sign-in")
	if page := stranger.Upload("/sign-in", nil, big); page.Status != http.StatusUnprocessableEntity {
		t.Errorf("a stranger sent a file: status %d", page.Status)
	}
	c := w.As(auth.Administrator)
	c.Get("/settings/calendar/holidays")
	c.Upload("/settings/calendar/holidays", nil, big)
	if left, _ := filepath.Glob(filepath.Join(dir, "multipart-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestABrokenDownloadDoesNotLookComplete(t *testing.T) {
	r := web.NewRouter(web.Config{Log: slog.New(slog.DiscardHandler), Now: time.Now, Zone: time.UTC})
	r.Public(http.MethodGet, "/export", func(c *web.Context) error {
		return c.Attachment("x.csv", "text/csv", func(w io.Writer) error {
			_, _ = io.WriteString(w, strings.Repeat("row\n", 5000))
			return errors.New("the database went away")
		})
	})
	s := httptest.NewServer(r)
	defer s.Close()
	res, err := http.Get(s.URL + "/export")
	if err == nil {
		_, err = io.ReadAll(res.Body)
		_ = res.Body.Close()
	}
	if err == nil {
		t.Error("half a download ended as if it were whole")
	}
}
