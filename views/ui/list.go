package ui

import "github.com/a-h/templ"

// Head is the head of a page.
type Head struct {
	Title   string
	Number  string // "TS-2026-000123", before the title of a record
	Count   string // quiet words beside the title of a list
	Lead    string // one sentence below
	Back    *Link
	Marks   []Mark // state chips of a record
	Clocks  []Clock
	Actions []Action    // the primary one first
	Menu    *ActionMenu // what is done seldom
}

// Tab is one saved view or one side of a record.
type Tab struct {
	Label, Href, Count string
	Active             bool
}

// TabSet is a row of tabs. Live ones stand inside List and swap it.
type TabSet struct {
	Label string
	Live  bool
	Tabs  []Tab
}

// Filter is a GET form in one line with the conditions in use below it.
type Filter struct {
	Action string
	Hidden []Pair // what the form must keep: the view, the sort, the columns
	Chips  []FilterChip
	Clear  string // address without any condition
}

// FilterChip is a condition in use.
type FilterChip struct{ Label, Value, Remove string }

// Column is one column's head. It can be sorted only when Sort leads somewhere,
// which is when an index stands behind it.
type Column struct {
	Key    string
	Label  string
	Class  string // "cell-num", "cell-wide" …: the class of its cells
	Sort   string
	Sorted string // "asc", "desc" or empty
	Hidden bool   // the words are for screen readers only
}

// TableSpec is a table's head.
type TableSpec struct {
	Label      string
	Columns    []Column
	Selectable bool
}

// manyColumns is how many a table shows at the most without scrolling sideways.
const manyColumns = 9

// RowSpec is one row: the whole of it leads to Href, Name says to a reader
// what is selected.
type RowSpec struct {
	Href       string
	Name       string
	Value      string // of the checkbox; empty means it cannot be selected
	Selectable bool   // the table has a column of checkboxes
	Late       bool
	Unread     bool
	ID         string
}

// Choosable is one column in the chooser.
type Choosable struct {
	Key, Label   string
	Shown, Fixed bool
}

// ColumnChoice is the chooser of columns, a GET form sending "col" for each.
type ColumnChoice struct {
	Action  string
	Hidden  []Pair
	Columns []Choosable
}

// BulkSpec is the form that acts on the selected rows; rows send "id".
type BulkSpec struct{ Action string }

// Pages leads to the neighbours of a page of a list.
type Pages struct {
	Prev, Next string
	Text       string // "1–50"
}

func live(on bool, href string) templ.Attributes {
	if !on {
		return nil
	}
	return templ.Attributes{"hx-get": href}
}

func ariaSort(sorted string) templ.Attributes {
	switch sorted {
	case "asc":
		return templ.Attributes{"aria-sort": "ascending"}
	case "desc":
		return templ.Attributes{"aria-sort": "descending"}
	}
	return nil
}

func sortIcon(sorted string) string {
	switch sorted {
	case "asc":
		return "arrow-up"
	case "desc":
		return "arrow-down"
	}
	return "arrows-sort"
}
