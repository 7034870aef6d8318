package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"

	"bihuan/models/auth"
)

// look is how a page is shown.
type look struct {
	language, theme string
	width           int64
}

func (l look) String() string { return fmt.Sprintf("%s-%s-%d", l.language, l.theme, l.width) }

// looks hold every pair of language, theme and width.
var looks = []look{{"zh-Hans", "light", 1440}, {"en", "dark", 1440}, {"zh-Hans", "dark", 375}, {"en", "light", 375}}

// wear shows the pages in this look to the person who holds the role, or to a visitor where there is none.
func (b *tab) wear(role auth.Role, l look) {
	b.t.Helper()
	b.size(l.width)
	if role == "" {
		b.cookie("bihuan_language", l.language)
		b.cookie("bihuan_theme", l.theme)
		return
	}
	density := map[bool]string{true: "compact"}[l.language == "en" && l.width > 1000]
	b.must(b.w.House.Accounts.SetProfile(context.Background(), b.w.Actor(role), auth.Profile{Language: l.language, Theme: l.theme, Density: density}))
}

var axe = sync.OnceValues(func() ([]byte, error) { return os.ReadFile("../../static/node_modules/axe-core/axe.min.js") })

// barriers runs axe and gives each violation with the elements at fault.
const barriers = `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations.map(v =>
  v.id + ": " + v.help + " (" + v.nodes.length + ")\n" + v.nodes.slice(0, 4).map(n => "    " + n.target.join(" ") + " — " + (n.any[0] ? n.any[0].message : n.failureSummary)).join("\n"))))`

// proper demands of the page that is open: no barrier that axe finds, nothing wider than the window, no text
// without translation, no complaint of the browser.
func (b *tab) proper(what string) {
	b.t.Helper()
	script, err := axe()
	if err != nil {
		b.t.Fatal("axe-core is not fetched (npm ci --prefix static): ", err)
	}
	ask[bool](b, string(script)+"; true")
	var list []string
	if err := json.Unmarshal([]byte(ask[string](b, barriers)), &list); err != nil {
		b.t.Fatal(err)
	}
	for _, v := range list {
		b.t.Errorf("%s: %s", what, v)
	}
	if over := ask[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth"); over > 0 {
		b.t.Errorf("%s: %d px wider than the window: %s", what, over, ask[string](b, widest))
	}
	if keys := ask[string](b, untranslated); keys != "" {
		b.t.Errorf("%s: keys without text: %s", what, keys)
	}
	b.quiet()
}

// widest names the elements that stick out.
const widest = `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(e => e.tagName + "." + e.className).join(", ")`

// untranslated finds what looks like a message key in the text of the page, but for what is shown as code.
const untranslated = `(() => { const body = document.body.cloneNode(true); for (const e of body.querySelectorAll("code, pre, script, svg")) e.remove();
  return [...new Set(body.textContent.match(/\b(?:[a-z_]+\.)+[a-z_]+\b/g) || [])].filter(k => new RegExp("^(account|audit|calendar|complaint|deadline|event|" +
  "control|control_rule|fault|field|file|home|information|invalid|job|menu|notice|notify|people|right|role|search|settings|sheet|shell|terms|trail|ui|web)\\.").test(k)).join(" ") })()`

// file makes a name for a picture out of an address.
func file(path string) string {
	return strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-").Replace(path), "-")
}
