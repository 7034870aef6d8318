package terms_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/terms"
)

var (
	ctx   = context.Background()
	admin = auth.Actor{PersonID: 1, Grants: []auth.Grant{{Role: auth.Administrator, Scope: auth.Scope{All: true}}}}
)

func seeded(t *testing.T, d *db.DB) *terms.Lists {
	t.Helper()
	for range 2 { // the second time changes nothing
		dbtest.Seed(t, d, terms.Seed)
	}
	return terms.New(d)
}

func all(t *testing.T, l *terms.Lists) terms.Set {
	t.Helper()
	set, err := l.All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func codes(list []terms.Term) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.Code)
	}
	return out
}

func events(t *testing.T, d *db.DB) []audit.Told {
	t.Helper()
	var rows []audit.Row
	if err := d.Read(ctx).Order("id").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	told, err := audit.Tell(d.Read(ctx), rows)
	if err != nil {
		t.Fatal(err)
	}
	return told
}

func field(err error, name string) string {
	if f := fault.Of(err); f != nil {
		return f.Fields[name].Key
	}
	return ""
}

func TestTheStarterPackIsComplete(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		set := all(t, seeded(t, d))
		for _, l := range terms.All() {
			every := set.Every(l.Code)
			if len(every) < 2 {
				t.Errorf("%s has %d terms", l.Code, len(every))
			}
			for _, term := range every {
				if term.NameZh == "" || term.NameEn == "" {
					t.Errorf("%s/%s lacks a name", l.Code, term.Code)
				}
			}
		}
		for class, n := range map[string]int{"delivery": 9, "request": 2, "conduct": 4} {
			if got := len(set.Under(terms.FailureType, class)); got != n {
				t.Errorf("%s has %d types, want %d", class, got, n)
			}
		}
		if len(set.List(terms.FailureType)) != 15 || len(set.List(terms.Channel)) != 9 {
			t.Error("fifteen types and nine channels are wanted")
		}
		if !set.Flag(terms.RemedyKind, "refund", terms.Material) || set.Flag(terms.RemedyKind, "apology", terms.Material) {
			t.Error("a refund is material, an apology is not")
		}
		if !set.Flag(terms.FollowUpOutcome, "dissatisfied", terms.SecondRound) {
			t.Error("dissatisfied leads to a second round")
		}
		if set.Name(terms.Channel, "telephone", "zh-Hans") != "电话" || set.Name(terms.Channel, "telephone", "en") != "Telephone" ||
			set.Name(terms.Channel, "gone", "en") != "gone" {
			t.Error("names")
		}
	})
}

func TestATermIsAddedChangedMovedAndSwitchedOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := seeded(t, d)
		code, err := l.Add(ctx, admin, terms.RemedyKind, terms.Input{NameZh: " 赠送礼品 ", NameEn: "Gift (small)", Flags: map[string]bool{terms.Material: true, "unknown": true}})
		if err != nil || code != "gift_small" {
			t.Fatalf("%q, %v", code, err)
		}
		term, _ := all(t, l).Get(terms.RemedyKind, code)
		if term.NameZh != "赠送礼品" || term.Data != `{"material":true}` || !term.Active || term.Version != 1 {
			t.Fatalf("%+v", term)
		}
		if err := l.Change(ctx, admin, terms.RemedyKind, code, 1, terms.Input{NameZh: "礼品", NameEn: "Gift"}); err != nil {
			t.Fatal(err)
		}
		if err := l.Change(ctx, admin, terms.RemedyKind, code, 1, terms.Input{NameZh: "别的"}); !fault.Is(err, fault.ConflictKind) {
			t.Fatalf("stale version: %v", err)
		}
		if err := l.Move(ctx, admin, terms.RemedyKind, code, 2, -100); err != nil {
			t.Fatal(err)
		}
		set := all(t, l)
		if got := codes(set.List(terms.RemedyKind)); got[0] != code || got[1] != "discount" {
			t.Fatalf("order %v", got)
		}
		term, _ = set.Get(terms.RemedyKind, code)
		if err := l.Switch(ctx, admin, terms.RemedyKind, code, term.Version, false); err != nil {
			t.Fatal(err)
		}
		set = all(t, l)
		if set.Has(terms.RemedyKind, code) || !set.Known(terms.RemedyKind, code) || set.Name(terms.RemedyKind, code, "en") != "Gift" {
			t.Fatal("a term switched off keeps its name but cannot be chosen")
		}
		if len(set.Every(terms.RemedyKind)) != len(set.List(terms.RemedyKind))+1 {
			t.Fatal("Every shows what is switched off")
		}
		if err := l.Switch(ctx, admin, terms.RemedyKind, code, term.Version+1, true); err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, e := range events(t, d) {
			kinds = append(kinds, e.Kind)
			if e.RecordKind != "term" || e.RecordNumber != "remedy_kind/gift_small" || e.ActorID != 1 {
				t.Errorf("%+v", e.Row)
			}
		}
		if want := []string{"term.added", "term.changed", "term.moved", "term.deactivated", "term.activated"}; !slices.Equal(kinds, want) {
			t.Fatalf("events %v", kinds)
		}
	})
}

