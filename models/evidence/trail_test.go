package evidence_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/evidence"
	"bihuan/models/fault"
)

var ctx = context.Background()

func actor(person int64, role auth.Role) auth.Actor {
	return auth.Actor{PersonID: person, AccountID: person + 100, Name: "somebody", Grants: []auth.Grant{{Role: role, Scope: auth.Scope{All: true}}}, RequestID: "request"}
}

var auditor = actor(1, auth.Auditor)

func record(t *testing.T, d *db.DB, a auth.Actor, e audit.Event) {
	t.Helper()
	if err := d.InTx(ctx, func(tx *db.Tx) error { return a.Record(tx, e) }); err != nil {
		t.Fatal(err)
	}
}

// story is what happened: 120 events by two people on three records.
func story(t *testing.T, d *db.DB, clock *dbtest.Clock) {
	t.Helper()
	for i := range int64(120) {
		a, kind := actor(2+i%2, auth.Handler), "complaint.edited"
		if i%40 == 0 {
			a, kind = actor(4, auth.Supervisor), "complaint.assigned"
		}
		record(t, d, a, audit.Event{Kind: kind, Record: audit.Ref{Kind: "complaint", ID: 1 + i%3, Number: fmt.Sprintf("TS-2026-00000%d", 1+i%3)},
			Changes: []audit.Change{{Field: "severity", Before: "normal", After: "urgent"}}})
		clock.Advance(time.Hour)
	}
}

// kinds reads all pages forwards, then back again, and gives the kinds of the events, newest first.
func kinds(t *testing.T, tr *evidence.Trail, f evidence.Filter) []string {
	t.Helper()
	var forward, back []string
	var last []string
	var at *db.Cursor
	for {
		p, err := tr.List(ctx, auditor, f, at)
		if err != nil {
			t.Fatal(err)
		}
		last = nil
		for _, e := range p.Events {
			last = append(last, e.UID)
			forward = append(forward, e.UID+" "+e.Kind)
		}
		if p.Next == nil {
			at = p.Prev
			break
		}
		at = p.Next
	}
	back = slices.Clone(last)
	for at != nil {
		p, err := tr.List(ctx, auditor, f, at)
		if err != nil {
			t.Fatal(err)
		}
		var page []string
		for _, e := range p.Events {
			page = append(page, e.UID)
		}
		back = append(page, back...)
		at = p.Prev
	}
	out := make([]string, len(forward))
	for i, line := range forward {
		uid, kind, _ := strings.Cut(line, " ")
		if i >= len(back) || back[i] != uid {
			t.Fatalf("event %d differs when paging back", i)
		}
		out[i] = kind
	}
	return out
}

func TestFiltersNarrowTheTrail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		story(t, d, clock)
		tr := evidence.NewTrail(d)
		from := dbtest.Start.Add(10*time.Hour - time.Minute)
		for name, c := range map[string]struct {
			f evidence.Filter
			n int
		}{
			"person":                     {evidence.Filter{People: []int64{4}}, 3},
			"people":                     {evidence.Filter{People: []int64{2, 4}}, 60},
			"nobody":                     {evidence.Filter{People: []int64{}}, 0},
			"role":                       {evidence.Filter{Role: auth.Supervisor}, 3},
			"kind":                       {evidence.Filter{Kind: "complaint.edited"}, 117},
			"record kind":                {evidence.Filter{RecordKind: "complaint"}, 120},
			"number":                     {evidence.Filter{RecordNumber: "TS-2026-000002"}, 40},
			"number and kind":            {evidence.Filter{RecordNumber: "TS-2026-000001", Kind: "complaint.assigned"}, 1},
			"kind and person":            {evidence.Filter{Kind: "complaint.edited", People: []int64{3}}, 60},
			"kind and role":              {evidence.Filter{Kind: "complaint.assigned", Role: auth.Handler}, 0},
			"time":                       {evidence.Filter{From: from, To: from.Add(24 * time.Hour)}, 24},
			"time, kind, role and place": {evidence.Filter{From: from, To: from.Add(100 * time.Hour), Kind: "complaint.assigned", Role: auth.Supervisor, RecordKind: "complaint"}, 2},
		} {
			if got := kinds(t, tr, c.f); len(got) != c.n {
				t.Errorf("%s: %d events, want %d", name, len(got), c.n)
			}
		}
		all := kinds(t, tr, evidence.Filter{})
		if len(all) < 121 || all[0] != "trail.viewed" || all[len(all)-1] != "complaint.assigned" {
			t.Errorf("%d events from %s to %s", len(all), all[0], all[len(all)-1])
		}
		k, err := tr.Kinds(ctx, auditor)
		if err != nil || !slices.Equal(k.Events, []string{"complaint.assigned", "complaint.edited", "trail.viewed"}) || !slices.Equal(k.Records, []string{"complaint", "trail"}) {
			t.Errorf("kinds %v, %v", k, err)
		}
	})
}

