// Package clock is one deadline with all that explains it: the target, the calendar it was reckoned with, and when
// who is told that it runs out. A domain embeds Time in the row of whatever has to be done in time.
package clock
