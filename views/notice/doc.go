// Package notice draws the inbox behind the bell.
package notice
