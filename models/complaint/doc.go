// Package complaint is a complaint from its registration to its closing.
//
// Complaints holds every use case. Each step demands its right in the complaint's department, the version
// that the person saw, and a state in which the step makes sense (states.go is the one table); it writes
// one event, the search change and the notices in the same transaction. The timeline of a complaint is its
// events; there is no second log.
//
// Who complains stands in a table of its own. What leaves this package is already masked for whoever asks
// (mask.go): the handler and the first contact see it, others in scope see masked values and may reveal
// them with a reason, the person complained about sees nothing of it anywhere.
//
// Lists are unions of branches, each led by an index: one per department, one for what I handle, one for
// what I took first (list.go).
package complaint
