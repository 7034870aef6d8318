// Package docx brings Word documents and what is pasted from Word into Markdown, and Markdown into Word documents.
//
// It is written on archive/zip and encoding/xml. The module proxy was searched for a kept library under a free
// licence: fumiama/go-docx is AGPL, nguyenthenguyen/docx only replaces placeholders and rests since 2023,
// gomutex/godocx (MIT) has no stable version since 2025, neither resolves automatic numbers (without which a rule
// loses all its 第X条) nor tells what it passes over, nor writes page fields and East Asian fonts. All of them unpack
// a file whole and trust its sizes.
//
// Reading: headings, numbered and plain lists, bold, italic, strikethrough, tables, pictures, links and notes are
// carried over; everything else that a reader of the document would see or should know of is told as a Loss.
// Time and memory grow with the length of the document and are bounded (see the limits in read.go).
package docx
