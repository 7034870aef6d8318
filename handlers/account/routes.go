// Package account serves what surrounds an account: setting the portal up, signing in, one-time links,
// and the pages on which a person changes what is his own.
package account

import (
	"context"
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/org"
)

// SetUp fills an empty portal and gives the administrator's person.
type SetUp func(ctx context.Context, in org.SetUpInput) (administrator int64, err error)

type pages struct {
	accounts *auth.Accounts
	org      *org.Organisation
	setUp    SetUp
	secure   bool
}

// Routes registers the pages around an account.
func Routes(r *web.Router, accounts *auth.Accounts, o *org.Organisation, setUp SetUp) {
	p := pages{accounts: accounts, org: o, setUp: setUp, secure: r.Config().Secure}
	r.Public(http.MethodGet, "/set-up", p.showSetUp)
	r.Public(http.MethodPost, "/set-up", p.doSetUp)
	r.Public(http.MethodGet, "/sign-in", p.signIn)
	r.Public(http.MethodPost, "/sign-in", p.doSignIn)
	r.Public(http.MethodPost, "/sign-in/demo", p.enterDemo)
	r.Public(http.MethodGet, "/sign-in/code", p.code)
	r.Public(http.MethodPost, "/sign-in/code", p.enterCode)
	r.Public(http.MethodGet, "/password/:token", p.link)
	r.Public(http.MethodPost, "/password/:token", p.setByLink)
	r.Public(http.MethodPost, "/language", p.language)
	r.SignedIn(http.MethodPost, "/sign-out", p.signOut)
	r.Public(http.MethodPost, "/theme", p.theme)
	r.GET("/me", auth.ProfileWrite, p.me)
	r.POST("/me/profile", auth.ProfileWrite, p.saveProfile)
	r.POST("/me/sessions/end", auth.ProfileWrite, p.endSession)
	r.POST("/me/sessions/end-others", auth.ProfileWrite, p.endOthers)
	r.GET("/me/password", auth.ProfileWrite, p.password)
	r.POST("/me/password", auth.ProfileWrite, p.changePassword)
	r.GET("/me/two-factor", auth.ProfileWrite, p.twoFactor)
	r.GET("/me/two-factor/picture", auth.ProfileWrite, p.picture)
	r.POST("/me/two-factor/start", auth.ProfileWrite, p.startTwoFactor)
	r.POST("/me/two-factor/confirm", auth.ProfileWrite, p.confirmTwoFactor)
	r.POST("/me/two-factor/recovery", auth.ProfileWrite, p.renewRecovery)
	r.POST("/me/two-factor/stop", auth.ProfileWrite, p.stopTwoFactor)
	r.Record("profile", func(string) string { return "/me" })
}
