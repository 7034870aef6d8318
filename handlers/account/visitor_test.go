package account_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"bihuan/models/auth"
)

func TestAVisitorChoosesLanguageAndTheme(t *testing.T) {
	w, _ := world(t)
	c := w.Visitor()
	c.Get("/sign-in?next=%2Fme").Has(t, http.StatusOK, `lang="zh-Hans"`, `data-theme="auto"`)
	c.Post("/language", url.Values{"tag": {"en"}, "back": {"/sign-in?next=%2Fme"}}).Has(t, http.StatusOK, `lang="en"`, "Sign in", `value="/me"`)
	c.Post("/theme", url.Values{"theme": {"dark"}, "back": {"/sign-in"}}).Has(t, http.StatusOK, `data-bs-theme="dark"`)
	c.Post("/theme", url.Values{"theme": {"pink"}}).Has(t, http.StatusUnprocessableEntity)
	c.Post("/language", url.Values{"tag": {"zh-Hans"}, "back": {"//evil.example/"}}).Has(t, http.StatusOK, `data-bs-theme="dark"`, `lang="zh-Hans"`)
	if c.Last.URL.Host != mustParse(t, w.Server.URL).Host {
		t.Errorf("led to %s", c.Last.URL)
	}
	c.Post("/theme", url.Values{"theme": {"auto"}, "back": {"/sign-in"}}).Has(t, http.StatusOK, `data-theme="auto"`)
}

func mustParse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestAnOldLinkWorksNoMore(t *testing.T) {
	w, clock := world(t)
	link, err := w.House.Accounts.ResetPassword(t.Context(), w.Actor(auth.Administrator), w.Person(auth.Employee))
	if err != nil {
		t.Fatal(err)
	}
	c := w.Visitor()
	c.Get("/password/"+link.Token).Has(t, http.StatusOK, "赵一凡")
	clock.Advance(25 * time.Hour)
	typed := url.Values{"password": {"nine lanterns by the gate"}, "repeat": {"nine lanterns by the gate"}}
	c.Post("/password/"+link.Token, typed).Has(t, http.StatusNotFound, "这个链接已经不能用了")
	c.Get("/password/"+link.Token).Has(t, http.StatusNotFound, "这个链接已经不能用了")
}

func TestWhoIsSignedInIsLedOn(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.Handler)
	for next, want := range map[string]string{"/me": "/me", "": "/", "https://evil.example/": "/"} {
		if at := c.Get("/sign-in?next=" + url.QueryEscape(next)).URL.Path; at != want {
			t.Errorf("next %q leads to %s, want %s", next, at, want)
		}
	}
}

// A password form is never given back by a fault's page.
func TestPasswordsAreNotGivenBack(t *testing.T) {
	w, _ := world(t)
	c := w.As(auth.Handler)
	c.Get("/me/password")
	c.Raw("/me/password", url.Values{"_csrf": {"old"}, "current": {"nine lanterns by the gate"}}).Has(t, http.StatusBadRequest).Lacks(t, "lanterns")
}
