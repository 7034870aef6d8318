package change_test

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

type place struct {
	Street string
	Floor  int
}

type record struct {
	ID        int64
	Name      string
	Urgent    bool
	DueAt     time.Time
	ClosedAt  *time.Time
	Codes     []string `gorm:"serializer:json"`
	Place     place    `gorm:"embedded;embeddedPrefix:place_"`
	Displayed string   `gorm:"-"`
}

func TestColumnsAreThoseThatDiffer(t *testing.T) {
	now := time.Date(2026, 3, 6, 1, 0, 0, 0, time.UTC)
	was := record{ID: 1, Name: "甲", DueAt: now, Codes: []string{"a"}, Place: place{Street: "长江路", Floor: 3}}
	if got := change.Columns(&was, &was); len(got) != 0 {
		t.Errorf("nothing changed: %v", got)
	}
	then := was
	then.Name, then.Urgent, then.ClosedAt, then.Place.Floor, then.Displayed = "乙", true, &now, 4, "shown"
	got := change.Columns(&was, &then)
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, []string{"closed_at", "name", "place_floor", "urgent"}) {
		t.Errorf("columns %q", names)
	}
	if got["name"] != "乙" || got["place_floor"] != 4 || got["urgent"] != true {
		t.Errorf("values %v", got)
	}
}

func TestChangedColumnsCanBeWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := context.Background()
		was := record{ID: 1, Name: "甲", DueAt: dbtest.Start.UTC(), Codes: []string{"a"}}
		err := d.Exec(ctx, "CREATE TABLE records (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(20) NOT NULL, urgent BOOLEAN NOT NULL, due_at DATETIME NOT NULL, closed_at DATETIME NULL,"+
			" codes VARCHAR(200) NOT NULL, place_street VARCHAR(20) NOT NULL, place_floor INTEGER NOT NULL)")
		if err != nil {
			t.Fatal(err)
		}
		now := was
		now.Urgent, now.Codes, now.ClosedAt = true, []string{"a", "b"}, &now.DueAt
		dbtest.Seed(t, d, func(tx *db.Tx) error {
			if err := tx.Create(&was).Error; err != nil {
				return err
			}
			return tx.Model(&record{}).Where("id = ?", was.ID).UpdateColumns(change.Columns(&was, &now)).Error
		})
		var read record
		if err := d.Read(ctx).Take(&read).Error; err != nil {
			t.Fatal(err)
		}
		if left := change.Columns(&now, &read); len(left) != 0 {
			t.Errorf("%v were not written", left)
		}
	})
}

func TestWhatIsSetIsNoted(t *testing.T) {
	var s change.Set
	now := time.Date(2026, 3, 6, 1, 0, 0, 0, time.UTC)
	later := now.Add(time.Hour)
	r := record{Name: "甲"}
	s.Code("name", &r.Name, " 甲 ")
	change.Value(&s, "urgent", &r.Urgent, false)
	s.Time("closed_at", &r.ClosedAt, nil)
	if len(s.Changes) != 0 {
		t.Fatalf("nothing changed: %v", s.Changes)
	}
	s.Code("name", &r.Name, " 乙 ")
	s.Text("street", &r.Place.Street, "长江路 ")
	change.Value(&s, "floor", &r.Place.Floor, 4)
	s.Time("closed_at", &r.ClosedAt, &now)
	s.Time("closed_at", &r.ClosedAt, &now)
	s.Time("closed_at", &r.ClosedAt, &later)
	s.Time("closed_at", &r.ClosedAt, nil)
	s.Note("attempt", 2)
	want := []audit.Change{{Field: "name", Before: "甲", After: "乙"}, {Field: "street", Before: audit.Personal(""), After: audit.Personal("长江路")},
		{Field: "floor", Before: 0, After: 4}, {Field: "closed_at", After: "2026-03-06T01:00:00Z"},
		{Field: "closed_at", Before: "2026-03-06T01:00:00Z", After: "2026-03-06T02:00:00Z"}, {Field: "closed_at", Before: "2026-03-06T02:00:00Z"}, {Field: "attempt", After: 2}}
	if !reflect.DeepEqual(s.Changes, want) {
		t.Errorf("changes %v\nwant %v", s.Changes, want)
	}
	if r.Name != "乙" || r.Place.Street != "长江路" || r.Place.Floor != 4 || r.ClosedAt != nil {
		t.Errorf("%+v", r)
	}
	s.NeedText("reason", " ", 10)
	s.NeedText("text", "太长太长", 3)
	f := fault.Of(s.Check.Err())
	if f == nil || f.Fields["reason"].Key != "invalid.required" || f.Fields["text"].Key != "invalid.too_long" {
		t.Errorf("%+v", f)
	}
}
