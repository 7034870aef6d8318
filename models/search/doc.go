// Package search finds records by the words in them, Chinese first.
//
// The index is a SQLite file beside the portal (FTS5), one per instance, whatever the main database is. It is
// never the only copy of anything: it is rebuilt when it is missing, damaged, of another database or too far
// behind. A use case calls Put in its transaction; each instance reads those rows and brings its file up to date.
//
// Text is folded (Fold) and cut into single characters, pairs of neighbouring characters and whole words. The
// index keeps no positions: a phrase is found by its pairs, which for Chinese is as good and half the size.
// Find gives the newest first and reads nothing but the index. For the best first, the caller reads a bounded number,
// which Likely gives, and has Rank order them by their own texts.
package search
