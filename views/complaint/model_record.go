package complaint

import "bihuan/views/ui"

// Record is the page of one complaint.
type Record struct {
	Number  string
	Subject string
	State   string
	Paused  bool
	Urgent  bool
	Clocks  []ClockLine
	Steps   []ui.Step
	Next    Next

	Text        string
	Wish        string
	Facts       []ui.Fact
	Result      []ui.Fact // the long texts of the handling
	Complainant Complainant
	Files       []ui.Attachment
	Timeline    Timeline
	Related     bool // others are to be looked for
	Loop        []LoopLine
}

// ClockLine is one clock with the sentence that explains it.
type ClockLine struct {
	Clock ui.Clock
	Why   string
}

// Complainant is who complained, masked unless it has been revealed.
type Complainant struct {
	Facts    []ui.Fact
	Revealed bool
	Hidden   string    // why nothing is shown at all
	Reveal   *StepForm // nil when the reader may not
	Why      string    // why it cannot be revealed
}

// Next is the box of the next step.
type Next struct {
	Form  *StepForm // nil: nothing can be done here
	Quiet string    // what to say then
	Menu  []ui.Action
}

// StepForm is the form of one step.
type StepForm struct {
	Step    string
	Number  string
	Version int64
	Title   string // when it stands on a page of its own
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

// Kinds of controls.
const (
	Line     = "line"
	Area     = "area"
	Choose   = "choose"
	Radio    = "radio"
	Several  = "several"
	Tick     = "tick"
	Day      = "day"
	Minute   = "minute"
	Yuan     = "yuan"
	Upload   = "upload"
	Scale    = "scale"
	Heading  = "heading"
	Telling  = "telling" // words to read, not to fill
	Together = "together"
)

// Control is one field of a form, or several side by side.
type Control struct {
	Kind string
	ui.Field
	Row []Control // of Together
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

// Related is what stands beside a complaint.
type Related struct {
	Number string
	Groups []RelatedGroup
}

// RelatedGroup is the customer's earlier complaints, or similar ones.
type RelatedGroup struct {
	Title string
	Rows  []RelatedRow
}

// RelatedRow is one of them.
type RelatedRow struct {
	Number, Subject, State string
	Note                   string
	Received               string
}

// LoopLine is one link of the chain from complaint to result.
type LoopLine struct {
	Label, Value, Note, Icon, Tone string
}
