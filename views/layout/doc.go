// Package layout is the shell around every page: side menu, top bar, flashes,
// and the pages that say what went wrong. What it shows travels in the
// context: the router puts a Shell there, the pages only name their title.
package layout
