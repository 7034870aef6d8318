// Package actionrule serves the pages of the rules that actions follow, under /settings/action-rules.
package actionrule

import (
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
)

const home = "/settings/action-rules"

type pages struct{ actions *action.Actions }

// Routes registers the pages of the rules.
func Routes(r *web.Router, actions *action.Actions) {
	p := pages{actions: actions}
	r.GET(home, auth.SettingsRead, p.list)
	r.GET(home+"/add", auth.TermsWrite, p.add)
	r.POST(home+"/add", auth.TermsWrite, p.saveNew)
	r.GET(home+"/rule/:code", auth.TermsWrite, p.edit)
	r.POST(home+"/rule/:code", auth.TermsWrite, p.save)
	r.Record("action_rule", func(code string) string { return home + "#rule-" + code })
}

func ruleHref(code string) string { return home + "/rule/" + code }
