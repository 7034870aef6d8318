package layout_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bihuan/static"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/chromedp"
)

// policy is the one that the router sends.
const policy = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"

type look struct {
	lang, theme, density string
	width                int64
}

func (l look) String() string { return fmt.Sprintf("%s-%s-%d", l.lang, l.theme, l.width) }

// TestInBrowser opens every gallery page under the content policy, lets
// axe-core look for barriers and holds that nothing is wider than the window.
// With BIHUAN_SHOTS=folder it also photographs each page in every look.
func TestInBrowser(t *testing.T) {
	ctx := browser(t)
	axe, err := os.ReadFile("../../static/node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not fetched: npm ci --prefix static")
	}
	looks := []look{{"zh-Hans", "light", "", 1440}, {"en", "dark", "compact", 1440}, {"zh-Hans", "dark", "", 375}, {"en", "light", "", 375}, {"en", "light", "", 900}}
	server := httptest.NewServer(serveGallery(t))
	t.Cleanup(server.Close)
	var complaints []string
	err = chromedp.Listen(ctx, func(ev any) {
		if e, ok := ev.(*log.EventEntryAdded); ok && e.Entry.Level == "error" {
			complaints = append(complaints, e.Entry.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range looks {
		for _, name := range slices.Sorted(maps.Keys(newGallery("en", "light", "").pages())) {
			if only := os.Getenv("BIHUAN_PAGE"); only != "" && !strings.Contains(name, only) {
				continue
			}
			visit(t, ctx, server.URL, name, l, string(axe))
		}
	}
	for _, c := range complaints {
		t.Error("the browser complains: " + c)
	}
}

func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("chromium is missing")
		}
		t.Skip("chromium is missing")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	return ctx
}

func serveGallery(t *testing.T) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("/page/{lang}/{theme}/{name}", func(w http.ResponseWriter, r *http.Request) {
		g := newGallery(r.PathValue("lang"), r.PathValue("theme"), r.URL.Query().Get("density"))
		page, ok := g.pages()[r.PathValue("name")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		html, err := g.html(page)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
		_, _ = w.Write(html)
	})
	return mux
}

// barriers runs axe and gives each violation with the elements at fault.
const barriers = `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v =>
  v.id + ": " + v.help + "\n" + v.nodes.map(n => "    " + n.target.join(" ") + " — " + (n.any[0] ? n.any[0].message : "")).join("\n"))))`

func visit(t *testing.T, ctx context.Context, base, name string, l look, axe string) {
	t.Helper()
	url := fmt.Sprintf("%s/page/%s/%s/%s?density=%s", base, l.lang, l.theme, name, l.density)
	err := chromedp.Do(ctx, chromedp.EmulateViewport(l.width, 900), chromedp.Navigate(url))
	if err != nil {
		t.Fatal(url, err)
	}
	shoot(t, ctx, name, l)
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[any](axe+"; null")); err != nil {
		t.Fatal(err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](barriers, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	if err := json.Unmarshal([]byte(found), &list); err != nil {
		t.Fatal(err)
	}
	for _, v := range list {
		t.Errorf("%s %s: %s", name, l, v)
	}
	over, err := chromedp.Run(ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth - window.innerWidth"))
	if err != nil {
		t.Fatal(err)
	}
	if over > 0 {
		t.Errorf("%s %s: %d px wider than the window", name, l, over)
	}
}

func shoot(t *testing.T, ctx context.Context, name string, l look) {
	t.Helper()
	folder := os.Getenv("BIHUAN_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.MkdirAll(folder, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+"-"+l.String()+".png"), picture, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
