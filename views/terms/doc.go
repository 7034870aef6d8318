// Package terms draws the pages on which an administrator edits the value lists.
package terms
