package markdown_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"bihuan/views/markdown"
)

func shown(t testing.TB, text string, o markdown.Options) string {
	t.Helper()
	var b strings.Builder
	if err := markdown.HTML(text, o).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var full = markdown.Options{
	Shift:  1,
	ItemID: func(k int) string { return fmt.Sprintf("c3-%d", k) },
	NoteID: func(label string) string { return "note-" + label },
	Picture: func(address string) (string, bool) {
		return "/files" + address, strings.HasPrefix(address, "/")
	},
	Terms: []markdown.Term{{Word: "信息", Text: "指记录"}, {Word: "个人信息", Href: "#c2", Text: "是指能够识别\"自然人\"的信息"}},
	Refs: func(text string) []markdown.Ref {
		if i := strings.Index(text, "第十二条"); i >= 0 {
			return []markdown.Ref{{Start: i, End: i + len("第十二条"), Href: "#c12", Text: "附则"}}
		}
		return nil
	},
	Mark: []string{"修改", "ABC"},
}

func TestGolden(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a law's name in angle brackets", "《关于修改<中华人民共和国劳动合同法>的决定》<!-- INFO END -->",
			"<p>《关于<mark>修改</mark>&lt;中华人民共和国劳动合同法&gt;的决定》&lt;!-- INFO END --&gt;</p>\n"},
		{"items", "有下列情形之一的：\n（一）甲；\n　　（二）乙：\n1. 子\n2、丑\n(三)丙。\n第二行\n\n另一段",
			"<p>有下列情形之一的：</p>\n<p class=\"item\" id=\"c3-1\">（一）甲；</p>\n<p class=\"item\" id=\"c3-2\">（二）乙：</p>\n" +
				"<p class=\"item item-2\">1. 子</p>\n<p class=\"item item-2\">2、丑</p>\n<p class=\"item\" id=\"c3-3\">(三)丙。<br>\n第二行</p>\n<p>另一段</p>\n"},
		{"numbers are not counted anew", "3. 三\n7. 七", "<p class=\"item\" id=\"c3-1\">3. 三</p>\n<p class=\"item\" id=\"c3-2\">7. 七</p>\n"},
		{"no numbers", "1.5 倍\n2026年3月1日\n10.25%", "<p>1.5 倍<br>\n2026年3月1日<br>\n10.25%</p>\n"},
		{"a line end begins a line", "甲\n乙", "<p>甲<br>\n乙</p>\n"},
		{"no setext heading, no indented code, no link definition", "甲\n---\n\n        乙\n\n[注]: 说明", "<p>甲</p>\n<hr>\n<p>乙</p>\n<p>[注]: 说明</p>\n"},
		{"emphasis beside Chinese signs", "所称**“甲”**，是*乙*的。2*3*4", "<p>所称<strong>“甲”</strong>，是<em>乙</em>的。2<em>3</em>4</p>\n"},
		{"headings are shifted", "## 一\n###### 六", "<h3>一</h3>\n<h6>六</h6>\n"},
		{"terms once in each paragraph, not in links", "个人信息、个人信息和信息，信息\n\n[个人信息](#x)`信息`个人信息",
			"<p><a class=\"term\" href=\"#c2\" title=\"是指能够识别&#34;自然人&#34;的信息\">个人信息</a>、个人信息和<dfn class=\"term\" title=\"指记录\">信息</dfn>，信息</p>\n" +
				"<p><a href=\"#x\">个人信息</a><code>信息</code><a class=\"term\" href=\"#c2\" title=\"是指能够识别&#34;自然人&#34;的信息\">个人信息</a></p>\n"},
		{"references", "依照本办法第十二条修改。", "<p>依照本办法<a class=\"ref\" href=\"#c12\" title=\"附则\">第十二条</a><mark>修改</mark>。</p>\n"},
		{"marks fold case", "xAbC", "<p>x<mark>AbC</mark></p>\n"},
		{"footnotes", "甲[^a]\n\n[^a]: 注*一*", "<p>甲<sup class=\"note-ref\"><a href=\"#note-a\">a</a></sup></p>\n<p class=\"note\" id=\"note-a\"><sup>a</sup> 注<em>一</em></p>\n"},
		{"a note without a sign is not lost", "[^9]: 注", "<p class=\"note\" id=\"note-9\"><sup>9</sup> 注</p>\n"},
		{"table", "|甲|乙|\n|:-:|--:|\n|1<br>2|\\|3|", "<table>\n<thead>\n<tr><th scope=\"col\" class=\"center\">甲</th><th scope=\"col\" class=\"right\">乙</th></tr>\n</thead>\n<tbody>\n" +
			"<tr><td class=\"center\">1<br>2</td><td class=\"right\">|3</td></tr>\n</tbody>\n</table>\n"},
		{"task list and bullets", "- [x] 甲\n- 乙\n  - 丙", "<ul>\n<li>☑ 甲\n</li>\n<li>乙\n<ul>\n<li>丙\n</li>\n</ul>\n</li>\n</ul>\n"},
		{"code and strikethrough", "`a<b` ~~旧~~\n\n```\n<x>\n```", "<p><code>a&lt;b</code> <del>旧</del></p>\n<pre><code>&lt;x&gt;\n</code></pre>\n"},
		{"quotation", "> 甲\n> 乙", "<blockquote>\n<p>甲<br>\n乙</p>\n</blockquote>\n"},
		{"pictures", "![图](/1.png)![远](https://x.com/a.png)![坏](javascript:alert(1))",
			"<p><img src=\"/files/1.png\" alt=\"图\" loading=\"lazy\"><a href=\"https://x.com/a.png\" rel=\"noopener noreferrer nofollow\">远</a>坏</p>\n"},
		{"bare addresses", "见 https://a.com/b?c=1。", "<p>见 <a href=\"https://a.com/b?c=1\" rel=\"noopener noreferrer nofollow\">https://a.com/b?c=1</a>。</p>\n"},
		{"entities and backslashes", "&lt;甲&gt; \\*乙\\* &copy; AT&T", "<p>&lt;甲&gt; *乙* © AT&amp;T</p>\n"},
		{"empty", "", ""},
	} {
		if got := shown(t, c.text, full); got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// hostile are texts that would run something, load something or break out of an attribute elsewhere.
var hostile = []string{
	"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=javascript:alert(1)>",
	"[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\tscript:alert(1))", "[a](<java\nscript:alert(1)>)", "[a](&#106;avascript:alert(1))",
	"[a](javascript&colon;alert(1))", "[a](\x01javascript:alert(1))", "[a](vbscript:x)", "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](file:///etc/passwd)",
	"[a](//evil.example/x)", `[a](\\evil\x)`, "[a](https://user:pw@evil.example/)", "![a](data:image/svg+xml,<svg onload=alert(1)>)", "![a](//evil.example/p.png)",
	"![a\" onerror=\"alert(1)](/x.png)", "[a](http://x\"onmouseover=\"alert(1))", "[a](http://x/'onmouseover='alert(1))", "[a](/x \"t\\\" onclick=alert(1)\")", "<javascript:alert(1)>", "<http://a\"onclick=alert(1)>",
	"[^\"><script>]: x", "x[^\"onclick=\"]", "`<script>`", "```\"><script>\n</script>\n```", "| <script> | a |\n|---|---|\n| <img onerror=x> | b |",
	"# <script>", "> <script>", "- <script>", "**<script>**", "[<script>](/x)", "[![a](javascript:x)](javascript:y)", "&lt;script&gt;", "&#60;script&#62;", "\\<script>", "<br onclick=alert(1)>", "<BR/>",
	"<!--[if gte mso 9]><script>alert(1)</script><![endif]-->", "<![CDATA[<script>]]>", "<?php echo 1 ?>", "<a href=\"javascript:x\">", "<style>@import 'x'</style>", "<base href=//evil>", "<form action=//evil><input name=a>", "<math><mi//xlink:href=\"data:x,<script>\">",
	"个人信息<script>", "[个人信息](javascript:x)", "\x00<script>\x00", "\xff\xfe<script>", "http://a.com/<script>", "www.evil.example\"onclick=x", "a@b.c\"onclick=x", "mailto:x@y.z?body=<script>", "[a](mailto:x@y.z\"onclick=1)", "{onclick=alert(1)}", "## a {onclick=x}", "[a]: javascript:alert(1)\n\n[a]",
}

func TestHostileTextIsText(t *testing.T) {
	for _, text := range hostile {
		for _, o := range []markdown.Options{{}, full, {Picture: func(a string) (string, bool) { return a, true }, Terms: []markdown.Term{{Word: "script", Href: "javascript:x", Text: "\"><script>"}}}} {
			harmless(t, text, shown(t, text, o))
		}
	}
}

// attributes are those that a page may hold; they are written out here once more, apart from the package's own policy.
var attributes = map[string][]string{
	"p": {"class", "id"}, "sup": {"class"}, "a": {"class", "href", "title", "rel"}, "dfn": {"class", "title"}, "img": {"src", "alt", "loading"}, "th": {"scope", "class"}, "td": {"class"},
	"h1": nil, "h2": nil, "h3": nil, "h4": nil, "h5": nil, "h6": nil, "blockquote": nil, "ul": nil, "li": nil, "hr": nil, "br": nil, "pre": nil, "code": nil, "table": nil, "thead": nil, "tbody": nil,
	"tr": nil, "em": nil, "strong": nil, "del": nil, "mark": nil,
}

func harmless(t *testing.T, text, out string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(out))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.CommentToken, html.DoctypeToken:
			t.Fatalf("%q: a comment in %q", text, out)
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			allowed, ok := attributes[tag.Data]
			if !ok {
				t.Fatalf("%q: <%s> in %q", text, tag.Data, out)
			}
			for _, a := range tag.Attr {
				if !slices.Contains(allowed, a.Key) {
					t.Fatalf("%q: %s in %q", text, a.Key, out)
				}
				if a.Key == "href" || a.Key == "src" {
					safeAddress(t, text, a.Val)
				}
			}
		}
	}
}

