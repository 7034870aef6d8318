package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

func TestSimilarFindsTheSameMatter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ix, s := setUp(t, d)
		texts := sentences(rand.New(rand.NewPCG(1, 2)))
		for id := int64(1); id <= 200; id++ {
			s.docs[id] = Document{ID: id, Text: texts()}
		}
		s.docs[70] = Document{ID: 70, Text: "家住阳光小区三号楼，电梯停运两天，物业电话无人接听，老人上下楼不便。"}
		s.docs[71] = Document{ID: 71, Text: "阳光小区食堂饭菜偏咸，希望改进。"}
		catchUp(t, ix)
		typed := "陽光小區3號樓電梯停運兩天了，物業電話無人接聽"
		hits, err := ix.Similar(context.Background(), "complaint", typed, 0, 5, nil)
		if err != nil || len(hits) == 0 || hits[0].ID != 70 || hits[0].Score < 0.5 {
			t.Fatalf("%v %v", hits, err)
		}
		for _, h := range hits[1:] {
			if h.Score > hits[0].Score/2 {
				t.Errorf("%d resembles it as well: %v", h.ID, hits)
			}
		}
		if hits, err := ix.Similar(context.Background(), "complaint", typed, 70, 5, nil); err != nil || len(hits) > 0 && hits[0].ID == 70 {
			t.Fatalf("older than asked for: %v %v", hits, err)
		}
		if hits, err := ix.Similar(context.Background(), "complaint", "？", 0, 5, nil); err != nil || len(hits) != 0 {
			t.Fatalf("nothing typed yet: %v %v", hits, err)
		}
	})
}

// sentences makes texts whose characters and words are as unevenly common as those of a language.
func sentences(rng *rand.Rand) func() string {
	zipf := rand.NewZipf(rng, 1.15, 8, 29_999)
	return func() string {
		var b strings.Builder
		for n := 0; n < 150; n++ {
			w := zipf.Uint64()
			b.WriteRune(rune(0x4e00 + w*7%6000))
			b.WriteRune(rune(0x4e00 + w*13/7%6000))
			if n%9 == 8 {
				b.WriteString("，")
			}
		}
		fmt.Fprintf(&b, "单号SF%d", rng.IntN(1_000_000_000))
		return b.String()
	}
}

// BenchmarkIndex measures building and asking; BIHUAN_BENCH_DOCS sets the number of documents of 300
// characters (100,000 where unset).
func BenchmarkIndex(b *testing.B) {
	n := int64(100_000)
	if v, err := strconv.ParseInt(os.Getenv("BIHUAN_BENCH_DOCS"), 10, 64); err == nil {
		n = v
	}
	d, _ := dbtest.One(b)
	stock := make([]string, 5000)
	next := sentences(rand.New(rand.NewPCG(3, 4)))
	for i := range stock {
		stock[i] = next()
	}
	text := func(id int64) string {
		a, z := stock[id%int64(len(stock))], stock[id/int64(len(stock))*31%int64(len(stock))]
		return a[:450] + z[450:] + fmt.Sprintf(" 编号X%d", id)
	}
	path := filepath.Join(b.TempDir(), "search.db")
	ix, err := Open(path, d)
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	extra := map[int64]string{}
	ix.Source("complaint", func(_ context.Context, ids []int64) ([]Document, error) {
		docs := make([]Document, len(ids))
		for i, id := range ids {
			docs[i] = Document{ID: id, Text: text(id) + extra[id], Tokens: []string{"d" + strconv.FormatInt(id%6, 10), "p" + strconv.FormatInt(id%300, 10)}}
		}
		return docs, nil
	}, func(context.Context) (int64, error) { return n, nil })
	ctx := context.Background()
	begun := time.Now()
	if err := ix.Rebuild(ctx, nil); err != nil {
		b.Fatal(err)
	}
	took := time.Since(begun)
	b.Run("build", func(b *testing.B) {
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/float64(n), "bytes/doc")
		b.ReportMetric(float64(n)/took.Seconds(), "docs/s")
	})
	runes := []rune(text(n - 7))
	queries := map[string]Query{
		"two characters":    {Words: string(runes[20:22])},
		"four characters":   {Words: string(runes[20:24])},
		"rare pair":         {Words: string(runes[40:42])},
		"one character":     {Words: string(runes[20:21])},
		"with department":   {Words: string(runes[20:24]), AnyToken: []string{"d3"}},
		"three departments": {Words: string(runes[20:22]), AnyToken: []string{"d1", "d2", "d4"}},
		"two common, own":   {Words: string(runes[20:22]) + " " + string(runes[30:32]), AnyToken: []string{"p7"}},
		"three common":      {Words: string(runes[20:22]) + " " + string(runes[30:32]) + " " + string(runes[50:52])},
		"number":            {Words: "X" + strconv.FormatInt(n/2, 10)},
		"old page":          {Words: string(runes[20:22]), Before: n / 2},
	}
	for name, q := range queries {
		q.Kind, q.Limit = "complaint", 50
		b.Run(name, func(b *testing.B) {
			for range b.N {
				if _, err := ix.Find(ctx, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("similar", func(b *testing.B) {
		for i := range b.N {
			if _, err := ix.Similar(ctx, "complaint", string([]rune(text(n - int64(i)%5000))[:120]), n-n/4, 5, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("change", func(b *testing.B) {
		s := &shelf{docs: map[int64]Document{}}
		for i := range b.N {
			id := n/2 + int64(i)
			extra[id] = "改动"
			s.put(b, d, id, "x")
			if err := ix.CatchUp(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
}
