// Package policy serves the pages of policies 制度: reading, the list, the life of a document and its steps.
package policy