func TestLookingIsRecordedOncePerFilterAndHour(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		story(t, d, clock)
		tr := evidence.NewTrail(d)
		looks := func() (n int64) {
			if err := d.Read(ctx).Model(&audit.Row{}).Where("kind = ?", "trail.viewed").Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		one := evidence.Filter{Kind: "complaint.edited"}
		kinds(t, tr, one)
		kinds(t, tr, one)
		if n := looks(); n != 1 {
			t.Fatalf("paging through a list twice makes %d events", n)
		}
		kinds(t, tr, evidence.Filter{Kind: "complaint.assigned"})
		if _, err := tr.List(ctx, actor(9, auth.Auditor), one, nil); err != nil {
			t.Fatal(err)
		}
		if n := looks(); n != 3 {
			t.Fatalf("another filter and another person make %d events", n)
		}
		clock.Advance(61 * time.Minute)
		kinds(t, tr, one)
		if n := looks(); n != 4 {
			t.Fatalf("%d events after an hour", n)
		}
		page, err := tr.List(ctx, auditor, evidence.Filter{Kind: "trail.viewed"}, nil)
		if err != nil || len(page.Events) != 5 {
			t.Fatalf("%d looks are shown, %v", len(page.Events), err)
		}
		if c := page.Events[1].Changes; len(c) != 1 || c[0] != (audit.Change{Field: "kind", After: "complaint.edited"}) {
			t.Fatalf("the event tells %v of the filter", c)
		}
		before := looks()
		if _, err := tr.Get(ctx, auditor, page.Events[0].UID); err != nil || looks() != before {
			t.Fatalf("looking at a look is recorded, %v", err)
		}
	})
}

func TestAProofHoldsAndMasks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		record(t, d, actor(2, auth.Handler), audit.Event{Kind: "complaint.edited", Record: audit.Ref{Kind: "complaint", ID: 1, Number: "TS-2026-000001"}, Reason: "客户来电更正",
			Changes: []audit.Change{{Field: "phone", Before: audit.Personal("13800138000"), After: audit.Personal("13900139000")},
				{Field: "body", Before: audit.Personal("原文"), After: audit.Personal("新文<b>&𠮷")}, {Field: "severity", Before: "normal", After: "urgent"}}})
		tr := evidence.NewTrail(d)
		page, err := tr.List(ctx, auditor, evidence.Filter{RecordNumber: "TS-2026-000001"}, nil)
		if err != nil || len(page.Events) != 1 {
			t.Fatal(page, err)
		}
		if phone := page.Events[0].Changes[0]; phone.After != "139****9000" {
			t.Fatalf("the list shows the telephone %v", phone)
		}
		uid := page.Events[0].UID
		proof, err := tr.Get(ctx, auditor, uid)
		if err != nil {
			t.Fatal(err)
		}
		leaf := sha256.Sum256(append([]byte{0}, proof.Event.Canonical...))
		if proof.Leaf != hex.EncodeToString(leaf[:]) || len(proof.Commitments) != 5 {
			t.Fatalf("leaf %s, %d commitments", proof.Leaf, len(proof.Commitments))
		}
		for _, c := range proof.Commitments {
			if c.Bond != evidence.Holds {
				t.Errorf("%s: %s", c.Path, c.Bond)
			}
			if masked := c.Field == "phone"; masked != c.Masked || masked != (c.Salt == "") || masked && strings.Contains(c.Value, "00138") {
				t.Errorf("%s: %q with salt %q", c.Path, c.Value, c.Salt)
			}
			if salt, err := hex.DecodeString(c.Salt); !c.Masked && (err != nil || audit.Commitment(salt, c.Value) != c.Hash) {
				t.Errorf("%s cannot be computed again", c.Path)
			}
			if !strings.Contains(string(proof.Event.Canonical), c.Hash) || strings.Contains(string(proof.Event.Canonical), "客户来电") {
				t.Errorf("%s: the canonical bytes are not those committed to", c.Path)
			}
		}
		spoil := func(statement string, args ...any) {
			t.Helper()
			if err := d.InTx(ctx, func(tx *db.Tx) error { return tx.Exec(statement, args...).Error }); err != nil {
				t.Fatal(err)
			}
		}
		spoil("UPDATE event_values SET value = ? WHERE path = ?", "改过的", "1.after")
		spoil("DELETE FROM event_values WHERE path = ?", "reason")
		if proof, err = tr.Get(ctx, auditor, uid); err != nil {
			t.Fatal(err)
		}
		bonds := map[string]evidence.Bond{}
		for _, c := range proof.Commitments {
			bonds[c.Path] = c.Bond
		}
		if bonds["1.after"] != evidence.Broken || bonds["reason"] != evidence.Erased || bonds["1.before"] != evidence.Holds {
			t.Fatalf("after tampering and erasing: %v", bonds)
		}
		if _, err := tr.Get(ctx, auditor, "nothing"); !fault.Is(err, fault.NotFoundKind) {
			t.Fatalf("an event that is not there: %v", err)
		}
	})
}

func TestExportGivesAllAndIsAlwaysRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		story(t, d, clock)
		tr := evidence.NewTrail(d)
		for range 2 {
			seen := map[string]bool{}
			err := tr.Export(ctx, auditor, evidence.Filter{RecordKind: "complaint"}, func(p evidence.Page) error {
				for _, e := range p.Events {
					seen[e.UID] = true
				}
				return nil
			})
			if err != nil || len(seen) != 120 {
				t.Fatalf("%d events, %v", len(seen), err)
			}
		}
		page, err := tr.List(ctx, auditor, evidence.Filter{Kind: "trail.exported"}, nil)
		if err != nil || len(page.Events) != 2 || !slices.Contains(page.Events[0].Changes, audit.Change{Field: "rows", After: int64(120)}) {
			t.Fatalf("%v %v", page.Events, err)
		}
	})
}

func TestOnlyWhoMayReadTheTrailReadsIt(t *testing.T) {
	d, _ := dbtest.One(t)
	tr := evidence.NewTrail(d)
	for _, role := range []auth.Role{auth.Employee, auth.Handler, auth.Supervisor, auth.HR, auth.PolicyOwner, auth.Administrator} {
		a := actor(5, role)
		_, list := tr.List(ctx, a, evidence.Filter{}, nil)
		_, get := tr.Get(ctx, a, "x")
		_, people := tr.People(ctx, a, "x")
		_, kinds := tr.Kinds(ctx, a)
		export := tr.Export(ctx, a, evidence.Filter{}, func(evidence.Page) error { return nil })
		for _, err := range []error{list, get, people, kinds, export} {
			if !fault.Is(err, fault.ForbiddenKind) {
				t.Errorf("%s: %v", role, err)
			}
		}
	}
}

func TestAnAuditorDoesNotReadWhatWasWrittenAboutHim(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		dbtest.Seed(t, d, func(tx *db.Tx) error {
			return tx.Create(&complaint.Complaint{ID: auditor.PersonID, Number: "TS-2026-000001", State: complaint.Registered, ComplainedPersonID: auditor.PersonID,
				ReceivedAt: tx.Now, RegisteredAt: tx.Now, NextDueAt: tx.Now, NextSoonAt: tx.Now, RemindAt: tx.Now}).Error
		})
		record(t, d, actor(2, auth.Handler), audit.Event{Kind: "complaint.commented", Reason: "他态度很差", Record: audit.Ref{Kind: "complaint", ID: auditor.PersonID, Number: "TS-2026-000001"},
			Changes: []audit.Change{{Field: "comment", After: audit.Personal("隔壁老李说的")}, {Field: "severity", After: "urgent"}}})
		tr := evidence.NewTrail(d)
		p, err := tr.List(ctx, auditor, evidence.Filter{RecordKind: "complaint"}, nil)
		if err != nil || len(p.Events) != 1 {
			t.Fatalf("%d events, %v", len(p.Events), err)
		}
		if s := fmt.Sprint(p.Events[0].Reason, p.Events[0].Changes); strings.Contains(s, "老李") || strings.Contains(s, "态度") || !strings.Contains(s, "urgent") {
			t.Errorf("told %s", s)
		}
		proof, err := tr.Get(ctx, auditor, p.Events[0].UID)
		if err != nil {
			t.Fatal(err)
		}
		if s := fmt.Sprint(proof.Commitments, proof.Event.Changes); strings.Contains(s, "老李") || strings.Contains(s, "态度") {
			t.Errorf("the proof tells %s", s)
		}
	})
}
