// Package auth knows who acts and what they may do: accounts, sessions, roles and permissions.
//
// Permissions are demanded twice: by the router for the page, and by each use case and store
// read for the record. What a role may do is code (roles.go), reviewed and tested against
// testdata; who holds which role in which department is data.
package auth
