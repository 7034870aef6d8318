// Package home holds the desk that everyone begins at and the search box's page.
package home

import (
	"time"

	pages "bihuan/handlers/complaint"
	"bihuan/handlers/web"
	"bihuan/models/auth"
)

type desk struct {
	pages.Parts
	now func() time.Time
}

// Routes registers the desk and the search.
func Routes(r *web.Router, parts pages.Parts) {
	d := &desk{Parts: parts, now: r.Config().Now}
	r.Module(web.Module{Key: "h", Label: "menu.home", Href: "/", Icon: "home", Permission: auth.HomeRead, Position: 10})
	r.GET("/", auth.HomeRead, d.show)
	r.GET("/search", auth.HomeRead, d.search)
}
