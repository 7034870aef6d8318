// Package audit holds the one format in which the portal keeps what happened.
//
// An event is written in the transaction of the change it tells of. Its canonical bytes
// are fixed at that moment and are what will be hashed when the trail is sealed; personal
// values stand in them only as salted commitments, the values themselves beside the event,
// so that a value can be erased without touching a sealed byte.
//
// Events are appended through auth.Actor.Record; auditors read them through package evidence.
package audit
