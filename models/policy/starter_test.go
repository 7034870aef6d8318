package policy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org/orgtest"
	"bihuan/models/terms"
)

// TestStarterPack is whole: every policy has its clauses, and every question and control names one that is there.
func TestStarterPack(t *testing.T) {
	pack, err := Starter()
	if err != nil {
		t.Fatal(err)
	}
	if len(pack) != 8 {
		t.Errorf("%d policies", len(pack))
	}
	labels := map[string][]string{}
	for _, p := range pack {
		parts := clause.Parse(p.Body)
		n := clause.Count(parts)
		if n < 20 || titleOf(parts) != p.Title {
			t.Errorf("%s: %d clauses, title %q", p.Title, n, titleOf(parts))
		}
		last := clause.Number{}
		for _, part := range parts {
			if part.Kind != clause.Clause {
				continue
			}
			labels[p.Title] = append(labels[p.Title], part.Label)
			if !last.Before(part.Number) {
				t.Errorf("%s: %s is out of order", p.Title, part.Label)
			}
			last = part.Number
		}
		if len(p.Questions) < 5 {
			t.Errorf("%s has %d questions", p.Title, len(p.Questions))
		}
		for _, q := range p.Questions {
			if !slices.Contains(labels[p.Title], q.Clause) {
				t.Errorf("%s: a question names %s", p.Title, q.Clause)
			}
			for _, r := range q.Right {
				if r < 0 || r >= len(q.Options) {
					t.Errorf("%s: %q has no answer %d", p.Title, q.Text, r)
				}
			}
		}
	}
	for _, name := range []string{"controls.json", "information.json"} {
		data, err := os.ReadFile(filepath.Join("..", "control", "starter", name))
		if err != nil {
			t.Fatal(err)
		}
		var rows []struct{ Policy, Clause string }
		if err := json.Unmarshal(data, &rows); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if !slices.Contains(labels[r.Policy], r.Clause) {
				t.Errorf("%s names %s %s", name, r.Policy, r.Clause)
			}
		}
	}
}

// TestAdoptingTheStarterPack makes drafts, once.
func TestAdoptingTheStarterPack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := AdoptInput{OwnerID: f.keeper.PersonID, DepartmentID: orgtest.Root}
		_, err := f.AdoptStarter(f.ctx, f.clerk, in)
		f.refused(err, fault.ForbiddenKind, "")
		_, err = f.AdoptStarter(f.ctx, f.keeper, AdoptInput{OwnerID: f.keeper.PersonID})
		f.refused(err, fault.InvalidKind, "invalid.required")
		numbers, err := f.AdoptStarter(f.ctx, f.keeper, in)
		f.must(err)
		if len(numbers) != 8 {
			t.Fatalf("%d policies", len(numbers))
		}
		for _, n := range numbers {
			if v := f.view(n); v.State != Unissued || v.Stage != Drafting || v.Quiz.Draw == 0 {
				t.Errorf("%s %+v", n, v.Policy)
			}
		}
		_, err = f.AdoptStarter(f.ctx, f.keeper, in)
		f.refused(err, fault.ConflictKind, "fault.policy_starter_there")
		f.approve(numbers[0], "")
	})
}

// TestAnOlderPortalGetsItsPart of the starter pack: kinds and value lists as a new one has them.
func TestAnOlderPortalGetsItsPart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		lists := []string{terms.PolicyCategory, terms.Secrecy, terms.Retention, terms.Standard, terms.ControlArea, terms.CollectChannel, terms.Frequency}
		read := func() string {
			var kinds []Kind
			var rows []terms.Term
			f.must(d.Read(f.ctx).Order("position").Find(&kinds).Error)
			f.must(d.Read(f.ctx).Where("list IN ?", lists).Order("list, position").Find(&rows).Error)
			for i := range kinds {
				kinds[i].ID = 0
			}
			var told strings.Builder
			for _, r := range rows {
				told.WriteString(strings.Join([]string{r.List, r.Code, r.Parent, r.NameZh, r.NameEn}, "|"))
				if r.Flag(terms.Restricted) {
					told.WriteString("|restricted")
				}
				told.WriteString("\n")
			}
			text, err := json.Marshal(kinds)
			f.must(err)
			return string(text) + told.String()
		}
		want := read()
		for _, s := range []string{"DELETE FROM policy_kinds", "DELETE FROM terms WHERE list IN ('" + strings.Join(lists, "','") + "')",
			"INSERT INTO deadline_classes (code, version, name_zh, name_en, position, active, applies, acknowledge_amount, acknowledge_unit, respond_amount, respond_unit, resolve_amount, resolve_unit," +
				" soon_percent, follow_up_attempts, reminders) VALUES ('x', 1, 'x', 'x', 1, true, '', 1, '', 1, '', 1, '', 80, 1, '[]')"} {
			f.must(d.Exec(f.ctx, s))
		}
		migration, err := os.ReadFile("../db/migrations/0012_policy.sql")
		f.must(err)
		_, inserts, _ := strings.Cut(string(migration), "-- A portal that was set up before")
		for _, s := range strings.Split(inserts[strings.Index(inserts, "INSERT"):], ";\n") {
			if strings.TrimSpace(s) != "" {
				f.must(d.Exec(f.ctx, s))
			}
		}
		if got := read(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	})
}
