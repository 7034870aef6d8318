// Package savedview keeps lists with their filters under names that people give them, for every list of the portal.
package savedview
