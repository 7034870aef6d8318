package savedview_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/savedview"
)

var ctx = context.Background()

func person(id int64) auth.Actor {
	return auth.Actor{PersonID: id, Grants: []auth.Grant{{Role: auth.Employee}}}
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil {
		t.Fatalf("%v, want %s", err, want)
	}
	for _, m := range f.Fields {
		if m.Key == want {
			return
		}
	}
	if f.Key != want && f.Right != want {
		t.Errorf("refused with %s %v, want %s", f.Key, f.Fields, want)
	}
}

func TestSavedViewsAreOnesOwnAndOfOneList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		vs := savedview.New(d)
		save := func(a auth.Actor, list, name, query string) int64 {
			t.Helper()
			id, err := vs.Save(ctx, a, list, name, query)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		names := func(a auth.Actor, list string) string {
			t.Helper()
			all, err := vs.Of(ctx, a, list)
			if err != nil {
				t.Fatal(err)
			}
			var s []string
			for _, v := range all {
				s = append(s, v.Name+"?"+v.Query)
			}
			return strings.Join(s, " ")
		}
		one := person(1)
		id := save(one, "complaint", " 严重未结 ", "?severity=serious&open=1")
		save(one, "complaint", "本月", "from=2026-03-01")
		if again := save(one, "complaint", "严重未结", "severity=urgent"); again != id {
			t.Errorf("the same name made %d beside %d", again, id)
		}
		if other := save(one, "action", "严重未结", "late=1"); other == id {
			t.Error("the same name in another list is another view")
		}
		if got := names(one, "complaint"); got != "严重未结?severity=urgent 本月?from=2026-03-01" {
			t.Errorf("complaints: %s", got)
		}
		if got := names(one, "action"); got != "严重未结?late=1" {
			t.Errorf("actions: %s", got)
		}
		if got := names(person(2), "complaint"); got != "" {
			t.Errorf("another sees %s", got)
		}
		refused(t, vs.Delete(ctx, person(2), id), "fault.saved_view_gone")
		if err := vs.Delete(ctx, one, id); err != nil {
			t.Fatal(err)
		}
		refused(t, vs.Delete(ctx, one, id), "fault.saved_view_gone")
		if got := names(one, "complaint"); got != "本月?from=2026-03-01" {
			t.Errorf("left: %s", got)
		}
	})
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	d, _ := dbtest.One(t)
	vs := savedview.New(d)
	save := func(a auth.Actor, name, query string) error {
		_, err := vs.Save(ctx, a, "complaint", name, query)
		return err
	}
	refused(t, save(person(1), " ", "open=1"), "invalid.required")
	refused(t, save(person(1), strings.Repeat("长", 41), "open=1"), "invalid.too_long")
	refused(t, save(person(1), "坏", "a=%zz"), "invalid.choice")
	refused(t, save(auth.Actor{PersonID: 1}, "无权", "open=1"), string(auth.HomeRead))
	for i := range 30 {
		if err := save(person(1), strconv.Itoa(i), "open=1"); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, save(person(1), "再一个", "open=1"), "fault.saved_views_full")
	if err := save(person(1), "7", "open=0"); err != nil {
		t.Errorf("a full list still takes a changed view: %v", err)
	}
}
