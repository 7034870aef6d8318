// Package list holds the page that every list has: tabs, filter bar, kept views, the chooser of columns, the
// table and the pager. A list's own page gives the cells.
package list
