// Package actionrule draws the pages of the rules that actions of each priority follow.
package actionrule
