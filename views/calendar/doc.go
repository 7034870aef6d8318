// Package calendar shows the working calendar: the year, its hours and own days, the forms that
// change them, the history, and a page to try a deadline out. Sentence puts the explanation of a
// stored deadline into words for every page that shows a clock.
package calendar
