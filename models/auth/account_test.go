package auth_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
)

func TestPasswordRules(t *testing.T) {
	for word, key := range map[string]string{
		"short":                     "invalid.password_short",
		strings.Repeat("ab cd", 26): "invalid.password_long",
		"123456789012":              "invalid.password_common",
		"aaaaaaaaaaaa":              "invalid.password_common",
		"Password1234!":             "invalid.password_common",
		"abcdefghijklmn":            "invalid.password_common",
		"woaini1314520":             "invalid.password_common",
		"qwertyuiop2024":            "invalid.password_common",
		"12ab12ab12ab":              "invalid.password_common",
		"G1024-G1024-G1":            "invalid.password_personal",
		"欧阳修文欧阳修文欧阳修文":              "invalid.password_personal",
		"ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ": "invalid.password_common",
		"a quiet river": "",
		"七月的风吹过安静的长江水面":                      "",
		"correct horse staple battery eight": "",
		strings.Repeat("一二七 ", 32):           "",
	} {
		var c fault.Check
		auth.CheckPassword(&c, "password", word, "G1024", "欧阳修文")
		f, got := fault.Of(c.Err()), ""
		if f != nil {
			got = f.Fields["password"].Key
		}
		if got != key {
			t.Errorf("%q: %q, want %q", word, got, key)
		}
	}
}

func TestHashesAreVerifiedWithTheirOwnParameters(t *testing.T) {
	old := quick.Hash(password)
	stronger := auth.Hasher{Memory: 128, Time: 1, Lanes: 1}
	if !stronger.Matches(old, password) || stronger.Matches(old, another) || !stronger.Outdated(old) || quick.Outdated(old) {
		t.Error("a hash keeps to the parameters that it names")
	}
	if quick.Matches("", "") || quick.Matches("$argon2id$v=19$m=64,t=0,p=0$$", "") {
		t.Error("what is no hash matches nothing")
	}
	if phc := (auth.Hasher{}).Hash("x"); !strings.Contains(phc, "m=19456,t=2,p=1") {
		t.Errorf("default %s", phc)
	}
}

func TestChangingAPasswordEndsOtherSessions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, token := h.enter(t, "G002")
		_, other := h.enter(t, "G002")
		refused(t, h.ChangePassword(ctx, mine.Actor, mine.ID, "wrong wrong wrong", another), "invalid.password_wrong")
		refused(t, h.ChangePassword(ctx, mine.Actor, mine.ID, password, "钱多"), "invalid.password_short")
		must(t, h.ChangePassword(ctx, mine.Actor, mine.ID, password, another))
		_, err := h.Resolve(ctx, token)
		must(t, err)
		_, err = h.Resolve(ctx, other)
		refused(t, err, "fault.session_gone")
		_, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		refused(t, err, "fault.sign_in_failed")
		_, err = h.SignIn(ctx, attempt("G002", another, "10.0.0.2"))
		must(t, err)
	})
}

func TestTheOwnPasswordCannotBeGuessedFromAnOpenSession(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, _ := h.enter(t, "G002")
		for range 5 {
			refused(t, h.StartTwoFactor(ctx, mine.Actor, "wrong wrong wrong"), "invalid.password_wrong")
		}
		refused(t, h.StartTwoFactor(ctx, mine.Actor, password), "fault.sign_in_wait")
	})
}

func TestALinkWorksOnceAndForADay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first, err := h.ResetPassword(ctx, h.admin, h.worker.ID)
		must(t, err)
		link, err := h.ResetPassword(ctx, h.admin, h.worker.ID)
		must(t, err)
		_, err = h.ReadLink(ctx, first.Token)
		refused(t, err, "fault.link_gone")
		who, err := h.ReadLink(ctx, link.Token)
		must(t, err)
		if who.Name != "钱多" || who.First {
			t.Errorf("%+v", who)
		}
		refused(t, h.SetByLink(ctx, link.Token, "123456789012", "r"), "invalid.password_common")
		_, session := h.enter(t, "G002")
		must(t, h.SetByLink(ctx, link.Token, another, "r"))
		_, err = h.Resolve(ctx, session)
		refused(t, err, "fault.session_gone")
		refused(t, h.SetByLink(ctx, link.Token, password, "r"), "fault.link_gone")
		_, err = h.SignIn(ctx, attempt("G002", another, "10.0.0.2"))
		must(t, err)

		link, err = h.ResetPassword(ctx, h.admin, h.worker.ID)
		must(t, err)
		h.clock.Advance(24*time.Hour + time.Second)
		refused(t, h.SetByLink(ctx, link.Token, password, "r"), "fault.link_gone")
	})
}

