package auth_test

import (
	"reflect"
	"slices"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/org"
)

// reads change nothing; Resolve and Tidy touch only what has a time-out.
var reads = []string{"AccountOf", "ActorOf", "Demo", "DemoPeople", "Enrolment", "Holdings", "Mine", "ReadLink", "Resolve", "Tidy"}

func TestEveryUseCaseLeavesAnEvent(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		third, err := h.org.Register(ctx, h.admin, org.PersonInput{Number: "G003", Name: "孙行", DepartmentID: h.worker.DepartmentID, JoinedOn: "2025-01-06"})
		must(t, err)
		mine, token := h.enter(t, "G002")
		me := mine.Actor
		var link auth.Link
		var pending auth.Entry
		var grant int64
		steps := []struct {
			method, kind string
			run          func() error
		}{
			{"SignIn", "account.signed_in", func() error { _, err := h.SignIn(ctx, attempt("G002", password, "10.0.0.2")); return err }},
			{"SetProfile", "account.profile_changed", func() error { return h.SetProfile(ctx, me, auth.Profile{Language: "en", Theme: "dark"}) }},
			{"EndSession", "account.sessions_ended", func() error {
				m, err := h.Mine(ctx, me)
				must(t, err)
				i := slices.IndexFunc(m.Sessions, func(s auth.SessionInfo) bool { return s.ID != mine.ID })
				return h.EndSession(ctx, me, m.Sessions[i].ID)
			}},
			{"EndOtherSessions", "account.sessions_ended", func() error { return h.EndOtherSessions(ctx, me, mine.ID) }},
			{"StartTwoFactor", "account.two_factor_started", func() error { return h.StartTwoFactor(ctx, me, password) }},
			{"ConfirmTwoFactor", "account.two_factor_enabled", func() error {
				e, err := h.Enrolment(ctx, me)
				must(t, err)
				_, err = h.ConfirmTwoFactor(ctx, me, mine.ID, h.code(t, e.Secret))
				return err
			}},
			{"EnterCode", "account.signed_in", func() error {
				codes, err := h.RenewRecovery(ctx, me, password)
				must(t, err)
				pending, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
				must(t, err)
				_, err = h.EnterCode(ctx, pending.Token, codes[0], auth.Visit{})
				return err
			}},
			{"RenewRecovery", "account.recovery_renewed", func() error { _, err := h.RenewRecovery(ctx, me, password); return err }},
			{"DropTwoFactor", "account.two_factor_disabled", func() error { return h.DropTwoFactor(ctx, h.admin, h.worker.ID, "lost") }},
			{"StopTwoFactor", "account.two_factor_disabled", func() error { return h.StopTwoFactor(ctx, me, password) }},
			{"ChangePassword", "account.password_changed", func() error { return h.ChangePassword(ctx, me, mine.ID, password, another) }},
			{"EnterDemo", "account.signed_in", func() error { _, err := h.EnterDemo(ctx, h.worker.ID, auth.Visit{}); return err }},
			{"SignOut", "account.signed_out", func() error { return h.SignOut(ctx, token, "r") }},
			{"CreateAccount", "account.link_issued", func() (err error) { link, err = h.CreateAccount(ctx, h.admin, third.ID); return err }},
			{"SetByLink", "account.password_reset", func() error { return h.SetByLink(ctx, link.Token, password, "r") }},
			{"ResetPassword", "account.link_issued", func() error { _, err := h.ResetPassword(ctx, h.admin, third.ID); return err }},
			{"Disable", "account.disabled", func() error { return h.Disable(ctx, h.admin, third.ID, "test") }},
			{"Enable", "account.enabled", func() error { return h.Enable(ctx, h.admin, third.ID, "test") }},
			{"EndSessionsOf", "account.sessions_ended", func() error { return h.EndSessionsOf(ctx, h.admin, third.ID, "test") }},
			{"Grant", "role.granted", func() error {
				return h.Grant(ctx, h.admin, auth.GrantInput{PersonID: third.ID, Role: auth.HR, Reason: "test"})
			}},
			{"Revoke", "role.revoked", func() error {
				held, err := h.Holdings(ctx, h.admin, third.ID)
				must(t, err)
				grant = held[0].ID
				return h.Revoke(ctx, h.admin, grant, "test")
			}},
		}
		tried := slices.Clone(reads)
		for _, s := range steps {
			before := len(h.events(t))
			if err := s.run(); err != nil {
				t.Fatalf("%s: %v", s.method, err)
			}
			events := h.events(t)
			if len(events) == before || events[len(events)-1].Kind != s.kind {
				t.Errorf("%s: no event %s", s.method, s.kind)
			}
			tried = append(tried, s.method)
		}
		for m := range reflect.TypeFor[*auth.Accounts]().Methods() {
			if !slices.Contains(tried, m.Name) {
				t.Errorf("%s is not tried here", m.Name)
			}
		}
	})
}
