package list

import (
	"context"
	"slices"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Column is one column of a list.
type Column struct {
	Key   string
	Label string // message key; field.<kind>.<key> where empty
	Class string // of its cells, "cell-main"
	Usual bool   // shown to who chose none
	Fixed bool   // cannot be hidden
}

// Sort is how a column's head sorts.
type Sort struct{ Href, Now string }

// Kinds of conditions.
const (
	Text   = "text"
	Select = "select"
	Date   = "date"
	Check  = "check"
	Hidden = "hidden" // without a control: it stands in the address and has a chip
)

// Field is one condition of a list. Name is its parameter in the address; Chip names its chip where Label does not.
type Field struct {
	Kind string
	Chip string
	ui.Field
}

// Choice is a condition that takes one of several values.
func Choice(name, label string, options []ui.Option) Field {
	return Field{Kind: Select, Field: ui.Field{Name: name, Label: label, Options: options}}
}

// Day is a condition that takes a day.
func Day(name, label string) Field {
	return Field{Kind: Date, Field: ui.Field{Name: name, Label: label}}
}

// Filter is the bar above a list.
type Filter struct {
	ui.Filter
	Fields []Field
	More   []Field // behind "more"
}

// SaveView is the form that keeps the conditions under a name.
type SaveView struct {
	Action string
	Query  string // the conditions as a query
	Open   bool
	Name   string
	Errors map[string]string
	Delete *ui.Action // forgets the view that is shown
}

// Page is the page of a list but for its rows.
type Page struct {
	Kind    string // of the records, for the names of columns
	Path    string
	Head    ui.Head
	Views   templ.Component // leads to other views of the same records, in the head; nil: there are none
	Side    templ.Component // a filter at the side of the rows; nil: none
	Tabs    []ui.Tab
	Filter  Filter
	Save    SaveView
	Columns []Column
	Shown   []string
	Sorts   map[string]Sort
	Choice  []ui.Pair // what the chooser of columns keeps
	Note    string    // a warning above the table
	Rows    int
	Bulk    templ.Component // acts on the selected rows; nil: none can be selected
	Pages   ui.Pages
	Empty   ui.Nothing // where there is nothing at all
	NoMatch string     // title where the conditions leave nothing
}

func (p Page) label(ctx context.Context, c Column) string {
	if c.Label != "" {
		return locale.T(ctx, c.Label)
	}
	return locale.T(ctx, "field."+p.Kind+"."+c.Key)
}

// shown are the columns to be shown, in their order.
func (p Page) shown() []Column {
	return slices.DeleteFunc(slices.Clone(p.Columns), func(c Column) bool { return !slices.Contains(p.Shown, c.Key) })
}

func (p Page) table(ctx context.Context) ui.TableSpec {
	t := ui.TableSpec{Label: p.Head.Title, Selectable: p.Bulk != nil}
	for _, c := range p.shown() {
		s := p.Sorts[c.Key]
		t.Columns = append(t.Columns, ui.Column{Key: c.Key, Label: p.label(ctx, c), Class: c.Class, Sort: s.Href, Sorted: s.Now})
	}
	return t
}

func (p Page) chooser(ctx context.Context) ui.ColumnChoice {
	choice := ui.ColumnChoice{Action: p.Path, Hidden: p.Choice}
	for _, c := range p.Columns {
		choice.Columns = append(choice.Columns, ui.Choosable{Key: c.Key, Label: p.label(ctx, c), Shown: slices.Contains(p.Shown, c.Key), Fixed: c.Fixed})
	}
	return choice
}

func (p Page) nothing(ctx context.Context) ui.Nothing {
	if len(p.Filter.Chips) == 0 {
		return p.Empty
	}
	return ui.Nothing{Icon: "filter", Title: p.NoMatch, Text: locale.T(ctx, "list.no_match.text"),
		Actions: []ui.Action{{Label: locale.T(ctx, "ui.filter.clear"), Href: p.Filter.Clear}}}
}

func (f Filter) moreUsed() bool {
	return slices.ContainsFunc(f.More, func(c Field) bool { return c.Kind != Hidden && c.Value != "" })
}

// behind tells whether there is anything to show behind "more".
func (f Filter) behind() bool {
	return slices.ContainsFunc(f.More, func(c Field) bool { return c.Kind != Hidden })
}
