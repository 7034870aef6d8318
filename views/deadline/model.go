package deadline

import "bihuan/views/ui"

// Target is a time allowed.
type Target struct {
	Amount string
	Unit   string
}

// Reminder tells a level when a share of the time is used up, or so many working hours after it.
type Reminder struct {
	When   string // "percent", "hours" or empty
	Amount string
	To     string
}

// Class is one line of the list.
type Class struct {
	Name, Href, Applies           string
	Acknowledge, Respond, Resolve Target
	Soon, Attempts                string
	Reminders                     []Reminder
	Active                        bool
	ID                            string
}

// List is the page of all classes.
type List struct {
	MayEdit bool
	Classes []Class
}

// Form adds or changes a class.
type Form struct {
	Action, Name      string // Name is empty for a new one
	ID, Version       string
	NameZh, NameEn    string
	Position, Applies string
	Active            bool
	Clocks            [3]Clock
	Units             []string
	Soon, Attempts    string
	Reminders         []Reminder
	Errors            map[string]string
	Lost              []ui.Comparison
}

// Clock is one of the three targets in the form: acknowledge, respond, resolve.
type Clock struct {
	Name string
	Target
}
