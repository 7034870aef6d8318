// Package terms holds the value lists of the portal (channels, kinds of failure, remedies …), which an
// administrator edits. Records keep a term's code; a code is never deleted nor given a second time, so
// that an old record always finds its name.
package terms
