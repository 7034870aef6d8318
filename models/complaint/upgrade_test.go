package complaint

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
	"bihuan/models/savedview"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// TestAPortalFromBeforeThereWereActionsIsBroughtUp with its views, its own terms and its complaints.
func TestAPortalFromBeforeThereWereActionsIsBroughtUp(t *testing.T) {
	for name, address := range map[string]func() string{
		"sqlite":  func() string { return "sqlite:" + filepath.Join(t.TempDir(), "old.db") },
		"mariadb": func() string { return dbtest.NewDatabase(t) },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, clock := context.Background(), dbtest.NewClock(dbtest.Start)
			d, err := db.Open(ctx, address(), db.Options{Now: clock.Now, Connections: 4})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			age(t, d)
			exec := func(statement string) {
				t.Helper()
				if err := d.Exec(ctx, statement); err != nil {
					t.Fatal(err)
				}
			}
			dbtest.Seed(t, d, terms.Seed, Seed)
			exec("DELETE FROM terms WHERE list = 'action_kind'") // neither the list nor the flag was known
			exec("UPDATE terms SET data = '' WHERE list = 'severity'")
			exec("UPDATE terms SET name_zh = '特别严重' WHERE list = 'severity' AND code = 'urgent'")
			exec("INSERT INTO complaint_views (person_id, name, query, position) VALUES (7, '逾期', 'view=late&state=open', 3)")
			dbtest.Seed(t, d, func(tx *db.Tx) error {
				for i, c := range []Complaint{{State: Investigating, Upheld: Upheld, Severity: "serious"}, {State: Closed, Closed: true, Upheld: Upheld, Severity: "urgent"},
					{State: Investigating, Upheld: NotUpheld, Severity: "serious"}, {State: Investigating, Upheld: PartlyUpheld, Severity: "urgent"}, {State: Investigating, Upheld: Upheld, Severity: "normal"}} {
					c.Number, c.Version, c.Round, c.DepartmentID, c.ReceivedAt, c.NextDueAt, c.NextSoonAt, c.RemindAt = fmt.Sprintf("TS-2026-00000%d", i+1), 1, 1, 2, tx.Now, Never, Never, Never
					if err := tx.Create(&c).Error; err != nil {
						return err
					}
				}
				return nil
			})
			if applied, err := d.Migrate(ctx); err != nil || len(applied) < 3 {
				t.Fatalf("%d steps, %v", len(applied), err)
			}
			broughtUp(t, d)
		})
	}
}

// age makes the schema as it was before actions.
func age(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	for _, s := range []string{"CREATE TABLE schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at DATETIME NOT NULL)"} {
		if err := d.Exec(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	for later := 9; later < 100; later++ {
		if err := d.Exec(ctx, fmt.Sprintf("INSERT INTO schema_migrations VALUES (%d, 'x', '2026-01-01 00:00:00')", later)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := d.Exec(ctx, "DELETE FROM schema_migrations WHERE version > 8"); err != nil {
		t.Fatal(err)
	}
}

// broughtUp demands that all stands as in a portal that was set up today, and that what was there is there.
func broughtUp(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := context.Background()
	views, err := savedview.New(d).Of(ctx, auth.Actor{PersonID: 7, Grants: []auth.Grant{{Role: auth.Employee}}}, Kind)
	if err != nil || len(views) != 1 || views[0].Query != "view=late&state=open" || views[0].Position != 3 {
		t.Errorf("views %+v, %v", views, err)
	}
	set, err := terms.New(d).All(ctx)
	if err != nil || !set.Flag(terms.Severity, "serious", terms.WantsAction) || !set.Flag(terms.Severity, "urgent", terms.WantsAction) || set.Flag(terms.Severity, "normal", terms.WantsAction) ||
		set.Flag(terms.ActionKind, "correction", terms.Proof) || !set.Flag(terms.ActionKind, "corrective", terms.Proof) || !set.Flag(terms.ActionKind, "preventive", terms.Proof) {
		t.Errorf("terms %+v, %v", set, err)
	}
	fresh, _ := dbtest.One(t)
	dbtest.Seed(t, fresh, terms.Seed, action.Seed)
	var was, want []action.Rule
	for q, rules := range map[*db.DB]*[]action.Rule{d: &was, fresh: &want} {
		if err := q.Read(ctx).Order("code").Find(rules).Error; err != nil {
			t.Fatal(err)
		}
	}
	for _, rules := range [][]action.Rule{was, want} {
		for i := range rules {
			rules[i].ID = 0
		}
	}
	got, _ := json.Marshal(was)
	if wanted, _ := json.Marshal(want); string(got) != string(wanted) || len(was) != 3 {
		t.Errorf("rules\n%s, want\n%s", got, wanted)
	}
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	var wanting []string
	if err := d.Read(ctx).Table("link_wants").Where("record_kind = ? AND wants = ? AND met = ? AND department_id = 2", Kind, action.Kind, false).Order("record_number").Pluck("record_number", &wanting).Error; err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(wanting, []string{"TS-2026-000001", "TS-2026-000004"}) {
		t.Errorf("wanting an action: %v", wanting)
	}
	p := parts(d, index)
	New(d, p)
	if _, err := p.Links.Incomplete(ctx, auth.System("test"), link.GapFilter{}, nil); err != nil {
		t.Error(err)
	}
}
