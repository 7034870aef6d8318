// Package signing holds the pages of reading and signing: the bar at the foot of a policy, the reading list, campaigns,
// the test and its questions, reading lists of newcomers, and who was bound on a day.
package signing
