package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

// shelf stands for a domain's table.
type shelf struct {
	mu   sync.Mutex
	docs map[int64]Document
	fail error
}

func (s *shelf) load(_ context.Context, ids []int64) ([]Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Document
	for _, id := range ids {
		if d, ok := s.docs[id]; ok {
			out = append(out, d)
		}
	}
	return out, s.fail
}

func (s *shelf) last(context.Context) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var last int64
	for id := range s.docs {
		last = max(last, id)
	}
	return last, nil
}

// put sets a document's text and notes the change; an empty text removes it.
func (s *shelf) put(t testing.TB, d *db.DB, id int64, text string, tokens ...string) {
	t.Helper()
	s.mu.Lock()
	if text == "" {
		delete(s.docs, id)
	} else {
		s.docs[id] = Document{ID: id, Text: text, Tokens: tokens}
	}
	s.mu.Unlock()
	if err := d.InTx(context.Background(), func(tx *db.Tx) error { return Put(tx, "complaint", id) }); err != nil {
		t.Fatal(err)
	}
}

func open(t testing.TB, path string, d *db.DB, s *shelf) *Index {
	t.Helper()
	ix, err := Open(path, d)
	if err != nil {
		t.Fatal(err)
	}
	ix.Log = slog.New(slog.DiscardHandler)
	ix.Source("complaint", s.load, s.last)
	t.Cleanup(func() { _ = ix.Close() })
	return ix
}

func setUp(t testing.TB, d *db.DB) (*Index, *shelf) {
	t.Helper()
	s := &shelf{docs: map[int64]Document{}}
	return open(t, filepath.Join(t.TempDir(), "search.db"), d, s), s
}

func find(t testing.TB, ix *Index, words string, tokens ...string) []int64 {
	t.Helper()
	ids, err := ix.Find(context.Background(), Query{Kind: "complaint", Words: words, AnyToken: tokens, Limit: 50})
	if err != nil {
		t.Fatalf("%q: %v", words, err)
	}
	return ids
}

func catchUp(t testing.TB, ix *Index) {
	t.Helper()
	if err := ix.CatchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestFindsWhatPeopleType(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ix, s := setUp(t, d)
		s.put(t, d, 1, "快递显示签收但没有收到，客户投诉", "d1", "p5")
		s.put(t, d, 2, "顧客投訴售後服務態度差，單號 ＳＦ１２３４５６", "d2")
		s.put(t, d, 3, "餐厅卫生问题😀，老板姓𠮷，净重2㎏", "d1")
		s.put(t, d, 4, "Refund for order A-20260301778 not received; café iPhone", "d3")
		for _, c := range []struct {
			words  string
			tokens []string
			want   []int64
		}{
			{"投诉", nil, []int64{2, 1}},
			{"投訴", nil, []int64{2, 1}},
			{"诉", nil, []int64{2, 1}},
			{"到", nil, []int64{1}},
			{"投诉", []string{"d2"}, []int64{2}},
			{"投诉", []string{"d2", "p5"}, []int64{2, 1}},
			{"投诉", []string{"d"}, nil},
			{"签收 投诉", nil, []int64{1}},
			{"签收 态度", nil, nil},
			{"售后", nil, []int64{2}},
			{"SF123456", nil, []int64{2}},
			{"sf1234", nil, []int64{2}},
			{"123456", nil, []int64{2}},
			{"ｓｆ123456", nil, []int64{2}},
			{"😀", nil, []int64{3}},
			{"𠮷", nil, []int64{3}},
			{"姓𠮷", nil, []int64{3}},
			{"淨重", nil, []int64{3}},
			{"2kg", nil, []int64{3}},
			{"REFUND", nil, []int64{4}},
			{"CAFÉ", nil, []int64{4}},
			{"iphon", nil, []int64{4}},
			{"sf 123456", nil, []int64{2}},
			{"A20260301778", nil, []int64{4}},
			{"202603", nil, []int64{4}},
			{"不存在的词", nil, nil},
			{"", []string{"d1"}, []int64{3, 1}},
			{"", nil, nil},
			{"，。！\"'", nil, nil},
			{`投诉" OR "态度`, nil, nil},
			{`body:投诉`, nil, nil},
			{"投诉*", nil, []int64{2, 1}},
			{"NOT 投诉", nil, nil},
			{"^投诉 (", nil, []int64{2, 1}},
		} {
			if got := find(t, ix, c.words, c.tokens...); !slices.Equal(got, c.want) {
				t.Errorf("%q %v: %v, want %v", c.words, c.tokens, got, c.want)
			}
		}
		if ids, err := ix.Find(context.Background(), Query{Kind: "complaint", Words: "投诉", AnyToken: []string{}}); err != nil || len(ids) != 0 {
			t.Errorf("no token at all finds %v %v", ids, err)
		}
		if ids, err := ix.Find(context.Background(), Query{Kind: "complaint", Words: "投诉", Before: 2, Limit: 1}); err != nil || !slices.Equal(ids, []int64{1}) {
			t.Errorf("second page: %v %v", ids, err)
		}
	})
}

