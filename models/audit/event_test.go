package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bihuan/models/audit"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

func TestPersonalValuesStandBesideTheEvent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := context.Background()
		e := audit.Event{Kind: "complaint.edited", Record: audit.Ref{Kind: "complaint", ID: 7, Number: "TS-2026-000007"}, Reason: "王小明来电更正",
			Changes: []audit.Change{{Field: "severity", Before: "normal", After: "urgent"}, {Field: "phone", Before: audit.Personal(""), After: audit.Personal("13800138000")},
				{Field: "amount", Before: nil, After: int64(9007199254740991)}, {Field: "text", After: audit.Personal("<b>𠮷</b> & 😀")}}}
		var row audit.Row
		err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			row, err = audit.Append(tx, audit.By{PersonID: 3, AccountID: 4, Role: "handler", Request: "r1"}, e)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"13800138000", "王小明", "𠮷"} {
			if bytes.Contains(row.Canonical, []byte(secret)) {
				t.Errorf("canonical bytes hold %q", secret)
			}
		}
		rows, err := audit.Of(d.Read(ctx), "complaint", 7, 0, 10)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if !bytes.Equal(rows[0].Canonical, row.Canonical) {
			t.Error("the stored bytes are not the ones that were made")
		}
		told, err := audit.Tell(d.Read(ctx), rows)
		if err != nil {
			t.Fatal(err)
		}
		got := told[0]
		if got.Reason != e.Reason || got.Changes[1].After != "13800138000" || got.Changes[3].After != "<b>𠮷</b> & 😀" || got.Changes[0].Before != "normal" {
			t.Errorf("told %+v", got)
		}
		checkCommitments(t, d, row)
		if err := d.InTx(ctx, func(tx *db.Tx) error { return tx.Where("event_id = ?", row.ID).Delete(&audit.Value{}).Error }); err != nil {
			t.Fatal(err)
		}
		told, err = audit.Tell(d.Read(ctx), rows)
		if err != nil || told[0].Changes[1].After != (audit.Erased{}) {
			t.Errorf("an erased value must show as erased: %+v, %v", told, err)
		}
	})
}

func checkCommitments(t *testing.T, d *db.DB, row audit.Row) {
	t.Helper()
	var values []audit.Value
	if err := d.Read(context.Background()).Where("event_id = ?", row.ID).Find(&values).Error; err != nil || len(values) != 3 {
		t.Fatalf("%d values, %v", len(values), err)
	}
	for _, v := range values {
		if !strings.Contains(string(row.Canonical), audit.Commitment(v.Salt, v.Value)) {
			t.Errorf("no commitment to %s in the canonical bytes", v.Path)
		}
	}
}

func TestCanonicalBytesAreSortedJSONWithIntegerMicroseconds(t *testing.T) {
	d, _ := dbtest.One(t)
	var row audit.Row
	err := d.InTx(context.Background(), func(tx *db.Tx) (err error) {
		row, err = audit.Append(tx, audit.By{Role: "system", Note: "import"}, audit.Event{Kind: "person.imported", Record: audit.Ref{Kind: "person", ID: 1, Number: "0001"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	dec := json.NewDecoder(bytes.NewReader(row.Canonical))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	again, _ := json.Marshal(v)
	if !bytes.Equal(again, row.Canonical) {
		t.Errorf("not canonical:\n%s\n%s", row.Canonical, again)
	}
	if at, err := v["at"].(json.Number).Int64(); err != nil || at != row.AtUS {
		t.Errorf("time %v, want %d microseconds", v["at"], row.AtUS)
	}
}

func TestATimelineIsReadBackInPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := context.Background()
		for i := range 5 {
			err := d.InTx(ctx, func(tx *db.Tx) error {
				for _, id := range []int64{7, 8} {
					e := audit.Event{Kind: "action.commented", Record: audit.Ref{Kind: "action", ID: id}, Reason: "说明", Changes: []audit.Change{{Field: "attempt", After: i}}}
					if _, err := audit.Append(tx, audit.By{PersonID: 3, Role: "handler"}, e); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		var seen []int64
		for before, more := int64(0), true; more; {
			var entries []audit.Entry
			var err error
			if entries, more, err = audit.Timeline(d.Read(ctx), "action", 7, before, 2); err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if e.PersonID != 3 || e.Role != "handler" || e.Kind != "action.commented" || e.Reason != "说明" || e.At.Before(dbtest.Start) {
					t.Errorf("%+v", e)
				}
				seen = append(seen, e.Changes[0].After.(int64))
				before = e.ID
			}
		}
		if !slices.Equal(seen, []int64{4, 3, 2, 1, 0}) {
			t.Errorf("read %v", seen)
		}
	})
}
