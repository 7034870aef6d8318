package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"

	"bihuan/models/auth"
)

// TestKeyboard does without the mouse what lists and menus are for.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	browserContext(t)
	s := newSample(t)
	b := as(t, s.World, auth.Supervisor)
	b.open("/complaints?view=all")
	b.key("/")
	b.await(`document.activeElement.matches("[data-search]")`)
	b.key("j").key("?").key("x")
	if got := ask[string](b, `document.activeElement.value`); got != "j?x" {
		t.Errorf("in the search box keys are letters, but it holds %q", got)
	}
	b.open("/complaints?view=all")
	second := ask[string](b, `document.querySelectorAll("[data-row] .row-link")[1].getAttribute("href")`)
	b.key("j").key("j").key("j").key("k")
	if at := ask[string](b, `document.activeElement.getAttribute("href")`); at != second {
		t.Errorf("j j j k leads to %s, want %s", at, second)
	}
	b.key("x")
	b.await(`document.querySelector("[data-row].at [data-select]").checked && document.querySelector("[data-bulk-count]").innerText.includes("1")`)
	b.key(kb.Enter)
	b.at(second)
	b.key("g").key("h")
	b.at("/")
	b.key("g").key("c")
	b.at("/complaints")
	b.key("c")
	b.at("/complaints/new")
	b.open("/")
	b.key("?")
	b.await(`document.querySelector("dialog").open`)
	b.proper("the table of keys")
	b.key("g").key("c").key(kb.Escape)
	b.await(`!document.querySelector("dialog").open`)
	if b.path() != "/" {
		t.Errorf("keys went through the open window to %s", b.path())
	}
	b.menus()
}

// menus opens the person's menu by keyboard and leaves it again.
func (b *tab) menus() {
	b.t.Helper()
	ask[bool](b, `document.querySelector(".person > summary").focus() || true`)
	b.key(kb.Enter)
	b.await(`document.querySelector(".person").open`)
	b.proper("the person's menu")
	b.key(kb.Tab)
	b.await(`document.activeElement.closest(".person .menu-list")`)
	b.key(kb.Escape)
	b.await(`!document.querySelector(".person").open && document.activeElement.matches(".person > summary")`)
}

// TestFocusFollows holds that whoever cannot see the screen is led to what changed.
func TestFocusFollows(t *testing.T) {
	t.Parallel()
	browserContext(t)
	s := newSample(t)
	b := as(t, s.World, auth.Handler)
	b.expect("status of 422")
	b.open("/complaints/new")
	b.send("登记")
	b.await(`document.activeElement.matches(".error-summary")`)
	b.proper("a refused form")
	if first := ask[string](b, `document.querySelector(".error-summary a").getAttribute("href")`); !strings.HasPrefix(first, "#f-") {
		t.Errorf("the first mistake leads to %s", first)
	}
	b.hit(`document.querySelector(".error-summary a")`)
	b.await(`document.activeElement.getAttribute("aria-invalid") === "true" && document.activeElement.getAttribute("aria-describedby")`)
	b.open("/complaints?view=all")
	b.hit(`document.querySelector("[data-page=next]")`)
	b.sees("第 54 件")
	b.await(`location.search.includes("at=")`)
	b.await(`document.activeElement !== document.body`)
}
