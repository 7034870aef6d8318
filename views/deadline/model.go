package deadline

import "bihuan/views/clock"

// Class is one line of the list.
type Class struct {
	Name, Href, Applies           string
	Acknowledge, Respond, Resolve clock.Target
	Soon                          string
	Reminders                     []clock.Reminder
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
	clock.Form
	Applies  string
	Attempts string
}
