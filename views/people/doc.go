// Package people holds the pages about people: the directory, a person's file and the steps of a career,
// the import from tables, departments, posts and roles.
package people
