// Package action is an action 整改 from its opening to the proof that it helped.
//
// Complaints, inspections, findings, policy checks and training gaps all end here: somebody does something by a
// date, somebody else verifies it, and later an indicator shows whether it helped (ISO 9001:2015, 10.2). What it
// comes from is a link (models/link), so this package knows none of the domains above it; what an effect is
// counted by is an Indicator that a domain above joins in.
//
// Actions holds every use case. Each step demands its right, the version that the person saw and a state in which
// the step makes sense (states.go is the one table); it writes one event, the search change and the notices in the
// same transaction. How long things may take and who is told when are rules that an administrator edits (rule.go).
package action
