// Package sheet reads and writes tables that people keep in spreadsheets: CSV in the encodings that
// Chinese offices use, and XLSX. It trusts nothing that it reads: every size is bounded, nothing is
// executed, and what cannot be read is a fault that says in which line.
package sheet
