package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

// best are the hits for a query as a domain shows them.
func best(t testing.TB, ix *Index, q Query) []int64 {
	t.Helper()
	q.Kind = "complaint"
	ctx := context.Background()
	likely, err := ix.Likely(ctx, q)
	if err != nil {
		t.Fatalf("%q: %v", q.Words, err)
	}
	docs, err := ix.sources[q.Kind].load(ctx, likely)
	if err != nil {
		t.Fatal(err)
	}
	hits := Rank(q.Words, docs)
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	return ids
}

func TestBestComesFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ix, s := setUp(t, d)
		for i, doc := range []Document{
			{Title: "信息安全", Text: "信息安全由专人负责。" + strings.Repeat("本条规定职责分工。", 40)},
			{Title: "职责", Text: "信息的安全由专人负责，经理人管理。"},
			{Title: "职责", Text: "信息安全由专人负责。" + strings.Repeat("管理人。", 40)},
			{Title: "职责", Text: "信息\n安全由专人负責，管理人簽字。"},
			{Title: "安全信息报送", Text: "按期报送。"},
			{Title: "职责", Text: "管理人签字。"},
			{Title: "信息安全", Text: "略。"},
			{Title: "标准", Text: "参照 ISO/IEC 27001 与 GB22080，见 ZD-2026-000012 第七条。"},
			{Title: "标准", Text: "参照 ISO 27001，ISO27001:2022，见 ZD-2026-000001 第七條。"},
		} {
			doc.ID, doc.Tokens = int64(i+1), []string{"d" + strconv.Itoa(i%2), "k" + strconv.Itoa(i%3)}
			s.docs[doc.ID] = doc
		}
		for _, c := range []struct {
			words  string
			narrow [][]string
			want   []int64
		}{
			{"信息 安全", nil, []int64{7, 1, 5, 4, 3, 2}},
			{"信息安全", nil, []int64{7, 1, 3}},
			{"資訊安全", nil, nil},
			{`“信息 安全”`, nil, []int64{7, 1, 4, 3}},
			{`"信息安全`, nil, []int64{7, 1, 3}},
			{"《信息安全》专人", nil, []int64{1, 3}},
			{"管理人", nil, []int64{6, 4, 3, 2}},
			{"「管理人」", nil, []int64{6, 4, 3}},
			{"負責 簽字", nil, []int64{4}},
			{"信息 安全", [][]string{{"d0"}}, []int64{7, 1, 5, 3}},
			{"信息 安全", [][]string{{"d0"}, {"k0", "k1"}}, []int64{7, 1, 5}},
			{"信息 安全", [][]string{{"d0"}, {}}, nil},
			{"ISO 27001", nil, []int64{9, 8}},
			{"iso27001", nil, []int64{9, 8}},
			{"GB 22080", nil, []int64{8}},
			{"ZD-2026-000001", nil, []int64{9}},
			{"第七条", nil, []int64{8, 9}},
			{"签", nil, []int64{6, 4}},
			{"“”《》", nil, nil},
		} {
			if got := best(t, ix, Query{Words: c.words, Narrow: c.narrow}); !slices.Equal(got, c.want) {
				t.Errorf("%q %v: %v, want %v", c.words, c.narrow, got, c.want)
			}
		}
		if got := best(t, ix, Query{Words: "信息 安全", Narrow: [][]string{{"d0"}}, Without: []string{"k0", "k2"}}); !slices.Equal(got, []int64{5}) {
			t.Errorf("without some: %v", got)
		}
		if got := best(t, ix, Query{Without: []string{"k0"}}); len(got) != 0 {
			t.Errorf("without some of nothing asked for: %v", got)
		}
		if got, err := ix.Find(context.Background(), Query{Kind: "complaint", Words: "信息 安全", Titles: true}); err != nil || !slices.Equal(got, []int64{7, 5, 1}) {
			t.Errorf("in titles only: %v %v", got, err)
		}
		if got := best(t, ix, Query{Words: "信息 安全", AnyToken: []string{"d1"}}); !slices.Equal(got, []int64{4, 2}) {
			t.Errorf("the best of a department: %v", got)
		}
	})
}

