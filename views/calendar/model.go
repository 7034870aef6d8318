package calendar

import (
	"time"

	"bihuan/views/ui"
)

// Head is what every page of the calendar shows above its content.
type Head struct {
	Version int64
	// MayEdit offers the steps that change the calendar.
	MayEdit bool
	// Side names the tab: "year", "try" or "versions".
	Side string
}

// Kinds of day.
const (
	Workday = "workday"
	Weekend = "weekend"
	Holiday = "holiday"
	MakeUp  = "make_up"
	Special = "special"
)

// Day is one cell of a month.
type Day struct {
	Number int // 0 is an empty cell
	Kind   string
	Work   bool
	Name   string
	Hours  string
	Today  bool
}

// Month is one small month, weeks from Monday.
type Month struct {
	First time.Time
	Weeks [][7]Day
}

// Run is a holiday, or make-up days, as a line below the year.
type Run struct {
	Name     string
	From, To time.Time
	Work     bool
}

// OwnDay is a day that the firm or a department set for itself.
type OwnDay struct {
	Department string // empty for the firm
	Date       time.Time
	Name       string
	Work       bool
	Hours      string // empty: the usual ones
	Edit       string
}

// Year is the calendar's first page.
type Year struct {
	Head
	Year       int
	Prev, Next string // addresses, empty at the ends
	Department ui.Field
	Workdays   int
	DaysOff    int
	Announced  bool
	Papers     []string
	Months     []Month
	Runs       []Run
	Own        []OwnDay
	// Week holds the hours of Monday to Sunday as text, empty on a day off.
	Week    [7]string
	MakeUp  string
	Batches string
	Zone    string
	// Import is where the year's notice can be loaded.
	Import string
}

// HoursForm edits the weekly hours.
type HoursForm struct {
	Head
	Base    string
	Week    [7]string // Sunday first, as the fields are named
	MakeUp  string
	Batches string
	Zone    string
	Note    string
	Errors  map[string]string
	// Lost shows both edits where somebody else was faster.
	Lost []ui.Comparison
}

// DayForm sets one own day.
type DayForm struct {
	Head
	Department  string
	Departments []ui.Option
	Date        string
	Kind        string // "off", "work" or "usual": take the own day out
	Set         bool   // the day has an own setting now
	Name        string
	Hours       string
	Note        string
	Errors      map[string]string
}

// HolidaysForm loads a year's notice from a file.
type HolidaysForm struct {
	Head
	Years  []NoticeYear
	Note   string
	Errors map[string]string
}

// NoticeYear is a year whose notice is in the calendar.
type NoticeYear struct {
	Year         int
	Off, Work    int
	Papers       []string
	Href         string
	NotAnnounced bool
}

// Version is one line of the history.
type Version struct {
	ID     int64
	Note   string
	Author string
	At     time.Time
	Href   string
}

// Versions is the history page.
type Versions struct {
	Head
	Rows []Version
	Next string // address of the older ones
}

// VersionPage shows one version and what it changed.
type VersionPage struct {
	Head
	Shown   Version
	Newest  bool
	Changes []ui.Change
	Note    string
	Errors  map[string]string
}

// Try is the page that reckons a deadline.
type Try struct {
	Head
	Start       string
	Amount      string
	Unit        string
	Units       []string
	Department  string
	Departments []ui.Option
	PauseFrom   string
	PauseTo     string
	Errors      map[string]string
	Result      *Result
}

// Result is what the reckoning gave.
type Result struct {
	Due, Soon   time.Time
	Explanation Explanation
}

// Explanation says how a deadline came about; Sentence puts it into words.
type Explanation struct {
	Unit          string // "working_hours" …
	Amount        int64
	From          time.Time // the first instant that counted
	PausedMinutes int64
	Skipped       []Skip
	MoreSkipped   int
	MakeUp        []time.Time
	Unannounced   int // a year without known holidays, or 0
}

// Skip is a run of days off.
type Skip struct {
	From, To time.Time
	Kind     string
	Name     string
}
