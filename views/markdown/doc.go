// Package markdown shows one part of a policy's text: HTML for reading, plain words for excerpts.
//
// The dialect is CommonMark with tables, strikethrough, task lists, footnotes and bare addresses, made fit for
// Chinese rules where the standard would lose or change words:
//
//   - a line end begins a new line, and a line that begins with （一）, 1. or ① is an item of its own with an address;
//     numbers are shown as they were written, never counted anew;
//   - what stands between < and > is text (laws are named so), only <br> is a line break, as table cells need it;
//   - spaces at the beginning of a line make no code block, a row of --- under a line makes no heading, and
//     [注]: is text, not the definition of a link;
//   - ** also opens and closes beside Chinese punctuation.
//
// Nothing of a text can become markup but what this package writes itself; a bluemonday policy of exactly that
// markup stands behind it. Work is bounded: what is nested or decorated beyond any honest text is shown plain.
package markdown
