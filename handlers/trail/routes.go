package trail

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/evidence"
	"bihuan/models/org"
	view "bihuan/views/trail"
)

// Voice puts the values of one kind of record into words. What it has no words for, the trail tells itself.
type Voice struct {
	Kind  string
	Words func(c *web.Context) (record.Value, error)
}

type pages struct {
	trail        *evidence.Trail
	organisation *org.Organisation
	voices       []Voice
}

// Routes registers the trail's pages.
func Routes(r *web.Router, trail *evidence.Trail, organisation *org.Organisation, voices ...Voice) {
	p := &pages{trail: trail, organisation: organisation, voices: voices}
	r.Module(web.Module{Key: "t", Label: "menu.trail", Href: view.Home, Icon: "history", Permission: auth.TrailRead, Position: 70})
	r.Record(evidence.EventKind, func(uid string) string { return view.Home + "/" + uid })
	r.GET(view.Home, auth.TrailRead, p.list)
	r.GET(view.Home+"/export", auth.TrailRead, p.export)
	r.GET(view.Home+"/:uid", auth.TrailRead, p.show)
	r.GET(view.Home+"/:uid/canonical", auth.TrailRead, p.canonical)
}
