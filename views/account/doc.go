// Package account holds the pages around an account: setting the portal up, signing in with one or two
// factors, one-time links, and what a person sets for himself.
package account
