// Package home holds the desk that everyone begins at, and the search.
package home
