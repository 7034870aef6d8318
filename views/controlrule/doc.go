// Package controlrule draws the pages of the rules that say who is told of a control's due check when.
package controlrule
