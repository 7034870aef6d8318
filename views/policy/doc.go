// Package policy draws the pages of policies 制度: the list, the reading page with its outline and margin, the page of
// one clause, the life of a document, and the form of its facts.
package policy
