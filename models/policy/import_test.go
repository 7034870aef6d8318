package policy

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
)

// lawFacts are those of laws that are taken over.
func (f *firm) lawFacts() Facts {
	return Facts{Kind: "law", OwnerID: f.keeper.PersonID, DepartmentID: orgtest.Root, Secrecy: "public", Category: "law", Retention: "permanent", ReviewMonths: 12, Audience: org.Audience{}}
}

// TestVersionsOfALaw become editions of one document in the order of their days, whichever comes first.
func TestVersionsOfALaw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		law := func(year, extra string) ImportFile {
			return ImportFile{Name: "样法(" + year + "-03-01).md", Text: "# 样法\n\n" + year + "年3月1日 通过\n\n<!-- INFO END -->\n\n第一条 为了试验。\n\n第二条 " + extra + "\n\n第三条 本法自2010年5月1日起施行。\n"}
		}
		got, err := f.Import(f.ctx, f.keeper, ImportInput{Facts: f.lawFacts(), Files: []ImportFile{law("2020", "二〇年本")}})
		f.must(err)
		if got[0].Err != nil || got[0].Effect != "2020-03-01" || got[0].Stated || got[0].Clauses != 3 {
			t.Fatalf("first %+v", got[0])
		}
		number := got[0].Number
		got, err = f.Import(f.ctx, f.keeper, ImportInput{Facts: f.lawFacts(), Files: []ImportFile{law("2024", "二四年本"), law("2010", "一〇年本"), law("2020", "二〇年本")}})
		f.must(err)
		if got[0].Err != nil || got[1].Err != nil || !got[2].Skipped || got[1].Effect != "2010-05-01" || !got[1].Stated {
			t.Fatalf("then %+v", got)
		}
		for day, want := range map[string]string{"2011-01-01": "一〇", "2020-02-29": "一〇", "2020-03-01": "二〇", "2023-12-31": "二〇", "2025-01-01": "二四"} {
			r, err := f.Read(f.ctx, f.clerk, number, At{On: day})
			if err != nil || !strings.Contains(r.Edition.Body, want) {
				t.Errorf("on %s: %v, edition %d", day, err, r.Edition.No)
			}
		}
		r, err := f.Read(f.ctx, f.clerk, number, At{})
		f.must(err)
		if !strings.Contains(r.Edition.Body, "二四") || len(r.Editions) != 3 {
			t.Errorf("in force: edition %d of %d", r.Edition.No, len(r.Editions))
		}
		var rows []Clause
		f.must(d.Read(f.ctx).Where("policy_id = ? AND clause_key > 0", r.ID).Find(&rows).Error)
		if len(rows) != 3 {
			t.Errorf("%d clauses, want the same 3 through all versions", len(rows))
		}
		_, err = f.Import(f.ctx, f.clerk, ImportInput{Facts: f.lawFacts()})
		f.refused(err, fault.ForbiddenKind, "")
	})
}

// TestBadFiles are refused one by one; the others are taken over.
func TestBadFiles(t *testing.T) {
	f := one(t)
	got, err := f.Import(f.ctx, f.keeper, ImportInput{Facts: f.lawFacts(), Files: []ImportFile{
		{Name: "a.md", Text: "\xff\xfe第一条"}, {Name: "b.md", Text: " \n\u200b"}, {Name: "c.md", Text: strings.Repeat("第", MaxBody+1)},
		{Name: "将来法(2027-01-01).md", Text: "# 将来法\n\n第一条 本法自2027年7月1日起施行。"}, {Name: "无条文.md", Text: "一段话。"}}})
	f.must(err)
	for i, key := range []string{"invalid.policy_encoding", "fault.policy_empty", "invalid.too_long"} {
		if e := fault.Of(got[i].Err); e == nil || e.Key != key {
			t.Errorf("%s: %v, want %s", got[i].Name, got[i].Err, key)
		}
	}
	if got[3].Err != nil || got[4].Err != nil {
		t.Fatalf("%+v", got[3:])
	}
	v := f.view(got[3].Number)
	if v.State != Unissued || v.Stage != Approved || day(*v.Open.EffectAt, f.d.Zone()) != "2027-07-01" {
		t.Errorf("a law to come %+v", v.Policy)
	}
}

// TestRealLaws takes over all that are there and compares their clauses with what was counted beforehand.
func TestRealLaws(t *testing.T) {
	root := os.Getenv("BIHUAN_SHARED")
	if root == "" {
		root = "../../../shared/data"
	}
	table, err := os.Open(filepath.Join(root, "provenance-policies.csv"))
	if err != nil {
		t.Skip("the real laws of shared/data are not here")
	}
	defer table.Close()
	rows, err := csv.NewReader(table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		var files []ImportFile
		want := map[string]int{}
		for _, r := range rows[1:] {
			files = append(files, readLaw(t, filepath.Join(root, r[0])))
			want[filepath.Base(r[0])], _ = strconv.Atoi(r[9])
		}
		seconds, _ := filepath.Glob(filepath.Join(root, "policies-versions", "*.md"))
		for _, name := range seconds {
			files = append(files, readLaw(t, name))
		}
		told, err := f.Import(f.ctx, f.keeper, ImportInput{Facts: f.lawFacts(), Files: files})
		f.must(err)
		documents := map[string]int{}
		for _, i := range told {
			if i.Err != nil || i.Skipped {
				t.Errorf("%s: %v, skipped %v", i.Name, i.Err, i.Skipped)
			}
			if n, ok := want[i.Name]; ok && i.Clauses != n {
				t.Errorf("%s: %d clauses, want %d", i.Name, i.Clauses, n)
			}
			documents[i.Number]++
			t.Logf("%s %s edition %d, of %s, in force from %s (stated %v), %d clauses", i.Number, i.Title, i.No, i.Version, i.Effect, i.Stated, i.Clauses)
		}
		if len(documents) != 30 {
			t.Errorf("%d documents of %d files", len(documents), len(files))
		}
		f.keptTexts(files)
	})
}

func readLaw(t *testing.T, name string) ImportFile {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return ImportFile{Name: filepath.Base(name), Text: string(data)}
}

// keptTexts demands that the parts of every edition joined are the text that was taken over.
func (f *firm) keptTexts(files []ImportFile) {
	f.t.Helper()
	texts := map[string]bool{}
	for _, file := range files {
		texts[strings.ReplaceAll(file.Text, "\r\n", "\n")] = true
	}
	var all []Edition
	f.must(f.d.Read(f.ctx).Find(&all).Error)
	for _, e := range all {
		var joined strings.Builder
		keys := map[int]bool{}
		for _, p := range e.Parts {
			joined.WriteString(e.Body[p.Start:p.End])
			if p.Kind != clause.Meta && (p.Key == 0 || keys[p.Key]) {
				f.t.Errorf("%s: part %s has key %d", e.Title, p.Label, p.Key)
			}
			keys[p.Key] = true
		}
		if joined.String() != e.Body || !texts[e.Body] {
			f.t.Errorf("%s edition %d lost text", e.Title, e.No)
		}
	}
}
