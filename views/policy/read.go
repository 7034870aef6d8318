package policy

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (r Reading) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: r.Title, Number: r.Number, Marks: []ui.Mark{r.Mark}, Back: &ui.Link{Label: locale.T(ctx, "policy.title"), Href: Home}, Actions: r.Actions}
	if len(r.Menu) > 0 {
		h.Menu = &ui.ActionMenu{Actions: r.Menu}
	}
	return h
}

func (b Banner) icon() string {
	switch b.Tone {
	case "info":
		return "info-circle"
	case "draft":
		return "pencil"
	}
	return "alert-triangle"
}

func (e EditionLink) icon() string {
	if e.Current {
		return "check"
	}
	return "file-text"
}

// deepest is the level of the outline below which nothing is set in farther.
const deepest = 4

func (e Entry) level() string { return strconv.Itoa(min(max(e.Depth, 1), deepest)) }

// level is the level of the part's heading on the page, 0 where its label runs into the text.
func (p Part) level() int {
	switch p.Kind {
	case "book", "chapter", "annex":
		return 2
	case "section":
		return 3
	case "heading":
		return min(max(p.Depth, 1)+1, 4)
	}
	return 0
}

func (p Part) attrs() templ.Attributes {
	a := templ.Attributes{}
	if p.Key != 0 {
		a["id"] = PartID(p.Key)
	}
	if p.level() == 2 {
		a["data-chapter"] = true
	}
	return a
}

// sayHref opens the form of a remark at a part; the script fetches it alone.
func (r Reading) sayHref(key int) string {
	return r.Here + "?comment=" + strconv.Itoa(key) + "#" + PartID(key)
}

func (r Reading) sayAttrs(key int) templ.Attributes {
	target := "#say-" + PartID(key)
	return templ.Attributes{"hx-get": r.Here + "?comment=" + strconv.Itoa(key), "hx-select": target, "hx-target": target, "hx-swap": "outerHTML", "hx-push-url": "false"}
}

func (f CommentForm) spec() ui.FormSpec {
	return ui.FormSpec{Action: f.Action, ID: "say", Draft: f.Action + "-" + strconv.Itoa(f.Key), Class: "remark-form"}
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// say is the way to a remark at a part, where the reader may make one.
func (r Reading) say(p Part) templ.Component {
	if !r.Commenting || p.Key == 0 {
		return nil
	}
	return sayLink(r, p)
}
