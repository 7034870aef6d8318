package complaint

import (
	"strings"
	"testing"
)

func TestSnippetShowsTheWordsAsTheyWereWritten(t *testing.T) {
	for _, c := range []struct{ text, words, want string }{
		{"快递显示签收但未收到", "签收", "快递显示[签收]但未收到"},
		{"客户投訴快递", "投诉", "客户[投訴]快递"},
		{"订单 ＡＢＣ１２ 未到", "abc12", "订单 [ＡＢＣ１２] 未到"},
		{strings.Repeat("字", 40) + "签收" + strings.Repeat("尾", 100), "签收", "…" + strings.Repeat("字", 20) + "[签收]" + strings.Repeat("尾", 68) + "…"},
		{"签收，没有人签收", "签收 没有", "[签收]，[没有]人[签收]"},
		{"𠮷野家退款", "𠮷野", "[𠮷野]家退款"},
		{"没有这些", "签收", ""},
		{"", "签收", ""},
	} {
		var b strings.Builder
		for _, p := range snippet(c.text, c.words) {
			if p.Marked {
				b.WriteString("[" + p.Text + "]")
			} else {
				b.WriteString(p.Text)
			}
		}
		if b.String() != c.want {
			t.Errorf("%q in %q: %q, want %q", c.words, c.text, b.String(), c.want)
		}
	}
}