func TestChangesShowAfterAKick(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ix, s := setUp(t, d)
		catchUp(t, ix)
		s.put(t, d, 1, "空调不制冷", "d1")
		ix.Kick()
		if got := find(t, ix, "空调"); !slices.Equal(got, []int64{1}) {
			t.Fatalf("after registration: %v", got)
		}
		s.put(t, d, 1, "冰箱不制冷", "d2")
		ix.Kick()
		if got := find(t, ix, "空调"); len(got) != 0 {
			t.Fatalf("old text is still found: %v", got)
		}
		if got := find(t, ix, "冰箱", "d1"); len(got) != 0 {
			t.Fatalf("old department still finds it: %v", got)
		}
		if got := find(t, ix, "冰箱", "d2"); !slices.Equal(got, []int64{1}) {
			t.Fatalf("new text: %v", got)
		}
		s.put(t, d, 1, "")
		ix.Kick()
		if got := find(t, ix, "冰箱"); len(got) != 0 {
			t.Fatalf("removed record is found: %v", got)
		}
	})
}

func TestChangesThatCommitLateAreNotMissed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx := context.Background()
		ix, s := setUp(t, d)
		catchUp(t, ix)
		row := func(id, record int64) {
			t.Helper()
			s.mu.Lock()
			s.docs[record] = Document{ID: record, Text: "迟到的投诉"}
			s.mu.Unlock()
			err := d.InTx(ctx, func(tx *db.Tx) error {
				return tx.Create(&change{ID: id, Kind: "complaint", RecordID: record, CreatedAt: tx.Now}).Error
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		expect := func(want ...int64) {
			t.Helper()
			catchUp(t, ix)
			if got := find(t, ix, "迟到"); !slices.Equal(got, want) {
				t.Fatalf("found %v, want %v", got, want)
			}
		}
		row(5, 105)
		expect(105)
		row(3, 103)
		expect(105, 103)
		row(9, 109)
		row(1, 101)
		expect(109, 105, 103, 101)
		row(7, 107)
		expect(109, 107, 105, 103, 101)
		if got := fmt.Sprint(ix.place.holes); got != "[{2 2} {4 4} {6 6} {8 8}]" {
			t.Fatalf("holes %s", got)
		}
		// A new start reads the unsettled ones again, which changes nothing, and misses none that came meanwhile.
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
		row(4, 104)
		ix = open(t, ix.path, d, s)
		expect(109, 107, 105, 104, 103, 101)
		clock.Advance(2 * settled)
		ix.settledA = time.Time{}
		catchUp(t, ix)
		if ix.place.low != 9 || len(ix.place.holes) != 0 {
			t.Fatalf("settled up to %d with holes %v", ix.place.low, ix.place.holes)
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
		row(10, 110)
		ix = open(t, ix.path, d, s)
		expect(110, 109, 107, 105, 104, 103, 101)
	})
}

func TestCatchUpThatBreaksOffIsRepeated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ix, s := setUp(t, d)
		catchUp(t, ix)
		for id := range int64(300) {
			s.put(t, d, id+1, "电梯停运")
		}
		s.fail = errors.New("database went away")
		if err := ix.CatchUp(context.Background()); err == nil {
			t.Fatal("the failure was swallowed")
		}
		s.fail = nil
		if got := len(find(t, ix, "电梯")); got != 50 {
			t.Fatalf("%d found after the repetition", got)
		}
		// As after kill -9: the file as it is, opened without having been closed.
		again := open(t, ix.path, d, s)
		s.put(t, d, 301, "电梯又停")
		catchUp(t, again)
		if got := find(t, again, "又停"); !slices.Equal(got, []int64{301}) {
			t.Fatalf("after the crash: %v", got)
		}
	})
}

