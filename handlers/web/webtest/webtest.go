// Package webtest drives the real router as people do: with cookies, form tokens and followed redirects.
// Every World is a firm that was set up through the use cases, with one person for each role.
package webtest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"bihuan/handlers"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/org"
)

// Hasher is a cheap stand-in for the real cost of passwords.
var Hasher = auth.Hasher{Memory: 64, Time: 1, Lanes: 1}

// Password is every tester's password.
const Password = "a long enough pass phrase"

// World is a firm with a portal that runs.
type World struct {
	T      testing.TB
	House  *handlers.House
	Server *httptest.Server
	// Department is where the handler and the supervisor work; Other is one beside it.
	Department, Other int64
	people            map[auth.Role]int64
}

// New sets a firm up on d and serves its portal.
func New(t testing.TB, d *db.DB) *World {
	t.Helper()
	ctx := context.Background()
	h, err := handlers.Open(d, handlers.Options{Folder: t.TempDir(), Log: slog.New(slog.NewTextHandler(logWriter(), nil)), Demo: true, Version: "test", Hasher: Hasher})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	w := &World{T: t, House: h, people: map[auth.Role]int64{}}
	admin, err := h.SetUp(ctx, org.SetUpInput{Firm: "测试公司", Name: Names[auth.Administrator], Number: "0000", Password: Password, StarterPack: true})
	if err != nil {
		t.Fatal(err)
	}
	w.people[auth.Administrator] = admin
	w.hire(ctx)
	w.Server = httptest.NewServer(h.Router())
	t.Cleanup(w.Server.Close)
	return w
}

// logWriter shows the portal's log only where somebody asks for it, for it would bury the tests' own words.
func logWriter() io.Writer {
	if os.Getenv("BIHUAN_TEST_LOG") != "" {
		return os.Stderr
	}
	return io.Discard
}

// Person is the id of the person who holds a role.
func (w *World) Person(r auth.Role) int64 { return w.people[r] }

// Actor is the actor of the person who holds a role, for calling use cases directly.
func (w *World) Actor(r auth.Role) auth.Actor {
	w.T.Helper()
	ctx := context.Background()
	entry, err := w.House.Accounts.EnterDemo(ctx, w.people[r], auth.Visit{IP: "127.0.0.1"})
	if err != nil {
		w.T.Fatal(err)
	}
	s, err := w.House.Accounts.Resolve(ctx, entry.Token)
	if err != nil {
		w.T.Fatal(err)
	}
	return s.Actor
}

// Client is one browser without JavaScript.
type Client struct {
	w    *World
	http *http.Client
	// Language is what the browser asks for; zh where empty.
	Language string
	// Last is the page shown last.
	Last *Page
}

// Page is an answer as it was shown.
type Page struct {
	Status int
	Body   string
	URL    *url.URL // after redirects
	Header http.Header
}

// Visitor is a browser in which nobody is signed in.
func (w *World) Visitor() *Client {
	jar, _ := cookiejar.New(nil)
	return &Client{w: w, http: &http.Client{Jar: jar}}
}

// As is a browser in which the person who holds the role is signed in.
func (w *World) As(r auth.Role) *Client {
	w.T.Helper()
	entry, err := w.House.Accounts.EnterDemo(context.Background(), w.people[r], auth.Visit{IP: "127.0.0.1"})
	if err != nil {
		w.T.Fatalf("signing in as %s: %v", r, err)
	}
	c := w.Visitor()
	at, _ := url.Parse(w.Server.URL)
	c.http.Jar.SetCookies(at, []*http.Cookie{{Name: "bihuan_session", Value: entry.Token, Path: "/"}})
	return c
}

// Cookies are what the browser holds.
func (c *Client) Cookies() []*http.Cookie {
	at, _ := url.Parse(c.w.Server.URL)
	return c.http.Jar.Cookies(at)
}

// Get opens a page.
func (c *Client) Get(path string) *Page { return c.Do(c.request(http.MethodGet, path, nil, "")) }

// Part opens a page as htmx does.
func (c *Client) Part(path string) *Page {
	req := c.request(http.MethodGet, path, nil, "")
	req.Header.Set("HX-Request", "true")
	return c.Do(req)
}

// Post sends a form with the hidden values of the form that the last page holds for this path, or else of any form on it.
func (c *Client) Post(path string, values url.Values) *Page {
	body := url.Values{}
	for name, v := range c.hidden(path) {
		body[name] = v
	}
	for name, v := range values {
		body[name] = v
	}
	return c.Do(c.request(http.MethodPost, path, strings.NewReader(body.Encode()), "application/x-www-form-urlencoded"))
}

