// Package job does work outside requests: rows in a table, claimed with a lease.
//
// A use case enqueues a job in its own transaction, so the job exists exactly when the change does. Any
// instance may carry it out; the claim is a conditional update, so two never have it at once. A worker
// renews its lease while it works; when it dies the lease runs out and another instance takes the job
// over, and when it only seemed dead its context is cancelled. A handler may therefore be started more
// than once for one job and must be able to bear it: use Run.Guard in its transactions.
//
// States: queued → running → done; a failed attempt goes back to queued with a growing delay; failed is
// the end where trying again cannot help (the handler gave an Invalid, Forbidden or NotFound fault), dead
// the end after too many attempts.
package job