// Few signs make words that occur in all the ways there are.
func TestBestFindsWhatFindFinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ix, s := setUp(t, d)
		rng := rand.New(rand.NewPCG(5, 6))
		text := func(most int) string {
			signs := []rune("信信息息安全訊a1 ，\n")
			var b strings.Builder
			for range rng.IntN(most + 1) {
				b.WriteRune(signs[rng.IntN(len(signs))])
			}
			return b.String()
		}
		for id := int64(1); id <= 3*Ranked; id++ {
			s.docs[id] = Document{ID: id, Title: text(5), Text: text(40), Tokens: []string{Token("d", id%5)}}
		}
		catchUp(t, ix)
		rapid.Check(t, func(rt *rapid.T) {
			q := Query{Kind: "complaint", Words: rapid.StringOf(rapid.SampledFrom([]rune("信信息息安全訊a1 "))).Draw(rt, "words")}
			if n := rapid.IntRange(0, 3).Draw(rt, "departments"); n > 0 {
				q.Narrow = [][]string{[]string{"d0", "d1", "d2"}[:n]}
			}
			found, err := ix.Find(context.Background(), q)
			if err != nil {
				rt.Fatal(err)
			}
			ranked := best(t, ix, q)
			if !slices.Equal(ranked, best(t, ix, q)) {
				rt.Fatal("another order at the second time")
			}
			if len(ranked) != min(len(found), Ranked) {
				rt.Fatalf("%d ranked, %d found", len(ranked), len(found))
			}
			for _, id := range ranked {
				if !slices.Contains(found, id) {
					rt.Fatalf("%d is not found without ranking", id)
				}
			}
			slices.Sort(ranked)
			if len(slices.Compact(ranked)) != min(len(found), Ranked) {
				rt.Fatal("one came twice")
			}
		})
	})
}

func TestFrequentWordsStillFindTheBest(t *testing.T) {
	d, _ := dbtest.One(t)
	ix, s := setUp(t, d)
	for id := int64(1); id <= 5*Ranked; id++ {
		s.docs[id] = Document{ID: id, Title: "第三条", Text: "信息由专人管理，安全由各部门负责。"}
	}
	s.docs[2] = Document{ID: 2, Title: "安全信息", Text: "另行规定。"}
	s.docs[3] = Document{ID: 3, Title: "第四条", Text: "信息安全由专人管理。"}
	catchUp(t, ix)
	got := best(t, ix, Query{Words: "信息 安全"})
	if len(got) != Ranked || !slices.Equal(got[:3], []int64{2, 3, 5 * Ranked}) {
		t.Fatalf("%d: %v", len(got), got[:min(5, len(got))])
	}
}

// lawClauses are real sentences for the measurements, in which words are as frequent as in rules.
func lawClauses(b *testing.B) []string {
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

// BenchmarkBest measures ranked search in 2,000 policies of 100 clauses, each made of two clauses of real laws.
func BenchmarkBest(b *testing.B) {
	const n, perPolicy = 200_000, 100
	laws := lawClauses(b)
	text := func(id int64) string {
		l := int64(len(laws))
		return laws[id%l] + laws[(id/l*31+id*7)%l] + fmt.Sprintf("（X%d）", id)
	}
	d, _ := dbtest.One(b)
	path := filepath.Join(b.TempDir(), "search.db")
	ix, err := Open(path, d)
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	ix.Source("clause", func(_ context.Context, ids []int64) ([]Document, error) {
		docs := make([]Document, len(ids))
		for i, id := range ids {
			docs[i] = Document{ID: id, Title: string([]rune(laws[id%97])[4:12]), Text: text(id), Tokens: []string{Token("d", id/perPolicy%12), Token("p", id/perPolicy), []string{"in_force", "retired"}[id/perPolicy%20/19]}}
		}
		return docs, nil
	}, func(context.Context) (int64, error) { return n, nil })
	ctx := context.Background()
	begun := time.Now()
	if err := ix.Rebuild(ctx, nil); err != nil {
		b.Fatal(err)
	}
	built := time.Since(begun)
	b.Run("build", func(b *testing.B) {
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/n, "bytes/doc")
		b.ReportMetric(n/built.Seconds(), "docs/s")
	})
	for _, c := range []struct {
		name string
		Query
	}{
		{"frequent word", Query{Words: "应当"}},
		{"frequent word in force", Query{Words: "信息", Narrow: [][]string{{"d1", "d2", "d3"}}, Without: []string{"retired"}}},
		{"two frequent words", Query{Words: "应当 规定"}},
		{"three frequent words", Query{Words: "部门 应当 规定", Without: []string{"retired"}}},
		{"three frequent words, a common token", Query{Words: "部门 应当 规定", Narrow: [][]string{{"in_force"}}}},
		{"phrase", Query{Words: "《个人信息》 处理"}},
		{"rare", Query{Words: "破产清算"}},
		{"one character", Query{Words: "法"}},
		{"number", Query{Words: "X" + strconv.Itoa(n/2)}},
		{"one policy", Query{Words: "应当", Narrow: [][]string{{"p1000"}}}},
		{"newest", Query{Words: "", Narrow: [][]string{{"in_force"}}}},
	} {
		c.Kind = "clause"
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			var hits []Hit
			for range b.N {
				begun := time.Now()
				likely, err := ix.Likely(ctx, c.Query)
				if err != nil {
					b.Fatal(err)
				}
				docs, err := ix.sources[c.Kind].load(ctx, likely)
				if err != nil {
					b.Fatal(err)
				}
				hits = Rank(c.Words, docs)
				took = append(took, time.Since(begun))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(float64(len(hits)), "hits")
		})
	}
}
