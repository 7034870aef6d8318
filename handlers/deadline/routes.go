// Package deadline serves the pages of the deadline classes under /settings/deadlines.
package deadline

import (
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
)

const home = "/settings/deadlines"

type pages struct{ complaints *complaint.Complaints }

// Routes registers the pages of the deadline classes.
func Routes(r *web.Router, complaints *complaint.Complaints) {
	p := pages{complaints: complaints}
	r.GET(home, auth.SettingsRead, p.list)
	r.GET(home+"/add", auth.TermsWrite, p.add)
	r.POST(home+"/add", auth.TermsWrite, p.saveNew)
	r.GET(home+"/class/:code", auth.TermsWrite, p.edit)
	r.POST(home+"/class/:code", auth.TermsWrite, p.save)
	r.Record("deadline_class", func(code string) string { return home + "#class-" + code })
}

func classHref(code string) string { return home + "/class/" + code }
