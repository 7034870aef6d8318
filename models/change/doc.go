// Package change is what a step does to one record: it checks the input, sets the columns and notes each change for
// the record's event, so that what is stored and what the trail tells cannot differ.
package change
