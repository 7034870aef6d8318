// Package action holds the pages of actions: opening one, the record with its steps, the notice on paper.
package action
