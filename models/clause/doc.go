// Package clause reads the text of a policy as the parts that people cite: chapters 章, sections 节, clauses 第X条, points 一、,
// annexes 附件 and the headings of ordinary Markdown. It knows no database and no clock.
//
//	parts := clause.Parse(source)                                  // they partition the source: no byte is lost or moved
//	parts, next = clause.Carry(was, wasSource, parts, source, next) // the same clause keeps its key, whatever its number
//	pairs := clause.Compare(was, wasSource, parts, source)          // what became of every part, word by word
//
// A key is the identity of a clause within its policy: links, signatures and citations point at keys, never at numbers.
// Parse, Carry and Compare take any bytes, need about linear time and cannot fail.
package clause
