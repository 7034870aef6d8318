// Package complaint holds the pages of a complaint: the list, registering,
// the record with its steps, and the import. The pages know no rule: what can
// be done, and why something cannot, comes with their structs.
package complaint
