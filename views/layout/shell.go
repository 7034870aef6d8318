package layout

import (
	"bihuan/views/locale"
	"bihuan/views/ui"
	"context"
	"strconv"

	"github.com/a-h/templ"
)

// Shell is what every page shows around its content.
type Shell struct {
	Firm     string
	Theme    string // "light", "dark" or "auto"
	Density  string // "comfortable" or "compact"
	Person   Person // the zero value: nobody is signed in
	Menu     []MenuItem
	Unread   int
	Flashes  []Flash
	CSRF     string
	Once     func() string
	Path     string // with its query; where to come back to
	Demo     bool
	Version  string
	Query    string // what the search box holds
	Warnings []Flash
}

// Person is who is signed in.
type Person struct {
	PersonID   int64
	Name       string
	Department string
}

// MenuItem is one module of the menu. Label is a message key; Key is also the
// letter that leads there after g when it is one letter long.
type MenuItem struct {
	Key, Href, Icon, Label string
	Badge                  int
	Active                 bool
}

// Flash is one message, already in the reader's language.
type Flash struct{ Kind, Text string }

type shellKey struct{}

// With puts the shell into the context, and its tokens where ui.Tokens finds
// them.
func With(ctx context.Context, s Shell) context.Context {
	ctx = ui.WithTokens(ctx, ui.FormTokens{CSRF: s.CSRF, Once: s.Once})
	return context.WithValue(ctx, shellKey{}, s)
}

// From takes the shell out of the context.
func From(ctx context.Context) Shell {
	s, _ := ctx.Value(shellKey{}).(Shell)
	return s
}

// htmxConfig keeps evaluation, inline styles and page snapshots off, and lets
// every answer that carries a page be shown, refusals included.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"allowScriptTags":false,` +
	`"historyCacheSize":0,"refreshOnHistoryMiss":true,"selfRequestsOnly":true,"scrollIntoViewOnBoost":false,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},` +
	`{"code":"409|422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

const phoneItems = 4

func (s Shell) signedIn() bool { return s.Person.PersonID != 0 }

func (s Shell) bar() []MenuItem { return s.Menu[:min(phoneItems, len(s.Menu))] }

func (s Shell) rest() []MenuItem { return s.Menu[min(phoneItems, len(s.Menu)):] }

func (s Shell) restActive() bool {
	for _, m := range s.rest() {
		if m.Active {
			return true
		}
	}
	return false
}

func (s Shell) firm(ctx context.Context) string {
	if s.Firm == "" {
		return locale.T(ctx, "shell.product")
	}
	return s.Firm
}

// theme is what the first paint uses; the theme script corrects "auto".
func (s Shell) theme() string {
	if s.Theme == "dark" {
		return "dark"
	}
	return "light"
}

func (s Shell) choice() string {
	switch s.Theme {
	case "dark", "light":
		return s.Theme
	}
	return "auto"
}

func (s Shell) density() string {
	if s.Density == "compact" {
		return "compact"
	}
	return "comfortable"
}

func (s Shell) initial() string {
	for _, r := range s.Person.Name {
		return string(r)
	}
	return ""
}

func (s Shell) shortcuts(ctx context.Context) []ui.Shortcut {
	var list []ui.Shortcut
	for _, m := range s.Menu {
		if len(m.Key) == 1 {
			list = append(list, ui.Shortcut{Key: m.Key, Label: locale.T(ctx, m.Label)})
		}
	}
	return list
}

// goKey marks a menu link with the letter that leads there.
func goKey(m MenuItem) templ.Attributes {
	if len(m.Key) != 1 {
		return nil
	}
	return templ.Attributes{"data-go": m.Key}
}

func badge(n int) string {
	if n > 99 {
		return "99+"
	}
	return strconv.Itoa(n)
}

func personID(s Shell) string { return strconv.FormatInt(s.Person.PersonID, 10) }

func pressed(on bool) string { return strconv.FormatBool(on) }
