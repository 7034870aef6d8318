// Package notify tells people what concerns them. A notification is a row written in the transaction
// of what it tells of; the bell counts those not yet seen.
//
// Seeing a notification is no business of anybody else and is not recorded in the trail.
package notify
