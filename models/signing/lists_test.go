package signing

import (
	"strings"
	"testing"
	"time"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/policy"
)

func TestNewcomersGetAnOrderedList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		store := of(orgtest.Store)
		a, b := f.issue("甲制度", store), f.issue("乙制度", store)
		later := f.draft("丙制度", store, policy.Quiz{})
		in := ListInput{Name: "售后新人", Audience: of(orgtest.Service), Days: 5, Active: true, Policies: []string{b, a, later}}
		f.forbidden(f.SaveList(f.ctx, f.chief, in))
		bad := in
		bad.Name, bad.Days, bad.Policies, bad.Audience = "", 0, nil, org.Audience{}
		err := f.SaveList(f.ctx, f.keeper, bad)
		for _, key := range []string{"invalid.required", "invalid.range"} {
			f.refused(err, key)
		}
		bad = in
		bad.Policies = []string{"ZD-2026-999999"}
		f.refused(f.SaveList(f.ctx, f.keeper, bad), "invalid.choice")
		f.must(f.SaveList(f.ctx, f.keeper, in))
		f.refused(f.SaveList(f.ctx, f.keeper, in), "invalid.name_taken")
		if n := f.table("sign_campaigns", "cause = ? AND state = ?", Newcomer, Open); n != 2 {
			t.Fatalf("%d campaigns stand", n)
		}
		if mine, _ := f.Mine(f.ctx, f.one); len(mine) != 0 {
			t.Fatalf("who was there before is no newcomer: %+v", mine)
		}
		f.pass(24 * time.Hour)
		f.signs(f.clerk, b) // of the store; he moves and need not read again what he signed
		f.move(f.clerk, orgtest.Service)
		fresh := f.joins("新人", orgtest.Service)
		f.must(f.Settle(f.ctx))
		titles := func(items []Item) string {
			var all []string
			for _, i := range items {
				all = append(all, i.PolicyTitle)
			}
			return strings.Join(all, " ")
		}
		mine, err := f.Mine(f.ctx, fresh)
		f.must(err)
		if titles(mine) != "乙制度 甲制度" || mine[0].Position != 1 || mine[1].Position != 2 || mine[0].Cause != Newcomer || !mine[0].Joined {
			t.Fatalf("%+v", mine)
		}
		moved, err := f.Mine(f.ctx, f.clerk)
		f.must(err)
		if titles(moved) != "甲制度" {
			t.Fatalf("%+v", moved)
		}
		f.approve(later, "") // comes into force: its place in the list is waiting
		f.must(f.Settle(f.ctx))
		mine, _ = f.Mine(f.ctx, fresh)
		if titles(mine) != "乙制度 甲制度 丙制度" {
			t.Fatalf("%s", titles(mine))
		}
		f.revise(b, policy.Major, "")
		f.must(f.Settle(f.ctx))
		if mine, _ = f.Mine(f.ctx, fresh); len(mine) != 3 || mine[0].CurrentNo != 2 {
			t.Fatalf("a list follows the edition in force: %+v", mine)
		}
		f.signs(fresh, b)
		lists, err := f.Lists(f.ctx, f.keeper)
		f.must(err)
		if len(lists) != 1 || len(lists[0].Policies) != 3 || lists[0].Policies[0].Number != b {
			t.Fatalf("%+v", lists)
		}
		in.ID, in.Version, in.Policies = lists[0].ID, lists[0].Version, []string{later, b}
		f.must(f.SaveList(f.ctx, f.keeper, in))
		f.refused(f.SaveList(f.ctx, f.keeper, in), "fault.stale")
		if mine, _ = f.Mine(f.ctx, fresh); titles(mine) != "丙制度" || mine[0].Position != 1 {
			t.Fatalf("%s", titles(mine))
		}
		in.Version, in.Active = in.Version+1, false
		f.must(f.SaveList(f.ctx, f.keeper, in))
		if mine, _ = f.Mine(f.ctx, fresh); len(mine) != 0 {
			t.Fatalf("%s", titles(mine))
		}
		f.refused(f.End(f.ctx, f.keeper, Ref{f.campaign(later).Number, 99}, EndInput{Reason: "x"}), "fault.")
		f.sound()
	})
}

func TestOnePolicyStandsOnceInAReadingList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("甲制度", everybody)
		f.must(f.SaveList(f.ctx, f.keeper, ListInput{Name: "新人", Audience: everybody, Days: 9, Active: true, Policies: []string{n}}))
		f.pass(24 * time.Hour)
		fresh := f.joins("新人", orgtest.Service)
		f.must(f.Settle(f.ctx))
		mine, err := f.Mine(f.ctx, fresh)
		f.must(err)
		if len(mine) != 1 || mine[0].Position != 1 {
			t.Fatalf("%+v", mine)
		}
		if got := f.table("sign_duties", "person_id = ? AND state = 'due'", fresh.PersonID); got != 2 {
			t.Fatalf("%d duties", got)
		}
		f.signs(fresh, n)
		if got := f.table("sign_duties", "person_id = ? AND state = 'signed'", fresh.PersonID); got != 2 {
			t.Fatalf("one signature settles all: %d", got)
		}
		desk, err := f.OnDesk(f.ctx, f.chief, 10)
		f.must(err)
		if len(desk.Items) != 1 || !desk.Answers || desk.Unsigned != 3 {
			t.Errorf("%+v", desk)
		}
		if desk, _ := f.OnDesk(f.ctx, f.keeper, 10); desk.Unsigned != f.table("sign_duties", "state = 'due'") {
			t.Errorf("%d", desk.Unsigned)
		}
		f.sound()
	})
}
