package complaint

import "bihuan/views/ui"

// Import is the page where a table of complaints is brought in.
type Import struct {
	Errors map[string]string
	Max    string
	Past   []ImportRow
}

// ImportRow is one earlier import; Kind says so where it was a dry run.
type ImportRow struct {
	Name, When, State, Kind, Href string
}

// Mapping is the page that says which column means what.
type Mapping struct {
	File     string
	Action   string
	Hidden   []ui.Pair
	Fields   []ui.Field
	Defaults []ui.Field // what a row takes that its table does not tell
	Sample   [][]string // the head first
	Errors   map[string]string
}

// Running is an import or a dry run, under way or over.
type Running struct {
	File     string
	Trial    bool
	CanRun   bool
	Run      string // where to post to import what the dry run showed
	Columns  string // the matching of columns, to be changed
	Work     ui.Work
	Counts   []ui.Stat
	Mistakes []Mistake
	More     string // words when not all are shown
	Download string
	Preview  []PreviewRow
}

// Mistake is a line of the table that cannot be taken.
type Mistake struct {
	Line, Field, Text string
}

// PreviewRow is a line as it was understood.
type PreviewRow struct {
	Line, Subject, Received, Channel, Department, Name string
}
