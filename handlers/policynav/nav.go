// Package policynav chooses the strip that leads between policies, signing, controls and original information: to each
// reader the places that he may enter.
package policynav

import (
	"github.com/a-h/templ"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	view "bihuan/views/policynav"
)

// Switch is the strip for the reader; current is one of the names of views/policynav.
func Switch(c *web.Context, current string) templ.Component {
	signing := view.Place{Name: view.Signing, Href: "/reading"}
	if c.Can(auth.SignRead) {
		signing.Href = "/campaigns"
	}
	var places []view.Place
	for _, p := range []struct {
		right auth.Permission
		view.Place
	}{{auth.PolicyRead, view.Place{Name: view.Policies, Href: "/policies"}}, {auth.PolicyRead, signing},
		{auth.ControlRead, view.Place{Name: view.Controls, Href: "/controls"}}, {auth.InformationRead, view.Place{Name: view.Information, Href: "/information"}}} {
		if c.Can(p.right) {
			places = append(places, p.Place)
		}
	}
	return view.Switch(current, places)
}
