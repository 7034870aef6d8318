// Package file keeps the files that people attach to records.
//
// The content lies in a folder outside the web root, under its SHA-256, so that the same file is kept
// once; the rows say to which records it belongs and under which name. A file is taken only when its
// content and the ending of its name agree on one of the kinds that an office needs.
//
// Of and Get do not know who asks: the domain that owns the record checks that before it calls them.
package file
