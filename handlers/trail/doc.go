// Package trail serves the auditors' pages of what happened.
package trail
