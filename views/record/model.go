package record

import "bihuan/views/ui"

// ClockLine is one clock with the sentence that explains it.
type ClockLine struct {
	Clock ui.Clock
	Why   string
}

// Next is the box of the next step.
type Next struct {
	Form  *Form  // nil: nothing can be done here
	Quiet string // what to say then
	Menu  []ui.Action
}

// Form is the form of one step.
type Form struct {
	Kind    string // of the record, "complaint"
	Path    string // the record's address
	Step    string
	Version int64
	Title   string // where it is not <kind>.step.<step>
	Lead    string
	Fields  []Control
	Files   bool
	Danger  bool
	Errors  map[string]string
	Problem string          // why the step was not taken
	Changed []ui.Comparison // what was typed beside what is there now
	Cancel  string          // back to the obvious step
	Second  *ui.Action      // the other way out
}

// Timeline is what happened, newest first.
type Timeline struct {
	Entries   []ui.Entry
	NotesOnly bool
	All       string // address with everything
	Notes     string // address with the notes alone
	Older     string
	Newest    string
}

// Page is the timeline's address before an event, or from the newest on.
func (t Timeline) Page(before string) string {
	at := t.All
	if t.NotesOnly {
		at = t.Notes
	}
	switch {
	case before == "":
		return at
	case t.NotesOnly:
		return at + "&before=" + before
	}
	return at + "?before=" + before
}
