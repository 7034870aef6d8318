package trail

import (
	"time"

	complaintpages "bihuan/handlers/complaint"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/evidence"
	view "bihuan/views/trail"
)

type pages struct {
	trail      *evidence.Trail
	complaints complaintpages.Parts
	now        func() time.Time
}

// Routes registers the trail's pages.
func Routes(r *web.Router, trail *evidence.Trail, complaints complaintpages.Parts) {
	p := &pages{trail: trail, complaints: complaints, now: r.Config().Now}
	r.Module(web.Module{Key: "t", Label: "menu.trail", Href: view.Home, Icon: "history", Permission: auth.TrailRead, Position: 70})
	r.Record(evidence.EventKind, func(uid string) string { return view.Home + "/" + uid })
	r.GET(view.Home, auth.TrailRead, p.list)
	r.GET(view.Home+"/export", auth.TrailRead, p.export)
	r.GET(view.Home+"/:uid", auth.TrailRead, p.show)
	r.GET(view.Home+"/:uid/canonical", auth.TrailRead, p.canonical)
}
