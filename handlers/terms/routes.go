// Package terms serves the pages of the value lists under /settings/lists.
package terms

import (
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/terms"
)

const home = "/settings/lists"

type pages struct{ lists *terms.Lists }

// Routes registers the pages of the value lists.
func Routes(r *web.Router, lists *terms.Lists) {
	p := pages{lists: lists}
	r.GET(home, auth.SettingsRead, p.overview)
	r.GET(home+"/:list", auth.SettingsRead, p.list)
	r.GET(home+"/:list/add", auth.TermsWrite, p.add)
	r.POST(home+"/:list/add", auth.TermsWrite, p.saveNew)
	r.GET(home+"/:list/terms/:code", auth.TermsWrite, p.edit)
	r.POST(home+"/:list/terms/:code", auth.TermsWrite, p.save)
	r.POST(home+"/:list/terms/:code/move", auth.TermsWrite, p.move)
	r.POST(home+"/:list/terms/:code/switch", auth.TermsWrite, p.switchOn)
	r.Record("term", func(number string) string {
		list, code, _ := strings.Cut(number, "/")
		return listHref(list) + "#term-" + code
	})
}

func listHref(list string) string { return home + "/" + list }

func termHref(list, code string) string { return listHref(list) + "/terms/" + code }
