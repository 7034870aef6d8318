package policy

import (
	"github.com/a-h/templ"

	"bihuan/views/record"
	"bihuan/views/ui"
)

// Reading is one version of a policy as it is read.
type Reading struct {
	Number, Title string
	Version       string // "2.1"
	Mark          ui.Mark
	Line          []string // in force since, owner, department …, in one line below the title
	Banner        *Banner
	Facts         []ui.Fact
	Actions       []ui.Action
	Menu          []ui.Action
	Editions      []EditionLink
	On            string // the day asked about
	Here          string // the address without conditions
	Words         string // to be marked in the text
	Found         int    // how many parts hold them
	Outline       []Entry
	Signed        *Signed
	Parts         []Part
	Whole         Margin // what is tied to the document as a whole
	Before, After *ui.Link
	Sign          templ.Component // the bar at the foot; nil: nothing is to be signed
	Commenting    bool            // the reader may comment at clauses
	Comment       *CommentForm    // the one that stands open
}

// Banner says loudly that this is not the text in force.
type Banner struct {
	Tone string // "danger", "warning" or "info"
	Text string
	Link *ui.Link
}

// EditionLink leads to one version.
type EditionLink struct {
	Label, Note, Href string
	Current           bool
}

// Entry is one line of the outline.
type Entry struct {
	Key          int
	Label, Title string
	Depth        int
	Span         string // the clauses in it, "1–12"
}

// Signed is what changed since the reader signed.
type Signed struct {
	Text string
	Link *ui.Link
}

// Part is a piece of the text with what stands beside it.
type Part struct {
	Key          int
	Kind         string
	Depth        int
	Label, Title string
	Text         templ.Component // nil: a heading without text of its own
	Prev, Next   *ui.Link        // of chapters: their neighbours
	Changed      *ui.Link        // changed since the reader signed
	Margin       Margin
	Searched     bool // holds the words looked for
}

// Margin is what is tied to a part of the text.
type Margin struct {
	Pointers   []Pointers
	Exceptions []ui.Link
	Comments   []Comment
}

// Empty tells whether nothing stands in the margin.
func (m Margin) Empty() bool { return len(m.Pointers)+len(m.Exceptions)+len(m.Comments) == 0 }

// Pointers are the records of one kind that point here.
type Pointers struct {
	Kind, Icon string
	Count      string
	Links      []Pointer
	Hidden     int // those that the reader may not see
}

// Pointer is one record.
type Pointer struct {
	Number, Title, Href string
	State               *ui.Mark
}

// Comment is a remark at a part.
type Comment struct {
	ID         string
	Who        string
	At         string
	Label      string
	Text       string
	Resolution string
	Resolved   string     // by whom and when; empty: open
	Resolve    *ui.Action // leads to the answer
}

// CommentForm is the form of a remark.
type CommentForm struct {
	Key     int
	Action  string
	Back    string
	Cancel  string
	Version int64
}

// Clause is one clause through the versions, with what points at it.
type Clause struct {
	Number, Title string
	Label         string
	Path          []string // the headings above it
	Gone          bool     // it stands in no version in force any more
	Read          ui.Link
	Cite          string // as it is quoted
	Address       string
	Text          templ.Component
	History       []ClauseEdition
	Margin        Margin
	Refers        []ui.Link // the clauses that its text names
	Actions       []ui.Action
}

// ClauseEdition is what a clause said in one version.
type ClauseEdition struct {
	Version, Days string
	Href          string
	Mark          *ui.Mark
	Label         string
	Words         []Span          // the changed words within the text; empty where it is new or the same
	Text          templ.Component // of the first one
}

// Span is a stretch of words: "=" kept, "-" gone, "+" new.
type Span struct{ Op, Text string }

// Record is the life of a policy.
type Record struct {
	Number, Title string
	Marks         []ui.Mark
	Clocks        []record.ClockLine
	Steps         []ui.Step
	Actions       []ui.Action
	Menu          []ui.Action
	Next          record.Next
	Open          *OpenEdition
	Comments      []CommentGroup
	Editions      []EditionRow
	Exceptions    []ExceptionRow
	Reviews       []ReviewRow
	Facts         []ui.Fact
	Chain         templ.Component
	Timeline      record.Timeline
}

// OpenEdition is the version that is on its way.
type OpenEdition struct {
	Version string
	Mark    ui.Mark
	Summary string
	Facts   []ui.Fact
	People  []PersonRow
	Actions []ui.Action
}

// PersonRow is what one person has to do with the open version, and said of it.
type PersonRow struct {
	Name, Part, Note, At string
	Mark                 ui.Mark
}

// CommentGroup are the remarks at one clause.
type CommentGroup struct {
	Label, Href string
	Comments    []Comment
}

// EditionRow is one version in the table.
type EditionRow struct {
	Version, Title, Weight, Summary, Author, Approved, Days, Hash string
	Mark                                                          ui.Mark
	Read                                                          string
	Actions                                                       []ui.Action
}

// ExceptionRow is one exception in the table.
type ExceptionRow struct {
	ID, Label, Href, Whom, Reason, Measures, Days, By, Note string
	Mark                                                    ui.Mark
	Actions                                                 []ui.Action
}

// ReviewRow is one periodic look.
type ReviewRow struct{ Day, Who, Result, Note, Next string }