func TestFileIsRebuiltWhereItCannotBeTrusted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		ctx := context.Background()
		spoil := map[string]func(t *testing.T, ix *Index){
			"missing":        func(t *testing.T, ix *Index) { must(t, removeSide(ix.path)) },
			"corrupt":        func(t *testing.T, ix *Index) { must(t, os.WriteFile(ix.path, []byte("not a database"), 0o600)) },
			"half written":   func(t *testing.T, ix *Index) { must(t, os.WriteFile(ix.path+".new", []byte("SQLite"), 0o600)) },
			"other database": func(t *testing.T, ix *Index) { setMeta(t, ix, "origin", "another") },
			"other format":   func(t *testing.T, ix *Index) { setMeta(t, ix, "format", "0") },
			"other kinds":    func(t *testing.T, ix *Index) { setMeta(t, ix, "kinds", "service") },
			"other history":  func(t *testing.T, ix *Index) { setMeta(t, ix, "low", "1"); setMeta(t, ix, "low_at", "12345") },
			"lagging": func(t *testing.T, _ *Index) {
				clock.Advance(KeepChanges + time.Hour)
				must(t, Prune(ctx, d))
				var left int64
				must(t, d.Read(ctx).Model(&change{}).Count(&left).Error)
				if left != 0 {
					t.Fatalf("%d changes are left", left)
				}
			},
		}
		for _, name := range slices.Sorted(maps.Keys(spoil)) {
			t.Run(name, func(t *testing.T) {
				ix, s := setUp(t, d)
				catchUp(t, ix)
				s.put(t, d, 1, "水管漏水")
				catchUp(t, ix)
				must(t, ix.Close())
				spoil[name](t, ix)
				ix = open(t, ix.path, d, s)
				catchUp(t, ix)
				if got := find(t, ix, "漏水"); !slices.Equal(got, []int64{1}) {
					t.Fatalf("found %v", got)
				}
				s.put(t, d, 2, "又漏水")
				catchUp(t, ix)
				if got := find(t, ix, "漏水"); !slices.Equal(got, []int64{2, 1}) {
					t.Fatalf("found %v", got)
				}
			})
		}
	})
}

func TestDamageWhileServingLeadsToARebuild(t *testing.T) {
	d, _ := dbtest.One(t)
	ix, s := setUp(t, d)
	for id := range int64(50) {
		s.put(t, d, id+1, "路灯不亮")
	}
	catchUp(t, ix)
	if _, err := ix.side.write.Exec("DROP TABLE ft_complaint"); err != nil {
		t.Fatal(err)
	}
	if _, err := ix.Find(context.Background(), Query{Kind: "complaint", Words: "路灯"}); !fault.Is(err, fault.UnavailableKind) {
		t.Fatalf("damaged file answers %v", err)
	}
	if got := find(t, ix, "路灯"); len(got) != 50 {
		t.Fatalf("%d found after the rebuild", len(got))
	}
}

func TestInstanceThatKeepsUpNeedsNoRebuildAfterPruning(t *testing.T) {
	d, clock := dbtest.One(t)
	ix, s := setUp(t, d)
	s.put(t, d, 1, "噪音扰民")
	catchUp(t, ix)
	clock.Advance(time.Hour)
	ix.settledA = time.Time{}
	catchUp(t, ix)
	clock.Advance(2 * KeepChanges)
	must(t, Prune(context.Background(), d))
	must(t, ix.Close())
	s.docs = map[int64]Document{} // a rebuild would find nothing
	ix = open(t, ix.path, d, s)
	if got := find(t, ix, "噪音"); !slices.Equal(got, []int64{1}) {
		t.Fatalf("found %v: it was rebuilt", got)
	}
}

func TestReadersAndWritersTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ix, s := setUp(t, d)
		catchUp(t, ix)
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var all sync.WaitGroup
		all.Go(func() { ix.Run(ctx) })
		var writers sync.WaitGroup
		for w := range int64(4) {
			writers.Go(func() {
				for i := range int64(25) {
					id := w*25 + i + 1
					s.put(t, d, id, fmt.Sprintf("宽带故障%03d", id))
					ix.Kick()
					// While the file is being exchanged for a rebuilt one a search may look at the older of the two.
					var got []int64
					for try := 0; try < 500 && !slices.Equal(got, []int64{id}); try++ {
						if got = find(t, ix, fmt.Sprintf("宽带%03d", id)); try > 0 {
							time.Sleep(20 * time.Millisecond)
						}
					}
					if !slices.Equal(got, []int64{id}) {
						t.Errorf("fresh record %d: %v", id, got)
					}
				}
			})
		}
		writers.Go(func() {
			for range 3 {
				if err := ix.Rebuild(ctx, nil); err != nil {
					t.Error(err)
				}
			}
		})
		writers.Wait()
		cancel()
		all.Wait()
		catchUp(t, ix)
		ids, err := ix.Find(context.Background(), Query{Kind: "complaint", Words: "宽带"})
		if err != nil || len(ids) != 100 {
			t.Fatalf("%d of 100 found, %v", len(ids), err)
		}
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func setMeta(t *testing.T, ix *Index, key, value string) {
	t.Helper()
	s, err := openSide(ix.path)
	must(t, err)
	must(t, s.setMeta(context.Background(), s.write, map[string]string{key: value}))
	must(t, s.close())
}
