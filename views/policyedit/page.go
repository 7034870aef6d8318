package policyedit

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/policy"
	"bihuan/views/ui"
)

// formID is the form that holds the text; buttons outside it name it.
const formID = "policy-editor"

// native marks buttons that send the form as a browser does, without the script.
var native = templ.Attributes{"data-native": true}

// Path is the editor of a policy.
func Path(number string) string { return policy.Path(number) + "/edit" }

func (e Editor) step(name string) string { return Path(e.Number) + "/" + name }

func (e Editor) heading(ctx context.Context) string {
	if e.Title == "" {
		return locale.T(ctx, "policy_edit.untitled")
	}
	return e.Title
}

func (e Editor) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: e.heading(ctx), Number: e.Number, Marks: []ui.Mark{{Text: locale.T(ctx, "policy_edit.draft", "version", e.Edition), Tone: ui.ToneAccent, Icon: "pencil"}},
		Back: &ui.Link{Label: locale.T(ctx, "policy_edit.back"), Href: policy.RecordPath(e.Number)}}
	if e.Compare != "" {
		h.Actions = append(h.Actions, ui.Action{Label: locale.T(ctx, "policy_edit.compare"), Icon: "switch-horizontal", Href: e.Compare, Attrs: templ.Attributes{"data-after-save": true}})
	}
	h.Actions = append(h.Actions, e.send(ctx))
	return h
}

// send leads to the step with which the draft goes on: to its reviewers, or where none are asked to its approvers.
func (e Editor) send(ctx context.Context) ui.Action {
	step := "send"
	if e.Unreviewed {
		step = "propose"
	}
	return ui.Action{Label: locale.T(ctx, "policy.step."+step), Icon: "send", Href: policy.RecordPath(e.Number) + "?step=" + step + "#next", Attrs: templ.Attributes{"data-after-save": true}}
}

func (e Editor) form() ui.FormSpec {
	return ui.FormSpec{Action: e.step("save"), ID: formID, Files: true, Draft: "policy-" + e.Number + "-" + strconv.Itoa(e.No), Class: "edit-form",
		Attrs: templ.Attributes{"data-editor-form": true, "autocomplete": "off"}}
}

// places are the parts of the text as they were sent, by their place among them and their label: the text may have
// changed when the form comes back.
func (e Editor) places() []ui.Option {
	var out []ui.Option
	at := 0
	for _, p := range e.Outline.Parts {
		if p.Gone {
			continue
		}
		if p.Key != 0 {
			out = append(out, ui.Option{Value: strconv.Itoa(at) + ":" + p.Label, Label: p.name()})
		}
		at++
	}
	return out
}

func (e Editor) formers(ctx context.Context) []ui.Option {
	return append([]ui.Option{{Value: "0", Label: locale.T(ctx, "policy_edit.follows.none")}}, e.Former...)
}

func (p Part) name() string { return strings.TrimSpace(p.Label + " " + p.words()) }

// words is what the outline shows beside the label.
func (p Part) words() string {
	if p.Title != "" {
		return p.Title
	}
	return p.Words
}

// quiet tells whether the part has no line of its own in the outline.
func (p Part) quiet() bool { return p.Kind == "meta" }

func (p Part) id() string { return "p" + strconv.Itoa(p.Key) }

func (p Part) attrs() templ.Attributes {
	a := templ.Attributes{}
	if p.Print != "" {
		a["data-part"] = p.Print
	}
	if p.Key != 0 && !p.Gone {
		a["data-key"], a["data-label"] = strconv.Itoa(p.Key), p.name()
	}
	if p.quiet() {
		a["hidden"] = true
	}
	if p.Depth > 1 {
		a["data-depth"] = strconv.Itoa(min(p.Depth, 4))
	}
	return a
}

func (p Part) tip(ctx context.Context) string {
	return locale.T(ctx, "policy_edit.mark."+p.Change+".tip")
}

// level is the level of the part's heading, 0 where its label runs into the text.
func (p Part) level() int {
	switch p.Kind {
	case "book", "chapter", "annex":
		return 2
	case "section", "heading":
		return 3
	}
	return 0
}

func (l Locked) nothing(ctx context.Context) ui.Nothing {
	n := ui.Nothing{Icon: "lock", Title: locale.T(ctx, "policy_edit.locked"), Text: l.Why}
	if l.Begin {
		n.Actions = append(n.Actions, ui.Action{Label: locale.T(ctx, "policy_edit.begin"), Icon: "pencil", Tone: ui.TonePrimary, Href: policy.RecordPath(l.Number) + "?step=draft"})
	}
	n.Actions = append(n.Actions, ui.Action{Label: locale.T(ctx, "policy_edit.back"), Href: policy.RecordPath(l.Number)})
	return n
}

func (c Conflict) title(ctx context.Context) string {
	if c.Who == "" {
		return locale.T(ctx, "policy_edit.conflict")
	}
	return locale.T(ctx, "policy_edit.conflict.by", "name", c.Who)
}

func (c Conflict) lead(ctx context.Context) string {
	return locale.T(ctx, "policy_edit.conflict.lead", "n", len(c.Rows), "same", c.Same)
}

func (r Clash) options() []string {
	if r.Both {
		return []string{"mine", "theirs", "both"}
	}
	return []string{"mine", "theirs"}
}

func (r Report) title(ctx context.Context) string {
	if r.Moved == 0 {
		return locale.T(ctx, "policy_edit.report.same")
	}
	return locale.T(ctx, "policy_edit.report.title", "n", r.Moved)
}

// tool is a button of the toolbar.
type tool struct {
	do, icon, keys string
	bare           bool // shows its icon alone
}

var toolGroups = [][]tool{
	{{do: "chapter", keys: "Control+Alt+1"}, {do: "section", keys: "Control+Alt+2"}, {do: "clause", icon: "plus", keys: "Control+Enter"}, {do: "item", keys: "Control+Alt+4"}},
	{{do: "bold", keys: "Control+B"}, {do: "list", icon: "list"}, {do: "table", icon: "layout-grid"}, {do: "picture", icon: "photo"}, {do: "link", icon: "link", keys: "Control+K"}},
	{{do: "renumber", icon: "refresh"}},
	{{do: "undo", icon: "arrow-back-up", keys: "Control+Z", bare: true}, {do: "redo", icon: "rotate", keys: "Control+Y", bare: true}},
}

func (t tool) tip(ctx context.Context) string {
	tip := locale.T(ctx, "policy_edit.tool."+t.do+".tip")
	if t.keys != "" {
		tip += " (" + strings.ReplaceAll(t.keys, "Control", "Ctrl") + ")"
	}
	return tip
}

// scriptKeys are the words that the script says; it fills {…} in by itself.
var scriptKeys = []string{"saving", "dirty", "unchanged", "unsaved", "offline", "signed_out", "failed", "renumber_hint", "renumber_busy", "renumber_again",
	"renumber_gone", "paste_large", "paste_busy", "paste_lost", "paste_plain", "picture_svg", "picture_kind", "picture_large", "picture_busy", "preview_failed"}

// open are the arguments of the script's words, each standing for itself.
var open = []any{"why", "{why}", "label", "{label}", "size", "{size}", "max", "{max}", "name", "{name}"}

func scriptWords(ctx context.Context) string {
	words := map[string]string{}
	for _, k := range scriptKeys {
		words[k] = locale.T(ctx, "policy_edit.script."+k, open...)
	}
	raw, _ := json.Marshal(words) // strings cannot fail
	return string(raw)
}
