// Package deadline draws the pages of the deadline classes of complaints.
package deadline