func TestOfTwoUsesOfALinkAtOnceOneWins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		link, err := h.ResetPassword(ctx, h.admin, h.worker.ID)
		must(t, err)
		var wg sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 6 {
			wg.Go(func() {
				if h.SetByLink(ctx, link.Token, another, "r") == nil {
					mu.Lock()
					won++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		if won != 1 {
			t.Errorf("%d won", won)
		}
	})
}

func (h *house) code(t *testing.T, secret string) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, h.clock.Now())
	must(t, err)
	return code
}

func TestTwoFactors(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, token := h.enter(t, "G002")
		_, other := h.enter(t, "G002")
		must(t, h.StartTwoFactor(ctx, mine.Actor, password))
		e, err := h.Enrolment(ctx, mine.Actor)
		must(t, err)
		if _, err := auth.Picture(e.Address); err != nil || !strings.HasPrefix(e.Address, "otpauth://totp/Bihuan") {
			t.Errorf("%s: %v", e.Address, err)
		}
		_, err = h.ConfirmTwoFactor(ctx, mine.Actor, mine.ID, "000000x")
		refused(t, err, "invalid.code")
		first := h.code(t, e.Secret)
		recovery, err := h.ConfirmTwoFactor(ctx, mine.Actor, mine.ID, first)
		must(t, err)
		if len(recovery) != 10 {
			t.Errorf("recovery codes %v", recovery)
		}
		_, err = h.Resolve(ctx, token)
		must(t, err)
		_, err = h.Resolve(ctx, other)
		refused(t, err, "fault.session_gone")

		entry, err := h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		must(t, err)
		if !entry.CodeNeeded || entry.Device != "" {
			t.Fatalf("%+v", entry)
		}
		_, err = h.Resolve(ctx, entry.Token)
		refused(t, err, "fault.session_gone")
		v := auth.Visit{IP: "10.0.0.2"}
		_, err = h.EnterCode(ctx, entry.Token, first, v)
		refused(t, err, "invalid.code") // the code that confirmed is spent
		h.clock.Advance(30 * time.Second)
		full, err := h.EnterCode(ctx, entry.Token, h.code(t, e.Secret), v)
		must(t, err)
		_, err = h.Resolve(ctx, full.Token)
		must(t, err)
		_, err = h.EnterCode(ctx, entry.Token, h.code(t, e.Secret), v)
		refused(t, err, "fault.session_gone")

		entry, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		must(t, err)
		_, err = h.EnterCode(ctx, entry.Token, " "+strings.ToUpper(recovery[3]), v)
		must(t, err)
		entry, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		must(t, err)
		_, err = h.EnterCode(ctx, entry.Token, recovery[3], v)
		refused(t, err, "invalid.code")
		h.clock.Advance(6 * time.Minute)
		_, err = h.EnterCode(ctx, entry.Token, recovery[4], v)
		refused(t, err, "fault.session_gone")

		m, err := h.Mine(ctx, mine.Actor)
		must(t, err)
		if m.RecoveryLeft != 9 {
			t.Errorf("left %d", m.RecoveryLeft)
		}
		must(t, h.StopTwoFactor(ctx, mine.Actor, password))
		entry, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		must(t, err)
		if entry.CodeNeeded {
			t.Error("still asked for a code")
		}
	})
}

func TestCodesCannotBeGuessed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, _ := h.enter(t, "G002")
		must(t, h.StartTwoFactor(ctx, mine.Actor, password))
		e, err := h.Enrolment(ctx, mine.Actor)
		must(t, err)
		_, err = h.ConfirmTwoFactor(ctx, mine.Actor, mine.ID, h.code(t, e.Secret))
		must(t, err)
		entry, err := h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		must(t, err)
		for range 5 {
			_, err = h.EnterCode(ctx, entry.Token, "000000", auth.Visit{IP: "10.0.0.2"})
			refused(t, err, "invalid.code")
		}
		_, err = h.EnterCode(ctx, entry.Token, "000000", auth.Visit{IP: "10.0.0.2"})
		refused(t, err, "fault.sign_in_wait")
	})
}

func TestAnAuditorHoldsNoOtherRole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		grant := func(r auth.Role) error {
			return h.Grant(ctx, h.admin, auth.GrantInput{PersonID: h.worker.ID, Role: r})
		}
		must(t, grant(auth.Handler))
		refused(t, grant(auth.Handler), "invalid.role_held")
		refused(t, grant(auth.Auditor), "invalid.role_separation")
		held, err := h.Holdings(ctx, h.admin, h.worker.ID)
		must(t, err)
		must(t, h.Revoke(ctx, h.admin, held[0].ID, "moves to audit"))
		must(t, grant(auth.Auditor))
		refused(t, grant(auth.Supervisor), "invalid.role_separation")
		refused(t, grant("king"), "invalid.choice")
		s, _ := h.enter(t, "G002")
		if s.Actor.Holds(auth.Employee) || s.Actor.Can(auth.ComplaintRegister) {
			t.Error("an auditor changes nothing, not even as an employee")
		}
	})
}

