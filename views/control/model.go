package control

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/loop"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// The addresses of the register and of what is read across all controls.
const (
	Home    = "/controls"
	New     = Home + "/new"
	Starter = Home + "/starter"
	Checks  = Home + "/checks"
	Summary = Home + "/summary"
	people  = Home + "/people"
)

// Path is the page of a control.
func Path(number string) string { return Home + "/" + number }

// ChecksOf is the list of all checks of a control.
func ChecksOf(number string) string {
	return Checks + "?" + url.Values{"control": {number}}.Encode()
}

// Record is the page of one control.
type Record struct {
	Number  string
	Title   string
	State   string
	Last    ui.Mark // how the last check ended
	Clock   []record.ClockLine
	Next    record.Next
	Text    string
	Facts   []ui.Fact
	Checks  []CheckRow
	All     string // leads to all checks where more are there
	Chain   loop.Chain
	Added   string // said right after it was entered
	History record.Timeline
}

// CheckRow is one check. Number and Title name its control where checks of several stand together.
type CheckRow struct {
	ID                   string
	Number, Title, Href  string
	HappenedOn, Received string
	DueOn                string
	Late                 bool
	Result               ui.Mark
	By, Recorder         string // Recorder where somebody else entered it
	Findings             string
	Files                []ui.Attachment
	Action               *ui.Link
	Correction           string // in place of which check and why
	Superseded           bool
	Correct              *ui.Action
}

// ResultMark is the chip of a result; none is that of what was not checked yet.
func ResultMark(ctx context.Context, result string) ui.Mark {
	if result == "" {
		return ui.Mark{Text: locale.T(ctx, "control.unchecked"), Tone: ui.ToneNeutral, Icon: "circle-dashed"}
	}
	m := ui.Mark{Text: locale.T(ctx, "control.result."+result), Tone: ui.ToneGood, Icon: "circle-check"}
	switch result {
	case "partly":
		m.Tone, m.Icon = ui.ToneWarn, "alert-triangle"
	case "failed":
		m.Tone, m.Icon = ui.ToneLate, "circle-x"
	}
	return m
}

// StateMark is the chip of a state.
func StateMark(ctx context.Context, state string) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "control.state."+state), Tone: ui.ToneAccent, Icon: "circle-dot"}
	if state == "retired" {
		m.Tone, m.Icon = ui.ToneMuted, "ban"
	}
	return m
}

func (r Record) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: r.Title, Number: r.Number, Back: &ui.Link{Label: locale.T(ctx, "control.title"), Href: Home}}
	if r.State == "retired" {
		h.Marks = append(h.Marks, StateMark(ctx, r.State))
	}
	h.Marks = append(h.Marks, r.Last)
	return h
}

func (r Record) checksPanel(ctx context.Context) ui.Panel {
	p := ui.Panel{Title: locale.T(ctx, "control.checks"), Icon: "clipboard-check", ID: "checks", Flush: len(r.Checks) > 0}
	if r.All != "" {
		p.Actions = []ui.Action{{Label: locale.T(ctx, "control.checks.all"), Href: r.All, Small: true}}
	}
	return p
}

// label is the name of a field of the record, as forms, lists and the timeline show it.
func label(ctx context.Context, field string) string { return locale.T(ctx, "field.control."+field) }

func checkColumns(ctx context.Context, of bool) []ui.Column {
	columns := []ui.Column{{Label: label(ctx, "happened_on"), Class: "cell-time"}, {Label: label(ctx, "result")}, {Label: label(ctx, "findings"), Class: "cell-main"},
		{Label: label(ctx, "person_id")}, {Label: label(ctx, "received_on"), Class: "cell-time cell-wide"}}
	if of {
		columns = append([]ui.Column{{Label: label(ctx, "title"), Class: "cell-main"}}, columns...)
	}
	return columns
}

// Open is the form of a new control.
type Open struct {
	What, Who, When []record.Control
	Errors          map[string]string
	People          []string // offered while nothing is typed yet
}

func (o Open) order() []string {
	var names []string
	for _, list := range [][]record.Control{o.What, o.Who, o.When} {
		names = append(names, record.Order(list)...)
	}
	return names
}

// CheckList is the page of the checks of all controls.
type CheckList struct {
	Head    ui.Head
	Views   templ.Component
	Filter  list.Filter
	Rows    []CheckRow
	Control bool // all are of one control
	Pages   ui.Pages
}

func (l CheckList) nothing(ctx context.Context) ui.Nothing {
	if len(l.Filter.Chips) == 0 {
		return ui.Nothing{Icon: "clipboard-check", Title: locale.T(ctx, "control.checks.none"), Text: locale.T(ctx, "control.checks.none.text")}
	}
	return ui.Nothing{Icon: "filter", Title: locale.T(ctx, "control.checks.no_match"), Text: locale.T(ctx, "list.no_match.text"),
		Actions: []ui.Action{{Label: locale.T(ctx, "ui.filter.clear"), Href: l.Filter.Clear}}}
}

// Kept is the page that tells how checks were kept in a period.
type Kept struct {
	Head     ui.Head
	Views    templ.Component
	From, To string
	Errors   map[string]string
	Figures  []ui.Stat
	Tables   []KeptTable
}

// KeptTable tells it by area, or by department.
type KeptTable struct {
	ID, Title, By string
	Rows          []KeptRow
}

// KeptRow is one line; each count leads to what it counts.
type KeptRow struct {
	Name                       string
	Due                        string
	InTime, Late, Missing, Bad ui.Link
	Share                      int // in a hundred
	Label                      string
}

func keptColumns(ctx context.Context, by string) []ui.Column {
	column := func(key string) ui.Column {
		return ui.Column{Label: locale.T(ctx, "control.kept."+key), Class: "cell-num"}
	}
	return []ui.Column{{Label: by, Class: "cell-main"}, {Label: locale.T(ctx, "control.kept.share")}, column("due"), column("in_time"), column("late"), column("missing"), column("bad")}
}
