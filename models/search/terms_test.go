package search

import (
	"context"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"bihuan/models/db/dbtest"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"投訴 ＡＢＣ１２３":   "投诉 abc123",
		"爲什麼不乾淨":      "为什么不干净",
		"衛生間裏裡":       "卫生间里里",
		"㎏①ﬁ":         "kg1fi",
		"Ünïcode ÉÀ":  "ünïcode éà",
		"複雜著名瞭解乾燥恢復":  "复杂着名了解干燥恢复",
		"\xff坏\xf0字节": "\ufffd坏\ufffd字节",
		"𠮷野家😀":        "𠮷野家😀",
	} {
		if got := Fold(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestTermsOfADocument(t *testing.T) {
	got := strings.Split(body(newBag(), Document{Text: "退款SF12345，退 款！é", Tokens: []string{"d7", "x-1"}}), " ")
	want := []string{"退", "退款", "款", "sf12345", "sf", "12345", "é", "\ue000d7", "\ue000x\ue0012d1"}
	if !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	got = strings.Split(body(newBag(), Document{Title: "退款", Text: "款 a4"}), " ")
	if want := []string{"退", "退款", "款", "\ue002退", "\ue002退款", "\ue002款", "a4", "a"}; !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	long := strings.Repeat("字母", 5) + strings.Repeat("a", 1000) + strings.Repeat("é", 100)
	for term := range strings.SplitSeq(body(newBag(), Document{Text: long}), " ") {
		if len(term) > longest || !utf8.ValidString(term) {
			t.Fatalf("term of %d bytes", len(term))
		}
	}
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct {
		text, words string
		max         int
		want        string
	}{
		{"客戶投訴快遞未到", "投诉", 50, "客戶[投訴]快遞未到"},
		{"客户投诉快递未到，再次投诉", "投诉 快递", 50, "客户[投诉][快递]未到，再次[投诉]"},
		{"净重２㎏，单号ＳＦ１２３", "2kg sf123 12", 50, "净重[２㎏]，单号[ＳＦ１２３]"},
		{"第一行\r\n\r\n第二行投诉", "投诉", 50, "第一行 第二行[投诉]"},
		{strings.Repeat("前", 100) + "投诉" + strings.Repeat("后", 100), "投诉", 12, "…前前前[投诉]后后后后后后后…"},
		{strings.Repeat("前", 100) + "投诉", "投诉", 12, "…前前前前前前前前前前[投诉]"},
		{"没有命中的文字很长很长", "投诉", 6, "没有命中的文…"},
		{"<b>投诉</b>", "投诉", 50, "<b>[投诉]</b>"},
		{"cafe\u0301 好", "CAFÉ", 50, "[cafe\u0301] 好"},
		{"管理经理人和管理者", "管理人", 50, "[管理]经[理人]和[管理]者"},
		{"依照 ISO 27001 与ＧＢ２２０８０", "iso27001 GB 22080", 50, "依照 [ISO] [27001] 与[ＧＢ][２２０８０]"},
		{"個人資訊處理者應當遵守", "应当 个人", 50, "[個人]資訊處理者[應當]遵守"},
		{"", "投诉", 50, ""},
	} {
		var got strings.Builder
		for _, s := range Snippet(c.text, c.words, c.max) {
			if s.Hit {
				got.WriteString("[" + s.Text + "]")
			} else {
				got.WriteString(s.Text)
			}
		}
		if got.String() != c.want {
			t.Errorf("%q in %q: %q, want %q", c.words, c.text, got.String(), c.want)
		}
	}
}

func TestPlaceIsNoneWhereNoWordStands(t *testing.T) {
	for _, text := range []string{"", "没有这些"} {
		if got := Place(text, "签收"); got != nil {
			t.Errorf("%q: %v", text, got)
		}
	}
	if got := Place("没有人签收", "签收"); len(got) != 2 || !got[1].Hit {
		t.Error(got)
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"投诉", `"`, `投" OR body:"x`, "a* NEAR(b c)", "NOT", "(", "-", "\x00", "\ue000d1", "é́", "𠮷", "\xff\xfe", "㎏*", strings.Repeat("投 ", 300), "۳ ᾳ ß İ"} {
		f.Add(s, "客户投诉：快递未到 SF123 ㎏ é")
	}
	d, _ := dbtest.One(f)
	ix, s := setUp(f, d)
	s.put(f, d, 1, "客户投诉", "d1")
	catchUp(f, ix)
	ctx := context.Background()
	f.Fuzz(func(t *testing.T, words, text string) {
		ids, err := ix.Find(ctx, Query{Kind: "complaint", Words: words, AnyToken: []string{"d2"}})
		if err != nil || len(ids) != 0 {
			t.Fatalf("%q finds %v in another department, %v", words, ids, err)
		}
		if _, err := ix.Find(ctx, Query{Kind: "complaint", Words: words, Limit: 5}); err != nil {
			t.Fatalf("%q: %v", words, err)
		}
		if likely, err := ix.Likely(ctx, Query{Kind: "complaint", Words: words, Narrow: [][]string{{"d2"}}}); err != nil || len(likely) != 0 {
			t.Fatalf("%q likely finds %v in another department, %v", words, likely, err)
		}
		for _, h := range Rank(words, []Document{{ID: 1, Text: text}, {ID: 2, Title: words, Text: text}}) {
			if h.Score < 0 || h.Score > inTitle+2 {
				t.Fatalf("%q in %q scores %v", words, text, h.Score)
			}
		}
		if _, err := ix.Similar(ctx, "complaint", words, 0, 5, nil); err != nil {
			t.Fatalf("similar to %q: %v", words, err)
		}
		folded := Fold(text)
		if again := Fold(folded); utf8.ValidString(text) && Fold(again) != again {
			t.Fatalf("%q folds to %q, %q", text, folded, again)
		}
		if _, origin := foldWithOrigin(text); !slices.IsSorted(origin) {
			t.Fatalf("origins of %q are out of order", text)
		}
		for _, s := range Snippet(text, words, 40) {
			if s.Text == "" || utf8.ValidString(text) && !utf8.ValidString(s.Text) {
				t.Fatalf("snippet of %q for %q has %q", text, words, s.Text)
			}
		}
	})
}
