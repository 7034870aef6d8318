package layout_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// page is one browser tab on the gallery.
type page struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func (p page) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// holds waits until the expression is true, across navigations.
func (p page) holds(expression string) {
	p.t.Helper()
	for until := time.Now().Add(5 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		yes, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && yes {
			return
		}
	}
	p.t.Errorf("does not hold: %s", expression)
}

func (p page) open(name string) {
	p.t.Helper()
	p.do(chromedp.EmulateViewport(1440, 900), chromedp.Navigate(p.base+"/page/en/light/"+name))
}

func (p page) keys(keys string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(keys))
}

func TestKeyboard(t *testing.T) {
	server := httptest.NewServer(serveGallery(t))
	t.Cleanup(server.Close)
	p := page{t, browser(t), server.URL}
	p.open("list")
	p.keys("jj")
	p.holds(`document.querySelectorAll("[data-row]")[1].classList.contains("at")`)
	p.keys("k")
	p.holds(`document.querySelectorAll("[data-row].at").length === 1 && document.querySelectorAll("[data-row]")[0].classList.contains("at")`)
	p.holds(`getComputedStyle(document.getElementById("bulk")).display === "none"`)
	p.keys("x")
	p.holds(`getComputedStyle(document.getElementById("bulk")).display === "flex" && document.querySelector(".bulk-count").textContent === "1 selected"`)
	shoot(t, p.ctx, "list-bulk", look{"en", "light", "", 1440})
	p.do(chromedp.Click("[data-select-all]"))
	p.holds(`document.querySelector(".bulk-count").textContent === "24 selected"`)
	p.do(chromedp.Click("[data-bulk-clear]"))
	p.holds(`document.querySelectorAll("[data-select]:checked").length === 0`)
	p.keys("?")
	p.holds(`document.getElementById("keyboard-help").open`)
	shoot(t, p.ctx, "list-help", look{"en", "light", "", 1440})
	p.keys(kb.Escape)
	p.holds(`!document.getElementById("keyboard-help").open`)
	p.keys("/")
	p.holds(`document.activeElement.id === "global-search"`)
	p.keys("gh?")
	p.holds(`document.activeElement.value.endsWith("gh?") && location.pathname.endsWith("/list")`)
	p.open("list")
	p.keys("gp")
	p.holds(`location.pathname === "/policies"`)
}

func TestMenusCloseAndGiveFocusBack(t *testing.T) {
	server := httptest.NewServer(serveGallery(t))
	t.Cleanup(server.Close)
	p := page{t, browser(t), server.URL}
	p.open("list")
	p.do(chromedp.Click(".person summary"))
	p.holds(`document.querySelector(".person").open`)
	shoot(t, p.ctx, "list-person", look{"en", "light", "", 1440})
	p.keys(kb.Escape)
	p.holds(`!document.querySelector(".person").open && document.activeElement.matches(".person summary")`)
	p.do(chromedp.Click(".menu-columns summary"))
	p.holds(`document.querySelector(".menu-columns").open`)
	p.do(chromedp.Click("h1"))
	p.holds(`!document.querySelector(".menu-columns").open`)
}

func TestDraftSurvivesUntilSentOrDiscarded(t *testing.T) {
	var sent atomic.Int32
	mux := http.NewServeMux()
	mux.Handle("/", serveGallery(t))
	mux.HandleFunc("POST /x", func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		http.Redirect(w, r, "/page/en/light/home", http.StatusSeeOther)
	})
	mux.HandleFunc("POST /sign-out", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/page/en/light/sign-in", http.StatusSeeOther)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p := page{t, browser(t), server.URL}
	box := `document.getElementById("f-findings").value`

	p.open("record")
	p.do(chromedp.SendKeys("#f-findings", "Kept."))
	p.holds(`document.getElementById("f-findings-count").textContent === "1970 characters left"`)
	p.holds(`Object.keys(localStorage).some(k => k === "bihuan.draft.7.investigate" && localStorage[k].includes("Kept."))`)
	p.open("record")
	p.holds(box + `.includes("Kept.") && document.querySelector(".draft-note")`)
	p.do(chromedp.Click(".draft-note button"))
	p.holds("!" + box + `.includes("Kept.") && !document.querySelector(".draft-note") && localStorage.length === 0`)

	p.do(chromedp.SendKeys("#f-findings", "Sent."))
	p.holds(`localStorage.length === 1`)
	p.do(chromedp.Click(".panel-strong .btn-primary"))
	p.holds(`location.pathname.endsWith("/home") && localStorage.length === 0`)
	if sent.Load() != 1 {
		t.Errorf("sent %d times", sent.Load())
	}

	p.open("record")
	p.do(chromedp.SendKeys("#f-findings", "Secret."))
	p.holds(`localStorage.length === 1`)
	p.do(chromedp.Click(".person summary"), chromedp.Click("[data-sign-out] button"))
	p.holds(`location.pathname.endsWith("/sign-in") && localStorage.length === 0`)
}

func TestServerAwayIsTriedAgain(t *testing.T) {
	var back atomic.Bool
	mux := http.NewServeMux()
	gallery := serveGallery(t)
	mux.Handle("/", gallery)
	mux.HandleFunc("/complaints", func(w http.ResponseWriter, r *http.Request) {
		if !back.Load() {
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		r.URL.Path = "/page/en/light/list"
		gallery.ServeHTTP(w, r)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p := page{t, browser(t), server.URL}
	p.open("list")
	p.do(chromedp.SendKeys(".filter-text input", "sofa"+kb.Enter))
	p.holds(`document.querySelector(".toast-note.bad")`)
	p.holds(`document.querySelector(".filter-text input").value === "sofa"`)
	back.Store(true)
	p.holds(`!document.querySelector(".toast-note") && location.pathname === "/complaints"`)
	p.holds(`location.search.includes("q=sofa") && !location.search.includes("department") && document.getElementById("list")`)
}

// TestWithoutScripts holds what CSS alone must do: menus, windows by address,
// and buttons that only a script could serve staying away.
func TestWithoutScripts(t *testing.T) {
	g := newGallery("en", "light", "")
	for name, c := range g.pages() {
		html, err := g.html(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{" style=", "<style", " onclick=", "javascript:", "<script>"} {
			if strings.Contains(string(html), bad) {
				t.Errorf("%s holds %q", name, bad)
			}
		}
		if strings.Count(string(html), `method="post"`) != strings.Count(string(html), `name="_csrf"`) {
			t.Errorf("%s: a POST form lacks its tokens", name)
		}
		if folder := os.Getenv("BIHUAN_SHOTS"); folder != "" {
			_ = os.WriteFile(folder+"/"+name+".html", html, 0o644)
		}
	}
}