func TestNobodyGivesARoleToHimself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		refused(t, h.Grant(ctx, h.admin, auth.GrantInput{PersonID: h.admin.PersonID, Role: auth.Supervisor}), "fault.grant_self")
	})
}

func TestOppositeGrantsAtOnceDoNotMeet(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var wg sync.WaitGroup
		for _, r := range []auth.Role{auth.Auditor, auth.Handler, auth.Supervisor, auth.Auditor} {
			wg.Go(func() { _ = h.Grant(ctx, h.admin, auth.GrantInput{PersonID: h.worker.ID, Role: r}) })
		}
		wg.Wait()
		held, err := h.Holdings(ctx, h.admin, h.worker.ID)
		must(t, err)
		auditors := 0
		for _, g := range held {
			if g.Role == auth.Auditor {
				auditors++
			}
		}
		if len(held) == 0 || auditors > 0 && len(held) != auditors {
			t.Errorf("held %+v", held)
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		held, err := h.Holdings(ctx, h.admin, h.admin.PersonID)
		must(t, err)
		refused(t, h.Revoke(ctx, h.admin, held[0].ID, ""), "fault.last_administrator")
		refused(t, h.Disable(ctx, h.admin, h.admin.PersonID, ""), "fault.own_account")
		must(t, h.Grant(ctx, h.admin, auth.GrantInput{PersonID: h.worker.ID, Role: auth.Administrator}))
		second, _ := h.enter(t, "G002")
		var wg sync.WaitGroup
		wg.Go(func() { _ = h.Disable(ctx, h.admin, h.worker.ID, "") })
		wg.Go(func() { _ = h.Disable(ctx, second.Actor, h.admin.PersonID, "") })
		wg.Wait()
		accounts, active := h.dump(t, "accounts"), 0
		for _, a := range accounts {
			if a["state"] == auth.Active {
				active++
			}
		}
		if active != 1 {
			t.Errorf("%d administrators left", active)
		}
	})
}

func TestAccountsOfOthersNeedTheRight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, _ := h.enter(t, "G002")
		_, err := h.ResetPassword(ctx, mine.Actor, h.admin.PersonID)
		if !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("reset: %v", err)
		}
		for name, err := range map[string]error{
			"grant":    h.Grant(ctx, mine.Actor, auth.GrantInput{PersonID: h.worker.ID, Role: auth.Administrator}),
			"disable":  h.Disable(ctx, mine.Actor, h.admin.PersonID, ""),
			"sessions": h.EndSessionsOf(ctx, mine.Actor, h.admin.PersonID, ""),
		} {
			if !fault.Is(err, fault.ForbiddenKind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		all, err := h.Mine(ctx, h.admin)
		must(t, err)
		refused(t, h.EndSession(ctx, mine.Actor, all.Sessions[0].ID), "fault.session_gone")
	})
}

func TestLeavingEndsAccess(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		must(t, h.Grant(ctx, h.admin, auth.GrantInput{PersonID: h.worker.ID, Role: auth.Handler}))
		_, token := h.enter(t, "G002")
		must(t, h.org.Leave(ctx, h.admin, h.worker.ID, h.worker.Version, org.LeaveInput{On: "2026-03-06"}))
		_, err := h.Resolve(ctx, token)
		must(t, err) // the last day is not over
		h.clock.Set(time.Date(2026, 3, 6, 15, 59, 0, 0, time.UTC))
		_, token = h.enter(t, "G002")
		h.clock.Set(time.Date(2026, 3, 6, 16, 0, 1, 0, time.UTC)) // midnight in Shanghai
		_, err = h.Resolve(ctx, token)
		refused(t, err, "fault.session_gone")
		_, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		refused(t, err, "fault.sign_in_failed")
		must(t, h.org.Daily(ctx))
		held, err := h.Holdings(ctx, h.admin, h.worker.ID)
		must(t, err)
		a, _, err := h.AccountOf(ctx, h.admin, h.worker.ID)
		must(t, err)
		if len(held) != 0 || a.State != auth.Disabled || len(h.dump(t, "sessions")) != 1 {
			t.Errorf("left behind: %v %s", held, a.State)
		}
		refused(t, h.Enable(ctx, h.admin, h.worker.ID, ""), "fault.person_left")
	})
}
