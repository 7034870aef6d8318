// Package signing is reading and signing 签阅: who is asked to read which edition of a policy, who did, and the proof
// of it (ISO 9001:2015, 7.3 awareness and 7.5.3 distribution of documented information).
//
// A Campaign asks the people of an audience to read and sign a policy. Whom it found at its beginning is frozen: each
// has a Duty, which is never deleted. Who comes to fit the audience later joins and is counted apart; who does so no
// longer has left. A campaign on publication begins when its edition is approved, and its time counts from the effect.
//
// A Signature is what somebody signed: person, edition, hash of its text, what was shown, when. It is never changed
// and never deleted. Whether it holds is derived: while its edition is not older than the newest one that asked for
// being read anew (policy.Policy.RequiredNo). So nobody signs again for a slip of the pen, and everybody does for a
// change that matters.
//
// Counts stand in the campaign and, by department, in sign_progress; they change in the transaction that changes a
// duty, so that no page counts rows. Signings holds every use case.
package signing
