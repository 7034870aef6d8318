package policy

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// shelf is a firm whose policies are put straight into their tables.
type shelf struct {
	*Policies
	t testing.TB
	d *db.DB
	n int

	owner, clerk, storekeeper auth.Actor
}

func newShelf(t testing.TB, d *db.DB) *shelf {
	t.Helper()
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	house := orgtest.New(t, d)
	dbtest.Seed(t, d, calendar.Seed, terms.Seed)
	s := &shelf{Policies: New(d, Parts{Terms: terms.New(d), Calendars: calendar.New(d), Org: org.New(d), Index: index, Links: link.New(d)}), t: t, d: d}
	s.owner = house.Hire("卫制度", orgtest.Root, auth.PolicyOwner)
	s.clerk = house.Hire("何员工", orgtest.Service, "")
	s.storekeeper = house.Hire("周仓管", orgtest.Store, "")
	return s
}

// put lays a policy with its clauses, each "label text", onto the shelf and gives its number.
func (s *shelf) put(p Policy, clauses ...string) string {
	s.t.Helper()
	s.n++
	p.Number, p.Version, p.NextDueAt, p.NextSoonAt, p.RemindAt, p.OwnerID, p.Standards = fmt.Sprintf("ZD-2026-%06d", s.n), 1, Never, Never, Never, s.owner.PersonID, []Standard{}
	if p.State == "" {
		p.State = InForce
	}
	if p.Kind == "" {
		p.Kind = "rule"
	}
	dbtest.Seed(s.t, s.d, func(tx *db.Tx) error {
		p.CreatedAt, p.ChangedAt = tx.Now, tx.Now
		if err := tx.Create(&p).Error; err != nil {
			return err
		}
		rows := []Clause{{PolicyID: p.ID, Number: p.Number, Kind: "policy", InForce: p.State == InForce}}
		for i, c := range clauses {
			label, text, _ := strings.Cut(c, " ")
			rows = append(rows, Clause{PolicyID: p.ID, Key: i + 1, Number: fmt.Sprintf("%s/%d", p.Number, i+1), Kind: clause.Clause, Label: label, Text: text, Position: i + 1,
				InForce: p.State == InForce && !strings.HasSuffix(text, "（删）")})
		}
		if err := tx.Create(&rows).Error; err != nil {
			return err
		}
		var ids []int64
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		if err := search.PutAll(tx, ClauseRecord, ids); err != nil {
			return err
		}
		return search.Put(tx, Record, p.ID)
	})
	s.Index.Kick()
	return p.Number
}

// look searches and writes what was found as "3/2,1 1": clauses 2 and 1 of the third document, then the first one itself.
func (s *shelf) look(a auth.Actor, f SearchFilter) string {
	s.t.Helper()
	found, err := s.Search(context.Background(), a, f, 0)
	if err != nil {
		s.t.Fatalf("%+v: %v", f, err)
	}
	var out []string
	for _, g := range found.Groups {
		one := strings.TrimLeft(g.Number[len("ZD-2026-"):], "0")
		var keys []string
		for _, c := range g.Clauses {
			keys = append(keys, fmt.Sprint(c.Key))
		}
		if len(keys) > 0 {
			one += "/" + strings.Join(keys, ",")
		}
		out = append(out, one)
	}
	return strings.Join(out, " ")
}

