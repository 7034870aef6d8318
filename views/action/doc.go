// Package action shows actions: the record, the form that opens one, the notice on paper.
package action
