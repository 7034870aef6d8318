// Package policynav draws the strip that leads between what belongs to policies: the policies themselves, reading and
// signing, the controls that carry them out, and the original information that they ask for.
package policynav

// The places, as Switch takes them.
const (
	Policies    = "policies"
	Signing     = "signing"
	Controls    = "controls"
	Information = "information"
)

// Place is one of them with its address.
type Place struct{ Name, Href string }

var icons = map[string]string{Policies: "book", Signing: "checks", Controls: "shield-check", Information: "database"}
