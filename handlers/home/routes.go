// Package home holds the desk that everyone begins at and the search box's page. What stands on them the
// domains bring, each as a Source.
package home

import (
	"bihuan/handlers/web"
	"bihuan/models/auth"
)

type desk struct{ sources []Source }

// Routes registers the desk and the search.
func Routes(r *web.Router, sources ...Source) {
	d := &desk{sources: sources}
	r.Module(web.Module{Key: "h", Label: "menu.home", Href: "/", Icon: "home", Permission: auth.HomeRead, Position: 10})
	r.GET("/", auth.HomeRead, d.show)
	r.GET("/search", auth.HomeRead, d.search)
}
