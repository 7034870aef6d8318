// Package information draws the register of the original information that the firm collects, and one item of it.
package information
