// Package link ties records into the closed loop: complaint → action → policy clause → training → proof.
//
// One small table says which record led to which and is followed both ways. A domain joins by naming its kind
// once (Links.Join): how its records are shown to a reader, and what an action opened from one begins with.
// The drawing of a chain and the queue of incomplete chains then show it without knowing it.
//
// What a record's chain still wants ("action", "proof") is a row that its domain writes in its own transaction
// (Want); adding a link to a record of the wanted kind meets it by itself, ending the last such link unmeets it.
package link
