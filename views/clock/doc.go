// Package clock draws what every rule about deadlines has in its settings page, whatever its deadlines are of:
// names, times allowed, who is reminded when.
package clock
