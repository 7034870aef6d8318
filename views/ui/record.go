package ui

import (
	"strconv"
	"time"

	"github.com/a-h/templ"
)

// Panel is a card.
type Panel struct {
	Title   string
	Icon    string
	ID      string
	Count   string
	Flush   bool // content reaches the edges: tables, lists
	Strong  bool // the next step: drawn with the accent
	Actions []Action
}

// Fact is one line of a list of facts. Part takes the place of Value.
type Fact struct {
	Label string
	Value string
	Href  string
	Part  templ.Component
	Tip   string
}

// States of a step.
const (
	StepDone    = "done"
	StepCurrent = "current"
	StepTodo    = "todo"
	StepSkipped = "skipped"
)

// Step is one step of a record's way; Note says who and when.
type Step struct{ Label, State, Note string }

// Change is a value before and after, in words.
type Change struct{ Label, Before, After string }

// Entry is one line of a timeline.
type Entry struct {
	ID      string
	Icon    string
	Tone    string
	Who     string
	Role    string
	At      time.Time
	Title   string // what was done: "受理了投诉"
	Reason  string
	Changes []Change
	Body    string // a note, in its own frame
	Private bool
	Files   []Attachment
	Part    templ.Component
}

// Attachment is a file to fetch.
type Attachment struct {
	Name, Href, Size, Icon string
	Remove                 *Action
}

// Secret is a personal value shown masked; Reveal posts and answers with the
// page in which it is whole.
type Secret struct {
	ID     string
	Masked string
	Whole  string // shown instead when it has been revealed
	Reveal string // where to post; empty when the reader may not
	Label  string // "电话"
	Fields []Pair
}

// Work is a job with its progress; while it is not over the page asks for
// itself every second and takes the part of the same ID.
type Work struct {
	ID          string
	Title       string
	Text        string
	Done, Total int
	Poll        string
	Over        bool
	Failed      bool
}

// Stat is one figure that opens the list behind it.
type Stat struct {
	Label, Value, Href, Note, Tone, Icon string
}

func stepIcon(state string) string {
	switch state {
	case StepDone:
		return "check"
	case StepSkipped:
		return "minus"
	}
	return ""
}

// current is the number of the step that is under way, or of the last done.
func current(steps []Step) int {
	at := 0
	for i, s := range steps {
		if s.State == StepCurrent {
			return i
		}
		if s.State == StepDone {
			at = i
		}
	}
	return at
}

func stepNumber(i int) string { return strconv.Itoa(i + 1) }

func percent(done, total int) string {
	if total <= 0 {
		return "0"
	}
	return strconv.Itoa(min(100, done*100/total))
}

func (w Work) attrs() templ.Attributes {
	if w.Over || w.Poll == "" {
		return nil
	}
	return templ.Attributes{
		"hx-get": w.Poll, "hx-trigger": "every 1s", "hx-target": "this",
		"hx-select": "#" + w.ID, "hx-swap": "outerHTML", "hx-push-url": "false",
	}
}

func (s Secret) attrs() templ.Attributes {
	return templ.Attributes{
		"hx-post": s.Reveal, "hx-target": "#" + s.ID, "hx-select": "#" + s.ID,
		"hx-swap": "outerHTML", "hx-push-url": "false",
	}
}

// Comparison is one field as the reader sent it and as it is now.
type Comparison struct{ Label, Yours, Theirs string }

// Shortcut is a place that g and a letter lead to.
type Shortcut struct{ Key, Label string }
