package ui

import "github.com/a-h/templ"

// Tones of chips and buttons. Red is for late and dangerous only.
const (
	ToneNeutral = "neutral"
	ToneMuted   = "muted"
	ToneAccent  = "accent" // in progress
	ToneGood    = "good"
	ToneWarn    = "warn"
	ToneLate    = "late"

	TonePrimary = "primary" // buttons: the one next step
	ToneQuiet   = "quiet"   // buttons: no border
	ToneDanger  = "danger"
)

// Pair is a hidden form value or a query parameter.
type Pair struct{ Name, Value string }

// Link is a text that leads somewhere.
type Link struct{ Label, Href string }

// Mark is a chip.
type Mark struct {
	Text  string
	Tone  string // ToneNeutral when empty
	Icon  string
	Title string // the tip
}

// Piece is a part of a text, marked where it is what was looked for.
type Piece struct {
	Text   string
	Marked bool
}

// States of a clock.
const (
	ClockNone   = "none"
	ClockOK     = "ok"
	ClockSoon   = "soon"
	ClockLate   = "late"
	ClockPaused = "paused"
	ClockDone   = "done"   // met
	ClockMissed = "missed" // done, but too late
)

// Clock is a deadline as a chip. Title holds the full date and how it was
// reckoned.
type Clock struct {
	State string
	Text  string
	Label string // which clock, "答复"
	Title string
}

// Action is something that can be done: a link, or a POST with Fields.
type Action struct {
	Label   string
	Href    string
	Icon    string
	Tone    string
	Post    bool
	Fields  []Pair
	Confirm string // asked before posting
	Key     string // keyboard, "c"
	Why     string // set when it cannot be done now
	Small   bool
	Attrs   templ.Attributes
}

// Submit is a submit button.
type Submit struct {
	Label, Icon, Tone string
	Name, Value       string
	Form, FormAction  string
	Confirm           string
	NoValidate, Small bool
	Attrs             templ.Attributes
}

// ActionMenu is a menu of actions; without a label it says "more".
type ActionMenu struct {
	Label, Icon, Tone string
	Small             bool
	Actions           []Action
}

// Nothing is an empty list in words.
type Nothing struct {
	Icon, Title, Text string
	Actions           []Action
}

func tone(t string) string {
	if t == "" {
		return ToneNeutral
	}
	return t
}

func orIcon(name, instead string) string {
	if name == "" {
		return instead
	}
	return name
}

func buttonClass(tone string, small bool) string {
	class := "btn"
	switch tone {
	case TonePrimary:
		class += " btn-primary"
	case ToneDanger:
		class += " btn-danger-quiet"
	case ToneQuiet:
		class += " btn-quiet"
	default:
		class += " btn-plain"
	}
	if small {
		class += " btn-sm"
	}
	return class
}

func clockIcon(state string) string {
	switch state {
	case ClockLate, ClockMissed:
		return "clock-exclamation"
	case ClockPaused:
		return "clock-pause"
	case ClockDone:
		return "clock-check"
	}
	return "clock"
}

func flashKind(kind string) string {
	switch kind {
	case "success", "warning", "danger":
		return kind
	}
	return "info"
}

func flashRole(kind string) string {
	if kind == "danger" || kind == "warning" {
		return "alert"
	}
	return "status"
}

func flashIcon(kind string) string {
	switch kind {
	case "success":
		return "circle-check"
	case "warning", "danger":
		return "alert-triangle"
	}
	return "info-circle"
}

// confirm asks before the button acts.
func confirm(question string) templ.Attributes {
	if question == "" {
		return nil
	}
	return templ.Attributes{"data-confirm": question}
}

// keyed gives a link its key.
func keyed(key string) templ.Attributes {
	if key == "" {
		return nil
	}
	return templ.Attributes{"data-key": key, "aria-keyshortcuts": key}
}
