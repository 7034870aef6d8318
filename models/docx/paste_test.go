package docx_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bihuan/models/docx"
	"bihuan/models/fault"
)

func pasted(t testing.TB, html string) docx.Document {
	t.Helper()
	d, err := docx.FromHTML(html)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// wordPaste is how Word 365 puts a rule on the clipboard, shortened.
const wordPaste = `<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:宋体;} p.MsoNormal {mso-style-unhide:no;} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'>
<!--StartFragment-->
<p class=MsoTitle align=center style='text-align:center'><span style='font-family:"黑体"'>信息管理
制度<span lang=EN-US><o:p></o:p></span></span></p>
<h1><span lang=EN-US style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>第一章<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span>总则</h1>
<p class=MsoNormal style='text-indent:24.1pt'><b><span>第一条</span></b><span lang=EN-US>&nbsp;&nbsp;</span>为了规范<b style='mso-bidi-font-weight:normal'>信息</b>管理，制定本
制度。<o:p></o:p></p>
<p class=MsoListParagraph style='margin-left:18.0pt;text-indent:-18.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span
lang=EN-US style='mso-fareast-font-family:宋体'><span style='mso-list:Ignore'>（一）<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]>各部门；</p>
<p class=MsoListParagraph style='mso-list:l2 level2 lfo3'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span></span><![endif]>圆点</p>
<p class=MsoNormal>10 m<sup>2</sup> of <s>old</s> <u>text</u> on
two lines</p>
<table class=MsoTableGrid border=1><tr><td colspan=2><p class=MsoNormal>甲|</p><p class=MsoNormal>乙</p></td></tr><tr><td>1</td><td><b>2</b></td></tr></table>
<p class=MsoNormal><a href="https://a.com/?x=(1)">网站</a>、<a href="#_Toc1">目录</a>、<a href="javascript:alert(1)">坏</a>
<!--[if gte vml 1]><v:shape><v:imagedata src="file:///C:/1.png"/></v:shape><![endif]--><![if !vml]><img width=100 src="file:///C:/Users/1.png" alt=图><![endif]></p>
<!--EndFragment-->
</body></html>`

func TestPasteFromWord(t *testing.T) {
	d := pasted(t, wordPaste)
	same(t, "paste", d.Markdown, `# 信息管理制度

## 第一章 总则

第一条  为了规范**信息**管理，制定本制度。

（一）各部门；

  - 圆点

10 m² of ~~old~~ text on two lines

| 甲\|<br>乙 | |
| --- | --- |
| 1 | **2** |

[网站](https://a.com/?x=%281%29)、目录、坏`)
	same(t, "losses", losses(d), "underline 1 \nmerged_cells 1 \nlink 1 javascript:alert(1)\npicture_remote 1 file:///C:/Users/1.png")
}

func TestPasteFromPages(t *testing.T) {
	png := base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\nxxx"))
	for _, c := range []struct{ name, html, want string }{
		{"lists", "<ul><li>甲<ul><li><p>乙</p></li></ul></li><li>丙</li></ul><ol start=3><li>三</li><li>四</li></ol>", "- 甲\n  - 乙\n- 丙\n\n3. 三\n\n4. 四"},
		{"line breaks", "<div>甲<br>乙</div><div>丙</div>", "甲\n乙\n\n丙"},
		{"plain text", "甲\r\n乙 &lt;b&gt; &amp;amp;", "甲乙 \\<b> \\&amp;"},
		{"Google's bold that is none", `<b style="font-weight: normal"><span style="font-weight:700">粗</span>平</b>`, "**粗**平"},
		{"a picture within", `<p>图<img alt="流*程" src="data:image/png;base64,` + png + `"></p>`, "图![流\\*程](picture:1)"},
		{"a frame of one column", "<table><tr><td>甲|<br>乙</td></tr></table>", "甲|\n乙"},
		{"a table within a cell", "<table><tr><td>甲</td><td><table><tr><td>子</td><td>丑</td></tr></table></td></tr></table>", "| 甲 | 子<br>丑 |\n| --- | --- |"},
		{"preformatted", "<pre>甲\n乙</pre>", "甲\n乙"},
		{"hidden", `<p>甲<span style="display:none">乙</span>丙</p>`, "甲丙"},
		{"no end tags", "<p>甲<p>乙<table><tr><td>1<td>2<tr><td>3<td>4", "甲\n\n乙\n\n| 1 | 2 |\n| --- | --- |\n| 3 | 4 |"},
		{"end tags only", "</p></td></table></b></ul>甲</xml></script>", "甲"},
		{"WPS", `<p class="MsoNormal"><font face="宋体">第二条　</font><font>内容</font></p>`, "第二条　内容"},
	} {
		d := pasted(t, c.html)
		same(t, c.name, d.Markdown, c.want)
		if strings.Contains(c.html, "<img") != (len(d.Pictures) == 1) {
			t.Errorf("%s: %d pictures", c.name, len(d.Pictures))
		}
	}
}

var hostileHTML = []string{
	"<script>alert(1)</script>", "<style>x</style>", "<svg><script>alert(1)</script></svg>", "<iframe src='javascript:x'>y</iframe>", "<math><mi>x</mi></math>", "<template><script>x</script></template>",
	"<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>a</a>", "<a href=\"https://x/)![x](javascript:y\">a</a>", "<img alt='](javascript:x)' src='data:image/png;base64,iVBORw0KGgp4'>", "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
	"<textarea><script>x</script></textarea>", "<xmp><script>x</script></xmp>", "<plaintext><script>", "<noscript><p title='</noscript><script>x'>", "<!--><script>x</script>-->", "<![CDATA[<script>x</script>]]>", "<script/>x", "<style/>x</style>y", "<svg/>x",
	"<table><tr><td colspan=1000000000 rowspan=-1>x", "<ol start=99999999999999><li>x", "<p style='mso-list:l0 level9'>x", "<h1><h2><h3>x", "&#0;&#x110000;&#xD800;x", "<o:p>x</o:p>", "<xml>x</xml>y", "\x00\xff<p>x",
}

func TestHostilePastesAreHarmless(t *testing.T) {
	for _, h := range hostileHTML {
		harmlessMarkdown(t, h, pasted(t, h).Markdown)
	}
}

// harmlessMarkdown looks for what another Markdown program could run.
func harmlessMarkdown(t *testing.T, html, text string) {
	t.Helper()
	low := strings.ToLower(text)
	for _, bad := range []string{"](javascript", "](data:", "](vbscript", "](<javascript"} {
		if i := strings.Index(low, bad); i >= 0 && !strings.HasSuffix(low[:i], `\`) && !strings.Contains(html, `](`) {
			t.Fatalf("%q gives %q", html, text)
		}
	}
	for i := strings.Index(low, "<script"); i >= 0; i = -1 {
		if i == 0 || low[i-1] != '\\' {
			t.Fatalf("%q gives %q", html, text)
		}
	}
	if !utf8.ValidString(text) {
		t.Fatalf("%q gives %q", html, text)
	}
}

func TestPastesTakeLinearTime(t *testing.T) {
	for name, html := range map[string]string{
		"paragraphs": strings.Repeat("<p class=MsoNormal><span lang=EN-US>为了规范投诉</span>处理</p>\n", 80_000), "deep spans": strings.Repeat("<b><span style='font-weight:bold'>x", 30_000), "ends only": strings.Repeat("<b></i>", 140_000),
		"deep lists": strings.Repeat("<ul><li>x", 100_000), "deep tables": strings.Repeat("<table><tr><td>x", 60_000), "rows": "<table>" + strings.Repeat("<tr><td>1<td>2", 60_000), "wide": "<table><tr>" + strings.Repeat("<td>1", 160_000), "wide rows": "<table><tr>" + strings.Repeat("<td>1", 63) + strings.Repeat("<tr><td>", 100_000),
		"attributes": "<p " + strings.Repeat("a=b ", 240_000) + ">x", "entities": strings.Repeat("&amp;", 200_000), "open comment": "<!--" + strings.Repeat("<p>x", 200_000), "spaces": strings.Repeat(" \n", 500_000), "signs": "<p>" + strings.Repeat("*_[<&", 200_000), "lines": "<p>" + strings.Repeat("x<br>", 200_000),
		"brackets": "<p>" + strings.Repeat("<", 1_000_000), "pictures": strings.Repeat("<img src='data:image/png;base64,x'>", 28_000), "numbers": "<p style='mso-list:l0'>" + strings.Repeat("<span style='mso-list:Ignore'>1</span>", 26_000), "ampersands": "<p>" + strings.Repeat("&x", 500_000),
	} {
		began := time.Now()
		d := pasted(t, html)
		if took := time.Since(began); took > time.Minute {
			t.Errorf("%s took %v", name, took)
		} else {
			t.Logf("%s: %v for %d bytes, %d come out", name, took.Round(time.Millisecond), len(html), len(d.Markdown))
		}
	}
	if _, err := docx.FromHTML(strings.Repeat("x", docx.MostPasted+1)); fault.Of(err) == nil || fault.Of(err).Key != "invalid.docx_size" {
		t.Errorf("too long: %v", err)
	}
}

func FuzzFromHTML(f *testing.F) {
	f.Add(wordPaste)
	for _, h := range hostileHTML {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, html string) { harmlessMarkdown(t, html, pasted(t, html).Markdown) })
}
