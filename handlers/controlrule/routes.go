// Package controlrule serves the pages of the rules about the due checks of controls, under /settings/control-rules.
package controlrule

import (
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/control"
)

const home = "/settings/control-rules"

type pages struct{ controls *control.Controls }

// Routes registers the pages of the rules.
func Routes(r *web.Router, controls *control.Controls) {
	p := pages{controls: controls}
	r.GET(home, auth.SettingsRead, p.list)
	r.GET(home+"/add", auth.TermsWrite, p.add)
	r.POST(home+"/add", auth.TermsWrite, p.saveNew)
	r.GET(home+"/rule/:code", auth.TermsWrite, p.edit)
	r.POST(home+"/rule/:code", auth.TermsWrite, p.save)
	r.Record("control_rule", func(code string) string { return home + "#rule-" + code })
}

func ruleHref(code string) string { return home + "/rule/" + code }