func TestChangesAreKeptBeforeAndAfter(t *testing.T) {
	d, _ := dbtest.One(t)
	l := seeded(t, d)
	if err := l.Change(ctx, admin, terms.FailureType, "out_of_stock", 1, terms.Input{NameZh: "断货", NameEn: "Out of stock", Parent: "request"}); err != nil {
		t.Fatal(err)
	}
	got := events(t, d)[0].Changes
	want := []audit.Change{{Field: "name_zh", Before: "缺货", After: "断货"}, {Field: "parent", Before: "delivery", After: "request"}}
	if !slices.Equal(got, want) {
		t.Fatalf("%v", got)
	}
	if got := codes(all(t, l).Under(terms.FailureType, "request")); got[len(got)-1] != "out_of_stock" {
		t.Fatalf("a term under a new parent stands last: %v", got)
	}
	if err := l.Change(ctx, admin, terms.FailureType, "out_of_stock", 2, terms.Input{NameZh: "断货", NameEn: "Out of stock", Parent: "request"}); err != nil {
		t.Fatal(err)
	}
	if n := len(events(t, d)); n != 1 {
		t.Fatalf("nothing changed, yet %d events", n)
	}
}

func TestWhatMakesNoSenseIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := seeded(t, d)
		add := func(list string, in terms.Input) error {
			_, err := l.Add(ctx, admin, list, in)
			return err
		}
		long := string(slices.Repeat([]rune("长"), 61))
		for name, c := range map[string]struct {
			err   error
			field string
			key   string
		}{
			"duplicate code": {add(terms.Channel, terms.Input{Code: "telephone", NameZh: "热线"}), "code", "invalid.term_code_taken"},
			"bad code":       {add(terms.Channel, terms.Input{Code: "热线", NameZh: "热线"}), "code", "invalid.term_code"},
			"path in code":   {add(terms.Channel, terms.Input{Code: "a/../b", NameZh: "热线"}), "code", "invalid.term_code"},
			"no name":        {add(terms.Channel, terms.Input{NameZh: "  "}), "name_zh", "invalid.required"},
			"long name":      {add(terms.Channel, terms.Input{NameZh: long}), "name_zh", "invalid.too_long"},
			"two lines":      {add(terms.Channel, terms.Input{NameZh: "热\n线"}), "name_zh", "invalid.one_line"},
			"taken name":     {add(terms.Channel, terms.Input{NameZh: "电话"}), "name_zh", "invalid.term_name_taken"},
			"taken English":  {add(terms.Channel, terms.Input{NameZh: "热线", NameEn: "telephone"}), "name_en", "invalid.term_name_taken"},
			"no class":       {add(terms.FailureType, terms.Input{NameZh: "新类型"}), "parent", "invalid.required"},
			"unknown class":  {add(terms.FailureType, terms.Input{NameZh: "新类型", Parent: "nothing"}), "parent", "invalid.choice"},
			"flat list":      {add(terms.Severity, terms.Input{NameZh: "特急", Parent: "urgent"}), "parent", "invalid.choice"},
		} {
			if got := field(c.err, c.field); got != c.key {
				t.Errorf("%s: %q (%v), want %s", name, got, c.err, c.key)
			}
		}
		if err := add(terms.FailureKind, terms.Input{NameZh: "第三种"}); !fault.Is(err, fault.ConflictKind) {
			t.Errorf("fixed list: %v", err)
		}
		if err := add("nothing", terms.Input{NameZh: "x"}); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("unknown list: %v", err)
		}
		if err := l.Switch(ctx, admin, terms.Channel, "nothing", 1, false); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("unknown term: %v", err)
		}
		if n := len(events(t, d)); n != 0 {
			t.Errorf("%d events of refused steps", n)
		}
	})
}

func TestATreeHasNoCycleAndNoGreatDepth(t *testing.T) {
	d, _ := dbtest.One(t)
	l := seeded(t, d)
	parent := ""
	for _, code := range []string{"a", "b", "c", "d"} {
		if _, err := l.Add(ctx, admin, terms.Channel, terms.Input{Code: code, NameZh: code, Parent: parent}); err != nil {
			t.Fatal(err)
		}
		parent = code
	}
	if _, err := l.Add(ctx, admin, terms.Channel, terms.Input{Code: "e", NameZh: "e", Parent: "d"}); field(err, "parent") != "invalid.term_depth" {
		t.Fatalf("fifth level: %v", err)
	}
	for _, under := range []string{"a", "b", "c"} {
		if err := l.Change(ctx, admin, terms.Channel, "a", 1, terms.Input{NameZh: "a", Parent: under}); field(err, "parent") != "invalid.term_cycle" {
			t.Fatalf("a under %s: %v", under, err)
		}
	}
	if err := l.Change(ctx, admin, terms.Channel, "a", 1, terms.Input{NameZh: "a", Parent: "visit"}); field(err, "parent") != "invalid.term_depth" {
		t.Fatalf("a tree of four levels under another term: %v", err)
	}
	if err := l.Switch(ctx, admin, terms.Channel, "b", 1, false); err != nil {
		t.Fatal(err)
	}
	set := all(t, l)
	if set.Has(terms.Channel, "c") || set.Has(terms.Channel, "d") || !set.Has(terms.Channel, "a") {
		t.Fatal("what stands under a term that is switched off cannot be chosen")
	}
	c, _ := set.Get(terms.Channel, "d")
	if set.Depth(c) != 3 {
		t.Fatalf("depth %d", set.Depth(c))
	}
}

