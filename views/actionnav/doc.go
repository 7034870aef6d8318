// Package actionnav draws the strip that leads between the views on actions: list, board, calendar, and the chains
// that are not closed yet.
package actionnav
