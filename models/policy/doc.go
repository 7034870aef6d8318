// Package policy is a controlled document 制度 from its draft to the day on which it is retired
// (ISO 9001:2015, 7.5.3: reviewed, approved, distributed, changed under control, kept from unintended use).
//
// A Policy is the document; an Edition is one version of its text. At most one edition is in force and at most one
// stands open beside it: drafted, reviewed by named people, approved by a quorum that never holds an author, then
// approved with a day of effect, on which it takes the place of the former one. Whatever was in force stays as it
// was: text, parts and hash of such an edition never change.
//
// The text is Markdown; models/clause tells its parts, and each part keeps its key through renumbering. A clause that
// was ever in force is a row of its own (Clause), so that records of other domains can point at it (models/link).
//
// Policies holds every use case. Each step demands its right, the version that the person saw and a state in which
// the step makes sense (states.go is the one table); it writes one event, the search changes and the notices in the
// same transaction. Quorum, cycles, windows and reminders are data of the policy's Kind (kind.go).
package policy
