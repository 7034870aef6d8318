package policyedit

import (
	"github.com/a-h/templ"

	"bihuan/views/ui"
)

// Editor is the page of one draft.
type Editor struct {
	Number, Edition     string // ZD-2026-000003, 2.1
	No                  int    // of the edition
	Version             int64
	Title, Body         string
	Weight, Summary     string
	Weights             []ui.Option // each with what it demands
	Saved               string      // when the draft was saved last, in words
	Unsaved             bool        // what the page holds is not what is stored
	Errors              map[string]string
	Notice              string // what the last step did
	Problem             string // why the last step was not taken
	Outline             Outline
	Former              []ui.Option // the clauses of the edition in force, by key
	Pictures            []Picture
	Comments            []Comment // on the document as a whole
	Skeleton            string    // offered while the text is empty
	Unreviewed          bool      // goes to its approvers at once
	Compare             string    // the comparison with what is in force; empty where nothing is
	Conflict            *Conflict
	Report              *Report
	MaxPaste, MaxUpload int64 // bytes
}

// Outline are the parts of the text. Shown tells that their preview is drawn too.
type Outline struct {
	Parts []Part
	Count string // "3,215 字，24 条"
	Shown bool
}

// Part is one piece of the text: a line of the outline and its preview.
type Part struct {
	Print        string // fingerprint of all that is shown; no two parts of a text share one
	Key          int    // 0 where others cannot point at it
	Kind         string
	Depth        int
	Label, Title string
	Words        string // its first words
	Change       string // against the edition in force; empty where nothing changed or nothing is in force
	Follows      string // the label that it had there, where it is another one now
	Comments     []Comment
	Text         templ.Component // its preview; nil where it has none
	Gone         bool            // stands only in the edition in force
}

// Comment was made on a clause in an earlier round.
type Comment struct {
	Who, Text, Answer string
	Href              string // where it is answered
	Open              bool
}

// Picture is one of the document's pictures, and how the text shows it.
type Picture struct{ Name, Size, Href, Markdown string }

// Locked is the page of a policy that cannot be written on now.
type Locked struct {
	Number, Title, Why string
	Begin              bool // a new edition can be begun
}

// Conflict are the two texts of a save that came too late, part by part.
type Conflict struct {
	Number         string
	Version        int64  // of what the other one saved
	Who            string // the other one's name; empty where it is not known
	Title          string // what this person sent
	Body           string
	Weight         string
	Summary        string
	Based          bool
	Base           string // what both were written from, where the browser knows it
	Rows           []Clash
	Same, Resolved int // parts that are the same, and that only one of both changed
}

// Clash is a part in which two texts differ. Pick is "mine", "theirs", or empty where both changed it.
type Clash struct {
	Name         string // of the choice
	Label        string
	Mine, Theirs string
	Words        []Span // what differs, from theirs to mine
	Pick         string
	Both         bool // both readings can be kept, one after the other
}

// Span is a piece of a text: kept "=", only theirs "-", only mine "+".
type Span struct{ Op, Text string }

// Report says what numbering anew changed, and which references still name old numbers.
type Report struct {
	Moved      int // clauses with another number now
	References []Reference
	Numbers    string // old and new numbers, for the form without a script
	Action     string // where that form goes
}

// Reference is a place that names a clause by an old number. Now is empty where a person must judge.
type Reference struct {
	Before, Was, After string // the text around it
	Now                string
	Clause             string // in which it stands
}
