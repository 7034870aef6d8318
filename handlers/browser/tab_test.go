package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
)

// patience is how long a page may take until it shows what is awaited.
const patience = 15 * time.Second

// tab is one person at one browser.
type tab struct {
	t    testing.TB
	w    *webtest.World
	ctx  context.Context
	base string

	mu sync.Mutex
	// grumbles are what the browser complains of; a test that expects one names a part of it.
	grumbles, expected []string
}

// newTab opens a browser in which nobody is signed in.
func newTab(t testing.TB, w *webtest.World) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browserContext(t), chromedp.WithNewBrowserContext())
	// Leaving a page breaks off what it was still asking for, and htmx says so.
	b := &tab{t: t, w: w, ctx: ctx, base: w.Server.URL, expected: []string{"htmx:sendAbort", "htmx:afterRequest,"}}
	b.must(chromedp.Listen(ctx, b.listen))
	b.size(1440)
	b.cookie("bihuan_language", "zh-Hans")
	t.Cleanup(func() {
		b.quiet()
		cancel()
	})
	return b
}

// as opens a browser in which the person who holds the role is signed in.
func as(t testing.TB, w *webtest.World, role auth.Role) *tab {
	t.Helper()
	b := newTab(t, w)
	b.enter(role)
	return b
}

// enter puts the session of a person into the browser.
func (b *tab) enter(role auth.Role) {
	b.t.Helper()
	b.enterAs(b.w.Person(role))
}

func (b *tab) enterAs(person int64) {
	b.t.Helper()
	entry, err := b.w.House.Accounts.EnterDemo(context.Background(), person, auth.Visit{IP: "127.0.0.1", Agent: "Chrome/140 Linux"})
	b.must(err)
	b.cookie("bihuan_session", entry.Token)
}

func (b *tab) cookie(name, value string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: b.base})
	b.must(err)
}

func (b *tab) listen(ev any) {
	text := ""
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			text = e.Entry.Text + " " + e.Entry.URL
		}
	case *runtime.EventExceptionThrown:
		text = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			text = "console.error"
			for _, a := range e.Args {
				text += " " + string(a.Value) + a.Description
			}
		}
	}
	if text != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.grumbles = append(b.grumbles, text)
	}
}

// expect lets the browser complain of something that the test brings about.
func (b *tab) expect(part string) { b.expected = append(b.expected, part) }

// quiet fails the test if the browser complained of anything since the last time.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, g := range b.grumbles {
		if !slices.ContainsFunc(b.expected, func(part string) bool { return strings.Contains(g, part) }) {
			b.t.Errorf("the browser complains: %s", g)
		}
	}
	b.grumbles = nil
}

func (b *tab) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	b.must(chromedp.Do(ctx, steps...))
}

// ask evaluates JavaScript. A page that is just being exchanged cannot answer: then it asks again.
func ask[T any](b *tab, js string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		value, err := chromedp.Run(ctx, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
		if err == nil {
			return value
		}
		if ctx.Err() != nil || !strings.Contains(err.Error(), "context") && !strings.Contains(err.Error(), "navigat") {
			b.t.Fatalf("%v in %.200s", err, js)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func quote(s string) string {
	raw, _ := json.Marshal(s)
	return string(raw)
}

func (b *tab) size(width int64) {
	b.t.Helper()
	height := int64(900)
	if width < 600 {
		height = 812
	}
	b.do(chromedp.EmulateViewport(width, height))
}

func (b *tab) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate(b.base + path))
}

// path is where the browser is.
func (b *tab) path() string {
	b.t.Helper()
	at, err := url.Parse(ask[string](b, "location.href"))
	b.must(err)
	return at.RequestURI()
}

// text is what stands on the page, or in the part that the selector names.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return ask[string](b, fmt.Sprintf(`(document.querySelector(%s) || {innerText: ""}).innerText.replace(/\s+/g, " ")`, quote(selector)))
}

// sees waits until the page shows all these words.
func (b *tab) sees(words ...string) *tab {
	b.t.Helper()
	for _, word := range words {
		if !b.wait(func() bool { return strings.Contains(b.text("body"), word) }) {
			b.shoot("failed-" + strings.ReplaceAll(b.t.Name(), "/", "-"))
			b.t.Fatalf("%s never shows %q: %s", b.path(), word, b.text("main"))
		}
	}
	return b
}

// lacks demands that the main part of the page shows none of these words.
func (b *tab) lacks(words ...string) *tab {
	b.t.Helper()
	text := b.text("main")
	for _, word := range words {
		if strings.Contains(text, word) {
			b.t.Errorf("%s shows %q", b.path(), word)
		}
	}
	return b
}

func (b *tab) wait(for_ func() bool) bool {
	b.t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(25 * time.Millisecond) {
		if for_() {
			return true
		}
	}
	return false
}

// await waits until a JavaScript condition holds.
func (b *tab) await(js string) {
	b.t.Helper()
	if !b.wait(func() bool { return ask[bool](b, "Boolean("+js+")") }) {
		b.shoot("failed-" + strings.ReplaceAll(b.t.Name(), "/", "-"))
		b.t.Fatalf("%s: never %s: %s", b.path(), js, b.text("main"))
	}
}

