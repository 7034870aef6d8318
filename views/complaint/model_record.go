package complaint

import (
	"bihuan/views/loop"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// Record is the page of one complaint.
type Record struct {
	Number  string
	Subject string
	State   string
	Paused  bool
	Urgent  bool
	Clocks  []record.ClockLine
	Steps   []ui.Step
	Next    record.Next

	Text        string
	Wish        string
	Facts       []ui.Fact
	Result      []ui.Fact // the long texts of the handling
	Complainant Complainant
	Files       []ui.Attachment
	Timeline    record.Timeline
	Related     bool // others are to be looked for
	Recovery    []RecoveryLine
	Chain       *loop.Chain // nil: the reader does not see it
}

// Complainant is who complained, masked unless it has been revealed.
type Complainant struct {
	Facts    []ui.Fact
	Revealed bool
	Hidden   string  // why nothing is shown at all
	Reveal   *Reveal // nil when the reader may not
	Why      string  // why it cannot be revealed
}

// Reveal asks why the complainant is to be seen in full.
type Reveal struct {
	Path    string // of the complaint
	Version int64
	Errors  map[string]string
	Problem string // why it was refused
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

// RecoveryLine is one stage from the verdict to the result.
type RecoveryLine struct {
	Label, Value, Note, Icon, Tone string
}
