// Package policykind serves the settings of how each kind of policy is controlled, under /settings/policy-kinds.
package policykind

import (
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/policy"
)

const home = "/settings/policy-kinds"

type pages struct{ policies *policy.Policies }

// Routes registers the pages of the kinds.
func Routes(r *web.Router, policies *policy.Policies) {
	p := pages{policies: policies}
	r.GET(home, auth.SettingsRead, p.list)
	r.GET(home+"/add", auth.TermsWrite, p.add)
	r.POST(home+"/add", auth.TermsWrite, p.saveNew)
	r.GET(home+"/kind/:code", auth.TermsWrite, p.edit)
	r.POST(home+"/kind/:code", auth.TermsWrite, p.save)
	r.Record("policy_kind", func(code string) string { return home + "#kind-" + code })
}

func kindHref(code string) string { return home + "/kind/" + code }