// at waits until the browser stands at an address, with its page complete.
func (b *tab) at(path string) {
	b.t.Helper()
	b.await(`location.pathname === ` + quote(path) + ` && document.readyState === "complete"`)
}

// control finds the visible control of that name in the main part.
const control = `(name, value) => [...document.querySelectorAll("main [name='" + name + "'], .plain [name='" + name + "']")]
  .find(e => e.type !== "hidden" && (value === undefined || e.value === value) && e.offsetParent !== null)`

// fill types text into the field of that name, in place of what stands there.
func (b *tab) fill(name, text string) *tab {
	b.t.Helper()
	found := ask[bool](b, fmt.Sprintf(`(() => { const e = (%s)(%s); if (!e) return false; e.scrollIntoView({block: "center"}); e.focus(); e.select && e.select(); return true })()`, control, quote(name)))
	if !found {
		b.t.Fatalf("%s has no field %s: %s", b.path(), name, b.text("main"))
	}
	_, err := chromedp.Call(b.ctx, input.InsertText, input.InsertTextParams{Text: text})
	b.must(err)
	return b
}

// typed presses the keys of a text where the cursor stands.
func (b *tab) typed(text string) *tab {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
	return b
}

// key presses one key as a keyboard does: what a page keeps from happening does not happen.
func (b *tab) key(k string) *tab {
	b.t.Helper()
	events := kb.Encode([]rune(k)[0])
	down, up := *events[0], *events[len(events)-1]
	for _, e := range events {
		if e.Type == input.DispatchKeyEventTypeChar {
			down.Type, down.Text = input.DispatchKeyEventTypeKeyDown, e.Text
		}
	}
	for _, e := range []input.DispatchKeyEventParams{down, up} {
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, e)
		b.must(err)
	}
	return b
}

// choose picks a value of a list, or ticks the choice of that value.
func (b *tab) choose(name, value string) *tab {
	b.t.Helper()
	kind := ask[string](b, fmt.Sprintf(`(() => { const find = %s; const e = find(%s); if (!e) return ""; if (e.tagName === "SELECT") {
	  if (![...e.options].some(o => o.value === %[3]s)) return "no such choice among " + [...e.options].map(o => o.value);
	  e.value = %[3]s; e.dispatchEvent(new Event("input", {bubbles: true})); e.dispatchEvent(new Event("change", {bubbles: true})); return "list" }
	  return find(%[2]s, %[3]s) ? "tick" : "no such tick" })()`, control, quote(name), quote(value)))
	switch kind {
	case "list":
	case "tick":
		b.hit(fmt.Sprintf("(%s)(%s, %s)", control, quote(name), quote(value)))
	default:
		b.t.Fatalf("%s: field %s cannot take %q: %s: %s", b.path(), name, value, kind, b.text("main"))
	}
	return b
}

// hit presses the mouse on an element.
func (b *tab) hit(element string) {
	b.t.Helper()
	type point struct{ X, Y float64 }
	at := ask[point](b, fmt.Sprintf(`(() => { const e = %s; if (!e) return {X: -1, Y: -1}; e.scrollIntoView({block: "center", inline: "nearest"});
	  const r = e.getBoundingClientRect(); return {X: r.x + r.width / 2, Y: r.y + r.height / 2} })()`, element))
	if at.X < 0 {
		b.t.Fatalf("%s: nothing to press (%s): %s", b.path(), element, b.text("main"))
	}
	b.do(chromedp.MouseClickXY(at.X, at.Y))
}

// pressable finds what a person would press by its words.
const pressable = `(words) => { const all = [...document.querySelectorAll("button, a, summary, input[type=submit]")].filter(e => e.checkVisibility());
  const said = e => e.innerText.replace(/\s+/g, " ").trim(); return all.find(e => said(e) === words) || all.find(e => said(e).startsWith(words)) }`

// press presses the button or link with these words.
func (b *tab) press(words string) *tab {
	b.t.Helper()
	b.hit(fmt.Sprintf("(%s)(%s)", pressable, quote(words)))
	return b
}

// send presses a button that leads to another page or swaps a part of this one, and waits until that is there.
func (b *tab) send(words string) *tab {
	b.t.Helper()
	b.watch()
	b.press(words)
	b.arrived()
	return b
}

func (b *tab) watch() {
	b.t.Helper()
	ask[bool](b, `(() => { window.testWaits = true; document.addEventListener("htmx:afterSettle", e => {
	  if (!e.detail.requestConfig || e.detail.requestConfig.triggeringEvent && e.detail.requestConfig.triggeringEvent.type !== "load") window.testWaits = false }); return true })()`)
}

func (b *tab) arrived() {
	b.t.Helper()
	b.await(`!window.testWaits && document.readyState === "complete" && !document.querySelector("main.htmx-request")`)
}

// shoot leaves a picture of the whole page where BIHUAN_SHOTS says.
func (b *tab) shoot(name string) {
	b.t.Helper()
	folder := os.Getenv("BIHUAN_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	b.must(err)
	b.must(os.MkdirAll(folder, 0o755))
	b.must(os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644))
}
