// Package evidence reads every domain for the auditor. It changes no business record: the only thing it
// writes is that somebody looked.
package evidence
