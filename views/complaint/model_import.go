package complaint

import "bihuan/views/ui"

// Import is the page where a file of complaints is brought in.
type Import struct {
	Errors map[string]string
	Max    string
	Past   []ImportRow
}

// ImportRow is one earlier import.
type ImportRow struct {
	Name, When, State, Href string
	Tone                    string
}

// Mapping is the page that says which column means what, with the outcome of
// the dry run below.
type Mapping struct {
	File    string
	Action  string
	Fields  []MapField
	Sample  [][]string // header first
	Options []ui.Option
	Trial   *Trial
	Errors  map[string]string
	Hidden  []ui.Pair
}

// MapField is one of our fields and the column that fills it.
type MapField struct {
	ui.Field
}

// Trial is the outcome of a dry run.
type Trial struct {
	Rows, Good, Known, Bad string
	CanRun                 bool
	Mistakes               []Mistake
	More                   string // words when not all are shown
	Download               string
}

// Mistake is a line of the file that cannot be taken.
type Mistake struct {
	Line, Field, Text, Value string
}

// Running is an import under way, or over.
type Running struct {
	File     string
	Work     ui.Work
	Counts   []ui.Stat
	Mistakes []Mistake
	More     string
	Download string
}