// Raw sends a form with exactly these values.
func (c *Client) Raw(path string, values url.Values) *Page {
	return c.Do(c.request(http.MethodPost, path, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"))
}

// File is a file to be sent with a form.
type File struct {
	Field, Name string
	Content     []byte
}

// Upload sends a form with files.
func (c *Client) Upload(path string, values url.Values, files ...File) *Page {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for _, set := range []url.Values{c.hidden(path), values} {
		for name, list := range set {
			for _, v := range list {
				_ = m.WriteField(name, v)
			}
		}
	}
	for _, f := range files {
		part, err := m.CreateFormFile(f.Field, f.Name)
		if err != nil {
			c.w.T.Fatal(err)
		}
		_, _ = part.Write(f.Content)
	}
	_ = m.Close()
	return c.Do(c.request(http.MethodPost, path, &body, m.FormDataContentType()))
}

func (c *Client) request(method, path string, body io.Reader, contentType string) *http.Request {
	c.w.T.Helper()
	req, err := http.NewRequest(method, c.w.Server.URL+path, body)
	if err != nil {
		c.w.T.Fatal(err)
	}
	req.Header.Set("Accept-Language", map[bool]string{true: "zh-CN", false: c.Language}[c.Language == ""])
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		if c.Last != nil {
			req.Header.Set("Referer", c.Last.URL.String())
		}
	}
	return req
}

// Do sends any request and keeps the answer as the last page.
func (c *Client) Do(req *http.Request) *Page {
	c.w.T.Helper()
	res, err := c.http.Do(req)
	if err != nil {
		c.w.T.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.w.T.Fatal(err)
	}
	c.Last = &Page{Status: res.StatusCode, Body: string(raw), URL: res.Request.URL, Header: res.Header}
	return c.Last
}

// hidden gives the hidden values of the form that leads to path; without one, the token of any form.
func (c *Client) hidden(path string) url.Values {
	values := url.Values{}
	if c.Last == nil {
		c.Get("/")
	}
	doc, err := html.Parse(strings.NewReader(c.Last.Body))
	if err != nil {
		return values
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || attr(n, "method") == "get" || attr(n, "action") != path && !(attr(n, "action") == "" && c.Last.URL.Path == path) {
			continue
		}
		for i := range n.Descendants() {
			if i.Data == "input" && attr(i, "type") == "hidden" {
				values.Add(attr(i, "name"), attr(i, "value"))
			}
		}
		return values
	}
	if m := anyToken.FindStringSubmatch(c.Last.Body); m != nil {
		values.Set("_csrf", m[1])
	}
	return values
}

var anyToken = regexp.MustCompile(`name="_csrf" value="([0-9a-f]+)"`)

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has fails the test unless the page has this status and holds all these words.
func (p *Page) Has(t testing.TB, status int, words ...string) *Page {
	t.Helper()
	if p.Status != status {
		t.Fatalf("%s: status %d, want %d: %s", p.URL.Path, p.Status, status, p.Text())
	}
	text := p.Text()
	for _, w := range words {
		if !strings.Contains(text, w) && !strings.Contains(p.Body, w) {
			t.Errorf("%s: no %q in: %s", p.URL.Path, w, text)
		}
	}
	return p
}

// Lacks fails the test where the page holds one of these words.
func (p *Page) Lacks(t testing.TB, words ...string) *Page {
	t.Helper()
	for _, w := range words {
		if strings.Contains(p.Body, w) {
			t.Errorf("%s holds %q", p.URL.Path, w)
		}
	}
	return p
}

// Link is the address behind the first link with these words.
func (p *Page) Link(t testing.TB, words string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.TextNode || !strings.Contains(n.Data, words) {
			continue
		}
		for a := n.Parent; a != nil; a = a.Parent {
			if href := attr(a, "href"); a.Data == "a" && href != "" {
				return href
			}
		}
	}
	t.Fatalf("%s: no link %q", p.URL, words)
	return ""
}

var spaces = regexp.MustCompile(`\s+`)

// Text is what a person reads of the page's main part.
func (p *Page) Text() string {
	doc, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		return p.Body
	}
	root := doc
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "main" {
			root = n
		}
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	}
	return strings.TrimSpace(spaces.ReplaceAllString(b.String(), " "))
}

// Golden compares text with testdata/<name>; with BIHUAN_GOLDEN=write it writes it.
func Golden(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("BIHUAN_GOLDEN") == "write" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (write it with BIHUAN_GOLDEN=write)", err)
	}
	if string(want) != text {
		t.Errorf("%s differs (write it anew with BIHUAN_GOLDEN=write):\n%s", path, difference(string(want), text))
	}
}

func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("line %d\n- %s\n+ %s", i+1, x, y)
		}
	}
	return ""
}
