// Package control holds two registers of information management: the controls 控制措施 (KZ-…), each with its cycle and
// the proof that it was checked, and the items of original information 原始信息 (XX-…) that the firm collects.
//
// A control is checked once in each cycle. The next check is due one cycle after the day on which the last one
// happened, so that no two lie further apart than the cycle; a due day on which nobody works moves back to the last
// working day before it (cycle.go). A check is never changed: a correction is a new check that supersedes it with a
// reason. What did not pass opens an action (models/action) in the same transaction, and the clause that a control
// implements leads to it by a link, so that clause → control → action can be followed.
//
// Controls and Information hold the use cases; each step demands its right and the version that the person saw, and
// writes one event, the search change, links and notices in the same transaction.
package control
