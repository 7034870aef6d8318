package calendar

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"gorm.io/gorm/clause"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
)

func administrator() auth.Actor {
	return auth.Actor{PersonID: 9, AccountID: 4, Name: "王小明", Grants: []auth.Grant{{Role: auth.Administrator, Scope: auth.Scope{All: true}}}}
}

func seeded(t *testing.T, d *db.DB) *Calendars {
	t.Helper()
	dbtest.Seed(t, d, Seed, func(tx *db.Tx) error {
		firm := org.Department{ID: 7, Path: "/7/", Name: "仓储部", Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		person := org.Person{ID: 9, Number: "A9", NumberKey: "a9", Name: "王小明", DepartmentID: 7, JoinedOn: "2020-01-01", Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
		return errors.Join(tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&firm).Error, tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&person).Error)
	})
	return New(d)
}

func TestSeedAndCurrent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx := context.Background()
		if c, err := New(d).Current(ctx); err != nil || c.Version() != 0 || c.Announced(2025) || gocmp.Diff(Default(), c.Document()) != "" {
			t.Fatalf("without a starter pack: %v %v", c, err)
		}
		s := seeded(t, d)
		seeded(t, d) // a second time changes nothing
		c, err := s.Current(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(Starter(), c.Document()); diff != "" || c.Version() != 1 {
			t.Errorf("version %d: %s", c.Version(), diff)
		}
		counted, n := db.CountStatements(ctx)
		again, err := s.Current(counted)
		if err != nil || again != c || n.Load() != 1 {
			t.Errorf("a second reading took %d statements, same calendar %v (%v)", n.Load(), again == c, err)
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			in, err := s.CurrentIn(tx.DB)
			if err == nil && in != c {
				t.Error("within a transaction the calendar is another one")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.ByVersion(ctx, 2); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("a version that is not there: %v", err)
		}
	})
}

func TestSaveKeepsVersionsAndRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, a, s := context.Background(), administrator(), seeded(t, d)
		doc := Starter().WithDay(7, NewDate(2025, 12, 24), &Day{Name: "盘点"})
		doc.Week[5] = Hours{{From: 9 * 60, To: 17 * 60}}
		saved, err := s.Save(ctx, a, doc, "周五早一小时下班", 1)
		if err != nil {
			t.Fatal(err)
		}
		current, err := s.Current(ctx)
		if err != nil || current.Version() != 2 || saved.Version() != 2 {
			t.Fatalf("current %v (%v)", current, err)
		}
		if diff := gocmp.Diff(doc, current.Document()); diff != "" {
			t.Error(diff)
		}
		old, err := s.ByVersion(ctx, 1)
		if err != nil || len(old.Document().Departments) != 0 {
			t.Errorf("version 1 changed: %v", err)
		}
		list, err := s.History(ctx, a, 0, 10)
		if err != nil || len(list) != 2 || list[0].ID != 2 || list[0].Note != "周五早一小时下班" || list[0].CreatedBy != 9 || list[0].Author != "王小明" || list[1].Author != "" {
			t.Errorf("history %+v (%v)", list, err)
		}
		if older, err := s.History(ctx, a, 2, 10); err != nil || len(older) != 1 || older[0].ID != 1 {
			t.Errorf("older history %+v (%v)", older, err)
		}
		rows, err := audit.Of(d.Read(ctx), "calendar", 2, 0, 10)
		if err != nil || len(rows) != 1 || rows[0].Kind != "calendar.changed" || rows[0].RecordNumber != "2" {
			t.Fatalf("events %+v (%v)", rows, err)
		}
		told, err := audit.Tell(d.Read(ctx), rows)
		if err != nil {
			t.Fatal(err)
		}
		want := []audit.Change{
			{Field: "week_5", Before: "09:00-12:00, 13:00-18:00", After: "09:00-17:00"},
			{Field: "department_day_off", After: "仓储部 2025-12-24 盘点"},
		}
		if diff := gocmp.Diff(want, told[0].Changes); diff != "" || told[0].Reason != "周五早一小时下班" {
			t.Errorf("reason %q, changes %s", told[0].Reason, diff)
		}
		if got, err := s.Difference(ctx, a, 2); err != nil || gocmp.Diff(want, got) != "" {
			t.Errorf("difference of version 2: %+v (%v)", got, err)
		}
		if got, err := s.Difference(ctx, a, 1); err != nil || got != nil {
			t.Errorf("difference of version 1: %+v (%v)", got, err)
		}
		if c, err := s.Restore(ctx, a, 1, "恢复"); err != nil || c.Version() != 3 || gocmp.Diff(Starter(), c.Document()) != "" {
			t.Errorf("restored %v (%v)", c, err)
		}
		if v, err := s.Version(ctx, a, 3); err != nil || v.Note != "恢复" || v.Author != "王小明" {
			t.Errorf("version 3: %+v (%v)", v, err)
		}
	})
}

func TestSaveRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, a, s := context.Background(), administrator(), seeded(t, d)
		changed := Starter().WithDay(0, NewDate(2025, 12, 24), &Day{})
		handler := auth.Actor{Grants: []auth.Grant{{Role: auth.Handler, Scope: auth.Scope{All: true}}}}
		broken := Starter()
		broken.Zone = "Mars/Olympus"
		for name, tt := range map[string]struct {
			actor auth.Actor
			doc   Document
			note  string
			base  int64
			kind  fault.Kind
			field string
		}{
			"without the right": {handler, changed, "改", 1, fault.ForbiddenKind, ""},
			"no note":           {a, changed, " ", 1, fault.InvalidKind, "note"},
			"long note":         {a, changed, strings.Repeat("改", 201), 1, fault.InvalidKind, "note"},
			"broken document":   {a, broken, "改", 1, fault.InvalidKind, "zone"},
			"nothing changed":   {a, Starter(), "改", 1, fault.InvalidKind, ""},
			"old base":          {a, changed, "改", 0, fault.ConflictKind, ""},
			"future base":       {a, changed, "改", 2, fault.ConflictKind, ""},
		} {
			_, err := s.Save(ctx, tt.actor, tt.doc, tt.note, tt.base)
			if f := fault.Of(err); f == nil || f.Kind != tt.kind || tt.field != "" && f.Fields[tt.field].Key == "" {
				t.Errorf("%s: %v %+v", name, err, f)
			}
		}
		if _, err := s.SetDay(ctx, a, 99, NewDate(2026, 1, 1), &Day{}, "无此部门"); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("a department that is not there: %v", err)
		}
		for name, err := range map[string]error{
			"restore": second(s.Restore(ctx, handler, 1, "x")), "version": second(s.Version(ctx, handler, 1)), "difference": second(s.Difference(ctx, handler, 1)),
			"set day": second(s.SetDay(ctx, handler, 0, NewDate(2026, 1, 1), &Day{}, "x")), "import": second(s.ImportHolidays(ctx, handler, Year{Year: 2026, Days: map[Date]Day{1: {}}}, "x")),
		} {
			if !fault.Is(err, fault.ForbiddenKind) {
				t.Errorf("%s without the right: %v", name, err)
			}
		}
		if _, err := s.History(ctx, handler, 0, 10); !fault.Is(err, fault.ForbiddenKind) {
			t.Errorf("history without the right: %v", err)
		}
		if c, err := s.Current(ctx); err != nil || c.Version() != 1 {
			t.Errorf("a refused change left version %d (%v)", c.Version(), err)
		}
		var events int64
		if err := d.Read(ctx).Model(&audit.Row{}).Count(&events).Error; err != nil || events != 0 {
			t.Errorf("a refused change left %d events (%v)", events, err)
		}
	})
}

func TestOfTwoEditorsOneIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, s := context.Background(), seeded(t, d)
		errs := make([]error, 6)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				doc := Starter().WithDay(0, NewDate(2025, 12, 1+i), &Day{Name: "公司日"})
				_, errs[i] = s.Save(ctx, administrator(), doc, "并发", 1)
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.ConflictKind) {
				t.Errorf("the others get a conflict, not %v", err)
			}
		}
		if c, err := s.Current(ctx); won != 1 || err != nil || c.Version() != 2 {
			t.Errorf("%d won, version %v (%v)", won, c, err)
		}
	})
}

func TestImportHolidaysAndSetDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, a, s := context.Background(), administrator(), seeded(t, d)
		if _, err := s.SetDay(ctx, a, 0, NewDate(2027, 1, 2), &Day{Work: true, Name: "值班", Hours: Hours{{From: 600, To: 960}}}, "值班"); err != nil {
			t.Fatal(err)
		}
		y, err := ParseHolidays(strings.NewReader(holidayJSON("2027", `{"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2027-01-02","isOffDay":true}`)))
		if err != nil {
			t.Fatal(err)
		}
		c, err := s.ImportHolidays(ctx, a, y, "导入 2027 年")
		if err != nil || c.Version() != 3 || !c.Announced(2027) || c.Day(NewDate(2027, 1, 2), 0).Kind != KindSpecial {
			t.Fatalf("%v %v", c, err)
		}
		if _, err := s.ImportHolidays(ctx, a, y, "再导入"); fault.Of(err) == nil || fault.Of(err).Key != "fault.calendar_unchanged" {
			t.Errorf("the same notice again: %v", err)
		}
		if _, err := s.ImportHolidays(ctx, a, Year{Year: 2026}, "空"); fault.Of(err) == nil || fault.Of(err).Key != "fault.holidays_empty" {
			t.Errorf("an empty notice must not wipe out a year: %v", err)
		}
		if c, err = s.SetDay(ctx, a, 0, NewDate(2027, 1, 2), nil, "取消值班"); err != nil || c.Day(NewDate(2027, 1, 2), 0).Kind != KindHoliday {
			t.Errorf("the notice shows again: %v", err)
		}
	})
}

func TestSaveWithoutStarterPack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := New(d)
		c, err := s.Save(context.Background(), administrator(), Starter(), "第一次保存", 0)
		if err != nil || c.Version() != 1 {
			t.Fatalf("%v %v", c, err)
		}
	})
}

func TestChangesAreBounded(t *testing.T) {
	doc := Starter()
	for i := range 300 {
		doc = doc.WithDay(0, NewDate(2025, 1, 1)+Date(i), &Day{})
	}
	changes := Changes(Starter(), doc, func(int64) string { return "" })
	if n := len(changes); n != maxChanges+1 || changes[n-1] != (audit.Change{Field: "more", After: 200}) {
		t.Errorf("%d changes, last %+v", n, changes[n-1])
	}
}
