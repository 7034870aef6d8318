// Package signing draws reading and signing: the bar at the foot of a policy's text, the reading list, campaigns with
// their progress, the test, the question bank, reading lists of newcomers, and who was bound on a day.
package signing
