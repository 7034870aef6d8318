package auth_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
)

const (
	password = "a quiet river at noon"
	another  = "nine lanterns by the gate"
)

var quick = auth.Hasher{Memory: 64, Time: 1, Lanes: 1}

// house is a firm with an administrator (G001) and an employee (G002) who has an account.
type house struct {
	*auth.Accounts
	d      *db.DB
	clock  *dbtest.Clock
	org    *org.Organisation
	admin  auth.Actor
	worker org.Person
	slowed []time.Duration
}

var ctx = context.Background()

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) { fn(t, newHouse(t, d, clock)) })
}

func newHouse(t *testing.T, d *db.DB, clock *dbtest.Clock) *house {
	t.Helper()
	h := &house{d: d, clock: clock, org: org.New(d)}
	h.Accounts = auth.New(d, auth.Limits{Hasher: quick, Demo: true, Delay: func(d time.Duration) { h.slowed = append(h.slowed, d) }})
	_, err := h.org.SetUp(ctx, org.SetUpInput{Firm: "长江服务", Name: "赵敏", Number: "G001", Password: password, Hasher: quick})
	must(t, err)
	entry, err := h.SignIn(ctx, attempt("G001", password, "10.0.0.1"))
	must(t, err)
	session, err := h.Resolve(ctx, entry.Token)
	must(t, err)
	h.admin = session.Actor
	tree, err := h.org.Departments(ctx)
	must(t, err)
	h.worker, err = h.org.Register(ctx, h.admin, org.PersonInput{Number: "G002", Name: "钱多", DepartmentID: tree.Root(), JoinedOn: "2025-01-06"})
	must(t, err)
	link, err := h.CreateAccount(ctx, h.admin, h.worker.ID)
	must(t, err)
	must(t, h.SetByLink(ctx, link.Token, password, "r"))
	return h
}

func attempt(login, password, ip string) auth.Attempt {
	return auth.Attempt{Login: login, Password: password, Visit: auth.Visit{IP: ip, Agent: "test"}}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("unexpected: %v %+v", err, fault.Of(err))
	}
}

func refused(t *testing.T, err error, key string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Fatalf("want the fault %s, got %v", key, err)
	}
	if f.Key == key {
		return
	}
	for _, m := range f.Fields {
		if m.Key == key {
			return
		}
	}
	t.Fatalf("want the fault %s, got %+v", key, f)
}

// enter signs the worker in and gives the actor and the session's id.
func (h *house) enter(t *testing.T, login string) (auth.Session, string) {
	t.Helper()
	entry, err := h.SignIn(ctx, attempt(login, password, "10.0.0.9"))
	must(t, err)
	s, err := h.Resolve(ctx, entry.Token)
	must(t, err)
	return s, entry.Token
}

func (h *house) events(t *testing.T) []audit.Row {
	t.Helper()
	var rows []audit.Row
	must(t, h.d.Read(ctx).Order("id").Find(&rows).Error)
	return rows
}

func TestSigningInGivesWhoActs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s, token := h.enter(t, " g002 ")
		a := s.Actor
		if a.Name != "钱多" || a.Number != "G002" || a.PersonID != h.worker.ID || a.Department != "长江服务" || !a.Holds(auth.Employee) {
			t.Errorf("actor %+v", a)
		}
		if len(s.CSRFKey) != 32 || strings.Contains(fmt.Sprint(h.dump(t, "sessions")), token) {
			t.Error("the token itself must not be stored, and each session has a key")
		}
		if !h.admin.Can(auth.AccountWrite) || h.admin.Can(auth.TrailRead) {
			t.Error("the administrator manages accounts and reads no trail")
		}
		_, err := h.Resolve(ctx, token+"x")
		refused(t, err, "fault.session_gone")
		must(t, h.SignOut(ctx, token, "r"))
		_, err = h.Resolve(ctx, token)
		refused(t, err, "fault.session_gone")
		must(t, h.SignOut(ctx, token, "r"))
	})
}

func (h *house) dump(t *testing.T, table string) []map[string]any {
	t.Helper()
	var rows []map[string]any
	must(t, h.d.Read(ctx).Table(table).Find(&rows).Error)
	return rows
}

func TestResolvingCostsTwoStatements(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, token := h.enter(t, "G002")
		counted, n := db.CountStatements(ctx)
		_, err := h.Resolve(counted, token)
		must(t, err)
		if n.Load() != 2 {
			t.Errorf("%d statements", n.Load())
		}
	})
}

func TestASubtreeIsSpelledOut(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		add := func(parent int64, name string) org.Department {
			d, err := h.org.AddDepartment(ctx, h.admin, org.DepartmentInput{ParentID: parent, Name: name})
			must(t, err)
			return d
		}
		service := add(h.worker.DepartmentID, "售后部")
		group := add(service.ID, "一组")
		other := add(h.worker.DepartmentID, "仓储部")
		must(t, h.Grant(ctx, h.admin, auth.GrantInput{PersonID: h.worker.ID, Role: auth.Handler, DepartmentID: service.ID}))
		s, _ := h.enter(t, "G002")
		for department, want := range map[int64]bool{service.ID: true, group.ID: true, other.ID: false, h.worker.DepartmentID: false} {
			if s.Actor.CanIn(auth.ComplaintHandle, department) != want {
				t.Errorf("handling in %d: %v", department, !want)
			}
		}
		ids, err := org.Holders(h.d.Read(ctx), auth.Handler, group.ID)
		must(t, err)
		if len(ids) != 1 || ids[0] != h.worker.ID {
			t.Errorf("holders below: %v", ids)
		}
		ids, err = org.Holders(h.d.Read(ctx), auth.Handler, other.ID)
		must(t, err)
		if len(ids) != 0 {
			t.Errorf("holders elsewhere: %v", ids)
		}
	})
}

