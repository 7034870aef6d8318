// Package trail draws the auditors' pages of what happened.
package trail
