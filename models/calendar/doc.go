// Package calendar is the firm's working time: weekly hours with breaks, the State Council's
// holidays and make-up days, the firm's own days and those of single departments.
//
// A Calendar is immutable. Its Document is stored whole under a version number, and every stored
// deadline names the version it was reckoned with, so that an old deadline can be explained after
// the calendar has changed. All reckoning is pure and works in whole microseconds of UTC.
//
// What is said about one day is looked for in this order: the department's own day, the firm's
// own day, the State Council's notice, the weekly hours.
//
// How the units count:
//
//   - working_minutes, working_hours: time inside working hours, from the start instant. A target
//     that is used up exactly at a break or at the end of a day is due then, not after the break.
//   - working_days: the day of the start is not counted (民法典第二百零一条第一款) and the last day ends
//     when business ends (第二百零三条第二款), so the target is due at the end of working hours of the
//     N-th working day after the day of the start.
//   - elapsed_minutes, elapsed_hours, elapsed_days: the clock runs day and night from the start
//     instant (第二百零一条第二款); an elapsed day is 24 hours and the end is not moved off a holiday.
//   - batch: the N-th batch window strictly after the start. A window counts only on a day and at a
//     minute that is worked.
//
// Pauses stop the clock. A working clock is later by exactly the working time that was paused (a
// target in working days too: it may then end within a day), an elapsed clock by the paused time;
// a batch window that falls into a pause does not count.
package calendar