func TestTheLastTermCannotBeSwitchedOff(t *testing.T) {
	d, _ := dbtest.One(t)
	l := seeded(t, d)
	for i, term := range all(t, l).List(terms.FailureClass) {
		err := l.Switch(ctx, admin, terms.FailureClass, term.Code, 1, false)
		if i < 2 && err != nil || i == 2 && !fault.Is(err, fault.ConflictKind) {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if err := l.Switch(ctx, admin, terms.FailureKind, "outcome", 1, false); !fault.Is(err, fault.ConflictKind) {
		t.Fatalf("a fixed term: %v", err)
	}
}

func TestOnlyWhoMayEditsLists(t *testing.T) {
	d, _ := dbtest.One(t)
	l := seeded(t, d)
	for _, role := range []auth.Role{auth.Employee, auth.Handler, auth.Supervisor, auth.HR, auth.PolicyOwner, auth.Auditor} {
		actor := auth.Actor{PersonID: 2, Grants: []auth.Grant{{Role: role, Scope: auth.Scope{All: true}}}}
		_, err := l.Add(ctx, actor, terms.Channel, terms.Input{NameZh: "热线"})
		for _, err := range []error{err,
			l.Change(ctx, actor, terms.Channel, "visit", 1, terms.Input{NameZh: "上门"}),
			l.Move(ctx, actor, terms.Channel, "visit", 1, 1),
			l.Switch(ctx, actor, terms.Channel, "visit", 1, false)} {
			if !fault.Is(err, fault.ForbiddenKind) {
				t.Errorf("%s: %v", role, err)
			}
		}
	}
}

func TestEditorsAtOnceLoseNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		l := seeded(t, d)
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				_, err := l.Add(ctx, admin, terms.Channel, terms.Input{NameZh: "热线", NameEn: "Hotline"})
				if err != nil && field(err, "name_zh") != "invalid.term_name_taken" {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := len(all(t, l).List(terms.Channel)); got != 10 {
			t.Fatalf("%d channels, want 10", got)
		}
		var stale, done int
		var mu sync.Mutex
		for range 6 {
			wg.Go(func() {
				err := l.Switch(ctx, admin, terms.Channel, "hotline", 1, false)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					done++
				case fault.Is(err, fault.ConflictKind):
					stale++
				default:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if done != 1 || stale != 5 {
			t.Fatalf("done %d, stale %d", done, stale)
		}
	})
}

func TestASnapshotIsAtMostTwoSecondsOld(t *testing.T) {
	d, clock := dbtest.One(t)
	here, elsewhere := seeded(t, d), terms.New(d)
	all(t, here)
	if err := elsewhere.Switch(ctx, admin, terms.Channel, "visit", 1, false); err != nil {
		t.Fatal(err)
	}
	counted, n := db.CountStatements(ctx)
	for range 50 {
		if _, err := here.All(counted); err != nil {
			t.Fatal(err)
		}
	}
	if n.Load() != 0 {
		t.Fatalf("%d statements for a fresh snapshot", n.Load())
	}
	clock.Advance(2 * time.Second)
	if all(t, here).Has(terms.Channel, "visit") {
		t.Fatal("the edit of another instance shows after two seconds")
	}
}

func TestAFailedEditLeavesNoTrace(t *testing.T) {
	d, _ := dbtest.One(t)
	l := seeded(t, d)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := l.Switch(cancelled, admin, terms.Channel, "visit", 1, false); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if !all(t, l).Has(terms.Channel, "visit") || len(events(t, d)) != 0 {
		t.Fatal("a cancelled edit changed something")
	}
}

func TestACodeMayStayThoughItWasSwitchedOff(t *testing.T) {
	d, _ := dbtest.One(t)
	set := all(t, seeded(t, d))
	off := set.List(terms.Severity)[0].Code
	dbtest.Seed(t, d, func(tx *db.Tx) error {
		return tx.Model(&terms.Term{}).Where("list = ? AND code = ?", terms.Severity, off).UpdateColumn("active", false).Error
	})
	set, err := terms.Load(d.Read(ctx))
	if err != nil {
		t.Fatal(err)
	}
	on := set.List(terms.Severity)[0].Code
	for _, c := range []struct {
		value, before string
		required      bool
		want          string
	}{
		{on, "", true, ""}, {"", "", false, ""}, {"", on, true, "invalid.required"}, {off, on, true, "invalid.choice"}, {off, off, true, ""}, {"none", "", false, "invalid.choice"},
	} {
		var check fault.Check
		set.Check(&check, "severity", terms.Severity, c.value, c.before, c.required)
		if got := field(check.Err(), "severity"); got != c.want {
			t.Errorf("%+v: %q", c, got)
		}
	}
}
