package action

import (
	"net/url"

	"bihuan/views/loop"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// Home is the address of the list.
const Home = "/actions"

// Path is the page of an action.
func Path(number string) string { return Home + "/" + number }

// NoticePath is the notice of an action, to be printed.
func NoticePath(number string) string { return Path(number) + "/notice" }

// OpenFrom is the form of a new action that comes from a record.
func OpenFrom(kind, number string) string {
	return Home + "/new?" + url.Values{"from": {kind}, "number": {number}}.Encode()
}

// Record is the page of one action.
type Record struct {
	Number      string
	Title       string
	State       string
	Outcome     string
	Round       int
	Ineffective int // how many checks found no effect
	Clocks      []record.ClockLine
	Steps       []ui.Step
	Opened      []ui.Action // offered right after it was opened
	Next        record.Next

	Finding  string
	Cause    string
	Report   string
	Measures []MeasureRow
	Evidence []EvidenceRow
	Judging  *Effect // what is to be judged now
	Checks   []Effect
	Proof    []ui.Fact // by what and when the effect is looked at
	Later    string    // said instead where that is still to be chosen
	Facts    []ui.Fact
	Chain    loop.Chain
	Timeline record.Timeline
}

// MeasureRow is one measure of the round.
type MeasureRow struct {
	Measure, DueOn, DoneOn, By, Result string
	Late                               bool
	Done                               *ui.Action // says that it was done
}

// EvidenceRow is one file with the day on which what it shows happened and the day on which it came in.
type EvidenceRow struct {
	Title, Name, Href, Size, HappenedOn, ReceivedOn, By, Round string
}

// Effect is what an indicator counted before and after, and how it was judged.
type Effect struct {
	ID       string
	Title    string
	Measure  string // by what, in words
	Sentence string
	Change   string
	Improved bool
	Before   Span
	After    Span
	Bars     []Bar // of equal parts, those before first
	Verdict  *ui.Mark
	By       string // who judged, and when
	Comment  string
}

// Span is one of the two windows; Link leads to what was counted in it.
type Span struct {
	Label, Days string
	Link        *ui.Link
}

// Bar is the count of one part.
type Bar struct {
	Label string
	Count int64
	After bool
}

// Open is the form of a new action.
type Open struct {
	Source           *loop.Source // the record that it comes from; nil: none
	What, Who, Proof []record.Control
	Errors           map[string]string
	People           []string // offered while nothing is typed yet
}

// PlanRow is one row of a plan's form; Done says what was carried out and stays.
type PlanRow struct {
	TextName, DayName, Text, Day, Done string
}

// Notice is the action as it is handed over on paper.
type Notice struct {
	Firm, Number, Title, Date, Round, Department, Owner, Coworkers, Opener, Kind, Priority, Source, Finding, Cause string
	Measures                                                                                                       []MeasureRow
	Due, Why, Verify, Proof                                                                                        string
}