func TestSearchFindsClauses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := newShelf(t, d)
		s.put(Policy{Title: "信息安全管理制度", Keywords: "口令 备份", Category: "security", DepartmentID: orgtest.Service},
			"第一条 口令至少十二位。", "第七条 备份每周恢复演练一次，口令另行保管，不得与他人共用。", "第九条 存储介质报废（删）")
		s.put(Policy{Title: "档案管理办法", Category: "archives", DepartmentID: orgtest.Store, Kind: "procedure"},
			"第一条 檔案的保管期限為十年。", "第七条 备份介质异地存放，参照 ISO/IEC 27001。")
		s.put(Policy{Title: "密级文件保密规定", Restricted: true, DepartmentID: orgtest.Store}, "第一条 口令由专人保管。")
		s.put(Policy{Title: "口令管理细则", State: Unissued, Stage: Drafting, DepartmentID: orgtest.Service})
		s.put(Policy{Title: "旧版口令规定", State: Retired, DepartmentID: orgtest.Service}, "第一条 口令六位。")
		for _, c := range []struct {
			who  auth.Actor
			f    SearchFilter
			want string
		}{
			{s.clerk, SearchFilter{Text: "口令"}, "5/1 1/1,2"},
			{s.clerk, SearchFilter{Text: "口令", State: InForce}, "1/1,2"},
			{s.clerk, SearchFilter{Text: "口令", State: Retired}, "5/1"},
			{s.storekeeper, SearchFilter{Text: "口令", State: InForce}, "1/1,2 3/1"},
			{s.owner, SearchFilter{Text: "口令"}, "5/1 4 1/1,2 3/1"},
			{s.clerk, SearchFilter{Text: "档案 保管"}, "2/1"},
			{s.clerk, SearchFilter{Text: "檔案"}, "2/1"},
			{s.clerk, SearchFilter{Text: "备份 第7条"}, "2/2 1/2"},
			{s.clerk, SearchFilter{Text: "信息安全 第七条"}, "1/2"},
			{s.clerk, SearchFilter{Text: "《信息安全管理制度》第7条"}, "1/2"},
			{s.clerk, SearchFilter{Text: "ZD-2026-000002 保管期限"}, "2/1"},
			{s.clerk, SearchFilter{Text: "iso 27001"}, "2/2"},
			{s.clerk, SearchFilter{Text: "法"}, "2"},
			{s.clerk, SearchFilter{Text: "备份", Kind: "procedure"}, "2/2"},
			{s.clerk, SearchFilter{Text: "备份", Category: "security"}, "1/2"},
			{s.clerk, SearchFilter{Text: "备份", Department: orgtest.Root}, "1/2 2/2"},
			{s.clerk, SearchFilter{Text: "备份", Department: orgtest.Store}, "2/2"},
			{s.clerk, SearchFilter{Text: "备份", Policy: "ZD-2026-000001"}, "1/2"},
			{s.clerk, SearchFilter{Text: "口令", Policy: "ZD-2026-000003"}, ""},
			{s.clerk, SearchFilter{Text: "报废", State: InForce}, ""},
			{s.clerk, SearchFilter{Text: "报废", State: Retired}, "1/3"},
			{s.clerk, SearchFilter{Text: " "}, ""},
			{s.clerk, SearchFilter{Text: "备份", Kind: "nothing"}, ""},
			{s.clerk, SearchFilter{Text: "备份", Department: 99}, ""},
		} {
			if got := s.look(c.who, c.f); got != c.want {
				t.Errorf("%s, %+v: %q, want %q", c.who.Name, c.f, got, c.want)
			}
		}
	})
}

func TestSearchKnowsNumbers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := newShelf(t, d)
		s.put(Policy{Title: "信息安全管理制度"}, "第一条 口令。")
		s.put(Policy{Title: "密级文件保密规定", Restricted: true, DepartmentID: orgtest.Store}, "第一条 口令。")
		for text, want := range map[string]string{
			"ZD-2026-000001": "ZD-2026-000001", "zd 2026 1": "ZD-2026-000001", "ZD-2026-000001/1": "ZD-2026-000001/1", "zd-2026-1/001": "ZD-2026-000001/1",
			"ZD-2026-000001/9": "ZD-2026-000001", "ZD-2026-000002": "", "ZD-2026-000009": "", "口令": "", "ZG-2026-000001": "",
		} {
			found, err := s.Search(context.Background(), s.clerk, SearchFilter{Text: text}, 0)
			if err != nil || found.Exact != want {
				t.Errorf("%q leads to %q, want %q (%v)", text, found.Exact, want, err)
			}
		}
		for _, text := range []string{"ZD-2026-000001", "zd 2026 1/1"} {
			if found, err := s.Search(context.Background(), s.clerk, SearchFilter{Text: text}, 0); err != nil || len(found.Groups) != 1 {
				t.Errorf("%s finds its document: %v %v", text, found.Groups, err)
			}
		}
		if _, err := s.Search(context.Background(), auth.Actor{}, SearchFilter{Text: "口令"}, 0); err == nil {
			t.Error("nobody searches")
		}
	})
}

func TestSearchPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s := newShelf(t, d)
		const policies = FoundPage + 5
		for range policies {
			var clauses []string
			for i := range FoundClauses + 2 {
				clauses = append(clauses, fmt.Sprintf("第%s条 值班记录。", clause.Numeral(i+1)))
			}
			s.put(Policy{Title: "值守制度"}, clauses...)
		}
		first, err := s.Search(context.Background(), s.clerk, SearchFilter{Text: "值班"}, 0)
		if err != nil || first.Of != policies || first.Count != policies*(FoundClauses+2) || first.Capped || first.Next != FoundPage || len(first.Groups) != FoundPage {
			t.Fatalf("first page: %d of %d, %d clauses, capped %v, next %d, %v", len(first.Groups), first.Of, first.Count, first.Capped, first.Next, err)
		}
		if g := first.Groups[0]; len(g.Clauses) != FoundClauses || g.Count != FoundClauses+2 || g.Titled {
			t.Fatalf("the first document: %d of %d clauses", len(g.Clauses), g.Count)
		}
		rest, err := s.Search(context.Background(), s.clerk, SearchFilter{Text: "值班"}, first.Next)
		if err != nil || rest.Next != 0 || len(rest.Groups) != policies-FoundPage {
			t.Fatalf("second page: %d, next %d, %v", len(rest.Groups), rest.Next, err)
		}
		for _, g := range rest.Groups {
			if slices.ContainsFunc(first.Groups, func(f FoundPolicy) bool { return f.Number == g.Number }) {
				t.Fatalf("%s stands on both pages", g.Number)
			}
		}
		one, err := s.Search(context.Background(), s.clerk, SearchFilter{Text: "值班", Policy: rest.Groups[0].Number}, 0)
		if err != nil || len(one.Groups) != 1 || len(one.Groups[0].Clauses) != FoundClauses+2 {
			t.Fatalf("one document: %+v %v", one.Groups, err)
		}
	})
}

func TestSearchCostsFewStatements(t *testing.T) {
	d, _ := dbtest.One(t)
	s := newShelf(t, d)
	s.put(Policy{Title: "信息安全管理制度", Restricted: true, DepartmentID: orgtest.Service}, "第一条 口令与备份。")
	s.put(Policy{Title: "备份管理制度"}, "第一条 口令与备份。")
	_ = s.look(s.clerk, SearchFilter{Text: "备份 口令"})
	ctx, n := db.CountStatements(context.Background())
	if _, err := s.Search(ctx, s.clerk, SearchFilter{Text: "备份 口令", State: InForce, Category: "security", Department: orgtest.Root}, 0); err != nil {
		t.Fatal(err)
	}
	if n.Load() > 3 {
		t.Errorf("%d statements", n.Load())
	}
}

// BenchmarkSearch measures the search for clauses in 2,000 policies of 100 clauses on a MariaDB.
func BenchmarkSearch(b *testing.B) {
	d, _ := dbtest.MariaDB(b)
	s := newShelf(b, d)
	laws := lawLines(b)
	const policies, clauses = 2000, 100
	for n := range policies {
		texts := make([]string, clauses)
		for i := range texts {
			at := n*clauses + i
			texts[i] = fmt.Sprintf("第%s条 %s%s", clause.Numeral(i+1), laws[at%len(laws)], laws[(at*31+n)%len(laws)])
		}
		title := []rune(laws[n*7%len(laws)])
		s.put(Policy{Title: string(title[4:12]) + "管理办法", DepartmentID: int64(1 + n%4), Category: "security", Restricted: n%20 == 0}, texts...)
	}
	if err := s.Index.Rebuild(context.Background(), nil); err != nil {
		b.Fatal(err)
	}
	for _, f := range []SearchFilter{{Text: "信息", State: InForce}, {Text: "应当 规定", State: InForce}, {Text: "部门 应当 规定"}, {Text: "个人信息保护", State: InForce}, {Text: "管理办法 第七条", State: InForce},
		{Text: "破产清算"}, {Text: "法", State: InForce, Department: orgtest.Service}, {Text: "ZD-2026-000100 处罚"}} {
		for _, a := range []auth.Actor{s.clerk, s.owner} {
			b.Run(f.Text+" "+a.Name, func(b *testing.B) {
				var took []time.Duration
				for range b.N {
					begun := time.Now()
					if _, err := s.Search(context.Background(), a, f, 0); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(begun))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			})
		}
	}
}

// lawLines are lines of real laws, in which words are as frequent as in rules.
func lawLines(b *testing.B) []string {
	shared := os.Getenv("BIHUAN_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(shared, "data", "policies", "*.md"))
	if err != nil || len(files) == 0 {
		b.Skip("the laws are not here; set BIHUAN_SHARED to measure with them")
	}
	var out []string
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			if r := []rune(strings.TrimSpace(line)); len(r) >= 40 {
				out = append(out, string(r[:min(len(r), 150)]))
			}
		}
	}
	return out
}
