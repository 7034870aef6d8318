// Package opc reads what DOCX and XLSX have in common, the Open Packaging Conventions (ISO/IEC 29500-2): parts in a
// ZIP container and the relationships between them. It trusts nothing: the table of contents is held against
// bounds before anything is unpacked, and Go's reader refuses a part that unpacks to more than it declares.
package opc
