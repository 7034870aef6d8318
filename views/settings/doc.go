// Package settings holds the overview of all settings and the page of the firm's own.
package settings
