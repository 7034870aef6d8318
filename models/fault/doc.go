// Package fault holds the one kind of error that the portal shows to people.
//
// A fault says what went wrong as a message key with arguments, never as prose: the
// words are chosen by the views in the reader's language. Everything that is not a
// fault is an internal error: the reader sees its request id, the log sees the rest.
package fault