func safeAddress(t *testing.T, text, address string) {
	t.Helper()
	low := strings.ToLower(address)
	if strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://") || strings.HasPrefix(low, "mailto:") {
		return
	}
	scheme, _, colon := strings.Cut(low, ":")
	if strings.HasPrefix(low, "//") || strings.HasPrefix(low, `\`) || colon && !strings.ContainsAny(scheme, "/?#.") || strings.ContainsFunc(low, unicode.IsControl) {
		t.Fatalf("%q leads to %q", text, address)
	}
}

// letters are what a reader reads.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func visible(out string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(out))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			b.WriteString(z.Token().Data)
		}
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"**第一条**　为了`规范`[管理](https://x.com)，\n（一）甲；": "第一条　为了规范管理，\n（一）甲；",
		"|甲|乙|\n|--|--|\n|1<br>2|3|":                "甲 乙 \n1\n2 3",
		"# 标题\n\n《<法>》&amp;":                        "标题\n《<法>》&",
		"```\na\n```":                               "a",
	} {
		if got := markdown.Words(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestRealLawsLoseNothing shows each law whole and compares what is read with what was written.
func TestRealLawsLoseNothing(t *testing.T) {
	files, err := filepath.Glob("../../../shared/data/policies*/*.md")
	if err != nil || len(files) == 0 {
		t.Skip("the real laws are not on this machine")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := letters(visible(shown(t, string(text), markdown.Options{}))), letters(string(text)); got != want {
			t.Errorf("%s: %d letters shown, %d written", filepath.Base(name), len(got), len(want))
		}
	}
}

// TestBombs holds texts against time that take a Markdown reader ages when it is not bounded.
func TestBombs(t *testing.T) {
	for name, text := range map[string]string{
		"quotations": strings.Repeat(">", 100_000) + "x", "spaced quotations": strings.Repeat("> ", 100_000), "lists": strings.Repeat("- ", 100_000) + "x",
		"brackets": strings.Repeat("[", 100_000), "closed brackets": strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000), "links": strings.Repeat("[a](", 50_000), "images": strings.Repeat("![", 100_000),
		"emphasis": strings.Repeat("*a", 50_000), "closers": strings.Repeat("a*", 50_000), "mixed emphasis": strings.Repeat("**x *y ", 40_000), "underscores": strings.Repeat("a_b_", 50_000), "stars": strings.Repeat("*", 100_000),
		"backticks": backticks(1000), "open angle": strings.Repeat("<", 100_000), "autolinks": strings.Repeat("<http://a", 50_000), "tilde": strings.Repeat("~~a", 50_000),
		"table": strings.Repeat("|a", 50_000) + "\n" + strings.Repeat("|-", 50_000) + "\n" + strings.Repeat("|b\n", 50_000), "rows": "|a|b|\n|-|-|\n" + strings.Repeat("|x|y|\n", 100_000),
		"many delimiter rows": strings.Repeat("|-|-|\n", 100_000), "deepening list": deepening(1400), "entities": strings.Repeat("&amp;", 100_000), "notes": strings.Repeat("[^a]", 100_000), "note lines": strings.Repeat("[^a]: x\n", 50_000),
		"items": strings.Repeat("（一）x\n", 49_000), "blank lines": strings.Repeat("\n", 900_000), "words": strings.Repeat("word ", 200_000), "http": strings.Repeat("http://", 100_000), "www": strings.Repeat(" www.", 100_000), "at": strings.Repeat("a@", 200_000), "paragraphs": strings.Repeat("a\n\n", 24_000),
		"long": strings.Repeat("第一条　为了*规范*[管理](x)，\n", 120_000), "no end": strings.Repeat("字", 1_700_000), "backslashes": strings.Repeat(`\`, 500_000), "carriage returns": strings.Repeat("\r", 500_000), "fence": "```" + strings.Repeat("\n>", 20_000), "parentheses": "[a](" + strings.Repeat("(", 100_000), "spaces": strings.Repeat(" ", 1_000_000) + "x",
		"crossing lists": strings.Repeat("* a\n+ b\n", 12_000), "nested quotations": strings.Repeat(strings.Repeat("> ", 30)+"x\n", 5_000),
	} {
		began := time.Now()
		out := shown(t, text, full)
		words := markdown.Words(text)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%s: %v, %d bytes, %d words", name, took.Round(time.Millisecond), len(out), len(words))
		}
		harmless(t, name, out)
	}
}

func backticks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("`", i+1) + "a")
	}
	return b.String()
}

func deepening(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("  ", i%700) + "- x\n")
	}
	return b.String()
}

func FuzzHTML(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add("|a|b|\n|-|-|\n|<br>|`|`|\n\n- [x] a\n  > b\n\n（一）甲[^1]\n[^1]: x **y** ~~z~~")
	f.Fuzz(func(t *testing.T, text string) {
		out := shown(t, text, full)
		harmless(t, text, out)
		markdown.Words(text)
	})
}