func TestSessionsEndIdleAndOld(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, token := h.enter(t, "G002")
		h.clock.Advance(29 * time.Minute)
		_, err := h.Resolve(ctx, token)
		must(t, err)
		h.clock.Advance(29 * time.Minute)
		_, err = h.Resolve(ctx, token)
		must(t, err)
		h.clock.Advance(31 * time.Minute)
		_, err = h.Resolve(ctx, token)
		refused(t, err, "fault.session_gone")

		_, token = h.enter(t, "G002")
		for range 24 {
			h.clock.Advance(29*time.Minute + 59*time.Second)
			if _, err = h.Resolve(ctx, token); err != nil {
				break
			}
		}
		h.clock.Advance(time.Minute)
		_, err = h.Resolve(ctx, token)
		refused(t, err, "fault.session_gone")
		must(t, h.Tidy(ctx))
		for _, row := range h.dump(t, "sessions") {
			t.Errorf("left: %v", row)
		}
	})
}

func TestAllRefusalsLookAlike(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.SignIn(ctx, attempt("G002", "not the password", "10.0.0.2"))
		refused(t, err, "fault.sign_in_failed")
		_, err = h.SignIn(ctx, attempt("nobody", password, "10.0.0.2"))
		refused(t, err, "fault.sign_in_failed")
		must(t, h.Disable(ctx, h.admin, h.worker.ID, "test"))
		_, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.2"))
		refused(t, err, "fault.sign_in_failed")
		failed := 0
		for _, e := range h.events(t) {
			if e.Kind == "account.sign_in_failed" {
				failed++
			}
		}
		if failed != 3 {
			t.Errorf("%d events of failure", failed)
		}
		all := fmt.Sprint(h.dump(t, "event_values"))
		for _, e := range h.events(t) {
			all += string(e.Canonical)
		}
		if strings.Contains(all, "not the password") || strings.Contains(all, "nobody") || strings.Contains(all, password) {
			t.Error("what was typed must not be recorded")
		}
	})
}

func TestAGuesserIsHeldAndTheOwnerIsNot(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		own, err := h.SignIn(ctx, attempt("G002", password, "10.0.0.9"))
		must(t, err)
		for range 5 {
			_, err := h.SignIn(ctx, attempt("G002", "wrong wrong wrong", "66.6.6.6"))
			refused(t, err, "fault.sign_in_failed")
		}
		_, err = h.SignIn(ctx, attempt("G002", password, "66.6.6.6"))
		refused(t, err, "fault.sign_in_wait")
		_, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.9"))
		must(t, err)

		// Many sources: the account is never shut, its unknown visitors only wait longer; a known browser does not.
		for i := range 20 {
			_, _ = h.SignIn(ctx, attempt("G002", "wrong wrong wrong", fmt.Sprintf("66.7.0.%d", i)))
		}
		h.slowed = nil
		_, err = h.SignIn(ctx, attempt("G002", password, "10.0.0.9"))
		must(t, err)
		if len(h.slowed) != 1 || h.slowed[0] > 2*time.Second {
			t.Errorf("slowed %v", h.slowed)
		}
		known := attempt("G002", password, "66.6.6.6")
		known.Device = own.Device
		h.slowed = nil
		_, err = h.SignIn(ctx, known)
		must(t, err)
		if len(h.slowed) != 0 {
			t.Errorf("a known browser was slowed: %v", h.slowed)
		}
		h.clock.Advance(16 * time.Minute)
		_, err = h.SignIn(ctx, attempt("G002", password, "66.6.6.6"))
		must(t, err)
	})
}

func TestHoldsGrowAndStayShort(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		bad := func() error {
			_, err := h.SignIn(ctx, attempt("G002", "wrong wrong wrong", "66.6.6.6"))
			return err
		}
		for range 5 {
			_ = bad()
		}
		for _, hold := range []time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 15 * time.Minute, 15 * time.Minute} {
			h.clock.Advance(hold - time.Second)
			refused(t, bad(), "fault.sign_in_wait")
			h.clock.Advance(2 * time.Second)
			refused(t, bad(), "fault.sign_in_failed")
		}
	})
}

func TestOneSourceTryingManyLoginsIsHeld(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		held := 0
		for i := range 60 {
			_, err := h.SignIn(ctx, attempt(fmt.Sprintf("guess%d", i), password, "66.6.6.6"))
			if f := fault.Of(err); f != nil && f.Key == "fault.sign_in_wait" {
				held++
			}
		}
		if held < 15 {
			t.Errorf("held %d times only", held)
		}
	})
}
