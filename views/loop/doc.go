// Package loop draws the chain that a record stands in: what led to it, and what it led to. The drawing knows
// nothing of the kinds of records. Lists within lists, each under the record that led to it, become a picture by
// lines of the style sheet: columns where there is room, a line at the left where there is none.
//
// It also draws the queue of the chains that are not closed.
package loop
