package signing

import (
	"encoding/json"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/views/ui"
)

// BarModel is what stands at the foot of a policy's text.
type BarModel struct {
	Policy  string // number
	Edition int
	Version string // 2.1
	Said    string // instead of signing: it is signed, or cannot be
	Good    bool   // it is signed
	Early   bool   // it is not in force yet: what is shown counts already
	Due     *ui.Clock
	Parts   []Part // that are to be shown, in order
	Unread  []Part // of these
	Test    string // what is asked of the test; empty where none is, or it is passed
	Passed  string // that it is passed
	Name    string // of the reader, as he signs
}

// Part is a part of the text that is shown as a whole.
type Part struct {
	Key   int
	Label string
}

// ID is where the part stands in the text.
func (p Part) ID() string { return "c" + strconv.Itoa(p.Key) }

func (b BarModel) shown() int { return len(b.Parts) - len(b.Unread) }

// ready tells whether the reader can sign now.
func (b BarModel) ready() bool { return len(b.Unread) == 0 && b.Test == "" && !b.Early }

func (b BarModel) edition() string { return strconv.Itoa(b.Edition) }

// attrs let the script tell which parts the reader was shown.
func (b BarModel) attrs() templ.Attributes {
	if b.Said != "" && !b.Early || len(b.Unread) == 0 {
		return nil
	}
	return templ.Attributes{"data-sign": keys(b.Parts), "data-unread": keys(b.Unread)}
}

func keys(parts []Part) string {
	list := make([]int, len(parts))
	for i, p := range parts {
		list[i] = p.Key
	}
	text, _ := json.Marshal(list) // numbers cannot fail
	return string(text)
}

func (b BarModel) progress() ui.FormSpec {
	to := At(b.Policy, "progress")
	return ui.FormSpec{Action: to, ID: "sign-progress", Class: "sign-progress", Attrs: templ.Attributes{"hx-post": to, "hx-target": "#sign", "hx-select": "#sign", "hx-swap": "outerHTML", "hx-push-url": "false"}}
}

// Refused is why a signature or a test was refused, with the way on.
type Refused struct {
	Title string
	Why   string
	On    []ui.Action
}
